"""Somewhere to drop a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import CARD_RADIUS, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.states import IconSign
from mlops_desktop.gui.widgets.text import Text


def dropped_files(data: QMimeData) -> tuple[Path, ...]:
    """Return the local files or folders that a drag carries."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


class DropZone(QWidget):
    """A dashed card that takes a file, with "or choose a file…" for the keyboard.

    Signals:
        file_dropped(Path): a file was dropped here.
        choosing(): the person wants to choose one instead.
    """

    file_dropped = Signal(object)
    choosing = Signal()

    def __init__(self, title: str, kinds: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent, acceptDrops=True)
        self._is_hovered = False
        self.setAccessibleName(title)
        self.setMinimumHeight(150)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(IconSign("upload", "accent", parent=self), 0, middle)
        layout.addSpacing(6)
        layout.addWidget(Text(title, TextRole.CARD_TITLE, parent=self), 0, middle)
        told = Text(kinds, TextRole.SECONDARY, "muted", wrap=True, parent=self)
        told.setAlignment(middle)
        layout.addWidget(told)
        layout.addSpacing(6)
        self.choose = LinkButton(self.tr("or choose a file…"), self.choosing.emit, parent=self)
        layout.addWidget(self.choose, 0, middle)
        layout.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a file."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self._is_hovered = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Calm down again."""
        self._is_hovered = False
        self.update()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first file."""
        self._is_hovered = False
        self.update()
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.file_dropped.emit(files[0])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dashes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour("accent" if self._is_hovered else "edge"), 1.2)
        pen.setDashPattern([5, 3])
        painter.setPen(pen)
        painter.setBrush(theme.colour("accent_tint" if self._is_hovered else "window"))
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, CARD_RADIUS, CARD_RADIUS)
