"""Tables out as Parquet and Excel."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime

import duckdb
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from mlops_desktop.core.errors import UserError
from mlops_desktop.data import export_excel as excel
from mlops_desktop.data.export import export_csv, export_excel, export_parquet, renamed_columns
from mlops_desktop.data.table import read_frame

TABLE = (
    "id,price,paid,day,at,word\n"
    "1,0.5,true,2024-02-29,2024-02-29 10:30:00,=1+1\n"
    "9007199254740993,-2,false,1899-12-31,2024-03-01 00:00:00,007\n"
    "3,,,,,\n"
)


def test_a_workbook_holds_typed_cells_and_runs_no_formula(imported, tmp_path):
    done = imported(TABLE)
    target = tmp_path / "out.xlsx"
    assert export_excel(done.table, done.result.columns, target) == 3
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert rows[0] == ["id", "price", "paid", "day", "at", "word"]
    assert rows[1] == [
        1.0,
        0.5,
        True,
        date(2024, 2, 29),
        datetime.fromisoformat("2024-02-29T10:30"),
        "=1+1",
    ]
    assert rows[2][0] == "9007199254740993"
    assert rows[2][3] == "1899-12-31"
    assert rows[2][5] == "007"
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_what_a_sheet_cannot_hold_is_refused_in_words(imported, tmp_path, monkeypatch):
    done = imported("a,b\n" + "1,x\n" * 20)
    monkeypatch.setattr(excel, "MAX_ROWS", 20)
    with pytest.raises(UserError, match=r"20 rows are too many for an Excel sheet.*Parquet"):
        export_excel(done.table, done.result.columns, tmp_path / "out.xlsx")
    long = imported("a,b\n1,x\n2," + "y" * 40_000 + "\n")
    with pytest.raises(UserError, match="row 2, column b, has 40,000 characters"):
        export_excel(long.table, long.result.columns, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_parquet_holds_the_table_as_it_is(imported, tmp_path):
    done = imported(TABLE)
    target = tmp_path / "out.parquet"
    assert export_parquet(done.table, done.result.columns, target) == 3
    pd.testing.assert_frame_equal(read_frame(target), read_frame(done.table))


def test_names_that_differ_in_capitals_alone_stay_as_they_are_in_csv(imported, tmp_path):
    done = imported('a,A,b\n1,"x, y",0.5\n,,\n2,z,2024\n')
    target = tmp_path / "out.csv"
    assert export_csv(done.table, done.result.columns, target) == 3
    text = target.read_text(encoding="utf-8")
    assert text == 'a,A,b\n1,"x, y",0.5\n,,\n2,z,2024.0\n'


def test_of_names_that_differ_in_capitals_alone_it_is_known_which_parquet_renames(
    imported, tmp_path
):
    done = imported("a,A,b\n1,2,3\n")
    target = tmp_path / "out.parquet"
    export_parquet(done.table, done.result.columns, target)
    held = duckdb.execute("SELECT name FROM parquet_schema(?)", [str(target)]).fetchall()
    assert [name for (name,) in held[1:]] == ["a", "A_1", "b"]
    assert renamed_columns(target, done.result.columns) == (("A", "A_1"),)


def test_times_in_utc_are_told_so_in_parquet_and_come_back_the_same(imported, tmp_path):
    done = imported("at,word,local,a\n" + "2024-03-01T10:30:00+02:00,x,2024-03-01T10:30:00,1\n" * 3)
    target = tmp_path / "out.parquet"
    assert export_parquet(done.table, done.result.columns, target) == 3
    again = imported(target)
    assert [column.zone for column in again.result.columns] == ["UTC", None, None, None]
    assert again.rows() == done.rows()
    assert again.result.content_hash == done.result.content_hash


_LIMITED = """
import resource, sys
from pathlib import Path
from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.export import export_csv
from mlops_desktop.data.importer import import_file
source, folder, target = map(Path, sys.argv[1:])
done = import_file(source, ReaderOptions(), folder, Silent())
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    export_csv(folder / done.table_file, done.columns, target, spreadsheet_safe=False)
except UserError as error:
    print(error.code, error.facts["path"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size there")
def test_where_no_file_may_grow_further_the_file_that_was_asked_for_is_named(tmp_path, new_folder):
    source = tmp_path / "in.csv"
    source.write_text("a,b\n" + "1,some text\n" * 5_000)
    target = tmp_path / "out.csv"
    command = [sys.executable, "-c", _LIMITED, str(source), str(new_folder()), str(target)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["environment.file_size", str(target)]
    assert not target.exists()
    assert not list(tmp_path.glob(".*"))
