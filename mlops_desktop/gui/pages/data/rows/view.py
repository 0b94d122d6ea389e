"""The rows of a version with what is done to them: filter, sort, find, choose columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.selection import EVERYTHING, Selection, SortKey
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.rows.column_chooser import ColumnChooser
from mlops_desktop.gui.pages.data.rows.filter_line import FilterLine
from mlops_desktop.gui.pages.data.rows.find_bar import FindBar
from mlops_desktop.gui.pages.data.rows.grid import RowsGrid
from mlops_desktop.gui.pages.data.rows.header import ColumnFace
from mlops_desktop.gui.pages.data.rows.models import Fetch, Row
from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.states import PageStates
from mlops_desktop.gui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class AsShown:
    """What the grid shows of a version.

    Attributes:
        total: how many rows.
        columns: the names of those that are not hidden; empty when all are shown.
        of_columns: how many there are in all.
    """

    selection: Selection
    total: int
    columns: tuple[str, ...] = ()
    of_columns: int = 0

    @property
    def is_everything(self) -> bool:
        """Whether it is the whole version as it is stored."""
        return self.selection == EVERYTHING and not self.columns


class RowsView(QWidget):
    """The grid below its filter line.

    Attributes:
        grid, filter, find_bar, chooser: the parts; count: "12,345 of 336,776 rows".

    Signals:
        selection_wanted(Selection): other rows, or another order.
        find_wanted(str, bool): a text to find, backwards or not.
    """

    selection_wanted = Signal(object)
    find_wanted = Signal(str, bool)
    is_wide = True

    def __init__(self, grid: RowsGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "clear")
        self.grid = grid
        self._faces: tuple[ColumnFace, ...] = ()
        self._all = 0
        self.selection = EVERYTHING
        self._told = (EVERYTHING, 0)
        self.filter = FilterLine(self)
        self.count = Text("", TextRole.SECONDARY, "muted", parent=self)
        self.columns_button = Button(self.tr("Columns"), self.choose_columns, parent=self)
        self.find_bar = FindBar(self)
        self.chooser = ColumnChooser(self)
        self.states = PageStates(grid, parent=self)
        self._lay_out()
        grid.header.is_sortable = True
        grid.header.sort_wanted.connect(self._on_sort)
        self.filter.applied.connect(self._on_filter)
        self.find_bar.wanted.connect(self.find_wanted)
        self.find_bar.closed.connect(grid.setFocus)
        self.chooser.chosen.connect(self._on_columns)
        search = QAction(self.tr("Find"), self)
        search.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        search.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        search.triggered.connect(self.find_bar.open)
        self.addAction(search)

    def _lay_out(self) -> None:
        line = row(spacing=SPACE_2)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(self.filter, 1)
        self.count.setMinimumHeight(self.columns_button.sizeHint().height())
        line.addWidget(self.count, 0, top)
        line.addWidget(self.columns_button, 0, top)
        line.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        layout = column(line, self.find_bar, spacing=SPACE_2)
        body = row(spacing=SPACE_2)
        body.addWidget(self.states, 1)
        body.addWidget(self.chooser)
        layout.addLayout(body, 1)
        self.setLayout(layout)

    def show_version(
        self, faces: Sequence[ColumnFace], total: int, head: Sequence[Row], fetch: Fetch
    ) -> None:
        """Show all rows of a version, unfiltered, as stored."""
        self._faces, self._all = tuple(faces), total
        self.filter.set_columns([face.column for face in faces])
        self.filter.set_text("")
        self.find_bar.hide()
        self.chooser.hide()
        self._on_columns(set())
        self.show_rows(EVERYTHING, total, head, fetch)

    def show_rows(
        self, selection: Selection, total: int, head: Sequence[Row], fetch: Fetch
    ) -> None:
        """Show the rows of a selection from their top."""
        self.selection = selection
        left = self.grid.horizontalScrollBar().value()
        self.grid.show_table(self._faces, total, head, fetch)
        self.grid.horizontalScrollBar().setValue(left)
        self.tell(selection, total)
        if total == 0 and selection.where:
            told = self.tr("No row matches “{0}”.").format(selection.where)
            self.states.show_filtered(told, self.clear)
        else:
            self.states.show_content()

    def tell(self, selection: Selection, total: int) -> None:
        """Say which of the rows are shown, how many, and in which order."""
        self.selection = selection
        self._told = (selection, total)
        self.mark_sort(selection)
        whole = words.counted(self._all, "row")
        of = self.tr("{0} of {1}").format(f"{total:,}", whole)
        self.count.setText(of if selection.where else whole)

    def show_waiting(self, selection: Selection) -> None:
        """Say that other rows are on their way; those there are stay."""
        words_ = self.tr("Sorting…") if selection.sort else self.tr("Filtering…")
        self.count.setText(words_)
        self.mark_sort(selection)

    def show_failed(self, error: UserError) -> None:
        """Say why the rows cannot be shown."""
        self.count.setText("")
        self.states.show_failed(error, self.clear)

    def clear(self) -> None:
        """Show all rows again, in the order they had."""
        self.filter.set_text("")
        self._want(Selection("", self.selection.sort))

    def mark_sort(self, selection: Selection) -> None:
        """Mark the head of the column that the rows are sorted by."""
        names = [face.column.name for face in self._faces]
        key = selection.sort[0] if selection.sort else None
        at = names.index(key.column) if key is not None else -1
        self.grid.header.set_sorted(at, is_descending=key is not None and key.is_descending)

    def as_shown(self) -> AsShown:
        """Return what is shown now: rows, their order, columns."""
        hidden = self.hidden()
        names = tuple(
            face.column.name for at, face in enumerate(self._faces) if hidden and at not in hidden
        )
        return AsShown(*self._told, names, len(self._faces))

    def hidden(self) -> set[int]:
        """Return the positions of the columns that are not shown."""
        header = self.grid.header
        return {at for at in range(len(self._faces)) if header.isSectionHidden(at)}

    def choose_columns(self) -> None:
        """Open the list of columns beside the rows, or put it away."""
        if self.chooser.isVisible():
            self.chooser.hide()
        else:
            self.chooser.open([face.column.name for face in self._faces], self.hidden())

    def add_column_actions(self, menu: QMenu, section: int) -> None:
        """Add to a column's menu what is done from here: sorting, hiding."""
        name = self._faces[section].column.name
        for text, keys in (
            (self.tr("Sort ascending"), (SortKey(name),)),
            (self.tr("Sort descending"), (SortKey(name, True),)),
            (self.tr("Stored order"), ()),
        ):
            action = menu.addAction(text)
            action.setData(keys)
            action.triggered.connect(self._on_sort_action)
        hide = menu.addAction(self.tr("Hide column"))
        hide.setData(section)
        hide.setEnabled(len(self.hidden()) + 1 < len(self._faces))
        hide.triggered.connect(self._on_hide)

    def _on_sort_action(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._want(Selection(self.selection.where, tuple(action.data())))

    def _on_hide(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            hidden = {*self.hidden(), int(action.data())}
            self._on_columns(hidden)
            self.chooser.show_columns([face.column.name for face in self._faces], hidden)

    def _on_columns(self, hidden: set[int]) -> None:
        for at in range(self.grid.rows.columnCount()):
            self.grid.header.setSectionHidden(at, at in hidden)
        count = len(self._faces)
        some = self.tr("Columns ({0} of {1})").format(count - len(hidden), count)
        self.columns_button.setText(some if hidden else self.tr("Columns"))

    def _on_sort(self, section: int) -> None:
        name, keys = self._faces[section].column.name, self.selection.sort
        now = keys[0] if keys and keys[0].column == name else None
        if now is None:
            sort: tuple[SortKey, ...] = (SortKey(name),)
        else:
            sort = () if now.is_descending else (SortKey(name, True),)
        self._want(Selection(self.selection.where, sort))

    def _on_filter(self, where: str) -> None:
        if where != self.selection.where:
            self._want(Selection(where, self.selection.sort))

    def _want(self, selection: Selection) -> None:
        self.selection = selection
        self.selection_wanted.emit(selection)
