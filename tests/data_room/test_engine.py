"""The table engine reaches only the files it was given, and stops when asked to."""

from __future__ import annotations

import threading
from collections.abc import Callable

import duckdb
import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import Cancelled
from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.data import engine as module
from mlops_desktop.data import rows as rows_module
from mlops_desktop.data import text_reader
from mlops_desktop.data.engine import Engine, _Telling, identifier, literal
from mlops_desktop.data.importer import import_file


@pytest.fixture
def hasty_watch(monkeypatch) -> None:
    """Let the engine be asked as often as can be."""
    monkeypatch.setattr(module, "_POLL_SECONDS", 0.001)


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


def test_nothing_is_written_to_the_answer_of_a_command_however_long_it_takes(
    monkeypatch, capfd
) -> None:
    connect = duckdb.connect

    def hasty(config) -> duckdb.DuckDBPyConnection:
        connection = connect(config=config)
        connection.execute("SET progress_bar_time = 0")  # writes after no time, if it writes
        return connection

    monkeypatch.setattr(duckdb, "connect", hasty)
    with Engine(about=None) as engine:
        engine.run("SELECT 1")
        capfd.readouterr()
        engine.rows("SELECT sum(hash(x)) FROM range(10000000) t(x)")
        assert engine.row("SELECT current_setting('enable_progress_bar')") == (True,)
    assert capfd.readouterr() == ("", "")


class _Hearer:
    """A reporter that keeps what it is told, and from which thread."""

    def __init__(self, is_enough: Callable[[Step], bool] = lambda _: False) -> None:
        self.told: list[Step] = []
        self.threads: set[str] = set()
        self._is_enough = is_enough
        self._is_stopped = threading.Event()

    def step(self, step: Step) -> None:
        self.told.append(step)
        self.threads.add(threading.current_thread().name)
        if self._is_enough(step):
            self._is_stopped.set()
        self.check()

    def check(self) -> None:
        if self._is_stopped.is_set():
            raise Cancelled

    def of(self, phase: str) -> list[Step]:
        return [step for step in self.told if step.phase == phase]


LONG = "SELECT sum(hash(a * b)) FROM range(30000) x(a), range({}) y(b)"
"""Takes so long that the engine can be asked how far it is."""


def test_a_statement_tells_how_far_it_is_in_the_units_of_its_step(hasty_watch) -> None:
    hearer = _Hearer()
    with Engine(about=None, reporter=hearer) as engine:
        with engine.telling(Step("Counting", 0, 50_000, "all", Unit.ROWS)):
            engine.run(LONG.format(1_500))
        hearer.step(Step("Next"))
    steps = hearer.of("Counting")
    assert len(steps) > 2
    assert {(step.total, step.detail, step.unit) for step in steps} == {(50_000, "all", Unit.ROWS)}
    shares = [step.done for step in steps]
    assert shares == sorted(set(shares))
    assert shares[0] == 0
    assert shares[-1] <= 50_000
    assert hearer.told[-1] == Step("Next")
    assert "stop-watcher" in hearer.threads


def test_several_statements_are_equal_parts_and_never_go_back(hasty_watch) -> None:
    hearer = _Hearer()
    with (
        Engine(about=None, reporter=hearer) as engine,
        engine.telling(Step("Both"), statements=2),
    ):
        engine.run(LONG.format(1_000))
        reached = hearer.told[-1]
        engine.run(LONG.format(1_000))
    steps = hearer.of("Both")
    shares = [step.fraction for step in steps if step.done is not None]
    assert 0 < reached.fraction <= 0.5
    assert shares == sorted(shares)
    assert 0.5 < shares[-1] <= 1.0
    assert steps[-1].unit is Unit.NONE


@pytest.mark.parametrize("percent", [-1.0, float("nan"), 0.0, 1e9])
def test_a_share_that_nobody_knows_is_not_told(percent) -> None:
    telling = _Telling(Step("Counting", 0, 100), 1)
    assert telling.reached(1, percent) is None
    assert telling.reached(1, 40.0) == Step("Counting", 40, 100)
    assert telling.reached(1, 39.0) is None
    assert telling.reached(0, 50.0) is None


def test_work_is_cancelled_at_once_where_only_the_engine_tells_of_it(hasty_watch) -> None:
    hearer = _Hearer(lambda step: bool(step.done))
    with (
        Engine(about=None, reporter=hearer) as engine,
        pytest.raises(Cancelled),
        engine.telling(Step("Counting", 0, 1_000)),
    ):
        engine.run("SELECT sum(hash(a * b)) FROM range(1000000) x(a), range(30000) y(b)")
    assert 0 < hearer.told[-1].fraction < 0.5


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


def test_storing_tells_rows_and_how_far_it_is(write, new_folder, hasty_watch) -> None:
    rows = 60_000
    path = write(
        "a,b,c\n" + "".join(f"{at},{at / 7:.6f},text {at}\n" for at in range(rows)), "s.csv"
    )
    hearer = _Hearer()
    import_file(path, ReaderOptions(), new_folder(), hearer)
    storing = hearer.of("Storing the rows of s.csv")
    assert len(storing) > 1
    assert {(step.total, step.unit) for step in storing} == {(rows, Unit.ROWS)}
    assert 0 < storing[-1].fraction <= 1
    reading = hearer.of("Reading s.csv")
    assert (reading[-1].done, reading[-1].unit) == (path.stat().st_size, Unit.BYTES)


def test_rows_that_must_be_stored_anew_are_a_phase_of_their_own(
    write, new_folder, monkeypatch
) -> None:
    # The one value that is no number is not in the sample.
    monkeypatch.setattr(text_reader, "PREVIEW_BYTES", 10_000)
    monkeypatch.setattr(rows_module, "_SAMPLE_BYTES", 10_000)
    rows = "".join(f"{'late' if at == 35_002 else at}\n" for at in range(60_000))
    path = write(f"a\n{rows}", "s.csv")
    hearer = _Hearer()
    import_file(path, ReaderOptions(), new_folder(), hearer)
    phases = list(dict.fromkeys(step.phase for step in hearer.told))
    assert phases[phases.index("Storing the rows of s.csv") :][:3] == [
        "Storing the rows of s.csv",
        "Finding the types from every row",
        "Storing the rows of s.csv again",
    ]


def test_an_import_is_cancelled_in_the_middle_of_storing(write, new_folder, hasty_watch) -> None:
    rows = 60_000
    path = write(
        "a,b,c\n" + "".join(f"{at},{at / 7:.6f},text {at}\n" for at in range(rows)), "s.csv"
    )
    hearer = _Hearer(lambda step: step.phase.startswith("Storing") and bool(step.done))
    with pytest.raises(Cancelled):
        import_file(path, ReaderOptions(), new_folder(), hearer)
    assert hearer.told[-1].phase == "Storing the rows of s.csv"


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
