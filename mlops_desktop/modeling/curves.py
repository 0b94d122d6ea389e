"""What evaluation charts are drawn from."""

from __future__ import annotations

from typing import Any

import numpy as np

from mlops_desktop.core.training import Curve, Evaluation
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.target import Floats

MOST_POINTS = 2_000
RESIDUAL_BINS = 40


def evaluation(outcome: PredictedRows, seed: int) -> Evaluation:
    """Return the chart data of hold-out rows; samples are drawn by the seed."""
    if not outcome.classes:
        return Evaluation(
            predicted_actual=_predicted_actual(outcome, seed), residuals=_residuals(outcome)
        )
    is_binary = len(outcome.classes) == 2
    return Evaluation(roc=roc(outcome) if is_binary else None, confusion=confusion(outcome))


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


def roc(outcome: PredictedRows) -> Curve | None:
    """Return false against true positive rates, thresholds from high to low; None if undefined."""
    if outcome.probabilities is None:
        return None
    place = outcome.positive_place
    is_positive = outcome.actual == place
    positives = int(is_positive.sum())
    negatives = outcome.size - positives
    if not positives or not negatives:
        return None
    scores: Floats = outcome.probabilities[:, place]
    order = np.argsort(-scores, kind="stable")
    last_of_group = np.append(np.flatnonzero(np.diff(scores[order])), outcome.size - 1)
    true = np.append(0, np.cumsum(is_positive[order])[last_of_group]) / positives
    false = np.append(0, np.cumsum(~is_positive[order])[last_of_group]) / negatives
    if true.size > MOST_POINTS:
        kept = np.unique(np.linspace(0, true.size - 1, MOST_POINTS).round().astype(np.int64))
        true, false = true[kept], false[kept]
    return _curve(false, true)


def confusion(outcome: PredictedRows) -> tuple[tuple[int, ...], ...]:
    """Return counts, rows = actual, columns = predicted; unknown actual classes are not counted."""
    size = len(outcome.classes)
    known = outcome.actual >= 0
    cells = outcome.actual[known].astype(np.int64) * size + outcome.predicted[known].astype(
        np.int64
    )
    counts = np.bincount(cells, minlength=size * size).reshape(size, size)
    return tuple(tuple(int(count) for count in row) for row in counts)


def _curve(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Curve:
    return Curve(tuple(float(v) for v in x), tuple(float(v) for v in y))
