"""Every refusal names what is wrong and a next step that can help."""

from __future__ import annotations

import gzip
import sqlite3
import sys
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.preview import preview_file

_NAME = "n" * 100_000


@pytest.fixture
def refused(new_folder):
    """Return what preview and import both say of a file."""

    def run(path: Path, **options: object) -> UserError:
        said = []
        for read in (
            lambda: preview_file(path, ReaderOptions(**options)),
            lambda: import_file(path, ReaderOptions(**options), new_folder(), Silent()),
        ):
            with pytest.raises(UserError) as caught:
                read()
            said.append(caught.value)
        assert str(said[0]) == str(said[1])
        assert said[0].exit_code is ExitCode.INPUT
        return said[0]

    return run


def _long_name(path: Path) -> None:
    if path.suffix == ".csv":
        path.write_text(f"a,{_NAME}\n1,2\n", encoding="utf-8")
    elif path.suffix == ".json":
        path.write_text(f'[{{"a": 1, "{_NAME}": 2}}]', encoding="utf-8")
    elif path.suffix == ".db":
        with sqlite3.connect(path) as connection:
            connection.execute(f'CREATE TABLE t (a, "{_NAME}")')
            connection.execute("INSERT INTO t VALUES (1, 2)")
        connection.close()
    elif path.suffix == ".parquet":
        with duckdb.connect() as engine:
            engine.execute(f"COPY (SELECT 1 AS a, 2 AS {_NAME}) TO '{path}' (FORMAT parquet)")
    else:
        name = "n" * 30_000  # more than a cell holds is refused by the writer
        with pd.ExcelWriter(path, engine="xlsxwriter") as book:
            pd.DataFrame({"a": [1], name: [2]}).to_excel(book, index=False)


@pytest.mark.parametrize("kind", ["csv", "json", "db", "parquet", "xlsx"])
def test_a_name_that_is_none_is_refused_with_its_place(tmp_path, refused, kind) -> None:
    path = tmp_path / f"t.{kind}"
    _long_name(path)
    error = refused(path)
    assert error.code == "data.long_name"
    assert "column 2" in error.message
    assert "1,000" in error.message
    assert len(error.message) < 500


def test_a_name_of_1_000_characters_is_kept(imported) -> None:
    assert imported(f"{'n' * 1_000},b\n1,2\n").result.columns[0].name == "n" * 1_000


@pytest.mark.parametrize(
    ("chosen", "failed", "offered"),
    [("utf-8", "UTF-8", "cp1252"), ("cp1252", "Windows-1252", "utf-8"), ("ascii", "UTF-8", "cp")],
)
def test_the_encoding_that_failed_is_not_offered_again(
    write, refused, chosen, failed, offered
) -> None:
    error = refused(write(b"a,b\n\x81,2\n"), encoding=chosen)
    assert failed in error.message
    assert offered in error.hint
    assert chosen not in error.hint


def test_utf_16_without_its_mark_asks_which(write, refused) -> None:
    assert "utf-16-le" in refused(write(b"a,b\n1,2\n"), encoding="utf-16").hint


def test_a_zip_in_a_zip_is_named(tmp_path, refused) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("t.csv", "a,b\n1,2\n")
    path = tmp_path / "out.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tmp_path / "in.zip", "in.zip")
    error = refused(path)
    assert error.code == "reading.nested_archive"
    assert "in.zip" in error.message
    twice = tmp_path / "t.csv.gz"
    twice.write_bytes(gzip.compress(gzip.compress(b"a,b\n1,2\n")))
    assert "t.csv.gz" in refused(twice).message


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_to_itself_is_named(tmp_path, refused) -> None:
    path = tmp_path / "loop.csv"
    path.symlink_to(path)
    assert refused(path).code == "data.link_loop"


@pytest.mark.parametrize("query", ["", "  \n"])
def test_an_empty_query_is_named(tmp_path, refused, query) -> None:
    path = tmp_path / "t.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS a")
    connection.close()
    assert refused(path, query=query).code == "data.empty_query"


