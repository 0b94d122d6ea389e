"""A file's rows are added to a stored table in the table's columns and types."""

from __future__ import annotations

import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data import rows as rows_module
from mlops_desktop.data import text_reader, typing_plan
from mlops_desktop.data.appending import Base, append_file
from mlops_desktop.data.table import read_rows


@pytest.fixture
def append(imported, write, new_folder):
    def run(first: str, second: str):
        base = imported(first)
        folder = new_folder()
        result = append_file(
            write(second, "later.csv"),
            ReaderOptions(),
            Base(base.table, base.result.columns, "sales@1"),
            folder,
            Silent(),
        )
        return result, list(read_rows(folder / result.table_file, result.columns, 0, 1_000))

    return run


def test_rows_come_behind_the_tables_in_its_columns(append, imported) -> None:
    result, rows = append("a,b\n1,x\n2,y\n", "b;a\n7;3\n")
    assert rows == [(1, "x"), (2, "y"), (3, "7")]
    assert (result.row_count, result.rows_in_file) == (3, 1)
    assert result.content_hash == imported("a,b\n1,x\n2,y\n3,7\n").result.content_hash
    assert result.profile.row_count == 3


def test_other_columns_are_refused_by_name(append) -> None:
    with pytest.raises(UserError) as caught:
        append("a,b\n1,x\n", "a,c\n1,x\n")
    assert caught.value.code == "data.other_columns"
    assert "without b" in caught.value.message
    assert "with c" in caught.value.message


def test_values_of_another_type_are_listed(append) -> None:
    result, rows = append("a,b\n1,x\n", "a,b\n2,y\noops,z\n")
    assert rows == [(1, "x"), (2, "y"), (None, "z")]
    assert [(cell.line, cell.value) for cell in result.rejects.cells] == [(3, "oops")]


def test_what_was_rejected_is_said_of_the_added_file_only(append) -> None:
    result, _ = append("a,b\n1,x\n", "a,b\n2,y\noops,z\n")
    said = [item.title for item in result.profile.findings if item.code in ("rejects", "bad_cells")]
    assert sorted(said) == [
        "In the added file: 1 value not of the column's type",
        "In the added file: 2 rows, 0 rejected",
    ]


def test_times_with_a_zone_are_not_added_to_times_without(append) -> None:
    with pytest.raises(UserError) as caught:
        append("t,b\n2011-01-01 10:00,x\n", "t,b\n2011-01-01T10:00:00Z,x\n")
    assert caught.value.code == "data.other_zone"


def test_of_many_rows_only_columns_with_a_value_of_another_type_are_counted(append, monkeypatch):
    counted: list[int] = []
    count_forms = typing_plan.count_forms

    def noting(engine, table, columns, forms, is_small):
        counted.extend([] if is_small else columns)
        return count_forms(engine, table, columns, forms, is_small=is_small)

    monkeypatch.setattr(typing_plan, "count_forms", noting)
    monkeypatch.setattr(text_reader, "PREVIEW_BYTES", 10_000)
    monkeypatch.setattr(rows_module, "_SAMPLE_BYTES", 10_000)
    late = {39_001: "oops", 39_002: "NULL", 39_003: "  ", 39_004: "1_000", 39_005: "7.5"}
    lines = [
        f"{late.get(at, at)},{' ' if at == 39_003 else at / 8},2011-01-{at % 28 + 1:02d},"
        f"{'yes' if at % 3 else 'no'}\n"
        for at in range(40_000)
    ]
    base = "n,x,d,b\n1,0.5,2011-01-01,yes\n2,0.25,2011-01-02,no\n"
    result, rows = append(base, "n,x,d,b\n" + "".join(lines))
    assert counted == [0]
    assert result.rejects.cell_counts == (("n", 3),)
    assert [(cell.line, cell.column, cell.value) for cell in result.rejects.cells] == [
        (39_003, "n", "oops"),
        (39_006, "n", "1_000"),
        (39_007, "n", "7.5"),
    ]
    assert result.options.missing == ("NULL",)
    assert result.row_count == 40_002
    assert len(rows) == 1_000
