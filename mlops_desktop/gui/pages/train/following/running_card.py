"""The trainings of this window that run or wait: how far each is, Pause, Cancel."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.progress import Step
from mlops_desktop.gui.job import JobState
from mlops_desktop.gui.pages.train.following.training import Following
from mlops_desktop.gui.pages.train.words import CANDIDATE
from mlops_desktop.gui.theme.scale import SPACE_3
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.step_progress import StepProgress

_EVERY = 1000
"""Milliseconds after which the time is shown anew."""


class TrainingLine(QWidget):
    """One training's progress.

    Signals:
        shown(): its results are wanted.
        dismissed(): how it ended was read.
    """

    shown = Signal()
    dismissed = Signal()

    def __init__(self, following: Following, parent: QWidget) -> None:
        super().__init__(parent)
        self.following = following
        title = f"{following.title} · {following.label}"
        self.progress = StepProgress(title, self._on_cancel, parent=self)
        self.pause = LinkButton(self.tr("Pause"), self._on_pause, parent=self)
        self.look = LinkButton(self.tr("Show"), self.shown.emit, parent=self)
        self.close_ = LinkButton(self.tr("Dismiss"), self.dismissed.emit, parent=self)
        line = row(spacing=SPACE_3, parent=self)
        line.addWidget(self.progress, 1)
        for button in (self.pause, self.look, self.close_):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.close_.hide()
        job = following.job
        if job is not None:
            job.advanced.connect(self.show_step)
            job.ended.connect(self._on_ended)
        self.show_step()

    def show_step(self) -> None:
        """Show where the training is."""
        job = self.following.job
        if job is None or job.state.is_final:
            return
        self.pause.setText(self.tr("Resume") if job.is_paused else self.tr("Pause"))
        self.pause.setVisible(not self.following.is_waiting)
        self.progress.set_step(self._worded(job.step), job.time_text)

    def phase(self) -> str:
        """Return what it is doing, in words."""
        job = self.following.job
        step = self._worded(job.step) if job is not None else Step("")
        return " · ".join(part for part in (step.phase, step.detail) if part)

    def end_words(self) -> str:
        """Return how it ended."""
        job = self.following.job
        state = job.state if job is not None else JobState.DONE
        if state is JobState.CANCELLED:
            words = self.tr("Cancelled. What was finished stays.")
            return f"{words} {self._reached()}".rstrip()
        if state is JobState.FAILED:
            return self.tr("It was refused or failed; see the message above.")
        return self.tr("Finished.")

    def _reached(self) -> str:
        """Return where it was left; "" where it had not begun."""
        if self.following.is_waiting or self.following.training_id is None:
            return ""
        job = self.following.job
        return self.tr("It had reached: {0}.").format(self._at(job.step).phase) if job else ""

    def _worded(self, step: Step) -> Step:
        """Return a step with the method's name, or why it waits."""
        job = self.following.job
        if job is not None and job.is_paused:
            words = self.tr("Paused: it waits at the next place where it can")
            return replace(step, phase=words, detail="")
        if self.following.is_waiting:
            return Step(self.tr("Waits until the work before it has ended"), 0, 1)
        return self._at(step)

    def _at(self, step: Step) -> Step:
        """Return a step with the method's name."""
        methods, found = self.following.spec.algorithms, CANDIDATE.search(step.detail)
        if found is not None and int(found.group(1)) <= len(methods):
            return replace(step, phase=algorithm(methods[int(found.group(1)) - 1]).title)
        if step.phase == self.following.title:
            return replace(step, phase=self.tr("Reading the rows"))
        return step

    def _on_pause(self) -> None:
        job = self.following.job
        if job is not None:
            job.set_paused(not job.is_paused)

    def _on_cancel(self) -> None:
        if self.following.job is not None:
            self.following.job.cancel()

    def _on_ended(self) -> None:
        self.pause.hide()
        self.close_.show()
        job = self.following.job
        has_finished = job is None or job.state is JobState.DONE
        self.progress.set_ended(self.end_words(), is_whole=has_finished)


class RunningCard(Card):
    """A line per training, in the order they take their turns.

    Signals:
        shown(Following): a training's results are wanted.
        dismissed(Following): it is over, and how it ended was read.
    """

    shown = Signal(object)
    dismissed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.lines: dict[Following, TrainingLine] = {}
        self._present: Following | None = None
        self._tick = QTimer(self, interval=_EVERY)
        self._tick.timeout.connect(self._on_tick)
        self.hide()

    def follow(self, following: Following) -> None:
        """Show a training until it is over."""
        line = TrainingLine(following, self)
        line.shown.connect(partial(self.shown.emit, following))
        line.dismissed.connect(partial(self.dismissed.emit, following))
        if following.job is not None:
            following.job.ended.connect(self._on_tick)
        self.lines[following] = line
        self.add(line)
        self._arrange()

    def forget(self, following: Following) -> None:
        """Show a training no longer."""
        line = self.lines.pop(following, None)
        if line is not None:
            line.hide()
            line.deleteLater()
        self._arrange()

    def show_present(self, following: Following | None) -> None:
        """Know whose results are shown on the page."""
        self._present = following
        self._arrange()

    def _arrange(self) -> None:
        for following, line in self.lines.items():
            line.look.setVisible(following is not self._present)
        self.setVisible(bool(self.lines))
        is_running = any(not following.is_over for following in self.lines)
        if is_running and not self._tick.isActive():
            self._tick.start()

    def _on_tick(self) -> None:
        running = [line for following, line in self.lines.items() if not following.is_over]
        for line in running:
            line.show_step()
        if not running:
            self._tick.stop()
