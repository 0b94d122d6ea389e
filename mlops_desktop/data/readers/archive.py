"""What can be said about a workbook's archive before anything in it is unpacked.

A few kilobytes can claim to be gigabytes: sizes are checked in the archive's directory, cells in
their addresses, and documents that declare entities are not read at all.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.failures import reading
from mlops_desktop.data.limits import MAX_WORKBOOK_BYTES, MAX_WORKBOOK_RATIO, WORKBOOK_MEMORY
from mlops_desktop.data.readers.addresses import Addresses
from mlops_desktop.data.readers.extent import check_extent, memory_of
from mlops_desktop.data.readers.sheet_cells import (
    OdsCells,
    SharedTexts,
    SheetCells,
    parse,
)

CUT = "a part of it is damaged or ends too early"
"""What is said of a workbook that was not copied whole."""
_LARGE_PART = 10_000_000
_BLOCK = 1 << 20
_PROLOG = 64 * 1024
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_FORMULA = re.compile(rb"<f[\s>/]")
_CELL = re.compile(rb"<c\s[^>]*?>.*?</c>", re.DOTALL)
_VALUE = re.compile(rb"<v>[^<]|<is>|\bt=\"str\"")
_CELL_NAME = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION_TAG = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_SHARED_TEXTS = "xl/sharedstrings.xml"
_OTHER_PARTS = frozenset({"xl/calcChain.xml", "xl/styles.xml"})
_SEEN_ANYWHERE = 1_000_000
"""Bytes from which on a part is looked at wherever it lies: it may be meant as a sheet."""


@dataclass(slots=True)
class Archive:
    """What the archive of a workbook tells.

    Attributes:
        uncomputed: by worksheet part, the first of its formulas when none of them has a value.
        parts: worksheet part by sheet name (.xlsx and .xlsm).
        shared: the texts that cells share.
    """

    uncomputed: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    shared: SharedTexts = field(default_factory=SharedTexts)


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
    found = Archive(parts=_sheet_parts(archive))
    every = archive.infolist()
    for part in every:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if _DECLARES.search(stream.read(_PROLOG)):
                    raise UserError("data.workbook_entities", path=path, part=part.filename)
        if part.filename.lower() == _SHARED_TEXTS:
            found.shared.read(_blocks(path, archive, part, reporter))
    for part in every:
        pieces = partial(_blocks, path, archive, part, reporter)
        if part.filename == "content.xml":
            _check_ods(path, pieces(), part)
        elif _may_be_sheet(part, found):
            _check_sheet(path, pieces, part, found)
    return found


def _may_be_sheet(part: zipfile.ZipInfo, found: Archive) -> bool:
    name = part.filename
    if name in found.parts.values():
        return not name.endswith(".bin")
    if not name.endswith(".xml") or name in _OTHER_PARTS or name.lower() == _SHARED_TEXTS:
        return False
    return name.startswith("xl/worksheets/") or part.file_size > _SEEN_ANYWHERE


def _blocks(
    path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, reporter: Reporter
) -> Generator[bytes, None, None]:
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
    path: Path,
    pieces: Callable[[], Generator[bytes, None, None]],
    part: zipfile.ZipInfo,
    found: Archive,
) -> None:
    """Refuse a sheet whose cells do not fit into memory.

    A sheet whose cells are written as every program writes them, and that is small enough however
    long their texts are, is only searched for them; any other is read as XML.
    """
    seen = Addresses()
    rest = b""
    formula, has_values = "", False
    for piece in pieces():
        data = rest + piece
        seen.see(piece)
        if not has_values and _FORMULA.search(data):
            first, has_values = _judge_formulas(data)
            formula = formula or first
        cut = data.rfind(b"</c>")
        rest = data[cut + 4 :] if cut >= 0 else data[-_PROLOG:]
    seen.close()
    if formula and not has_values:
        found.uncomputed[part.filename] = formula
    shared = found.shared
    if not seen.is_odd:
        check_extent(path, part.filename, seen.cells, seen.filled)
        most = seen.most_texts(shared)
        if memory_of(seen.cells, seen.filled, most) <= WORKBOOK_MEMORY:
            return
    exact = SheetCells(shared)
    parse(path, part.filename, pieces(), exact)
    texts = exact.texts + shared.memory
    check_extent(path, part.filename, exact.cells, exact.filled, texts)


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


def _check_ods(path: Path, pieces: Generator[bytes, None, None], part: zipfile.ZipInfo) -> None:
    """Refuse cells, repeated ones among them, that would become more than fit into memory."""
    count = OdsCells()
    parse(path, part.filename, pieces, count)
    check_extent(path, part.filename, count.every, count.filled, count.memory)


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
    found = re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return html.unescape(found.group(1) or found.group(2) or "") if found else ""
