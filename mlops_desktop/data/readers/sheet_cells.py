"""The cells of a workbook's XML, told exactly: how many, how far apart, how long their texts are.

The parts are read as XML and not searched for patterns: a mark inside an attribute, a comment or
another way of quoting must not hide from us what a reader will find.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from mlops_desktop.core.errors import UserError

TEXT_HEAD = 24
"""Bytes a reader takes for each text beside its characters."""
_NUMBER = re.compile(r"\+?[0-9]{1,20}")
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_SHARED = "s"
_NUMBERS = frozenset({"n", "b"})
_LONGEST_NUMBER = 20
_FORMULA = 32
"""Bytes a reader takes for the formula that a cell may have, measured."""
_ODS_NUMBERS = frozenset({"float", "percentage", "currency", "boolean"})
_ODS_TEXTS = ("table:formula", "office:string-value", "office:date-value", "office:time-value")


@dataclass(slots=True)
class SharedTexts:
    """The lengths of a workbook's shared texts, marks around them included."""

    lengths: array[int] = field(default_factory=lambda: array("I"))

    @property
    def longest(self) -> int:
        """Bytes of the longest text."""
        return max(self.lengths, default=0)

    @property
    def memory(self) -> int:
        """Bytes a reader takes for all of them."""
        return sum(self.lengths) + 2 * TEXT_HEAD * len(self.lengths)

    def read(self, pieces: Iterable[bytes]) -> None:
        """Take the part that holds them, piece by piece."""
        rest = b""
        for piece in pieces:
            *texts, rest = _SHARED_TEXT.split(rest + piece)
            self.lengths.extend(map(len, texts))
        self.lengths.append(len(rest))
        del self.lengths[0]  # what stands before the first of them


def parse(
    path: Path,
    part: str,
    pieces: Generator[bytes, None, None],
    reader: SheetCells | OdsCells,
) -> None:
    """Let a reader see the elements of a part.

    Raises:
        UserError: when it is not XML, or declares entities.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text

    def refuse(*_: object) -> None:
        raise UserError("data.workbook_entities", path=path, part=part)

    parser.StartDoctypeDeclHandler = refuse
    try:
        with closing(pieces):
            for piece in pieces:
                parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        reason = f"{part} is damaged ({error})"
        raise UserError("data.damaged_workbook", path=path, reason=reason) from error


class SheetCells:
    """Sees the elements of a worksheet of .xlsx: where its cells stand.

    Attributes:
        filled: the cells the part holds. texts: bytes their texts take, shared ones each time.
    """

    def __init__(self, shared: SharedTexts) -> None:
        self._shared = shared.lengths
        self._row, self._column = 0, 0
        self._top, self._bottom, self._left, self._right = 1 << 40, -1, 1 << 40, -1
        self._is_shared = self._is_text = False
        self._index = ""
        self.filled = 0
        self.texts = 0

    @property
    def cells(self) -> int:
        """How many cells the rectangle has."""
        if not self.filled:
            return 0
        return (self._bottom - self._top + 1) * (self._right - self._left + 1)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See an element begin."""
        local = name.rpartition(":")[2]
        if local == "c":
            self._place(attributes.get("r", ""))
            kind = attributes.get("t", "n")
            self._is_shared, self._is_text = kind == _SHARED, kind not in _NUMBERS
            self._index = ""
        elif local == "row":
            number = attributes.get("r", "")
            if _NUMBER.fullmatch(number):
                self._row = int(number) - 1
            self._column = 0

    def _place(self, address: str) -> None:
        found = _ADDRESS.fullmatch(address)
        if found:
            self._column = column_number(found.group(1)) - 1
            row = int(found.group(2)) - 1
        else:
            row = self._row
        self.filled += 1
        self._top, self._bottom = min(self._top, row), max(self._bottom, row)
        self._left = min(self._left, self._column)
        self._right = max(self._right, self._column)
        self._column += 1

    def text(self, text: str) -> None:
        """See characters: of a cell's value, or the number of its shared text."""
        if self._is_shared:
            self._index += text[:_LONGEST_NUMBER]
        elif self._is_text or len(text) > _LONGEST_NUMBER:
            self.texts += len(text.encode("utf-8", "replace")) + TEXT_HEAD

    def end(self, name: str) -> None:
        """See an element end."""
        local = name.rpartition(":")[2]
        if local == "row":
            self._row += 1
        elif local == "c":
            index = self._index.strip()
            at = int(index) if _NUMBER.fullmatch(index) else -1
            if 0 <= at < len(self._shared):
                self.texts += self._shared[at] + TEXT_HEAD
            self._is_shared = self._is_text = False


def column_number(letters: str) -> int:
    """Return a column's number; A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(slots=True)
class OdsCells:
    """Sees the elements of an OpenDocument file; its sheets are read together.

    Attributes:
        cells: of the present sheet's rectangle; before: of those of the sheets before it.
        filled: the cells with values that the file holds one by one.
        texts: bytes that texts take, those of repeated cells each time.
    """

    cells: int = 0
    before: int = 0
    filled: int = 0
    texts: int = 0
    rows: int = 0
    width: int = 0
    _repeat: int = 1
    _times: int = 1
    _at: int = 0
    _filled: int = 0
    _in_cell: int = 0
    _in_row: int = 0
    _is_text: bool = False

    @property
    def every(self) -> int:
        """How many cells all sheets have."""
        return self.before + self.cells

    @property
    def memory(self) -> int:
        """Bytes a reader takes beside the cells: it holds texts and formulas twice."""
        return 2 * self.texts + _FORMULA * self.every

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See an element begin."""
        if name == "table:table":
            self.before += self.cells
            self.cells = self.rows = self.width = 0
        elif name == "table:table-row":
            self._repeat = _times(attributes.get("table:number-rows-repeated", ""))
            self._at = self._filled = self._in_row = 0
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._times = _times(attributes.get("table:number-columns-repeated", ""))
            self._at += self._times
            held = [attributes[name] for name in _ODS_TEXTS if name in attributes]
            self._in_cell = sum(len(text.encode("utf-8", "replace")) + TEXT_HEAD for text in held)
            kind = attributes.get("office:value-type", attributes.get("calcext:value-type"))
            self._is_text = kind is not None and kind not in _ODS_NUMBERS
            if kind is not None:
                self._filled = self._at
                self.filled += 1
                self._in_cell += TEXT_HEAD if self._is_text else 0

    def text(self, text: str) -> None:
        """See characters of a cell."""
        if self._is_text:
            self._in_cell += len(text.encode("utf-8", "replace"))

    def end(self, name: str) -> None:
        """See an element end."""
        if name in {"table:table-cell", "table:covered-table-cell"}:
            self._in_row += self._times * self._in_cell
            self._in_cell, self._is_text = 0, False
        elif name == "table:table-row":
            self.rows += self._repeat if self._filled else min(self._repeat, 1)
            self.width = max(self.width, self._filled)
            self.cells = self.rows * self.width
            if self._filled:
                self.texts += self._repeat * self._in_row


def _times(written: str) -> int:
    return int(written) if _NUMBER.fullmatch(written.strip()) else 1