def test_a_sheet_that_ends_too_early_is_named(tmp_path, refused) -> None:
    whole, path = tmp_path / "whole.xlsx", tmp_path / "cut.xlsx"
    with pd.ExcelWriter(whole, engine="xlsxwriter") as book:
        pd.DataFrame({"a": range(500), "b": "x"}).to_excel(book, index=False)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            half = len(content) // 2
            target.writestr(name, content[:half] if "sheet1.xml" in name else content)
    error = refused(path)
    assert error.code == "data.damaged_workbook"
    assert "as a workbook" in error.message
    assert "ends too early" in error.message


def _damaged(byte: bytes) -> bytes:
    return b"a,b\n" + b"plain,text\n" * 1_000 + b"bro" + byte + b"ken,1\n" + b"plain,text\n" * 1_000


def test_one_byte_that_is_not_utf_8_is_told_with_its_line(imported, write) -> None:
    for result in (
        imported(_damaged(b"\xe9")).result,
        preview_file(write(_damaged(b"\xe9"), "seen.csv"), ReaderOptions()),
    ):
        (found,) = [item for item in result.profile.findings if item.code == "encoding"]
        assert found.title == "1 byte of 22,014 is not UTF-8"
        assert "byte 0xE9 on line 1002, read as “é”" in found.detail


def test_a_text_in_windows_1252_is_not_doubted(imported) -> None:
    done = imported("name,town\nJörg,Köln\nÅsa,Malmö\n".encode("cp1252"))
    assert all(item.code != "encoding" for item in done.result.profile.findings)


def test_a_byte_of_no_encoding_is_told_with_its_line(write, refused) -> None:
    error = refused(write(_damaged(b"\x81")))
    assert error.code == "data.damaged_text"
    assert "0x81 on line 1002" in error.message
    assert "latin-1" in error.hint


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠\t\r\n"))
def test_a_safe_export_guards_every_sign_that_begins_a_formula(imported, tmp_path, sign) -> None:
    from mlops_desktop.data.export import export_csv

    done = imported(f'a,b\n"{sign}cmd|x",1\n"fine",2\n')
    target = tmp_path / "safe.csv"
    export_csv(done.table, done.result.columns, target, spreadsheet_safe=True)
    assert "'" + done.rows()[0][0] in target.read_bytes().decode()
    assert "'fine" not in target.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_name_that_could_mean_other_files_too_is_refused_and_alone_it_is_read(
    refused, tmp_path
) -> None:
    odd = tmp_path / "sales?.csv"
    odd.write_text("a,b\n1,2\n")
    assert preview_file(odd, ReaderOptions()).profile.row_count == 1
    (tmp_path / "sales1.csv").write_text("a,b\n3,4\n")
    error = refused(odd)
    assert error.code == "data.pattern_name"
    assert "2 files" in error.message


def test_a_preview_that_meets_no_end_of_the_first_row_says_so(tmp_path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("# told above\na,b\n1," + "x" * 6_000_000 + "\n2,y\n")
    with pytest.raises(UserError) as caught:
        preview_file(path, ReaderOptions())
    assert caught.value.code == "data.long_row"
    assert "line 3 of" in caught.value.message


@pytest.mark.parametrize("opening", ["", '"'])
def test_a_preview_that_meets_no_end_of_a_later_row_says_so(tmp_path, opening) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"a,b\n1,2\n3,{opening}" + "x" * 6_000_000 + "\n2,y\n")
    preview = preview_file(path, ReaderOptions())
    assert preview.profile.row_count == 1
    found = next(item for item in preview.profile.findings if item.code == "endless_row")
    assert "begins on line 3" in found.title


def test_a_preview_cut_within_an_ordinary_row_says_nothing_of_it(tmp_path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("a,b\n" + "1,some words\n" * 600_000)
    preview = preview_file(path, ReaderOptions())
    assert not preview.is_complete
    assert "endless_row" not in {item.code for item in preview.profile.findings}
