"""A preview after a change is quick because of the one before, and never tells what was before."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from mlops_desktop.core.dataset import BadCells, ColumnType, Preview, ReaderOptions
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Step
from mlops_desktop.data import counting, preview_memory
from mlops_desktop.data.preview import preview_file

_ROWS = "".join(
    f"{n},{n / 4},{n % 28 + 1:02}/{n % 12 + 1:02}/2024,{'NA' if n % 50 else 'x'},{n % 3 or '-'}\n"
    for n in range(300)
)
_TEXT = "id,price,day,mark,level\n" + _ROWS
_CHANGES = [
    ReaderOptions(),
    ReaderOptions(decimal=","),
    ReaderOptions(missing=("", "NA")),
    ReaderOptions(missing=("x", "-")),
    ReaderOptions(missing=("",)),
    ReaderOptions(types=(("id", ColumnType.TEXT), ("price", ColumnType.INTEGER))),
    ReaderOptions(types=(("level", ColumnType.NUMBER),), bad_cells=BadCells.FAIL),
    ReaderOptions(types=(("level", ColumnType.NUMBER),), missing=("0",)),
    ReaderOptions(bad_cells=BadCells.TEXT),
    ReaderOptions(date_orders=(("day", "mdy"),)),
    ReaderOptions(date_orders=(("day", "dmy"),)),
    ReaderOptions(encoding="cp1252"),
    ReaderOptions(header=0),
    ReaderOptions(delimiter=";"),
    ReaderOptions(quote="'"),
    ReaderOptions(thousands="."),
]


@pytest.fixture(autouse=True)
def nothing_is_kept():
    preview_memory.forget()
    yield
    preview_memory.forget()


def _told(path: Path, options: ReaderOptions) -> Preview | str:
    try:
        return preview_file(path, options)
    except UserError as error:
        return error.message


def _alone(path: Path, options: ReaderOptions) -> Preview | str:
    preview_memory.forget()
    return _told(path, options)


def test_each_change_tells_the_same_as_a_first_look(write) -> None:
    path = write(_TEXT)
    alone = [_alone(path, options) for options in _CHANGES]
    preview_memory.forget()
    # There and back again, so that each comes after others, and once more after itself.
    assert sum(isinstance(told, str) for told in alone) == 1
    order = [*range(len(_CHANGES)), *reversed(range(len(_CHANGES)))]
    for at in order:
        assert _told(path, _CHANGES[at]) == alone[at], _CHANGES[at]


def test_a_change_is_counted_only_where_it_matters(write, monkeypatch) -> None:
    counted: list[tuple[int, ...]] = []
    count = counting.count_forms

    def counts(engine, table, columns, forms, *, is_small):
        counted.append(tuple(columns))
        return count(engine, table, columns, forms, is_small)

    monkeypatch.setattr(preview_memory, "count_forms", counts)
    path = write(_TEXT)
    preview_file(path, ReaderOptions())
    assert counted == [(0, 1, 2, 3, 4)]
    counted.clear()
    preview_file(path, ReaderOptions(types=(("id", ColumnType.TEXT),)))
    preview_file(path, ReaderOptions(encoding="cp1252"))
    assert all(columns in ((), (0,)) for columns in counted)
    counted.clear()
    preview_file(path, ReaderOptions(missing=("x",)))
    assert counted == [(3,)]


def test_a_file_that_changed_is_read_anew_even_under_the_same_time(write) -> None:
    path = write("a,b\n1,2\n3,4\n")
    before = path.stat()
    assert preview_file(path, ReaderOptions()).profile.head == ((1, 2), (3, 4))
    path.write_text("a,b\n1,2\n3,5\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    shown = preview_file(path, ReaderOptions())
    assert shown.profile.head == ((1, 2), (3, 5))
    assert shown.profile.columns[1].high == 5


def test_another_file_of_the_same_bytes_is_told_under_its_own_name(write) -> None:
    one, other = write("a,b\n1,2\n3\n", "one.csv"), write("a,b\n1,2\n3\n", "other.csv")
    first, second = preview_file(one, ReaderOptions()), preview_file(other, ReaderOptions())
    assert first == second
    one.unlink()
    assert preview_file(other, ReaderOptions(missing=("1",))).profile.head == ((None, 2),)


def test_a_file_that_changes_while_it_is_looked_at_leaves_nothing(write, monkeypatch) -> None:
    path = write("a,b\n1,2\n3,4\n")
    read = preview_memory._read

    def change_and_read(prepared, reporter, key):
        path.write_text("a,b\n9,9\n9,9\n")
        return read(prepared, reporter, key)

    monkeypatch.setattr(preview_memory, "_read", change_and_read)
    preview_file(path, ReaderOptions())
    assert preview_memory._kept == []
    monkeypatch.undo()
    assert preview_file(path, ReaderOptions()).profile.head == ((9, 9), (9, 9))


def test_a_preview_that_was_stopped_leaves_nothing_behind(write) -> None:
    path = write(_TEXT)
    preview_file(path, ReaderOptions())

    class Stopping:
        def step(self, step: Step) -> None:
            if step.phase == "Describing the columns":
                raise Cancelled

        def check(self) -> None:
            """Go on."""

        def event(self, kind: str, value: object) -> None:
            """Tell nobody."""

    with pytest.raises(Cancelled):
        preview_file(path, ReaderOptions(missing=("x",)), Stopping())
    assert preview_memory._kept == []
    assert preview_file(path, ReaderOptions()) == _alone(path, ReaderOptions())


def test_an_import_gives_the_memory_back(write, imported) -> None:
    path = write(_TEXT)
    preview_file(path, ReaderOptions())
    kept = preview_memory._kept[0].table.engine
    imported(path)
    assert preview_memory._kept == []
    with pytest.raises(duckdb.ConnectionException):
        kept.run("SELECT 1")


def test_a_wide_table_is_not_kept(write) -> None:
    path = write(",".join(f"n{n}" for n in range(300)) + "\n" + ",".join("1" * 300) + "\n")
    assert len(preview_file(path, ReaderOptions()).columns) == 300
    assert preview_memory._kept == []


def test_rows_stay_together_when_one_column_is_read_anew(write) -> None:
    path = write("a,b\n" + "".join(f"{n},{n}\n" for n in range(330_000)))
    assert path.stat().st_size < 5_000_000
    preview_file(path, ReaderOptions())
    preview_file(path, ReaderOptions(types=(("b", ColumnType.TEXT),)))
    preview_file(path, ReaderOptions(missing=("7",)))
    (kept,) = preview_memory._kept
    name = kept.table._typed
    same, missing = kept.table.engine.row(
        f"SELECT count(*) FILTER (a.c0 = a.c1 AND a.c0 = r.c0::INT), count(*) FILTER (a.c1 IS NULL)"
        f" FROM {name} AS a POSITIONAL JOIN raw AS r"
    )
    assert (same, missing) == (329_999, 1)
