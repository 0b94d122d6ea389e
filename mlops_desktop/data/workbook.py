"""Excel workbooks: one sheet as CSV text, without running anything in the file.

Formulas are never computed: the value Excel stored with them is taken. Sizes are checked in the
archive's directory and in the cell addresses before a reader unpacks anything, because a few
kilobytes can claim to be gigabytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.data.dialect import check_names
from mlops_desktop.data.failures import reading, writing
from mlops_desktop.data.limits import MAX_WORKBOOK_BYTES, MAX_WORKBOOK_CELLS, MAX_WORKBOOK_RATIO
from mlops_desktop.data.prepared import SheetLines

_CHECK_EVERY = 5_000
_LARGE_PART = 10_000_000
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_BLOCK = 1 << 20
_OVERLAP = 32


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet, written as CSV into the job folder.

    Attributes:
        names: all worksheets of the workbook.
        found: which sheet was taken, and why.
    """

    csv: Path
    lines: SheetLines
    names: tuple[str, ...]
    found: Detection
    sha256: str


def sheet_to_csv(path: Path, chosen: str | None, folder: Path, reporter: Reporter) -> Sheet:
    """Write one worksheet as CSV.

    Args:
        chosen: the sheet's name; None: the first one that holds something.

    Raises:
        UserError: a damaged, encrypted or oversized workbook, no such sheet, an empty sheet.
    """
    reporter.step(Step(f"Opening {path.name}"))
    _check_archive(path, reporter)
    try:
        with reading(path), path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            names = tuple(
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
            )
            name, reason = _choose(path, book, names, chosen)
            sheet = book.get_sheet_by_name(name)
            target = folder / "sheet.csv"
            numbers = _write(sheet, target, reporter)
    except python_calamine.PasswordError as error:
        raise UserError("data.old_workbook", path=path) from error
    except python_calamine.CalamineError as error:
        raise UserError("data.damaged_workbook", path=path, reason=str(error)) from error
    return Sheet(target, SheetLines(numbers), names, Detection("sheet", name, reason), digest)


def _check_archive(path: Path, reporter: Reporter) -> None:
    try:
        with reading(path), zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            if total > MAX_WORKBOOK_BYTES:
                raise UserError("data.large_workbook", path=path, size=f"{total / 1e6:,.0f} MB")
            for part in parts:
                ratio = part.file_size / max(1, part.compress_size)
                if part.file_size > _LARGE_PART and ratio > MAX_WORKBOOK_RATIO:
                    raise UserError("data.workbook_trap", path=path, part=part.filename)
                if part.flag_bits & 1:
                    raise UserError("data.old_workbook", path=path)
            for part in parts:
                if part.filename.startswith("xl/worksheets/sheet"):
                    _check_extent(path, archive, part, reporter)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise UserError("data.damaged_workbook", path=path, reason=str(error)) from error


def _check_extent(
    path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, reporter: Reporter
) -> None:
    """Refuse a sheet whose cells span a rectangle that does not fit into memory."""
    rows: set[int] = set()
    columns: set[bytes] = set()
    read = 0
    with archive.open(part) as stream:
        rest = b""
        while piece := stream.read(_BLOCK):
            reporter.check()
            read += len(piece)
            if read > MAX_WORKBOOK_BYTES:
                raise UserError("data.workbook_trap", path=path, part=part.filename)
            found = _ADDRESS.findall(rest + piece)
            columns.update(column for column, _ in found)
            if found:
                numbers = [int(number) for _, number in found]
                rows.update((min(numbers), max(numbers)))
            rest = piece[-_OVERLAP:]
    if not rows:
        return
    places = [_column_number(column) for column in columns]
    cells = (max(rows) - min(rows) + 1) * (max(places) - min(places) + 1)
    if cells > MAX_WORKBOOK_CELLS:
        raise UserError("data.workbook_extent", path=path, part=part.filename, cells=f"{cells:,}")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _choose(
    path: Path, book: python_calamine.CalamineWorkbook, names: tuple[str, ...], chosen: str | None
) -> tuple[str, str]:
    if chosen is not None:
        if chosen not in names:
            raise UserError("data.sheet", path=path, sheet=chosen, sheets=", ".join(names))
        return chosen, "chosen"
    for name in names:
        if book.get_sheet_by_name(name).height:
            others = len(names) - 1
            reason = (
                f"the first of {len(names)} sheets that holds data" if others else "the only one"
            )
            return name, reason
    raise UserError("data.empty_workbook", path=path)


def _write(sheet: python_calamine.CalamineSheet, target: Path, reporter: Reporter) -> list[int]:
    """Write the sheet and return the sheet row of each written row after the header."""
    start = sheet.start
    if start is None:
        raise UserError("data.empty_sheet", sheet=sheet.name)
    numbers: list[int] = []
    width = 0
    rows = sheet.to_python(skip_empty_area=True)
    with writing(target), target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for number, row in enumerate(rows, start[0] + 1):
            if number % _CHECK_EVERY == 0:
                reporter.step(Step(f"Reading sheet {sheet.name}", number - start[0], len(rows)))
            values = [_text(value) for value in row]
            if not width:
                width = len(check_names(values))
            elif any(values):
                numbers.append(number)
            else:
                continue
            out.writerow(values)
    return numbers


def _text(value: Any) -> str:
    """Return a cell's value as the text that the column types read back as the same value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(value.total_seconds() / 86_400)
    return str(value).replace("\0", "")
