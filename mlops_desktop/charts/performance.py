"""A metric over time: steps per window, the band where it was before, windows that fall out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from mlops_desktop.charts import numerals
from mlops_desktop.charts.frame import Frame
from mlops_desktop.charts.style import ChartStyle, points
from mlops_desktop.core import metrics
from mlops_desktop.core.monitor import PerformanceChange, PerformanceWindow


def expected_band(change: PerformanceChange, rows: int) -> tuple[float, float]:
    """Return where 95 % of windows of that many rows lie if nothing changed.

    The hold-out's 95 % interval, widened by √(hold-out rows / window rows): a window holds fewer
    rows than the hold-out and so scatters more.
    """
    wider = math.sqrt(max(1.0, change.n_reference / max(rows, 1)))
    return (
        change.reference - (change.reference - change.reference_low) * wider,
        change.reference + (change.reference_high - change.reference) * wider,
    )


def is_out(change: PerformanceChange, window: PerformanceWindow) -> bool:
    """Say whether a window is worse than the band for its number of rows."""
    low, high = expected_band(change, window.rows)
    if not math.isfinite(window.value):
        return False
    is_loss = metrics.metric(change.metric).is_loss
    return window.value > high if is_loss else window.value < low


def error_over_time(
    change: PerformanceChange, windows: Sequence[PerformanceWindow], style: ChartStyle
) -> Figure:
    """Draw the metric per window against what the hold-out promised.

    Args:
        change: the deciding metric; its reference interval gives the green band.
        windows: in time order.
        style: colours, font, size.
    """
    about = metrics.metric(change.metric)
    frame = Frame(style, f"{about.title} over time", _note(change, windows))
    axes = frame.axes
    typical = int(np.median([window.rows for window in windows])) if windows else 1
    low, high = expected_band(change, typical)
    limit = high if about.is_loss else low
    values = np.array([window.value for window in windows], dtype=float)
    bottom, top = _range(about.is_loss, [*values[np.isfinite(values)], low, high])
    count = max(len(windows), 1)
    axes.set_xlim(0, count)
    axes.set_ylim(bottom, top)
    marks = numerals.ticks(bottom, top, 3)
    frame.y_axis(marks, numerals.tick_labels(marks))
    if math.isfinite(low) and math.isfinite(high):
        floor = max(low, bottom)
        axes.axhspan(floor, min(high, top), color=frame.colour("ok"), alpha=0.11, lw=0, zorder=1)
        axes.axhline(
            limit, color=frame.colour("bad"), lw=points(1.5), ls=(0, (4, 2)), alpha=0.9, zorder=2
        )
        _limit_label(frame, limit, values)
    _steps(frame, values)
    _diamonds(frame, values, [at for at, window in enumerate(windows) if is_out(change, window)])
    _tell(frame, change, windows)
    labels = [numerals.day(window.label) for window in windows]
    if all("–" in label for label in labels):
        labels = [label.split("–")[0].replace("rows ", "row ") for label in labels]
    frame.x_axis(list(range(len(labels))), labels)
    return frame.close()


def error_over_time_alt_text(
    change: PerformanceChange, windows: Sequence[PerformanceWindow]
) -> str:
    """Say in a sentence what the chart shows."""
    about = metrics.metric(change.metric)
    known = [window for window in windows if math.isfinite(window.value)]
    if not known:
        return f"{about.title} over time: no window could be measured."
    out = [window for window in known if is_out(change, window)]
    span = f"from {numerals.short(known[0].value)} to {numerals.short(known[-1].value)}"
    reference = f"{numerals.short(change.reference)} on the hold-out"
    if not out:
        return (
            f"{about.title} over {len(known)} windows, {span}, against {reference}; "
            "every window lies where it was expected."
        )
    return (
        f"{about.title} over {len(known)} windows, {span}, against {reference}; "
        f"{len(out)} of them worse than expected, the first at {numerals.day(out[0].label)}."
    )


def _note(change: PerformanceChange, windows: Sequence[PerformanceWindow]) -> str:
    where = f"hold-out {numerals.short(change.reference)}"
    rows = sorted(window.rows for window in windows)
    if not rows:
        return where
    span = f"{rows[0]:,}" if rows[0] == rows[-1] else f"{rows[0]:,}–{rows[-1]:,}"
    return f"{where} · windows of {span} rows"


def _range(is_loss: bool, values: Sequence[float]) -> tuple[float, float]:
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    if is_loss and low >= 0:
        # The axis ends on a hairline above the highest step.
        marks = numerals.ticks(0.0, high * 1.04 or 1.0, 3)
        step = marks[1] - marks[0] if len(marks) > 1 else high
        return 0.0, step * math.ceil(high * 1.02 / step) or 1.0
    pad = (high - low) * 0.15 or abs(high) * 0.1 or 0.1
    return low - pad, high + pad


def _steps(frame: Frame, values: np.ndarray) -> None:
    x: list[float] = []
    y: list[float] = []
    for index, value in enumerate(values):
        x += [index, index + 1]
        y += [value, value]
    frame.axes.plot(
        x,
        y,
        color=frame.series(0),
        lw=points(2.2),
        solid_joinstyle="round",
        zorder=4,
        clip_on=False,
    )


def _tell(frame: Frame, change: PerformanceChange, windows: Sequence[PerformanceWindow]) -> None:
    """Let the pointer read each window: when, how much, of how many rows, whether it is out."""
    short = metrics.metric(change.metric).short
    for at, window in enumerate(windows):
        if math.isfinite(window.value):
            out = " · worse than expected" if is_out(change, window) else ""
            words = f"{numerals.day(window.label)}: {short} {numerals.short(window.value)}"
            text = f"{words} · {window.rows:,} rows{out}"
            told = (("from", window.label), (short, window.value), ("rows", window.rows))
            frame.tell((at + 0.5, window.value), text, across=(at, at + 1), numbers=told)


def _diamonds(frame: Frame, values: np.ndarray, out: Sequence[int]) -> None:
    frame.axes.plot(
        [index + 0.5 for index in out],
        values[list(out)],
        ls="none",
        marker="D",
        ms=points(8),
        color=frame.colour("bad"),
        mew=0,
        zorder=5,
        clip_on=False,
    )


def _limit_label(frame: Frame, limit: float, values: np.ndarray) -> None:
    """Name the limit at the right end, on the side away from the line."""
    last = values[-1] if len(values) else limit
    is_below = math.isfinite(last) and last > limit
    frame.write(
        (1, limit),
        f"limit {numerals.short(limit)}",
        "bad",
        xycoords=("axes fraction", "data"),
        ha="right",
        va="top" if is_below else "bottom",
        offset=(0, -4 if is_below else 4),
    )
