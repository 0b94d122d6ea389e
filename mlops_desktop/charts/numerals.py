"""Numbers on charts: round ticks, few digits, typographic minus, dates as people say them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Return about ``count`` + 1 round values that lie within [low, high]."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return [low]
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [
        round(index * step, 12) if abs(step) < 1e6 else index * step
        for index in range(first, last + 1)
    ]


def tick_labels(values: Sequence[float]) -> list[str]:
    """Return the values with as many digits as their steps need."""
    steps = [abs(b - a) for a, b in pairwise(values) if b != a]
    step = min(steps, default=abs(values[0]) if values else 1.0) or 1.0
    largest = max((abs(value) for value in values), default=0.0)
    if largest >= 1e7 or step < 1e-5:
        return [f"{value:.3g}".replace("-", "−") for value in values]
    digits = next((d for d in range(6) if abs(round(step, d) - step) < step * 1e-6), 5)
    if largest >= 1e4 and step >= 1e3:
        digits = 0 if step % 1e3 == 0 else 1
        return [
            f"{value / 1e3:,.{digits}f} k".replace("-", "−") if value else "0" for value in values
        ]
    return [f"{value:,.{digits}f}".replace("-", "−") for value in values]


def short(value: float) -> str:
    """Return a number with three significant digits: ``61.2``, ``0.872``, ``12,600``."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}" if digits <= 6 else f"{value:.2e}"
    return text.replace("-", "−")


def alike(values: Sequence[float], like: float) -> list[str]:
    """Return numbers of one column with the same digits: three significant ones of ``like``."""
    digits = max(0, 2 - math.floor(math.log10(abs(like)))) if like and math.isfinite(like) else 2
    if digits > 6:
        return [short(value) for value in values]
    return [
        f"{value:,.{digits}f}".replace("-", "−") if math.isfinite(value) else "–"
        for value in values
    ]


def share(value: float) -> str:
    """Return a share in per cent: ``62 %``, ``0.4 %``."""
    percent = 100 * value
    if 0 < percent < 0.1:
        return "< 0.1 %"
    return f"{percent:.1f} %".replace(".0 %", " %") if percent < 1 else f"{percent:.0f} %"


def day(label: str) -> str:
    """Return an ISO date as ``4 Jul``; any other text unchanged."""
    try:
        found = date.fromisoformat(label)
    except ValueError:
        return label
    return f"{found.day} {_MONTHS[found.month - 1]}"
