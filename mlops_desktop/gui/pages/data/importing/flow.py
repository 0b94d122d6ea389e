"""The course of an import: read, read in another way, decide, take in."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rejects import Reject
from mlops_desktop.gui.job import Job, JobState
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data.catalogue import Catalogue
from mlops_desktop.gui.pages.data.importing.incoming import (
    Incoming,
    Looked,
    as_for,
    read_preview,
    take_in,
)
from mlops_desktop.gui.pages.data.importing.memory import Memory
from mlops_desktop.gui.pages.data.importing.preview_words import looks_like, refusal
from mlops_desktop.gui.pages.data.importing.source_line import LineReader
from mlops_desktop.gui.pages.data.importing.target_form import Known, Way
from mlops_desktop.gui.pages.data.importing.view import ImportView
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.message_bar import PageMessage
from mlops_desktop.services.datasets import ImportSummary

_NO_TABLE_HOLDS = ("data.binary_column", "data.column_kind")
"""What is refused for one column's sake."""


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
        self._imported: Incoming | None = None
        self._memory = Memory()
        self._is_opening = False
        self._had_datasets = False
        self.subtitle = ""
        self.on_imported: OnImported | None = None
        self._lines = LineReader(page)
        view.options_changed.connect(self.read)
        view.line_wanted.connect(self._on_line_wanted)
        view.target.changed.connect(self._on_target_changed)

    def open(self, incoming: Incoming, catalogue: Catalogue) -> None:
        """Begin with a file, a folder or a pasted table."""
        self._is_opening = True
        self._view.start(incoming)
        self._view.target.start(incoming.dataset_name, _known(catalogue), catalogue.taken)
        self._had_datasets = bool(catalogue.entries)
        self._is_opening = False
        self._memory.begin(self._view.target.existing())
        self.read()

    def renew_targets(self, catalogue: Catalogue) -> None:
        """Offer the datasets there are now, keeping what was decided."""
        target, incoming = self._view.target, self._view.incoming
        way, name, dataset = target.way(), target.name.text(), str(target.dataset.value() or "")
        self._is_opening = True
        target.start(name, _known(catalogue), catalogue.taken)
        suggested = incoming.dataset_name if incoming is not None else ""
        # A file that was opened before the datasets were known gets its way now.
        is_undecided = not self._had_datasets and way is Way.NEW and name == suggested
        if not is_undecided:
            target.choose(way if catalogue.entries else Way.NEW, dataset)
        self._had_datasets = bool(catalogue.entries)
        self._is_opening = False
        self._on_target_changed()

    def _on_target_changed(self) -> None:
        """Read as the chosen dataset was, unless the person already said how to read."""
        if self._is_opening:
            return
        dataset = self._view.target.existing()
        if self._view.incoming is not None and dataset != self._memory.dataset:
            if self._memory.is_untouched(self._view.options()):
                self._forget(dataset)
            else:
                self._memory.dataset = dataset
        self.changed.emit()

    def _forget(self, dataset: str | None, *, is_afresh: bool = False) -> None:
        """Read again with nothing chosen, as that dataset was unless afresh."""
        self._memory.begin(dataset, is_afresh=is_afresh)
        self._page.bar.clear("remembered")
        if self._view.options() != ReaderOptions():
            self._view.forget_choices()
        self.read()

    def start_afresh(self) -> None:
        """Find everything out anew instead of reading as the dataset's last version was."""
        self._forget(self._view.target.existing(), is_afresh=True)

    def read(self) -> None:
        """Preview the source in the way that is chosen now."""
        incoming = self._view.incoming
        if incoming is None:
            return
        self.stop_reading()
        session, options = self._page.desk.session, self._view.options()
        wish = self._memory.wish(options)
        self.subtitle = self.tr("Reading…")
        asked: list[Job] = []

        def is_wanted() -> bool:
            return bool(asked) and self._reading is asked[0]

        def show(looked: Looked) -> None:
            if is_wanted():
                self._on_preview(looked, options)

        def fail(error: UserError) -> None:
            if is_wanted():
                self._on_failed(error)

        asked.append(
            self._page.job(
                self.tr("Reading {0}").format(incoming.name),
                lambda work: read_preview(session, incoming, wish, work),
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
        if self._reading is not None or self._view.reading.is_pending:
            return self.tr("The file is being read.")
        if self._view.preview is None:
            return self.tr("The file cannot be read like this.")
        return refusal(self._view.preview) or self._view.target.problem()

    def run(self) -> None:
        """Import the file as previewed, in a job."""
        incoming, decided = self._view.incoming, self._view.target.destination()
        if incoming is None or decided is None or self.why_not():
            return
        session, wish = self._page.desk.session, self._memory.wish(self._view.options())
        self._page.bar.clear("import")
        self._imported = incoming
        self._importing = self._page.job(
            self.tr("Importing {0}").format(incoming.name),
            lambda work: take_in(session, incoming, decided, wish, work),
            self._on_done,
            failed=self._on_import_failed,
        )
        self._importing.ended.connect(self._on_import_ended)
        self.changed.emit()

    def _on_preview(self, looked: Looked, options: ReaderOptions) -> None:
        self._reading = None
        self._page.bar.clear("import")
        self._view.show_preview(looked.preview, looked.rejects)
        form, remembered = self._view.reading, looked.remembered
        is_news = self._memory.is_open and not form.is_pending
        if remembered is not None and looked.recalled and is_news:
            form.adopt(remembered.options, looked.recalled)
            self._memory.adopt(remembered, options, form.options())
        self._tell_remembered(looked)
        self.subtitle = looks_like(looked.preview)
        self.changed.emit()

    def _tell_remembered(self, looked: Looked) -> None:
        """Say what is read as the dataset's last version was, with the way out of it."""
        remembered, form = self._memory.remembered, self._view.reading
        kept = self._memory.kept(form.options())
        if remembered is None or not kept:
            self._page.bar.clear("remembered")
            return
        form.show_preview(looked.preview, as_for(remembered), kept)
        told = self.tr("Read as {0} was: {1}.").format(remembered.label, form.words_of(kept))
        if told in self._page.bar.texts():
            return
        self._page.bar.show_message(
            PageMessage(
                "remembered",
                told,
                tone=Tone.ACCENT,
                action=self.tr("Start afresh"),
                on_action=self.start_afresh,
            )
        )

    def _on_line_wanted(self, reject: Reject) -> None:
        incoming, preview = self._view.incoming, self._view.preview
        if incoming is not None and preview is not None:
            self._lines.show_incoming(incoming, preview.options, reject)

    def _on_failed(self, error: UserError) -> None:
        self._reading = None
        self._tell_refused(error)
        if error.code == "reading.members":
            # The archive's files are offered where one of them is chosen.
            names = str(error.facts.get("members", "")).removesuffix(", …").split(", ")
            self._view.reading.offer_members(tuple(names))
        self._view.show_nothing(self.tr("No preview."), self.read)
        self.subtitle = self.tr("Nothing was read.")
        self.changed.emit()

    def _tell_refused(self, error: UserError) -> None:
        """Say why the file cannot be read, with the way on where there is one."""
        name = str(error.facts.get("column", ""))
        if error.code not in _NO_TABLE_HOLDS or not name:
            self._page.bar.show_error(error, "import")
            return
        self._page.bar.show_message(
            PageMessage(
                "import",
                error.message,
                self.tr("Leave the column out, or write it as text when exporting."),
                action=self.tr("Leave out “{0}”").format(name),
                on_action=partial(self._view.reading.leave_out, name),
            )
        )

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
            self.on_imported(summary, is_shown=self._view.incoming is self._imported)

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
