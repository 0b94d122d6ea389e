"""Workbooks made by hand, for tests: .xlsx, .xlsb and .ods archives, an .xls compound file."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="[h]:mm:ss"/>'
    '</numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>'
    '<xf numFmtId="164"/></cellXfs></styleSheet>'
)
DATE, MOMENT, DURATION = 1, 2, 3
"""Styles of cells: a number that is a date, a time, a duration."""


def relations(*items: tuple[str, str]) -> str:
    """Return a .rels part of (type, target)."""
    inner = "".join(
        f'<Relationship Id="r{at}" Type="{_REL}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(items, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def cell(address: str, value: object, style: int = 0) -> str:
    """Return a cell; a text that begins with ``=`` is a formula without its value."""
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str) and value.startswith("="):
        return f'<c r="{address}"><f>{escape(value[1:])}</f></c>'
    if isinstance(value, str):
        return f'<c r="{address}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'


def xlsx(
    path: Path,
    rows: dict[int, list[str]],
    merges: tuple[str, ...] = (),
    parts: dict[str, str] | None = None,
) -> Path:
    """Write a workbook of one sheet from cells by row."""
    body = "".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows.items())
    merged = "".join(f'<mergeCell ref="{item}"/>' for item in merges)
    merged = f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else ""
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{merged}</worksheet>'
    every = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        '<sheet name="S &amp; T" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
        ),
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": sheet,
    } | (parts or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in every.items():
            archive.writestr(name, text)
    return path


def ods(path: Path, rows: str, manifest: str = "") -> Path:
    """Write an OpenDocument sheet from its rows' XML."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0"'
        f' xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
    return path


def ods_cell(value: object, attributes: str = "") -> str:
    """Return a cell of an OpenDocument sheet."""
    if value is None:
        return f"<table:table-cell {attributes}/>"
    kind, shown = "string", ""
    if isinstance(value, bool):
        kind, shown = "boolean", f' office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind, shown = "float", f' office:value="{value}"'
    elif str(value)[:2] == "20":
        kind, shown = "date", f' office:date-value="{value}"'
    inner = f"<text:p>{escape(str(value))}</text:p>"
    start = f'<table:table-cell office:value-type="{kind}"{shown} {attributes}>'
    return f"{start}{inner}</table:table-cell>"


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + length + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, cells: list[tuple[int, int, object]], shared: tuple[str, ...] = ()) -> Path:
    """Write a binary workbook from (row, column, value), sorted by row (MS-XLSB).

    A text that is among the shared ones is written by its number.
    """
    body, last = b"", -1
    for row, column, value in cells:
        if row != last:
            body += _record(0, struct.pack("<IIHHBI", row, 0, 300, 0, 0, 0))
            last = row
        start = struct.pack("<II", column, 0)
        if value in shared:
            body += _record(7, start + struct.pack("<I", shared.index(str(value))))  # BrtCellIsst
        elif isinstance(value, str):
            body += _record(6, start + _wide(value))  # BrtCellSt
        else:
            body += _record(5, start + struct.pack("<d", float(value)))  # BrtCellReal
    extent = struct.pack("<IIII", 0, max(row for row, _, _ in cells), 0, 20)
    sheet = _record(129) + _record(148, extent) + _record(145) + body + _record(146) + _record(130)
    bundle = struct.pack("<II", 0, 1) + _wide("r1") + _wide("Sheet1")
    book = _record(131) + _record(143) + _record(156, bundle) + _record(144) + _record(132)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", relations(("officeDocument", "xl/workbook.bin")))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels", relations(("worksheet", "worksheets/sheet1.bin"))
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        if shared:
            items = b"".join(_record(19, b"\0" + _wide(text)) for text in shared)
            count = struct.pack("<II", len(shared), len(shared))
            texts = _record(159, count) + items + _record(160)
            archive.writestr("xl/sharedStrings.bin", texts)
    return path


def _biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def shared_table(texts: tuple[str, ...], cut_at: int = 8_224) -> list[bytes]:
    """Return the records of texts that cells of an .xls share, cut within a text where need be."""
    records, data = [], struct.pack("<II", len(texts), len(texts))
    for text in texts:
        is_wide = not text.isascii()
        if len(data) + 3 > cut_at:  # what stands before a text is never cut
            records.append(data)
            data = b""
        data += struct.pack("<HB", len(text), is_wide)
        for sign in text:
            raw = sign.encode("utf-16-le" if is_wide else "ascii")
            if len(data) + len(raw) > cut_at:
                records.append(data)
                data = bytes([is_wide])
            data += raw
    return [*records, data]


def xls(
    path: Path,
    cells: list[tuple[int, int, object]],
    *,
    locked: bool = False,
    shared: tuple[str, ...] = (),
) -> Path:
    """Write a workbook of Excel 97–2003 (BIFF8 in a compound file) from (row, column, value).

    Args:
        shared: the texts that cells share; a value (at,) stands for the one at that place.
    """
    begin = _biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    if locked:
        begin += _biff(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    first, *rest = shared_table(shared) if shared else [b""]
    if shared:
        begin += _biff(0xFC, first) + b"".join(_biff(0x3C, piece) for piece in rest)
    name = b"Sheet1"
    sheet_at = len(begin) + 4 + 8 + len(name) + 4
    bound = _biff(0x85, struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 0) + name)
    sheet = _biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row, column, value in cells:
        if isinstance(value, str):
            text = value.encode("utf-16-le")
            data = struct.pack("<HHHHB", row, column, 0, len(value), 1) + text
            sheet += _biff(0x204, data)  # LABEL
        elif isinstance(value, tuple):
            sheet += _biff(0xFD, struct.pack("<HHHI", row, column, 0, value[0]))  # LABELSST
        else:
            sheet += _biff(0x203, struct.pack("<HHHd", row, column, 0, float(value)))  # NUMBER
    stream = begin + bound + _biff(0x0A) + sheet + _biff(0x0A)
    path.write_bytes(_compound(stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")))
    return path


def protected(path: Path) -> Path:
    """Write what Excel writes for an .xlsx with a password: a compound file around it."""
    path.write_bytes(_compound(bytes(4096), "EncryptedPackage"))
    return path


def _compound(stream: bytes, called: str = "Workbook") -> bytes:
    """Return a compound file (MS-CFB) of one stream of whole sectors."""
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    count = len(stream) // 512
    fat = [fat_mark, end, *(at + 3 for at in range(count - 1)), end]
    fat += [free] * (128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = (name + "\0").encode("utf-16-le") if name else b""
        links = struct.pack("<III", free, free, child)
        tail = bytes(36) + struct.pack("<IQ", start, size)
        return raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + links + tail

    folder = entry("Root Entry", 5, 1, end, 0) + entry(called, 2, free, 2, len(stream))
    folder += (entry("", 0, free, 0, 0)) * 2
    return head + struct.pack("<128I", *fat) + folder + stream
