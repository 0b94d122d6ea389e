"""One training that was started here: its job, and what it has tried so far."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal

from mlops_desktop.core.identity import TrainingId
from mlops_desktop.core.training import Training, TrainingSpec
from mlops_desktop.gui.job import Job, JobState
from mlops_desktop.jobs.requests import Tried
from mlops_desktop.jobs.work import WAITING


class Following(QObject):
    """What is known of a training while it runs; its thread tells it, the window asks it.

    Args:
        label: of the data.

    Signals:
        planned(): it is registered now, and its runs can be read.
        tried(): there are further trials, or later values of earlier ones.
    """

    planned = Signal()
    tried = Signal()
    _told = Signal()

    def __init__(self, spec: TrainingSpec, label: str, parent: QObject) -> None:
        super().__init__(parent)
        self.spec, self.label = spec, label
        self.job: Job | None = None
        self.training_id: TrainingId | None = None
        self._lock = threading.Lock()
        self._trials: dict[tuple[str, int], Tried] = {}
        self._is_telling = False
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    @property
    def title(self) -> str:
        """What it is."""
        return self.tr("Training {0}").format(self.spec.model)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.job is None or self.job.state.is_final

    @property
    def has_finished(self) -> bool:
        """Whether it went on to its end."""
        return self.job is not None and self.job.state is JobState.DONE

    @property
    def is_waiting(self) -> bool:
        """Whether other work has to end first."""
        return self.job is not None and self.job.step.phase == WAITING

    def trials(self) -> tuple[Tried, ...]:
        """Return what was tried so far."""
        with self._lock:
            return tuple(self._trials.values())

    # From the thread that trains ------------------------------------------------------------

    def on_planned(self, training: Training) -> None:
        """Take the training's registration."""
        self.training_id = training.id
        self.planned.emit()

    def on_tried(self, tried: Tried) -> None:
        """Take a trial; several in a row reach the window as one."""
        with self._lock:
            self._trials[tried.algorithm, tried.trial.number] = tried
            is_first, self._is_telling = not self._is_telling, True
        if is_first:
            self._told.emit()

    def _on_told(self) -> None:
        with self._lock:
            self._is_telling = False
        self.tried.emit()
