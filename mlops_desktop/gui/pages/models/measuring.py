"""Measures two versions on the same rows, one pair after another, each pair once."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion, SameRows
from mlops_desktop.gui.job import Job, JobState
from mlops_desktop.gui.page import Page
from mlops_desktop.services import models

Pair = tuple[str, str]
SLOW_MS = 2_000
"""What takes longer is shown in the strip, with its progress and Cancel."""
SETTLE_MS = 250
"""Walking down the list with the arrow keys measures only where it stops."""


class Measurer(QObject):
    """Keeps what was measured: versions never change, so neither does a comparison.

    Signals:
        measured(str, str): the pair of these ids is known now.
        failed(UserError): it could not be measured.
        advanced(str): what is being done, such as waiting for a training to end.
        cancelled(): the person stopped it in the strip.
    """

    measured = Signal(str, str)
    failed = Signal(object)
    advanced = Signal(str)
    cancelled = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._known: dict[Pair, SameRows] = {}
        self._wanted: tuple[ModelVersion, ModelVersion] | None = None
        self._job: Job | None = None
        self._later = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._later.timeout.connect(self._begin)
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._on_slow)

    def known(self, first: ModelVersion, second: ModelVersion) -> SameRows | None:
        """Return the answer if it is known."""
        return self._known.get((first.id, second.id))

    def measure(self, first: ModelVersion, second: ModelVersion) -> None:
        """Measure a pair soon, unless it is known; an earlier wish is forgotten."""
        self._wanted = (first, second)
        self._later.start()

    def forget(self) -> None:
        """Measure nothing more for now."""
        self._wanted = None
        self._later.stop()

    def _begin(self) -> None:
        if self._wanted is None or self._job is not None:
            return
        first, second = self._wanted
        self._wanted = None
        if self.known(first, second) is not None:
            self.measured.emit(first.id, second.id)
            return
        session = self._page.desk.session
        self._job = self._page.desk.gateway.job(
            self.tr("Comparing {0} with {1}").format(second.label, first.label),
            lambda work: models.same_rows(session, first, second, work),
            self._on_compared,
            self._on_failed,
            owner=self,
            is_quiet=True,
        )
        self._job.advanced.connect(self._on_advanced)
        self._job.ended.connect(self._on_ended)
        self._slow.start()

    def _on_slow(self) -> None:
        if self._job is not None:
            self._page.desk.gateway.show(self._job)

    def _on_ended(self) -> None:
        """Notice that it was cancelled: then it neither answers nor fails."""
        self._slow.stop()
        if self._job is not None and self._job.state is JobState.CANCELLED:
            self._job = None
            self.cancelled.emit()
            self._later.start()

    def _on_advanced(self) -> None:
        if self._job is not None and not self._job.state.is_final and self._wanted is None:
            self.advanced.emit(self._job.step.phase)

    def _on_compared(self, same: SameRows) -> None:
        self._job = None
        self._known[(same.first, same.second)] = same
        self.measured.emit(same.first, same.second)
        self._later.start()

    def _on_failed(self, error: UserError) -> None:
        self._job = None
        self.failed.emit(error)
        self._later.start()
