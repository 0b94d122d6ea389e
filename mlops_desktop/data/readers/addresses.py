"""The cells of a worksheet of .xlsx, searched for as every program writes them: quickly.

A sheet that writes them otherwise is told so and left to :mod:`sheet_cells`, which reads XML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mlops_desktop.data.readers.sheet_cells import TEXT_HEAD, SharedTexts, column_number

_CELL = re.compile(
    rb'<(?:\w+:)?c(?=[\s/>])(?: r="([A-Z]{1,3})([0-9]{1,7})"((?: [a-z]+="\w*")*) ?/?>)?'
)
_KIND = re.compile(rb' t="(\w*)"')
_SHARED, _NUMBERS = b"s", frozenset({b"n", b"b"})
_LONG_TAG = 1 << 20


@dataclass(slots=True)
class Addresses:
    """The addresses and kinds of a sheet's cells.

    Attributes:
        filled: how many cells there are.
        is_odd: whether one is not written as every program does; the rest then says nothing.
    """

    filled: int = 0
    is_odd: bool = False
    _rows: set[int] = field(default_factory=set)
    _columns: set[bytes] = field(default_factory=set)
    _kinds: Counter[bytes] = field(default_factory=Counter)
    _inside: int = 0
    _ends_in_text: bool = False
    _rest: bytes = b""

    @property
    def cells(self) -> int:
        """How many cells the rectangle around them has."""
        if not self._rows:
            return 0
        places = [column_number(column.decode()) for column in self._columns]
        return (max(self._rows) - min(self._rows) + 1) * (max(places) - min(places) + 1)

    def most_texts(self, shared: SharedTexts) -> int:
        """Return the bytes that texts may take at most."""
        texts = sum(count for kind, count in self._kinds.items() if kind not in _NUMBERS)
        many = self._kinds[_SHARED]
        return texts * TEXT_HEAD + self._inside + many * shared.longest + shared.memory

    def see(self, piece: bytes) -> None:
        """Take the next piece of the sheet; a tag that may go on waits for the piece after."""
        data = self._rest + piece
        cut = max(0, data.rfind(b"<"))
        self._take(data[:cut])
        self._rest = data[cut:]
        if len(self._rest) > _LONG_TAG:
            self.close()

    def close(self) -> None:
        """Take what waits."""
        self._take(self._rest)
        self._rest = b""

    def _take(self, data: bytes) -> None:
        cells: list[tuple[bytes, bytes, bytes]] = _CELL.findall(data)
        columns = {column for column, _, _ in cells}
        if b"" in columns:
            self.is_odd = True
            return
        self._see_kinds([attributes for _, _, attributes in cells], len(data))
        if cells:
            self.filled += len(cells)
            self._columns |= columns
            numbers = [int(number) for _, number, _ in cells]
            self._rows = {min(numbers), max(numbers), *self._rows}

    def _see_kinds(self, attributes: Sequence[bytes], size: int) -> None:
        """Count the kinds of the next cells, which stand in so many bytes."""
        may_hold_text = self._ends_in_text
        for written, count in Counter(attributes).items():
            kind = _kind(written)
            self._kinds[kind] += count
            may_hold_text |= _has_own_text(kind)
        if attributes:
            self._ends_in_text = _has_own_text(_kind(attributes[-1]))
        self._inside += size if may_hold_text else 0


def _kind(attributes: bytes) -> bytes:
    found = _KIND.search(attributes)
    return found.group(1) if found else b"n"


def _has_own_text(kind: bytes) -> bool:
    return kind not in _NUMBERS and kind != _SHARED
