"""What can be said about a workbook's archive before anything in it is unpacked.

A few kilobytes can claim to be gigabytes: sizes are checked in the archive's directory, cells in
their addresses, and documents that declare entities are not read at all.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.failures import reading
from mlops_desktop.data.limits import MAX_WORKBOOK_BYTES, MAX_WORKBOOK_RATIO
from mlops_desktop.data.readers.extent import check_extent

CUT = "a part of it is damaged or ends too early"
"""What is said of a workbook that was not copied whole."""
_LARGE_PART = 10_000_000
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_BLOCK = 1 << 20
_PROLOG = 64 * 1024
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_FORMULA = re.compile(rb"<f[\s>/]")
_CELL = re.compile(rb"<c\s[^>]*?>.*?</c>", re.DOTALL)
_VALUE = re.compile(rb"<v>[^<]|<is>|\bt=\"str\"")
_CELL_NAME = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION_TAG = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ODS_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)\b([^>]*)>")
_ODS_REPEAT = re.compile(rb"table:number-(?:rows|columns)-repeated\s*=\s*[\"']\s*\+?([0-9]{1,20})")


@dataclass(slots=True)
class Archive:
    """What the archive of a workbook tells.

    Attributes:
        uncomputed: by worksheet part, the first of its formulas when none of them has a value.
        parts: worksheet part by sheet name (.xlsx and .xlsm).
    """

    uncomputed: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)


def is_workbook(path: Path) -> bool:
    """Say whether a zip archive is a workbook.

    Raises:
        UserError: when it is damaged.
    """
    try:
        with reading(path), zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if any(name.startswith("xl/") for name in names):
                return True
            return "mimetype" in names and archive.read("mimetype")[:200].endswith(
                b"opendocument.spreadsheet"
            )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, zlib.error) as error:
        raise UserError("data.damaged_workbook", path=path, reason=str(error)) from error


def inspect(path: Path, reporter: Reporter) -> Archive:
    """Check a workbook that is a zip archive.

    Raises:
        UserError: a damaged, encrypted or oversized workbook, or one that is a trap.
    """
    try:
        with reading(path), zipfile.ZipFile(path) as archive:
            _check_directory(path, archive)
            return _check_parts(path, archive, reporter)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError) as error:
        raise UserError("data.damaged_workbook", path=path, reason=str(error)) from error
    except (EOFError, zlib.error) as error:
        raise UserError("data.damaged_workbook", path=path, reason=CUT) from error


def _check_directory(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if total > MAX_WORKBOOK_BYTES:
        raise UserError("data.large_workbook", path=path, size=f"{total / 1e6:,.0f} MB")
    for part in parts:
        ratio = part.file_size / max(1, part.compress_size)
        if part.file_size > _LARGE_PART and ratio > MAX_WORKBOOK_RATIO:
            raise UserError("data.workbook_trap", path=path, part=part.filename)
        if part.flag_bits & 1:
            raise UserError("data.locked_workbook", path=path)
    names = {part.filename for part in parts}
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as stream:
            if b"manifest:encryption-data" in stream.read(_BLOCK):
                raise UserError("data.locked_workbook", path=path)


def _check_parts(path: Path, archive: zipfile.ZipFile, reporter: Reporter) -> Archive:
    found = Archive()
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if _DECLARES.search(stream.read(_PROLOG)):
                    raise UserError("data.workbook_entities", path=path, part=part.filename)
        if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            _check_sheet(path, archive, part, reporter, found)
        elif part.filename == "content.xml":
            _check_ods(path, archive, part, reporter)
    found.parts = _sheet_parts(archive)
    return found


def _blocks(
    path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, reporter: Reporter
) -> Iterator[bytes]:
    """Yield the part in pieces, never more than the limit whatever its size claims."""
    read = 0
    with archive.open(part) as stream:
        while piece := stream.read(_BLOCK):
            reporter.check()
            read += len(piece)
            if read > MAX_WORKBOOK_BYTES:
                raise UserError("data.workbook_trap", path=path, part=part.filename)
            yield piece


def _check_sheet(
    path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, reporter: Reporter, found: Archive
) -> None:
    """Refuse a sheet whose cells span a rectangle that does not fit into memory."""
    rows: set[int] = set()
    columns: set[bytes] = set()
    formula, has_values, filled = "", False, 0
    rest = b""
    for piece in _blocks(path, archive, part, reporter):
        data = rest + piece
        addresses = _ADDRESS.findall(data)
        columns.update(column for column, _ in addresses)
        filled += len(addresses)
        if addresses:
            numbers = [int(number) for _, number in addresses]
            rows.update((min(numbers), max(numbers)))
        if not has_values and _FORMULA.search(data):
            first, has_values = _judge_formulas(data)
            formula = formula or first
        cut = data.rfind(b"</c>")
        rest = data[cut + 4 :] if cut >= 0 else data[-_PROLOG:]
    if formula and not has_values:
        found.uncomputed[part.filename] = formula
    if rows:
        places = [_column_number(column) for column in columns]
        width = max(places) - min(places) + 1
        check_extent(path, part.filename, (max(rows) - min(rows) + 1) * width, filled)


def _judge_formulas(data: bytes) -> tuple[str, bool]:
    """Return the first cell with a formula but no value, and whether any formula has one."""
    first = ""
    for match in _CELL.finditer(data):
        cell = match.group()
        if not _FORMULA.search(cell):
            continue
        if _VALUE.search(cell):
            return first, True
        name = _CELL_NAME.search(cell)
        first = first or (name.group(1).decode() if name else "?")
    return first, False


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_ods(
    path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, reporter: Reporter
) -> None:
    """Refuse repeated cells that would become more than fit into memory."""
    count = _OdsCells()
    rest = b""
    for piece in _blocks(path, archive, part, reporter):
        data = rest + piece
        cut = data.rfind(b">") + 1
        for match in _ODS_TAG.finditer(data, 0, cut):
            count.see(*match.groups())
        rest = data[cut:]
        if len(rest) > MAX_WORKBOOK_BYTES // 8:
            raise UserError("data.workbook_trap", path=path, part=part.filename)
    check_extent(path, part.filename, count.every, count.filled)


@dataclass(slots=True)
class _OdsCells:
    """Counts the rectangles that hold values of an OpenDocument file's sheets, read together.

    Attributes:
        cells: of the present sheet's rectangle; before: of those of the sheets before it.
        filled: the cells with values that the file holds one by one.
    """

    cells: int = 0
    before: int = 0
    filled: int = 0
    rows: int = 0
    width: int = 0
    _repeat: int = 1
    _at: int = 0
    _filled: int = 0

    @property
    def every(self) -> int:
        """How many cells all sheets have."""
        return self.before + self.cells

    def see(self, slash: bytes, tag: bytes, attributes: bytes) -> None:
        """Take the next tag."""
        if b"&" in attributes:
            attributes = html.unescape(attributes.decode("utf-8", "replace")).encode()
        repeat = _ODS_REPEAT.search(attributes)
        times = int(repeat.group(1)) if repeat else 1
        if tag == b"table":
            self.before += self.cells
            self.cells = self.rows = self.width = 0
        elif tag == b"table-row" and not slash:
            self._repeat, self._at, self._filled = times, 0, 0
        elif tag == b"table-row":
            self.rows += self._repeat if self._filled else min(self._repeat, 1)
            self.width = max(self.width, self._filled)
            self.cells = self.rows * self.width
        elif not slash:
            self._at += times
            if b"office:value-type" in attributes or b"calcext:value-type" in attributes:
                self._filled = self._at
                self.filled += 1


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of every worksheet by its name, as far as they can be told."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    targets: dict[str, str] = {}
    for tag in _RELATION_TAG.findall(relations):
        target = _attribute(tag, "Target").lstrip("/")
        targets[_attribute(tag, "Id")] = target if target.startswith("xl/") else f"xl/{target}"
    return {
        _attribute(tag, "name"): targets.get(_attribute(tag, r"\w+:id"), "")
        for tag in _SHEET_TAG.findall(book)
    }


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}=\"([^\"]*)\"", tag)
    return html.unescape(found.group(1)) if found else ""
