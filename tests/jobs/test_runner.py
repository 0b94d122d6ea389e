"""The worker process: answers, refusals, progress, cancel, death."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import Imported, Preview, ReaderOptions
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Step
from mlops_desktop.data.beside import PREFIX
from mlops_desktop.jobs import worker
from mlops_desktop.jobs.limits import Limits, bounded
from mlops_desktop.jobs.requests import (
    Exported,
    ExportTable,
    ImportFile,
    PreviewFile,
    TableFile,
)
from mlops_desktop.jobs.runner import Runner, _Patience
from mlops_desktop.jobs.work import WAITING, Work

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runner():
    runner = Runner()
    runner.warm_up()
    yield runner
    runner.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.csv"
    path.write_text("a,b\n1,x\n2,y\n3,z\n")
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that takes long enough to be interrupted."""
    path = tmp_path / "large.csv"
    line = ",".join(f"{number}.25" for number in range(40))
    header = ",".join(f"c{number}" for number in range(40))
    path.write_text(header + "\n" + f"{line}\n" * 400_000)
    return path


def test_a_task_answers_with_its_result(runner, small, tmp_path):
    preview = runner.run(PreviewFile(small, ReaderOptions()), Preview, tmp_path, Work())
    assert [column.name for column in preview.columns] == ["a", "b"]
    assert preview.profile.row_count == 3


def test_a_refusal_arrives_as_the_same_error(runner, tmp_path):
    missing = tmp_path / "nowhere.csv"
    with pytest.raises(UserError) as caught:
        runner.run(PreviewFile(missing, ReaderOptions()), Preview, tmp_path, Work())
    assert "nowhere.csv" in caught.value.message
    assert caught.value.exit_code == 2


def test_the_worker_goes_on_after_a_refusal(runner, small, tmp_path):
    with pytest.raises(UserError):
        runner.run(PreviewFile(tmp_path / "gone.csv", ReaderOptions()), Preview, tmp_path, Work())
    assert runner.run(PreviewFile(small, ReaderOptions()), Preview, tmp_path, Work())


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_file_that_ends_its_reader_is_named(runner, large, tmp_path):
    folder = tmp_path / "job"
    folder.mkdir()
    begun = threading.Event()

    def abort() -> None:
        begun.wait(30)
        os.kill(runner._main._process.pid, signal.SIGABRT)

    aborter = threading.Thread(target=abort)
    aborter.start()
    with pytest.raises(UserError) as caught:
        runner.run(
            ImportFile(large, ReaderOptions()), Imported, folder, Work(lambda _step: begun.set())
        )
    aborter.join()
    assert (caught.value.code, caught.value.exit_code) == ("jobs.reader_died", 2)
    assert f"{large} ended the program's reader" in caught.value.message


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_model_from_elsewhere_that_ends_its_process_is_named(runner, large, small, tmp_path):
    folder = tmp_path / "job"
    folder.mkdir()

    def crash(_step: Step) -> None:
        os.kill(runner._main._process.pid, signal.SIGSEGV)

    limits = Limits("model.skops", 600.0, 2**34)
    with pytest.raises(UserError) as caught:
        runner.run(ImportFile(large, ReaderOptions()), Imported, folder, Work(crash), limits=limits)
    assert (caught.value.code, caught.value.exit_code) == ("foreign.died", 2)
    assert "The model in model.skops ended the process" in caught.value.message
    assert runner.run(PreviewFile(small, ReaderOptions()), Preview, tmp_path, Work())


def test_a_pause_does_not_count_as_time_that_work_takes():
    work = Work()
    work.pause.set()
    patience = _Patience(work, Limits("model.skops", 0.0))
    patience.check()
    work.pause.clear()
    with pytest.raises(UserError) as caught:
        patience.check()
    assert caught.value.code == "foreign.too_long"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_memory_is_limited_for_as_long_as_the_work_takes() -> None:
    import resource  # Windows has none

    before = resource.getrlimit(resource.RLIMIT_AS)
    with bounded(2**32):
        assert resource.getrlimit(resource.RLIMIT_AS)[0] > 2**32
        with pytest.raises(MemoryError):
            bytearray(2**33)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_steps_are_told_while_a_task_works(runner, small, tmp_path):
    steps: list[Step] = []
    work = Work(steps.append)
    runner.run(ImportFile(small, ReaderOptions()), Imported, tmp_path, work)
    assert steps
    assert all(step.phase for step in steps)


def test_a_cancel_is_over_within_a_second(runner, large, tmp_path):
    folder = tmp_path / "job"
    folder.mkdir()
    work = Work()
    begun = threading.Event()
    asked: list[float] = []

    def ask(_step: Step) -> None:
        begun.set()

    def stop() -> None:
        begun.wait(30)
        asked.append(time.monotonic())
        work.stop.set()

    watcher = threading.Thread(target=stop)
    watcher.start()
    with pytest.raises(Cancelled):
        runner.run(ImportFile(large, ReaderOptions()), Imported, folder, Work(ask, work.stop))
    ended = time.monotonic()
    watcher.join()
    # The promise is one second; the margin is for a busy test machine.
    assert ended - asked[0] < 3


def test_a_worker_that_is_killed_is_reported_and_replaced(runner, large, small, tmp_path):
    folder = tmp_path / "job"
    folder.mkdir()
    begun = threading.Event()

    def kill() -> None:
        begun.wait(30)
        process = runner._main._process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(UserError) as caught:
        runner.run(
            ImportFile(large, ReaderOptions()), Imported, folder, Work(lambda _step: begun.set())
        )
    killer.join()
    assert caught.value.code == "jobs.worker_died"
    assert "importing" in caught.value.message
    assert runner.run(PreviewFile(small, ReaderOptions()), Preview, tmp_path, Work())


