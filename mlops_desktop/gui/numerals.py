"""Numbers, ranges and times as the window writes them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from mlops_desktop.core import wording

_MOST_DECIMALS = 6


def decimals_for(values: Iterable[float | None], digits: int = 3) -> int:
    """Return how many decimals give the smallest of the numbers that many significant digits.

    Numbers below one another are written with the same decimals, so that they can be compared.
    """
    sizes = [abs(v) for v in values if v is not None and math.isfinite(v) and v != 0]
    if not sizes:
        return 0
    return min(_MOST_DECIMALS, max(0, digits - 1 - math.floor(math.log10(min(sizes)))))


def fixed(value: float | None, decimals: int) -> str:
    """Return ``1,234.5``; "–" for none."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return _minus(f"{value:,.{decimals}f}")


def number(value: float | None, digits: int = 3) -> str:
    """Return a number by itself, with that many significant digits at least."""
    return fixed(value, decimals_for([value], digits))


def brief(value: float) -> str:
    """Return a number without zeros at its end: 150, 0.05."""
    text = fixed(value, decimals_for([value], 4))
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: float, decimals: int) -> str:
    """Return ``+4.3`` or ``−4.3``; 0 has no sign."""
    text = fixed(value, decimals)
    has_digits = any(character in "123456789" for character in text)
    return f"+{text}" if value > 0 and has_digits else text


def span(low: float | None, high: float | None, decimals: int) -> str:
    """Return ``27.8–31.2``, or "" when it was not computed."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ""
    joint = " to " if low < 0 or high < 0 else "–"
    return f"{fixed(low, decimals)}{joint}{fixed(high, decimals)}"


counted = wording.counted


def day(moment: datetime) -> str:
    """Return the day on this machine's clock: ``21 Nov``, with the year when it is another."""
    local = moment.astimezone()
    text = f"{local.day} {local:%b}"
    return text if local.year == datetime.now(local.tzinfo).year else f"{text} {local.year}"


def moment(at: datetime) -> str:
    """Return day and time on this machine's clock: ``21 Nov, 09:12``."""
    return f"{day(at)}, {at.astimezone():%H:%M}"


def _minus(text: str) -> str:
    return text.replace("-", "−")
