"""The table of rows: faces of the columns above, rows fetched as they are scrolled to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.rows.header import ColumnFace, ColumnHeader
from mlops_desktop.gui.pages.data.rows.models import Fetch, Row, RowsModel
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import ROW_HEIGHT, TextRole
from mlops_desktop.gui.widgets import table_copy
from mlops_desktop.gui.widgets.buttons import passing_menu
from mlops_desktop.gui.widgets.table_delegate import CellDelegate

MOST_COPIED = 20_000
"""Rows that go to the clipboard; more belong into a file."""

_LOOKED_AT = 12
_FITTED = 100
"""Columns whose width follows their name; of a very wide table the rest has one width."""


class RowsGrid(QTableView):
    """Rows and columns of a dataset version or a preview.

    Signals:
        column_activated(int): a column's head was clicked, or Return pressed in it.
        column_menu_wanted(int, QPoint): a menu is wanted for a column, at a global place.
        copy_wanted(int, int): rows (first, count) are to be copied that are not all here; answer
            with :meth:`copy_rows`.
        too_much_to_copy(int): so many rows were selected.
    """

    column_activated = Signal(int)
    column_menu_wanted = Signal(int, QPoint)
    copy_wanted = Signal(int, int)
    too_much_to_copy = Signal(int)

    def __init__(self, name: str, *, has_menu: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns_to_copy: list[int] = []
        self._is_cell_copied = False
        self._was_dragged = False
        self._factor = theme.factor()
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self.header = ColumnHeader(self, has_menu=has_menu)
        self.setHorizontalHeader(self.header)
        self.setItemDelegate(CellDelegate(is_striped=True, parent=self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_row_height()
        self.header.sectionResized.connect(self._on_section_resized)
        self.header.column_activated.connect(self.column_activated)
        self.header.menu_wanted.connect(self.column_menu_wanted)
        self.customContextMenuRequested.connect(self._on_menu)
        self.activated.connect(self._on_activated)
        self._copy = QAction(self.tr("Copy"), self)
        self._copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy)
        self.addAction(self._copy)

    def show_table(
        self,
        columns: Sequence[ColumnFace],
        row_count: int,
        head: Sequence[Row],
        fetch: Fetch | None = None,
    ) -> None:
        """Show a table from its top; see :meth:`RowsModel.set_table`."""
        names = [face.column.name for face in columns]
        if names != [item.name for item in self.rows.columns]:
            self._was_dragged = False
        self.header.set_chosen(-1)
        self.header.set_faces(columns)
        self.rows.set_table([face.column for face in columns], row_count, head, fetch)
        if not self._was_dragged:
            self._fit_columns()
        self.scrollToTop()

    def copy(self) -> None:
        """Copy the selection, or everything when nothing is selected, with the column names.

        A single cell is copied without a name: it is wanted as a value.
        """
        indexes = self.selectionModel().selection()
        self._is_cell_copied = False
        if indexes.isEmpty():
            first, count = 0, self.rows.rowCount()
            self._columns_to_copy = self._shown(range(self.rows.columnCount()))
        else:
            area = indexes.at(0)
            first, count = area.top(), area.bottom() - area.top() + 1
            self._columns_to_copy = self._shown(range(area.left(), area.right() + 1))
            self._is_cell_copied = (area.width(), area.height()) == (1, 1)
        if count > MOST_COPIED:
            self.too_much_to_copy.emit(count)
            return
        here = self.rows.exact_rows(range(first, first + count))
        if here is None:
            self.copy_wanted.emit(first, count)
        else:
            self.copy_rows(here)

    def _shown(self, sections: range) -> list[int]:
        return [section for section in sections if not self.header.isSectionHidden(section)]

    def copy_rows(self, rows: Sequence[Row]) -> None:
        """Put rows on the clipboard as text and HTML, exactly as they are stored."""
        names = [self.rows.columns[place].name for place in self._columns_to_copy]
        texts = [[words.exact_text(row[place]) for place in self._columns_to_copy] for row in rows]
        if self._is_cell_copied:
            QGuiApplication.clipboard().setText(texts[0][0])
        else:
            QGuiApplication.clipboard().setMimeData(table_copy.mime_data(names, texts))

    def new_menu(self) -> QMenu:
        """Return a context menu with "Copy"; it deletes itself once closed."""
        return passing_menu(self, [self._copy])

    def _on_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.column_menu_wanted.emit(index.column(), self.viewport().mapToGlobal(place))

    def _on_activated(self, index: QModelIndex) -> None:
        self.column_activated.emit(index.column())

    def _set_row_height(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))

    def _fit_columns(self) -> None:
        """Give each column the room it needs, and share among them what is left."""
        self.header.setDefaultSectionSize(theme.px(104))
        count = self.rows.columnCount()
        metrics = QFontMetrics(theme.font(TextRole.BODY, tabular=True))
        names = self.header.preferred_widths(min(_FITTED, count))
        widths = [
            max(width, self._value_width(section, metrics)) for section, width in enumerate(names)
        ]
        spare = self.viewport().width() - sum(widths)
        if spare > 0 and count == len(widths) and widths:
            # At most twice as wide: a lone number far from its name is hard to read.
            widths = [min(2 * width, width + spare // len(widths)) for width in widths]
        for section, width in enumerate(widths):
            self.header.resizeSection(section, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room again, unless the person chose widths."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and not self._was_dragged:
            self._fit_columns()

    def _on_section_resized(self) -> None:
        is_down = bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
        self._was_dragged = self._was_dragged or is_down

    def _value_width(self, section: int, metrics: QFontMetrics) -> int:
        """Return the width that the first values take, at most 220 pixels at 100 %."""
        texts = (
            str(self.rows.data(self.rows.index(row, section)))
            for row in range(min(_LOOKED_AT, self.rows.at_hand))
        )
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        return min(theme.px(220), widest + theme.px(18))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the font size; other colours leave the columns as they are."""
        if event.type() == QEvent.Type.StyleChange and self._factor != theme.factor():
            self._factor = theme.factor()
            self._set_row_height()
            self._was_dragged = False
            self._fit_columns()
        super().changeEvent(event)
