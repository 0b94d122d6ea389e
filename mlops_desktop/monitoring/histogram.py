"""What a distribution chart is drawn from: counts of both samples over common edges."""

from __future__ import annotations

import numpy as np

from mlops_desktop.core.dataset import Histogram
from mlops_desktop.monitoring.binning import Bins, left_closed
from mlops_desktop.monitoring.sample import FloatArray, Numbers

BIN_COUNT = 30
SHOWN_CATEGORIES = 12
_TAILS = (0.005, 0.995)
_MOST_LEVELS = 120


def common_histograms(reference: Numbers, current: Numbers) -> tuple[Histogram, Histogram]:
    """Count both samples over the same edges, all values included.

    Equal widths over what both samples span. Values on a grid (whole numbers, hundredths) get
    bins of whole grid steps: others would show combs that are not in the data. When a few far
    values would squeeze the rest, equal widths between the 0.5 % and 99.5 % quantiles and one
    wide bin at each end.
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
    if low == high:
        # A width that survives next to large numbers.
        half = max(0.5, abs(low) * 1e-6)
        return np.array([low - half, low + half])
    step = _grid_step(reference, current)
    if step:
        wide = step * max(1, round((high - low) / step / BIN_COUNT))
        return np.arange(low - step / 2, high + wide, wide)
    tails = np.array([side.quantiles(_TAILS) for side in (reference, current)])
    inner_low, inner_high = float(tails[:, 0].min()), float(tails[:, 1].max())
    if 2 * (inner_high - inner_low) >= high - low or inner_low == inner_high:
        edges: FloatArray = np.linspace(low, high, BIN_COUNT + 1)
    else:
        edges = np.concatenate([[low], np.linspace(inner_low, inner_high, BIN_COUNT + 1), [high]])
    return np.unique(edges)


def _grid_step(reference: Numbers, current: Numbers) -> float:
    """Return the step of the grid that all values lie on; 0 where there is none."""
    before, now = reference.levels(_MOST_LEVELS), current.levels(_MOST_LEVELS)
    if before is None or now is None:
        return 0.0
    gaps = np.diff(np.union1d(before, now))
    step = float(gaps.min())
    steps = gaps / step
    is_grid = (
        np.all(np.abs(steps - np.round(steps)) < 1e-3) and gaps.sum() / step <= 4 * _MOST_LEVELS
    )
    return step if is_grid else 0.0


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
