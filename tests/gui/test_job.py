"""What a job of the window says of the time it still needs."""

from __future__ import annotations

import threading

import pytest

from mlops_desktop.core.progress import Step
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


def test_the_time_left_follows_from_the_share_done(told) -> None:
    told(0, Step("Reading", 0, 100))
    job = told(10, Step("Reading", 25, 100))
    assert job.seconds_left == pytest.approx(30)
    assert job.time_text == "about 30 s left"


def test_a_phase_is_measured_from_its_own_beginning(told) -> None:
    told(0, Step("Reading", 0, 100))
    told(60, Step("Reading", 100, 100))
    told(0, Step("Storing", 0, 100))
    job = told(10, Step("Storing", 50, 100))
    assert job.seconds_left == pytest.approx(10)
    assert job.time_text == "about 10 s left in this step"


def test_a_phase_that_is_told_of_late_counts_only_what_was_seen(told) -> None:
    told(0, Step("Reading", 40, 100))
    job = told(10, Step("Reading", 60, 100))
    assert job.seconds_left == pytest.approx(20)


def test_nothing_is_estimated_too_early_or_without_an_amount(told) -> None:
    told(0, Step("Reading", 0, 100))
    assert told(0.5, Step("Reading", 50, 100)).seconds_left is None
    assert told(5, Step("Storing")).seconds_left is None
    assert told(5, Step("Storing", 1, 100)).seconds_left is None
