"""Real performance on labelled rows: against the hold-out, and over time.

How a metric is computed is handed in, so that the number here and the one the version was judged
by come from the same code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from mlops_desktop.core import metrics
from mlops_desktop.core.monitor import PerformanceChange, PerformanceWindow, Verdict
from mlops_desktop.monitoring import words
from mlops_desktop.monitoring.sample import FloatArray, IntArray
from mlops_desktop.monitoring.verdict import LEAST_ROWS

_RESAMPLES = 1_000
_FEWER_RESAMPLES = 400
_SUBSAMPLE = 5_000
_MOST_WINDOWS = 26


@dataclass(frozen=True, slots=True, eq=False)
class PredictedSample:
    """Rows with their true values and what a model said.

    Attributes:
        actual, predicted: shape (n,); numbers, or class labels as text.
        probabilities: shape (n, len(classes)), or None.
        positive: the positive class of two.
    """

    actual: npt.NDArray[Any]
    predicted: npt.NDArray[Any]
    probabilities: FloatArray | None = None
    classes: tuple[str, ...] = ()
    positive: str | None = None

    def __len__(self) -> int:
        return len(self.actual)


Measure = Callable[[PredictedSample, IntArray], float]
"""A metric of the rows with these numbers; NaN or ``ValueError`` where it does not exist."""


def performance_change(
    metric: str,
    reference: PredictedSample,
    current: PredictedSample,
    measure: Measure,
    seed: int,
) -> PerformanceChange:
    """Compare a metric on labelled current rows with the hold-out.

    95 % intervals are percentile bootstraps of the rows (Efron & Tibshirani 1993, ch. 13), 1,000
    resamples; above 5,000 rows 400 resamples of 5,000, their spread scaled to all rows (m out of
    n: Bickel, Götze & van Zwet 1997). The difference resamples both tables independently. Rows
    are taken as independent: with hours in a row the true intervals are somewhat wider.

    Args:
        metric: a key of :data:`mlops_desktop.core.metrics.METRICS`; it knows which way is worse.
        reference: the hold-out the version was judged by.
        current: the labelled current rows.
        measure: computes the metric.
        seed: of the resampling.

    Returns:
        The change. Its verdict is DRIFT only when the metric is worse and the interval of the
        difference excludes zero; CANNOT_TELL below 30 rows on either side or where the metric
        does not exist (one class only).
    """
    rng = np.random.default_rng(seed)
    before, before_draws = _bootstrap(reference, measure, rng)
    now, now_draws = _bootstrap(current, measure, rng)
    low, high = _interval(now_draws - before_draws)
    sizes = len(reference), len(current)
    verdict = _verdict(metric, sizes, (low, high))
    words_of = _Words(metric, before, now, low, high)
    reference_low, reference_high = _interval(before_draws)
    current_low, current_high = _interval(now_draws)
    return PerformanceChange(
        metric=metric,
        reference=before,
        reference_low=reference_low,
        reference_high=reference_high,
        current=now,
        current_low=current_low,
        current_high=current_high,
        difference=now - before,
        low=low,
        high=high,
        n_reference=sizes[0],
        n_current=sizes[1],
        verdict=verdict,
        sentence=words_of.sentence(verdict, sizes),
    )


def _measured(sample: PredictedSample, rows: IntArray, measure: Measure) -> float:
    try:
        return float(measure(sample, rows))
    except ValueError:
        return float("nan")


def _bootstrap(
    sample: PredictedSample, measure: Measure, rng: np.random.Generator
) -> tuple[float, FloatArray]:
    """Return the metric and its resampled values, shape (1000,)."""
    n = len(sample)
    if n == 0:
        return float("nan"), np.full(_RESAMPLES, np.nan)
    value = _measured(sample, np.arange(n), measure)
    size = min(n, _SUBSAMPLE)
    count = _RESAMPLES if n <= _SUBSAMPLE else _FEWER_RESAMPLES
    draws = np.array([_measured(sample, rng.integers(0, n, size), measure) for _ in range(count)])
    if size < n:
        middle = np.nanmean(draws) if np.isfinite(draws).any() else np.nan
        draws = value + (draws - middle) * np.sqrt(size / n)
    return value, np.resize(draws, _RESAMPLES)


def _interval(draws: FloatArray) -> tuple[float, float]:
    known = draws[np.isfinite(draws)]
    if len(known) < len(draws) / 2:
        return float("nan"), float("nan")
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)


def _verdict(metric: str, sizes: tuple[int, int], interval: tuple[float, float]) -> Verdict:
    low, high = interval
    if min(sizes) < LEAST_ROWS or np.isnan(low):
        return Verdict.CANNOT_TELL
    is_worse = low > 0 if metrics.metric(metric).is_loss else high < 0
    return Verdict.DRIFT if is_worse else Verdict.NO_DRIFT


@dataclass(frozen=True, slots=True)
class _Words:
    metric: str
    before: float
    now: float
    low: float
    high: float

    def sentence(self, verdict: Verdict, sizes: tuple[int, int]) -> str:
        about = metrics.metric(self.metric)
        if verdict is Verdict.CANNOT_TELL:
            if min(sizes) < LEAST_ROWS:
                where = "labelled current" if sizes[1] <= sizes[0] else "hold-out"
                few = words.rows(min(sizes)).replace("row", f"{where} row")
                return f"Only {few}; at least {LEAST_ROWS} are needed to judge."
            return f"{about.title} cannot be computed on these rows: one class only."
        scale = max((self.high - self.low) / 2, abs(self.before) * 1e-3)
        now, before = words.number(self.now, scale), words.number(self.before, scale)
        span = f"{words.number(self.low, scale)} to {words.number(self.high, scale)}"
        if verdict is Verdict.DRIFT:
            how = "worse"
        elif self.low > 0 or self.high < 0:
            how = "better"
        else:
            how = "not clearly different"
        return (
            f"{about.title} {now} against {before} on the hold-out: {how} "
            f"(difference {words.number(self.now - self.before, scale)}, 95 % range {span})."
        )


class Stretch(Enum):
    """How long a window by date is."""

    DAY = "D"
    WEEK = "W"
    MONTH = "M"
    QUARTER = "Q"
    YEAR = "Y"


@dataclass(frozen=True, slots=True, eq=False)
class WindowPlan:
    """How rows are cut into windows.

    Attributes:
        dates: shape (n,), datetime64; None cuts in row order.
        count: windows in row order, fewer when they would be under 30 rows.
        stretch: None takes the finest that gives at most 26 windows of mostly 30 rows or more.
    """

    dates: npt.NDArray[np.datetime64] | None = None
    count: int = 10
    stretch: Stretch | None = None


def windows(
    current: PredictedSample, measure: Measure, plan: WindowPlan | None = None
) -> tuple[PerformanceWindow, ...]:
    """Measure a metric over stretches of the current rows.

    A stretch with fewer than 30 rows joins the one before it, the first the one after it. Rows
    without a date are left out. A window where the metric does not exist has the value NaN.

    Returns:
        The windows in time order; none when there are fewer than 30 rows in all.
    """
    plan = plan or WindowPlan()
    if plan.dates is None:
        parts = _in_row_order(len(current), plan.count)
        labels = [f"rows {part[0] + 1:,}–{part[-1] + 1:,}" for part in parts]
    else:
        parts = _by_date(plan.dates, plan.stretch)
        labels = [str(np.min(plan.dates[part]).astype("datetime64[D]")) for part in parts]
    return tuple(
        PerformanceWindow(label, len(part), _measured(current, part, measure))
        for label, part in zip(labels, parts, strict=True)
    )


def _in_row_order(n: int, count: int) -> list[IntArray]:
    if n < LEAST_ROWS:
        return []
    return list(np.array_split(np.arange(n), max(1, min(count, n // LEAST_ROWS))))


def _by_date(dates: npt.NDArray[np.datetime64], stretch: Stretch | None) -> list[IntArray]:
    known = np.flatnonzero(~np.isnat(dates))
    if len(known) < LEAST_ROWS:
        return []
    order = known[np.argsort(dates[known], kind="stable")]
    parts: list[IntArray] = [order]
    for option in (stretch,) if stretch else Stretch:
        keys = _key(dates[order], option)
        parts = np.split(order, np.flatnonzero(keys[1:] != keys[:-1]) + 1)
        if len(parts) <= _MOST_WINDOWS and np.median([len(part) for part in parts]) >= LEAST_ROWS:
            break
    return _merged(parts)


def _key(dates: npt.NDArray[np.datetime64], stretch: Stretch) -> IntArray:
    if stretch is Stretch.WEEK:
        # Day 0 (1 January 1970) was a Thursday; ISO weeks begin on Monday.
        days = dates.astype("datetime64[D]").astype(np.int64)
        return (days + 3) // 7
    if stretch is Stretch.QUARTER:
        return dates.astype("datetime64[M]").astype(np.int64) // 3
    return dates.astype(f"datetime64[{stretch.value}]").astype(np.int64)


def _merged(parts: list[IntArray]) -> list[IntArray]:
    merged: list[IntArray] = []
    for part in parts:
        if merged and min(len(part), len(merged[-1])) < LEAST_ROWS:
            merged[-1] = np.concatenate([merged[-1], part])
        else:
            merged.append(part)
    return merged
