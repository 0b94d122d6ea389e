"""Long work as the window sees it: title, phase, share done, time, Cancel."""

from __future__ import annotations

import threading
import time
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal

from mlops_desktop.core.pace import Pace
from mlops_desktop.core.progress import Step
from mlops_desktop.core.wording import duration_text


class JobState(Enum):
    """Life of a job; all but the first two are final."""

    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (JobState.RUNNING, JobState.STOPPING)


class Job(QObject):
    """One piece of long work.

    Attributes:
        gives_way: nobody waits for it; the window may be closed over it without a question.

    Signals:
        advanced(): the step, or the state, is different now.
        ended(): it is over, whatever way.
    """

    advanced = Signal()
    ended = Signal()
    _told = Signal()

    def __init__(self, title: str, stop: threading.Event, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.gives_way = False
        self.state = JobState.RUNNING
        self.step = Step(title)
        self.stop = stop
        self.pause = threading.Event()
        self._paused_at: float | None = None
        self._rested = 0.0
        self._started = time.monotonic()
        self._ended: float | None = None
        self._pace = Pace()
        self._lock = threading.Lock()
        self._latest: Step | None = None
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    def tell(self, step: Step) -> None:
        """Take a step from the working thread; several in a row reach the window as one."""
        with self._lock:
            is_first = self._latest is None
            self._latest = step
        if is_first:
            self._told.emit()

    def cancel(self) -> None:
        """Ask the work to stop; the words change at once."""
        if not self.state.is_final:
            self.state = JobState.STOPPING
            self.stop.set()
            self.advanced.emit()

    def set_paused(self, is_paused: bool) -> None:
        """Ask the work to wait where it can, or to go on."""
        if self.state.is_final or is_paused is self.is_paused:
            return
        now = time.monotonic()
        if self._paused_at is None:
            self._paused_at = now
            self.pause.set()
        else:
            self._rested += now - self._paused_at
            self._paused_at = None
            self.pause.clear()
        self.advanced.emit()

    @property
    def is_paused(self) -> bool:
        """Whether it was asked to wait."""
        return self._paused_at is not None

    def finish(self, state: JobState) -> None:
        """Record how it ended (GUI thread)."""
        self._ended = time.monotonic()
        self.state = state
        self.advanced.emit()
        self.ended.emit()

    @property
    def elapsed(self) -> float:
        """Seconds since it began, or that it took, pauses left out."""
        until = self._paused_at or self._ended or time.monotonic()
        return until - self._started - self._rested

    @property
    def time_text(self) -> str:
        """How fast, and how long still or how long already, in words."""
        if self.is_paused:
            return self.tr("paused")
        if self.state is not JobState.RUNNING:
            return duration_text(self.elapsed)
        return self._pace.words(self.elapsed, self.elapsed)

    @property
    def line(self) -> str:
        """What it is doing, in one line."""
        if self.state is JobState.STOPPING:
            return self.tr("{0} · stopping…").format(self.title)
        if self.is_paused:
            return self.tr("{0} · paused").format(self.title)
        parts = [self.title]
        if self.step.phase and self.step.phase != self.title:
            parts.append(self.step.phase)
        if self.step.detail:
            parts.append(self.step.detail)
        return " · ".join(parts)

    def _on_told(self) -> None:
        with self._lock:
            step, self._latest = self._latest, None
        if step is not None and not self.state.is_final:
            self._pace.take(step, self.elapsed)
            self.step = step
            self.advanced.emit()


class Jobs(QObject):
    """The jobs of this window, newest first.

    Signals:
        changed(): a job began, advanced or ended.
        job_ended(Job): one is over.
    """

    changed = Signal()
    job_ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []

    def add(self, job: Job) -> None:
        """Take a new job in."""
        self._jobs.insert(0, job)
        job.advanced.connect(self.changed)
        job.ended.connect(self._on_ended)
        self.changed.emit()

    def all(self) -> tuple[Job, ...]:
        """Return every job of this window, newest first."""
        return tuple(self._jobs)

    def running(self) -> tuple[Job, ...]:
        """Return those that are not over, newest first."""
        return tuple(job for job in self._jobs if not job.state.is_final)

    def _on_ended(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self.job_ended.emit(job)
        # Ended ones are kept for the list of jobs, but not without end.
        for old in [job for job in self._jobs if job.state.is_final][20:]:
            self._jobs.remove(old)
            old.deleteLater()
        self.changed.emit()
