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
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.progress import Reporter, Silent
from mlops_desktop.data.column_values import Values, read_values
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.storing import View, check_table, stored_view

_WIRE: dict[ColumnType, str] = {
    ColumnType.INTEGER: "<i8",
    ColumnType.NUMBER: "<f8",
    ColumnType.BOOLEAN: "u1",
    ColumnType.DATE: "<i4",
    ColumnType.DATETIME: "<i8",
}
_TEXTS_AT_ONCE = 200_000


def content_hash(path: Path, columns: Sequence[Column]) -> str:
    """Return the content hash of a stored table, 64 hexadecimal digits.

    Raises:
        UserError: when the table cannot be read.
    """
    check_table(path)
    with Engine(path, files=[path], columns=len(columns)) as engine:
        return hash_view(engine, stored_view(engine, path, columns), Silent())


def hash_view(engine: Engine, view: View, reporter: Reporter) -> str:
    """Return the content hash of a table."""
    digests = []
    for index, column in enumerate(view.columns):
        reporter.check()
        values = read_values(engine, view.sql, index, column.type)
        digests.append(hash_column(values, column))
    return combine(view.columns, view.rows, digests)


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


def hash_column(values: Values, column: Column) -> bytes:
    """Return one column's digest (32 bytes)."""
    digest = hashlib.sha256(type_tag(column).encode())
    is_present = values.is_present
    if is_present is None:
        digest.update(np.ones(len(values.data), np.uint8).data)
    else:
        digest.update(is_present.astype(np.uint8).data)
    if column.type is ColumnType.TEXT:
        _add_texts(digest, values)
        return digest.digest()
    data: NDArray[Any] = values.data
    if column.type is ColumnType.NUMBER:
        data = data + 0.0  # −0.0 + 0.0 = 0.0
    if is_present is not None:
        data = np.where(is_present, data, data.dtype.type(0))
    digest.update(np.ascontiguousarray(data, _WIRE[column.type]).data)
    return digest.digest()


def _add_texts(digest: Any, values: Values) -> None:
    parts = [_encoded(values, start) for start in range(0, len(values.data), _TEXTS_AT_ONCE)]
    for lengths, _ in parts:
        digest.update(lengths.data)
    for _, data in parts:
        digest.update(data)


def _encoded(values: Values, start: int) -> tuple[NDArray[np.uint32], bytes]:
    """Return the UTF-8 lengths and bytes of a block of texts."""
    texts = values.data[start : start + _TEXTS_AT_ONCE]
    if values.is_present is not None:
        texts = np.where(values.is_present[start : start + _TEXTS_AT_ONCE], texts, "")
    plain = texts.tolist()
    joined = "".join(plain)
    if joined.isascii():
        return np.fromiter(map(len, plain), "<u4", len(plain)), joined.encode()
    encoded = [text.encode("utf-8", "surrogatepass") for text in plain]
    return np.fromiter(map(len, encoded), "<u4", len(encoded)), b"".join(encoded)
