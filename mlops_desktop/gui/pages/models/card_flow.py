"""From the card of the version that is shown to its dialog, its file and another's card."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from mlops_desktop.core.model import ModelVersion
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.models.card_dialog import ModelCardDialog
from mlops_desktop.gui.pages.models.card_view import CardView, ShownCard, read_card
from mlops_desktop.gui.widgets.file_dialogs import SHEET_FILES, choose_save_file
from mlops_desktop.services import model_card_sheets, model_cards


class ModelCardFlow(QObject):
    """Fills the tab of the card and does what its buttons say."""

    def __init__(self, page: Page, view: CardView) -> None:
        super().__init__(page)
        self._page, self.view = page, view
        self._version: ModelVersion | None = None
        self._shown: ShownCard | None = None
        view.edit_wanted.connect(self.edit)
        view.take_over_wanted.connect(self._on_take_over)
        view.save_wanted.connect(self._on_save)

    def show_version(self, version: ModelVersion) -> None:
        """Read a version's card and show it."""
        self._version = version
        session, label = self._page.desk.session, version.label
        self._page.load(lambda: read_card(session, label), self._on_card, key="model card")

    def _on_card(self, shown: ShownCard) -> None:
        if self._version is not None and shown.view.version.id == self._version.id:
            self._shown = shown
            self.view.show_card(shown)

    def edit(self) -> ModelCardDialog | None:
        """Open the fields of the card."""
        if self._shown is None:
            return None
        save = partial(self._save, self._shown.view.version.label)
        dialog = ModelCardDialog(self._page, self._shown.view, save)
        dialog.open()
        return dialog

    def _save(
        self, label: str, changes: dict[str, str], reason: str, dialog: ModelCardDialog
    ) -> None:
        session = self._page.desk.session
        self._page.desk.gateway.change(
            lambda: model_cards.edit(session, f"model:{label}", changes, reason),
            lambda _view: dialog.accept(),
            dialog.show_error,
            owner=dialog,
        )

    def _on_take_over(self) -> None:
        if self._shown is None or not self._shown.view.like:
            return
        session, view = self._page.desk.session, self._shown.view
        label, other = f"model:{view.version.label}", f"model:{view.like}"
        self._page.change(
            lambda: model_cards.take_over(session, label, other),
            lambda _view: self._page.desk.say(
                self.tr("{0} states now what {1} states.").format(view.version.label, view.like)
            ),
        )

    def _on_save(self) -> None:
        version = self._version
        if version is None:
            return
        choose_save_file(
            self._page,
            self.tr("Save the model card of {0}").format(version.label),
            f"{version.model}_v{version.number}_card.html",
            SHEET_FILES,
            partial(self.write, version),
        )

    def write(self, version: ModelVersion, path: Path) -> None:
        """Write the card; the ending says whether as HTML, PDF or Markdown."""
        session, page = self._page.desk.session, self._page
        page.load(
            lambda: model_card_sheets.write(session, f"model:{version.label}", path),
            lambda place: page.desk.say(self.tr("Model card written to {0}.").format(place)),
            key="write card",
        )
