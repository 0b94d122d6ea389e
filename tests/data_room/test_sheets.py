"""Workbooks of every kind: ranges, merged names, typed cells; traps and locks in words."""

from __future__ import annotations

import struct
import zipfile

import pytest
from data_room.sheets import (
    DATE,
    DURATION,
    MOMENT,
    cell,
    ods,
    ods_cell,
    protected,
    shared_table,
    xls,
    xlsb,
    xlsx,
)

from mlops_desktop.core.errors import UserError
from mlops_desktop.data.readers import archive, extent
from mlops_desktop.data.readers.addresses import Addresses
from mlops_desktop.data.readers.extent import check_extent
from mlops_desktop.data.readers.old_texts import shared_texts
from mlops_desktop.data.readers.sound import sound


def _refused(imported, path, **options) -> UserError:
    with pytest.raises(UserError) as caught:
        imported(path, **options)
    return caught.value


def _grid(values: list[list[object]], top: int = 1) -> dict[int, list[str]]:
    return {
        row: [cell(f"{chr(65 + at)}{row}", value) for at, value in enumerate(line) if value != ""]
        for row, line in enumerate(values, top)
    }


@pytest.fixture
def quarters(tmp_path):
    """Two rows of names: years over quarters, a region beside both; a note far below."""
    rows = _grid(
        [
            ["Sales in million"],
            ["Region", 2023, "", 2024, ""],
            ["", "Q1", "Q2", "Q1", "Q2"],
            ["North", 1.5, 2, 3, 4],
            ["South", 5, 6, 7, 8],
            [],
            ["Source: the books"],
        ]
    )
    return xlsx(tmp_path / "q.xlsx", rows, ("A1:E1", "A2:A3", "B2:C2", "D2:E2"))


def test_merged_names_are_joined(imported, quarters) -> None:
    done = imported(quarters, range="A2:E5")
    assert list(done.types) == ["Region", "2023 Q1", "2023 Q2", "2024 Q1", "2024 Q2"]
    assert done.rows() == [("North", 1.5, 2, 3, 4), ("South", 5.0, 6, 7, 8)]
    assert done.detected("header").value == "row 2 to 3"


@pytest.mark.parametrize(
    ("above", "merges", "told"),
    [
        ([["Sales 2023"]], ("A1:C1",), "row 1 holds a title; one row"),
        ([["Sales 2023"], []], (), "rows 1 to 2 hold a title; one row"),
        ([["Sales"], [], ["", "in million"]], (), "rows 1 to 3 hold a title; one row"),
    ],
)
def test_a_title_above_the_names_is_passed_over_and_told(
    imported, tmp_path, above, merges, told
) -> None:
    rows = _grid([*above, ["id", "name", "paid"], [1, "x", 2.5], [2, "", 3]])
    done = imported(xlsx(tmp_path / "t.xlsx", rows, merges))
    assert done.types == {"id": "integer", "name": "text", "paid": "number"}
    assert done.rows() == [(1, "x", 2.5), (2, None, 3.0)]
    header = done.detected("header")
    assert (header.value, header.reason) == (f"row {len(above) + 1}", told)


def test_a_title_above_merged_names_is_passed_over(imported, quarters) -> None:
    done = imported(quarters)
    assert list(done.types) == ["Region", "2023 Q1", "2023 Q2", "2024 Q1", "2024 Q2"]
    assert done.detected("header").value == "row 2 to 3"


@pytest.mark.parametrize(
    "values",
    [
        [["a"], [1, 2], [3, 4]],  # below stand values
        [["a"], ["x", "x"], [3, 4]],  # below stands a text twice
        [["a"], ["x", "", "y"], [1, 2, 3]],  # below a name is missing
        [["a"], [], ["b"], ["", "c"]],  # nothing stands below
    ],
)
def test_what_may_be_no_title_is_not_passed_over(imported, tmp_path, values) -> None:
    error = _refused(imported, xlsx(tmp_path / "t.xlsx", _grid(values)))
    assert error.code == "data.empty_names"
    assert "range" in error.hint


