"""The course of an import: read, read in another way, decide, take in."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.job import Job, JobState
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.catalogue import Catalogue, Looked, read_preview
from mlops_desktop.gui.pages.data.import_view import ImportView, looks_like, refusal
from mlops_desktop.gui.pages.data.target_form import Known, Way
from mlops_desktop.services import datasets
from mlops_desktop.services.datasets import ImportSummary
from mlops_desktop.services.sources import dataset_name_for


class OnImported(Protocol):
    """Told of a file that was imported."""

    def __call__(self, summary: ImportSummary, *, is_shown: bool) -> None:
        """Show it."""


class ImportFlow(QObject):
    """Reads previews and imports, one at a time; answers nobody waits for are dropped.

    Signals:
        changed(): subtitle, or whether it can be imported, is different.

    Attributes:
        subtitle: what the file looks like, in words.
        on_imported: told when a file is in, and whether its preview is still the one shown.
    """

    changed = Signal()

    def __init__(self, page: Page, view: ImportView) -> None:
        super().__init__(page)
        self._page, self._view = page, view
        self._reading: Job | None = None
        self._importing: Job | None = None
        self._imported_path: Path | None = None
        self.subtitle = ""
        self.on_imported: OnImported | None = None
        view.options_changed.connect(self.read)
        view.target.changed.connect(self.changed)

    def open(self, path: Path, catalogue: Catalogue) -> None:
        """Begin with a file."""
        self._view.start(path)
        self._view.target.start(dataset_name_for(path), _known(catalogue), catalogue.taken)
        self.read()

    def renew_targets(self, catalogue: Catalogue) -> None:
        """Offer the datasets there are now, keeping what was decided."""
        target = self._view.target
        way, name, dataset = target.way(), target.name.text(), str(target.dataset.value() or "")
        target.start(name, _known(catalogue), catalogue.taken)
        target.choose(way if catalogue.entries else Way.NEW, dataset)

    def read(self) -> None:
        """Preview the file in the way that is chosen now."""
        path = self._view.path
        if path is None:
            return
        self.stop_reading()
        session, options = self._page.desk.session, self._view.options()
        self.subtitle = self.tr("Reading…")
        asked: list[Job] = []

        def is_wanted() -> bool:
            return bool(asked) and self._reading is asked[0]

        def show(looked: Looked) -> None:
            if is_wanted():
                self._on_preview(looked)

        def fail(error: UserError) -> None:
            if is_wanted():
                self._on_failed(error)

        asked.append(
            self._page.job(
                self.tr("Reading {0}").format(path.name),
                lambda work: read_preview(session, path, options, work),
                show,
                failed=fail,
            )
        )
        self._reading = asked[0]
        self._reading.ended.connect(self._on_reading_ended)
        self.changed.emit()

    def stop_reading(self) -> None:
        """Ask the preview under way to stop; its answer is no longer wanted."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()

    def why_not(self) -> str:
        """Return why the file cannot be imported now; "" when it can."""
        if self._importing is not None:
            return self.tr("It is being imported.")
        if self._reading is not None:
            return self.tr("The file is being read.")
        if self._view.preview is None:
            return self.tr("The file cannot be read like this.")
        return refusal(self._view.preview) or self._view.target.problem()

    def run(self) -> None:
        """Import the file as previewed, in a job."""
        path, decided = self._view.path, self._view.target.destination()
        if path is None or decided is None or self.why_not():
            return
        session, options = self._page.desk.session, self._view.options()
        take_in = datasets.append_file if decided.way is Way.APPEND else datasets.import_file
        self._page.bar.clear("import")
        self._imported_path = path
        self._importing = self._page.job(
            self.tr("Importing {0}").format(path.name),
            lambda work: take_in(session, path, decided.name, options, work),
            self._on_done,
            failed=self._on_import_failed,
        )
        self._importing.ended.connect(self._on_import_ended)
        self.changed.emit()

    def _on_preview(self, looked: Looked) -> None:
        self._reading = None
        self._page.bar.clear("import")
        self._view.show_preview(looked.preview, looked.rejects)
        self.subtitle = looks_like(looked.preview)
        self.changed.emit()

    def _on_failed(self, error: UserError) -> None:
        self._reading = None
        self._page.bar.show_error(error, "import")
        self._view.show_nothing(self.tr("No preview."), self.read)
        self.subtitle = self.tr("Nothing was read.")
        self.changed.emit()

    def _on_reading_ended(self) -> None:
        """Notice that the person cancelled the reading in the jobs strip."""
        job = self._reading
        if job is not None and job.state is JobState.CANCELLED:
            self._reading = None
            self._view.show_nothing(self.tr("Reading was stopped."), self.read)
            self.subtitle = ""
            self.changed.emit()

    def _on_done(self, summary: ImportSummary) -> None:
        if self.on_imported is not None:
            self.on_imported(summary, is_shown=self._view.path == self._imported_path)

    def _on_import_failed(self, error: UserError) -> None:
        self._page.bar.show_error(error, "import")

    def _on_import_ended(self) -> None:
        # Cancelled work calls nobody else.
        self._importing = None
        self.changed.emit()


def _known(catalogue: Catalogue) -> list[Known]:
    return [
        Known(entry.dataset.name, entry.dataset.newest, entry.newest.row_count)
        for entry in catalogue.entries
        if not entry.dataset.is_predictions and entry.newest is not None
    ]


def imported_sentence(summary: ImportSummary) -> str:
    """Say what an import did: the new version, or that none was made."""
    version, event = summary.version, summary.event
    if summary.identical:
        told = words.tr("{0} is identical to {1}: no new version was made.")
        return told.format(event.file_name, version.label)
    rows = words.counted(version.row_count, "row")
    parts = [words.tr("{0} imported as {1}: {2}").format(event.file_name, version.label, rows)]
    if event.rows_rejected:
        parts.append(words.tr("{0} rejected").format(words.counted(event.rows_rejected, "row")))
    if event.cells_rejected:
        values = words.counted(event.cells_rejected, "value")
        parts.append(words.tr("{0} became missing").format(values))
    if version.same_as is not None:
        parts.append(words.tr("the same content as @{0}").format(version.same_as))
    return f"{', '.join(parts)}."
