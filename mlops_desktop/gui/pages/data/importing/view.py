"""What an import would do, before anything is stored: preview, choices, rejects, destination."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mlops_desktop.core.dataset import Column, ColumnType, Preview, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rejects import Reject
from mlops_desktop.gui.pages.data.importing.form import ReadingForm, Source
from mlops_desktop.gui.pages.data.importing.incoming import Incoming
from mlops_desktop.gui.pages.data.importing.preview_words import will_be
from mlops_desktop.gui.pages.data.importing.questions import (
    Answer,
    QuestionCard,
    as_findings,
    questions_of,
)
from mlops_desktop.gui.pages.data.importing.rejected import RejectedView
from mlops_desktop.gui.pages.data.importing.target_form import TargetForm
from mlops_desktop.gui.pages.data.notes import FindingsCard
from mlops_desktop.gui.pages.data.rows.grid import RowsGrid
from mlops_desktop.gui.pages.data.rows.header import ColumnFace, faces
from mlops_desktop.gui.pages.data.side import Side
from mlops_desktop.gui.pages.data.tabbed_card import TabbedCard, title_height
from mlops_desktop.gui.pages.data.tables import (
    reject_count,
)
from mlops_desktop.gui.theme.resting import Resting
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.states import EmptyState, PageStates

ROWS, REJECTED = range(2)

_TYPES = (
    (None, "", "Type found out"),
    (ColumnType.INTEGER, "", "As integer"),
    (ColumnType.NUMBER, "", "As number"),
    (ColumnType.BOOLEAN, "", "As boolean"),
    (ColumnType.DATE, "", "As date"),
    (ColumnType.DATE, "dmy", "As date, day first"),
    (ColumnType.DATE, "mdy", "As date, month first"),
    (ColumnType.DATETIME, "", "As datetime"),
    (ColumnType.TEXT, "", "As text"),
)
"""Types to choose from, which part of their dates comes first, and words."""


class ImportView(QWidget):
    """The preview of a file.

    Signals:
        options_changed(): the person wants it read in another way.
        line_wanted(Reject): a line is to be seen as it stands in the file.

    Attributes:
        reading, target: the two forms; grid: the first rows; states: loading, failed, content.
        questions: what could not be found out; failed: told when a table cannot be saved.
    """

    options_changed = Signal()
    line_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        Resting(self)
        self.incoming: Incoming | None = None
        self._columns: tuple[Column, ...] = ()
        self.preview: Preview | None = None
        self.grid = RowsGrid(self.tr("Preview"), has_menu=True, parent=self)
        self.failed: Callable[[UserError], object] = _ignore
        self._listed: tuple[tuple[Reject, ...], str] = ((), "")
        self.questions = QuestionCard(self)
        self.card = TabbedCard(self.tr("What of the file is shown"), self)
        self.tabs = self.card.tabs
        self.states = PageStates(self.grid, parent=self)
        self.card.add_tab(self.tr("Preview"), self.states)
        self.card.add_late_tab(self.tr("Rejected"), lambda: self.rejected)
        self.findings = FindingsCard(self)
        target, reading = self._lay_out()
        # They come last: each move to another parent makes Qt dress again all that moves along.
        self.target = TargetForm(target)
        target.add(self.target)
        self.reading = ReadingForm(reading)
        reading.add(self.reading)
        self.reading.changed.connect(self.options_changed)
        self.grid.column_activated.connect(self._on_column)
        self.grid.column_menu_wanted.connect(self._open_menu)
        self.questions.answered.connect(self._on_answered)

    @cached_property
    def rejected(self) -> RejectedView:
        """What will not be taken as it stands; made when it is first looked at."""
        view = RejectedView(self.failed, self)
        view.missing_wanted.connect(self.let_be_missing)
        view.line_wanted.connect(self.line_wanted)
        view.show_rejects(*self._listed)
        return view

    def _lay_out(self) -> tuple[Card, Card]:
        """Put the parts in their places; return the cards for the two forms."""
        target = Card(self.tr("Save as"), parent=self)
        target.header.addStrut(title_height())
        reading = Card(self.tr("How it is read"), parent=self)
        layout = row(spacing=SPACE_4)
        middle = column(self.questions, spacing=SPACE_4)
        middle.addWidget(self.card, 1)
        layout.addLayout(middle, 1)
        layout.addWidget(Side(target, reading, self.findings, width=264, parent=self))
        self.setLayout(layout)
        return target, reading

    def start(self, incoming: Incoming) -> None:
        """Begin with a source: nothing chosen, nothing known."""
        self.incoming = incoming
        self.preview = None
        self._columns = ()
        self.forget_choices()
        self.questions.show_questions(())
        self.tabs.setCurrentIndex(ROWS)
        self.card.set_tab(REJECTED, "", is_shown=False)
        self.card.set_note("")
        self.findings.show_findings(())
        self.findings.hide()
        self.states.content.setProperty("was_shown", False)
        self.states.show_loading()

    def forget_choices(self) -> None:
        """Forget how the person wanted it read; what was found out is to be found out anew."""
        self.reading.reset()
        if self.incoming is not None:
            told = self.incoming
            self.reading.start(Source(told.likely_format, is_folder=told.is_folder))

    def options(self) -> ReaderOptions:
        """Return what the person chose."""
        return self.reading.options()

    def show_preview(self, preview: Preview, listed: Sequence[Reject]) -> None:
        """Show how the file would be read, and the rejects in the order of its lines."""
        self.preview = preview
        self.reading.show_preview(preview)
        self.questions.show_questions(questions_of(preview.detections))
        profile = preview.profile
        shown = self._faces(preview)
        scroll = self.grid.horizontalScrollBar().value()
        self._columns = preview.columns
        self.grid.show_table(shown, len(profile.head), profile.head)
        self.grid.horizontalScrollBar().setValue(scroll)
        self._show_rejects(preview, listed)
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
        self.questions.show_questions(())
        self.card.set_tab(REJECTED, "", is_shown=False)
        self.states.show_empty(
            EmptyState(
                "file", sentence, self.tr("Read it again"), retry, is_primary=False, parent=self
            )
        )

    def _faces(self, preview: Preview) -> tuple[ColumnFace, ...]:
        profile = preview.profile
        chosen = self.reading.chosen_types()
        findings = (*as_findings(self.questions.questions), *profile.findings)
        return faces(preview.columns, profile.columns, findings, chosen)

    def _show_rejects(self, preview: Preview, listed: Sequence[Reject]) -> None:
        count = reject_count(preview.rejects)
        self._listed = (tuple(listed), will_be(preview))
        if "rejected" in vars(self):
            self.rejected.show_rejects(*self._listed)
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
        chosen = (self.reading.chosen_types().get(name), self.reading.chosen_order(name))
        menu = self.grid.new_menu()
        before = menu.actions()[0]
        for question in self.questions.questions:
            for answer in question.answers if question.column == name else ():
                told = QAction(self.tr("It is {0}").format(answer.title), menu)
                told.setData((name, answer))
                told.triggered.connect(self._on_answer_chosen)
                menu.insertAction(before, told)
        group = QActionGroup(menu)
        for kind, order, title in _TYPES:
            action = QAction(self.tr(title), menu, checkable=True, checked=(kind, order) == chosen)
            action.setData((name, kind, order))
            action.triggered.connect(self._on_type)
            group.addAction(action)
            menu.insertAction(before, action)
        menu.insertSeparator(before)
        return menu

    def _on_type(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.reading.set_type(*action.data())

    def _on_answer_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._on_answered(*action.data())

    def _on_answered(self, name: str, answer: Answer) -> None:
        self.reading.answer(name, answer.option, answer.value)

    # Rejected values ----------------------------------------------------------------------

    def let_be_missing(self, value: str) -> None:
        """Let a text stand for "no value" in every column; the file is read again."""
        if self.preview is not None:
            self.reading.add_missing(value, self.preview.options.missing)


def _ignore(_error: UserError) -> None:
    """Nobody listens."""
