"""Sheets as PDF: A4 pages of text and tables, set line by line, with text that can be searched.

Lengths are in points from the page's upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from matplotlib import rc_context
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from mlops_desktop.charts.style import LIGHT, ChartStyle
from mlops_desktop.core.sheet import Block, Bullets, Heading, Paragraphs, Sheet, Table

WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 539.0, 60.0, 782.0
_LEADING = 1.42
_GUTTER = 12.0
_NARROWEST = 34.0
_LONGEST = 100_000
"""Characters of one text that are looked at; a card's fields are shorter."""


@dataclass(frozen=True, slots=True)
class _Face:
    """How a text looks."""

    size: float
    colour: str = "text"


_TITLE, _SECTION, _PART = _Face(20.0), _Face(13.5), _Face(10.5)
_BODY, _QUIET, _CELL, _HEAD = _Face(9.5), _Face(9.0, "muted"), _Face(8.5), _Face(8.5, "muted")


def pdf(sheet: Sheet, style: ChartStyle = LIGHT) -> bytes:
    """Return the sheet as a PDF file; the same sheet gives the same bytes."""
    buffer = BytesIO()
    made = {"Title": sheet.title, "CreationDate": None, "Creator": None, "Producer": None}
    with rc_context({"pdf.fonttype": 42}), PdfPages(buffer, metadata=made) as file:
        for figure in pages(sheet, style):
            file.savefig(figure)
    return buffer.getvalue()


def pages(sheet: Sheet, style: ChartStyle = LIGHT) -> tuple[Figure, ...]:
    """Return the sheet's pages, numbered."""
    setter = _Setter(style)
    setter.text(sheet.title, _TITLE)
    setter.space(4)
    setter.text(sheet.about, _QUIET)
    setter.space(8)
    for block in sheet.blocks:
        _set(setter, block)
    return setter.finished(sheet.title)


def _set(setter: _Setter, block: Block) -> None:
    if isinstance(block, Heading):
        is_section = block.level <= 2
        setter.space(14 if is_section else 8)
        setter.keep(70)
        setter.text(block.text, _SECTION if is_section else _PART)
        setter.space(3)
    elif isinstance(block, Paragraphs):
        setter.text(block.text, _QUIET if block.is_quiet else _BODY)
        setter.space(4)
    elif isinstance(block, Bullets):
        for mark, item in block.marked():
            setter.text(item, _BODY, indent=14.0, mark=mark or "•")
        setter.space(4)
    else:
        setter.table(block)
        setter.space(6)


