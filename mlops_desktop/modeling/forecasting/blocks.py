"""Days drawn in blocks: errors of neighbouring days are alike, so they are drawn together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlops_desktop.modeling.interval import Interval, percentiles
from mlops_desktop.modeling.target import Floats, Integers
from mlops_desktop.modeling.units import block_starts

RESAMPLES = 1_000

Measure = Callable[[Floats], Floats]
"""From errors, float64 of shape (resamples, days), to one value per resample."""

MEASURES: dict[str, Measure] = {
    "mae": lambda errors: np.asarray(np.abs(errors).mean(axis=1)),
    "rmse": lambda errors: np.asarray(np.sqrt((errors**2).mean(axis=1))),
    "bias": lambda errors: np.asarray(errors.mean(axis=1)),
}
"""Of errors ŷ − y."""


def moving_blocks(size: int, length: int, seed: int) -> Integers:
    """Return places of days, blocks of neighbours drawn with replacement (Künsch 1989).

    Args:
        size: how many days.
        length: days per block; at most half of them.
        seed: 0–2³²−1.

    Returns:
        int64 of shape (1000, size).
    """
    length = max(1, min(length, size // 2))
    random = np.random.default_rng([seed, size, length])
    starts = block_starts(size, length, RESAMPLES, random)
    places = starts[:, :, None] + np.arange(length)
    return np.asarray(places.reshape(RESAMPLES, -1)[:, :size], dtype=np.int64)


def interval_of(value: float, drawn: Floats, blocks: int) -> Interval:
    """Return a value with the expanded percentile interval of its resamples of so many blocks."""
    return Interval(value, *percentiles(drawn, blocks))