@pytest.mark.skipif(sys.platform == "win32", reason="no folder is locked there")
def test_a_worker_that_is_killed_leaves_nothing_beside_what_it_writes(runner, tmp_path):
    folder, place, source = tmp_path / "job", tmp_path / "place", tmp_path / "t.csv"
    folder.mkdir()
    place.mkdir()
    source.write_text("a,b\n" + "".join(f"{at},text {at}\n" for at in range(500_000)))
    done = runner.run(ImportFile(source, ReaderOptions()), Imported, folder, Work())
    seen: list[Path] = []

    def kill() -> None:
        end = time.monotonic() + 30
        while not seen and time.monotonic() < end:
            seen.extend(place.glob(f"{PREFIX}*"))
        os.kill(runner._main._process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    table = TableFile(folder / done.table_file, done.columns, "t@1")
    with pytest.raises(UserError) as caught:
        runner.run(
            ExportTable(table, place / "t.csv", spreadsheet_safe=False), Exported, folder, Work()
        )
    killer.join()
    assert caught.value.code == "jobs.worker_died"
    assert seen
    assert list(place.iterdir()) == []


def test_quick_work_overtakes_long_work(runner, large, small, tmp_path):
    folder = tmp_path / "job"
    folder.mkdir()
    begun, previewed = threading.Event(), threading.Event()
    work = Work(lambda _step: begun.set())

    def import_large() -> None:
        with pytest.raises(Cancelled):
            runner.run(ImportFile(large, ReaderOptions()), Imported, folder, work)
        assert previewed.is_set()

    long = threading.Thread(target=import_large)
    long.start()
    begun.wait(30)
    runner.run(PreviewFile(small, ReaderOptions()), Preview, tmp_path, Work(), quick=True)
    previewed.set()
    work.stop.set()
    long.join()


def test_who_waits_takes_turns_in_the_order_they_came(runner, large, small, tmp_path):
    folder = tmp_path / "job"
    folder.mkdir()
    begun = threading.Event()
    waiting = [threading.Event() for _ in range(3)]
    order: list[int] = []
    work = Work(lambda _step: begun.set())

    def import_large() -> None:
        with pytest.raises(Cancelled):
            runner.run(ImportFile(large, ReaderOptions()), Imported, folder, work)

    def preview(number: int) -> None:
        def on_step(step: Step) -> None:
            if step.phase == WAITING:
                waiting[number].set()

        runner.run(PreviewFile(small, ReaderOptions()), Preview, tmp_path, Work(on_step))
        order.append(number)

    threads = [threading.Thread(target=import_large)]
    threads[0].start()
    begun.wait(30)
    for number in range(3):
        threads.append(threading.Thread(target=preview, args=(number,)))
        threads[-1].start()
        assert waiting[number].wait(30)
    work.stop.set()
    for thread in threads:
        thread.join(60)
    assert order == [0, 1, 2]


def test_closing_ends_work_that_is_still_going_on(large, tmp_path):
    folder = tmp_path / "job"
    folder.mkdir()
    runner = Runner()
    begun = threading.Event()
    ended: list[type[BaseException]] = []

    def import_large() -> None:
        try:
            runner.run(
                ImportFile(large, ReaderOptions()),
                Imported,
                folder,
                Work(lambda _step: begun.set()),
            )
        except Cancelled as error:
            ended.append(type(error))

    thread = threading.Thread(target=import_large)
    thread.start()
    begun.wait(30)
    runner.close()
    thread.join(10)
    assert ended == [Cancelled]
    with pytest.raises(Cancelled):
        runner.run(PreviewFile(large, ReaderOptions()), Preview, tmp_path, Work())


def refused_after(error: Exception, monkeypatch, folder) -> dict:
    """Return what is told of a task that ended with an error."""
    answers: list[dict] = []
    monkeypatch.setattr(worker, "send", lambda _pipe, message: answers.append(message))

    class Failing:
        @staticmethod
        def run(*_arguments: object) -> None:
            raise error

    monkeypatch.setattr(worker.importlib, "import_module", lambda _name: Failing)
    worker._answer(None, {"task": "WarmUp", "request": {}, "folder": str(folder)}, None)
    return answers[0]["refused"]


def test_memory_that_runs_out_in_a_task_is_said_in_words(monkeypatch, tmp_path):
    refused = refused_after(MemoryError(), monkeypatch, tmp_path)
    assert refused == {"code": "environment.memory", "facts": {}}


def test_of_a_full_disk_the_project_is_named_not_the_folder_of_the_job(monkeypatch, tmp_path):
    job = tmp_path / "Bikes" / "jobs" / "0198"
    inner, outer = job / "table.parquet", tmp_path / "elsewhere.csv"
    for told in (
        OSError(errno.ENOSPC, "no space left", str(inner)),
        UserError("environment.disk_full", path=inner),
    ):
        refused = refused_after(told, monkeypatch, job)
        assert refused["facts"] == {"path": str(tmp_path / "Bikes")}
    kept = refused_after(UserError("environment.disk_full", path=outer), monkeypatch, job)
    assert kept["facts"] == {"path": str(outer)}


def test_a_disk_that_is_full_while_a_task_writes_is_said_in_words(monkeypatch, tmp_path):
    full = OSError(errno.ENOSPC, "no space left", str(tmp_path / "model.skops"))
    refused = refused_after(full, monkeypatch, tmp_path)
    assert refused["code"] == "environment.disk_full"
    assert "model.skops" in refused["facts"]["path"]
