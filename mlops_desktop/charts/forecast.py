"""Forecasts beside what came: the fan of a backtest, and its errors against the naive's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from matplotlib.figure import Figure

from mlops_desktop.charts import numerals
from mlops_desktop.charts.frame import Frame
from mlops_desktop.charts.style import ChartStyle, points
from mlops_desktop.core.forecast import ForecastPoint, figures
from mlops_desktop.core.wording import counted

_STEPS = "in usual steps; 1: repeating the season on earlier days"
_MARKED = 70
"""Up to so many days the actual values are dots; beyond, a line."""


def fan(days: Sequence[ForecastPoint], style: ChartStyle, unit: str = "") -> Figure:
    """Draw what was forecast, its interval, what came, and the seasonal naive.

    Args:
        days: at least one, in order.
        style: colours, font, size.
        unit: of the target, for the note: "aircraft per day".
    """
    frame = Frame(style, "Forecast and actual", unit)
    axes = frame.axes
    x = np.array([date.fromisoformat(day.day).toordinal() for day in days], dtype=float)
    columns = {
        name: np.array([getattr(day, name) for day in days], dtype=float)
        for name in ("actual", "predicted", "low", "high", "naive")
    }
    low, high = (
        float(np.nanmin(list(columns.values()))),
        float(np.nanmax(list(columns.values()))),
    )
    pad = (high - low) * 0.05 or 1.0
    axes.set_xlim(x[0] - 0.6, x[-1] + 0.6)
    axes.set_ylim(low - pad, high + pad)
    marks = numerals.ticks(low - pad, high + pad)
    frame.y_axis(marks, numerals.tick_labels(marks))
    _draw(frame, days, x, columns)
    _tell(frame, days, x)
    frame.reserve(top=frame.px * 2.0)
    frame.keys(("forecast", "actual", "same day a season before"))
    places = _week_starts(x)
    frame.x_axis(places, [_day(place) for place in places])
    return frame.close()


def _draw(
    frame: Frame, days: Sequence[ForecastPoint], x: np.ndarray, columns: dict[str, np.ndarray]
) -> None:
    axes = frame.axes
    for part in _starts(days):
        axes.fill_between(
            x[part],
            columns["low"][part],
            columns["high"][part],
            color=frame.series(0),
            alpha=0.16,
            lw=0,
            step="mid",
            zorder=1,
        )
        axes.plot(
            x[part], columns["predicted"][part], color=frame.series(0), lw=points(2.0), zorder=3
        )
    dashes = (0, (4, 3))
    axes.plot(x, columns["naive"], color=frame.series(2), lw=points(1.2), ls=dashes, zorder=2)
    is_dotted = len(days) <= _MARKED
    axes.plot(
        x,
        columns["actual"],
        color=frame.series(1),
        lw=points(1.6),
        ls="none" if is_dotted else "-",
        marker="o" if is_dotted else "",
        ms=points(5),
        zorder=4,
    )


def _starts(days: Sequence[ForecastPoint]) -> list[slice]:
    """Return the days of each start: the days ahead begin anew."""
    begins = [at for at in range(len(days)) if at == 0 or days[at].ahead <= days[at - 1].ahead]
    return [slice(a, b) for a, b in zip(begins, [*begins[1:], len(days)], strict=True)]


def _tell(frame: Frame, days: Sequence[ForecastPoint], x: np.ndarray) -> None:
    short = numerals.short
    for at, day in zip(x.tolist(), days, strict=True):
        outside = "" if day.low <= day.actual <= day.high else " · outside the interval"
        words = (
            f"{numerals.day(day.day)}, {_ahead(day.ahead)}: actual {short(day.actual)}, "
            f"forecast {short(day.predicted)} ({short(day.low)} to {short(day.high)}), "
            f"naive {short(day.naive)}{outside}"
        )
        told = _values(day)
        frame.tell((at, day.actual), words, across=(at - 0.5, at + 0.5), numbers=told)


def _values(day: ForecastPoint) -> tuple[tuple[str, str | int | float], ...]:
    return (
        ("day", day.day),
        ("days ahead", day.ahead),
        ("actual", day.actual),
        ("forecast", day.predicted),
        ("interval from", day.low),
        ("interval to", day.high),
        ("seasonal naive", day.naive),
    )


def _ahead(count: int) -> str:
    return "1 day ahead" if count == 1 else f"{count} days ahead"


def _week_starts(x: np.ndarray) -> list[float]:
    """Return the Mondays among the days; of a few days all."""
    if len(x) <= 8:
        return [float(at) for at in x]
    mondays = [float(at) for at in x if date.fromordinal(int(at)).weekday() == 0]
    return mondays or [float(x[0])]


def _day(ordinal: float) -> str:
    return numerals.day(date.fromordinal(int(ordinal)).isoformat())


def fan_alt_text(days: Sequence[ForecastPoint], unit: str = "") -> str:
    """Say in a sentence what the chart shows."""
    found = figures(days)
    of = f" {unit}" if unit else ""
    return (
        f"Forecast and actual on {len(days):,} days, {numerals.day(days[0].day)} to "
        f"{numerals.day(days[-1].day)}: off by {numerals.short(found.mae)}{of} on average, the "
        f"seasonal naive by {numerals.short(found.naive_mae)}; {numerals.share(found.held)} of the "
        "days lie within their interval."
    )


def errors(days: Sequence[ForecastPoint], scale: float, style: ChartStyle) -> Figure:
    """Draw each day's absolute error as a multiple of a usual step from season to season.

    The mean of the bars is MASE. What repeating the season was off by on the training days is 1
    by definition; the dashed line is what it was off by on the days that are drawn.

    Args:
        days: at least one, in order.
        scale: what MASE divides by, in the target's unit; above 0.
        style: colours, font, size.
    """
    frame = Frame(style, "Error per day", _STEPS)
    axes = frame.axes
    x = np.array([date.fromisoformat(day.day).toordinal() for day in days], dtype=float)
    y = np.array([abs(day.actual - day.predicted) for day in days]) / scale
    line = _naive_mase(days, scale)
    top = max(float(y.max()), line) * 1.1 or 1.0
    axes.set_xlim(x[0] - 0.6, x[-1] + 0.6)
    axes.set_ylim(0, top)
    marks = numerals.ticks(0, top)
    frame.y_axis(marks, numerals.tick_labels(marks))
    is_over = y > line
    for chosen, colour in ((~is_over, frame.series(0)), (is_over, frame.colour("bad"))):
        axes.bar(x[chosen], y[chosen], width=0.8, color=colour, lw=0, zorder=2)
    axes.axhline(line, color=frame.colour("text"), lw=points(1.3), ls=(0, (4, 2)), zorder=3)
    for at, day, value in zip(x.tolist(), days, y.tolist(), strict=True):
        words = f"{numerals.day(day.day)}, {_ahead(day.ahead)}: {numerals.short(value)}"
        told = (("day", day.day), ("days ahead", day.ahead), ("error in usual steps", value))
        frame.tell((at, value), words, across=(at - 0.5, at + 0.5), numbers=told)
    frame.reserve(top=frame.px * 1.8)
    frame.write(
        (1, 1),
        f"MASE {numerals.short(float(y.mean()))} · dashed: {numerals.short(line)}, repeating the "
        "season on these days",
        "text",
        xycoords="axes fraction",
        ha="right",
        va="bottom",
        offset=(0, 4),
    )
    places = _week_starts(x)
    frame.x_axis(places, [_day(place) for place in places])
    return frame.close()


def _naive_mase(days: Sequence[ForecastPoint], scale: float) -> float:
    """Return the MASE of repeating the season on these days."""
    return figures(days).naive_mae / scale


def errors_alt_text(days: Sequence[ForecastPoint], scale: float) -> str:
    """Say in a sentence what the chart shows."""
    sizes = [abs(day.actual - day.predicted) / scale for day in days]
    line = _naive_mase(days, scale)
    worst = days[int(np.argmax(sizes))]
    over = sum(size > line for size in sizes)
    return (
        f"Errors of {len(days):,} days in usual steps, 1 being what repeating the season was off "
        f"by before the first start: MASE {numerals.short(float(np.mean(sizes)))}, of repeating "
        f"the season on these days {numerals.short(line)}; {counted(over, 'day')} above that, the "
        f"worst {numerals.day(worst.day)} with {numerals.short(max(sizes))}."
    )
