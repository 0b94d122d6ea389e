"""Columns of an Arrow batch as arrays and as Python values, a window of rows at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.data.readers.arrow.flatbuffer import MalformedError
from mlops_desktop.data.readers.arrow.messages import Body
from mlops_desktop.data.readers.arrow.schema import Field

Array = NDArray[Any]
_OFFSETS = {"large_utf8": 8, "large_binary": 8, "large_list": 8}
_VIEWS = ("utf8_view", "binary_view")
TEXTS = ("utf8", "large_utf8", "utf8_view")
BYTES = ("binary", "large_binary", "binary_view", "fixed_binary")
NUMBERS = ("int", "float", "date", "time", "timestamp", "duration")
LISTS = ("list", "large_list", "fixed_list", "map")
HELD = (*TEXTS, *BYTES, *NUMBERS, *LISTS, "bool", "decimal", "null", "struct")
"""The types that a table can hold; others are refused."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where the values of a field lie.

    Attributes:
        rows: how many there are.
        missing: how many of them.
        first: number of its first buffer.
    """

    field: Field
    rows: int
    missing: int
    first: int
    children: tuple[Column, ...]
    views: int = 0


class Layout:
    """Gives every field its place in a batch, in the order of the format."""

    def __init__(self, body: Body) -> None:
        self._nodes = iter(body.nodes)
        self._views = iter(body.variadic)
        self._next = 0

    def column(self, field: Field) -> Column:
        """Take the next node and buffers for the field."""
        try:
            rows, missing = next(self._nodes)
            views = next(self._views) if field.kind in _VIEWS and field.index is None else 0
        except StopIteration as error:
            raise MalformedError("a batch has fewer columns than the file says") from error
        first = self._next
        self._next += _buffers(field) + views
        children = () if field.index else tuple(self.column(item) for item in field.children)
        return Column(field, rows, missing, first, children, views)


def _buffers(field: Field) -> int:
    if field.index is not None:
        return 2
    if field.kind in ("null", "run_end"):
        return 0
    if field.kind == "union":
        return 2 if field.is_dense else 1
    if field.kind in ("struct", "fixed_list"):
        return 1
    if field.kind in ("utf8", "binary", "large_utf8", "large_binary", "list_view"):
        return 3
    return 3 if field.kind == "large_list_view" else 2


@dataclass(frozen=True, slots=True)
class Values:
    """Values of a window: an array, and which of them are there (None: all)."""

    array: Array
    there: NDArray[np.bool_] | None


class Decoder:
    """Reads the columns of one batch.

    Args:
        dictionaries: by number, the values that indices look up.
    """

    def __init__(self, body: Body, dictionaries: Mapping[int, Values]) -> None:
        self._body = body
        self._dictionaries = dictionaries

    def values(self, column: Column, start: int, stop: int) -> Values:
        """Return rows as numbers, truths, texts, bytes, or JSON text of what is nested."""
        if stop > column.rows:
            raise MalformedError("a column is shorter than its batch")
        field = column.field
        there = self.there(column, start, stop)
        if field.index is not None:
            return self._looked_up(column, there, start, stop)
        if field.kind == "null":
            return Values(_texts([""] * (stop - start)), np.zeros(stop - start, bool))
        if field.kind == "bool":
            return Values(self._bits(column.first + 1, start, stop), there)
        if field.kind in NUMBERS:
            return Values(self._numbers(column, start, stop), there)
        if field.kind in ("struct", *LISTS):
            given = [_written(value) for value in self._objects(column, start, stop)]
            return Values(_texts(given), there)
        return Values(self._pieces(column, there, start, stop), there)

    def there(self, column: Column, start: int, stop: int) -> NDArray[np.bool_] | None:
        """Say which rows have a value; None: all of them."""
        if column.missing == 0 or column.field.kind == "null" or start == stop:
            return None
        if not self._body.length(column.first):
            return None
        return self._bits(column.first, start, stop)

    def _bits(self, buffer: int, start: int, stop: int) -> NDArray[np.bool_]:
        begin = start // 8
        packed = self._body.read(buffer, begin, (stop + 7) // 8 - begin)
        bits = np.unpackbits(np.frombuffer(packed, np.uint8), bitorder="little")
        return bits[start - 8 * begin : stop - 8 * begin].astype(bool)

    def _numbers(self, column: Column, start: int, stop: int) -> Array:
        field = column.field.index or column.field
        sign = "f" if field.kind == "float" else "i" if field.is_signed else "u"
        data = self._body.read(column.first + 1, start * field.width, (stop - start) * field.width)
        array = np.frombuffer(data, f"<{sign}{field.width}")
        return array.astype("<f4") if array.dtype == np.float16 else array

    def _looked_up(
        self, column: Column, there: NDArray[np.bool_] | None, start: int, stop: int
    ) -> Values:
        known = self._dictionaries.get(column.field.dictionary or 0)
        if known is None:
            raise MalformedError("a column's list of values is missing")
        places = self._numbers(column, start, stop).astype(np.int64)
        if there is not None:
            places = np.where(there, places, 0)
        count = len(known.array)
        if count == 0:
            if there is not None and not there.any():
                return Values(_texts([""] * len(places)), there)
            raise MalformedError("a value stands outside its list")
        if len(places) and not 0 <= places.min() <= places.max() < count:
            raise MalformedError("a value stands outside its list")
        if known.there is not None:
            inner = known.there[places]
            there = inner if there is None else there & inner
        return Values(known.array[places], there)

    def _pieces(
        self, column: Column, there: NDArray[np.bool_] | None, start: int, stop: int
    ) -> Array:
        """Return texts, bytes, or decimal numbers as text."""
        field = column.field
        if field.kind == "decimal":
            given: list[Any] = self._decimals(column, start, stop)
        elif field.kind == "fixed_binary":
            size = field.width
            data = self._body.read(column.first + 1, start * size, (stop - start) * size)
            given = [data[at * size : (at + 1) * size] for at in range(stop - start)]
        elif field.kind in _VIEWS:
            given = self._viewed(column, there, start, stop)
        else:
            offsets = self._offsets(column, start, stop)
            first = int(offsets[0])
            data = self._body.read(column.first + 2, first, int(offsets[-1]) - first)
            ends = (offsets - first).tolist()
            given = [data[a:b] for a, b in pairwise(ends)]
        if field.kind in TEXTS:
            try:
                given = [piece.decode() for piece in given]
            except UnicodeDecodeError as error:
                raise MalformedError(f"a text of column {field.name} is not UTF-8") from error
        if there is not None:
            empty: str | bytes = b"" if field.kind in BYTES else ""
            given = [
                value if is_there else empty
                for value, is_there in zip(given, there.tolist(), strict=True)
            ]
        return _texts(given)

    def _offsets(self, column: Column, start: int, stop: int) -> NDArray[np.int64]:
        width = _OFFSETS.get(column.field.kind, 4)
        if start == stop:
            return np.zeros(1, np.int64)
        data = self._body.read(column.first + 1, start * width, (stop - start + 1) * width)
        offsets = np.frombuffer(data, f"<i{width}").astype(np.int64)
        if offsets[0] < 0 or (np.diff(offsets) < 0).any():
            raise MalformedError("the places of texts or lists do not rise")
        return offsets

    def _viewed(
        self, column: Column, there: NDArray[np.bool_] | None, start: int, stop: int
    ) -> list[bytes]:
        data = self._body.read(column.first + 1, start * 16, (stop - start) * 16)
        given: list[bytes] = []
        for at in range(stop - start):
            view = data[at * 16 : (at + 1) * 16]
            size = int.from_bytes(view[:4], "little", signed=True)
            if there is not None and not there[at]:
                given.append(b"")
            elif size <= 12:
                given.append(view[4 : 4 + max(0, size)])
            else:
                number = int.from_bytes(view[8:12], "little", signed=True)
                if not 0 <= number < column.views:
                    raise MalformedError("a text lies outside its buffers")
                offset = int.from_bytes(view[12:], "little", signed=True)
                given.append(self._body.read(column.first + 2 + number, offset, size))
        return given

    def _decimals(self, column: Column, start: int, stop: int) -> list[str]:
        width, scale = column.field.width, column.field.scale
        data = self._body.read(column.first + 1, start * width, (stop - start) * width)
        return [
            decimal_text(int.from_bytes(data[at : at + width], "little", signed=True), scale)
            for at in range(0, len(data), width)
        ]

    def _objects(self, column: Column, start: int, stop: int) -> list[Any]:
        """Return rows as values that JSON can hold; None where one is missing."""
        field = column.field
        if field.index is not None or field.kind not in ("struct", *LISTS):
            return self._plain(column, start, stop)
        there = self.there(column, start, stop)
        if field.kind == "struct":
            parts = [self._objects(child, start, stop) for child in column.children]
            names = [child.field.name for child in column.children]
            given: list[Any] = [
                dict(zip(names, row, strict=True)) for row in zip(*parts, strict=True)
            ] or [{}] * (stop - start)
        else:
            given = self._lists(column, start, stop)
        if there is None:
            return given
        return [value if known else None for value, known in zip(given, there, strict=True)]

    def _lists(self, column: Column, start: int, stop: int) -> list[Any]:
        (child,) = column.children
        count = column.field.count
        if column.field.kind == "fixed_list":
            ends = [at * count for at in range(start, stop + 1)]
        else:
            ends = self._offsets(column, start, stop).tolist()
        inner = self._within(child, ends[0], ends[-1])
        base = ends[0]
        lists = [inner[a - base : b - base] for a, b in pairwise(ends)]
        if column.field.kind == "map":
            return [{_key(entry): _value(entry) for entry in entries} for entries in lists]
        return lists

    def _within(self, child: Column, start: int, stop: int) -> list[Any]:
        if stop > child.rows:
            raise MalformedError("a list ends outside its values")
        return self._objects(child, start, stop)

    def _plain(self, column: Column, start: int, stop: int) -> list[Any]:
        found = self.values(column, start, stop)
        speak = _SPOKEN.get(column.field.kind)
        given = found.array.tolist() if speak is None else speak(column.field, found.array)
        if found.there is None:
            return given
        return [value if known else None for value, known in zip(given, found.there, strict=True)]


def decimal_text(number: int, scale: int) -> str:
    """Return a whole number of so many decimal places as text."""
    return format(Decimal((number < 0, tuple(map(int, str(abs(number)))), -scale)), "f")


def _texts(given: Sequence[Any]) -> Array:
    array = np.empty(len(given), object)
    array[:] = given
    return array


def _written(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _key(entry: Any) -> str:
    first = next(iter(entry.values()), None) if isinstance(entry, dict) else None
    return first if isinstance(first, str) else _written(first)


def _value(entry: Any) -> Any:
    return list(entry.values())[1] if isinstance(entry, dict) and len(entry) > 1 else None


def _moments(field: Field, array: Array) -> list[str]:
    unit = {"d": "D"}.get(field.unit, field.unit)
    shown = np.datetime_as_string(array.astype(f"datetime64[{unit}]")).tolist()
    if field.kind == "date":
        return [text[:10] for text in shown]
    return [text + ("Z" if field.zone else "") for text in shown]


def _clock(field: Field, array: Array) -> list[str]:
    shown = np.datetime_as_string(array.astype(np.int64).astype(f"datetime64[{field.unit}]"))
    return [text[11:] for text in shown.tolist()]


def _bytes(_field: Field, array: Array) -> list[str]:
    return [piece.hex() for piece in array.tolist()]


_SPOKEN: dict[str, Callable[[Field, Array], list[Any]]] = {
    "date": _moments,
    "timestamp": _moments,
    "time": _clock,
    **dict.fromkeys(BYTES, _bytes),
}
