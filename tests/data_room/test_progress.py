"""Whatever is read and written tells what it counts: rows or bytes, and of how many."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from data_room.sheets import cell, xlsx

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.core.selection import Selection, SortKey
from mlops_desktop.data import appending, engine, unpacking
from mlops_desktop.data.appending import Base, append_file
from mlops_desktop.data.diff.compare import Side, Wish, compare_tables
from mlops_desktop.data.export import export_csv, export_excel, export_parquet
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.readers import json_stream, reader, sqlite, workbook
from mlops_desktop.data.row_order import copy_rows, write_order

ROWS = 400
Told = Callable[..., list[Step]]


class Hearer:
    """A reporter that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[Step] = []

    def step(self, step: Step) -> None:
        self.told.append(step)

    def check(self) -> None:
        """Never stop."""


@pytest.fixture(autouse=True)
def often(monkeypatch) -> None:
    """Let every reader tell often, and the engine be asked as often as can be."""
    monkeypatch.setattr(engine, "_POLL_SECONDS", 0.001)
    monkeypatch.setattr(sqlite, "_CHECK_EVERY", 10)
    monkeypatch.setattr(workbook, "_CHECK_EVERY", 10)
    monkeypatch.setattr(unpacking, "_PIECE", 1_000)
    monkeypatch.setattr(json_stream, "_CHUNK", 1_000)
    monkeypatch.setattr(reader, "_BLOCK", 1_000)


@pytest.fixture
def told(new_folder) -> Told:
    """Import a file and return what was told of a phase."""

    def read(path: Path, phase: str, **options: str) -> list[Step]:
        hearer = Hearer()
        import_file(path, ReaderOptions(**options), new_folder(), hearer)
        return [step for step in hearer.told if step.phase == phase]

    return read


def lines() -> str:
    return "a,b\n" + "".join(f"{at},text {at}\n" for at in range(ROWS))


def counted(steps: list[Step]) -> set[tuple[int | None, Unit]]:
    """Check that shares only grow; return what is counted and of how many."""
    done = [step.done for step in steps]
    assert len(done) > 1
    assert done == sorted(done)
    assert all(step.total is None or step.done <= step.total for step in steps)
    return {(step.total, step.unit) for step in steps}


def test_text_is_read_in_bytes(write, told) -> None:
    path = write(lines(), "t.csv")
    assert counted(told(path, "Reading t.csv")) == {(path.stat().st_size, Unit.BYTES)}


def test_json_is_read_in_bytes(write, told) -> None:
    path = write(json.dumps([{"a": at} for at in range(ROWS)]), "t.json")
    size = path.stat().st_size
    assert counted(told(path, "Reading t.json")) == {(size, Unit.BYTES)}
    assert counted(told(path, "Hashing t.json")) == {(size, Unit.BYTES)}


def test_no_step_of_adding_rows_goes_back(imported, write, new_folder, monkeypatch) -> None:
    monkeypatch.setattr(appending, "PREVIEW_BYTES", 1_000)
    base = imported(lines())
    hearer = Hearer()
    table = Base(base.table, base.result.columns, "t@1")
    append_file(write(lines(), "later.csv"), ReaderOptions(), table, new_folder(), hearer)
    phases: dict[str, list[Step]] = {}
    for step in hearer.told:
        phases.setdefault(step.phase, []).append(step)
    assert {"Adding the rows to t@1", "Describing the columns of all rows"} <= phases.keys()
    for steps in phases.values():
        done = [step.done or 0 for step in steps]
        assert done == sorted(done)


@pytest.mark.parametrize("kind", ["csv", "json", "csv.gz"])
def test_files_of_a_folder_are_read_in_bytes_of_all_of_them(told, tmp_path, kind) -> None:
    folder = tmp_path / "rents"
    folder.mkdir()
    for at in range(4):
        texts = {"csv": lines(), "json": json.dumps([{"a": at} for at in range(ROWS)])}
        content = texts.get(kind, lines()).encode()
        packed = gzip.compress(content) if kind.endswith("gz") else content
        (folder / f"part{at}.{kind}").write_bytes(packed)
    steps = told(folder, "Reading rents")
    sizes = [path.stat().st_size for path in folder.iterdir()]
    assert counted(steps) == {(sum(sizes), Unit.BYTES)}
    assert steps[-1].fraction == 1
    assert {step.detail for step in steps} == {f"part{at}.{kind}" for at in range(4)}


