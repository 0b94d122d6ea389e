"""Ranked lists: what a version leans on, and which candidate is best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from mlops_desktop.charts import numerals
from mlops_desktop.charts.frame import Frame
from mlops_desktop.charts.reading import Numbers
from mlops_desktop.charts.style import ChartStyle, points
from mlops_desktop.core import metrics
from mlops_desktop.core.training import Importance, MetricValue

_UNKNOWN = "No importances were computed."
_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line of a leaderboard.

    Attributes:
        name: "Random forest" or "v5".
        measured: the deciding metric, with its interval where there is one.
        is_baseline: drawn as the line to beat.
    """

    name: str
    measured: MetricValue
    is_baseline: bool = False


def importances(items: Sequence[Importance], style: ChartStyle, metric: str = "") -> Figure:
    """Draw how much worse the version gets when a column is shuffled.

    Args:
        items: any order; the 15 largest are drawn, with a line for the 95 % range where known.
        style: colours, font, size.
        metric: key of the metric the worsening is in.
    """
    shown = _ranked(items)[:_SHOWN]
    note = f"{_worse(metric)} when the column is shuffled"
    frame = Frame(style, "What the version leans on", note, height=_tall(style, len(shown)))
    if not shown:
        return _nothing(frame, _UNKNOWN)
    labels = [frame.fitted(item.column, frame.width * 0.32) for item in shown]
    values = numerals.alike([item.value for item in shown], shown[0].value)
    spans = [_ends(item) for item in shown]
    low = min(0.0, *(span[0] for span in spans))
    high = max(0.0, *(span[1] for span in spans)) or 1.0
    frame.reserve(
        left=max(frame.text_width(label) for label in labels) + 16,
        right=max(frame.text_width(value) for value in values) + 12,
    )
    unit = metrics.metric(metric).short if metric else ""
    axes = frame.axes
    axes.set_xlim(low, high)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    for at, item in enumerate(shown):
        role = frame.series(0) if item.value > 0 else frame.colour("faint")
        axes.barh(
            at, high - low, left=low, height=0.36, color=frame.colour("sunken"), lw=0, zorder=1
        )
        axes.barh(at, item.value, height=0.36, color=role, lw=0, zorder=2)
        _row_label(frame, at, labels[at])
        _interval(frame, at, spans[at])
        value = (f"{unit} worse when shuffled".strip(), item.value)
        told: Numbers = (("column", item.column), value, *_range_numbers(item, shown))
        text = _told(item, f"{unit} {values[at]}".strip(), spans[at])
        frame.tell((item.value, at), text, along=(at - 0.5, at + 0.5), numbers=told)
        end = max(spans[at][1], 0.0)
        frame.write((end, at), values[at], offset=(6, 0), va="center")
    return frame.close()


def importances_alt_text(items: Sequence[Importance], metric: str = "") -> str:
    """Say in a sentence what the chart shows."""
    if not items:
        return _UNKNOWN
    ranked = _ranked(items)
    leaned = [item for item in ranked if item.value > 0]
    if not leaned:
        return "The version leans on no column."
    parts = [f"{item.column} ({numerals.short(item.value)})" for item in leaned[:3]]
    text = f"The version leans most on {', '.join(parts)}: {_worse(metric)} when shuffled."
    unsure = [item for item in leaned if item.low is not None and item.low <= 0]
    if unsure:
        text += f" For {', '.join(item.column for item in unsure[:3])} it may be chance."
    return text


