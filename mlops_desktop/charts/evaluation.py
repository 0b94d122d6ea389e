"""How a version errs: residuals, predicted against actual, the ROC curve."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mlops_desktop.charts import numerals
from mlops_desktop.charts.frame import Frame
from mlops_desktop.charts.style import ChartStyle, points
from mlops_desktop.core.curve import Curve

_SCATTERED = 800
_APART = 8.0
"""Pixels between words and the line they stand beside."""


def residuals(curve: Curve, style: ChartStyle, unit: str = "") -> Figure:
    """Draw how far predictions are off.

    Args:
        curve: bin middles of actual − predicted and their counts.
        style: colours, font, size.
        unit: of the target, for the axis: "rentals per hour".
    """
    frame = Frame(style, "Residuals", _with_unit("rows by actual − predicted", unit))
    x, y = np.array(curve.x), np.array(curve.y)
    width = float(np.min(np.diff(x))) if len(x) > 1 else 1.0
    axes = frame.axes
    axes.set_xlim(float(x.min()) - width / 2, float(x.max()) + width / 2)
    axes.set_ylim(0, float(y.max()) * 1.1 or 1.0)
    marks = numerals.ticks(0, float(y.max()) or 1.0)
    frame.y_axis(marks, numerals.tick_labels(marks))
    # A hair of surface between the bars keeps them apart without outlines.
    axes.bar(
        x,
        y,
        width=width,
        color=frame.series(0),
        edgecolor=frame.colour("surface"),
        lw=points(1),
        zorder=2,
    )
    for middle, count in zip(x.tolist(), y.tolist(), strict=True):
        left, right = middle - width / 2, middle + width / 2
        span = f"{numerals.short(left)} to {numerals.short(right)}"
        frame.tell(
            (middle, count),
            f"actual − predicted {span}: {_rows(int(count))}",
            across=(left, right),
            numbers=(
                ("actual − predicted from", left),
                ("actual − predicted to", right),
                ("rows", int(count)),
            ),
        )
    axes.axvline(0, color=frame.colour("text"), lw=points(1.2), zorder=3)
    _write_sides(frame)
    marks = numerals.ticks(*axes.get_xlim(), 6)
    frame.x_axis(marks, numerals.tick_labels(marks))
    return frame.close()


def _write_sides(frame: Frame) -> None:
    """Say what the residuals left and right of zero mean; whole also where zero is near a side."""
    frame.reserve(top=frame.px * 1.8)
    above = ("data", "axes fraction")
    high, low = "← predicted too high", "predicted too low →"
    (first, last), inner = frame.axes.get_xlim(), frame.inner[0]
    zero = -first / (last - first) * inner
    beyond_right = zero + _APART + frame.text_width(low) - inner
    beyond_left = frame.text_width(high) + _APART - zero
    shift = max(0.0, beyond_left) - max(0.0, beyond_right)
    for side, text, apart in (("right", high, -_APART), ("left", low, _APART)):
        offset = (apart + shift, 4)
        frame.write((0, 1), text, xycoords=above, ha=side, va="bottom", offset=offset)


def residuals_alt_text(curve: Curve, unit: str = "") -> str:
    """Say in a sentence what the chart shows."""
    x, y = np.array(curve.x), np.array(curve.y)
    total = max(float(y.sum()), 1.0)
    low = float((y[x > 0]).sum()) / total
    middle = float(np.repeat(x, y.astype(int))[int(y.sum()) // 2]) if y.sum() else 0.0
    of = f" {unit}" if unit else ""
    return (
        f"Residuals of {int(y.sum()):,} rows: the middle one is {numerals.short(middle)}{of}, "
        f"{numerals.share(low)} of the rows were predicted too low."
    )


def predicted_actual(curve: Curve, style: ChartStyle, unit: str = "") -> Figure:
    """Draw predictions against true values; on the diagonal they are right.

    Args:
        curve: x = predicted, y = actual. More than 800 points are drawn as hexagons, darker
            where more rows lie.
        style: colours, font, size.
        unit: of the target.
    """
    frame = Frame(style, "Predicted and actual", unit)
    x, y = np.array(curve.x), np.array(curve.y)
    low, high = float(min(x.min(), y.min())), float(max(x.max(), y.max()))
    pad = (high - low) * 0.03 or 1.0
    axes = frame.axes
    axes.set_xlim(low - pad, high + pad)
    axes.set_ylim(low - pad, high + pad)
    marks = numerals.ticks(low - pad, high + pad, 5)
    labels = numerals.tick_labels(marks)
    frame.y_axis(marks, labels)
    _cloud(frame, x, y, (low - pad, high + pad))
    axes.plot(
        [low, high],
        [low, high],
        color=frame.colour("text"),
        lw=points(1.2),
        alpha=0.75,
        ls=(0, (4, 3)),
        zorder=3,
    )
    frame.axis_titles(x="predicted →", y="actual ↑")
    frame.x_axis(marks, labels, is_grid=True)
    frame.reserve(bottom=frame.px * 3.3)
    frame.write((high, high), "exact", "text", ha="right", va="bottom", offset=(-14, -2))
    return frame.close()


def _cloud(frame: Frame, x: np.ndarray, y: np.ndarray, span: tuple[float, float]) -> None:
    if len(x) > _SCATTERED:
        ends = [to_rgba(frame.series(0), 0.16), to_rgba(frame.series(0), 1.0)]
        ramp = LinearSegmentedColormap.from_list("rows", ends)
        ratio = frame.inner[1] / frame.inner[0]
        grid = (44, max(8, round(44 * ratio / 1.732)))
        cells = frame.axes.hexbin(
            x,
            y,
            gridsize=grid,
            cmap=ramp,
            bins="log",
            mincnt=1,
            lw=0.2,
            zorder=2,
            extent=span * 2,
        )
        counts = np.asarray(cells.get_array()).tolist()
        for (at, up), count in zip(np.asarray(cells.get_offsets()).tolist(), counts, strict=True):
            words = f"predicted about {numerals.short(at)}, actual about {numerals.short(up)}"
            told = (("predicted about", at), ("actual about", up), ("rows", int(count)))
            frame.tell((at, up), f"{words}: {_rows(int(count))}", numbers=told)
    else:
        frame.axes.scatter(
            x, y, s=points(5) ** 2, color=frame.series(0), alpha=0.45, lw=0, zorder=2
        )
        for at, up in zip(x.tolist(), y.tolist(), strict=True):
            words = f"predicted {numerals.short(at)}, actual {numerals.short(up)}"
            frame.tell((at, up), words, numbers=(("predicted", at), ("actual", up)))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def predicted_actual_alt_text(curve: Curve, unit: str = "") -> str:
    """Say in a sentence what the chart shows."""
    x, y = np.array(curve.x), np.array(curve.y)
    off = numerals.short(float(np.median(np.abs(y - x)))) if len(x) else "0"
    of = f" {unit}" if unit else ""
    span = f"{numerals.short(float(y.min()))} to {numerals.short(float(y.max()))}{of}"
    return (
        f"Predicted against actual values of {len(x):,} rows, actual from {span}; "
        f"half of the predictions are off by less than {off}."
    )


def roc(curve: Curve, style: ChartStyle, positive: str = "") -> Figure:
    """Draw the ROC curve; the diagonal is guessing.

    Args:
        curve: x = false positive rate, y = true positive rate.
        style: colours, font, size.
        positive: the class that counts as found.
    """
    note = f"found “{positive}” against false alarms" if positive else "found against false alarms"
    frame = Frame(style, "ROC curve", note)
    axes = frame.axes
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.01)
    marks = [0.0, 0.25, 0.5, 0.75, 1.0]
    labels = [numerals.share(mark) for mark in marks]
    frame.y_axis(marks, labels)
    axes.fill_between(curve.x, curve.y, color=frame.series(0), alpha=0.12, lw=0, zorder=1)
    axes.plot(curve.x, curve.y, color=frame.series(0), lw=points(2.2), zorder=3, clip_on=False)
    axes.plot([0, 1], [0, 1], color=frame.colour("edge"), lw=points(1.2), ls=(0, (4, 3)), zorder=2)
    for at, up in zip(curve.x, curve.y, strict=True):
        words = f"{numerals.share(up)} found with {numerals.share(at)} false alarms"
        told = (("false alarms", float(at)), ("found", float(up)))
        frame.tell((at, up), words, numbers=told)
    frame.axis_titles(x="false alarms →", y="found ↑")
    frame.x_axis(marks, labels, is_grid=True)
    frame.reserve(bottom=frame.px * 3.3, right=12)
    frame.write((0.97, 0.06), f"area {_area(curve):.3f}", "text", ha="right", scale=15 / 11)
    frame.write((0.62, 0.62), "guessing", ha="left", va="top", offset=(8, -4))
    return frame.close()


def roc_alt_text(curve: Curve, positive: str = "") -> str:
    """Say in a sentence what the chart shows."""
    what = f" for “{positive}”" if positive else ""
    x, y = np.array(curve.x), np.array(curve.y)
    at = float(np.interp(0.1, x, y))
    return (
        f"ROC curve{what}: area {_area(curve):.3f} (guessing 0.5); "
        f"with 10 % false alarms {numerals.share(at)} are found."
    )


def _area(curve: Curve) -> float:
    return float(np.trapezoid(curve.y, curve.x))


def _with_unit(text: str, unit: str) -> str:
    return f"{text}, {unit}" if unit else text


def unusual(curve: Curve, style: ChartStyle, threshold: float) -> Figure:
    """Draw how unusual the held-out rows are, beside what rows like the training's would be.

    Args:
        curve: middles of equal parts of 0 to 1, and how many rows score within each.
        style: colours, font, size.
        threshold: the score from which a row is called unusual.
    """
    frame = Frame(
        style,
        "How unusual the held-out rows are",
        "rows by score, dashed: of rows like the training rows",
    )
    x, y = np.array(curve.x), np.array(curve.y)
    width = float(np.min(np.diff(x)))
    level = float(y.sum()) / len(x)
    axes = frame.axes
    axes.set_xlim(0, 1)
    top = max(float(y.max()), level) or 1.0
    axes.set_ylim(0, top * 1.1)
    marks = numerals.ticks(0, top)
    frame.y_axis(marks, numerals.tick_labels(marks))
    _score_bars(frame, x, y, width)
    axes.axhline(level, color=frame.colour("muted"), lw=points(1.2), ls=(0, (4, 3)), zorder=3)
    axes.axvline(threshold, color=frame.series(1), lw=points(1.6), zorder=4)
    frame.reserve(top=frame.px * 1.8, bottom=frame.px * 3.3, right=12)
    words = f"called unusual from {numerals.short(threshold)} →"
    above = ("data", "axes fraction")
    frame.write((1, 1), words, xycoords=above, ha="right", va="bottom", offset=(0, 4))
    frame.axis_titles(x="more unusual than this share of the training rows →")
    marks = numerals.ticks(0, 1, 6)
    frame.x_axis(marks, numerals.tick_labels(marks))
    return frame.close()


def _score_bars(frame: Frame, x: NDArray[np.float64], y: NDArray[np.float64], width: float) -> None:
    edge = frame.colour("surface")
    frame.axes.bar(x, y, width=width, color=frame.series(0), edgecolor=edge, lw=points(1), zorder=2)
    for middle, count in zip(x.tolist(), y.tolist(), strict=True):
        left, right = middle - width / 2, middle + width / 2
        frame.tell(
            (middle, count),
            f"score {left:.2f} to {right:.2f}: {_rows(int(count))}",
            across=(left, right),
            numbers=(("score from", left), ("score to", right), ("rows", int(count))),
        )


def unusual_alt_text(curve: Curve, threshold: float) -> str:
    """Say in a sentence what the chart shows."""
    x, y = np.array(curve.x), np.array(curve.y)
    total = max(float(y.sum()), 1.0)
    upper = float(y[x > 0.5].sum()) / total
    return (
        f"Scores of {int(y.sum()):,} held-out rows: {numerals.share(upper)} of them are more "
        "unusual than half of the training rows (half would be expected); a row is called unusual "
        f"from {numerals.short(threshold)}."
    )
