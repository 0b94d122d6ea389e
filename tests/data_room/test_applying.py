"""An option that means nothing to a file is refused when it was given, left out when remembered."""

from __future__ import annotations

import gzip
import sqlite3
import zipfile
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from mlops_desktop.core.dataset import ReaderOptions, Remembered
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.preview import preview_file

_TABLE = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
_VALUES = {
    "delimiter": ";",
    "encoding": "utf-8",
    "quote": "'",
    "comment": "#",
    "header": 1,
    "widths": (3, 4),
    "sheet": "Sheet1",
    "range": "A1:B3",
    "header_rows": 1,
    "table": "t",
    "query": "SELECT 1",
    "records": "items",
    "flatten": True,
    "source_file": True,
    "member": "t.csv",
    "leave_out": ("b",),
}
_TEXT = {"delimiter", "encoding", "quote", "comment", "header", "widths"}
_MEANT = {
    "csv": _TEXT,
    "csv.gz": _TEXT,
    "json": {"records", "flatten"},
    "parquet": {"flatten", "leave_out"},
    "db": {"table", "query", "leave_out"},
    "xlsx": {"sheet", "range", "header_rows", "header"},
}


def _make(folder: Path, kind: str) -> Path:
    path = folder / f"t.{kind}"
    if kind == "csv":
        path.write_text("a,b\n1,x\n2,y\n", encoding="utf-8")
    elif kind == "csv.gz":
        path.write_bytes(gzip.compress(b"a,b\n1,x\n2,y\n"))
    elif kind == "json":
        _TABLE.to_json(path, orient="records")
    elif kind == "parquet":
        import duckdb

        with duckdb.connect() as engine:
            engine.execute(f"COPY (SELECT 1 AS a, 'x' AS b) TO '{path}' (FORMAT parquet)")
    elif kind == "db":
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE t (a, b)")
            connection.execute("INSERT INTO t VALUES (1, 'x')")
        connection.close()
    else:
        with pd.ExcelWriter(path, engine="xlsxwriter") as book:
            _TABLE.to_excel(book, index=False)

    return path


_FOREIGN = [(kind, name) for kind, meant in _MEANT.items() for name in _VALUES if name not in meant]


def test_every_option_is_either_for_all_files_or_tried_here() -> None:
    of_all = {"format", "decimal", "thousands", "missing", "types", "bad_cells", "date_orders"}
    assert {field.name for field in fields(ReaderOptions)} == of_all | _VALUES.keys()


@pytest.mark.parametrize(("kind", "name"), _FOREIGN)
def test_an_option_of_another_kind_of_file_is_refused(tmp_path, kind, name) -> None:
    path = _make(tmp_path, kind)
    with pytest.raises(UserError) as caught:
        preview_file(path, ReaderOptions(**{name: _VALUES[name]}))
    assert caught.value.code == "reading.foreign_option"
    assert f"“{name.replace('_', '-')}”" in str(caught.value)
    assert path.name in str(caught.value)


def test_the_refusal_names_both_kinds(tmp_path) -> None:
    with pytest.raises(UserError, match="text, such as CSV") as caught:
        preview_file(_make(tmp_path, "csv"), ReaderOptions(query="SELECT 1"))
    assert "an SQLite database" in caught.value.hint


@pytest.mark.parametrize("name", sorted(_VALUES))
def test_a_remembered_option_that_means_nothing_is_left_out(tmp_path, new_folder, name) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(_make(tmp_path, "parquet"), "t.csv")
    before = Remembered(ReaderOptions(**{name: _VALUES[name]}), "zip", "t@1")
    done = import_file(path, ReaderOptions(), new_folder(), Silent(), before)
    told = {item.option for item in done.detections if item.reason == "as for t@1"}
    assert told <= {"member", "flatten", "source_file", "leave_out"}
    assert done.row_count == 1


def test_the_files_of_a_folder_are_asked_too(tmp_path, new_folder) -> None:
    for name in ("one", "two"):
        (tmp_path / "all" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "all" / f"{name}.csv").write_text("a,b\n1,x\n", encoding="utf-8")
    folder = tmp_path / "all"
    done = import_file(folder, ReaderOptions(source_file=True), new_folder(), Silent())
    assert [column.name for column in done.columns] == ["a", "b", "source_file"]
    with pytest.raises(UserError, match="sheet"):
        import_file(folder, ReaderOptions(sheet="x"), new_folder(), Silent())
