"""Bins as other tools draw them, to show that our statistics give their numbers on them."""

from __future__ import annotations

import numpy as np

from mlops_desktop.monitoring.binning import Bins, left_closed
from mlops_desktop.monitoring.sample import FloatArray, Numbers

FEW_VALUES = 20


def pooled_sturges_bins(reference: Numbers, current: Numbers) -> Bins:
    """Bin as Evidently 0.7 does.

    Equal-width Sturges bins over both samples together; each value its own bin when the
    reference has at most 20 distinct ones (``stattests/utils.py: get_binned_data``).
    """
    if reference.levels(FEW_VALUES) is not None:
        return _value_bins(reference, current)
    low = min(reference.values[0], current.values[0])
    high = max(reference.values[-1], current.values[-1])
    # Sturges 1926: width = range / (log2 n + 1), n = rows of both.
    width = (high - low) / (np.log2(reference.n + current.n) + 1.0)
    count = int(np.ceil((high - low) / width)) if width > 0.0 else 1
    return _inside(reference, current, np.linspace(low, high, count + 1))


def equal_width_bins(reference: Numbers, current: Numbers, count: int = 10) -> Bins:
    """Bin the reference's range into equal widths; current values outside are dropped."""
    return _inside(
        reference, current, np.linspace(reference.values[0], reference.values[-1], count + 1)
    )


def _inside(reference: Numbers, current: Numbers, edges: FloatArray) -> Bins:
    counts = [left_closed(side.values, edges) for side in (reference, current)]
    return Bins(counts[0], counts[1], reference.n, current.n, "equal widths")


def _value_bins(reference: Numbers, current: Numbers) -> Bins:
    values = np.unique(np.concatenate([np.unique(reference.values), np.unique(current.values)]))
    counts = [
        np.searchsorted(side.values, values, side="right")
        - np.searchsorted(side.values, values, side="left")
        for side in (reference, current)
    ]
    return Bins(
        counts[0].astype(np.int64),
        counts[1].astype(np.int64),
        reference.n,
        current.n,
        "one bin per value",
    )
