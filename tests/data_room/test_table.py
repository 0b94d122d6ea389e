"""Stored tables come back as they were stored: as frames, as rows, as CSV."""

from __future__ import annotations

import errno

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_desktop.core.dataset import Column, ColumnType, ReaderOptions, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data import export
from mlops_desktop.data.content_hash import content_hash
from mlops_desktop.data.export import export_csv
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.table import read_frame, read_rows, store_frame

EVERYTHING = (
    "n,m,x,ok,maybe,day,at,utc,text\n"
    "1,1,0.5,true,yes,2011-01-01,2011-01-01 10:00,2011-01-01T10:00:00Z,a\n"
    "2,,,false,,,,,\n"
)


def test_a_frame_has_the_promised_types(imported) -> None:
    frame = read_frame(imported(EVERYTHING).table)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "n": "int64",
        "m": "float64",
        "x": "float64",
        "ok": "bool",
        "maybe": "object",
        "day": "datetime64[us]",
        "at": "datetime64[us]",
        "utc": "datetime64[us]",
        "text": "object",
    }
    assert frame.loc[0].tolist()[:5] == [1, 1.0, 0.5, True, True]
    assert frame.loc[0, "utc"] == pd.Timestamp("2011-01-01 10:00")
    assert frame.loc[1, ["maybe", "text"]].tolist() == [None, None]
    assert frame.loc[1, ["m", "x", "day", "at"]].isna().all()


def test_columns_come_in_the_order_asked_for(imported) -> None:
    table = imported(EVERYTHING).table
    assert list(read_frame(table, ["text", "n"]).columns) == ["text", "n"]
    assert read_frame(table, []).shape == (2, 0)


def test_a_column_that_is_not_there_is_named(imported) -> None:
    with pytest.raises(UserError, match="no column “q”"):
        read_frame(imported(EVERYTHING).table, ["q"])


def test_a_frame_stored_again_is_the_same_content(imported, new_folder) -> None:
    done = imported(EVERYTHING)
    stored = store_frame(read_frame(done.table), done.result.columns, new_folder())
    assert stored.content_hash == done.result.content_hash
    assert stored.row_count == 2
    assert [item.name for item in stored.profile.columns] == list(done.columns)


def test_predictions_are_stored_from_plain_arrays(new_folder) -> None:
    frame = pd.DataFrame({"prediction": np.array([1.5, np.nan]), "class": ["a", None]})
    columns = (
        Column("prediction", ColumnType.NUMBER, SemanticType.NUMBER),
        Column("class", ColumnType.TEXT, SemanticType.CATEGORY),
    )
    folder = new_folder()
    stored = store_frame(frame, columns, folder)
    assert read_rows(folder / stored.table_file, columns, 0, 9) == ((1.5, "a"), (None, None))


def test_rows_are_read_from_anywhere(bikes) -> None:
    rows = read_rows(bikes.table, bikes.result.columns, 495, 10)
    assert len(rows) == 5
    assert list(rows) == bikes.rows()[495:]


@pytest.mark.parametrize("damage", ["cut", "flipped", "gone"])
def test_a_damaged_table_is_said_to_be_damaged(imported, damage) -> None:
    done = imported("n,t\n" + "".join(f"{n},{n}x\n" for n in range(5_000)))
    data = bytearray(done.table.read_bytes())
    if damage == "cut":
        done.table.write_bytes(data[: len(data) // 2])
    elif damage == "flipped":
        footer = int.from_bytes(data[-8:-4], "little")
        data[-8 - footer : -8] = bytes(footer)
        done.table.write_bytes(data)
    else:
        done.table.unlink()
    for read in (
        lambda: read_frame(done.table),
        lambda: content_hash(done.table, done.result.columns),
    ):
        with pytest.raises(UserError) as caught:
            read()
        expected = "data.missing_file" if damage == "gone" else "data.damaged_table"
        assert caught.value.code == expected


def test_an_export_can_be_imported_again(imported, tmp_path) -> None:
    done = imported(EVERYTHING)
    target = tmp_path / "out.csv"
    assert export_csv(done.table, done.result.columns, target) == 2
    again = imported(target)
    assert again.rows() == done.rows()
    assert again.result.content_hash == done.result.content_hash


def test_bikes_survive_the_way_out_and_in(bikes, imported, tmp_path) -> None:
    target = tmp_path / "out.csv"
    assert export_csv(bikes.table, bikes.result.columns, target) == 500
    assert imported(target).result.content_hash == bikes.result.content_hash


_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)


@settings(max_examples=25)
@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=8))
def test_any_text_survives_the_way_out_and_in(tmp_path_factory, table) -> None:
    folder = tmp_path_factory.mktemp("text")
    columns = tuple(Column(name, ColumnType.TEXT, SemanticType.TEXT) for name in ("a", "b"))
    rows = [tuple(value or None for value in row) for row in table]
    stored = store_frame(pd.DataFrame(rows, dtype=object), columns, folder)
    export_csv(folder / stored.table_file, columns, folder / "out.csv")
    options = ReaderOptions(
        delimiter=",",
        missing=("",),
        types=(("a", ColumnType.TEXT), ("b", ColumnType.TEXT)),
    )
    again = import_file(folder / "out.csv", options, folder, Silent())
    assert again.rejects.rows == ()
    assert again.content_hash == stored.content_hash


def test_texts_that_a_spreadsheet_would_run_are_disarmed_on_wish(imported, tmp_path) -> None:
    values = ["=1+1", "+cmd", "-x", "@sum", "-1.5", "+3", "plain", "-2 of 5", "=A1"]
    done = imported("k,v\n" + "".join(f'k{n},"{v}"\n' for n, v in enumerate(values)))
    target = tmp_path / "out.csv"
    export_csv(done.table, done.result.columns, target, spreadsheet_safe=True)
    written = [line.split(",", 1)[1] for line in target.read_text().splitlines()[1:]]
    assert written == ["'=1+1", "'+cmd", "'-x", "'@sum", "-1.5", "+3", "plain", "'-2 of 5", "'=A1"]
    export_csv(done.table, done.result.columns, target)
    assert target.read_text().splitlines()[1] == "k0,=1+1"


def test_a_failed_export_leaves_the_old_file(imported, tmp_path, monkeypatch) -> None:
    done = imported("a,b\n1,2\n")
    target = tmp_path / "out.csv"
    target.write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(export.os, "fsync", full)
    with pytest.raises(UserError) as caught:
        export_csv(done.table, done.result.columns, target)
    assert caught.value.code == "environment.disk_full"
    assert "out.csv" in caught.value.message
    assert target.read_text() == "old"
    assert list(tmp_path.glob(".export*")) == []


def test_an_export_onto_a_folder_is_refused(imported, tmp_path) -> None:
    done = imported("a,b\n1,2\n")
    with pytest.raises(UserError) as caught:
        export_csv(done.table, done.result.columns, tmp_path)
    assert caught.value.code == "data.directory"
