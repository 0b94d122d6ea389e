"""Tables out: CSV (RFC 4180: UTF-8, comma, CRLF-free, header in row 1), Parquet, Excel.

The file appears complete or not at all: it is written beside its place, flushed to the disk and
renamed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Silent, Step, Unit
from mlops_desktop.core.spreadsheet import DANGEROUS, NUMBER
from mlops_desktop.data.beside import working_folder
from mlops_desktop.data.engine import Engine, identifier, literal
from mlops_desktop.data.export_excel import write_workbook
from mlops_desktop.data.failures import reading, writing
from mlops_desktop.data.storing import View, opened, stored_view, table_sql, write_table

_PIECE = 1 << 20
_DANGEROUS_SQL = ", ".join(f"chr({ord(sign)})" for sign in DANGEROUS)


def export_csv(
    path: Path,
    columns: Sequence[Column],
    destination: Path,
    spreadsheet_safe: bool = False,
    reporter: Reporter | None = None,
) -> int:
    """Write a stored table as CSV and return the number of rows.

    Args:
        spreadsheet_safe: put an apostrophe before texts that a spreadsheet would run as a formula:
            those that start with = + - @, their full-width forms, a tab or a line break, pure
            numbers aside.

    Raises:
        UserError: the table cannot be read, the disk is full, the folder cannot be written.
    """
    table = table_sql(path, len(columns))
    return export_query(
        path, table, columns, destination, reporter or Silent(), is_safe=spreadsheet_safe
    )


def export_query(  # noqa: PLR0913 - each is one plain thing the caller knows
    path: Path,
    sql: str,
    columns: Sequence[Column],
    destination: Path,
    reporter: Reporter,
    *,
    is_safe: bool = False,
) -> int:
    """Write what a query makes of a stored table as CSV and return the number of rows.

    Args:
        sql: a table expression over the table, with columns c0, c1, … in the order of ``columns``.

    Raises:
        UserError: the table cannot be read, the disk is full, the folder cannot be written.
    """
    with (
        _appearing(destination, reporter) as part,
        opened(path, len(columns), reporter, part.parent, destination) as engine,
    ):
        step = _writing(destination, stored_view(engine, path, columns).rows, Unit.ROWS)
        with engine.telling(step):
            engine.run(_copy_sql(sql, columns, part, is_safe))
        (rows,) = engine.row(f"SELECT count(*) FROM {sql}")
    return int(rows)


def export_parquet(
    path: Path, columns: Sequence[Column], destination: Path, reporter: Reporter | None = None
) -> int:
    """Write a stored table as Parquet and return the number of rows.

    Byte for byte as it is stored; only date-times in UTC are written anew as such, for in the
    stored file they are bare times whose zone stands beside it.

    Raises:
        UserError: the table cannot be read, the disk is full, the folder cannot be written.
    """
    reporter = reporter or Silent()
    with _appearing(destination, reporter) as part:
        with opened(path, len(columns), reporter, part.parent, destination) as engine:
            view = stored_view(engine, path, columns)
            if any(column.zone for column in columns):
                with engine.telling(_writing(destination, view.rows, Unit.ROWS)):
                    _write_zoned(engine, view, part)
                return view.rows
        with reading(path):
            source = path.open("rb")
        with source, part.open("wb") as target:
            step = _writing(destination, os.fstat(source.fileno()).st_size, Unit.BYTES)
            while piece := source.read(_PIECE):
                target.write(piece)
                reporter.step(replace(step, done=target.tell()))
    return view.rows


def renamed_columns(path: Path, columns: Sequence[Column]) -> tuple[tuple[str, str], ...]:
    """Return the columns that a Parquet file calls otherwise, with their names in it.

    Only where names differ in nothing but capitals: the later one gets a number.

    Raises:
        UserError: the file cannot be read.
    """
    names = [column.name for column in columns]
    if len({name.lower() for name in names}) == len(names):
        return ()
    with opened(path, len(names)) as engine:
        found = engine.rows(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path.absolute()))})")
    pairs = zip(names, (row[0] for row in found), strict=True)
    return tuple((name, held) for name, held in pairs if name != held)


def _writing(destination: Path, total: int, unit: Unit) -> Step:
    return Step(f"Writing {destination.name}", 0, total, unit=unit)


def _write_zoned(engine: Engine, view: View, part: Path) -> None:
    values = [
        f"CAST(c{at} AS TIMESTAMPTZ)" if column.zone else f"c{at}"
        for at, column in enumerate(view.columns)
    ]
    write_table(engine, [column.name for column in view.columns], values, view.sql, part)


def export_excel(
    path: Path, columns: Sequence[Column], destination: Path, reporter: Reporter | None = None
) -> int:
    """Write a stored table as an Excel workbook and return the number of rows.

    Raises:
        UserError: ``data.export_*`` for what a sheet cannot hold; the table cannot be read, the
            disk is full, the folder cannot be written.
    """
    reporter = reporter or Silent()
    with (
        _appearing(destination, reporter) as part,
        opened(path, len(columns), reporter, part.parent, destination) as engine,
    ):
        view = stored_view(engine, path, columns)
        write_workbook(engine, view, part, part.parent, reporter)
    return view.rows


@contextmanager
def _appearing(destination: Path, reporter: Reporter) -> Iterator[Path]:
    """Give a path in a folder beside the destination; what lies there then takes its place."""
    if destination.is_dir():
        raise UserError("data.directory", path=destination)
    reporter.step(Step(f"Writing {destination.name}"))
    folder = destination.absolute().parent
    with writing(destination), working_folder(folder) as beside:
        part = beside / "table"
        try:
            yield part
        except UserError as error:
            if error.facts.get("path") != part:
                raise
            raise UserError(error.code, **{**error.facts, "path": destination}) from error
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(destination)
        _sync_folder(folder)


def _copy_sql(table: str, columns: Sequence[Column], part: Path, is_safe: bool) -> str:
    names = [_safe_name(column.name, is_safe) for column in columns]
    texts = [_text(f"c{index}", column, is_safe) for index, column in enumerate(columns)]
    is_alike = len({name.lower() for name in names}) < len(names)
    if is_alike:
        # Of names that differ only in capitals DuckDB renames one: the heads are a row of texts.
        head = ", ".join(map(literal, names))
        body = ", ".join(f"CAST({text} AS VARCHAR)" for text in texts)
        query = f"SELECT {head} UNION ALL SELECT {body} FROM {table}"
    else:
        pairs = zip(texts, map(identifier, names), strict=True)
        query = f"SELECT {', '.join(f'{text} AS {name}' for text, name in pairs)} FROM {table}"
    return (
        f"COPY ({query}) TO {literal(str(part.absolute()))} (FORMAT csv,"
        f" HEADER {'false' if is_alike else 'true'}, DELIMITER ',', QUOTE '\"', ESCAPE '\"',"
        " NULLSTR '')"
    )


def _text(name: str, column: Column, is_safe: bool) -> str:
    if column.type is ColumnType.DATETIME:
        zone = "|| 'Z'" if column.zone == "UTC" else ""
        return f"replace(CAST({name} AS VARCHAR), ' ', 'T') {zone}"
    if column.type is ColumnType.TEXT and is_safe:
        return (
            f"CASE WHEN {name}[1] IN ({_DANGEROUS_SQL})"
            f" AND NOT regexp_full_match({name}, '{NUMBER}') THEN '''' || {name} ELSE {name} END"
        )
    return name


def _safe_name(name: str, is_safe: bool) -> str:
    return "'" + name if is_safe and name[:1] and name[0] in DANGEROUS else name


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows flushes the directory with the file and opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
