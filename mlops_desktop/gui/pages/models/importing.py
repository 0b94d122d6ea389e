"""Importing a model that was made elsewhere, from the first question to the new version."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import QObject

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.models.catalogue import ref_of
from mlops_desktop.gui.pages.models.import_dialog import ImportModelDialog
from mlops_desktop.services import datasets, foreign
from mlops_desktop.services.foreign import ForeignModel


class ModelImport(QObject):
    """Asks what to import, imports it in the background, goes to what was made."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def ask(self, name: str = "") -> None:
        """Ask for a model file, and for the rows that judge it.

        Args:
            name: of the model whose next version it becomes, to begin with.
        """
        session = self._page.desk.session
        self._page.load(
            lambda: datasets.newest_tables(session), partial(self._open, name), key="tables"
        )

    def _open(self, name: str, tables: tuple[DatasetVersion, ...]) -> None:
        session, dialogs = self._page.desk.session, list[ImportModelDialog]()

        def ask_for_columns(label: str) -> None:
            def take(found: datasets.DatasetDetails) -> None:
                if dialogs and shiboken6.isValid(dialogs[0]):
                    dialogs[0].show_columns(label, found.columns)

            self._page.load(lambda: datasets.show(session, f"data:{label}"), take, key="columns")

        dialog = ImportModelDialog(self._page, tables, ask_for_columns, self.begin, name)
        dialogs.append(dialog)
        dialog.open()

    def begin(self, rows: str, wanted: ForeignModel, dialog: ImportModelDialog) -> None:
        """Import; a refusal is told in the dialog, which stays open."""
        session = self._page.desk.session
        self._page.job(
            self.tr("Importing {0}").format(wanted.file.name),
            lambda work: foreign.import_model(session, rows, wanted, work),
            partial(self._on_imported, dialog),
            failed=partial(self._on_refused, dialog),
        )

    def _on_imported(self, dialog: ImportModelDialog, version: ModelVersion) -> None:
        if shiboken6.isValid(dialog):
            dialog.accept()
        desk = self._page.desk
        desk.say(self.tr("{0} is imported.").format(version.label))
        desk.navigate("models", ref_of(version))

    def _on_refused(self, dialog: ImportModelDialog, error: UserError) -> None:
        if shiboken6.isValid(dialog) and dialog.isVisible():
            dialog.show_step("")
            dialog.step.hide()
            dialog.show_error(error)
        else:
            self._page.show_error(error)
