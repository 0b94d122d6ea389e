"""One column before and now: two histograms over each other, or bars per category."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from mlops_desktop.charts import numerals
from mlops_desktop.charts.frame import Frame
from mlops_desktop.charts.style import ChartStyle, points
from mlops_desktop.core.dataset import Histogram
from mlops_desktop.core.monitor import ColumnDrift

Names = tuple[str, str]
"""What the two sides are called: "January–May", "July"."""

NAMES: Names = ("reference", "current")


def distribution(column: ColumnDrift, style: ChartStyle, names: Names = NAMES) -> Figure:
    """Draw a column's values in the reference and in the current rows.

    Args:
        column: what monitoring found; with histograms or category counts.
        style: colours, font, size; many categories make the chart higher.
        names: how the two sides are called.
    """
    if column.reference_histogram is not None and column.current_histogram is not None:
        return _numbers(column, style, names)
    if column.reference_top or column.current_top:
        return _categories(column, style, names)
    frame = Frame(style, _title(column, names))
    frame.write((0.5, 0.5), "There are no values to draw.", xycoords="axes fraction", ha="center")
    return frame.close()


def distribution_alt_text(column: ColumnDrift, names: Names = NAMES) -> str:
    """Say in a sentence what the chart shows."""
    return column.in_words(*names)


def _title(column: ColumnDrift, names: Names) -> str:
    return f"{column.column}: {names[0]} against {names[1]}"


def _density(histogram: Histogram) -> np.ndarray:
    counts = np.array(histogram.counts, dtype=float)
    density: np.ndarray = counts / max(counts.sum(), 1.0) / np.diff(np.array(histogram.edges))
    return density


def _numbers(column: ColumnDrift, style: ChartStyle, names: Names) -> Figure:
    frame = Frame(style, _title(column, names), "share of rows by value")
    sides = (column.reference_histogram, column.current_histogram)
    heights = [_density(side) for side in sides if side is not None]
    edges = np.array(sides[0].edges if sides[0] else (0.0, 1.0))
    low, high = _shown(edges)
    frame.reserve(left=12, right=12, top=frame.px * 2.4)
    frame.axes.set_xlim(low, high)
    frame.axes.set_ylim(0, max(float(height.max()) for height in heights) * 1.02)
    frame.axes.axhline(0, color=frame.colour("border"), lw=points(1), zorder=0)
    for index, height in enumerate(heights):
        colour = frame.series(index)
        frame.axes.stairs(
            height, edges, fill=True, color=to_rgba(colour, 0.22), lw=0, zorder=1 + index
        )
        frame.axes.stairs(height, edges, color=colour, lw=points(1.8), zorder=3 + index)
    _name_peaks(frame, edges, heights, names)
    _tell_bins(frame, edges, column, names)
    marks = numerals.ticks(low, high, 5)
    frame.x_axis(marks, numerals.tick_labels(marks))
    return frame.close()


def _tell_bins(frame: Frame, edges: np.ndarray, column: ColumnDrift, names: Names) -> None:
    """Let the pointer read each bin: from where to where, and both sides' shares."""
    low, high = frame.axes.get_xlim()
    sides = (column.reference_histogram, column.current_histogram)
    shares = [np.array(side.counts) / max(sum(side.counts), 1) for side in sides if side]
    for at, (left, right) in enumerate(pairwise(edges)):
        if right <= low or left >= high:
            continue
        span = f"{numerals.short(float(left))} to {numerals.short(float(right))}"
        both = list(zip(names, shares, strict=True))
        words = [f"{name} {numerals.share(float(share[at]))}" for name, share in both]
        middle = (max(float(left), low) + min(float(right), high)) / 2
        height = max(_density(side)[at] for side in sides if side)
        text = f"{span}: {' · '.join(words)}"
        told = (
            ("from", float(left)),
            ("to", float(right)),
            *((name, float(share[at])) for name, share in both),
        )
        frame.tell((middle, float(height)), text, across=(float(left), float(right)), numbers=told)


def _shown(edges: np.ndarray) -> tuple[float, float]:
    """Return the range to draw: without wide outer bins, which hold a few far values."""
    widths = np.diff(edges)
    middle = float(np.median(widths))
    low = edges[1] if widths[0] > 1.5 * middle and len(widths) > 3 else edges[0]
    high = edges[-2] if widths[-1] > 1.5 * middle and len(widths) > 3 else edges[-1]
    return float(low), float(high)


def _name_peaks(
    frame: Frame, edges: np.ndarray, heights: Sequence[np.ndarray], names: Names
) -> None:
    """Write each side's name above its highest bin; above the chart where they would clash."""
    low, high = frame.axes.get_xlim()
    inner = frame.inner[0]
    middles = (edges[:-1] + edges[1:]) / 2
    inside = (middles >= low) & (middles <= high)
    peaks = [int(np.flatnonzero(inside)[np.argmax(height[inside])]) for height in heights]
    widths = [frame.key_width(name) for name in names]
    starts = []
    for peak, width in zip(peaks, widths, strict=True):
        middle = (float(middles[peak]) - low) / (high - low) * inner
        starts.append(min(max(middle - width / 2, 0.0), inner - width))
    first, last = (0, 1) if starts[0] <= starts[1] else (1, 0)
    if starts[first] + widths[first] + 12 > starts[last]:
        frame.keys(names)
        return
    for index, name in enumerate(names):
        frame.key((starts[index], float(heights[index][peaks[index]])), index, name)


def _categories(column: ColumnDrift, style: ChartStyle, names: Names) -> Figure:
    items = [
        (name, p / max(column.n_reference, 1), q / max(column.n_current, 1), p)
        for (name, p), (_, q) in zip(column.reference_top, column.current_top, strict=True)
    ]
    row, beside = style.font_px * 3.1, 9.5 if style.is_titled else 5.5
    frame = Frame(
        style,
        _title(column, names),
        "share of rows by category",
        height=max(style.height, round(len(items) * row + style.font_px * beside)),
    )
    labels = [frame.fitted(item[0], frame.width * 0.3) for item in items]
    left = max(frame.text_width(label) for label in labels) + 16
    frame.reserve(left=left, right=frame.text_width("99 %  new") + 12, top=frame.px * 2.4)
    axes = frame.axes
    axes.set_xlim(0, max(max(item[1], item[2]) for item in items) or 1.0)
    axes.set_ylim(len(items) - 0.5, -0.5)
    for at, (_, before, now, count) in enumerate(items):
        for index, value in enumerate((before, now)):
            middle = at + (-0.19 if index == 0 else 0.19)
            axes.barh(middle, value, height=0.3, color=frame.series(index), alpha=0.9, lw=0)
            is_new = index == 1 and not count and now
            text = numerals.share(value) + ("  new" if is_new else "")
            _tell_share(frame, (value, middle), (items[at][0], names[index], text))
            frame.write(
                (value, middle), text, "bad" if is_new else "muted", offset=(6, 0), va="center"
            )
        frame.write(
            (0, at),
            labels[at],
            "text",
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            offset=(-10, 0),
        )
    frame.keys(names)
    return frame.close()


def _tell_share(frame: Frame, place: tuple[float, float], words: tuple[str, str, str]) -> None:
    """Let the pointer read a bar: of which category, of which side, how long it is."""
    category, side, text = words
    share, middle = place
    told = (("category", category), ("rows of", side), ("share", share))
    along = (middle - 0.19, middle + 0.19)
    frame.tell(place, f"{category}: {side} {text}", along=along, numbers=told)
