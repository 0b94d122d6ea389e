"""Records of any frozen type as a Qt item model, sorted and filtered here."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mlops_desktop.gui.widgets.table_column import CellLook, SortKey, TableColumn
from mlops_desktop.gui.widgets.text import plain_tooltip

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
LOOK_ROLE = Qt.ItemDataRole.UserRole + 1
RECORD_ROLE = Qt.ItemDataRole.UserRole + 2
_COMPARISON = re.compile(r"\s*(<=|>=|<|>|=)\s*(-?[\d.]+(?:[eE][+-]?\d+)?)\s*")
_PLAIN = CellLook()


class RecordModel(QAbstractTableModel, Generic[R]):
    """A table of records; ``shown`` are those that pass the filter, in the present order."""

    def __init__(self, columns: Sequence[TableColumn[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._records: list[R] = []
        self._shown: list[R] = []
        self._filters: dict[int, str] = {}
        self._anywhere = ""
        self._sort: tuple[int, Qt.SortOrder] | None = None
        self._fetch: Callable[[int], object] | None = None
        self._is_fetching = False

    # What is in it ------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[TableColumn[R], ...]:
        """The columns."""
        return self._columns

    @property
    def shown(self) -> tuple[R, ...]:
        """The records that pass the filter, in the order on the screen."""
        return tuple(self._shown)

    @property
    def records(self) -> tuple[R, ...]:
        """All records, in the order given."""
        return tuple(self._records)

    def set_columns(self, columns: Sequence[TableColumn[R]]) -> None:
        """Show other columns of other records; starts empty and unsorted."""
        self.beginResetModel()
        self._columns, self._records, self._shown = tuple(columns), [], []
        self._filters, self._sort = {}, None
        self.endResetModel()

    def set_records(
        self, records: Sequence[R], more: Callable[[int], object] | None = None
    ) -> None:
        """Show these records.

        Args:
            records: all of them, or the first part.
            more: called with the number of records there when the view wants further ones;
                answer with :meth:`append_records`.
        """
        self.beginResetModel()
        self._records, self._fetch, self._is_fetching = list(records), more, False
        self._arrange()
        self.endResetModel()

    def append_records(self, records: Sequence[R], *, is_last: bool) -> None:
        """Add a further part; ``is_last`` says that nothing follows."""
        self._is_fetching = False
        if is_last:
            self._fetch = None
        self._records.extend(records)
        # The parts keep their order, so the new ones simply follow while nothing is sorted.
        fresh = [record for record in records if self._passes(record)]
        if self._sort is not None:
            self.layoutAboutToBeChanged.emit()
            self._arrange()
            self.layoutChanged.emit()
            return
        if fresh:
            first = len(self._shown)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._shown.extend(fresh)
            self.endInsertRows()

    def record(self, index: Index) -> R | None:
        """Return the record of an index, or None."""
        return self._shown[index.row()] if index.isValid() else None

    # Filter and sort ----------------------------------------------------------------------

    def set_filter(self, column: int, text: str) -> None:
        """Keep rows whose cell contains the text, or compares as ``> 5``, ``<= 3``, ``= 2``."""
        self._filters[column] = text.strip()
        self._refilter()

    def set_filter_anywhere(self, text: str) -> None:
        """Keep rows in which any cell contains the text."""
        self._anywhere = text.strip()
        self._refilter()

    def clear_filters(self) -> None:
        """Keep all rows."""
        self._filters, self._anywhere = {}, ""
        self._refilter()

    def _refilter(self) -> None:
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _passes(self, record: R) -> bool:
        for column, wanted in self._filters.items():
            if wanted and not _fits(self._columns[column], record, wanted):
                return False
        if self._anywhere:
            wanted = self._anywhere.casefold()
            return any(wanted in column.text(record).casefold() for column in self._columns)
        return True

    def _arrange(self) -> None:
        self._shown = [record for record in self._records if self._passes(record)]
        if self._sort is not None:
            place, order = self._sort
            self._shown = _sorted(self._shown, self._columns[place], order)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; −1 goes back to the order given. Selections stay on their records."""
        self._sort = (column, order) if 0 <= column < len(self._columns) else None
        self.layoutAboutToBeChanged.emit()
        before = self._shown
        old = self.persistentIndexList()
        self._arrange()
        places = {id(record): row for row, record in enumerate(self._shown)}
        new = [
            self.index(places[id(before[index.row()])], index.column())
            if id(before[index.row()]) in places
            else QModelIndex()
            for index in old
        ]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    # Qt's questions -----------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Say whether further records can be asked for."""
        return not parent.isValid() and self._fetch is not None and not self._is_fetching

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        """Ask for further records."""
        if self.canFetchMore(parent) and self._fetch is not None:
            self._is_fetching = True
            self._fetch(len(self._records))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        answer = _ANSWERS.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(self._columns[index.column()], self._shown[index.row()])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self._columns[section].is_number)
        return None


def _look(column: TableColumn[Any], record: Any) -> CellLook:
    return column.look(record) if column.look else _PLAIN


def _tooltip(column: TableColumn[Any], record: Any) -> str | None:
    return plain_tooltip(column.tooltip(record)) if column.tooltip else None


def _spoken(column: TableColumn[Any], record: Any) -> str:
    if column.spoken:
        return column.spoken(record)
    return f"{column.title}: {column.text(record)}"


_ANSWERS: dict[int, Callable[[TableColumn[Any], Any], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda column, record: column.text(record),
    LOOK_ROLE: _look,
    RECORD_ROLE: lambda _column, record: record,
    Qt.ItemDataRole.TextAlignmentRole: lambda column, _record: _alignment(column.is_number),
    Qt.ItemDataRole.ToolTipRole: _tooltip,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
}


def _alignment(is_number: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _fits(column: TableColumn[R], record: R, wanted: str) -> bool:
    comparison = _COMPARISON.fullmatch(wanted)
    key = column.sort_key(record)
    if comparison and isinstance(key, int | float):
        sign, number = comparison.group(1), float(comparison.group(2))
        return {
            "<": key < number,
            "<=": key <= number,
            ">": key > number,
            ">=": key >= number,
            "=": key == number,
        }[sign]
    return wanted.casefold() in column.text(record).casefold()


def _sorted(records: list[R], column: TableColumn[R], order: Qt.SortOrder) -> list[R]:
    def is_known(key: SortKey) -> bool:
        return key is not None and not (isinstance(key, float) and math.isnan(key))

    keyed = [(column.sort_key(record), record) for record in records]
    known = [pair for pair in keyed if is_known(pair[0])]
    unknown = [record for key, record in keyed if not is_known(key)]

    def by_kind(pair: tuple[SortKey, R]) -> tuple[bool, float, str]:
        key = pair[0]
        return (True, 0.0, key) if isinstance(key, str) else (False, float(key or 0), "")

    known.sort(key=by_kind, reverse=order is Qt.SortOrder.DescendingOrder)
    return [record for _, record in known] + unknown
