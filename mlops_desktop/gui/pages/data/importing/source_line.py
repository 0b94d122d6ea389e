"""“Show the line”: what stands in the file where something was not taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rejects import Reject
from mlops_desktop.core.source_lines import SourceLine, SourceLines
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.importing.incoming import Incoming
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.file_dialogs import choose_open_file, choose_save_file
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.source_text import SourceText
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import pasting, rejects, source_lines
from mlops_desktop.services.datasets import DatasetDetails
from mlops_desktop.services.session import Session


class LineDialog(Dialog):
    """A line among its neighbours, to read and to copy.

    Args:
        name: of the file.
        reject: what was not taken.

    Attributes:
        text: the lines; choose: asks for the file where only what was rejected is known.
    """

    help_topic = "data"

    def __init__(self, parent: QWidget, name: str, reject: Reject) -> None:
        title = parent.tr("Line {0} of {1}").format(f"{reject.line:,}", reject.file or name)
        super().__init__(parent, title, parent.tr("Copy the line"), lead=_told(reject))
        self._reject = reject
        self.setMinimumWidth(theme.px(640))
        self.cancel_button.setText(self.tr("Close"))
        self.text = SourceText(self)
        self._note = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.choose = Button(self.tr("Choose the file…"), parent=self)
        line = row(self._note, self.choose, spacing=SPACE_3)
        line.setStretch(0, 1)
        self.body.addWidget(self.text, 1)
        self.body.addLayout(line)
        self.choose.hide()
        self._note.hide()
        self.on_accept = self._copy

    def show_lines(self, found: SourceLines) -> None:
        """Show the lines of the file."""
        self.bar.clear()
        self.text.show_lines(found, self._reject.line)
        self._note.hide()
        self.choose.hide()
        why = "" if self.text.marked_text() else self.tr("The file has no such line.")
        self.accept_button.set_enabled(not why, why)

    def show_kept(self, found: SourceLines, choose: Callable[[], object] | None) -> None:
        """Show what was kept of the line, and how the rest is found."""
        self.text.show_lines(found, self._reject.line)
        told = self.tr("This is what was kept of the line.")
        if choose is not None:
            told = self.tr(
                "This is what was kept of the line. Choose the file that was imported to see it as"
                " it stands there."
            )
        self._note.setText(told)
        self._note.show()
        self.choose.set_action(choose)
        self.choose.setVisible(choose is not None)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.marked_text())
        self.accept_button.setText(self.tr("Copied"))


class LineReader(QObject):
    """Opens the dialog for rejects of a preview and of a version."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def show_incoming(self, incoming: Incoming, options: ReaderOptions, reject: Reject) -> None:
        """Show the line of a file that is previewed.

        Args:
            options: how it was read.
        """
        session, page, path = self._page.desk.session, self._page, incoming.path
        if path is not None and reject.file:
            path = path / reject.file

        def read(work: Work) -> SourceLines:
            if path is None:
                return pasting.lines_pasted(session, incoming.text, options, reject.line, work)
            return source_lines.of_file(session, path, options, reject.line, work)

        def show(found: SourceLines) -> None:
            dialog = LineDialog(page, incoming.name, reject)
            dialog.show_lines(found)
            dialog.open()

        page.job(self.tr("Reading line {0}").format(f"{reject.line:,}"), read, show)

    def show_stored(
        self, details: DatasetDetails, reject: Reject, every: tuple[Reject, ...]
    ) -> None:
        """Show what is kept of a line of the file that a version was imported from.

        Args:
            every: all rejects of the version: one line may hold several.
        """
        name = details.imports[0].file_name if details.imports else details.version.label
        dialog = LineDialog(self._page, name, reject)
        choose = None
        if details.imports and name != pasting.CLIPBOARD:
            choose = _Choose(self._page, dialog, details.version.label, reject)
        dialog.show_kept(_kept(reject, every), choose)
        dialog.open()

    def save_rejects(self, details: DatasetDetails) -> None:
        """Ask for a file and write all rejects of a version, also those that are not listed."""
        version = details.version
        choose_save_file(
            self._page,
            self.tr("Save all that was rejected"),
            f"{version.dataset}_v{version.number}_rejected.csv",
            "CSV (*.csv)",
            partial(self.write_rejects, details),
        )

    def write_rejects(self, details: DatasetDetails, path: Path) -> None:
        """Write all rejects of a version into a CSV file."""
        session, page, label = self._page.desk.session, self._page, details.version.label
        page.load(
            lambda: rejects.export_rejects(session, rejects.rejects_of(session, label), path),
            lambda count: page.desk.say(
                self.tr("{0} written to {1}.").format(words.counted(count, "reject"), path)
            ),
            key="rejects",
        )


class _Choose:
    """Asks for the imported file and shows its line in the dialog."""

    def __init__(self, page: Page, dialog: LineDialog, label: str, reject: Reject) -> None:
        self._page, self._dialog, self._label, self._reject = page, dialog, label, reject

    def __call__(self) -> None:
        title = words.tr("Choose {0}").format(self._reject.file or words.tr("the imported file"))
        choose_open_file(self._dialog, title, words.tr("All files (*)"), self.read)

    def read(self, path: Path) -> None:
        """Read the line in this file."""
        session: Session = self._page.desk.session
        label, spot = self._label, source_lines.Spot(self._reject.line, self._reject.file)
        self._page.desk.gateway.job(
            words.tr("Reading line {0}").format(f"{self._reject.line:,}"),
            lambda work: source_lines.of_version(session, label, path, spot, work),
            self._dialog.show_lines,
            self._failed,
            owner=self._dialog,
        )

    def _failed(self, error: UserError) -> None:
        self._dialog.show_error(error)


def _told(reject: Reject) -> str:
    if not reject.column:
        return words.tr("The row was left out: {0}.").format(reject.reason)
    return words.tr("{0} holds “{1}”: {2}.").format(reject.column, reject.value, reject.reason)


def _kept(reject: Reject, every: tuple[Reject, ...]) -> SourceLines:
    """Return what the list of rejects says of a line."""
    if not reject.column:
        return SourceLines((SourceLine(reject.line, reject.value),))
    place = (reject.file, reject.line)
    same = [item for item in every if (item.file, item.line) == place and item.column]
    # The one that was asked for stands first: it is the one that is marked and copied.
    ordered = [reject, *(item for item in same if item != reject)]
    return SourceLines(
        tuple(SourceLine(item.line, f"{item.column}\t{item.value}") for item in ordered)
    )
