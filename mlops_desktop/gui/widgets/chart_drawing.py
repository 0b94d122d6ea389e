"""From a chart's builder and the present look to a picture, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.theme.tokens import Tokens
from mlops_desktop.resources import resource

if TYPE_CHECKING:
    from mlops_desktop.charts.render import Reading

Build = Callable[[Any], Any]
"""Takes a ``charts.style.ChartStyle``, returns a matplotlib Figure."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a style is made from, taken in the GUI thread.

    Attributes:
        size: width and height in logical pixels. ratio: device pixels per logical one.
    """

    tokens: Tokens
    factor: float
    size: tuple[int, int]
    ratio: float
    is_titled: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, the colours it is in, and what it says where."""

    image: QImage
    tokens: Tokens
    readings: tuple[Reading, ...]


def draw(build: Build, look: Look) -> Drawn:
    """Return a chart as a picture for the screen; not in the GUI thread."""
    from mlops_desktop.charts.render import png, readings

    figure = build(_style(look))
    return Drawn(QImage.fromData(png(figure)), look.tokens, readings(figure))


def png_of(build: Build, look: Look) -> bytes:
    """Return a chart as a file."""
    from mlops_desktop.charts.render import png

    data: bytes = png(build(_style(look)))
    return data


def numbers_of(build: Build, look: Look) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return what a chart draws as a table: titles and rows."""
    from mlops_desktop.charts.render import numbers

    return numbers(build(_style(look)))


def _style(look: Look) -> Any:
    from mlops_desktop.charts.style import ChartStyle

    colours = {
        item.name: str(getattr(look.tokens, item.name))
        for item in fields(look.tokens)
        if item.name not in ("is_dark", "series")
    }
    return ChartStyle(
        colours=colours,
        series=look.tokens.series,
        font_file=resource("fonts", "Inter.ttf"),
        font_px=TextRole.CAPTION.value.px * look.factor,
        width=look.size[0],
        height=look.size[1],
        dpi=96.0 * look.ratio,
        is_titled=look.is_titled,
    )
