"""Typed tables as Parquet files, written and read back by DuckDB.

The file holds the columns under their own names. Where two names differ only in capitals DuckDB
renames one, so the exact names also stand in the file's metadata, and reading is by position.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.engine import Engine, identifier, literal
from mlops_desktop.data.failures import reading, writing

_NAMES_KEY = "columns"
_ROW_GROUP_VALUES = 2_500_000
_ROW_GROUP_ROWS = 122_880
_SMALLEST_GROUP = 2_048
_ROW_GROUP_BYTES = 32_000_000
_FEWEST_ROWS = 8  # some long documents at a time
_SHRINKING = 16
_LARGEST_DICTIONARY = 4_000  # more values rarely repeat, and building it costs a tenth of the time
_DICTIONARY_VALUES = 400_000  # room for a dictionary is taken for every column at once


@dataclass(frozen=True, slots=True)
class View:
    """A typed table as DuckDB sees it.

    Attributes:
        sql: a table expression with columns c0, c1, … in the order of ``columns``.
    """

    sql: str
    columns: tuple[Column, ...]
    rows: int


def stored_view(engine: Engine, path: Path, columns: Sequence[Column]) -> View:
    """Return the view of a stored table."""
    sql = table_sql(path, len(columns))
    return View(sql, tuple(columns), int(engine.row(f"SELECT count(*) FROM {sql}")[0]))


def table_sql(path: Path, width: int) -> str:
    """Return the table expression of a stored table.

    Its columns are called c0, c1 and so on; ``place`` counts the rows from 0.
    """
    names = ", ".join(f"c{index}" for index in range(width))
    file = literal(str(path.absolute()))
    return f"read_parquet({file}, file_row_number=true) AS stored({names}, place)"


def write_table(  # noqa: PLR0913 - each is one plain thing the caller knows
    engine: Engine,
    names: Sequence[str],
    expressions: Sequence[str],
    source: str,
    path: Path,
    *,
    row_bytes: float = 0,
) -> None:
    """Write the query's rows, in order, as zstd Parquet and flush it to the disk.

    Args:
        expressions: SQL of each column over ``source``.
        source: a table expression.
        row_bytes: how long a row is, as far as known; rows that turn out to be much longer than
            said are written anew with fewer of them in memory.

    Raises:
        UserError: when the disk is full or the folder cannot be written.
    """
    columns = ", ".join(
        f"{sql} AS {identifier(name)}" for name, sql in zip(names, expressions, strict=True)
    )
    kept_names = literal(json.dumps(list(names), ensure_ascii=False))
    dictionary = min(_LARGEST_DICTIONARY, _DICTIONARY_VALUES // len(names))
    rows = _group_rows(len(names), row_bytes)
    while rows:
        statement = (
            f"COPY (SELECT {columns} FROM {source}) TO {literal(str(path.absolute()))}"
            f" (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2,"
            f" ROW_GROUP_SIZE {rows}, DICTIONARY_SIZE_LIMIT {dictionary},"
            f" KV_METADATA {{{_NAMES_KEY}: {kept_names}}})"
        )
        rows = _write_groups(engine, statement, rows)
    with writing(path), path.open("rb+") as file:
        os.fsync(file.fileno())


def _group_rows(width: int, row_bytes: float) -> int:
    """Return the rows of a row group, which is built in memory: few where they are wide or long."""
    rows = max(_SMALLEST_GROUP, min(_ROW_GROUP_ROWS, _ROW_GROUP_VALUES // width))
    return max(_FEWEST_ROWS, min(rows, int(_ROW_GROUP_BYTES / max(1, row_bytes))))


def _write_groups(engine: Engine, statement: str, rows: int) -> int:
    """Write the row groups; return how many rows to try next where they did not fit, else 0."""
    try:
        engine.run(statement)
    except UserError as error:
        if error.code != "data.memory" or rows <= _FEWEST_ROWS:
            raise
        return max(_FEWEST_ROWS, rows // _SHRINKING)
    return 0


def stored_names(engine: Engine, path: Path) -> tuple[str, ...]:
    """Return the column names of a stored table, exactly as they were."""
    found = engine.rows(
        "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?",
        [str(path.absolute()), _NAMES_KEY],
    )
    if found:
        return tuple(json.loads(found[0][0]))
    rows = engine.rows(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path.absolute()))})")
    return tuple(row[0] for row in rows)


@contextmanager
def opened(
    path: Path,
    columns: int,
    reporter: Reporter | None = None,
    folder: Path | None = None,
    target: Path | None = None,
) -> Iterator[Engine]:
    """Open an engine that reads one stored table.

    Args:
        columns: how many it has.
        folder: where something is to be written, on the way to ``target``.

    Raises:
        UserError: the table is not there, may not be read, or is damaged.
    """
    with reading(path), path.open("rb"):
        pass
    with Engine(target or path, folder, [path], reporter, columns) as engine:
        try:
            yield engine
        except duckdb.Error as error:
            reason = str(error).splitlines()[0].rstrip(".")
            raise UserError("data.damaged_table", path=path, reason=reason) from error
