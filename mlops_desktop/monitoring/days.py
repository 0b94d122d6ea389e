"""A forecast watched: the days that have come against the days of its backtest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mlops_desktop.core import metrics
from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.core.monitor import PerformanceChange, PerformanceWindow, Verdict
from mlops_desktop.monitoring import words
from mlops_desktop.monitoring.sample import FloatArray

LEAST_DAYS = 14
"""Days that must have come for a verdict: two weeks."""

_LEVELS = (0.025, 0.975)

Draw = Callable[[int, int], npt.NDArray[np.int64]]
"""From a number of days, and the number of the draw, to resamples of their places, shape
(resamples, days), neighbours drawn together; always the same number of resamples. Draws of other
numbers are independent, also of as many days."""


@dataclass(frozen=True, slots=True)
class DayErrors:
    """Days that were forecast, in order.

    Attributes:
        errors: ŷ − y, float64 of shape (n,); held: whether y was within the interval.
        scale: what MASE divides by.
    """

    errors: FloatArray
    held: npt.NDArray[np.bool_]
    scale: float

    @classmethod
    def of(cls, points: Sequence[ForecastPoint], scale: float) -> DayErrors:
        """Return the errors of forecast days."""
        errors = np.array([point.predicted - point.actual for point in points])
        held = [point.low <= point.actual <= point.high for point in points]
        return cls(errors, np.array(held, dtype=bool), scale)

    @property
    def size(self) -> int:
        """How many days."""
        return int(self.errors.size)


_Rows = npt.NDArray[np.int64]

MEASURES: dict[str, Callable[[DayErrors, _Rows], Any]] = {
    "mase": lambda days, rows: np.abs(days.errors[rows]).mean(axis=-1) / days.scale,
    "mae": lambda days, rows: np.abs(days.errors[rows]).mean(axis=-1),
    "rmse": lambda days, rows: np.sqrt((days.errors[rows] ** 2).mean(axis=-1)),
    "coverage": lambda days, rows: days.held[rows].mean(axis=-1),
    "bias": lambda days, rows: days.errors[rows].mean(axis=-1),
}
"""Per metric its value over some of the days, which are given by their places."""


def changes(
    deciding: str, backtest: DayErrors, since: DayErrors, draw: Draw
) -> tuple[PerformanceChange, ...]:
    """Compare the days that have come with the backtest, in every metric, the deciding one first.

    95 % intervals are percentiles of moving-block resamples (Künsch 1989), of the difference of
    independent ones of both. DRIFT: worse, and the interval of the difference excludes zero; of
    the bias: farther from zero besides. Fewer than 14 days: CANNOT_TELL.

    Args:
        deciding: key of the deciding metric.
        draw: resamples days.
    """
    keys = sorted(MEASURES, key=lambda key: key != deciding)
    before = draw(backtest.size, 0)
    now = draw(since.size, 1) if since.size >= LEAST_DAYS else None
    return tuple(
        _change(key, backtest, since, (before, now))
        for key in keys
        if key != "mase" or (backtest.scale > 0 and np.isfinite(backtest.scale))
    )


def _change(
    key: str, backtest: DayErrors, since: DayErrors, drawn: tuple[_Rows, _Rows | None]
) -> PerformanceChange:
    measure = MEASURES[key]
    before = float(measure(backtest, np.arange(backtest.size)))
    now = float(measure(since, np.arange(since.size)))
    old = measure(backtest, drawn[0])
    new = measure(since, drawn[1]) if drawn[1] is not None else np.full(len(old), np.nan)
    low, high = _interval(new - old)
    verdict = _verdict(key, (before, now), (low, high))
    reference, current = _interval(old), _interval(new)
    return PerformanceChange(
        metric=key,
        reference=before,
        reference_low=reference[0],
        reference_high=reference[1],
        current=now,
        current_low=current[0],
        current_high=current[1],
        difference=now - before,
        low=low,
        high=high,
        n_reference=backtest.size,
        n_current=since.size,
        verdict=verdict,
        sentence=_sentence(key, (before, now), (low, high), verdict, since.size),
    )


def _interval(draws: FloatArray) -> tuple[float, float]:
    if np.isnan(draws).any():
        return float("nan"), float("nan")
    low, high = np.quantile(draws, _LEVELS)
    return float(low), float(high)


def _verdict(key: str, values: tuple[float, float], interval: tuple[float, float]) -> Verdict:
    low, high = interval
    if np.isnan(low):
        return Verdict.CANNOT_TELL
    before, now = values
    if key == "bias":
        is_worse = abs(now) > abs(before) and not low <= 0 <= high
    else:
        is_worse = low > 0 if metrics.metric(key).is_loss else high < 0
    return Verdict.DRIFT if is_worse else Verdict.NO_DRIFT


def _sentence(
    key: str,
    values: tuple[float, float],
    interval: tuple[float, float],
    verdict: Verdict,
    size: int,
) -> str:
    about, (before, now), (low, high) = metrics.metric(key), values, interval
    if verdict is Verdict.CANNOT_TELL:
        days = "1 day has" if size == 1 else f"{size} days have"
        return f"Only {days} come; at least {LEAST_DAYS} are needed to judge."
    scale = max((high - low) / 2, abs(before) * 1e-3)
    return (
        f"{about.title} {words.number(now, scale)} against {words.number(before, scale)} in the "
        f"backtest: {_how(key, values, interval, verdict)} (difference "
        f"{words.number(now - before, scale)}, 95 % range {words.number(low, scale)} to "
        f"{words.number(high, scale)})."
    )


def _how(
    key: str, values: tuple[float, float], interval: tuple[float, float], verdict: Verdict
) -> str:
    if verdict is Verdict.DRIFT:
        return "worse"
    if interval[0] <= 0 <= interval[1]:
        return "not clearly different"
    return "better" if key != "bias" or abs(values[1]) < abs(values[0]) else "different"


def windows(
    deciding: str, since: DayErrors, points: Sequence[ForecastPoint]
) -> tuple[PerformanceWindow, ...]:
    """Measure the deciding metric of each forecast made since: its days up to the next one."""
    firsts = [
        at for at in range(len(points)) if at == 0 or points[at].ahead <= points[at - 1].ahead
    ]
    found = []
    for first, end in zip(firsts, [*firsts[1:], len(points)], strict=True):
        rows = np.arange(first, end)
        value = float(MEASURES[deciding](since, rows))
        found.append(PerformanceWindow(points[first].day, end - first, value))
    return tuple(found)


def headline(found: Sequence[PerformanceChange]) -> str:
    """Say in a sentence whether a forecast still holds.

    Args:
        found: as :func:`changes` returns them.
    """
    first = found[0]
    if first.verdict is Verdict.CANNOT_TELL:
        return f"Cannot tell whether it still holds. {first.sentence}"
    if first.verdict is Verdict.DRIFT:
        start = "Further off than in the backtest"
    elif first.low <= 0 <= first.high:
        start = "About as right as in the backtest"
    else:
        start = "Nearer than in the backtest"
    scale = max((first.high - first.low) / 2, abs(first.reference) * 1e-3)
    now, before = words.number(first.current, scale), words.number(first.reference, scale)
    parts = [f"{start}: {metrics.metric(first.metric).title} {now} instead of {before}"]
    parts[0] += f" over {first.n_current} days"
    others = {item.metric: item for item in found[1:]}
    coverage, bias = others["coverage"], others["bias"]
    if coverage.verdict is Verdict.DRIFT:
        shares = words.share(coverage.current), words.share(coverage.reference)
        parts.append(f"only {shares[0]} of the days within the interval instead of {shares[1]}")
    if bias.verdict is Verdict.DRIFT:
        size = words.number(abs(bias.current), max((bias.high - bias.low) / 2, 0.0))
        parts.append(f"too {'high' if bias.current > 0 else 'low'} by {size} on average")
    return f"{'; '.join(parts)}."