class _Setter:
    """Sets lines on pages, from top to bottom."""

    def __init__(self, style: ChartStyle) -> None:
        self._style = style
        self._fonts: dict[float, FontProperties] = {}
        self._widths: dict[tuple[str, float], float] = {}
        self._pages: list[Figure] = []
        self._turn()

    def _turn(self) -> None:
        page = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72)
        page.set_facecolor(self._style.colours["surface"])
        self._pages.append(page)
        self._y = _TOP

    def space(self, amount: float) -> None:
        """Leave room, except at the top of a page."""
        if self._y > _TOP:
            self._y += amount

    def keep(self, amount: float) -> None:
        """Turn the page unless so much is left of it."""
        if self._y + amount > _BOTTOM:
            self._turn()

    def text(self, text: str, face: _Face, indent: float = 0.0, mark: str = "") -> None:
        """Set a text, its lines kept, each wrapped to the page."""
        height = face.size * _LEADING
        for line in self._wrapped(text, face, _RIGHT - _LEFT - indent):
            self.keep(height)
            if mark:
                self._put(mark, _LEFT, face)
                mark = ""
            self._put(line, _LEFT + indent, face)
            self._y += height

    def table(self, table: Table) -> None:
        """Set a table; its titles come again on each page."""
        widths = self._columns(table)
        self._titles(table, widths)
        for row in table.rows:
            self._row(table, row, widths)

    def _row(self, table: Table, row: Sequence[str], widths: Sequence[float]) -> None:
        is_name = [not table.titles and not place for place in range(len(row))]
        faces = [_HEAD if named else _CELL for named in is_name]
        cells = [
            self._wrapped(text, face, width - _GUTTER)
            for text, face, width in zip(row, faces, widths, strict=True)
        ]
        for number in range(max(map(len, cells))):
            if self._y + _CELL.size * _LEADING > _BOTTOM:
                self._turn()
                self._titles(table, widths)
            x = _LEFT
            for place, (lines, width) in enumerate(zip(cells, widths, strict=True)):
                if number < len(lines):
                    is_number = place in table.numbers
                    end = x + width - _GUTTER
                    self._put(lines[number], end if is_number else x, faces[place], is_number)
                x += width
            self._y += _CELL.size * _LEADING
        self._y += 2
        self._rule(0.4)
        self._y += 3

    def _titles(self, table: Table, widths: Sequence[float]) -> None:
        if not table.titles:
            return
        self.keep(4 * _HEAD.size * _LEADING)
        cells = [
            self._wrapped(title, _HEAD, width - _GUTTER)
            for title, width in zip(table.titles, widths, strict=True)
        ]
        height = _HEAD.size * _LEADING
        top = self._y
        x = _LEFT
        for place, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            is_number = place in table.numbers
            for number, line in enumerate(lines):
                self._y = top + number * height
                self._put(line, x + width - _GUTTER if is_number else x, _HEAD, is_number)
            x += width
        self._y = top + max(map(len, cells)) * height + 2
        self._rule(0.9)
        self._y += 4

    def _columns(self, table: Table) -> list[float]:
        """Return widths that fill the page: as wide as wanted where possible, else by need."""
        room = _RIGHT - _LEFT
        texts = [*([table.titles] if table.titles else []), *table.rows]
        wanted = [
            max(self._width(text[:200], _CELL.size) for text in column) + _GUTTER + 1
            for column in zip(*texts, strict=True)
        ]
        if sum(wanted) <= room:
            wanted[-1] += room - sum(wanted) if len(wanted) - 1 not in table.numbers else 0.0
            return wanted
        # Narrow columns keep what they want; the wide ones share what is left.
        open_, left = set(range(len(wanted))), room
        widths = list(wanted)
        while True:
            share = left / len(open_)
            fitting = {place for place in open_ if wanted[place] <= share}
            if not fitting or fitting == open_:
                break
            left -= sum(wanted[place] for place in fitting)
            open_ -= fitting
        for place in open_:
            widths[place] = max(_NARROWEST, left / len(open_))
        return widths

    def _wrapped(self, text: str, face: _Face, room: float) -> list[str]:
        lines = []
        for line in text[:_LONGEST].strip().splitlines() or [""]:
            lines += self._broken(self._style.plain(line, _LONGEST).split(" "), face, room)
        return lines

    def _broken(self, words: list[str], face: _Face, room: float) -> list[str]:
        lines, present = [], ""
        for whole in words:
            word = whole
            longer = f"{present} {word}" if present else word
            if self._width(longer, face.size) <= room:
                present = longer
                continue
            if present:
                lines.append(present)
            while self._width(word, face.size) > room and len(word) > 1:
                cut = self._fitting(word, face, room)
                lines.append(word[:cut])
                word = word[cut:]
            present = word
        return [*lines, present]

    def _fitting(self, word: str, face: _Face, room: float) -> int:
        """Return how many signs of a word fit: long digests have no place to break."""
        low, high = 1, len(word)
        while low < high:
            middle = (low + high + 1) // 2
            if self._width(word[:middle], face.size) <= room:
                low = middle
            else:
                high = middle - 1
        return low

    def _width(self, text: str, size: float) -> float:
        key = text, size
        if key not in self._widths:
            width, _, _ = text_to_path.get_text_width_height_descent(
                text, self._font(size), ismath=False
            )
            self._widths[key] = float(width)
        return self._widths[key]

    def _font(self, size: float) -> FontProperties:
        if size not in self._fonts:
            font = self._style.font()
            font.set_size(size)
            self._fonts[size] = font
        return self._fonts[size]

    def _put(self, text: str, x: float, face: _Face, is_right: bool = False) -> None:
        self._pages[-1].text(
            x / WIDTH,
            1 - (self._y + face.size) / HEIGHT,
            text,
            fontproperties=self._font(face.size),
            color=self._style.colours[face.colour],
            ha="right" if is_right else "left",
            va="baseline",
            parse_math=False,
        )

    def _rule(self, thickness: float) -> None:
        page, y = self._pages[-1], 1 - self._y / HEIGHT
        colour = self._style.colours["border" if thickness < 0.5 else "edge"]
        line = Line2D((_LEFT / WIDTH, _RIGHT / WIDTH), (y, y), linewidth=thickness, color=colour)
        page.add_artist(line)

    def finished(self, title: str) -> tuple[Figure, ...]:
        """Number the pages and return them."""
        for number, page in enumerate(self._pages, 1):
            for text, x, side in (
                (self._style.plain(title), _LEFT, "left"),
                (f"{number} of {len(self._pages)}", _RIGHT, "right"),
            ):
                page.text(
                    x / WIDTH,
                    36 / HEIGHT,
                    text,
                    fontproperties=self._font(8.0),
                    color=self._style.colours["faint"],
                    ha=side,
                    parse_math=False,
                )
        return tuple(self._pages)
