"""The strip at the bottom: what runs, how fast, how long; the log's words give way to it."""

from __future__ import annotations

import threading

import pytest

from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.gui import job as module
from mlops_desktop.gui.job import Job, Jobs, JobState
from mlops_desktop.gui.jobs_strip import JobsStrip


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def strip(qtbot, monkeypatch):
    """A strip of 1,280 pixels and the import that runs in it."""
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    jobs = Jobs()
    shown = JobsStrip(jobs)
    qtbot.addWidget(shown)
    shown.set_log_state("Log verified")
    shown.resize(1_280, shown.height())
    shown.show()
    job = Job("Importing rides.csv", threading.Event(), jobs)
    jobs.add(job)
    for seconds, done in ((0, 0), (10, 3_100_000)):
        clock.now += seconds
        with qtbot.waitSignal(job.advanced):
            job.tell(Step("Storing the rows", done, 12_400_000, unit=Unit.ROWS))
    return shown, job


def test_the_strip_tells_how_fast_and_how_long(strip) -> None:
    shown, _ = strip
    assert shown._line.text() == "Importing rides.csv · Storing the rows"
    assert shown._time.text() == "310,000 rows a second, about 30 s left in this step"
    assert shown._bar.value() == 250


def test_in_a_narrow_window_what_runs_takes_the_room_of_the_logs_words(strip, qtbot) -> None:
    shown, job = strip
    assert shown._log.isVisible()
    shown.resize(800, shown.height())
    assert not shown._log.isVisible()
    assert shown._line.width() > shown._bar.width()
    job.finish(JobState.DONE)
    assert shown._log.isVisible()
