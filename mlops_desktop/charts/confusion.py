"""The confusion matrix: what was there against what was said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mlops_desktop.charts import numerals
from mlops_desktop.charts.frame import Frame
from mlops_desktop.charts.style import ChartStyle

_WRITTEN = 12
Matrix = Sequence[Sequence[int]]
"""Rows = actual class, columns = predicted class."""

Colour = tuple[float, float, float, float]


def confusion(matrix: Matrix, classes: Sequence[str], style: ChartStyle) -> Figure:
    """Draw the matrix: count and share of the actual class in each cell.

    Args:
        matrix: shape (k, k).
        classes: the k labels, in the matrix's order.
        style: colours, font, size. Above 12 classes the cells carry colour only.
    """
    counts = np.array(matrix, dtype=float)
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
    size = len(classes)
    beside = style.font_px * (9 if style.is_titled else 5)
    tall = round(size * style.font_px * 3.6 + beside) if size <= _WRITTEN else 0
    frame = Frame(
        style,
        "Confusion matrix",
        "rows: what it was · columns: what was predicted",
        height=max(style.height, tall),
    )
    labels = [frame.fitted(name, frame.width * 0.25) for name in classes]
    frame.reserve(left=max(frame.text_width(label) for label in labels) + 16, top=frame.px * 2.2)
    axes = frame.axes
    axes.set_xlim(-0.5, size - 0.5)
    axes.set_ylim(size - 0.5, -0.5)
    for row in range(size):
        for column in range(size):
            _cell(frame, (row, column), size, _shade(frame, shares[row, column]))
            words = f"was {classes[row]}, predicted {classes[column]}: {int(counts[row, column]):,}"
            frame.tell(
                (column, row),
                f"{words} rows, {numerals.share(shares[row, column])}",
                across=(column - 0.5, column + 0.5),
                along=(row - 0.5, row + 0.5),
                numbers=(
                    ("actual", classes[row]),
                    ("predicted", classes[column]),
                    ("rows", int(counts[row, column])),
                    ("share of the actual", float(shares[row, column])),
                ),
            )
            if size <= _WRITTEN:
                _numbers(frame, (row, column), int(counts[row, column]), shares[row, column])
    _class_names(frame, classes, labels)
    return frame.close()


def confusion_alt_text(matrix: Matrix, classes: Sequence[str]) -> str:
    """Say in a sentence what the chart shows."""
    counts = np.array(matrix, dtype=float)
    total = max(float(counts.sum()), 1.0)
    text = (
        f"Confusion matrix of {len(classes)} classes and {int(counts.sum()):,} rows: "
        f"{numerals.share(float(np.trace(counts)) / total)} right"
    )
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    if not wrong.sum():
        return f"{text}."
    row, column = divmod(int(np.argmax(wrong)), wrong.shape[1])
    return (
        f"{text}; most often “{classes[row]}” was taken for “{classes[column]}” "
        f"({int(wrong[row, column]):,} rows)."
    )


def _class_names(frame: Frame, classes: Sequence[str], labels: Sequence[str]) -> None:
    size = len(classes)
    every = max(1, int(np.ceil(size / 24)))
    width = frame.inner[0] / size
    for at in range(0, size, every):
        frame.write(
            (0, at),
            labels[at],
            "text",
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            offset=(-10, 0),
        )
        name = frame.fitted(classes[at], width * every - 6)
        frame.write(
            (at, 1),
            name,
            "text",
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            offset=(0, 5),
        )


def _cell(frame: Frame, place: tuple[int, int], size: int, colour: Colour) -> None:
    row, column = place
    # One logical pixel of surface on each side of a cell.
    right, down = (size / side for side in frame.inner)
    corner = (column - 0.5 + right, row - 0.5 + down)
    frame.axes.add_patch(
        Rectangle(corner, 1 - 2 * right, 1 - 2 * down, facecolor=colour, linewidth=0)
    )


def _numbers(frame: Frame, place: tuple[int, int], count: int, share: float) -> None:
    row, column = place
    ink = _ink(frame, share)
    frame.write(
        (column, row),
        f"{count:,}",
        color=ink,
        ha="center",
        va="bottom",
        scale=13 / 11,
        offset=(0, -1),
    )
    frame.write(
        (column, row), numerals.share(share), color=ink, ha="center", va="top", offset=(0, -3)
    )


def _shade(frame: Frame, share: float) -> Colour:
    ramp = LinearSegmentedColormap.from_list("share", [frame.colour("sunken"), frame.series(0)])
    red, green, blue, alpha = ramp(float(share) ** 0.8)
    return red, green, blue, alpha


def _ink(frame: Frame, share: float) -> str:
    """Return the text colour that reads better on a cell of that share."""
    behind = _luminance(_shade(frame, share)[:3])

    def contrast(colour: str) -> float:
        own = _luminance(to_rgb(colour))
        return (max(own, behind) + 0.05) / (min(own, behind) + 0.05)

    return max((frame.colour("text"), frame.colour("surface")), key=contrast)


def _luminance(colour: Sequence[float]) -> float:
    """Return relative luminance (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
