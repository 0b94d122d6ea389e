"""What a job of the window says of the time it still needs."""

from __future__ import annotations

import threading

import pytest

from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.gui import job as module
from mlops_desktop.gui.job import Job


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def told(qtbot, clock):
    """A job, and a way to tell it a step after some seconds."""
    job = Job("Importing", threading.Event())

    def tell(seconds: float, step: Step) -> Job:
        clock.now += seconds
        with qtbot.waitSignal(job.advanced):
            job.tell(step)
        return job

    return tell


def test_rate_and_time_left_of_the_step_are_told(told) -> None:
    told(0, Step("Reading", 0, 10**9, unit=Unit.BYTES))
    job = told(5, Step("Reading", 260_000_000, 10**9, unit=Unit.BYTES))
    assert job.time_text == "52 MB a second, about 15 s left in this step"


def test_a_further_step_is_measured_from_its_own_beginning(told) -> None:
    told(0, Step("Reading", 0, 100))
    told(60, Step("Reading", 100, 100))
    told(0, Step("Storing", 0, 1_000, unit=Unit.ROWS))
    job = told(10, Step("Storing", 500, 1_000, unit=Unit.ROWS))
    assert job.time_text == "50 rows a second, about 10 s left in this step"


def test_without_an_amount_the_time_so_far_is_told(told) -> None:
    assert told(0.5, Step("Reading", 50, 100)).time_text == ""
    assert told(5, Step("Storing")).time_text == "6 s so far"


def test_a_pause_is_told_and_is_no_time_of_the_work(told, clock) -> None:
    told(0, Step("Reading", 0, 1_000, unit=Unit.ROWS))
    job = told(10, Step("Reading", 200, 1_000, unit=Unit.ROWS))
    before = job.time_text
    assert before == "20 rows a second, about 40 s left in this step"
    job.set_paused(True)
    clock.now += 3_600
    assert job.time_text == "paused"
    job.set_paused(False)
    assert job.time_text == before


def test_work_that_is_stopping_promises_no_time(told) -> None:
    told(0, Step("Reading", 0, 100))
    job = told(10, Step("Reading", 50, 100))
    job.cancel()
    assert job.time_text == "10 s"


def test_a_search_that_tells_its_time_itself_is_given_no_second_one(told) -> None:
    detail = "candidate 1 of 2 · trial 3 of 9 · about 40 seconds left"
    told(0, Step("Training", 0, 100, detail))
    job = told(10, Step("Training", 50, 100, detail))
    assert job.time_text == "10 s so far"
