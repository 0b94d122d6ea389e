"""The shape of a column of numbers: moments, zeros, what lies beyond the fences.

Skewness and excess kurtosis are G1 and G2 of Joanes & Gill, "Comparing measures of sample
skewness and kurtosis", The Statistician 47 (1998). Fences: Tukey, Exploratory Data Analysis (1977).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.profile_parts import Outliers

FENCE = 1.5
_EXTREMES = 5
_BLOCK = 65_536
_TINY = 1e-14


def moments(
    ordered: NDArray[np.float64], mean: float, std: float | None
) -> tuple[float | None, float | None]:
    """Return (skewness, excess kurtosis); None where too few or equal values leave it undefined.

    Args:
        ordered: finite values, sorted.
        mean, std: theirs, ``std`` with ddof 1.
    """
    n = len(ordered)
    if n < 3 or std is None or not std > _TINY * abs(mean):
        return None, None
    sums = np.zeros(3)
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, n, _BLOCK):
            z = (ordered[start : start + _BLOCK] - mean) / std
            square = z * z
            # Unlike a dot product, einsum starts no threads, which cost more than they save here.
            third, fourth = (np.einsum("i,i->", square, other) for other in (z, square))
            sums += (square.sum(), third, fourth)
    second, third, fourth = (float(value) / n for value in sums)
    if not (second > 0 and math.isfinite(third) and math.isfinite(fourth)):
        return None, None
    skewness = third / second**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    if n < 4:
        return skewness, None
    excess = fourth / second**2 - 3
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6)
    return skewness, kurtosis


def signs(ordered: NDArray[np.float64]) -> tuple[int, int]:
    """Return how many of the sorted values are zero, and how many are below."""
    below, up_to = np.searchsorted(ordered, 0.0, "left"), np.searchsorted(ordered, 0.0, "right")
    return int(up_to - below), int(below)


def outliers(
    ordered: NDArray[np.float64], low_quartile: float, high_quartile: float
) -> Outliers | None:
    """Return what lies beyond the fences; None where the quartiles are equal or overflow."""
    reach = FENCE * (high_quartile - low_quartile)
    low, high = low_quartile - reach, high_quartile + reach
    if not (reach > 0 and math.isfinite(low) and math.isfinite(high)):
        return None
    below = int(np.searchsorted(ordered, low, "left"))
    above = len(ordered) - int(np.searchsorted(ordered, high, "right"))
    return Outliers(
        low,
        high,
        below,
        above,
        _different(ordered[:below]),
        _different(ordered[len(ordered) - above :][::-1]),
    )


def _different(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the first few different values of a sorted run."""
    found: list[float] = []
    at = 0
    while at < len(values) and len(found) < _EXTREMES:
        value = values[at]
        found.append(float(value))
        rest = values[at:]
        steps = np.flatnonzero(rest[:_BLOCK] != value)
        if len(steps) == 0:
            steps = np.flatnonzero(rest != value)
        if len(steps) == 0:
            break
        at += int(steps[0])
    return tuple(found)
