"""Item models of the data page: rows that are fetched as they are scrolled to."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mlops_desktop.core.dataset import Cell, Column
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.widgets.table_column import CellLook
from mlops_desktop.gui.widgets.table_model import LOOK_ROLE
from mlops_desktop.gui.widgets.text import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
Row = tuple[Cell, ...]
Fetch = Callable[[int, int], None]
"""Asked for (offset, limit); answers later through :meth:`RowsModel.take_page`."""

PAGE_ROWS = 200
MOST_ROWS = 30_000_000
"""Rows that can be scrolled to: at 200 % each takes 68 of the 2³¹ pixels that Qt can count."""

_PAGES_KEPT = 60
_AHEAD = 2
_PLAIN, _FAINT = CellLook(), CellLook(tone="faint")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

MISSING = "–"
LOADING = "…"
_ROLES = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
        int(LOOK_ROLE),
    }
)


class RowsModel(QAbstractTableModel):
    """Rows of a table too large to hold: pages of 200, asked for when they are looked at.

    One request is under way at a time; of the pages wanted meanwhile only the last few are asked
    for next, so that a long scroll does not fetch everything it passed.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._row_count = 0
        self._head: tuple[Row, ...] = ()
        self._fetch: Fetch | None = None
        self._pages: OrderedDict[int, tuple[Row, ...]] = OrderedDict()
        self._wanted: deque[int] = deque(maxlen=3)
        self._asked: int | None = None
        self._looked = 0
        self._step = 1

    def set_table(
        self,
        columns: Sequence[Column],
        row_count: int,
        head: Sequence[Row],
        fetch: Fetch | None = None,
    ) -> None:
        """Show another table.

        Args:
            columns: of the table.
            row_count: how many rows it has.
            head: its first rows, at hand at once.
            fetch: how to ask for the others; None when ``head`` is all there is.
        """
        self.beginResetModel()
        self._columns = tuple(columns)
        self._row_count = min(row_count, MOST_ROWS)
        self._head = tuple(head)
        self._fetch = fetch
        self._pages.clear()
        self._wanted.clear()
        self._asked = None
        self._looked, self._step = 0, 1
        self.endResetModel()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's columns."""
        return self._columns

    @property
    def at_hand(self) -> int:
        """How many of the first rows are here without asking."""
        return min(len(self._head), self._row_count)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many rows can be scrolled to."""
        return 0 if parent.isValid() else self._row_count

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows; asks for its page when that is not here yet."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            kind = self._columns[index.column()].type
            return _RIGHT if kind in words.NUMERIC else _LEFT
        if role not in _ROLES:
            return None
        row = self.row(index.row())
        column = self._columns[index.column()]
        value = row[index.column()] if row is not None else None
        answers: dict[int, Callable[[], Any]] = {
            LOOK_ROLE: lambda: _FAINT if value is None else _PLAIN,
            Qt.ItemDataRole.DisplayRole: lambda: _shown(row is not None, value, column),
            Qt.ItemDataRole.ToolTipRole: lambda: plain_tooltip(words.tooltip_text(value)) or None,
            Qt.ItemDataRole.AccessibleTextRole: lambda: (
                f"{column.name}: {self._spoken(row is not None, value, column)}"
            ),
        }
        return answers[role]()

    def _spoken(self, is_known: bool, value: Cell, column: Column) -> str:
        if not is_known:
            return self.tr("loading")
        return self.tr("missing") if value is None else words.shown_text(value, column.type)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return a column's name or a row's number (from 1)."""
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole:
                return f"{section + 1:,}"
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
            return None
        names = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if role in names and 0 <= section < len(self._columns):
            return self._columns[section].name
        return None

    def row(self, number: int) -> Row | None:
        """Return a row, or None and ask for its page."""
        if number < len(self._head):
            return self._head[number]
        page = number // PAGE_ROWS
        if page != self._looked:
            self._looked, self._step = page, 1 if page > self._looked else -1
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        self._pages.move_to_end(page)
        place = number - page * PAGE_ROWS
        return rows[place] if place < len(rows) else None

    def exact_rows(self, numbers: Sequence[int]) -> list[Row] | None:
        """Return these rows if all are here, else None; asks for nothing."""
        found: list[Row] = []
        for number in numbers:
            rows = self._head if number < len(self._head) else self._pages.get(number // PAGE_ROWS)
            place = number if rows is self._head else number % PAGE_ROWS
            if rows is None or place >= len(rows):
                return None
            found.append(rows[place])
        return found

    def take_page(self, offset: int, rows: Sequence[Row]) -> None:
        """Take the answer to a request."""
        page = offset // PAGE_ROWS
        self._pages[page] = tuple(rows)
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min(offset + PAGE_ROWS, self._row_count) - 1
        if self._columns and last >= offset:
            self.dataChanged.emit(self.index(offset, 0), self.index(last, len(self._columns) - 1))
        self.end_request()
        if self._asked is None:
            self._ask_ahead()

    def end_request(self) -> None:
        """Go on with what was wanted meanwhile; also called when a request failed."""
        self._asked = None
        while self._wanted:
            page = self._wanted.pop()
            if page not in self._pages:
                self._ask(page)
                return

    def _ask_ahead(self) -> None:
        """Ask for the next pages in the direction of scrolling, before they are looked at."""
        pages = -(-self._row_count // PAGE_ROWS)
        for ahead in range(1, _AHEAD + 1):
            page = self._looked + ahead * self._step
            is_here = page in self._pages or (page + 1) * PAGE_ROWS <= len(self._head)
            if 0 <= page < pages and not is_here:
                self._ask(page)
                return

    def _want(self, page: int) -> None:
        if self._fetch is None or page == self._asked:
            return
        if self._asked is None:
            self._ask(page)
        elif page not in self._wanted:
            self._wanted.append(page)

    def _ask(self, page: int) -> None:
        self._asked = page
        if self._fetch is not None:
            self._fetch(page * PAGE_ROWS, PAGE_ROWS)


def _shown(is_known: bool, value: Cell, column: Column) -> str:
    if not is_known:
        return LOADING
    return MISSING if value is None else words.shown_text(value, column.type)