def test_the_first_column_alone_may_lack_a_name_as_pandas_writes_it(imported, tmp_path) -> None:
    done = imported(xlsx(tmp_path / "t.xlsx", _grid([["", "a", "b"], [0, 1, 2.5], [1, 3, 4]])))
    assert list(done.types) == ["column_1", "a", "b"]
    assert done.rows() == [(0, 1, 2.5), (1, 3, 4.0)]
    assert "the first has none" in done.detected("header").reason


def test_names_over_some_columns_are_no_title(imported, tmp_path) -> None:
    rows = _grid([["2023"], ["Q1", "Q2", "note"], [1, 2, "x"]])
    done = imported(xlsx(tmp_path / "t.xlsx", rows, ("A1:B1",)))
    assert list(done.types) == ["2023 Q1", "2023 Q2", "note"]


def test_how_many_rows_the_names_take_can_be_said(imported, tmp_path) -> None:
    rows = _grid([["a", "b", ""], ["", "x", "y"], [1, 2, 3]])
    done = imported(xlsx(tmp_path / "h.xlsx", rows), header_rows=2)
    assert list(done.types) == ["a", "b x", "b y"]
    assert _refused(imported, tmp_path / "h.xlsx", header_rows=11).code == "data.header_rows"


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        ("B2:C3", [("x", 2.0)]),
        ("b2:c4", [("x", 2.0), ("y", 3.5)]),
        ("$B$2:$C", [("x", 2.0), ("y", 3.5), ("z", 4.0)]),
    ],
)
def test_a_range_of_cells_is_the_table(imported, tmp_path, chosen, rows) -> None:
    grid = _grid([["t"], ["", "k", "v"], ["", "x", 2], ["", "y", 3.5], ["", "z", 4]])
    done = imported(xlsx(tmp_path / "r.xlsx", grid), range=chosen)
    assert [tuple(row) for row in done.rows()] == rows
    assert list(done.types) == ["k", "v"]


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ("A3-F200", "data.range"),
        ("C2:B3", "data.range"),
        ("A9:B2", "data.range"),
        ("", "data.range"),
        ("X90:Z99", "data.empty_range"),
    ],
)
def test_a_range_that_cannot_be_is_refused(imported, tmp_path, chosen, code) -> None:
    path = xlsx(tmp_path / "r.xlsx", _grid([["a", "b"], [1, 2]]))
    assert _refused(imported, path, range=chosen).code == code


def test_uniform_cells_keep_their_type(imported, tmp_path) -> None:
    names = ["n", "x", "ok", "day", "at", "long", "code"]
    rows = _grid([names])
    for row, part in ((2, 0.5), (3, 0.25)):
        rows[row] = [
            cell(f"A{row}", row),
            cell(f"B{row}", part),
            cell(f"C{row}", row == 2),
            cell(f"D{row}", 40544 + row, DATE),
            cell(f"E{row}", 40544 + part, MOMENT),
            cell(f"F{row}", 1 + part, DURATION),
            cell(f"G{row}", f"00{row}"),
        ]
    done = imported(xlsx(tmp_path / "t.xlsx", rows))
    assert list(done.types.values()) == [
        "integer",
        "number",
        "boolean",
        "date",
        "datetime",
        "number",
        "text",
    ]
    assert done.rows()[0] == (2, 0.5, True, "2011-01-03", "2011-01-01T12:00:00", 1.5, "002")
    assert done.detected("durations").value == "in days"


def test_a_column_of_mixed_cells_is_judged_by_all_its_values(imported, tmp_path) -> None:
    values = [["n"], *([at] for at in range(200)), ["oops"]]
    done = imported(xlsx(tmp_path / "m.xlsx", _grid(values)))
    assert done.types == {"n": "integer"}
    assert [(item.line, item.value) for item in done.result.rejects.cells] == [(202, "oops")]


def test_formulas_without_values_are_refused_with_their_place(imported, tmp_path) -> None:
    path = xlsx(tmp_path / "f.xlsx", _grid([["a", "b"], [1, "=A2*2"], [2, "=A3*2"]]))
    error = _refused(imported, path)
    assert error.code == "data.formulas"
    assert "B2" in error.message
    assert "S & T" in error.message


