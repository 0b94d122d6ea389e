"""Tables out as Excel workbooks (.xlsx): one sheet, typed cells, rows written one after another.

Texts stay texts: nothing that begins with = runs as a formula. What Excel cannot hold as a number
or date is written as text: whole numbers beyond 15 digits, infinities, dates before 1900.
Date-times are written as they stand; of those with a zone that is UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.data.diff.values import value_sql
from mlops_desktop.data.engine import Connection
from mlops_desktop.data.storing import View

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
_EXACT = 10**15
_BATCH_CELLS = 200_000
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel counts a 29 February 1900 that never was


def check_fits(view: View) -> None:
    """Refuse a table that a sheet cannot hold.

    Raises:
        UserError: ``data.export_rows``, ``data.export_columns``.
    """
    if view.rows >= MAX_ROWS:
        raise UserError("data.export_rows", rows=f"{view.rows:,}")
    if len(view.columns) > MAX_COLUMNS:
        raise UserError("data.export_columns", columns=f"{len(view.columns):,}")


def write_workbook(
    engine: Connection, view: View, part: Path, folder: Path, reporter: Reporter
) -> None:
    """Write a table as a workbook; memory stays that of a batch of rows.

    Args:
        folder: where the sheet is put together.

    Raises:
        UserError: ``data.export_*`` for what a sheet cannot hold.
    """
    import xlsxwriter

    check_fits(view)
    options = {
        "constant_memory": True,
        "tmpdir": str(folder),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(part), options) as book:
        book.use_zip64()
        sheet = book.add_worksheet("Table")
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for place, column in enumerate(view.columns):
            sheet.write_string(0, place, _fitting(column.name, 0, column), bold)
        formats = {
            ColumnType.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
            ColumnType.DATETIME: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        for place, column in enumerate(view.columns):
            if column.type in formats:
                sheet.set_column(place, place, 11 if column.type is ColumnType.DATE else 19)
        writers = [_writer(sheet, column, formats.get(column.type)) for column in view.columns]
        _write_rows(engine, view, writers, reporter)


_Write = Callable[[int, int, Any], None]


def _write_rows(
    engine: Connection, view: View, writers: Sequence[_Write], reporter: Reporter
) -> None:
    names = ", ".join(value_sql(f"c{place}", column) for place, column in enumerate(view.columns))
    batch = max(1, _BATCH_CELLS // len(view.columns))
    for start in range(0, view.rows, batch):
        reporter.step(Step("Writing rows", start, view.rows, unit=Unit.ROWS))
        rows = engine.rows(
            f"SELECT {names} FROM {view.sql} WHERE place >= ? AND place < ? ORDER BY place",
            [start, start + batch],
        )
        for at, row in enumerate(rows, start + 1):
            for place, value in enumerate(row):
                if value is not None:
                    writers[place](at, place, value)


def _writer(sheet: Any, column: Column, look: Any) -> _Write:
    """Return what writes the values of a column that are there."""

    def text(row: int, place: int, value: object) -> None:
        sheet.write_string(row, place, _fitting(str(value), row, column))

    def number(row: int, place: int, value: float) -> None:
        is_exact = not isinstance(value, int) or abs(value) < _EXACT
        if is_exact and abs(value) != float("inf"):
            sheet.write_number(row, place, value)
        else:
            text(row, place, value)

    def boolean(row: int, place: int, value: bool) -> None:
        sheet.write_boolean(row, place, value)

    def moment(row: int, place: int, value: Any) -> None:
        if isinstance(value, str):  # beyond the years Python counts
            text(row, place, value)
            return
        day = value.date() if isinstance(value, datetime) else value
        if day >= _FIRST_DAY:
            sheet.write_datetime(row, place, value, look)
        else:
            text(row, place, value.isoformat())

    if column.type in (ColumnType.INTEGER, ColumnType.NUMBER):
        return number
    if column.type is ColumnType.BOOLEAN:
        return boolean
    return moment if column.type in (ColumnType.DATE, ColumnType.DATETIME) else text


def _fitting(value: str, row: int, column: Column) -> str:
    if len(value) > MAX_TEXT:
        name = column.name[:100]
        raise UserError("data.export_long_text", row=row, column=name, length=f"{len(value):,}")
    return value
