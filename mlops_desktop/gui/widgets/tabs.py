"""Pages behind a row of tabs, where the tabs stand above cards rather than in one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QTabBar, QWidget

from mlops_desktop.gui.widgets.layouts import column


class TabbedArea(QWidget):
    """Tabs above; below, what the chosen one shows, scrolling where it does not fit.

    Args:
        name: what the tabs choose from, for screen readers.

    Attributes:
        tabs: the bar; ``currentChanged`` tells of another tab.
    """

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(name)
        self._stack = QStackedLayout()
        layout = column(parent=self)
        layout.addWidget(self.tabs)
        layout.addLayout(self._stack, 1)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)

    def add_tab(self, title: str, widget: QWidget) -> None:
        """Add a tab at the end."""
        area = QScrollArea(self, widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(widget)
        self._stack.addWidget(area)
        self.tabs.addTab(title)
