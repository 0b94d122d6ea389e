"""A list of names with a tick each: all, none, and a search where there are many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_1, SPACE_2, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.forms import FormList, scrolls_around
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import Text, plain_tooltip

SEARCHED = 12
"""More names than this have a search above them."""
WHOLE = 24
"""So many names are shown without scrolling: a list that scrolls inside a form that scrolls is
hard to read."""
_MOST_LINES = 12

Index = QModelIndex | QPersistentModelIndex
Name = tuple[str, str]
"""A name and how it is shown."""


class TickModel(QAbstractListModel):
    """Names, of which some are ticked and some are shown.

    Signals:
        ticked(): the person changed a tick.

    Attributes:
        shown: the names that fit the search, in order.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[Name, ...] = ()
        self._ticked: frozenset[str] = frozenset()
        self._search = ""
        self.shown: list[Name] = []

    @property
    def count(self) -> int:
        """How many names there are, found or not."""
        return len(self._names)

    def show_names(self, names: Sequence[Name]) -> None:
        """Offer other names; the ticks stay."""
        self._names = tuple(names)
        self.search(self._search)

    def search(self, text: str) -> None:
        """Show only names that contain a text."""
        self._search = text.casefold()
        self.beginResetModel()
        self.shown = [item for item in self._names if self._search in item[0].casefold()]
        self.endResetModel()

    def set_ticked(self, names: frozenset[str]) -> None:
        """Tick these names without telling."""
        self._ticked = names
        if self.shown:
            self.dataChanged.emit(self.index(0), self.index(len(self.shown) - 1))

    def is_ticked(self, name: str) -> bool:
        """Say whether a name is ticked."""
        return name in self._ticked

    def tick_shown(self, *, is_ticked: bool) -> None:
        """Tick all names that are shown, or none of them."""
        names = {name for name, _ in self.shown}
        self.set_ticked(self._ticked | names if is_ticked else self._ticked - names)
        self.ticked.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many names are shown."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a name and its tick."""
        if not index.isValid():
            return None
        name, title = self.shown[index.row()]
        answers: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda: title,
            Qt.ItemDataRole.ToolTipRole: lambda: plain_tooltip(name),
            Qt.ItemDataRole.CheckStateRole: lambda: (
                Qt.CheckState.Checked if name in self._ticked else Qt.CheckState.Unchecked
            ),
        }
        answer = answers.get(role)
        return answer() if answer is not None else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a name, or take its tick away."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        name = frozenset({self.shown[index.row()][0]})
        is_ticked = Qt.CheckState(value) is Qt.CheckState.Checked
        self._ticked = self._ticked | name if is_ticked else self._ticked - name
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit()
        return True

    def flags(self, _index: Index) -> Qt.ItemFlag:
        """Let every name be chosen and ticked."""
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsUserCheckable


class TickList(QWidget):
    """Names to tick.

    Args:
        whole: up to so many are shown without scrolling.

    Signals:
        changed(): the person ticked something.

    Attributes:
        search, all, none, view: its parts; all and none are about the names that are shown.
    """

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, *, whole: int = WHOLE) -> None:
        super().__init__(parent)
        self._whole = whole
        self._order: list[str] = []
        self.model = TickModel(self)
        self.search = QLineEdit(self, clearButtonEnabled=True)
        self.search.setPlaceholderText(words.tr("Search…"))
        self.search.setAccessibleName(words.tr("Search in: {0}").format(name))
        self.count = Text("", TextRole.CAPTION, "muted", parent=self)
        self.all = LinkButton(words.tr("All"), self._on_all, parent=self)
        self.none = LinkButton(words.tr("None"), self._on_none, parent=self)
        self.view = FormList(self, uniformItemSizes=True)
        self.view.setModel(self.model)
        self.view.setAccessibleName(name)
        self.view.setTabKeyNavigation(False)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self.view)
        head = row(self.count, None, self.all, self.none, spacing=SPACE_2)
        self.setLayout(column(self.search, head, self.view, spacing=SPACE_1))
        self.search.textChanged.connect(self._on_search)
        self.model.ticked.connect(self._on_ticked)
        self.show_names(())

    def show_names(self, names: Sequence[Name]) -> None:
        """Offer names."""
        self.model.show_names(names)
        is_long = len(names) > SEARCHED
        self.search.setVisible(is_long)
        if not is_long:
            self.search.clear()
        self._fit()
        self._say()

    def _fit(self) -> None:
        """Make the list as high as whole lines of it."""
        count = self.model.count
        lines = max(count, 1) if count <= self._whole else _MOST_LINES
        height = self.view.sizeHintForRow(0)
        self.view.setFixedHeight((height if height > 0 else theme.px(24)) * lines)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the font size."""
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def names(self) -> list[str]:
        """Return what is ticked, in the order in which it was."""
        return list(self._order)

    def set_names(self, names: Sequence[str]) -> None:
        """Tick names, in an order, without telling."""
        self._order = list(names)
        self.model.set_ticked(frozenset(names))
        self._say()

    def show_first(self) -> None:
        """Scroll so that the first of the ticked names is in sight."""
        places = [n for n, (name, _) in enumerate(self.model.shown) if self.model.is_ticked(name)]
        if not places:
            return
        index = self.model.index(places[0])
        self.view.scrollTo(index)
        around = scrolls_around(self)
        inside = around.widget() if around is not None else None
        if around is not None and inside is not None:
            middle = self.view.visualRect(index).center()
            spot = self.view.viewport().mapTo(inside, middle)
            around.ensureVisible(spot.x(), spot.y())

    def _on_search(self, text: str) -> None:
        self.model.search(text)
        if not text:
            self.show_first()
        self._say()

    def _on_all(self) -> None:
        self.model.tick_shown(is_ticked=True)

    def _on_none(self) -> None:
        self.model.tick_shown(is_ticked=False)

    def _on_ticked(self) -> None:
        """Keep the order of what was ticked before; what is new comes behind it."""
        kept = [name for name in self._order if self.model.is_ticked(name)]
        known = set(kept)
        new = [n for n, _ in self.model.shown if self.model.is_ticked(n) and n not in known]
        self._order = kept + new
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        found, chosen = len(self.model.shown), len(self._order)
        self.count.setText(
            words.tr("{0} chosen, {1} found").format(f"{chosen:,}", f"{found:,}")
            if self.search.text()
            else words.tr("{0} of {1}").format(f"{chosen:,}", f"{found:,}")
        )
        is_any = found > 0
        self.all.set_enabled(is_any, words.tr("There is nothing to choose."))
        self.none.set_enabled(is_any and chosen > 0, words.tr("Nothing is chosen."))
