"""A chart that paints itself: each of its places answers to mouse and keys; it can be taken out."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.buttons import MoreButton, passing_menu
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.gui.widgets.table_copy import save_csv

_UNFIT = re.compile(r"[^\w.-]+")
"""What a file's name had better not have, whatever a column is called."""
_LONGEST = 80
Place = TypeVar("Place")
Numbers = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Titles and rows."""


class PointedChart(QWidget, Generic[Place]):
    """Points at one of its places at a time and tells it in words.

    A subclass says which places there are (``place_at``, ``stepped``), what each means
    (``words_of``) and what is drawn as numbers (``numbers``).

    Signals:
        pointed_at(str): the place under the mouse or the cursor keys in words, or "".

    Attributes:
        failed: called with a UserError when the numbers cannot be saved.
    """

    pointed_at = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current: Place | None = None
        self.failed: Callable[[UserError], object] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        copy = QAction(self.tr("Copy image"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_image)
        save = QAction(self.tr("Save the numbers…"), self)
        save.triggered.connect(self.save_numbers)
        self.addActions([copy, save])

    # To override --------------------------------------------------------------------------

    @property
    @abstractmethod
    def file_name(self) -> str:
        """What the file of its numbers is about, such as a column's name."""

    @abstractmethod
    def numbers(self) -> Numbers:
        """Return what is drawn, unrounded."""

    @abstractmethod
    def place_at(self, position: QPointF) -> Place | None:
        """Return what lies at a position of this widget."""

    @abstractmethod
    def stepped(self, place: Place | None, key: Qt.Key) -> Place | None:
        """Return where a cursor key leads to; None where it does not move."""

    @abstractmethod
    def words_of(self, place: Place) -> str:
        """Return what a place tells; "" for nothing."""

    # Pointing -----------------------------------------------------------------------------

    @property
    def current(self) -> Place | None:
        """The place that is pointed at."""
        return self._current

    def forget_place(self) -> None:
        """Point at nothing without telling, as something else is shown now."""
        self._current = None
        self.update()

    def point_at(self, place: Place | None) -> None:
        """Choose a place, None for none, and tell it in words."""
        if place == self._current:
            return
        self._current = place
        self.update()
        self.pointed_at.emit("" if place is None else self.words_of(place))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        self.point_at(self.place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self.point_at(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        self.point_at(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from place to place."""
        place = self.stepped(self._current, Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        else:
            self.point_at(place)

    def paint_focus(self, painter: QPainter) -> None:
        """Draw the ring of what has the keyboard."""
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    # Taking it out ------------------------------------------------------------------------

    def copy_image(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.grab().toImage())

    def save_numbers(self) -> None:
        """Ask for a file and write what is drawn as CSV."""
        choose_save_file(
            self,
            self.tr("Save the numbers"),
            f"{_UNFIT.sub('_', self.file_name)[:_LONGEST]}.csv",
            "CSV (*.csv)",
            self.write_numbers,
        )

    def write_numbers(self, path: Path) -> None:
        """Write what is drawn into a CSV file."""
        try:
            save_csv(path, *self.numbers())
        except UserError as error:
            if self.failed is None:
                raise
            self.failed(error)

    def menu_button(self) -> MoreButton:
        """Return a "more" button with copy and save."""
        return MoreButton(self.tr("Copy or save the chart"), self.actions())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer copy and save."""
        passing_menu(self, self.actions()).popup(event.globalPos())


class BarChart(PointedChart[int]):
    """Bars beside one another, each of which can be pointed at."""

    @abstractmethod
    def count(self) -> int:
        """Return how many bars there are."""

    def stepped(self, place: int | None, key: Qt.Key) -> int | None:
        """Go to the bar beside."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if step is None or not self.count():
            return None
        if place is None:
            return 0
        return min(self.count() - 1, max(0, place + step))
