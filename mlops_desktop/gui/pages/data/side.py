"""The column at the right of a page: cards below one another that scroll together."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_4


class Side(QScrollArea):
    """Cards of one width; it scrolls when they do not fit.

    Args:
        cards: from top to bottom.
        width: pixels at 100 %.
    """

    def __init__(self, *cards: QWidget, width: int = 256, parent: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._width = width
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(self)
        inner.setProperty("look", "clear")
        layout = QVBoxLayout(inner)
        layout.setSpacing(SPACE_4)
        layout.setContentsMargins(0, 0, 0, 0)
        for card in cards:
            layout.addWidget(card)
        layout.addStretch(1)
        self.setWidget(inner)
        self._set_width()
        theme.notifier().changed.connect(self._set_width)

    def _set_width(self) -> None:
        self.setFixedWidth(min(theme.px(self._width), self._width + 120))
