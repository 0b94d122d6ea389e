"""Pages behind a row of tabs, where the tabs stand above cards rather than in one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QScrollArea, QStackedLayout, QTabBar, QWidget

from mlops_desktop.gui.theme.resting import Resting
from mlops_desktop.gui.widgets.layouts import column, scrolling


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
        self._late: dict[int, tuple[QScrollArea, Callable[[], QWidget]]] = {}
        layout = column(parent=self)
        layout.addWidget(self.tabs)
        layout.addLayout(self._stack, 1)
        self.tabs.currentChanged.connect(self._show)

    def add_tab(self, title: str, make: Callable[[], QWidget]) -> None:
        """Add a tab at the end; what it shows is made when it is first chosen."""
        area = scrolling(parent=self)
        self._late[self._stack.addWidget(area)] = (area, make)
        self.tabs.addTab(title)

    def _show(self, index: int) -> None:
        if late := self._late.pop(index, None):
            area, make = late
            made = make()
            Resting(made)
            area.setWidget(made)
        self._stack.setCurrentIndex(index)
