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
