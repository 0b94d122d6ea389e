"""A card whose title line is a row of tabs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLayout, QStackedLayout, QTabBar, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.resting import Resting
from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.card import CARD_PADDING, Card
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import Text

_TAB_MARGIN = CARD_PADDING - 8
"""Beside a tab's own padding."""


class TabbedCard(Card):
    """Tables behind tabs.

    Args:
        name: what the tabs choose from, for screen readers.

    Attributes:
        tabs: the bar; ``currentChanged`` tells of another tab.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(name)
        self._note = Text("", TextRole.SECONDARY, "muted", parent=self)
        self.header.insertWidget(0, self.tabs)
        self.header.insertStretch(1, 1)
        self.header.addWidget(self._note)
        # A tab's words stand where other cards have their title.
        self.header.setContentsMargins(_TAB_MARGIN, 0, self.header.contentsMargins().right(), 0)
        self._stack = QStackedLayout()
        self.add(_Stack(self._stack, self), stretch=1)
        self._late: dict[int, Callable[[], QWidget]] = {}
        self.tabs.currentChanged.connect(self._on_chosen)

    def add_tab(self, title: str, widget: QWidget) -> None:
        """Add a tab at the end."""
        Resting(widget)
        self._stack.addWidget(widget)
        self.tabs.addTab(title)

    def add_late_tab(self, title: str, make: Callable[[], QWidget]) -> None:
        """Add a tab at the end whose content is made when it is first chosen."""
        self._late[self.tabs.count()] = make
        self.add_tab(title, _Place(self))

    def _on_chosen(self, index: int) -> None:
        make = self._late.pop(index, None)
        place = self._stack.widget(index)
        if make is not None and isinstance(place, _Place):
            place.fill(make())
        self._stack.setCurrentIndex(index)

    def set_note(self, note: str) -> None:
        """Change the muted words at the right."""
        self._note.setText(note)

    def note(self) -> str:
        """Return the muted words at the right."""
        return self._note.text()

    def set_tab(self, place: int, title: str, *, is_shown: bool) -> None:
        """Rename a tab, show it or take it away; the first one is shown instead."""
        self.tabs.setTabText(place, title)
        self.tabs.setTabVisible(place, is_shown)
        if not is_shown and self.tabs.currentIndex() == place:
            self.tabs.setCurrentIndex(0)


def title_height() -> int:
    """Return the height of a row of tabs, so that other cards' titles stand level with it."""
    return theme.px(15) + 13


def inset(widget: QWidget) -> QLayout:
    """Return a layout in which words above a table stand where its cells' words do."""
    layout = row(widget)
    layout.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
    return layout


class _Place(QWidget):
    """Stands where something is made later."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "clear")

    def fill(self, widget: QWidget) -> None:
        """Put in what was made."""
        self.setLayout(column(widget))


class _Stack(QWidget):
    """Holds what is behind the tabs, as wide as tables are."""

    is_wide = True

    def __init__(self, stack: QStackedLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "clear")
        self.setLayout(stack)

    def hasHeightForWidth(self) -> bool:
        """Say no, although words inside wrap: tables give way, the page need not scroll."""
        return False
