"""Workbooks: sheets, dates, stored formula values; traps are not opened."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.preview import preview_file
from mlops_desktop.data.readers import archive

BOOK = Path(__file__).parents[1] / "data" / "rentals.xlsx"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="xl/workbook.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": "<Relationships xmlns="
    '"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Target="worksheets/sheet1.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
}


@pytest.fixture
def book(tmp_path) -> Path:
    """A workbook with an empty first sheet, a table off the corner, and a second table."""
    return Path(shutil.copy(BOOK, tmp_path / "book.xlsx"))


@pytest.fixture
def make_book(tmp_path):
    """Make a workbook of one sheet from cells by address."""

    def make(cells: dict[str, object]) -> Path:
        path = tmp_path / "made.xlsx"
        rows: dict[int, list[str]] = {}
        for address, value in cells.items():
            row = int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            kind, tag = ("inlineStr", "is") if isinstance(value, str) else ("n", "v")
            inner = f"<t>{value}</t>" if tag == "is" else value
            cell = f'<c r="{address}" t="{kind}"><{tag}>{inner}</{tag}></c>'
            rows.setdefault(row, []).append(cell)
        body = "".join(f'<row r="{row}">{"".join(made)}</row>' for row, made in rows.items())
        sheet = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{body}</sheetData></worksheet>"
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in (*_PARTS.items(), ("xl/worksheets/sheet1.xml", sheet)):
                archive.writestr(name, text)
        return path

    return make


def test_the_first_sheet_with_data_is_read(imported, book) -> None:
    done = imported(book)
    assert done.types == {
        "n": "integer",
        "x": "number",
        "day": "date",
        "at": "datetime",
        "ok": "boolean",
        "text": "text",
        "sum": "integer",
    }
    assert done.rows() == [
        (0, 0.5, "2011-01-01", "2011-01-01T10:30:00", False, 'a "b", c', 2),
        (1, 1.5, "2011-01-02", "2011-01-02T10:30:00", True, "line\nbreak", 2),
        (2, 2.5, "2011-01-03", "2011-01-03T10:30:00", False, None, 2),
    ]
    assert (done.detected("sheet").value, done.detected("format").value) == ("Rentals", "xlsx")
    assert done.result.options.sheet == "Rentals"
    assert done.result.file_size == book.stat().st_size


def test_a_sheet_can_be_chosen(imported, book) -> None:
    assert imported(book, sheet="Other").rows() == [("v1",), ("v2",)]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(imported, book) -> None:
    with pytest.raises(UserError) as caught:
        imported(book, sheet="Sales")
    assert caught.value.code == "data.sheet"
    assert "Empty, Rentals, Other" in caught.value.hint


def test_an_empty_sheet_is_refused(imported, book) -> None:
    with pytest.raises(UserError) as caught:
        imported(book, sheet="Empty")
    assert caught.value.code == "data.empty_sheet"


def test_the_preview_lists_the_sheets(book) -> None:
    preview = preview_file(book, ReaderOptions())
    assert preview.sheets == ("Empty", "Rentals", "Other")
    assert preview.is_complete


def test_bad_values_are_named_by_the_row_excel_shows(imported, make_book) -> None:
    cells: dict[str, object] = {"A1": "x"} | {f"A{row}": row for row in range(2, 302)}
    done = imported(make_book(cells | {"A302": "oops", "A305": "dear me"}))
    assert [cell.line for cell in done.result.rejects.cells] == [302, 305]


def test_the_name_does_not_decide_what_a_file_is(imported, book, tmp_path) -> None:
    renamed = tmp_path / "book.csv"
    renamed.write_bytes(book.read_bytes())
    assert imported(renamed).detected("format").value == "xlsx"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"garbage, not a zip", "data.damaged_workbook"),
        (b"PK\x03\x04 but nothing more", "data.damaged_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "data.damaged_workbook"),
    ],
)
def test_garbage_is_refused(imported, content, code) -> None:
    with pytest.raises(UserError) as caught:
        imported(content, name="book.xlsx")
    assert caught.value.code == code


def test_a_workbook_cut_short_is_refused(imported, book) -> None:
    whole = book.read_bytes()
    book.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError) as caught:
        imported(book)
    assert caught.value.code == "data.damaged_workbook"


def test_a_zip_that_is_no_workbook_is_unpacked(imported, tmp_path) -> None:
    path = tmp_path / "table.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("table.csv", "a,b\n1,2\n")
    assert imported(path).rows() == [(1, 2)]


def test_a_zip_bomb_is_not_opened(imported, tmp_path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    with pytest.raises(UserError) as caught:
        imported(path)
    assert caught.value.code == "data.workbook_trap"
    assert "xl/worksheets/sheet1.xml" in caught.value.message


def test_a_stray_cell_in_the_last_corner_does_not_fill_the_memory(imported, make_book) -> None:
    path = make_book({"A1": "a", "B1": "b", "A2": 1, "B2": 2, "XFD1048576": "here"})
    with pytest.raises(UserError) as caught:
        imported(path)
    assert caught.value.code == "data.workbook_extent"


def test_a_workbook_too_large_for_memory_is_refused(imported, book, monkeypatch) -> None:
    monkeypatch.setattr(archive, "MAX_WORKBOOK_BYTES", 1_000)
    with pytest.raises(UserError) as caught:
        imported(book)
    assert caught.value.code == "data.large_workbook"
    assert "CSV" in caught.value.hint
