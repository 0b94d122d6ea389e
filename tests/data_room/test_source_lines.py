"""A line of a file is shown as it stands there, with those around it."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.core.source_lines import SourceLines
from mlops_desktop.data.preview import preview_file
from mlops_desktop.data.source_lines import LONGEST, Place, source_lines


@pytest.fixture
def look(new_folder):
    def run(path: Path, line: int, sha256: str = "") -> SourceLines:
        options = preview_file(path, ReaderOptions()).options
        return source_lines(path, Place(line, options, sha256), new_folder(), Silent())

    return run


TEXT = "a;b\n" + "".join(f"{n};x\n" for n in range(2, 12))


def test_a_line_of_a_text_comes_with_three_before_and_after(look, write) -> None:
    found = look(write(TEXT), 6)
    assert [line.number for line in found.lines] == [3, 4, 5, 6, 7, 8, 9]
    assert found.lines[3].text == "6;x"
    assert found.names == ""


def test_at_the_edges_of_the_file_there_are_fewer(look, write) -> None:
    path = write(TEXT)
    assert [line.number for line in look(path, 1).lines] == [1, 2, 3, 4]
    assert [line.number for line in look(path, 11).lines] == [8, 9, 10, 11]


def test_the_lines_are_those_of_a_rejected_row(look, imported, write) -> None:
    path = write('a,b\n1,"x\ny\nz"\n\n2,u\nbad\n3,v\n')
    reject = imported(path).result.rejects.rows[0]
    line = next(item for item in look(path, reject.line).lines if item.number == reject.line)
    assert line.text == reject.text == "bad"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.replace("x", "ü").encode("cp1252"),
        TEXT.replace("x", "ü").encode("utf-16"),
        TEXT.replace("x", "ü").encode("utf-8-sig"),
        TEXT.replace("x", "ü").replace("\n", "\r\n").encode(),
        TEXT.replace("x", "ü").replace("\n", "\r").encode(),
        gzip.compress(TEXT.replace("x", "ü").encode(), mtime=0),
    ],
)
def test_encoding_line_ends_and_packing_do_not_matter(look, write, content) -> None:
    found = look(write(content), 6)
    assert [line.text for line in found.lines][2:5] == ["5;ü", "6;ü", "7;ü"]


def test_a_line_that_nobody_reads_to_its_end_is_cut(look, write) -> None:
    found = look(write("a,b\n1,2\n3," + "y" * 500_000 + "\n4,5\n"), 3)
    assert found.lines[2].text == ("3," + "y" * LONGEST)[:LONGEST] + "…"
    assert found.lines[3].text == "4,5"


def test_of_a_workbook_the_row_is_shown_cell_by_cell(look, tmp_path) -> None:
    import xlsxwriter

    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate([("n", "city"), (1, "Rome"), ("many", "Oslo"), (3, None)]):
            sheet.write_row(at, 0, cells)
    found = look(path, 3)
    assert found.names == "n\tcity"
    assert [(line.number, line.text) for line in found.lines] == [
        (2, "1\tRome"),
        (3, "many\tOslo"),
        (4, "3\t"),
    ]


def test_of_a_zipped_json_file_the_record_is_shown(look, tmp_path) -> None:
    path = tmp_path / "towns.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("towns.json", '[{"n": 1, "t": "a"}, {"n": 2, "t": "b"}]')
    found = look(path, 2)
    assert found.names == "n\tt"
    assert "2\tb" in [line.text for line in found.lines]


def test_another_file_than_the_one_that_was_imported_is_refused(look, write) -> None:
    path = write(TEXT)
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    assert look(path, 2, sha256).lines[1].text == "2;x"
    path.write_text(TEXT + "12;x\n", encoding="utf-8")
    with pytest.raises(UserError) as refused:
        look(path, 2, sha256)
    assert refused.value.code == "data.other_file"
    assert refused.value.facts["path"] == path


def test_a_line_behind_the_end_is_nothing(look, write) -> None:
    assert look(write(TEXT), 500).lines == ()
