"""The logical content hash of a table, version 1.

It names what a table holds, independent of the Parquet writer, row groups, compression, semantic
types and rejects. Row order and column order count.

    header = JSON [[[name, type], …], row count], UTF-8, no spaces, no ASCII escapes
    column = SHA-256( type ‖ validity ‖ values )
    table  = SHA-256( header ‖ column 1 ‖ column 2 ‖ … ), hexadecimal

``type`` is ``integer``, ``number``, ``boolean``, ``date``, ``datetime`` or ``text`` in ASCII, and
for date-times with a zone ``datetime[ZONE]``. Validity is one byte per row, 1 present and 0
missing. Values in row order, a missing one as zero bytes of its width (text: as the empty text):

    integer   int64, little-endian
    number    float64, little-endian; −0.0 as 0.0; NaN is missing
    boolean   one byte
    date      int32, little-endian: days since 1970-01-01
    datetime  int64, little-endian: microseconds since 1970-01-01T00:00 (in the zone UTC, if any)
    text      uint32 little-endian UTF-8 lengths of all rows, then the bytes of all rows
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.data.column_values import (
    Texts,
    Values,
    is_short,
    read_columns,
    read_text_lengths,
    read_values,
    text_blocks,
)
from mlops_desktop.data.engine import Connection
from mlops_desktop.data.storing import View, opened, stored_view

_WIRE: dict[ColumnType, str] = {
    ColumnType.INTEGER: "<i8",
    ColumnType.NUMBER: "<f8",
    ColumnType.BOOLEAN: "u1",
    ColumnType.DATE: "<i4",
    ColumnType.DATETIME: "<i8",
}


def content_hash(path: Path, columns: Sequence[Column]) -> str:
    """Return the content hash of a stored table, 64 hexadecimal digits.

    Raises:
        UserError: when the table cannot be read.
    """
    with opened(path, len(columns)) as engine:
        view = stored_view(engine, path, columns)
        return combine(view.columns, view.rows, list(_digests(engine, view)))


def _digests(engine: Connection, view: View) -> Iterator[bytes]:
    if is_short(view.rows):
        columns = read_columns(engine, view.sql, view.columns, view.rows)
        for index, values in enumerate(columns):
            if values is None:
                yield column_digest(engine, view, index)
            else:
                yield digest_values(values, view.columns[index])
        return
    for index in range(len(view.columns)):
        yield column_digest(engine, view, index)


def column_digest(engine: Connection, view: View, index: int) -> bytes:
    """Return the digest of one column of a stored table (32 bytes)."""
    column = view.columns[index]
    if column.type is ColumnType.TEXT:
        texts = read_text_lengths(engine, view.sql, index)
        return digest_texts(texts, text_blocks(engine, view.sql, index, texts), column)
    return digest_values(read_values(engine, view.sql, index, column.type), column)


def combine(columns: Sequence[Column], rows: int, digests: Sequence[bytes]) -> str:
    """Return the table's hash from its columns' digests."""
    header = json.dumps(
        [[[column.name, type_tag(column)] for column in columns], rows],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    whole = hashlib.sha256(header.encode("utf-8", "surrogatepass"))
    for digest in digests:
        whole.update(digest)
    return whole.hexdigest()


def type_tag(column: Column) -> str:
    """Return the type as it stands in the hash; a zone is part of it."""
    if column.type is ColumnType.DATETIME and column.zone:
        return f"{column.type.value}[{column.zone}]"
    return column.type.value


def digest_values(values: Values, column: Column) -> bytes:
    """Return the digest of a column in memory (32 bytes)."""
    if column.type is ColumnType.TEXT:
        return _digest_held_texts(values, column)
    is_present = values.is_present
    digest = _begun(column, len(values.data), is_present)
    data: NDArray[Any] = values.data
    if column.type is ColumnType.NUMBER:
        data = data + 0.0  # −0.0 + 0.0 = 0.0
    if is_present is not None:
        data = np.where(is_present, data, data.dtype.type(0))
    digest.update(np.ascontiguousarray(data, _WIRE[column.type]).data)
    return digest.digest()


def _digest_held_texts(values: Values, column: Column) -> bytes:
    held = values.data
    if values.is_present is not None:
        held = np.where(values.is_present, held, "")
    encoded = [text.encode() for text in held.tolist()]
    lengths = np.fromiter(map(len, encoded), np.uint32, len(encoded))
    return digest_texts(Texts(lengths, values.is_present), [b"".join(encoded)], column)


def digest_texts(texts: Texts, blocks: Iterable[bytes], column: Column) -> bytes:
    """Return the digest of a long text column (32 bytes).

    Args:
        blocks: the bytes of all texts, in pieces.
    """
    digest = _begun(column, len(texts.lengths), texts.is_present)
    digest.update(np.ascontiguousarray(texts.lengths, "<u4").data)
    for block in blocks:
        digest.update(block)
    return digest.digest()


def _begun(column: Column, rows: int, is_present: NDArray[np.bool_] | None) -> hashlib._Hash:
    digest = hashlib.sha256(type_tag(column).encode())
    validity = np.ones(rows, np.uint8) if is_present is None else is_present.astype(np.uint8)
    digest.update(validity.data)
    return digest
