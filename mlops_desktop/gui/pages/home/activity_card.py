"""Recent activity: what happened in this project, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.record_list import ListLine, RecordList
from mlops_desktop.services.home import Activity


def when(moment: datetime, now: datetime) -> str:
    """Return a moment as people say it: ``09:12`` today, ``yesterday``, ``3 Nov``, ``3 Nov 2025``.

    Args:
        moment: when it happened.
        now: an aware moment; its zone is the one of the answer.
    """
    local = moment.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    if local.date() == (now - timedelta(days=1)).date():
        return QCoreApplication.translate("HomePage", "yesterday")
    day = f"{local.day} {local:%b}"
    return day if local.year == now.year else f"{day} {local.year}"


class ActivityCard(Card):
    """The last things that happened; ``entry_opened(int)`` leads to the log entry."""

    entry_opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Recent activity"))
        # Level with the card beside it, whose title line holds a button.
        self.header.addStrut(theme.px(30))
        self.list: RecordList[Activity] = RecordList(
            self._line,
            self.tr("Recent activity"),
            key=lambda item: item.seq,
            is_selectable=False,
            parent=self,
        )
        self.list.view.setCursor(Qt.CursorShape.PointingHandCursor)
        self.add(self.list, stretch=1)
        self.list.view.clicked.connect(self._on_clicked)
        self.list.opened.connect(self._on_opened)

    def show_activities(self, activities: Sequence[Activity]) -> None:
        """Show these."""
        self.list.set_records(activities)

    def _line(self, item: Activity) -> ListLine:
        local = item.at.astimezone()
        return ListLine(
            item.title,
            item.detail,
            aside=when(item.at, datetime.now().astimezone()),
            is_aside_muted=True,
            tooltip=f"{item.title}\n{item.detail}\n{local:%Y-%m-%d %H:%M:%S}",
        )

    def _on_clicked(self, index: QModelIndex) -> None:
        self._on_opened(self.list.records()[index.row()])

    def _on_opened(self, item: Activity) -> None:
        self.entry_opened.emit(item.seq)
