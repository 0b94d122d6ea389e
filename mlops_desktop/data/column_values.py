"""Reading columns of a table as plain numpy arrays; long texts in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.data.engine import Connection

_SQL = {
    ColumnType.INTEGER: "{name}",
    ColumnType.NUMBER: "{name}",
    ColumnType.BOOLEAN: "{name}",
    ColumnType.DATE: "date_diff('day', DATE '1970-01-01', {name})",
    ColumnType.DATETIME: "epoch_us({name})",
    ColumnType.TEXT: "{name}",
}
_SHORT_ROWS = 250_000
_TEXTS_AT_ONCE = 250_000
_TEXT_BYTES = 32_000_000
_LONG_TEXT = 1_000
_VALUES_AT_ONCE = 1_000_000
_MOST_COLUMNS_AT_ONCE = 500
_NUMPY: dict[ColumnType, Any] = {
    ColumnType.INTEGER: np.int64,
    ColumnType.NUMBER: np.float64,
    ColumnType.BOOLEAN: np.bool_,
    ColumnType.DATE: np.int64,
    ColumnType.DATETIME: np.int64,
    ColumnType.TEXT: object,
}


@dataclass(frozen=True, slots=True)
class Values:
    """A column in memory.

    Attributes:
        data: one entry per row: int64 (dates: days, date-times: microseconds since 1970),
            float64, bool or str objects; anything where missing.
        is_present: which rows have a value; None: all.
    """

    data: NDArray[Any]
    is_present: NDArray[np.bool_] | None

    def present(self) -> NDArray[Any]:
        """Return the values that are not missing."""
        return self.data if self.is_present is None else self.data[self.is_present]


def is_short(rows: int) -> bool:
    """Say whether whole columns may be held in memory, several at a time, but for long texts."""
    return rows <= _SHORT_ROWS


def read_columns(
    engine: Connection, table: str, columns: Sequence[Column], rows: int
) -> Iterator[Values | None]:
    """Yield the columns of a short table, read some at a time; None for texts too long to hold.

    A statement names all columns of its table, so one statement per column would make a wide
    table's cost grow with the square of its width.
    """
    sizes = _text_sizes(engine, table, columns)
    at_once = max(1, min(_MOST_COLUMNS_AT_ONCE, _VALUES_AT_ONCE // max(1, rows)))
    for part in _parts(sizes, at_once):
        if sizes[part[0]] > _TEXT_BYTES:
            yield None
            continue
        names = ", ".join(f"{_SQL[columns[at].type].format(name=f'c{at}')} AS v{at}" for at in part)
        found = engine.arrays(f"SELECT {names} FROM {table}")
        for at in part:
            yield _values(found[f"v{at}"], columns[at].type)


def _text_sizes(engine: Connection, table: str, columns: Sequence[Column]) -> list[int]:
    """Return the UTF-8 bytes of all texts of each column; 0 for columns of other types."""
    sizes = [0] * len(columns)
    texts = [at for at, column in enumerate(columns) if column.type is ColumnType.TEXT]
    if texts:
        sums = ", ".join(f"coalesce(sum(strlen(c{at})), 0)" for at in texts)
        for at, size in zip(texts, engine.row(f"SELECT {sums} FROM {table}"), strict=True):
            sizes[at] = int(size)
    return sizes


def _parts(sizes: Sequence[int], at_once: int) -> Iterator[range]:
    """Yield neighbouring columns that are read together: not too many, not too long."""
    start, total = 0, 0
    for at, size in enumerate(sizes):
        total += size
        if at > start and (at - start == at_once or total > _TEXT_BYTES):
            yield range(start, at)
            start, total = at, size
    if start < len(sizes):
        yield range(start, len(sizes))


def read_values(engine: Connection, table: str, index: int, kind: ColumnType) -> Values:
    """Read column ``c{index}`` of a table expression, in the table's row order."""
    sql = _SQL[kind].format(name=f"c{index}")
    return _values(engine.arrays(f"SELECT {sql} AS value FROM {table}")["value"], kind)


def _values(found: Any, kind: ColumnType) -> Values:
    is_present: NDArray[np.bool_] | None = None
    if isinstance(found, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(found)
        is_present = None if not mask.any() else ~mask
        found = found.data
    if kind is ColumnType.NUMBER:
        is_nan = np.isnan(found)
        if is_nan.any():
            is_present = ~is_nan if is_present is None else is_present & ~is_nan
    if kind is ColumnType.TEXT:
        return Values(np.asarray(found, object), is_present)
    return Values(found.astype(_NUMPY[kind], copy=False), is_present)


@dataclass(frozen=True, slots=True)
class Texts:
    """A text column without its texts, which may not fit into memory.

    Attributes:
        lengths: UTF-8 bytes of each row, 0 where missing.
        is_present: which rows have a value; None: all.
    """

    lengths: NDArray[np.uint32]
    is_present: NDArray[np.bool_] | None

    @property
    def are_long(self) -> bool:
        """Whether even some of the texts would take much memory."""
        size = int(self.lengths.sum(dtype=np.int64))
        return size > _LONG_TEXT * max(1, len(self.lengths))


def read_text_lengths(engine: Connection, table: str, index: int) -> Texts:
    """Read which rows of text column ``c{index}`` have a value, and how long it is."""
    found = engine.arrays(f"SELECT strlen(c{index}) AS value FROM {table}")["value"]
    if not isinstance(found, np.ma.MaskedArray):
        return Texts(found.astype("<u4"), None)
    mask = np.ma.getmaskarray(found)
    return Texts(found.filled(0).astype("<u4"), ~mask if mask.any() else None)


def read_some_texts(
    engine: Connection, table: str, index: int, condition: str, *, are_long: bool = False
) -> NDArray[np.object_]:
    """Read text column ``c{index}`` in the rows of a condition, in order; None where missing.

    Args:
        are_long: give an MD5 sum for each text, which is as different.
    """
    value = f"md5(c{index})" if are_long else f"c{index}"
    found = engine.arrays(f"SELECT {value} AS value FROM {table} WHERE {condition}")["value"]
    texts: NDArray[np.object_] = np.asarray(np.ma.filled(found, None), object)
    return texts


def text_blocks(engine: Connection, table: str, index: int, texts: Texts) -> Iterator[bytes]:
    """Yield the UTF-8 bytes of all texts in row order, missing ones as nothing.

    Args:
        table: a stored table, whose column ``place`` counts the rows from 0.
        texts: how long they are: long ones are read few at a time.
    """
    sums = np.cumsum(texts.lengths, dtype=np.int64)
    start, rows, done = 0, len(sums), 0
    while start < rows:
        full = int(np.searchsorted(sums, done + _TEXT_BYTES, side="right"))
        end = min(rows, start + _TEXTS_AT_ONCE, max(start + 1, full))
        found = engine.arrays(
            f"SELECT c{index} AS value FROM {table} WHERE c{index} IS NOT NULL"
            f" AND place >= {start} AND place < {end}"
        )["value"]
        yield "".join(np.asarray(found, object).tolist()).encode()
        start, done = end, int(sums[end - 1])
