"""The table engine reaches only the files it was given, and stops when asked to."""

from __future__ import annotations

import threading

import duckdb
import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import Cancelled
from mlops_desktop.core.progress import Step
from mlops_desktop.data.engine import Engine, identifier, literal
from mlops_desktop.data.importer import import_file


def test_other_files_are_out_of_reach(write, tmp_path) -> None:
    allowed, secret = write("a\n1\n", "allowed.csv"), write("a\n1\n", "secret.csv")
    with Engine(allowed, files=[allowed]) as engine:
        assert engine.rows(f"SELECT * FROM read_csv({literal(str(allowed))})") == [(1,)]
        for statement in (
            f"SELECT * FROM read_csv({literal(str(secret))})",
            f"COPY (SELECT 1) TO {literal(str(tmp_path / 'out.csv'))}",
            "SET enable_external_access = true",
            "INSTALL httpfs",
            "LOAD httpfs",
            f"ATTACH {literal(str(tmp_path / 'x.db'))}",
        ):
            with pytest.raises(duckdb.Error):
                engine.run(statement)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["allowed.csv", "secret.csv"]


def test_nothing_is_written_to_the_answer_of_a_command_however_long_it_takes() -> None:
    with Engine(about=None) as engine:
        assert engine.row("SELECT current_setting('enable_progress_bar')") == (False,)


@pytest.mark.parametrize("name", ['a"b', "a'b", "select", "ä b", "x; DROP TABLE t", "a\nb", "--"])
def test_names_are_only_names(name) -> None:
    with Engine(about=None) as engine:
        assert engine.rows(f"SELECT {identifier(name)} FROM (SELECT 1 AS {identifier(name)})") == [
            (1,)
        ]
        assert engine.row(f"SELECT {literal(name)}") == (name,)


def test_names_from_files_are_only_names(imported) -> None:
    done = imported('"a\'b","x""; DROP TABLE t",select,{c}\n1,2,3,4\n')
    assert done.rows() == [(1, 2, 3, 4)]
    assert list(done.columns) == ["a'b", 'x"; DROP TABLE t', "select", "{c}"]


class _StopAfter:
    """A reporter that asks to stop after so many steps, or when its event is set."""

    def __init__(self, steps: int) -> None:
        self._left = steps
        self.event = threading.Event()
        self.phases: list[str] = []

    def step(self, step: Step) -> None:
        self.phases.append(step.phase)
        self._left -= 1
        if self._left <= 0:
            self.event.set()
        self.check()

    def check(self) -> None:
        if self.event.is_set():
            raise Cancelled


def test_a_long_statement_is_interrupted() -> None:
    reporter = _StopAfter(1_000)
    with Engine(about=None, reporter=reporter) as engine:
        threading.Timer(0.2, reporter.event.set).start()
        with pytest.raises(Cancelled):
            engine.rows("SELECT sum(hash(a * b)) FROM range(1000000) x(a), range(1000000) y(b)")


def test_an_import_stops_at_every_step(write, new_folder) -> None:
    path = write("a,b\n" + "1,x\n" * 200)
    counted = _StopAfter(1_000)
    import_file(path, ReaderOptions(), new_folder(), counted)
    steps = len(counted.phases)
    assert steps >= 6
    for stop_at in range(1, steps + 1):
        with pytest.raises(Cancelled):
            import_file(path, ReaderOptions(), new_folder(), _StopAfter(stop_at))


def test_steps_are_told_with_the_files_name(write, new_folder) -> None:
    reporter = _StopAfter(1_000)
    import_file(write("a,b\n1,x\n", "sales.csv"), ReaderOptions(), new_folder(), reporter)
    assert "Reading sales.csv" in reporter.phases
    assert "Storing the rows of sales.csv" in reporter.phases
    assert "Describing the columns" in reporter.phases
