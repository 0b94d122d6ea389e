"""From the card of the dataset that is shown to its dialog and its datasheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from mlops_desktop.core.card import PersonalData
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data.card.about import AboutCard
from mlops_desktop.gui.pages.data.card.dialog import CardDialog
from mlops_desktop.gui.widgets.file_dialogs import SHEET_FILES, choose_save_file
from mlops_desktop.services import cards

if TYPE_CHECKING:
    from mlops_desktop.core.dataset import DatasetVersion
    from mlops_desktop.services.cards import CardView


class Place(Protocol):
    """Puts the card at the top, or where it usually stands."""

    def __call__(self, *, is_urgent: bool) -> None:
        """Put it there."""


class CardFlow(QObject):
    """Fills the card at the right and does what its buttons say.

    Args:
        place: puts the card where it belongs; told whether it is urgent.
    """

    def __init__(self, page: Page, about: AboutCard, place: Place) -> None:
        super().__init__(page)
        self._page, self._about, self._place = page, about, place
        self._view: CardView | None = None
        self._version: DatasetVersion | None = None
        about.edit_wanted.connect(self.edit)
        about.suggestion_wanted.connect(self._on_suggestion)
        about.datasheet_wanted.connect(self.save_datasheet)

    def show_for(self, version: DatasetVersion) -> None:
        """Read the card of a version's dataset and show it."""
        if self._version is None or self._version.dataset_id != version.dataset_id:
            # Another dataset's card must not stand beside this one's rows.
            self._about.hide()
            self._view = None
        self._version = version
        session, name = self._page.desk.session, f"data:{version.dataset}"
        self._page.load(lambda: cards.show(session, name), self._on_card, key="card")

    def edit(self, preset: PersonalData | None = None) -> None:
        """Open the fields of the card.

        Args:
            preset: a class of personal data that is chosen first.
        """
        if self._view is not None:
            CardDialog(self._page, self._view, self._save, preset).open()

    def save_datasheet(self) -> None:
        """Ask where to write the datasheet of the version that is shown."""
        version = self._version
        if version is None:
            return
        choose_save_file(
            self._page,
            self.tr("Save the datasheet of {0}").format(version.label),
            f"{version.dataset}_v{version.number}_datasheet.html",
            SHEET_FILES,
            partial(self._write, version.label),
        )

    def _on_card(self, view: CardView) -> None:
        if self._version is not None and view.dataset.id == self._version.dataset_id:
            self._view = view
            self._about.show_card(view)
            self._place(is_urgent=view.overdue is not None)

    def _on_suggestion(self) -> None:
        if self._view is not None and self._view.suggestion is not None:
            self.edit(self._view.suggestion.personal_data)

    def _save(self, changes: dict[str, str], reason: str, dialog: CardDialog) -> None:
        seen = dialog.view
        session, name = self._page.desk.session, f"data:{seen.dataset.name}"
        self._page.desk.gateway.change(
            lambda: cards.edit(session, name, changes, reason, seen.card),
            lambda _view: dialog.accept(),
            dialog.show_error,
            owner=dialog,
        )

    def _write(self, label: str, path: Path) -> None:
        from mlops_desktop.services import datasheets

        session, page = self._page.desk.session, self._page
        page.load(
            lambda: datasheets.write(session, label, path),
            lambda place: page.desk.say(self.tr("Datasheet written to {0}.").format(place)),
            key="datasheet",
        )
