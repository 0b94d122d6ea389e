"""What a chart says at a place: the words that appear beside the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Numbers = tuple[tuple[str, str | int | float], ...]
"""Names and values of what is drawn at one place: a row of the chart's table."""


@dataclass(frozen=True, slots=True)
class Note:
    """What can be read at a place in data coordinates.

    Attributes:
        x, y: the place of the value.
        text: one line or more, in words.
        span: left, right, bottom and top of the area that the words belong to; None = the place.
        numbers: what is drawn there, unrounded, each with its name.
    """

    x: float
    y: float
    text: str
    span: tuple[float, float, float, float] | None = None
    numbers: Numbers = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be read at a place of the picture.

    Attributes:
        x, y: the place, as shares of the picture's width and height, from its top left corner.
        left, top, right, bottom: the area that the words belong to, likewise.
        text: one line or more, in words.
    """

    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float
    text: str


class Chart(Figure):
    """A figure that knows what can be read where."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # as matplotlib takes them
        self.notes: list[Note] = []


def readings(figure: Figure) -> tuple[Reading, ...]:
    """Return what can be read in a figure; empty for one that says nothing.

    Args:
        figure: as a builder returned it.
    """
    if not isinstance(figure, Chart) or not figure.notes or not figure.axes:
        return ()
    axes = figure.axes[0]
    spans = [note.span or (note.x, note.x, note.y, note.y) for note in figure.notes]
    middles = _shares(axes, [(note.x, note.y) for note in figure.notes])
    ones = _shares(axes, [(left, bottom) for left, _, bottom, _ in spans])
    others = _shares(axes, [(right, top) for _, right, _, top in spans])
    low, high = np.minimum(ones, others), np.maximum(ones, others)
    found = zip(figure.notes, middles.tolist(), low.tolist(), high.tolist(), strict=True)
    return tuple(
        Reading(x, y, left, top, right, bottom, note.text)
        for note, (x, y), (left, top), (right, bottom) in found
    )


def numbers(figure: Figure) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return what is drawn as a table: the titles, and a row for each place; both may be empty.

    Numbers are written as briefly as gives the same ones again.
    """
    notes = figure.notes if isinstance(figure, Chart) else []
    rows = [note.numbers for note in notes if note.numbers]
    titles = tuple(name for name, _ in rows[0]) if rows else ()
    return titles, tuple(tuple(_cell(value) for _, value in row) for row in rows)


def _cell(value: str | int | float) -> str:
    if isinstance(value, str):
        return value
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def _shares(axes: Axes, places: Sequence[tuple[float, float]]) -> np.ndarray:
    """Return places as shares of the picture; shape (n, 2), y downwards, kept within the axes."""
    shown = axes.transAxes.inverted().transform(axes.transData.transform(np.array(places)))
    box = axes.get_position()
    inside = np.clip(np.nan_to_num(shown, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    x = box.x0 + inside[:, 0] * box.width
    y = 1.0 - (box.y0 + inside[:, 1] * box.height)
    return np.stack([x, y], axis=1)
