"""Binary workbooks before a reader unpacks them: the cells of .xlsb, the locks of .xls.

MS-XLSB 2.1.4: a part is a sequence of records, each a type (one or two bytes), a length (one to
four bytes of seven bits) and that many bytes.
"""

from __future__ import annotations

import zipfile
from array import array
from collections.abc import Iterator
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.failures import reading
from mlops_desktop.data.readers.extent import check_extent
from mlops_desktop.data.readers.sheet_cells import TEXT_HEAD

_ROW = 0
_CELLS = range(1, 12)  # BrtCellBlank … BrtFmlaError
_SHARED_CELL, _TEXT_CELLS = 7, frozenset({6, 8})  # BrtCellIsst; BrtCellSt, BrtFmlaString
_SHARED_TEXT = 19  # BrtSSTItem
_SHARED_TEXTS = "xl/sharedstrings.bin"
_MOST_UTF8 = 3
"""Bytes that a character of two bytes may take."""
_CHECK_EVERY = 100_000
_BEGIN, _BEGIN_SIZE = b"\x09\x08\x10\x00\x00\x06", 20
_FILEPASS = b"\x2f\x00"


def check_locks(path: Path) -> None:
    """Refuse a compound file that is protected by a password.

    A workbook of Excel 2007 or later is then a stream EncryptedPackage; one of before has a record
    FILEPASS (MS-XLS 2.4.117) behind the beginning of its stream.

    Raises:
        UserError: when it is.
    """
    with reading(path):
        data = path.read_bytes()
    is_locked = "EncryptedPackage".encode("utf-16-le") in data
    at = data.find(_BEGIN)
    while at >= 0 and not is_locked:
        is_locked = data[at + _BEGIN_SIZE : at + _BEGIN_SIZE + 2] == _FILEPASS
        at = data.find(_BEGIN, at + 1)
    if is_locked:
        raise UserError("data.locked_workbook", path=path)


def check_binary(path: Path, reporter: Reporter) -> None:
    """Refuse a binary sheet whose cells do not fit into memory.

    Raises:
        UserError: when they do not, or the part is damaged.
    """
    with reading(path), zipfile.ZipFile(path) as archive:
        parts = {part.filename.lower(): part for part in archive.infolist()}
        shared = array("I")
        if _SHARED_TEXTS in parts:
            data = archive.read(parts[_SHARED_TEXTS])
            found = _records(path, data, reporter)
            shared.extend(_MOST_UTF8 * size // 2 for kind, _, size in found if kind == _SHARED_TEXT)
        for name, part in parts.items():
            if name.startswith("xl/worksheets/") and name.endswith(".bin"):
                sheet = _sheet(path, archive.read(part), reporter, shared)
                check_extent(path, part.filename, *sheet)


def _sheet(path: Path, data: bytes, reporter: Reporter, shared: array[int]) -> tuple[int, int, int]:
    """Return how many cells the rectangle has, how many the sheet holds, the bytes of texts.

    Args:
        shared: the bytes of each shared text.
    """
    rows: list[int] = []
    columns: list[int] = []
    filled = texts = 0
    for kind, at, size in _records(path, data, reporter):
        if kind == _ROW:
            rows = _span(rows, int.from_bytes(data[at : at + 4], "little"))
        elif kind in _CELLS:
            filled += 1
            columns = _span(columns, int.from_bytes(data[at : at + 4], "little"))
            if kind == _SHARED_CELL:
                index = int.from_bytes(data[at + 8 : at + 12], "little")
                texts += TEXT_HEAD + (shared[index] if index < len(shared) else 0)
            elif kind in _TEXT_CELLS:
                texts += TEXT_HEAD + _MOST_UTF8 * size // 2
    texts += sum(shared) + 2 * TEXT_HEAD * len(shared)
    if not rows or not columns:
        return 0, 0, texts
    cells = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
    return cells, filled, texts


def _records(path: Path, data: bytes, reporter: Reporter) -> Iterator[tuple[int, int, int]]:
    """Yield the kind of each record of a part, and where its bytes begin and how many they are."""
    at = seen = 0
    try:
        while at < len(data):
            seen += 1
            if seen % _CHECK_EVERY == 0:
                reporter.check()
            kind = data[at]
            at += 1
            if kind & 0x80:
                kind = (kind & 0x7F) | ((data[at] & 0x7F) << 7)
                at += 1
            size = shift = 0
            while True:
                byte = data[at]
                at += 1
                size |= (byte & 0x7F) << shift
                shift += 7
                if not byte & 0x80 or shift == 28:
                    break
            yield kind, at, size
            at += size
    except IndexError as error:
        reason = "a sheet ends in the middle of a record"
        raise UserError("data.damaged_workbook", path=path, reason=reason) from error


def _span(span: list[int], value: int) -> list[int]:
    return [min(span[0], value), max(span[-1], value)] if span else [value, value]
