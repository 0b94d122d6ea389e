"""The column at the right of a page: cards below one another that scroll together."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_4

_MOST_MORE = 84
"""Pixels by which large letters may make it wider: the tables need the room."""


class Side(QScrollArea):
    """Cards of one width; it scrolls when they do not fit.

    Args:
        cards: from top to bottom.
        width: pixels at 100 %.
    """

    def __init__(self, *cards: QWidget, width: int = 252, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._width, self._given = width, 0
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(self)
        inner.setProperty("look", "clear")
        layout = QVBoxLayout(inner)
        layout.setSpacing(SPACE_4)
        layout.setContentsMargins(0, 0, 0, 0)
        for card in cards:
            layout.addWidget(card)
        self._inner, self._layout = inner, layout
        self.setWidget(inner)
        inner.installEventFilter(self)
        self._set_width()
        theme.notifier().changed.connect(self._set_width)

    def put(self, card: QWidget, place: int) -> None:
        """Put a card at another place, counted from the top."""
        if self._layout.indexOf(card) != place:
            self._layout.removeWidget(card)
            self._layout.insertWidget(place, card)

    @property
    def full_width(self) -> int:
        """Pixels it takes where there is room."""
        return min(theme.px(self._width), self._width + _MOST_MORE)

    def give(self, pixels: int) -> None:
        """Leave so many pixels to what stands beside it, a quarter of the width at most."""
        if pixels != self._given:
            self._given = pixels
            self._set_width()

    def _set_width(self) -> None:
        self.setFixedWidth(self.full_width - min(self._given, self.full_width // 4))
        self._fit()

    def _fit(self) -> None:
        """Make the cards as wide as there is room and as high as that makes them."""
        width, layout = self.viewport().width(), self._layout
        height = layout.totalSizeHint().height()
        if layout.hasHeightForWidth():
            height = layout.totalHeightForWidth(width)
        self._inner.resize(width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again when a card's content changes."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit to another height or to a scroll bar that came."""
        super().resizeEvent(event)
        self._fit()
