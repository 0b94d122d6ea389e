"""The frame all charts share: heading, hairline grid, labels, margins measured to the pixel."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mlops_desktop.charts.reading import Chart, Note, Numbers
from mlops_desktop.charts.style import ChartStyle, points

_GAP = 8.0
_EDGE = 4.0
_LONGEST_NAME = 30
_LONGEST_NOTE = 120
_KEY = 1.3
_TITLE = 15 / 11
_CAPTION = 12 / 11


class Frame:
    """A figure with one pair of axes, placed in logical pixels.

    Attributes:
        axes: to draw into.
        style: roles and sizes.
    """

    def __init__(self, style: ChartStyle, title: str, note: str = "", height: int = 0) -> None:
        self.style = style
        self.width, self.height = style.width, height or style.height
        self.figure = Chart(
            figsize=(self.width / 96, self.height / 96),
            dpi=style.dpi,
            facecolor=style.colours["surface"],
        )
        canvas: Any = FigureCanvasAgg(self.figure)
        self._renderer = canvas.get_renderer()
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_facecolor("none")
        for spine in self.axes.spines.values():
            spine.set_visible(False)
        self.axes.tick_params(length=0, labelleft=False, labelbottom=False)
        self._left = self._right = self._bottom = _EDGE
        self._top = _EDGE + self.px * 0.6
        if style.is_titled:
            self._head(title, note)

    @property
    def px(self) -> float:
        """The size of axis labels in logical pixels."""
        return self.style.font_px

    def colour(self, role: str) -> str:
        """Return a role's colour."""
        return self.style.colours[role]

    def series(self, index: int) -> str:
        """Return the colour of a series."""
        return self.style.series[index % len(self.style.series)]

    def text_width(self, text: str, scale: float = 1.0) -> float:
        """Return how wide a text is in logical pixels."""
        width, _, _ = self._renderer.get_text_width_height_descent(
            text, self.style.font(scale), ismath=False
        )
        return float(width) * 96 / self.style.dpi

    def fitted(self, text: str, width: float, scale: float = 1.0) -> str:
        """Return the text, shortened with an ellipsis to at most ``width`` logical pixels."""
        line = self.style.plain(text)
        while len(line) > 1 and self.text_width(line, scale) > width:
            line = f"{line.rstrip('…')[:-1].rstrip()}…"
        return line

    def write(
        self, place: tuple[float, float], text: str, role: str = "muted", **options: Any
    ) -> None:
        """Write at a place in data coordinates (or those of ``transform``).

        Args:
            options: ``scale`` of the font, ``offset`` in logical pixels (right, up), and what
                ``Axes.annotate`` takes.
        """
        scale = options.pop("scale", 1.0)
        right, up = options.pop("offset", (0.0, 0.0))
        self.axes.annotate(
            self.style.plain(text),
            place,
            xytext=(points(right), points(up)),
            textcoords="offset points",
            color=options.pop("color", self.colour(role)),
            font=self.style.font(scale),
            parse_math=False,
            annotation_clip=False,
            **options,
        )

    def tell(
        self,
        place: tuple[float, float],
        text: str,
        *,
        across: tuple[float, float] | None = None,
        along: tuple[float, float] | None = None,
        numbers: Numbers = (),
    ) -> None:
        """Say what can be read at a place, for the pointer.

        Args:
            place: of the value, in data coordinates.
            text: one line or more.
            across: from where to where on the x axis the words hold; None = at the place, or
                everywhere when ``along`` is given.
            along: likewise on the y axis.
            numbers: what is drawn there; of one chart always with the same names.
        """
        span = None
        if across is not None or along is not None:
            span = (*(across or self.axes.get_xlim()), *(along or self.axes.get_ylim()))
        words = self.style.plain(text, _LONGEST_NOTE)
        self.figure.notes.append(Note(*place, words, span, numbers))

    def y_axis(
        self, values: Sequence[float], labels: Sequence[str], *, is_grid: bool = True
    ) -> None:
        """Draw hairlines at the values and their labels left of the axes."""
        widest = max((self.text_width(label) for label in labels), default=0.0)
        self._left = max(self._left, _EDGE + widest + _GAP)
        for value, label in zip(values, labels, strict=True):
            if is_grid:
                self.axes.axhline(value, color=self.colour("border"), lw=points(1), zorder=0)
            self.write(
                (0, value),
                label,
                xycoords=("axes fraction", "data"),
                ha="right",
                va="center",
                offset=(-_GAP, 0),
            )

    def x_axis(
        self, values: Sequence[float], labels: Sequence[str], *, is_grid: bool = False
    ) -> None:
        """Write labels below the axes; where they would touch, every second, third … one."""
        self._bottom = max(self._bottom, self.px * 1.9)
        low, high = self.axes.get_xlim()
        inner = self.inner[0]
        places = [(value - low) / (high - low) * inner for value in values]
        half = [self.text_width(label) / 2 for label in labels]
        step = self._stride(places, half)
        for at in range(0, len(values), step):
            if is_grid:
                self.axes.axvline(values[at], color=self.colour("border"), lw=points(1), zorder=0)
            # The outermost labels stay within the picture.
            shift = max(0.0, half[at] - places[at] - self._left + _EDGE)
            shift -= max(0.0, places[at] + half[at] - inner - self._right + _EDGE)
            self.write(
                (values[at], 0),
                labels[at],
                xycoords=("data", "axes fraction"),
                ha="center",
                va="top",
                offset=(shift, -self.px * 0.55),
            )

    @staticmethod
    def _stride(places: Sequence[float], half: Sequence[float]) -> int:
        for step in range(1, len(places)):
            shown = range(0, len(places), step)
            pairs = pairwise(shown)
            if all(places[b] - half[b] - places[a] - half[a] >= 2 * _GAP for a, b in pairs):
                return step
        return max(1, len(places))

    def key(self, place: tuple[float, float], index: int, name: str) -> None:
        """Name a series beside a square of its colour.

        Args:
            place: logical pixels right of the axes' left side; height in data coordinates.
            index: of the series.
            name: as people call it.
        """
        self._key((place[0], self.px * 0.9), ("axes fraction", "data"), place[1], (index, name))

    def key_width(self, name: str) -> float:
        """Return how wide a series' name is with its square, in logical pixels."""
        return self.text_width(self.style.plain(name, _LONGEST_NAME)) + self.px * _KEY

    def keys(self, names: Sequence[str]) -> None:
        """Name all series in a row above the axes."""
        right = 0.0
        for index, name in enumerate(names):
            self._key((right, self.px * 1.1), "axes fraction", 1.0, (index, name))
            right += self.key_width(name) + self.px * 1.7

    def _key(
        self, offset: tuple[float, float], system: Any, height: float, what: tuple[int, str]
    ) -> None:
        index, name = what
        options: dict[str, Any] = {"xycoords": system, "va": "center"}
        mark = self.series(index)
        self.write((0, height), "■", color=mark, offset=(offset[0], offset[1] + 0.5), **options)
        text = self.style.plain(name, _LONGEST_NAME)
        self.write(
            (0, height), text, "text", offset=(offset[0] + self.px * _KEY, offset[1]), **options
        )

    def axis_titles(self, x: str = "", y: str = "") -> None:
        """Name the axes: below on the right, and above the y axis on the left."""
        if x:
            self._bottom = self.px * 3.3
            self.write(
                (1, 0),
                x,
                xycoords="axes fraction",
                ha="right",
                va="top",
                offset=(0, -self.px * 1.9),
            )
        if y:
            self._top += self.px * 1.5
            self.write(
                (0, 1),
                y,
                xycoords="axes fraction",
                ha="left",
                va="bottom",
                offset=(-self._left + _EDGE, self.px * 0.8),
            )

    def reserve(
        self, *, left: float = 0.0, right: float = 0.0, bottom: float = 0.0, top: float = 0.0
    ) -> None:
        """Keep at least this much room beside the axes, in logical pixels (top: more room)."""
        self._left = max(self._left, left)
        self._right = max(self._right, right)
        self._bottom = max(self._bottom, bottom)
        self._top += top

    @property
    def inner(self) -> tuple[float, float]:
        """Width and height of the axes in logical pixels."""
        return (
            self.width - self._left - self._right,
            self.height - self._top - self._bottom,
        )

    def close(self) -> Figure:
        """Place the axes and return the figure."""
        width, height = self.inner
        self.axes.set_position(
            (
                self._left / self.width,
                self._bottom / self.height,
                max(width, 10) / self.width,
                max(height, 10) / self.height,
            )
        )
        return self.figure

    def _head(self, title: str, note: str) -> None:
        top = 1 - (_EDGE + 2) / self.height
        width = self.width - 2 * _EDGE
        self.figure.text(
            _EDGE / self.width,
            top,
            self.fitted(title, width, _TITLE),
            color=self.colour("text"),
            font=self.style.font(_TITLE),
            parse_math=False,
            ha="left",
            va="top",
        )
        self._top += self.px * 2.0
        if note:
            self.figure.text(
                _EDGE / self.width,
                top - self.px * 1.9 / self.height,
                self.fitted(note, width, _CAPTION),
                color=self.colour("muted"),
                font=self.style.font(_CAPTION),
                parse_math=False,
                ha="left",
                va="top",
            )
            self._top += self.px * 2.1
