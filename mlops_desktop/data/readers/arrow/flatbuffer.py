"""FlatBuffers, as far as the heads of Arrow messages need them; every offset is checked."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_ENTRIES = 10_000_000


class MalformedError(ValueError):
    """Bytes that are not what the format says; the text tells what is wrong."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table inside the bytes of a message's head.

    Attributes:
        data: the whole head.
        at: where the table begins in it.
    """

    data: bytes
    at: int

    @classmethod
    def root(cls, data: bytes) -> Table:
        """Return the table that the bytes begin with."""
        return cls(data, _unsigned(data, 0))

    def _place(self, field: int) -> int | None:
        """Return where a field's value lies; None when it has its default."""
        vtable = self.at - _read(self.data, "<i", self.at)
        if vtable < 0:
            raise MalformedError("a table points before the beginning")
        size = _read(self.data, "<H", vtable)
        entry = 4 + 2 * field
        if entry + 2 > size:
            return None
        offset = _read(self.data, "<H", vtable + entry)
        return self.at + offset if offset else None

    def number(self, field: int, layout: str, default: int = 0) -> int:
        """Return a number; layout is that of :mod:`struct`, such as ``<q``."""
        place = self._place(field)
        return default if place is None else _read(self.data, layout, place)

    def table(self, field: int) -> Table | None:
        """Return a table inside this one; None when there is none."""
        place = self._place(field)
        return None if place is None else Table(self.data, place + _unsigned(self.data, place))

    def text(self, field: int) -> str | None:
        """Return a text; None when there is none."""
        place = self._place(field)
        if place is None:
            return None
        start = place + _unsigned(self.data, place)
        size = _unsigned(self.data, start)
        piece = self.data[start + 4 : start + 4 + size]
        if len(piece) != size:
            raise MalformedError("a name ends outside its message")
        try:
            return piece.decode()
        except UnicodeDecodeError as error:
            raise MalformedError("a name is not UTF-8") from error

    def _vector(self, field: int, width: int) -> tuple[int, int]:
        """Return (first place, number of entries) of a vector."""
        place = self._place(field)
        if place is None:
            return 0, 0
        start = place + _unsigned(self.data, place)
        count = _unsigned(self.data, start)
        if count > _MOST_ENTRIES or start + 4 + count * width > len(self.data):
            raise MalformedError("a list ends outside its message")
        return start + 4, count

    def tables(self, field: int) -> Iterator[Table]:
        """Yield the tables of a vector."""
        start, count = self._vector(field, 4)
        for place in range(start, start + 4 * count, 4):
            yield Table(self.data, place + _unsigned(self.data, place))

    def structs(self, field: int, layout: str) -> list[tuple[int, ...]]:
        """Return the structs of a vector; layout is that of :mod:`struct`."""
        width = struct.calcsize(layout)
        start, count = self._vector(field, width)
        return list(struct.iter_unpack(layout, self.data[start : start + count * width]))


def _read(data: bytes, layout: str, at: int) -> int:
    try:
        return int(struct.unpack_from(layout, data, at)[0])
    except struct.error as error:
        raise MalformedError("a message ends too early") from error


def _unsigned(data: bytes, at: int) -> int:
    if at < 0:
        raise MalformedError("a message points before its beginning")
    return _read(data, "<I", at)
