"""The start page: recent projects, the sample project, a new one, open another."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import Button, PrimaryButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.drop_zone import DropZone
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.message_bar import MessageBar
from mlops_desktop.gui.widgets.record_list import ListLine, RecordList
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.settings.schema import RecentProject


class Welcome(QWidget):
    """Shown while no project is open.

    Signals:
        recent_chosen(Path), sample_asked(), new_asked(), open_asked(), recent_forgotten(str):
            what the person wants.
        file_dropped(Path): a project's folder or manifest was dropped.
    """

    recent_chosen = Signal(object)
    recent_forgotten = Signal(str)
    sample_asked = Signal()
    new_asked = Signal()
    open_asked = Signal()
    file_dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Start page"))
        layout = column(spacing=SPACE_4, parent=self)
        layout.setContentsMargins(24, 20, 24, 16)
        lead = self.tr(
            "Data in, models compared, one promoted under rules, watched, and every step provable."
        )
        head = column(spacing=2)
        head.addWidget(Text(self.tr("Welcome"), TextRole.TITLE, parent=self))
        head.addWidget(Text(lead, TextRole.BODY, "muted", wrap=True, parent=self))
        layout.addLayout(head)
        self.bar = MessageBar(self)
        layout.addWidget(self.bar)
        cards = row(spacing=SPACE_4)
        cards.addWidget(self._recent_card(), 3)
        cards.addLayout(column(self._begin_card(), self._drop_zone(), spacing=SPACE_4), 2)
        layout.addLayout(cards, 1)

    def _recent_card(self) -> Card:
        self._recent: RecordList[RecentProject] = RecordList(
            _describe, self.tr("Recent projects"), key=lambda entry: entry.path, parent=self
        )
        self._recent.opened.connect(self._on_opened)
        self._recent.view.clicked.connect(self._on_clicked)
        self._recent.menu_for = self._menu
        empty = EmptyState(
            "folder",
            self.tr("No project was open on this computer yet."),
            detail=self.tr("Begin with the sample project: real bike rentals, a minute of work."),
            parent=self,
        )
        self._states = PageStates(self._recent, empty, parent=self)
        return Card(self.tr("Recent projects"), parent=self).add(self._states, stretch=1)

    def _begin_card(self) -> Card:
        card = Card(self.tr("Begin"), parent=self)
        sample = PrimaryButton(
            self.tr("Open the sample project"), self.sample_asked.emit, parent=self
        )
        words = self.tr(
            "Hourly bike rentals of 2011: imported, several models trained, one promoted, "
            "July scored, drift found. Built on this computer in about a minute."
        )
        card.add(sample, Text(words, TextRole.SECONDARY, "muted", wrap=True, parent=self))
        card.body.addSpacing(SPACE_3)
        card.add(Button(self.tr("New project…"), self.new_asked.emit, icon="plus", parent=self))
        card.add(Button(self.tr("Open project…"), self.open_asked.emit, icon="folder", parent=self))
        return card

    def _drop_zone(self) -> DropZone:
        zone = DropZone(
            self.tr("Drop a project here"),
            self.tr("its folder, or its project.mlopsd file"),
            parent=self,
        )
        zone.choose.setText(self.tr("or choose a folder…"))
        zone.file_dropped.connect(self.file_dropped)
        zone.choosing.connect(self.open_asked)
        return zone

    def set_recent(self, recent: tuple[RecentProject, ...]) -> None:
        """Show these projects; folders that are gone are said to be."""
        self._recent.set_records(recent)
        if recent:
            self._states.show_content()
        else:
            self._states.show_empty()

    def _on_opened(self, entry: RecentProject) -> None:
        self.recent_chosen.emit(Path(entry.path))

    def _on_clicked(self) -> None:
        entry = self._recent.current()
        if entry is not None:
            self._recent.view.clearSelection()
            self.recent_chosen.emit(Path(entry.path))

    def _menu(self, entry: RecentProject) -> tuple[QAction, ...]:
        forget = QAction(self.tr("Remove from this list"), self)
        forget.setProperty("path", entry.path)
        forget.triggered.connect(self._on_forget)
        return (forget,)

    def _on_forget(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.recent_forgotten.emit(str(action.property("path")))


def _describe(entry: RecentProject) -> ListLine:
    return ListLine(
        entry.name,
        entry.path,
        aside=_when(entry.opened_at),
        is_aside_muted=True,
        tooltip=entry.path,
    )


def _when(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text).astimezone()
    except ValueError:
        return ""
    day = QDate(moment.year, moment.month, moment.day)
    return QLocale().toString(day, "d MMM yyyy")
