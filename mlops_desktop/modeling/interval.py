"""95 % bootstrap intervals over rows, for one outcome or for the difference of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mlops_desktop.core.shares import wilson
from mlops_desktop.core.training import MetricValue, Split
from mlops_desktop.modeling.evaluate import PredictedRows, Weights, measure, resampled
from mlops_desktop.modeling.target import Floats, Integers

RESAMPLES = 500
MOST_ROWS = 5_000
"""Above this, a seeded sample of so many rows is resampled and its spread scaled to all rows;
fewer when there are many classes, each of which costs a sorting."""

_CHUNK = 50  # resamples at a time: 50 × 5,000 weights stay within the processor's cache
_LEVELS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and its 95 % interval; NaN where the metric is not defined."""

    value: float
    low: float
    high: float

    def held_out(self, name: str) -> MetricValue:
        """Return it as that metric's value on held-out rows; an end that is NaN is None."""
        low, high = (None if np.isnan(end) else end for end in (self.low, self.high))
        return MetricValue(name, Split.HOLDOUT, self.value, low, high)


def intervals(metrics: Sequence[str], outcome: PredictedRows, seed: int) -> dict[str, Interval]:
    """Return each metric with its percentile bootstrap interval.

    Efron & Tibshirani 1993, ch. 13: rows are drawn with replacement, :data:`RESAMPLES` times, the
    interval runs from the 2.5 % to the 97.5 % quantile. Beyond :data:`MOST_ROWS` rows the
    spread is measured on a sample of m rows and shrunk by √(m/n) (Politis & Romano 1994).
    """
    sample = _sample(outcome, seed)
    part = outcome if sample is None else outcome.take(sample)
    drawn: dict[str, list[Floats]] = {key: [] for key in metrics}
    for weights in resamples(part.size, seed):
        for key in metrics:
            drawn[key].append(resampled(key, part, weights))
    shrink = np.sqrt(part.size / outcome.size)
    return {
        key: _interval(
            np.concatenate(drawn[key]), measure(key, outcome), measure(key, part), shrink
        )
        for key in metrics
    }


def measured(outcome: PredictedRows, seed: int) -> tuple[MetricValue, ...]:
    """Return every metric of the task that is defined on held-out rows, with its interval.

    Of answers that aim at a quantile also the share of rows that they are not below.
    """
    found = intervals(outcome.metrics, outcome, seed)
    values = tuple(
        interval.held_out(name) for name, interval in found.items() if not np.isnan(interval.value)
    )
    if outcome.quantile is None:
        return values
    below = int((outcome.actual <= outcome.predicted).sum())
    share = Interval(below / outcome.size, *wilson(below, outcome.size))
    return (*values, share.held_out("share_below"))


def differences(
    metrics: Sequence[str], first: PredictedRows, second: PredictedRows, seed: int
) -> dict[str, Interval]:
    """Return ``second − first`` per metric with its paired percentile bootstrap interval.

    Both outcomes are of the same rows in the same order; each resample draws the same rows from
    both.
    """
    sample = _sample(first, seed)
    parts = (first, second) if sample is None else (first.take(sample), second.take(sample))
    drawn: dict[str, list[Floats]] = {key: [] for key in metrics}
    for weights in resamples(parts[0].size, seed):
        for key in metrics:
            before, after = (resampled(key, part, weights) for part in parts)
            drawn[key].append(after - before)
    shrink = np.sqrt(parts[0].size / first.size)
    return {
        key: _interval(
            np.concatenate(drawn[key]),
            measure(key, second) - measure(key, first),
            measure(key, parts[1]) - measure(key, parts[0]),
            shrink,
        )
        for key in metrics
    }


def resamples(rows: int, seed: int, count: int = RESAMPLES) -> Iterator[Weights]:
    """Yield bootstrap weights in chunks: float64 of shape (≤ 50, rows), each row's counts."""
    random = np.random.default_rng([seed, rows])
    for start in range(0, count, _CHUNK):
        size = min(_CHUNK, count - start)
        drawn = random.integers(0, rows, size=(size, rows))
        drawn += np.arange(size)[:, None] * rows
        counts = np.bincount(drawn.ravel(), minlength=size * rows)
        yield counts.reshape(size, rows).astype(np.float64)


def _sample(outcome: PredictedRows, seed: int) -> Integers | None:
    most = max(1_000, MOST_ROWS * 2 // max(2, len(outcome.classes)))
    if outcome.size <= most:
        return None
    random = np.random.default_rng([seed, outcome.size, 1])
    return np.sort(random.choice(outcome.size, most, replace=False)).astype(np.int64)


def _interval(drawn: Floats, value: float, part_value: float, shrink: float) -> Interval:
    defined = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not defined.size:
        return Interval(value, np.nan, np.nan)
    low, high = np.quantile(defined, _LEVELS)
    if shrink == 1.0:
        return Interval(value, float(low), float(high))
    return Interval(
        value,
        float(value + shrink * (low - part_value)),
        float(value + shrink * (high - part_value)),
    )