def leaderboard(candidates: Sequence[Candidate], style: ChartStyle) -> Figure:
    """Draw each candidate's metric as a dot with its interval, the best first.

    Args:
        candidates: measured in one metric; any order.
        style: colours, font, size.
    """
    ranked = _best_first(candidates)
    about = metrics.metric(ranked[0].measured.name) if ranked else None
    note = ("lower is better" if about.is_loss else "higher is better") if about else ""
    title = about.title if about else "Leaderboard"
    frame = Frame(style, title, f"{note} · bars are 95 % ranges", height=_tall(style, len(ranked)))
    if not ranked:
        return _nothing(frame, "No candidate has finished yet.")
    spans = [_span(item.measured) for item in ranked]
    low, high = min(span[0] for span in spans), max(span[1] for span in spans)
    pad = (high - low) * 0.06 or abs(high) * 0.05 or 0.1
    labels = [frame.fitted(item.name, frame.width * 0.32) for item in ranked]
    values = numerals.alike(
        [item.measured.value for item in ranked], ranked[len(ranked) // 2].measured.value
    )
    frame.reserve(
        left=max(frame.text_width(label, 12 / 11) for label in labels) + 16,
        right=max(frame.text_width(value, 12 / 11) for value in values) + 20,
    )
    frame.axes.set_xlim(low - pad, high + pad)
    frame.axes.set_ylim(len(ranked) - 0.5, -0.5)
    marks = numerals.ticks(low - pad, high + pad, 5)
    frame.x_axis(marks, numerals.tick_labels(marks), is_grid=True)
    for at, item in enumerate(ranked):
        _candidate(frame, at, item, is_best=at == 0)
        ends = [numerals.short(end) for end in spans[at]]
        text = f"{item.name}: {values[at]}, 95 % range {ends[0]} to {ends[1]}"
        told = _numbers(item, title)
        frame.tell((item.measured.value, at), text, along=(at - 0.5, at + 0.5), numbers=told)
        _row_label(frame, at, labels[at], 12 / 11)
        frame.write(
            (1, at),
            values[at],
            "text" if at == 0 else "muted",
            xycoords=("axes fraction", "data"),
            offset=(10, 0),
            va="center",
            scale=12 / 11,
        )
    return frame.close()


def leaderboard_alt_text(candidates: Sequence[Candidate]) -> str:
    """Say in a sentence what the chart shows."""
    ranked = _best_first(candidates)
    if not ranked:
        return "No candidate has finished yet."
    title = metrics.metric(ranked[0].measured.name).title
    parts = [f"{item.name} {numerals.short(item.measured.value)}" for item in ranked]
    best = ranked[0].measured
    text = f"{title} of {len(ranked)} candidates, best first: {', '.join(parts)}."
    if len(ranked) > 1 and best.low is not None and best.high is not None:
        low, high = _span(ranked[1].measured)
        if low <= best.high and best.low <= high:
            text += " The ranges of the first two overlap."
    return text


def _ranked(items: Sequence[Importance]) -> list[Importance]:
    return sorted(items, key=lambda item: (-item.value, item.column))


def _ends(item: Importance) -> tuple[float, float]:
    """Return the 95 % range; the value itself where none was computed."""
    if item.low is None or item.high is None or not math.isfinite(item.low + item.high):
        return item.value, item.value
    return min(item.low, item.value), max(item.high, item.value)


def _range_numbers(item: Importance, shown: Sequence[Importance]) -> Numbers:
    """Return an item's 95 % range for a table; empty where none of the items has one."""
    if all(other.low is None or other.high is None for other in shown):
        return ()
    is_known = item.low is not None and item.high is not None
    low, high = _ends(item) if is_known else ("", "")
    return (("95 % range from", low), ("95 % range to", high))


def _told(item: Importance, worse: str, span: tuple[float, float]) -> str:
    """Say how much a version leans on a column."""
    text = f"{item.column}: {worse} worse when shuffled"
    if item.low is None:
        return text
    return f"{text}, 95 % range {numerals.short(span[0])} to {numerals.short(span[1])}"


def _interval(frame: Frame, at: int, span: tuple[float, float]) -> None:
    if span[0] < span[1]:
        frame.axes.plot(
            span,
            [at, at],
            color=frame.colour("text"),
            lw=points(1.4),
            solid_capstyle="round",
            zorder=3,
        )


def _best_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    known = [item for item in candidates if math.isfinite(item.measured.value)]
    if not known:
        return []
    sign = 1.0 if metrics.metric(known[0].measured.name).is_loss else -1.0
    return sorted(known, key=lambda item: (sign * item.measured.value, item.name))


def _span(measured: MetricValue) -> tuple[float, float]:
    ends = [end for end in (measured.low, measured.high) if end is not None and math.isfinite(end)]
    return min([measured.value, *ends]), max([measured.value, *ends])


def _worse(metric: str) -> str:
    if not metric:
        return "how much worse it gets"
    about = metrics.metric(metric)
    return f"{about.title} {'rises' if about.is_loss else 'falls'} by this much"


def _tall(style: ChartStyle, rows: int) -> int:
    beside = style.font_px * (8 if style.is_titled else 4)
    return max(style.height, round(rows * style.font_px * 2.6 + beside))


def _row_label(frame: Frame, at: int, text: str, scale: float = 1.0) -> None:
    frame.write(
        (0, at),
        text,
        "text",
        xycoords=("axes fraction", "data"),
        ha="right",
        va="center",
        offset=(-10, 0),
        scale=scale,
    )


def _candidate(frame: Frame, at: int, item: Candidate, *, is_best: bool) -> None:
    colour = frame.series(0) if is_best else frame.colour("muted")
    low, high = _span(item.measured)
    frame.axes.plot(
        [low, high],
        [at, at],
        color=colour,
        lw=points(2),
        alpha=0.9,
        solid_capstyle="round",
        zorder=3,
    )
    frame.axes.plot(
        [item.measured.value],
        [at],
        marker="o",
        ms=points(9),
        zorder=4,
        mew=points(2),
        color=frame.colour("surface") if item.is_baseline else colour,
        markeredgecolor=colour,
    )
    if item.is_baseline:
        frame.axes.axvline(
            item.measured.value,
            color=frame.colour("edge"),
            lw=points(1.2),
            ls=(0, (4, 3)),
            zorder=2,
        )


def _nothing(frame: Frame, text: str) -> Figure:
    frame.write((0.5, 0.5), text, xycoords="axes fraction", ha="center")
    return frame.close()


def _numbers(item: Candidate, title: str) -> Numbers:
    low, high = _span(item.measured)
    ends = (("95 % range from", low), ("95 % range to", high))
    return (("model", item.name), (title, item.measured.value), *ends)
