"""How well a version finds one class: precision and recall, calibration, gain; how it learns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from mlops_desktop.charts import numerals
from mlops_desktop.charts.frame import Frame
from mlops_desktop.charts.style import ChartStyle, points
from mlops_desktop.core import metrics
from mlops_desktop.core.curve import Curve
from mlops_desktop.core.wording import counted

_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_DASHES = (0, (4, 3))
_FEW = 20
"""Groups with fewer rows say little: they are drawn hollow."""


@dataclass(frozen=True, slots=True)
class Found:
    """The class that is to be found among held-out rows.

    Attributes:
        positive: its name.
        rows: how many held-out rows there are; positives: how many of them are of the class.
    """

    positive: str
    rows: int
    positives: int

    @property
    def share(self) -> float:
        """The base rate: the share of rows of the class; NaN without rows."""
        return self.positives / self.rows if self.rows else math.nan


def precision_recall(curve: Curve, style: ChartStyle, found: Found) -> Figure:
    """Draw how many alarms are right against how many of the class are found.

    Args:
        curve: x = recall, y = precision.
        style: colours, font, size.
        found: the class; its base rate is the line of guessing.
    """
    note = f"of those called “{found.positive}”, how many are"
    frame = Frame(style, "Precision and recall", note)
    _square(frame)
    axes = frame.axes
    axes.plot(curve.x, curve.y, color=frame.series(0), lw=points(2.2), zorder=3)
    _base_line(frame, found)
    for recall, precision in zip(curve.x, curve.y, strict=True):
        words = f"{_share(recall)} found, {_share(precision)} of the alarms right"
        told = (("found", float(recall)), ("right alarms", float(precision)))
        frame.tell((recall, precision), words, numbers=told)
    _square_axes(frame, "found →", "alarms that are right ↑")
    return frame.close()


def precision_recall_alt_text(curve: Curve, found: Found) -> str:
    """Say in a sentence what the chart shows."""
    x, y = np.array(curve.x, dtype=float), np.array(curve.y, dtype=float)
    order = np.argsort(x, kind="stable")
    at = float(np.interp(0.5, x[order], y[order])) if len(x) else math.nan
    return (
        f"Precision and recall for “{found.positive}”: when half of them are found, "
        f"{_share(at)} of the alarms are right; guessing would be right in "
        f"{_share(found.share)}."
    )


def calibration(curve: Curve, style: ChartStyle, found: Found, sizes: Sequence[int] = ()) -> Figure:
    """Draw said probabilities against what came; on the diagonal they can be taken at their word.

    Args:
        curve: x = mean probability of a group of rows, y = share of the class in it.
        style: colours, font, size.
        found: the class and the rows that the groups divide.
        sizes: how many rows each group has; none: the rows in equal parts. Groups of few rows are
            drawn hollow.
    """
    rows = tuple(sizes) or (found.rows // max(1, len(curve.x)),) * len(curve.x)
    counts = f"{min(rows):,}" if min(rows, default=0) == max(rows, default=0) else _from_to(rows)
    groups = counted(len(curve.x), "group")
    frame = Frame(style, "Calibration", f"“{found.positive}” · {groups} of {counts} rows")
    _square(frame)
    axes = frame.axes
    axes.plot([0, 1], [0, 1], color=frame.colour("edge"), lw=points(1.2), ls=_DASHES, zorder=2)
    axes.plot(curve.x, curve.y, color=frame.series(0), lw=points(1.6), zorder=3)
    for said, came, size in zip(curve.x, curve.y, rows, strict=True):
        axes.plot(
            [said],
            [came],
            marker="o",
            ms=points(8),
            mew=points(1.8),
            color=frame.colour("surface") if size < _FEW else frame.series(0),
            markeredgecolor=frame.series(0),
            clip_on=False,
            zorder=4,
        )
        words = f"said {_share(said)}, came {_share(came)} · {counted(size, 'row')}"
        told = (("said", float(said)), ("came", float(came)), ("rows", size))
        frame.tell((said, came), words, numbers=told)
    _square_axes(frame, "probability said →", "share that came ↑")
    frame.write((0.86, 0.86), "exact", ha="right", va="bottom", offset=(-6, 2))
    return frame.close()


def _from_to(rows: Sequence[int]) -> str:
    return f"{min(rows):,} to {max(rows):,}"


def calibration_alt_text(curve: Curve, found: Found, sizes: Sequence[int] = ()) -> str:
    """Say in a sentence what the chart shows."""
    x, y = np.array(curve.x, dtype=float), np.array(curve.y, dtype=float)
    if not len(x):
        return f"Calibration for “{found.positive}”: there are no groups of rows to compare."
    at = int(np.argmax(np.abs(y - x)))
    off = float(np.mean(np.abs(y - x)))
    text = (
        f"Calibration for “{found.positive}” in {counted(len(x), 'group')}: probabilities are off "
        f"by {_share(off)} on average; farthest where {_share(float(x[at]))} was said and "
        f"{_share(float(y[at]))} came"
    )
    return f"{text}, in {counted(sizes[at], 'row')}." if len(sizes) > at else f"{text}."


def gain(curve: Curve, style: ChartStyle, found: Found) -> Figure:
    """Draw which share of the class is reached by looking at the most probable rows first.

    Args:
        curve: x = share of rows, the most probable first; y = share of the class among them.
        style: colours, font, size.
        found: the class.
    """
    note = f"“{found.positive}” reached by looking at the most probable rows first"
    frame = Frame(style, "Gain", note)
    _square(frame)
    axes = frame.axes
    axes.plot([0, 1], [0, 1], color=frame.colour("edge"), lw=points(1.2), ls=_DASHES, zorder=2)
    axes.plot(curve.x, curve.y, color=frame.series(0), lw=points(2.2), zorder=3)
    for looked, reached in zip(curve.x, curve.y, strict=True):
        lift = reached / looked if looked else 1.0
        words = f"{_share(looked)} of the rows hold {_share(reached)}: {lift:.1f} times guessing"
        told = (("rows", float(looked)), ("reached", float(reached)), ("lift", float(lift)))
        frame.tell((looked, reached), words, numbers=told)
    _square_axes(frame, "share of the rows →", "share of the class reached ↑")
    frame.write((0.62, 0.62), "guessing", ha="left", va="top", offset=(8, -4))
    return frame.close()


def gain_alt_text(curve: Curve, found: Found) -> str:
    """Say in a sentence what the chart shows."""
    reached = float(np.interp(0.2, curve.x, curve.y)) if len(curve.x) else math.nan
    return (
        f"Gain for “{found.positive}”: the 20 % of rows with the highest probability hold "
        f"{_share(reached)} of them, {reached / 0.2:.1f} times as many as guessing."
    )


def learning(curve: Curve, style: ChartStyle, metric: str) -> Figure:
    """Draw the metric by cross-validation against the number of rows learned from.

    Args:
        curve: x = training rows, ascending; y = the metric, mean over folds. How far the folds
            differ is not kept, so no band is drawn.
        metric: its key.
    """
    about = metrics.metric(metric)
    better = "lower is better" if about.is_loss else "higher is better"
    frame = Frame(style, "Learning curve", f"{about.title}, {better}")
    axes = frame.axes
    x, y = np.array(curve.x, dtype=float), np.array(curve.y, dtype=float)
    pad = float(y.max() - y.min()) * 0.1 or abs(float(y.max())) * 0.1 or 0.1
    low, high = float(y.min()) - pad, float(y.max()) + pad
    wide = float(x.max() - x.min()) * 0.04 or 1.0
    axes.set_xlim(float(x.min()) - wide, float(x.max()) + wide)
    axes.set_ylim(low, high)
    marks = numerals.ticks(low, high)
    frame.y_axis(marks, numerals.tick_labels(marks))
    axes.plot(x, y, color=frame.series(0), lw=points(2.2), marker="o", ms=points(6), zorder=3)
    for rows, mean in zip(x.tolist(), y.tolist(), strict=True):
        words = f"{counted(int(rows), 'row')}: {about.short} {_number(mean)}"
        frame.tell((rows, mean), words, numbers=(("rows", int(rows)), (about.title, mean)))
    frame.axis_titles(x="rows learned from →")
    places = numerals.ticks(*axes.get_xlim(), 5)
    frame.x_axis(places, numerals.tick_labels(places))
    frame.reserve(bottom=frame.px * 3.3, right=12)
    return frame.close()


def learning_alt_text(curve: Curve, metric: str) -> str:
    """Say in a sentence what the chart shows: how much the last rows still brought."""
    about = metrics.metric(metric)
    steps = list(zip(curve.x, curve.y, strict=True))
    first, last = steps[0], steps[-1]
    text = (
        f"Learning curve: {about.title} {_number(first[1])} from {counted(int(first[0]), 'row')}, "
        f"{_number(last[1])} from {counted(int(last[0]), 'row')}"
    )
    if len(steps) < 2:
        return f"{text}."
    gained = steps[-2][1] - last[1] if about.is_loss else last[1] - steps[-2][1]
    better = "better" if gained >= 0 else "worse"
    return f"{text}; the last step made it {_number(abs(gained))} {better}."


def _square(frame: Frame) -> None:
    frame.axes.set_xlim(0, 1)
    frame.axes.set_ylim(0, 1.02)
    frame.y_axis(_SHARES, _labels(_SHARES))


def _square_axes(frame: Frame, x: str, y: str) -> None:
    frame.axis_titles(x=x, y=y)
    frame.x_axis(_SHARES, _labels(_SHARES), is_grid=True)
    frame.reserve(bottom=frame.px * 3.3, right=12)


def _labels(marks: Sequence[float]) -> list[str]:
    return [numerals.share(mark) for mark in marks]


def _base_line(frame: Frame, found: Found) -> None:
    """Draw the share that guessing would be right in."""
    if not math.isfinite(found.share):
        return
    frame.axes.axhline(
        found.share, color=frame.colour("edge"), lw=points(1.2), ls=_DASHES, zorder=2
    )
    is_low = found.share < 0.85
    frame.write(
        (0.02, found.share),
        f"guessing: {_share(found.share)}",
        ha="left",
        va="bottom" if is_low else "top",
        offset=(0, 3 if is_low else -3),
    )


def _share(value: float) -> str:
    return numerals.share(value) if math.isfinite(value) else "–"


def _number(value: float) -> str:
    return numerals.short(value)
