"""The cells of an .xls before a reader takes them into memory: how far apart, how long their texts.

MS-CFB: a compound file is a folder of streams, each a chain of sectors. MS-XLS 2.1.4: the stream
of a workbook is a sequence of records, each a type, a length and that many bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.failures import reading
from mlops_desktop.data.readers.extent import Extent, check_extent
from mlops_desktop.data.readers.old_texts import shared_texts
from mlops_desktop.data.readers.sheet_cells import TEXT_HEAD, SharedTexts

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("Workbook", "Book")
_LAST_SECTOR = 0xFFFFFFF9
_HEADER, _ENTRY, _DIFAT_AT, _IN_HEADER = 512, 128, 76, 109
_SMALL = 4096
"""Bytes below which a stream lies in the small sectors: too few cells to matter."""
_SHEET_BEGINS = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406})
_MANY_CELLS = frozenset({0x00BD, 0x00BE})
_DIMENSIONS = 0x0200
_SHARED_TABLE, _CONTINUED, _SHARED_CELL = 0x00FC, 0x003C, 0x00FD
_SHARED_CELL_BYTES = 10
_MOST_DECLARED = 65_536 * 256
_CHECK_EVERY = 100_000


@dataclass(slots=True)
class _Sheets:
    """What all sheets of the stream hold; they are read together.

    Attributes:
        texts: bytes of the texts of cells that share one.
        table: the records of the texts they share, as long as these are not read.
    """

    cells: int = 0
    filled: int = 0
    texts: int = 0
    shared: SharedTexts = field(default_factory=SharedTexts)
    table: list[bytes] = field(default_factory=list)
    sheet: Extent = field(default_factory=Extent)

    def close(self) -> None:
        self.cells += self.sheet.cells
        self.filled += self.sheet.filled
        self.sheet = Extent()

    def share(self, index: int) -> None:
        """Take a cell that shows a shared text."""
        lengths = self.shared.lengths
        self.texts += TEXT_HEAD + (lengths[index] if index < len(lengths) else 0)


def check_old(path: Path, reporter: Reporter) -> None:
    """Refuse an .xls whose cells span, or are said to span, or hold what does not fit into memory.

    What is damaged is left to the reader, which says so.

    Raises:
        UserError: when they do.
    """
    with reading(path):
        data = path.read_bytes()
    try:
        stream = _stream(data)
    except (struct.error, IndexError):
        return
    sheets, at, seen = _Sheets(), 0, 0
    while at + 4 <= len(stream):
        seen += 1
        if seen % _CHECK_EVERY == 0:
            reporter.check()
        kind, size = struct.unpack_from("<HH", stream, at)
        _see(path, sheets, kind, stream[at + 4 : at + 4 + size])
        at += 4 + size
    sheets.close()
    texts = sheets.texts + sheets.shared.memory
    check_extent(path, "Workbook", sheets.cells, sheets.filled, texts)


def _see(path: Path, sheets: _Sheets, kind: int, data: bytes) -> None:
    """Take the next record."""
    if kind == _SHARED_TABLE or (kind == _CONTINUED and sheets.table):
        sheets.table.append(data)
        return
    if sheets.table:
        sheets.shared, sheets.table = shared_texts(sheets.table), []
    if kind in _SHEET_BEGINS:
        sheets.close()
    elif kind == _DIMENSIONS and len(data) >= 10:
        form = "<IIHH" if len(data) >= 14 else "<HHHH"
        top, bottom, left, right = struct.unpack_from(form, data)
        cells = max(0, bottom - top) * max(0, right - left)
        if cells > _MOST_DECLARED:
            reason = f"a sheet claims {cells:,} cells, more than this kind of file can hold"
            raise UserError("data.damaged_workbook", path=path, reason=reason)
    elif kind in _CELLS and len(data) >= 4:
        row, column = struct.unpack_from("<HH", data)
        sheets.sheet.see(row, column, column)
        if kind == _SHARED_CELL and len(data) >= _SHARED_CELL_BYTES:
            sheets.share(*struct.unpack_from("<I", data, 6))
    elif kind in _MANY_CELLS and len(data) >= 6:
        row, first = struct.unpack_from("<HH", data)
        last = int.from_bytes(data[-2:], "little")
        sheets.sheet.see(row, first, max(first, last))


def _stream(data: bytes) -> bytes:
    """Return the stream of the workbook; a file of before 1993 is that stream itself.

    Raises:
        struct.error, IndexError: the compound file is damaged.
    """
    if not data.startswith(_OLE):
        return data
    size = 1 << min(16, struct.unpack_from("<H", data, 30)[0])
    fat = _fat(data, size)
    first_of_folder = struct.unpack_from("<I", data, 48)[0]
    folder = _chain(data, size, fat, first_of_folder)
    for at in range(0, len(folder) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", folder, at + 64)[0]
        name = folder[at : at + max(0, min(64, length) - 2)].decode("utf-16-le", "replace")
        start, bytes_ = struct.unpack_from("<II", folder, at + 116)
        if name in _STREAMS and bytes_ >= _SMALL:
            return _chain(data, size, fat, start)[:bytes_]
    return b""


def _fat(data: bytes, size: int) -> list[int]:
    """Return the next sector of every sector."""
    tables = list(struct.unpack_from(f"<{_IN_HEADER}I", data, _DIFAT_AT))
    more, per = struct.unpack_from("<I", data, 68)[0], size // 4
    seen: set[int] = set()
    while more <= _LAST_SECTOR and more not in seen:
        seen.add(more)
        piece = _sector(data, size, more)
        if len(piece) < size:
            break
        *further, more = struct.unpack(f"<{per}I", piece)
        tables += further
    fat: list[int] = []
    for table in dict.fromkeys(tables):
        piece = _sector(data, size, table) if table <= _LAST_SECTOR else b""
        fat += struct.unpack(f"<{len(piece) // 4}I", piece[: len(piece) // 4 * 4])
    return fat


def _chain(data: bytes, size: int, fat: list[int], first: int) -> bytes:
    pieces, at, seen = [], first, set()
    while at <= _LAST_SECTOR and at not in seen:
        seen.add(at)
        pieces.append(_sector(data, size, at))
        at = fat[at] if at < len(fat) else _LAST_SECTOR + 1
    return b"".join(pieces)


def _sector(data: bytes, size: int, number: int) -> bytes:
    start = max(_HEADER, size) + number * size
    return data[start : start + size]
