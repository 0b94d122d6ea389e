"""Workbooks (.xlsx .xlsm .xls .xlsb .ods): one sheet, without running anything in the file.

Formulas are never computed: the value stored with them is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import ClassVar

import python_calamine

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.data.dialect import name_outer
from mlops_desktop.data.failures import reading
from mlops_desktop.data.limits import MAX_WORKBOOK_BYTES
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.readers.archive import Archive, inspect, is_workbook
from mlops_desktop.data.readers.binary_sheet import check_binary, check_locks
from mlops_desktop.data.readers.cells import (
    Area,
    Merge,
    column_names,
    header_height,
    read_area,
    title_height,
)
from mlops_desktop.data.readers.old_sheet import check_old
from mlops_desktop.data.readers.reader import Request
from mlops_desktop.data.readers.sound import sound
from mlops_desktop.data.readers.staging import Staging, Value

_CHECK_EVERY = 5_000
_MOST_TITLE_ROWS = 10
_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class WorkbookReader:
    """Reads one sheet of a workbook."""

    kind: ClassVar[str] = "xlsx"
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
    uses: ClassVar[frozenset[str]] = frozenset({"sheet", "range", "header_rows", "header"})
    is_text: ClassVar[bool] = False

    def recognise(self, path: Path, start: bytes) -> str | None:
        """Say why the file is a workbook; None when it is not."""
        if start.startswith(_ZIP) and is_workbook(path):
            return "the file is a workbook"
        if start.startswith(_OLE):
            return "the file is a workbook of Excel 97–2003, or protected"
        if path.suffix.lower() in self.suffixes:
            reason = "it is neither a zip archive nor a file of Excel 97–2003"
            if start.startswith(_ZIP):
                reason = "it is a zip archive of something else"
            raise UserError("data.damaged_workbook", path=path, reason=reason)
        return None

    def prepare(self, request: Request) -> Prepared:
        """Read the sheet; see :class:`mlops_desktop.data.readers.reader.Reader`."""
        request = replace(request, is_cut=False)  # a sheet is unpacked whole or not at all
        path = request.path
        request.reporter.step(Step(f"Opening {path.name}"))
        archive = self._inspect(request)
        with sound(path), reading(path), path.open("rb") as file:
            book = python_calamine.CalamineWorkbook.from_filelike(file)
            return _Sheets(request, book, archive).prepare()

    def _inspect(self, request: Request) -> Archive:
        path = request.path
        with reading(path), path.open("rb") as file:
            is_zip = file.read(2) == _ZIP
        if is_zip:
            archive = inspect(path, request.reporter)
            check_binary(path, request.reporter)
            return archive
        if request.stamp.size > MAX_WORKBOOK_BYTES:
            size = f"{request.stamp.size / 1e6:,.0f} MB"
            raise UserError("data.large_workbook", path=path, size=size)
        check_locks(path)
        check_old(path, request.reporter)
        return Archive()


class _Sheets:
    """The sheets of an opened workbook."""

    def __init__(
        self, request: Request, book: python_calamine.CalamineWorkbook, archive: Archive
    ) -> None:
        self._request = request
        self._book = book
        self._archive = archive
        self._names = tuple(
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
        )

    def prepare(self) -> Prepared:
        name, reason = self._choose()
        sheet = self._book.get_sheet_by_name(name)
        self._refuse_uncomputed(name)
        start, end = sheet.start, sheet.end
        if start is None or end is None:
            raise UserError("data.empty_sheet", sheet=name)
        filled = Area(*start, *end)
        options = self._request.options
        area = read_area(options.range, filled)
        found = [Detection("sheet", name, reason)]
        why = "chosen" if options.range else "all cells that hold something"
        found.append(Detection("range", area.name, why))
        prepared = _Table(self._request, area, filled, sheet.iter_rows()).prepare(
            [_checked(item) for item in sheet.merged_cell_ranges or ()], found
        )
        return _with_sheet(prepared, name, self._names)

    def _choose(self) -> tuple[str, str]:
        path, chosen, names = self._request.path, self._request.options.sheet, self._names
        if chosen is not None:
            if chosen not in names:
                raise UserError("data.sheet", path=path, sheet=chosen, sheets=", ".join(names))
            return chosen, "chosen"
        for name in names:
            if self._book.get_sheet_by_name(name).height:
                count = len(names)
                return name, (
                    f"the first of {count} sheets that holds data" if count > 1 else "the only one"
                )
        for name in names:
            self._refuse_uncomputed(name)
        raise UserError("data.empty_workbook", path=path)

    def _refuse_uncomputed(self, name: str) -> None:
        cell = self._archive.uncomputed.get(self._archive.parts.get(name, ""))
        if cell is not None:
            raise UserError("data.formulas", path=self._request.path, sheet=name, cell=cell)


def _checked(merge: object) -> Merge:
    (first_row, first), (last_row, last) = merge  # type: ignore[misc]
    return (int(first_row), int(first)), (int(last_row), int(last))  # type: ignore[has-type]


def _with_sheet(prepared: Prepared, name: str, names: tuple[str, ...]) -> Prepared:
    return replace(prepared, options=replace(prepared.options, sheet=name), sheets=names)


class _Table:
    """One table of a sheet.

    Args:
        rows: of the whole sheet from its first row, the cells of each between the ``filled``
            columns; they are taken one by one and never held.
    """

    def __init__(
        self, request: Request, area: Area, filled: Area, rows: Iterator[Sequence[Value]]
    ) -> None:
        self._request = request
        self._area = area
        self._filled = filled
        self._rows: Iterator[tuple[int, Sequence[Value]]] = enumerate(rows)

    def prepare(self, merges: Sequence[Merge], found: list[Detection]) -> Prepared:
        options = self._request.options
        area, above = self._area, ""
        height, why = 0, "chosen"
        if options.header is None or options.header > 0:
            if options.header and options.range is None:
                area = replace(area, top=options.header - 1)
            elif (options.range, options.header_rows) == (None, None):
                area, above = self._below_title(merges)
            height, why = header_height(area, merges, options.header_rows)
        names: Sequence[str] = (
            column_names(
                [self._row(row) for row in range(area.top, area.top + height)], area, merges
            )
            if height
            else [f"column_{at}" for at in range(1, area.right - area.left + 2)]
        )
        names, called = name_outer(names)
        rows = f"row {area.top + 1}" + (f" to {area.top + height}" if height > 1 else "")
        found.append(Detection("header", rows if height else "none", above + why + called))
        sha256 = self._request.sha256()
        with Staging(self._request) as staging:
            self._add_rows(staging, area.top + height)
            return staging.finish(names, sha256, found)

    def _below_title(self, merges: Sequence[Merge]) -> tuple[Area, str]:
        """Return the area without the title above its names, and what to say of that."""
        area, rest = self._area, self._rows
        beside = dropwhile(lambda item: item[0] < area.top, rest)
        first = list(islice(beside, _MOST_TITLE_ROWS + 1))
        self._rows = iter(first)
        last = min(area.top + len(first) - 1, area.bottom)
        rows = [self._row(at) for at in range(area.top, last + 1)]
        self._rows = chain(first, rest)
        height = title_height(rows, area, merges)
        if not height:
            return area, ""
        until = f"s {area.top + 1} to {area.top + height} hold"
        titled = until if height > 1 else f" {area.top + 1} holds"
        return replace(area, top=area.top + height), f"row{titled} a title; "

    def _row(self, number: int) -> list[Value]:
        """Return the values of a row of the sheet between the table's edges; rows in order."""
        area, filled = self._area, self._filled
        row = next((row for at, row in self._rows if at == number), None)
        if row is None:
            return [""] * (area.right - area.left + 1)
        before: list[Value] = [""] * max(0, filled.left - area.left)
        return [*before, *row[max(0, area.left - filled.left) : area.right - filled.left + 1]]

    def _add_rows(self, staging: Staging, first: int) -> None:
        reporter, area = self._request.reporter, self._area
        for number in range(first, area.bottom + 1):
            if number % _CHECK_EVERY == 0:
                done, total = number - area.top, area.bottom - area.top + 1
                reporter.step(Step("Reading the sheet", done, total, unit=Unit.ROWS))
            values = self._row(number)
            if any(value not in {"", None} for value in values):
                staging.add(number + 1, values)
