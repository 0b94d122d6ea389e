"""Reads a version's attempts, and makes it again when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.model import ModelVersion
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.models.proof_view import ProofView
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.services import reproduction
from mlops_desktop.services.reproduction import ReproductionResult


class ReproduceDialog(Dialog):
    """Says what is going to happen before a version is made again."""

    def __init__(self, parent: QWidget, version: ModelVersion, then: Callable[[], object]) -> None:
        lead = parent.tr(
            "{0} is trained again in a fresh process from the rows, recipe, split and seed that "
            "are stored, which takes about as long as it did then. No version is made; the verdict "
            "is kept with its evidence and stands in the log."
        ).format(version.label)
        super().__init__(
            parent,
            parent.tr("Reproduce {0}").format(version.label),
            parent.tr("Reproduce"),
            lead=lead,
        )
        self._then = then
        self.on_accept = self._finish

    def _finish(self) -> None:
        self.accept()
        self._then()


class ProofFlow(QObject):
    """Fills the tab of the proof and does what its button says."""

    def __init__(self, page: Page, view: ProofView) -> None:
        super().__init__(page)
        self._page, self.view = page, view
        self._version: ModelVersion | None = None
        self._job: Job | None = None
        view.reproduce_wanted.connect(self._on_wanted)

    def show_version(self, version: ModelVersion) -> None:
        """Read a version's attempts and show them."""
        self._version = version
        session, label = self._page.desk.session, version.label
        self._page.load(
            lambda: reproduction.attempts(session, f"model:{label}"),
            partial(self._on_attempts, version),
            key="attempts",
        )

    def _on_attempts(self, version: ModelVersion, found: tuple[ReproductionResult, ...]) -> None:
        if self._version is not None and version.id == self._version.id:
            self.view.show_attempts(version.label, version.number, found)

    def _on_wanted(self) -> None:
        if self._version is not None:
            self.ask(self._version)

    def ask(self, version: ModelVersion) -> ReproduceDialog:
        """Say what is going to happen, then do it."""
        dialog = ReproduceDialog(self._page, version, partial(self.reproduce, version))
        dialog.open()
        return dialog

    def reproduce(self, version: ModelVersion) -> None:
        """Make a version again in the background; one at a time."""
        if self._job is not None and not self._job.state.is_final:
            return
        session, label = self._page.desk.session, version.label
        self._job = self._page.job(
            self.tr("Making {0} again").format(label),
            lambda work: reproduction.reproduce(session, f"model:{label}", work),
            self._on_reproduced,
        )
        self.view.follow(self._job, label)

    def _on_reproduced(self, result: ReproductionResult) -> None:
        desk = self._page.desk
        desk.say(
            result.headline,
            Tone.OK if result.verdict.is_reproduced else Tone.BAD,
            action=self.tr("Show in the log"),
            on_action=partial(desk.navigate, "audit", result.entry),
        )
