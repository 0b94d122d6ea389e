"""Rows, columns, grids and flowing lines, without the customary five lines each."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_4

Item = QWidget | QLayout | int | None
"""A widget, a layout, a distance in pixels, or None for a stretch."""


def row(
    *items: Item, spacing: int = SPACE_2, margins: int = 0, parent: QWidget | None = None
) -> QHBoxLayout:
    """Return a horizontal layout of the items; ``parent`` is laid out by it."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(margins, margins, margins, margins)
    _fill(layout, items)
    return layout


def column(
    *items: Item, spacing: int = SPACE_2, margins: int = 0, parent: QWidget | None = None
) -> QVBoxLayout:
    """Return a vertical layout of the items; ``parent`` is laid out by it."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(margins, margins, margins, margins)
    _fill(layout, items)
    return layout


def boxed(layout: QLayout, parent: QWidget | None = None, *, look: str = "clear") -> QWidget:
    """Return a widget that holds a layout; ``look`` is ``clear``, ``surface`` or ``window``."""
    widget = QWidget(parent)
    widget.setProperty("look", look)
    if look != "clear":
        widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setLayout(layout)
    return widget


def grid(*columns: int, spacing: int = SPACE_4) -> QGridLayout:
    """Return a grid whose columns share the width by these stretch factors."""
    layout = QGridLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(0, 0, 0, 0)
    for index, stretch in enumerate(columns):
        layout.setColumnStretch(index, stretch)
    return layout


def rule(parent: QWidget | None = None) -> QFrame:
    """Return a hairline across."""
    line = QFrame(parent)
    line.setProperty("look", "rule")
    line.setFixedHeight(1)
    return line


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def _fill(layout: QHBoxLayout | QVBoxLayout, items: Iterable[Item]) -> None:
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


class FlowLayout(QLayout):
    """Puts widgets side by side and goes on in the next line when one is full."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = SPACE_2) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Take an item."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Return the item at a place, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Take the item at a place out, or return None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Ask for no more than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that all lines take."""
        return self._arrange(QRect(0, 0, width, 0), is_test=True)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, is_test=False)

    def sizeHint(self) -> QSize:
        """Return the least that is needed."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, is_test: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            hint = item.sizeHint()
            if x + hint.width() > rect.right() + 1 and line > 0:
                x, y, line = rect.x(), y + line + self.spacing(), 0
            if not is_test:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self.spacing()
            line = max(line, hint.height())
        return y + line - rect.y()


def expanding(widget: QWidget) -> QWidget:
    """Let a widget take all the room there is; return it."""
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return widget
