"""A column of bytes, or any other, can be left out of an SQLite or Parquet file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from mlops_desktop.core.dataset import ReaderOptions, Remembered
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import import_file


@pytest.fixture(params=["shop.db", "shop.parquet"])
def file(request, tmp_path) -> Path:
    path = tmp_path / request.param
    if path.suffix == ".db":
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE t (id INTEGER, photo BLOB, name TEXT)")
            connection.execute("INSERT INTO t VALUES (1, x'ff00', 'a'), (2, x'fe', 'b')")
        connection.close()
    else:
        rows = "(VALUES (1, '\\xFF\\x00'::BLOB, 'a'), (2, '\\xFE'::BLOB, 'b')) t(id, photo, name)"
        with duckdb.connect() as engine:
            engine.execute(f"COPY (SELECT * FROM {rows}) TO '{path}' (FORMAT parquet)")
    return path


def _columns(done) -> list[str]:
    return [column.name for column in done.columns]


def test_bytes_are_refused_with_the_way_out(file, new_folder) -> None:
    with pytest.raises(UserError) as caught:
        import_file(file, ReaderOptions(), new_folder(), Silent())
    assert caught.value.code == "data.binary_column"
    assert "--leave-out photo" in caught.value.hint


def test_the_other_columns_come_in(imported, file) -> None:
    done = imported(file, leave_out=("photo",))
    assert _columns(done.result) == ["id", "name"]
    assert done.rows() == [(1, "a"), (2, "b")]
    assert done.detected("leave_out").value == "photo"
    assert done.result.chosen.leave_out == ("photo",)


def test_what_is_left_out_is_remembered_also_when_it_is_gone(file, new_folder) -> None:
    kind = "sqlite" if file.suffix == ".db" else "parquet"
    before = Remembered(ReaderOptions(leave_out=("photo", "voice")), kind, "shop@1")
    done = import_file(file, ReaderOptions(), new_folder(), Silent(), before)
    assert _columns(done) == ["id", "name"]
    (told,) = [item for item in done.detections if item.option == "leave_out"]
    assert told.reason == "as for shop@1"


def test_a_column_that_is_not_there_is_named(imported, file) -> None:
    with pytest.raises(UserError, match="voice") as caught:
        imported(file, leave_out=("voice",))
    assert caught.value.code == "data.unknown_column"


def test_not_every_column_can_be_left_out(imported, file) -> None:
    with pytest.raises(UserError) as caught:
        imported(file, leave_out=("id", "name", "photo"))
    assert caught.value.code == "data.all_left_out"
