"""A share of rows, and how sure it is."""

from __future__ import annotations

import math

_Z = 1.959963984540054


def wilson(count: int, rows: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927).

    Args:
        count: rows that have it.
        rows: all rows, at least 1.
    """
    share, weight = count / rows, _Z * _Z / rows
    middle = (share + weight / 2) / (1 + weight)
    half = _Z * math.sqrt(share * (1 - share) / rows + weight / (4 * rows)) / (1 + weight)
    low = middle - half if count else 0.0
    return low, middle + half if count < rows else 1.0


def newcombe(count: int, rows: int, others: int, all_others: int) -> tuple[float, float, float]:
    """Return the difference of two shares and its 95 % interval (Newcombe 1998, method 10).

    Args:
        count: rows that have it; rows: all rows, at least 1.
        others, all_others: likewise of what is subtracted.
    """
    one, two = count / rows, others / all_others
    low, high = wilson(count, rows)
    other_low, other_high = wilson(others, all_others)
    below = math.hypot(one - low, other_high - two)
    above = math.hypot(high - one, two - other_low)
    return one - two, one - two - below, one - two + above
