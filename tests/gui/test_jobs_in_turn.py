"""Of several jobs the strip shows the one that runs; what was left stays as far as it came."""

from __future__ import annotations

import threading

from mlops_desktop.core.progress import Step
from mlops_desktop.gui.job import Job, Jobs
from mlops_desktop.gui.jobs_strip import JobsStrip
from mlops_desktop.gui.widgets.step_progress import StepProgress
from mlops_desktop.jobs.work import WAITING


def test_work_whose_turn_has_not_come_stands_behind_what_runs(qtbot) -> None:
    jobs = Jobs()
    running = Job("Training first", threading.Event(), jobs)
    waiting = Job("Training second", threading.Event(), jobs)
    jobs.add(running)
    jobs.add(waiting)
    strip = JobsStrip(jobs)
    qtbot.addWidget(strip)
    with qtbot.waitSignal(waiting.advanced):
        waiting.tell(Step(WAITING))
    with qtbot.waitSignal(running.advanced):
        running.tell(Step("Forest", 1, 4))
    assert strip._line.text().startswith("Training first")
    strip._cancel.click()
    assert running.stop.is_set()
    assert not waiting.stop.is_set()
    strip._tick.stop()


def test_the_bar_of_work_that_was_left_stays_where_it_was(qtbot) -> None:
    progress = StepProgress("Training")
    qtbot.addWidget(progress)
    progress.set_step(Step("Forest", 1, 4))
    progress.set_ended("Cancelled.", is_whole=False)
    assert progress._bar.value() == 250
    assert not progress._bar.isEnabled()


def test_of_work_that_nobody_knew_the_length_of_nothing_is_shown_as_done(qtbot) -> None:
    progress = StepProgress("Training")
    qtbot.addWidget(progress)
    progress.set_step(Step("Reading"))
    progress.set_ended("Cancelled.", is_whole=False)
    assert (progress._bar.value(), progress._bar.maximum()) == (0, 1000)
