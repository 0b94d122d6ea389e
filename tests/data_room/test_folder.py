"""A folder of like files is one table: columns agree, rejects name their file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.preview import preview_file


@pytest.fixture
def folder(tmp_path):
    """Make a folder from texts by file name."""

    def make(files: dict[str, str | bytes]) -> Path:
        top = tmp_path / "months"
        top.mkdir()
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (top / name).write_bytes(data)
        return top

    return make


def _refused(imported, path, **options) -> UserError:
    with pytest.raises(UserError) as caught:
        imported(path, **options)
    return caught.value


def test_rows_stand_in_the_order_of_the_files_names(imported, folder) -> None:
    top = folder(
        {"b.csv": "id,x\n3,c\n", "a.csv": "x,id\na,1\nb,2\n", ".hidden": "", "~$a.csv": ""}
    )
    done = imported(top)
    assert done.types == {"x": "text", "id": "integer", "source_file": "text"}
    assert done.rows() == [("a", 1, "a.csv"), ("b", 2, "a.csv"), ("c", 3, "b.csv")]
    assert [(item.name, item.rows) for item in done.result.files] == [("a.csv", 2), ("b.csv", 1)]
    assert all(len(item.sha256) == 64 for item in done.result.files)
    assert done.result.rows_in_file == 3


def test_the_column_that_names_the_file_can_be_left_out(imported, folder) -> None:
    assert imported(folder({"a.csv": "x\n1\n"}), source_file=False).rows() == [(1,)]


def test_a_column_of_that_name_stays_the_files_own(imported, folder) -> None:
    assert imported(folder({"a.csv": "source_file\n1\n"})).rows() == [(1,)]


def test_types_hold_over_all_files_and_bad_values_name_theirs(imported, folder) -> None:
    many = "n\n" + "".join(f"{i}\n" for i in range(200))
    done = imported(folder({"a.csv": many, "b.csv": "n\n1\noops\n"}))
    assert done.types["n"] == "integer"
    (cell,) = done.result.rejects.cells
    assert (cell.file, cell.line, cell.value) == ("b.csv", 3, "oops")


def test_rejected_rows_name_their_file(imported, folder) -> None:
    done = imported(folder({"a.csv": "a,b\n1,2\n", "b.csv": "a,b\n1,2\n1,2,3\n3,4\n"}))
    (row,) = done.result.rejects.rows
    assert (row.file, row.line) == ("b.csv", 3)
    assert done.result.rows_in_file == 4 == done.result.row_count + 1


def test_a_file_with_other_columns_is_named_with_the_difference(imported, folder) -> None:
    error = _refused(imported, folder({"a.csv": "x,y\n1,2\n", "b.csv": "x,z\n1,2\n"}))
    assert error.code == "data.folder_columns"
    assert "b.csv" in error.message
    assert "lacks y and has also z" in error.message


def test_a_fault_names_the_file_it_is_in(imported, folder) -> None:
    error = _refused(imported, folder({"a.csv": "x,y\n1,2\n", "b.csv": "x,x\n1,2\n"}))
    assert error.code == "data.duplicate_names"
    assert "b.csv" in error.message


def test_files_of_another_kind_are_told(imported, folder) -> None:
    top = folder({"a.csv": "x\n1\n", "b.csv": "x\n2\n", "README.md": "words"})
    assert "README.md" in imported(top).detected("files").reason


def test_an_empty_or_a_mixed_folder_is_refused(imported, folder, tmp_path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert _refused(imported, empty).code == "data.empty_folder"
    assert _refused(imported, folder({"a.csv": "x\n1\n", "b.tsv": "x\n1\n"})).code == (
        "data.mixed_folder"
    )


def test_one_decimal_comma_in_a_later_file_is_enough(imported, folder) -> None:
    done = imported(folder({"a.csv": "x;y\n1;1\n", "b.csv": "x;y\n0,5;2\n0,25;3\n"}))
    assert done.types["x"] == "number"
    assert [row[0] for row in done.rows()] == [1.0, 0.5, 0.25]


def test_typed_files_keep_their_types_where_all_agree(imported, tmp_path) -> None:
    top = tmp_path / "parts"
    top.mkdir()
    with duckdb.connect() as connection:
        for number, value in enumerate(("1::INTEGER", "2.5::DOUBLE")):
            query = f"SELECT {value} AS n, DATE '2011-01-0{number + 1}' AS day, '01' AS code"
            connection.execute(f"COPY ({query}) TO '{top}/{number}.parquet' (FORMAT parquet)")
    done = imported(top)
    assert done.types == {"n": "number", "day": "date", "code": "text", "source_file": "text"}
    assert done.rows()[1] == (2.5, "2011-01-02", "01", "1.parquet")


def test_databases_of_one_kind_are_one_table(imported, tmp_path) -> None:
    top = tmp_path / "shops"
    top.mkdir()
    for name in ("a.db", "b.db"):
        connection = sqlite3.connect(top / name)
        connection.executescript(f"CREATE TABLE t (s); INSERT INTO t VALUES ('{name[0]}')")
        connection.close()
    assert imported(top, table="t").rows() == [("a", "a.db"), ("b", "b.db")]


def test_many_rows_keep_their_order_over_files(imported, folder) -> None:
    files = {
        f"{part}.csv": "n\n" + "".join(f"{part * 30_000 + i}\n" for i in range(30_000))
        for part in range(4)
    }
    done = imported(folder(files), source_file=False)
    assert [row[0] for row in done.rows()] == list(range(100_000))
    assert done.result.row_count == 120_000


def test_the_preview_of_a_large_folder_reads_its_first_files(folder, monkeypatch) -> None:
    for module in ("preview", "folder"):
        monkeypatch.setattr(f"mlops_desktop.data.{module}.PREVIEW_BYTES", 100)
    top = folder({f"{i}.csv": "n\n" + "1\n" * 100 for i in range(5)})
    preview = preview_file(top, ReaderOptions())
    assert not preview.is_complete
    assert preview.profile.row_count < 500
    monkeypatch.undo()
    assert preview_file(top, ReaderOptions()).profile.row_count == 500
