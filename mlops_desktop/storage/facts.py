"""The registry's rows as the log writes them: the form in which log and tables are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import rfc8785

from mlops_desktop.storage.logtext import log_text
from mlops_desktop.storage.schema import RULES
from mlops_desktop.storage.sqlite import Connection
from mlops_desktop.storage.triggers import KEY_SEPARATOR

Columns = Mapping[str, str]
"""Column → log text, of the columns that hold something."""


def table_names(connection: Connection) -> list[str]:
    """Return the business tables that exist, in the order of :data:`RULES`."""
    existing = {name for (name,) in connection.rows("SELECT name FROM sqlite_schema")}
    return [name for name in RULES if name in existing]


def table_rows(connection: Connection, table: str) -> Iterator[tuple[str, Columns]]:
    """Yield every row's key and columns."""
    described = connection.rows("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", [table])
    names = [name for name, _ in described]
    key = [names.index(name) for name, pk in sorted(described, key=lambda d: d[1]) if pk]
    listed = ",".join(f'"{name}"' for name in names)
    for row in connection.each(f'SELECT {listed} FROM "{table}"'):
        texts = {
            name: text
            for name, value in zip(names, row, strict=True)
            if (text := log_text(value)) is not None
        }
        yield KEY_SEPARATOR.join(str(row[place]) for place in key), texts


def dump(connection: Connection, table: str) -> bytes:
    """Return a table as lines of canonical JSON, ``[table, key, columns]``, sorted by key."""
    rows = sorted(table_rows(connection, table), key=lambda row: row[0])
    return b"".join(rfc8785.dumps([table, key, dict(columns)]) + b"\n" for key, columns in rows)


def digest_of(dumped: bytes) -> str:
    """Return the digest of a dumped table."""
    return hashlib.sha256(dumped).hexdigest()
