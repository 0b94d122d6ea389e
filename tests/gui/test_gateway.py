"""Slow things leave the GUI thread and come back to it."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mlops_desktop.core.changes import ChangeSet, EntityKind, Outcome, changed
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Step
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.job import Job, JobState
from mlops_desktop.jobs.work import Work


def wait(event: threading.Event) -> bool:
    """Wait for an event, but never for ever."""
    return event.wait(10)


def test_a_read_runs_elsewhere_and_answers_here(gateway: Gateway, qtbot: QtBot) -> None:
    threads: list[str] = []
    answers: list[tuple[int, str]] = []

    def ask() -> int:
        threads.append(threading.current_thread().name)
        return 7

    gateway.read(ask, lambda value: answers.append((value, threading.current_thread().name)))
    qtbot.waitUntil(lambda: bool(answers))
    assert threads == ["reader"]
    assert answers == [(7, threading.main_thread().name)]


def test_the_answer_to_an_older_question_never_arrives(gateway: Gateway, qtbot: QtBot) -> None:
    page = QObject(gateway)
    gate = threading.Event()
    answers: list[str] = []

    def slow() -> str:
        wait(gate)
        return "old"

    gateway.read(slow, answers.append, owner=page, key="load")
    gateway.read(lambda: "new", answers.append, owner=page, key="load")
    gate.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]


def test_questions_under_other_keys_are_all_answered(gateway: Gateway, qtbot: QtBot) -> None:
    page = QObject(gateway)
    answers: list[str] = []
    gateway.read(lambda: "a", answers.append, owner=page, key="one")
    gateway.read(lambda: "b", answers.append, owner=page, key="two")
    gateway.read(lambda: "c", answers.append, owner=page)
    gateway.read(lambda: "d", answers.append, owner=page)
    qtbot.waitUntil(lambda: len(answers) == 4)
    assert answers == ["a", "b", "c", "d"]


def test_nobody_is_told_who_is_gone(gateway: Gateway, qtbot: QtBot) -> None:
    page = QObject()
    gate = threading.Event()
    told: list[str] = []
    done: list[bool] = []
    gateway.read(lambda: wait(gate), lambda _value: told.append("page"), owner=page)
    gateway.read(lambda: True, done.append)
    page.deleteLater()
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)
    gate.set()
    qtbot.waitUntil(lambda: bool(done))
    assert not told


def test_changes_happen_one_after_another_and_are_broadcast(gateway: Gateway, qtbot: QtBot) -> None:
    order: list[int] = []
    heard: list[ChangeSet] = []
    values: list[int] = []
    gateway.changed.connect(heard.append)

    def change(number: int) -> Outcome[int]:
        order.append(number)
        return Outcome(number, changed((EntityKind.MODEL, str(number))))

    for number in range(5):
        gateway.change(lambda n=number: change(n), values.append)
    qtbot.waitUntil(lambda: len(values) == 5)
    assert order == values == [0, 1, 2, 3, 4]
    assert heard[3].kinds == {EntityKind.MODEL, EntityKind.AUDIT}


def test_a_change_happens_even_when_its_page_is_gone(gateway: Gateway, qtbot: QtBot) -> None:
    page = QObject(gateway)
    ticket = gateway.change(
        lambda: Outcome(1, changed((EntityKind.MODEL, "m"))), lambda _v: None, owner=page
    )
    ticket.drop()
    with qtbot.waitSignal(gateway.changed):
        pass


def test_a_users_error_goes_to_the_asker(gateway: Gateway, qtbot: QtBot) -> None:
    def refuse() -> None:
        raise UserError("data.unknown", name="bikes")

    errors: list[UserError] = []
    gateway.read(refuse, lambda _value: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].message == "There is no dataset “bikes”."


def test_an_error_nobody_waits_for_goes_to_the_window(gateway: Gateway, qtbot: QtBot) -> None:
    def refuse() -> None:
        raise UserError("data.unknown", name="bikes")

    with qtbot.waitSignal(gateway.failed) as heard:
        gateway.read(refuse, lambda _value: None)
    assert heard.args[0].code == "data.unknown"


def test_a_defect_is_written_down_and_told_in_plain_words(
    gateway: Gateway, qtbot: QtBot, defects: list, expected_error: type[Exception]
) -> None:
    def break_down() -> None:
        raise expected_error("no")

    errors: list[UserError] = []
    gateway.change(break_down, None, errors.append)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].code == "environment.defect"
    assert isinstance(defects[0][0], expected_error)
    assert "break_down" in defects[0][1]


def test_a_job_shows_its_steps_and_its_end(gateway: Gateway, qtbot: QtBot) -> None:
    go_on = threading.Event()
    values: list[str] = []

    def work_hard(work: Work) -> str:
        work.step(Step("Reading", 1, 4, "row 10"))
        wait(go_on)
        return "done"

    job = gateway.job("Importing bikes.csv", work_hard, values.append)
    assert gateway.jobs.running() == (job,)
    qtbot.waitUntil(lambda: job.step.fraction == 0.25)
    assert job.line == "Importing bikes.csv · Reading · row 10"
    with qtbot.waitSignal(job.ended):
        go_on.set()
    qtbot.waitUntil(lambda: values == ["done"])
    assert job.state is JobState.DONE
    assert gateway.jobs.running() == ()


def test_many_steps_reach_the_window_as_few(gateway: Gateway, qtbot: QtBot) -> None:
    told: list[Step] = []

    def work_hard(work: Work) -> None:
        for number in range(5000):
            work.step(Step("Counting", number, 5000))

    job = gateway.job("Counting", work_hard)
    job.advanced.connect(lambda: told.append(job.step))
    with qtbot.waitSignal(job.ended):
        pass
    assert len(told) < 2500


def test_a_cancelled_job_says_so_at_once_and_calls_nobody(gateway: Gateway, qtbot: QtBot) -> None:
    called: list[object] = []

    def work_hard(work: Work) -> None:
        work.stop.wait(5)
        work.check()

    job: Job = gateway.job("Training", work_hard, called.append, called.append)
    job.cancel()
    assert job.state is JobState.STOPPING
    with qtbot.waitSignal(job.ended):
        pass
    assert job.state is JobState.CANCELLED
    assert not called


def test_closing_stops_running_jobs(gateway: Gateway, qtbot: QtBot) -> None:
    stopped = threading.Event()

    def work_hard(work: Work) -> None:
        if work.stop.wait(5):
            stopped.set()

    gateway.job("Training", work_hard)
    gateway.close()
    assert stopped.is_set()


@pytest.mark.parametrize("value", [True, False, None])
def test_signals_do_not_lose_references(gateway: Gateway, value: object) -> None:
    """PySide6 6.12 drops a reference with every emit on Python 3.11 and ends in a crash."""
    import sys

    before = sys.getrefcount(value)
    for _ in range(2000):
        gateway.changed.emit(value)
    # Python 3.12 and later keep one fixed count for these.
    assert sys.getrefcount(value) > before - 100


class _OfProject(QObject):
    is_of_project = True


def test_what_belongs_to_a_closed_project_is_not_told(gateway: Gateway, qtbot: QtBot) -> None:
    page = _OfProject(gateway)
    dialog = QObject(page)
    window = QObject(gateway)
    gate = threading.Event()
    told: list[str] = []

    def ask() -> bool:
        return wait(gate)

    gateway.read(ask, lambda _value: told.append("page"), owner=page)
    gateway.read(ask, lambda _value: told.append("dialog"), owner=dialog, key="load")
    gateway.job("Work", lambda _work: wait(gate), lambda _value: told.append("job"), owner=page)
    gateway.read(ask, lambda _value: told.append("window"), owner=window)
    gateway.end_sitting()
    gateway.read(ask, lambda _value: told.append("next"), owner=page)
    gate.set()
    qtbot.waitUntil(lambda: {"window", "next"} <= set(told))
    qtbot.waitUntil(lambda: not gateway.jobs.running())
    assert sorted(told) == ["next", "window"]


def test_a_change_to_a_project_that_is_closed_is_made_and_told_when_it_fails(
    gateway: Gateway, qtbot: QtBot, defects: list
) -> None:
    page = _OfProject(gateway)
    gate = threading.Event()
    made: list[str] = []
    failures: list[UserError] = []
    gateway.failed.connect(failures.append)

    def change() -> Outcome[int]:
        wait(gate)
        made.append("change")
        raise UserError("usage.reason")

    def broken() -> int:
        wait(gate)
        raise ValueError("the project was closed below it")

    gateway.change(change, owner=page)
    gateway.read(broken, made.append, owner=page)
    gateway.end_sitting()
    gate.set()
    qtbot.waitUntil(lambda: bool(failures))
    assert made == ["change"]
    done: list[bool] = []
    gateway.read(lambda: True, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert not defects, "a read that lost its project is nobody's defect"
