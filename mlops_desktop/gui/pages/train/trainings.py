"""The trainings that were started on this page, in the order they take their turns."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from mlops_desktop.core.changes import EntityKind, changed
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.gui.job import Job, JobState
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.train.following.training import Following
from mlops_desktop.gui.pages.train.words import CANDIDATE
from mlops_desktop.services import training
from mlops_desktop.services.training import TrainingSummary


class Trainings(QObject):
    """Starts trainings and tells what happens to them.

    Args:
        page: whose jobs they are.

    Signals:
        started(Following): one was asked for; it runs, or waits for its turn.
        advanced(Following): something of it can be read now that could not before.
        ended(Following): it is over.
        failed(Following, UserError): it was refused, or failed as a whole.
    """

    started = Signal(object)
    advanced = Signal(object)
    ended = Signal(object)
    failed = Signal(object, object)

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._places: dict[Following, str] = {}

    def open(self) -> tuple[Following, ...]:
        """Return those that are not over."""
        return tuple(item for item in self._places if not item.is_over)

    def train(self, label: str, spec: TrainingSpec) -> Following:
        """Ask for a training; where another one runs, it waits until that has ended."""
        following = Following(spec, label, self)
        session = self._page.desk.session
        self._places[following] = ""
        following.job = self._page.job(
            following.title,
            lambda work: training.train(
                session,
                f"data:{label}",
                spec,
                work,
                following.on_tried,
                on_planned=following.on_planned,
            ),
            partial(self._on_trained, following),
            failed=partial(self._on_failed, following),
        )
        following.job.advanced.connect(partial(self._on_advanced, following))
        following.job.ended.connect(partial(self._on_ended, following))
        self.started.emit(following)
        return following

    def _on_trained(self, following: Following, summary: TrainingSummary) -> None:
        following.training_id = summary.training.id

    def _on_failed(self, following: Following, error: UserError) -> None:
        self.failed.emit(following, error)

    def _on_advanced(self, following: Following) -> None:
        job = following.job
        found = CANDIDATE.search(job.step.detail) if job is not None else None
        place = found.group(1) if found is not None else ""
        if place and place != self._places[following]:
            # Another method began: the one before it is in the registry by now.
            self._places[following] = place
            self.advanced.emit(following)

    def _on_ended(self, following: Following) -> None:
        if _state(following.job) is not JobState.DONE and following.training_id is not None:
            # What had finished before the end is there to stay, and nobody else was told.
            kinds = (EntityKind.MODEL, EntityKind.RUN, EntityKind.STAGE)
            self._page.desk.gateway.changed.emit(changed(*((kind, "") for kind in kinds)))
        del self._places[following]
        self.ended.emit(following)


def _state(job: Job | None) -> JobState:
    return job.state if job is not None else JobState.DONE
