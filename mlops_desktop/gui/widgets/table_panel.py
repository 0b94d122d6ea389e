"""The table every page uses: sort by head, filter row, copy, save as CSV, keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import ROW_HEIGHT, TextRole
from mlops_desktop.gui.widgets import table_copy
from mlops_desktop.gui.widgets.buttons import MoreButton, passing_menu
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.gui.widgets.message_bar import announce
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_delegate import CellDelegate, content_width, text_width
from mlops_desktop.gui.widgets.table_header import CELL_PAD, TableHeader
from mlops_desktop.gui.widgets.table_model import RecordModel
from mlops_desktop.gui.widgets.table_widths import share_width

R = TypeVar("R")
_SAMPLE = 60
_MOST_FIXED, _MOST_STRETCHED = 320, 560
"""What a column's content may ask for in pixels at 100 %; one that stretches gives way again."""
_PLAIN = CellLook()


class TablePanel(QWidget, Generic[R]):
    """A table over records.

    Args:
        columns: what is shown.
        name: what the table is, for screen readers and as the file name of a saved CSV.
        key: identifies a record across refreshes, so that the selection survives; the record
            itself when None.
        row_height: pixels at 100 %, 34–46.
        is_striped: zebra rows (for wide data) instead of hairlines.

    Signals:
        selected(object): the current record changed (None when there is none).
        opened(object): double-click or Return on a record.
        filtered(int): how many rows the filter left.

    Attributes:
        view: the QTableView; model: the :class:`RecordModel`.
        menu_for: called with the clicked record; returns further actions for the context menu.
        failed: called with a UserError when saving fails.
    """

    selected = Signal(object)
    opened = Signal(object)
    filtered = Signal(int)
    is_wide = True

    def __init__(  # noqa: PLR0913 - options of one widget, by name
        self,
        columns: Sequence[TableColumn[R]],
        name: str,
        *,
        key: Callable[[R], Hashable] | None = None,
        row_height: int = ROW_HEIGHT,
        is_striped: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._key, self._row_height = name, key, row_height
        self._is_filling = False
        self._was_resized = False
        self._most = 0
        self._natural: list[int] = []
        self.menu_for: Callable[[R], Sequence[QAction]] | None = None
        self.failed: Callable[[UserError], object] | None = None
        self.model: RecordModel[R] = RecordModel(columns, self)
        self.header = TableHeader(self)
        self.view = _View(self)
        self.view.setModel(self.model)
        self.view.setHorizontalHeader(self.header)
        self.view.setItemDelegate(CellDelegate(is_striped=is_striped, parent=self))
        self.view.setAccessibleName(name)
        self._set_up_view()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._connect()

    def _set_up_view(self) -> None:
        view = self.view
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.header.setSortIndicatorShown(True)
        self.header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.header.setSortIndicatorClearable(True)
        view.setSortingEnabled(True)
        self._set_row_height()

    def _connect(self) -> None:
        self.view.resized.connect(self._on_resized)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.view.activated.connect(self._on_opened)
        self.header.filter_changed.connect(self._on_filter)
        self.header.sectionResized.connect(self._on_section_resized)
        self.view.horizontalScrollBar().valueChanged.connect(self.header._place_fields)  # noqa: SLF001
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self._copy = QAction(self.tr("Copy"), self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._copy.triggered.connect(self.copy)
        self._filter = QAction(self.tr("Filter"), self)
        self._filter.setShortcut(QKeySequence.StandardKey.Find)
        self._filter.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._filter.setCheckable(True)
        self._filter.toggled.connect(self.show_filters)
        self._save = QAction(self.tr("Save as CSV…"), self)
        self._save.triggered.connect(self.save_csv)
        for action in (self._copy, self._filter, self._save):
            self.addAction(action)

    # Content ------------------------------------------------------------------------------

    def set_columns(self, columns: Sequence[TableColumn[R]]) -> None:
        """Show other columns; the records are gone until set again."""
        self._was_resized = False
        self.model.set_columns(columns)
        self._fit_columns()
        self.header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.header.rebuild()

    def set_records(
        self, records: Sequence[R], more: Callable[[int], object] | None = None
    ) -> None:
        """Show these records; selection and scroll position stay where they were.

        Args:
            records: all, or the first part.
            more: asked for further ones at the end of the table, see ``append_records``.
        """
        chosen = {self._id(record) for record in self.selection()}
        scroll = self.view.verticalScrollBar().value()
        self._is_filling = True
        self.model.set_records(records, more)
        self._fit_columns()
        self._select(chosen)
        self._is_filling = False
        self.view.verticalScrollBar().setValue(scroll)
        if chosen and not self.selection():
            self.selected.emit(None)

    def append_records(self, records: Sequence[R], *, is_last: bool) -> None:
        """Add a further part at the end."""
        self.model.append_records(records, is_last=is_last)

    def selection(self) -> tuple[R, ...]:
        """Return the selected records, from top to bottom."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return tuple(self.model.shown[row] for row in rows)

    def current(self) -> R | None:
        """Return the first selected record, or None."""
        chosen = self.selection()
        return chosen[0] if chosen else None

    def select(self, wanted: Callable[[R], bool]) -> bool:
        """Select the first record that is wanted; say whether there is one."""
        for row, record in enumerate(self.model.shown):
            if wanted(record):
                self.view.selectRow(row)
                return True
        return False

    def _id(self, record: R) -> Hashable:
        return self._key(record) if self._key else id(record)

    def _select(self, chosen: set[Hashable]) -> None:
        selection = QItemSelection()
        last = max(0, self.model.columnCount() - 1)
        for row, record in enumerate(self.model.shown if chosen else ()):
            if self._id(record) in chosen:
                selection.select(self.model.index(row, 0), self.model.index(row, last))
        flag = self.view.selectionModel().SelectionFlag.ClearAndSelect
        self.view.selectionModel().select(selection, flag)

    # Filter -------------------------------------------------------------------------------

    def show_filters(self, shown: bool = True) -> None:
        """Show or hide the filter row; hiding it shows all rows again."""
        self._filter.setChecked(shown)
        if self.header.is_filtering != shown:
            self.header.show_filters(shown)
            if not shown:
                self.clear_filters()
            if self._most:
                self.fit_height(self._most)

    def set_filter_anywhere(self, text: str) -> None:
        """Keep rows in which any cell contains the text."""
        self._keep_selection(self.model.set_filter_anywhere, text)

    def clear_filters(self) -> None:
        """Show all rows again."""
        self.header.clear_filters()
        self._keep_selection(self.model.clear_filters)

    def _on_filter(self, column: int, text: str) -> None:
        self._keep_selection(self.model.set_filter, column, text)

    def _keep_selection(self, change: Callable[..., object], *arguments: object) -> None:
        chosen = {self._id(record) for record in self.selection()}
        self._is_filling = True
        change(*arguments)
        self._select(chosen)
        self._is_filling = False
        count = self.model.rowCount()
        self.filtered.emit(count)
        announce(self, self.tr("{0} rows").format(count))

    # Taking it out ------------------------------------------------------------------------

    def titles(self) -> tuple[str, ...]:
        """Return the heads."""
        return tuple(column.title for column in self.model.columns)

    def texts(self, records: Sequence[R]) -> tuple[tuple[str, ...], ...]:
        """Return the cells of records as text."""
        return tuple(tuple(c.text(record) for c in self.model.columns) for record in records)

    def copy(self) -> None:
        """Copy the selected rows, or all when none is selected, as text and HTML."""
        records = self.selection() or self.model.shown
        QGuiApplication.clipboard().setMimeData(
            table_copy.mime_data(self.titles(), self.texts(records))
        )

    def save_csv(self) -> None:
        """Ask for a file and write all shown rows."""
        choose_save_file(
            self, self.tr("Save as CSV"), f"{self._name}.csv", "CSV (*.csv)", self._write
        )

    def _write(self, path: Any) -> None:
        try:
            table_copy.save_csv(path, self.titles(), self.texts(self.model.shown))
        except UserError as error:
            if self.failed is None:
                raise
            self.failed(error)

    def menu_button(self) -> MoreButton:
        """Return a "more" button with copy, filter and save, for the card's title line."""
        name = self.tr("Copy, filter, save {0}").format(self._name)
        return MoreButton(name, [self._copy, self._filter, self._save])

    def _on_menu(self, place: QPoint) -> None:
        record = self.model.record(self.view.indexAt(place))
        menu = passing_menu(self)
        if record is not None and self.menu_for is not None:
            menu.addActions(list(self.menu_for(record)))
            menu.addSeparator()
        menu.addActions([self._copy, self._filter, self._save])
        menu.popup(self.view.viewport().mapToGlobal(place))

    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.record(index))

    def _on_selection(self) -> None:
        if not self._is_filling:
            self.selected.emit(self.current())

    # Sizes --------------------------------------------------------------------------------

    def _set_row_height(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(theme.px(self._row_height))

    def _on_section_resized(self) -> None:
        if not self._is_filling and self.header.isVisible():
            self._was_resized = self._was_resized or self.view.is_dragging

    def _fit_columns(self, *, is_new: bool = True) -> None:
        """Share the width among the columns; ``is_new``: content or font are different now."""
        if is_new:
            self._natural = [self._natural_width(column) for column in self.model.columns]
        if self._was_resized or not self._natural:
            return
        was_filling, self._is_filling = self._is_filling, True
        for place, width in enumerate(self._shared_widths()):
            self.header.resizeSection(place, width)
        self._is_filling = was_filling

    def _on_resized(self) -> None:
        self._fit_columns(is_new=False)

    def _shared_widths(self) -> list[int]:
        shares = [column.stretch for column in self.model.columns]
        return share_width(self.view.viewport().width(), self._natural, shares, theme.px(72))

    def _natural_width(self, column: TableColumn[R]) -> int:
        if column.width:
            return theme.px(column.width)
        widest = text_width(column.title, TextRole.STRONG) + 2 * CELL_PAD + theme.px(14)
        for record in itertools.islice(self.model.shown, _SAMPLE):
            look = column.look(record) if column.look else _PLAIN
            widest = max(widest, content_width(column.text(record), look) + 4)
        if column.head is not None:
            widest = max(widest, theme.px(90))
        return min(widest, theme.px(_MOST_STRETCHED if column.stretch else _MOST_FIXED))

    def fit_height(self, most: int = 12) -> None:
        """Make the panel as high as its rows, at most ``most`` of them; no inner scrolling then."""
        self._most = most
        rows = min(most, max(1, self.model.rowCount()))
        self.view.setFixedHeight(
            self.header.sizeHint().height() + rows * theme.px(self._row_height) + 2
        )

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the font size."""
        if event.type() == QEvent.Type.StyleChange:
            self._set_row_height()
            self.header.rebuild()
            self._fit_columns()
            if self._most:
                self.fit_height(self._most)
        super().changeEvent(event)


class _View(QTableView):
    """A table view that knows whether the person is dragging a column's edge.

    Signals:
        resized(): its viewport has another size; the panel around it is told before that.
    """

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of the new size."""
        super().resizeEvent(event)
        self.resized.emit()

    @property
    def is_dragging(self) -> bool:
        """Whether the left button is down."""
        return bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
