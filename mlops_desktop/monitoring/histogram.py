"""What a distribution chart is drawn from: counts of both samples over common edges."""

from __future__ import annotations

import numpy as np

from mlops_desktop.core.dataset import Histogram
from mlops_desktop.monitoring.binning import Bins, left_closed
from mlops_desktop.monitoring.sample import FloatArray, Numbers

BIN_COUNT = 30
SHOWN_CATEGORIES = 12
_TAILS = (0.005, 0.995)


def common_histograms(reference: Numbers, current: Numbers) -> tuple[Histogram, Histogram]:
    """Count both samples over the same edges, all values included.

    Equal widths over what both samples span; when a few far values would squeeze the rest, equal
    widths between the 0.5 % and 99.5 % quantiles and one wide bin at each end. Whole numbers with
    a short range get one bin per number.
    """
    edges = _edges(reference, current)
    lists = tuple(float(edge) for edge in edges)
    first, second = (
        Histogram(lists, tuple(int(count) for count in left_closed(side.values, edges)))
        for side in (reference, current)
    )
    return first, second


def _edges(reference: Numbers, current: Numbers) -> FloatArray:
    low = float(min(reference.values[0], current.values[0]))
    high = float(max(reference.values[-1], current.values[-1]))
    if high - low <= 2 * BIN_COUNT and _are_whole(reference) and _are_whole(current):
        step = max(1.0, np.ceil((high - low + 1) / (1.5 * BIN_COUNT)))
        return np.arange(low - 0.5, high + step, step)
    if low == high:
        # A width that survives next to large numbers.
        half = max(0.5, abs(low) * 1e-6)
        return np.array([low - half, low + half])
    tails = np.array([side.quantiles(_TAILS) for side in (reference, current)])
    inner_low, inner_high = float(tails[:, 0].min()), float(tails[:, 1].max())
    if 2 * (inner_high - inner_low) >= high - low or inner_low == inner_high:
        edges: FloatArray = np.linspace(low, high, BIN_COUNT + 1)
    else:
        edges = np.concatenate([[low], np.linspace(inner_low, inner_high, BIN_COUNT + 1), [high]])
    return np.unique(edges)


def _are_whole(sample: Numbers) -> bool:
    return bool(np.all(sample.values == np.floor(sample.values)))


def top_categories(bins: Bins) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """Return the largest categories of both samples in common order, the rest pooled."""
    p, q = bins.shares()
    order = np.argsort(-np.maximum(p, q), kind="stable")
    kept = (
        np.sort(order[:SHOWN_CATEGORIES]) if len(order) > SHOWN_CATEGORIES + 1 else np.sort(order)
    )
    rest = np.setdiff1d(order, kept)
    found = []
    for counts in (bins.reference, bins.current):
        items = [(bins.labels[index], int(counts[index])) for index in kept]
        if len(rest):
            items.append((f"{len(rest):,} others", int(counts[rest].sum())))
        found.append(tuple(items))
    return found[0], found[1]
