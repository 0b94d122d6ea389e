"""What evaluation charts are drawn from."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from mlops_desktop.core.curve import ClassCurves, Curve
from mlops_desktop.core.training import Evaluation
from mlops_desktop.core.wording import counted
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.target import Floats, Integers

MOST_POINTS = 2_000
RESIDUAL_BINS = 40
MOST_CLASSES = 10
POINTS_PER_CLASS = 200
GROUPS = 10
ROWS_PER_GROUP = 10
"""Fewer groups are made where they would have fewer rows than this."""


def evaluation(outcome: PredictedRows, seed: int) -> Evaluation:
    """Return the chart data of hold-out rows; samples are drawn by the seed."""
    if not outcome.classes:
        return Evaluation(
            predicted_actual=_predicted_actual(outcome, seed), residuals=_residuals(outcome)
        )
    counts = confusion(outcome)
    if len(outcome.classes) != 2:
        return Evaluation(confusion=counts, by_class=_by_class(outcome))
    found = class_curves(outcome, outcome.positive_place)
    names = {item.name for item in fields(Evaluation)} & {item.name for item in fields(found)}
    return Evaluation(confusion=counts, **{name: getattr(found, name) for name in names})


def _predicted_actual(outcome: PredictedRows, seed: int) -> Curve:
    rows = np.arange(outcome.size)
    if outcome.size > MOST_POINTS:
        random = np.random.default_rng([seed, 2])
        rows = np.sort(random.choice(outcome.size, MOST_POINTS, replace=False))
    return _curve(outcome.predicted[rows], outcome.actual[rows])


def _residuals(outcome: PredictedRows) -> Curve:
    errors = np.asarray(outcome.actual - outcome.predicted, dtype=np.float64)
    bins = min(RESIDUAL_BINS, max(5, int(np.sqrt(errors.size))))
    counts, edges = np.histogram(errors, bins=bins)
    return _curve((edges[:-1] + edges[1:]) / 2, counts)


def confusion(outcome: PredictedRows) -> tuple[tuple[int, ...], ...]:
    """Return counts, rows = actual, columns = predicted; unknown actual classes are not counted."""
    size = len(outcome.classes)
    known = outcome.actual >= 0
    cells = outcome.actual[known].astype(np.int64) * size + outcome.predicted[known].astype(
        np.int64
    )
    counts = np.bincount(cells, minlength=size * size).reshape(size, size)
    return tuple(tuple(int(count) for count in row) for row in counts)


# One class against the others --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Rows by the probability of a class, the most probable first; equal ones form one step.

    Attributes:
        rows: how many rows there are up to each step, from 0; positives: those of the class.
    """

    rows: Integers
    positives: Integers


def _by_class(outcome: PredictedRows) -> tuple[ClassCurves, ...]:
    """Return the curves of each class, the most frequent ones when there are many."""
    known = outcome.actual[outcome.actual >= 0].astype(np.int64)
    counts = np.bincount(known, minlength=len(outcome.classes))
    places = np.sort(np.argsort(-counts, kind="stable")[:MOST_CLASSES])
    return tuple(class_curves(outcome, int(place), POINTS_PER_CLASS) for place in places)


def class_curves(outcome: PredictedRows, place: int, most: int = MOST_POINTS) -> ClassCurves:
    """Return ROC, precision–recall, calibration and gain of a class against all others.

    Fawcett 2006 (ROC), Davis & Goadrich 2006 (precision–recall). Thresholds run from high to low.
    """
    label, of_class = outcome.classes[place], outcome.actual == place
    positives = int(of_class.sum())
    if outcome.probabilities is None or positives in (0, outcome.size):
        which = f"every one is {label}" if positives else f"none is {label}"
        rows = counted(outcome.size, "held-out row")
        why = f"Of {rows} {which}: there is nothing to tell apart."
        return ClassCurves(label, positives, undefined=why)
    scores: Floats = outcome.probabilities[:, place]
    ranking = _ranking(scores, of_class)
    calibration, sizes = _calibration(scores, of_class)
    return ClassCurves(
        label,
        positives,
        roc=_roc(ranking, most),
        precision_recall=_precision_recall(ranking, most),
        calibration=calibration,
        calibration_rows=sizes,
        gain=_gain(ranking, most),
    )


def _ranking(scores: Floats, of_class: np.ndarray[Any, Any]) -> _Ranking:
    order = np.argsort(-scores, kind="stable")
    last_of_group = np.append(np.flatnonzero(np.diff(scores[order])), scores.size - 1)
    rows = np.append(0, last_of_group + 1).astype(np.int64)
    positives = np.append(0, np.cumsum(of_class[order])[last_of_group]).astype(np.int64)
    return _Ranking(rows, positives)


def _roc(ranking: _Ranking, most: int) -> Curve:
    negatives = ranking.rows - ranking.positives
    kept = _thinned(ranking.rows.size, most)
    return _curve(
        (negatives / negatives[-1])[kept], (ranking.positives / ranking.positives[-1])[kept]
    )


def _precision_recall(ranking: _Ranking, most: int) -> Curve:
    recall = ranking.positives / ranking.positives[-1]
    precision = np.append(1.0, ranking.positives[1:] / ranking.rows[1:])
    kept = _thinned(recall.size, most)
    return _curve(recall[kept], precision[kept])


def _gain(ranking: _Ranking, most: int) -> Curve:
    kept = _thinned(ranking.rows.size, most)
    return _curve(
        (ranking.rows / ranking.rows[-1])[kept],
        (ranking.positives / ranking.positives[-1])[kept],
    )


def _calibration(scores: Floats, of_class: np.ndarray[Any, Any]) -> tuple[Curve, tuple[int, ...]]:
    """Return the reliability diagram in groups between quantiles, and the rows of each group.

    Bröcker & Smith 2007. Equal probabilities stay in one group, so groups may differ in size.
    """
    groups = int(np.clip(scores.size // ROWS_PER_GROUP, 1, GROUPS))
    edges = np.quantile(scores, np.linspace(0, 1, groups + 1)[1:-1])
    group = np.searchsorted(edges, scores)
    sizes = np.bincount(group, minlength=groups)
    filled = sizes > 0
    mean = np.bincount(group, scores, minlength=groups)[filled] / sizes[filled]
    share = np.bincount(group, of_class, minlength=groups)[filled] / sizes[filled]
    return _curve(mean, share), tuple(int(size) for size in sizes[filled])


def _thinned(size: int, most: int) -> Integers:
    """Return places of at most so many points, both ends among them."""
    return np.unique(np.linspace(0, size - 1, min(size, most)).round().astype(np.int64))


def _curve(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Curve:
    return Curve(tuple(float(v) for v in x), tuple(float(v) for v in y))
