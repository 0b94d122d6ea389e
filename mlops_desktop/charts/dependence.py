"""How the answer changes with one column: the mean, and single rows behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from mlops_desktop.charts import numerals
from mlops_desktop.charts.frame import Frame
from mlops_desktop.charts.style import ChartStyle, points
from mlops_desktop.core.judging import Dependence


def dependence(found: Dependence, style: ChartStyle, unit: str = "") -> Figure:
    """Draw the mean answer over a column's values (partial dependence) and single rows (ICE).

    Args:
        found: at least one point; numbers are placed by their size, anything else one after
            another.
        style: colours, font, size.
        unit: of the answer, for the note: the target's name.
    """
    note = f"probability of “{found.label}”" if found.label else unit
    frame = Frame(style, f"By {found.column}", f"{note} · thin: single rows".lstrip(" ·"))
    x, is_number = _places(found.points)
    rows = np.array(found.curves, dtype=float).reshape(len(found.curves), len(x))
    mean = np.array(found.mean, dtype=float)
    low, high = _range(found, mean, rows)
    axes = frame.axes
    edge = 0.0 if is_number else 0.5
    axes.set_xlim(float(x[0]) - edge, float(x[-1]) + edge if x[-1] > x[0] or edge else x[0] + 1)
    axes.set_ylim(low, high)
    marks = numerals.ticks(low, high)
    labels = [numerals.share(m) for m in marks] if found.label else numerals.tick_labels(marks)
    frame.y_axis(marks, labels)
    for row in rows:
        axes.plot(x, row, color=frame.colour("faint"), lw=points(0.8), alpha=0.28, zorder=1)
    axes.plot(
        x,
        mean,
        color=frame.series(0),
        lw=points(2.4),
        ls="-" if is_number else "none",
        marker="" if is_number and len(x) > 1 else "o",
        ms=points(8),
        zorder=3,
    )
    _tell(frame, found, x, is_number=is_number)
    frame.reserve(right=14)
    if is_number:
        places = numerals.ticks(float(x[0]), float(x[-1]), 5)
        frame.x_axis(places, numerals.tick_labels(places))
    else:
        room = frame.inner[0] / len(x)
        names = [frame.fitted(name, max(room - 8, frame.px * 4)) for name in found.points]
        frame.x_axis(x.tolist(), names)
    return frame.close()


def dependence_alt_text(found: Dependence, unit: str = "") -> str:
    """Say in a sentence what the chart shows."""
    mean = np.array(found.mean, dtype=float)
    what = f"the probability of “{found.label}”" if found.label else (unit or "the answer")
    least, most = int(np.argmin(mean)), int(np.argmax(mean))
    return (
        f"By {found.column}, {what} is {_value(found, mean[least])} on average at "
        f"{found.points[least]} and {_value(found, mean[most])} at {found.points[most]}, "
        f"all else as it is."
    )


def _places(values: Sequence[str]) -> tuple[np.ndarray, bool]:
    """Return where the values lie, and whether as numbers."""
    try:
        numbers = [float(value) for value in values]
    except ValueError:
        numbers = []
    is_rising = all(a < b for a, b in pairwise(numbers))
    if numbers and is_rising and all(map(math.isfinite, numbers)):
        return np.array(numbers), True
    return np.arange(len(values), dtype=float), False


def _range(found: Dependence, mean: np.ndarray, rows: np.ndarray) -> tuple[float, float]:
    """Return a range that holds the mean and nearly all of the single rows."""
    every = np.concatenate([mean, rows.ravel()])
    every = every[np.isfinite(every)]
    low, high = (float(every.min()), float(every.max())) if every.size else (0.0, 1.0)
    pad = (high - low) * 0.06 or abs(high) * 0.1 or 0.1
    if found.label:
        return max(low - pad, -0.02), min(high + pad, 1.02)
    return low - pad, high + pad


def _tell(frame: Frame, found: Dependence, x: np.ndarray, *, is_number: bool) -> None:
    ends = [*((x[1:] + x[:-1]) / 2)]
    left, right = frame.axes.get_xlim()
    spans = zip([left, *ends], [*ends, right], strict=True)
    for at, span in enumerate(spans):
        value = float(found.mean[at])
        rows = [row[at] for row in found.curves]
        words = f"{found.column} {found.points[at]}: {_value(found, value)} on average"
        if rows:
            words += f", single rows {_value(found, min(rows))} to {_value(found, max(rows))}"
        point: str | float = float(x[at]) if is_number else found.points[at]
        told = (
            (found.column, point),
            ("mean answer", value),
            ("lowest row", float(min(rows, default=value))),
            ("highest row", float(max(rows, default=value))),
        )
        frame.tell((float(x[at]), value), words, across=span, numbers=told)


def _value(found: Dependence, value: float) -> str:
    return numerals.share(value) if found.label else numerals.short(value)
