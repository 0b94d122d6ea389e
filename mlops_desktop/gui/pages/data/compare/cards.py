"""The cards of two datasets beside one another: owner, licence, personal data, purpose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.diff import TableDiff
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services import data_diff
from mlops_desktop.services.data_diff import CardField


class ComparedCards(QWidget):
    """What is stated about both datasets, field by field; what differs first."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._diff: TableDiff | None = None
        self.sentence = Text("", wrap=True, parent=self)
        self.table: TablePanel[CardField] = TablePanel(
            (), "cards of both", key=lambda item: item.name, parent=self
        )
        self.table.failed = page.show_error
        head = row(self.sentence)
        head.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        layout = column(head, spacing=SPACE_3)
        layout.addWidget(self.table, 1)
        self.setLayout(layout)

    def look(self, diff: TableDiff) -> None:
        """Read both cards."""
        self._diff = diff
        session = self._page.desk.session
        names = [label.rpartition("@")[0] for label in (diff.before, diff.after)]

        def take(fields: tuple[CardField, ...]) -> None:
            if diff is self._diff:
                self._show(names, fields)

        self._page.desk.gateway.read(
            lambda: data_diff.cards_of_both(session, *names),
            take,
            self._page.show_error,
            owner=self,
            key="cards",
        )

    def _show(self, names: Sequence[str], fields: Sequence[CardField]) -> None:
        self.table.set_columns(_columns(*names))
        self.table.set_records(fields)
        self.sentence.setText(_sentence(names, fields))


def _sentence(names: Sequence[str], fields: Sequence[CardField]) -> str:
    if not any(item.before or item.after for item in fields):
        return words.tr("Nothing is stated about either dataset.")
    changed = [item.name for item in fields if item.is_changed]
    if not changed:
        return words.tr("The same is stated about {0} and {1}.").format(*names)
    told = words.tr("{0} and {1} differ in: {2}.")
    return told.format(*names, ", ".join(changed))


def _columns(before: str, after: str) -> tuple[TableColumn[CardField], ...]:
    return (
        TableColumn(
            words.tr("About the dataset"),
            lambda item: item.name[:1].upper() + item.name[1:],
            look=lambda item: CellLook(TextRole.MEDIUM, mark=_mark(item)),
            spoken=lambda item: (
                f"{item.name}: {words.tr('differs') if item.is_changed else words.tr('the same')}"
            ),
            stretch=2,
        ),
        _side(before, is_before=True),
        _side(after, is_before=False),
    )


def _mark(item: CardField) -> Mark:
    if item.is_changed:
        return Mark.WATCH
    return Mark.FINE if item.after else Mark.NONE


def _side(name: str, *, is_before: bool) -> TableColumn[CardField]:
    def text(item: CardField) -> str:
        return (item.before if is_before else item.after) or words.tr("not stated")

    def look(item: CardField) -> CellLook:
        is_stated = bool(item.before if is_before else item.after)
        return CellLook(tone="text" if is_stated else "muted")

    return TableColumn(name, text, tooltip=text, look=look, stretch=4)
