"""Which version stood in which stage at the end of any day."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core import clock
from mlops_desktop.core.stage import StageHolder
from mlops_desktop.gui.pages.audit.tables import holder_columns
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import DayField
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text

_MOST_LINES = 6


class AsOfCard(Card):
    """Asks for a day and shows the stages as they were at its end.

    Signals:
        asked(datetime): the end of the chosen day, UTC.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Stages at the end of"))
        self.day = DayField(QDate.currentDate(), self.tr("Day"), parent=self)
        self.day.setMinimumWidth(theme.px(128))
        self.day.dateChanged.connect(self._on_day)
        self.header.addWidget(self.day)
        self._nothing = Text(
            self.tr("No version existed then."), TextRole.BODY, "muted", parent=self
        )
        self.table: TablePanel[StageHolder] = TablePanel(
            holder_columns(), "stages", key=lambda h: h.version_id, parent=self
        )
        self.header.addWidget(self.table.menu_button())
        self.add(self._nothing)
        self.add(self.table)

    def moment(self) -> datetime:
        """Return the end of the chosen day, UTC."""
        return clock.as_of(self.day.date().toString(Qt.DateFormat.ISODate))

    def show_holders(self, holders: tuple[StageHolder, ...]) -> None:
        """Show what stood where."""
        self._nothing.setVisible(not holders)
        self.table.setVisible(bool(holders))
        self.table.set_records(holders)
        self.table.fit_height(_MOST_LINES)

    def _on_day(self, _day: QDate) -> None:
        self.asked.emit(self.moment())
