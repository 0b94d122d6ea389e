"""The texts that the cells of an .xls share: how many bytes each takes as text.

MS-XLS 2.4.265 and 2.5.293: the table begins in one record and goes on in those that continue it.
Where a text is cut between two records, the second begins with a byte that says anew whether its
characters take one byte or two.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from mlops_desktop.data.readers.sheet_cells import SharedTexts

_COUNTS = 8
_IS_WIDE, _HAS_EXTENSION, _HAS_RUNS = 0x01, 0x04, 0x08
_RUN = 4
_MOST_UTF8 = 3
"""Bytes that a character of two bytes takes at most as UTF-8; one of one byte takes two."""


def shared_texts(records: Sequence[bytes]) -> SharedTexts:
    """Return the texts of a table; of a damaged one those before the damage.

    Args:
        records: the data of the record it begins in, and of those that continue it.
    """
    found, table = SharedTexts(), _Table(records)
    table.skip(_COUNTS)
    while not table.is_over:
        try:
            found.lengths.append(table.text())
        except struct.error:
            break
    return found


class _Table:
    """A place in the records of the table."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records = records
        self._number = 0
        self._at = 0

    @property
    def _left(self) -> int:
        return len(self._records[self._number]) - self._at

    @property
    def is_over(self) -> bool:
        """Whether nothing comes behind it; goes on to the next record where one is used up."""
        while self._number < len(self._records) and self._left <= 0:
            self._number, self._at = self._number + 1, 0
        return self._number >= len(self._records)

    def _take(self, form: str) -> int:
        if self.is_over:
            raise struct.error
        (value,) = struct.unpack_from(form, self._records[self._number], self._at)
        self._at += struct.calcsize(form)
        return int(value)

    def skip(self, size: int) -> None:
        """Go past so many bytes, in whatever records they are."""
        while size > 0 and not self.is_over:
            step = min(size, self._left)
            self._at += step
            size -= step

    def text(self) -> int:
        """Go past a text; return the bytes it takes as UTF-8 at most.

        Raises:
            struct.error: it is damaged.
        """
        count, flags = self._take("<H"), self._take("<B")
        runs = self._take("<H") if flags & _HAS_RUNS else 0
        extension = self._take("<I") if flags & _HAS_EXTENSION else 0
        taken = 0
        while count > 0:
            if self._left <= 0:
                flags = self._take("<B")
            width = 2 if flags & _IS_WIDE else 1
            here = min(count, self._left // width)
            if here == 0:
                raise struct.error
            self._at += here * width
            count -= here
            taken += here * (_MOST_UTF8 if width > 1 else 2)
        self.skip(_RUN * runs + extension)
        return taken
