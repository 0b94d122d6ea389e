"""95 % bootstrap intervals, for one outcome or for the difference of two on the same rows.

What is drawn follows how rows were held out (see :mod:`~mlops_desktop.modeling.units`): whole
groups, blocks of rows in their order, or single rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtrit

from mlops_desktop.core.certainty import FEWEST_UNITS, BaselineGain, Drawn
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.shares import wilson
from mlops_desktop.core.training import MetricValue, Split
from mlops_desktop.modeling.evaluate import PredictedRows, losses, measure, resampled
from mlops_desktop.modeling.target import Floats
from mlops_desktop.modeling.units import MOST_ROWS, MOST_ROWS_OF_UNITS, Drawing, Units, drawing

RESAMPLES = 500
_ROUNDING = 1e-12
"""Resamples that differ by no more than this share of their size are equal."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and its 95 % interval; NaN where the metric is not defined or nothing can be told."""

    value: float
    low: float
    high: float

    def held_out(self, name: str) -> MetricValue:
        """Return it as that metric's value on held-out rows; an end that is NaN is None."""
        low, high = (None if np.isnan(end) else end for end in (self.low, self.high))
        return MetricValue(name, Split.HOLDOUT, self.value, low, high)


def drawing_of(
    outcomes: Sequence[PredictedRows], seed: int, most: tuple[int, int] | None = None
) -> Drawing:
    """Return how the rows of outcomes are drawn; all are of the same rows in the same order.

    Args:
        most: rows to draw from, singly and in units; fewer by itself where there are many classes,
            each of which costs a sorting.
    """
    first = outcomes[0]
    limits = most or (MOST_ROWS, MOST_ROWS_OF_UNITS)
    fewest = 1_000 if most is None else 200
    classes = max(2, len(first.classes))
    rows, of_units = (max(fewest, limit * 2 // classes) for limit in limits)
    is_ordered = first.units is not None
    costs = [cost for item in outcomes for cost in losses(item)] if is_ordered else []
    return drawing(first.size, first.units, costs, seed, (rows, of_units))


def intervals(metrics: Sequence[str], outcome: PredictedRows, seed: int) -> dict[str, Interval]:
    """Return each metric with its 95 % interval.

    The expanded percentile bootstrap of :data:`RESAMPLES` resamples, see :func:`percentiles`; a
    share of rows that are drawn singly by its score interval instead (Wilson 1927). No ends where
    every resample gives the same value: that they agree does not make it sure.
    """
    how = drawing_of([outcome], seed)
    part = outcome if how.rows is None else outcome.take(how.rows)
    drawn: dict[str, list[Floats]] = {key: [] for key in metrics}
    for weights in how.weights(seed, RESAMPLES):
        for key in metrics:
            drawn[key].append(resampled(key, part, weights))
    found = {}
    for key in metrics:
        counts = share_of(key, outcome)
        if counts is not None:
            count, rows = counts
            found[key] = Interval(count / rows, *wilson(count, rows))
            continue
        values = np.concatenate(drawn[key])
        value, middle = measure(key, outcome), measure(key, part)
        if _are_alike(values):
            found[key] = _without_ends(value)
        else:
            found[key] = _within(key, _interval(values, value, middle, how))
    return found


def measured(outcome: PredictedRows, seed: int) -> tuple[MetricValue, ...]:
    """Return every metric of the task that is defined on held-out rows, with its interval.

    Of answers that aim at a quantile also the share of rows that they are not below.
    """
    keys = outcome.metrics
    if outcome.quantile is not None:
        keys = (*keys, "share_below")
    found = intervals(keys, outcome, seed)
    return tuple(
        interval.held_out(name) for name, interval in found.items() if not np.isnan(interval.value)
    )


def share(
    has: np.ndarray[tuple[int], np.dtype[np.bool_]], units: Units | None, seed: int
) -> Interval:
    """Return the share of rows that have something, with its interval."""
    rows = PredictedRows(np.zeros(has.size), np.where(has, 0.0, -1.0), units=units)
    return intervals(["share_below"], rows, seed)["share_below"]


def differences(
    metrics: Sequence[str], first: PredictedRows, second: PredictedRows, seed: int
) -> dict[str, Interval]:
    """Return ``second − first`` per metric with its paired expanded percentile interval.

    Both outcomes are of the same rows in the same order; each resample draws the same rows from
    both. Where every resample gives the same difference there are no ends, unless the answers
    themselves are the same.
    """
    how = drawing_of([first, second], seed)
    parts = (first, second) if how.rows is None else (first.take(how.rows), second.take(how.rows))
    drawn: dict[str, list[Floats]] = {key: [] for key in metrics}
    for weights in how.weights(seed, RESAMPLES):
        for key in metrics:
            before, after = (resampled(key, part, weights) for part in parts)
            drawn[key].append(after - before)
    is_same = _answer_alike(first, second)
    found = {}
    for key in metrics:
        value = measure(key, second) - measure(key, first)
        middle = measure(key, parts[1]) - measure(key, parts[0])
        values = np.concatenate(drawn[key])
        if is_same and value == 0:
            found[key] = Interval(0.0, 0.0, 0.0)
        elif _are_alike(values):
            found[key] = _without_ends(value)
        else:
            found[key] = _interval(values, value, middle, how)
    return found


def beside_baseline(
    key: str, baseline: PredictedRows, outcome: PredictedRows, seed: int
) -> BaselineGain | None:
    """Return how a method does beside the baseline on the same rows; None where undefined."""
    found = differences([key], baseline, outcome, seed)[key]
    if np.isnan(found.value):
        return None
    low, high = (None if np.isnan(end) else end for end in (found.low, found.high))
    return BaselineGain(key, measure(key, baseline), found.value, low, high)


def drawn_of(outcomes: Sequence[PredictedRows], seed: int) -> Drawn:
    """Return what intervals and differences of these outcomes draw."""
    return drawing_of(outcomes, seed).drawn


# From resamples to ends --------------------------------------------------------------------


def tail(units: int) -> float:
    """Return the share of resamples beyond each end: Φ(−√(n/(n−1))·t₀.₉₇₅,ₙ₋₁).

    The expanded percentile interval (Hesterberg 2015, "What teachers should know about the
    bootstrap", The American Statistician 69(4)): plain percentiles of few units are too narrow.

    Args:
        units: how many are drawn, at least 2.
    """
    return float(ndtr(-expanded(units)))


def expanded(units: int) -> float:
    """Return how many bootstrap standard errors half a 95 % interval has: √(n/(n−1))·t₀.₉₇₅,ₙ₋₁."""
    return float(np.sqrt(units / (units - 1)) * stdtrit(units - 1, 0.975))


def percentiles(drawn: Floats, units: int) -> tuple[float, float]:
    """Return the ends of the expanded percentile interval; NaN of too few units.

    Args:
        drawn: float64 of shape (resamples,), none NaN; units: how many were drawn in each.
    """
    if units < FEWEST_UNITS or not drawn.size:
        return np.nan, np.nan
    share = tail(units)
    low, high = np.quantile(drawn, (share, 1 - share))
    return float(low), float(high)


def _interval(drawn: Floats, value: float, middle: float, how: Drawing) -> Interval:
    """Return an interval, its ends as far from the value as measured on the sample, shrunk."""
    defined = drawn[~np.isnan(drawn)]
    if np.isnan(value):
        return _without_ends(value)
    low, high = percentiles(defined, how.drawn.count)
    if how.rows is None:
        return Interval(value, low, high)
    return Interval(
        value,
        float(value + how.shrink * (low - middle)),
        float(value + how.shrink * (high - middle)),
    )


def _within(key: str, found: Interval) -> Interval:
    """Return an interval cut off at the ends of the metric's range, as shrinking may pass them."""
    about = metric(key)
    low, high = np.clip([found.low, found.high], about.lowest, about.highest)
    return Interval(found.value, float(low), float(high))


def _without_ends(value: float) -> Interval:
    return Interval(value, np.nan, np.nan)


def _are_alike(drawn: Floats) -> bool:
    defined = drawn[~np.isnan(drawn)]
    return not defined.size or bool(np.ptp(defined) <= _ROUNDING * np.abs(defined).max())


def _answer_alike(first: PredictedRows, second: PredictedRows) -> bool:
    pairs = [(first.predicted, second.predicted)]
    if first.probabilities is not None and second.probabilities is not None:
        pairs.append((first.probabilities, second.probabilities))
    return all(np.array_equal(one, other) for one, other in pairs)


def share_of(key: str, outcome: PredictedRows) -> tuple[int, int] | None:
    """Return how many rows have what a metric is a share of, and of how many; None of all others.

    None too where rows are not drawn singly: then a score interval is too narrow.
    """
    if outcome.units is not None:
        return None
    hits = outcome.actual == outcome.predicted
    if key == "accuracy":
        among = np.ones(outcome.size, dtype=bool)
    elif key == "label_precision":
        among = outcome.predicted == outcome.positive_place
    elif key == "label_recall":
        among = outcome.actual == outcome.positive_place
    elif key == "share_below":
        hits, among = outcome.actual <= outcome.predicted, np.ones(outcome.size, dtype=bool)
    else:
        return None
    rows = int(among.sum())
    return (int((hits & among).sum()), rows) if rows else None