def test_a_sheet_of_formulas_alone_is_refused_too(imported, tmp_path) -> None:
    path = xlsx(tmp_path / "f.xlsx", _grid([["=X1", "=X2"], ["=A2", "=A3"]]))
    assert _refused(imported, path).code in {"data.formulas", "data.empty_names"}


def test_a_workbook_that_declares_entities_is_not_opened(imported, tmp_path) -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        "<sst><si><t>&b;</t></si></sst>"
    )
    path = xlsx(tmp_path / "e.xlsx", _grid([["a"], [1]]), parts={"xl/sharedStrings.xml": bomb})
    error = _refused(imported, path)
    assert error.code == "data.workbook_entities"
    assert "sharedStrings" in error.message


def test_open_document_sheets_are_read(imported, tmp_path) -> None:
    lines = [["n", "x", "ok", "day"], [1, 0.5, True, "2011-01-31"], [2, 1.5, False, "2011-02-28"]]
    rows = "".join(
        f"<table:table-row>{''.join(map(ods_cell, line))}</table:table-row>" for line in lines
    )
    empty = ods_cell(None, 'table:number-columns-repeated="16384"')
    rows += f'<table:table-row table:number-rows-repeated="1048573">{empty}</table:table-row>'
    done = imported(ods(tmp_path / "t.ods", rows))
    assert done.rows() == [(1, 0.5, True, "2011-01-31"), (2, 1.5, False, "2011-02-28")]
    assert done.types["day"] in {"date", "datetime"}


def test_repeated_cells_that_would_fill_the_memory_are_refused(imported, tmp_path) -> None:
    bomb = ods_cell(1, 'table:number-columns-repeated="16384"')
    rows = f'<table:table-row table:number-rows-repeated="1048576">{bomb}</table:table-row>'
    assert _refused(imported, ods(tmp_path / "b.ods", rows)).code == "data.workbook_extent"


def test_a_protected_open_document_sheet_is_refused(imported, tmp_path) -> None:
    manifest = "<m><manifest:encryption-data/></m>"
    path = ods(tmp_path / "l.ods", "", manifest)
    assert _refused(imported, path).code == "data.locked_workbook"


CELLS = [(0, 0, "k"), (0, 1, "v"), (1, 0, "x"), (1, 1, 1.5), (2, 0, "y"), (2, 1, 2)]


@pytest.mark.parametrize(("make", "name"), [(xlsb, "t.xlsb"), (xls, "t.xls")])
def test_binary_workbooks_are_read(imported, tmp_path, make, name) -> None:
    assert imported(make(tmp_path / name, CELLS)).rows() == [("x", 1.5), ("y", 2.0)]


def test_a_binary_workbook_with_a_stray_cell_is_refused(imported, tmp_path) -> None:
    path = xlsb(tmp_path / "t.xlsb", [*CELLS, (1_048_575, 16_383, 1)])
    assert _refused(imported, path).code == "data.workbook_extent"


def test_a_protected_old_workbook_is_refused(imported, tmp_path) -> None:
    path = xls(tmp_path / "t.xls", CELLS, locked=True)
    assert _refused(imported, path).code == "data.locked_workbook"


def test_a_protected_workbook_is_refused(imported, tmp_path) -> None:
    assert _refused(imported, protected(tmp_path / "t.xlsx")).code == "data.locked_workbook"


