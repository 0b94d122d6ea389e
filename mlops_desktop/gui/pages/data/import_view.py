"""What an import would do, before anything is stored: preview, choices, rejects, destination."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mlops_desktop.core.dataset import BadCells, Column, ColumnType, Preview, ReaderOptions
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.column_header import ColumnFace, faces
from mlops_desktop.gui.pages.data.grid import RowsGrid
from mlops_desktop.gui.pages.data.notes import FindingsCard
from mlops_desktop.gui.pages.data.reading_form import DECIMALS, ENCODINGS, SEPARATORS, ReadingForm
from mlops_desktop.gui.pages.data.side import Side
from mlops_desktop.gui.pages.data.tabbed_card import TabbedCard, inset, title_height
from mlops_desktop.gui.pages.data.tables import (
    Reject,
    reject_columns,
    reject_count,
    rejects_sentence,
)
from mlops_desktop.gui.pages.data.target_form import TargetForm
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text

ROWS, REJECTED = range(2)

_TYPES = (
    ColumnType.INTEGER,
    ColumnType.NUMBER,
    ColumnType.BOOLEAN,
    ColumnType.DATE,
    ColumnType.DATETIME,
    ColumnType.TEXT,
)


class ImportView(QWidget):
    """The preview of a file.

    Signals:
        options_changed(): the person wants it read in another way.

    Attributes:
        reading, target: the two forms; grid: the first rows; states: loading, failed, content.
    """

    options_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self._columns: tuple[Column, ...] = ()
        self.preview: Preview | None = None
        self.grid = RowsGrid(self.tr("Preview"), has_menu=True, parent=self)
        self.rejects: TablePanel[Reject] = TablePanel(reject_columns(), "rejected", parent=self)
        self._rejects_words = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.card = TabbedCard(self.tr("What of the file is shown"), self)
        self.tabs = self.card.tabs
        self.states = PageStates(self.grid, parent=self)
        self.card.add_tab(self.tr("Preview"), self.states)
        self.card.add_tab(
            self.tr("Rejected"), boxed(column(inset(self._rejects_words), self.rejects), self)
        )
        self.target = TargetForm(self)
        self.reading = ReadingForm(self)
        self.findings = FindingsCard(self)
        self._lay_out()
        self.reading.changed.connect(self.options_changed)
        self.grid.column_activated.connect(self._on_column)
        self.grid.column_menu_wanted.connect(self._open_menu)

    def _lay_out(self) -> None:
        target = Card(self.tr("Save as"), parent=self)
        target.header.addStrut(title_height())
        target.add(self.target)
        reading = Card(self.tr("How it is read"), parent=self)
        reading.add(self.reading)
        layout = row(spacing=SPACE_4)
        layout.addWidget(self.card, 1)
        layout.addWidget(Side(target, reading, self.findings, width=264, parent=self))
        self.setLayout(layout)

    def start(self, path: Path) -> None:
        """Begin with a file: nothing chosen, nothing known."""
        self.path = path
        self.preview = None
        self._columns = ()
        self.reading.reset()
        self.tabs.setCurrentIndex(ROWS)
        self.card.set_tab(REJECTED, "", is_shown=False)
        self.card.set_note("")
        self.findings.show_findings(())
        self.findings.hide()
        self.states.content.setProperty("was_shown", False)
        self.states.show_loading()

    def options(self) -> ReaderOptions:
        """Return what the person chose."""
        return self.reading.options()

    def show_preview(self, preview: Preview, listed: Sequence[Reject]) -> None:
        """Show how the file would be read, and the rejects in the order of its lines."""
        self.preview = preview
        self.reading.show_preview(preview)
        profile = preview.profile
        shown = self._faces(preview)
        scroll = self.grid.horizontalScrollBar().value()
        self._columns = preview.columns
        self.grid.show_table(shown, len(profile.head), profile.head)
        self.grid.horizontalScrollBar().setValue(scroll)
        self.rejects.set_records(listed)
        self._show_rejects(preview)
        self.findings.show_findings(profile.findings)
        self.findings.show()
        extent = (
            self.tr("first {0} rows")
            if preview.is_complete
            else self.tr("first {0} rows of the beginning of the file")
        )
        self.card.set_note(extent.format(f"{len(profile.head):,}"))
        self.states.show_content()

    def show_nothing(self, sentence: str, retry: Callable[[], object]) -> None:
        """Show that there is no preview, and a button to try again; the choices stay."""
        self.preview = None
        self.card.set_note("")
        self.findings.hide()
        self.card.set_tab(REJECTED, "", is_shown=False)
        self.states.show_empty(
            EmptyState(
                "file", sentence, self.tr("Read it again"), retry, is_primary=False, parent=self
            )
        )

    def _faces(self, preview: Preview) -> tuple[ColumnFace, ...]:
        profile = preview.profile
        chosen = self.reading.chosen_types()
        return faces(preview.columns, profile.columns, profile.findings, chosen)

    def _show_rejects(self, preview: Preview) -> None:
        count = reject_count(preview.rejects)
        self._rejects_words.setText(will_be(preview))
        title = self.tr("Rejected ({0})").format(f"{count:,}")
        self.card.set_tab(REJECTED, title, is_shown=count > 0)

    # The type of a column -----------------------------------------------------------------

    def _on_column(self, section: int) -> None:
        self._open_menu(section, self.grid.header.place_below(section))

    def _open_menu(self, section: int, place: QPoint) -> None:
        self.type_menu(section).popup(place)

    def type_menu(self, section: int) -> QMenu:
        """Return the menu in which a column's type is chosen."""
        name = self._columns[section].name
        chosen = self.reading.chosen_types().get(name)
        menu = self.grid.new_menu()
        before = menu.actions()[0]
        group = QActionGroup(menu)
        for kind in (None, *_TYPES):
            title = self.tr("Type found out") if kind is None else self.tr("As {0}").format(kind)
            action = QAction(title, menu, checkable=True, checked=kind is chosen)
            action.setData((name, kind))
            action.triggered.connect(self._on_type)
            group.addAction(action)
            menu.insertAction(before, action)
        menu.insertSeparator(before)
        return menu

    def _on_type(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            name, kind = action.data()
            self.reading.set_type(name, kind)


def refusal(preview: Preview) -> str:
    """Return why the import would refuse what the preview saw; "" when it would not."""
    cells = sum(count for _, count in preview.rejects.cell_counts)
    if preview.options.bad_cells is not BadCells.FAIL or not cells:
        return ""
    told = words.tr("{0} not of the column's type, and bad values refuse the file.")
    return told.format(words.counted(cells, "value"))


def will_be(preview: Preview) -> str:
    """Return what will happen to the rejected, with the reservation that only a part was read."""
    refused = refusal(preview)
    if refused:
        return refused
    sentence = rejects_sentence(preview.rejects, is_done=False)
    if preview.is_complete:
        return sentence
    more = words.tr("In the beginning of the file; the import looks at all of it.")
    return f"{sentence} {more}"


def looks_like(preview: Preview) -> str:
    """Say what the file looks like: "Comma-separated text, UTF-8, decimal point. 8,645 rows …"."""
    options = preview.options
    if preview.sheets:
        parts = [words.tr("Excel workbook, sheet {0}").format(options.sheet or preview.sheets[0])]
    else:
        separator = SEPARATORS.get(options.delimiter or "", options.delimiter or "")
        separated = words.tr("{0}-separated text").format(separator)
        parts = [separated if separator else words.tr("text")]
        if options.encoding:
            parts.append(ENCODINGS.get(options.encoding, options.encoding).partition(" (")[0])
        if options.decimal:
            mark = DECIMALS.get(options.decimal, options.decimal)
            parts.append(words.tr("decimal {0}").format(mark))
    columns = words.counted(len(preview.columns), "column")
    extent = words.size_text(preview.file_size)
    if preview.is_complete:
        extent = words.counted(preview.profile.row_count, "row")
    return words.tr("Looks like {0}. {1}, {2}.").format(", ".join(parts), extent, columns)