def test_a_compressed_file_is_unpacked_in_its_own_bytes(write, told, tmp_path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(lines().encode()))
    steps = told(path, "Unpacking t.csv.gz")
    assert counted(steps) == {(path.stat().st_size, Unit.BYTES)}
    assert steps[-1].fraction == 1
    assert steps[-1].detail == "5.0 kB"


def test_a_file_of_an_archive_is_unpacked_in_its_own_bytes(told, tmp_path) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.pdf", "x" * 50_000)
        archive.writestr("t.csv", lines())
        size = archive.getinfo("t.csv").compress_size
    steps = told(path, "Unpacking t.zip", member="t.csv")
    assert counted(steps) == {(size, Unit.BYTES)}
    assert steps[-1].fraction == 1


def test_a_sheet_is_read_in_rows(told, tmp_path) -> None:
    rows = {at: [cell(f"A{at}", at)] for at in range(1, ROWS + 1)}
    path = xlsx(tmp_path / "t.xlsx", rows)
    assert counted(told(path, "Reading the sheet")) == {(ROWS, Unit.ROWS)}


@pytest.fixture
def database(tmp_path) -> Path:
    path = tmp_path / "t.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.executemany("INSERT INTO t VALUES (?)", [(at,) for at in range(ROWS)])
    connection.commit()
    connection.close()
    return path


def test_a_table_of_a_database_is_read_in_rows_of_as_many_as_it_has(told, database) -> None:
    assert counted(told(database, "Reading the rows of t.db")) == {(ROWS, Unit.ROWS)}


def test_a_query_is_read_in_rows_of_which_nobody_knows_how_many(told, database) -> None:
    steps = told(database, "Reading the rows of t.db", query="SELECT a FROM t")
    assert counted(steps) == {(None, Unit.ROWS)}


@pytest.mark.parametrize(
    ("write_out", "unit"),
    [(export_csv, Unit.ROWS), (export_parquet, Unit.BYTES), (export_excel, Unit.ROWS)],
)
def test_what_is_written_is_told_in_rows_or_bytes(write_out, unit, imported, tmp_path) -> None:
    done = imported(lines())
    hearer = Hearer()
    write_out(done.table, done.result.columns, tmp_path / "out", reporter=hearer)
    total = ROWS if unit is Unit.ROWS else done.table.stat().st_size
    assert (total, unit) in {(step.total, step.unit) for step in hearer.told}


@pytest.mark.parametrize(
    ("selection", "phases"),
    [
        (Selection(sort=(SortKey("a"),)), ["Sorting"]),
        (Selection("a >= 1"), ["Filtering"]),
        (Selection("a = 7"), ["Filtering", "Copying the rows"]),
    ],
)
def test_an_order_of_rows_is_told_in_the_rows_gone_through(
    selection, phases, imported, new_folder
) -> None:
    done = imported(lines())
    hearer = Hearer()
    write_order(done.table, done.result.columns, selection, new_folder(), hearer)
    assert list(dict.fromkeys(step.phase for step in hearer.told)) == phases
    assert {(step.total, step.unit) for step in hearer.told} == {(ROWS, Unit.ROWS)}
    copied = Hearer()
    copy_rows(done.table, done.result.columns, selection, new_folder(), copied)
    assert {(step.phase, step.total) for step in copied.told} == {(phases[0], ROWS)}


def test_a_comparison_is_told_in_the_rows_of_both_tables(imported, new_folder) -> None:
    done = imported(lines())
    side = Side(done.table, done.result.columns, "t", done.result.profile)
    hearer = Hearer()
    compare_tables(side, side, Wish(), new_folder(), hearer)
    steps = [step for step in hearer.told if step.total is not None]
    assert {(step.phase, step.total, step.unit) for step in steps} == {
        ("Comparing t with t", 2 * ROWS, Unit.ROWS)
    }