def test_a_part_that_unpacks_to_more_than_it_claims_is_refused(
    imported, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(archive, "MAX_WORKBOOK_BYTES", 3_000)
    path = xlsx(tmp_path / "t.xlsx", _grid([["a"], *([at] for at in range(200))]))
    assert _refused(imported, path).code in {"data.large_workbook", "data.workbook_trap"}


def test_a_text_that_claims_more_than_the_file_holds_is_damage(imported, tmp_path, capfd) -> None:
    path = xlsb(tmp_path / "text.xlsb", [(0, 0, "name"), (1, 0, 2)])
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = "name".encode("utf-16-le")
    sheet = parts["xl/worksheets/sheet1.bin"]
    parts["xl/worksheets/sheet1.bin"] = sheet.replace(b"\x04\0\0\0" + name, b"\xff\xff\0\0" + name)
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    with pytest.raises(UserError) as refusal:
        imported(path)
    assert refusal.value.code == "data.damaged_workbook"
    assert refusal.value.facts["path"] == path
    assert capfd.readouterr().err == "", "a library's panic reached the terminal"


def test_an_old_workbook_cut_in_its_beginning_is_damage(imported, tmp_path, capfd) -> None:
    path = xls(tmp_path / "cut.xls", [(0, 0, "name"), (1, 0, 2)])
    path.write_bytes(path.read_bytes()[:542])
    with pytest.raises(UserError) as refusal:
        imported(path)
    assert refusal.value.code == "data.damaged_workbook"
    assert capfd.readouterr().err == ""


def test_an_interruption_while_a_workbook_is_read_is_not_damage(tmp_path) -> None:
    with pytest.raises(KeyboardInterrupt), sound(tmp_path / "book.xls"):
        raise KeyboardInterrupt


def test_an_old_workbook_with_a_stray_cell_is_refused(imported, tmp_path) -> None:
    path = xls(tmp_path / "far.xls", [*CELLS, (65_535, 255, 1)])
    refusal = _refused(imported, path)
    assert refusal.code == "data.workbook_extent"
    assert refusal.facts["cells"] == "16,777,216"


def test_an_old_workbook_with_a_cell_beyond_every_sheet_is_refused(imported, tmp_path) -> None:
    path = xls(tmp_path / "far.xls", [*CELLS, (65_535, 65_535, 1)])
    assert _refused(imported, path).code == "data.workbook_extent"


SHARED = ("name", "Zürich 東京", "x" * 9_000, "last")


def test_texts_that_cells_of_an_old_workbook_share_are_read(imported, tmp_path) -> None:
    cells = [(0, 0, (0,)), (1, 0, (1,)), (2, 0, (2,)), (3, 0, (3,))]
    done = imported(xls(tmp_path / "shared.xls", cells, shared=SHARED))
    assert done.rows() == [(text,) for text in SHARED[1:]]


def test_shared_texts_are_measured_wherever_they_are_cut() -> None:
    measured = [2 * 4, 3 * 9, 2 * 9_000, 2 * 4]
    for cut_at in (20, 33, 1_000, 8_224):
        assert shared_texts(shared_table(SHARED, cut_at)).lengths.tolist() == measured


def test_of_a_damaged_table_of_shared_texts_the_beginning_counts() -> None:
    (table,) = shared_table(("one", "two"))
    assert shared_texts([table[:-2]]).lengths.tolist() == [6]
    assert shared_texts([table[:3]]).lengths.tolist() == []
    assert shared_texts([b"", b""]).lengths.tolist() == []


def test_an_old_workbook_that_shows_a_long_text_in_many_cells_is_refused(
    imported, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(extent, "WORKBOOK_MEMORY", 10_000_000)
    few = [(0, 0, "name"), *((row, 0, (0,)) for row in range(1, 101))]
    assert len(imported(xls(tmp_path / "few.xls", few, shared=("x" * 6_000,))).rows()) == 100
    many = [(row, 0, (0,)) for row in range(1_000)]
    refusal = _refused(imported, xls(tmp_path / "many.xls", many, shared=("x" * 6_000,)))
    assert refusal.code == "data.workbook_memory"
    assert refusal.facts["filled"] == "1,000"


def test_an_old_workbook_that_claims_more_than_it_could_hold_is_refused(imported, tmp_path) -> None:
    path = xls(tmp_path / "claims.xls", CELLS)
    number = struct.pack("<HH", 0x203, 14)
    claim = struct.pack("<HHIIHH", 0x200, 14, 0, 2**31, 0, 16_000)[: 4 + 14]
    raw = path.read_bytes()
    at = raw.index(number)
    path.write_bytes(raw[:at] + claim + raw[at : -len(claim)])
    refusal = _refused(imported, path)
    assert refusal.code == "data.damaged_workbook"
    assert "claims" in str(refusal.facts["reason"])


def test_cells_repeated_beyond_a_gigabyte_are_refused_with_the_limit(imported, tmp_path) -> None:
    repeated = ods_cell("x", 'table:number-columns-repeated="28"')
    rows = f'<table:table-row table:number-rows-repeated="1048576">{repeated}</table:table-row>'
    refusal = _refused(imported, ods(tmp_path / "mid.ods", rows))
    assert refusal.code == "data.workbook_extent"
    assert "6,000,000 such cells" in refusal.message


@pytest.mark.parametrize(
    "written", ["='1048576'", '="4000000000"', ' = "1048576"', '="&#49;048576"', '="+1048576"']
)
def test_a_repetition_counts_however_it_is_written(imported, tmp_path, written) -> None:
    repeated = ods_cell("x", 'table:number-columns-repeated="28"')
    rows = f"<table:table-row table:number-rows-repeated{written}>{repeated}</table:table-row>"
    assert _refused(imported, ods(tmp_path / "r.ods", rows)).code == "data.workbook_extent"


def test_cells_repeated_over_many_sheets_count_together(imported, tmp_path) -> None:
    repeated = ods_cell("x", 'table:number-columns-repeated="4"')
    row = f'<table:table-row table:number-rows-repeated="1048576">{repeated}</table:table-row>'
    rows = f'{row}</table:table><table:table table:name="T">{row}'
    assert _refused(imported, ods(tmp_path / "two.ods", rows)).code == "data.workbook_extent"


def test_a_large_table_that_is_filled_is_within_the_limit(tmp_path) -> None:
    check_extent(tmp_path / "full.xlsx", "sheet1", 12_600_000, 12_600_000)
    check_extent(tmp_path / "half.xlsx", "sheet1", 16_000_000, 8_000_000)
    with pytest.raises(UserError) as caught:
        check_extent(tmp_path / "hollow.xlsx", "sheet1", 16_000_000, 7_000_000)
    assert caught.value.code == "data.workbook_extent"


def test_a_half_filled_sheet_that_takes_more_than_the_memory_is_refused_with_its_size(
    tmp_path,
) -> None:
    # Measured: a reader took 1.3 GB for these.
    with pytest.raises(UserError) as caught:
        check_extent(tmp_path / "half.xlsx", "sheet1", 26_000_000, 13_000_000)
    assert caught.value.code == "data.workbook_memory"
    assert "would take 1.4 GB" in caught.value.message
    assert "CSV" in caught.value.hint


_MARKS = ('table:y=">"', "table:y='>'", 'table:y="&#62; >"', 'table:y=" table:number-x >"')


@pytest.mark.parametrize("mark", _MARKS)
def test_a_mark_inside_an_attribute_hides_no_repetition(imported, tmp_path, mark) -> None:
    repeated = ods_cell("x", f'{mark} table:number-columns-repeated="28"')
    rows = f'<table:table-row {mark} table:number-rows-repeated="1000000">{repeated}'
    refusal = _refused(imported, ods(tmp_path / "r.ods", f"{rows}</table:table-row>"))
    assert refusal.code == "data.workbook_extent"
    assert "28,000,000" in refusal.message


def test_a_comment_hides_no_repetition(imported, tmp_path) -> None:
    repeated = ods_cell("x", 'table:number-columns-repeated="28"')
    rows = '<!-- <table:table-cell x=" --><table:table-row table:number-rows-repeated="1000000">'
    refusal = _refused(imported, ods(tmp_path / "r.ods", f"{rows}{repeated}</table:table-row>"))
    assert refusal.code == "data.workbook_extent"


def test_a_long_text_repeated_in_an_opendocument_sheet_counts_each_time(imported, tmp_path) -> None:
    repeated = ods_cell("x" * 3_000, 'table:number-columns-repeated="28"')
    rows = f'<table:table-row table:number-rows-repeated="20000">{repeated}</table:table-row>'
    refusal = _refused(imported, ods(tmp_path / "long.ods", rows))
    assert refusal.code == "data.workbook_memory"
    assert "3.4 GB" in refusal.message


def _odd(path, cells: str, shared: str = ""):
    """Write a workbook whose sheet holds these cells as they are written here."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
        "</worksheet>"
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}"><si><t>{shared}</t></si></sst>'
    return xlsx(path, {}, parts=parts)


@pytest.mark.parametrize("kind", ['t="s"', "t='s'"])
def test_a_long_text_that_many_cells_share_counts_for_each(imported, tmp_path, kind) -> None:
    cells = "".join(
        f'<row r="{row}">{"".join(f"""<c r="{at}{row}" {kind}><v>0</v></c>""" for at in "ABCDE")}'
        "</row>"
        for row in range(1, 8_001)
    )
    refusal = _refused(imported, _odd(tmp_path / "s.xlsx", cells, "y" * 30_000))
    assert refusal.code == "data.workbook_memory"
    assert "40,000 cells" in refusal.message


def test_a_long_text_that_cells_of_a_binary_sheet_share_counts_for_each(imported, tmp_path) -> None:
    names = [(0, column, f"n{column}") for column in range(5)]
    cells = [
        *names,
        *((row, column, "y" * 30_000) for row in range(1, 3_001) for column in range(5)),
    ]
    path = xlsb(tmp_path / "s.xlsb", cells, ("y" * 30_000,))
    refusal = _refused(imported, path)
    assert refusal.code == "data.workbook_memory"
    assert "15,005 cells" in refusal.message


def test_shared_texts_of_a_binary_sheet_are_read(imported, tmp_path) -> None:
    cells = [(0, 0, "n"), (0, 1, "t"), (1, 0, 1), (1, 1, "a"), (2, 0, 2), (2, 1, "b")]
    assert imported(xlsb(tmp_path / "s.xlsb", cells, ("b", "a"))).rows() == [(1, "a"), (2, "b")]


_FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "cells",
    [
        f"{_FIRST}<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        f'{_FIRST}<row r="9"><c r="xfd1048576"><v>1</v></c></row>',
        f'{_FIRST}<row r="1048576">{"<c><v>1</v></c>" * 99}</row>',
        f'{_FIRST}<row r="9"><c s="0"  r = "XFD1048576"><v>1</v></c></row>',
        f'{_FIRST}<row r="9"><c m=">" r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_a_stray_cell_is_seen_however_its_place_is_written(imported, tmp_path, cells) -> None:
    refusal = _refused(imported, _odd(tmp_path / "s.xlsx", cells))
    assert refusal.code == "data.workbook_extent"


def test_cells_without_addresses_are_read(imported, tmp_path) -> None:
    cells = '<row><c t="str"><v>a</v></c></row><row><c><v>1</v></c></row><row><c><v>2</v></c></row>'
    assert imported(_odd(tmp_path / "s.xlsx", cells)).rows() == [(1,), (2,)]


def test_an_oddly_written_sheet_that_is_no_xml_is_refused_as_damaged(imported, tmp_path) -> None:
    cells = "<row r='1'><c r='A1'><v>1</v></row>"
    refusal = _refused(imported, _odd(tmp_path / "s.xlsx", cells))
    assert refusal.code == "data.damaged_workbook"
    assert "xl/worksheets/sheet1.xml" in refusal.message


@pytest.mark.parametrize("size", [7, 100, 1 << 20])
def test_cells_are_counted_the_same_whatever_pieces_they_come_in(size) -> None:
    rows = "".join(
        f'<row r="{r}"><c r="B{r}"/><c r="D{r}" t="s"><v>0</v></c></row>' for r in (3, 9)
    )
    data = f'<sheetData>{rows}<c:cat r="ZZ1"/></sheetData>'.encode()
    seen = Addresses()
    for at in range(0, len(data), size):
        seen.see(data[at : at + size])
    seen.close()
    assert (seen.filled, seen.cells, seen.is_odd) == (4, 21, False)
