"""The recipe editor: steps at the left, the form of one in the middle, before and after beside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.recipes.outcome import RecipePreview, TablePart
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.recipes.compare import Side, Sign
from mlops_desktop.gui.pages.data.recipes.form import StepForm
from mlops_desktop.gui.pages.data.recipes.steps import StepList
from mlops_desktop.gui.pages.data.recipes.tables import (
    SideTable,
    first_change,
    loss_words,
    rows_words,
)
from mlops_desktop.gui.pages.data.recipes.words import StepLine, StepState
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.resting import Resting
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import IconButton, MoreButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.gui.widgets.text import Text


class RecipeView(QWidget):
    """Shows a recipe and tells what the person wants of it; knows nothing of projects.

    Signals:
        undo_wanted(), redo_wanted(): of the changes.

    Attributes:
        steps: the list; form: of the chosen step; before, after: the two tables.
        summary: rows before → after; losses: values that became missing.
        menu: what can be done with the whole recipe; filled by who owns the view.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        Resting(self)
        self.steps = StepList(self)
        self.form = StepForm(self)
        self.before = SideTable(self.tr("Rows before the step"), self)
        self.after = SideTable(self.tr("Rows after the step"), self)
        self.summary = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.summary.hide()
        self.losses = Text("", TextRole.SECONDARY, "warn", wrap=True, parent=self)
        self.losses.hide()
        self._make_actions()
        self._lay_out()
        self.after.horizontalScrollBar().valueChanged.connect(self._follow)
        self._set_widths()
        theme.notifier().changed.connect(self._set_widths)

    def _make_actions(self) -> None:
        self.undo = IconButton("undo", self.tr("Undo (Ctrl+Z)"), self.undo_wanted.emit)
        self.redo = IconButton("redo", self.tr("Redo (Ctrl+Shift+Z)"), self.redo_wanted.emit)
        for title, keys, signal in (
            (self.tr("Undo"), "Ctrl+Z", self.undo_wanted),
            (self.tr("Redo"), "Ctrl+Shift+Z", self.redo_wanted),
        ):
            action = QAction(title, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(signal)
            self.addAction(action)
        self.more = MoreButton(self.tr("The whole recipe"))
        self.menu = self.more.offers

    def _lay_out(self) -> None:
        self._steps_card = Card(self.tr("Steps"), parent=self)
        for button in (self.undo, self.redo, self.more):
            self._steps_card.header.addWidget(button)
        self._no_steps = EmptyState(
            "list",
            self.tr("No step yet."),
            self.tr("Add a step…"),
            self.steps.add_wanted.emit,
            detail=self.tr("Each step changes the table a little; nothing happens to the version."),
            parent=self,
        )
        self.list_states = PageStates(self.steps, self._no_steps, parent=self)
        self._steps_card.add(self.list_states, stretch=1)
        self._form_card = Card(self.tr("The step"), parent=self)
        self._form_card.add(self.form, stretch=1)
        self._before_card = Card(self.tr("Before"), parent=self)
        self._before_card.add(self.before, stretch=1)
        self._after_card = Card(self.tr("After"), parent=self)
        self._cannot = EmptyState("warning", self.tr("This step does not fit yet."), parent=self)
        self.after_states = PageStates(self.after, self._cannot, parent=self)
        self._after_card.add(self.summary)
        self._after_card.add(self.losses)
        self._after_card.add(self.after_states, stretch=1)
        right = column(self._before_card, self._after_card, spacing=SPACE_4)
        right.setStretch(0, 4)
        right.setStretch(1, 5)
        layout = row(spacing=SPACE_4)
        layout.addWidget(self._steps_card)
        layout.addWidget(self._form_card)
        layout.addWidget(boxed(right, self), 1)
        self.setLayout(layout)

    def _set_widths(self) -> None:
        self._steps_card.setFixedWidth(min(theme.px(284), 352))
        self._form_card.setFixedWidth(min(theme.px(284), 330))

    def _follow(self, across: int) -> None:
        """Keep the same columns in sight above as long as both tables have the same ones."""
        old, new = self.before.rows.side, self.after.rows.side
        if old and new and [c.name for c in old.part.columns] == [c.name for c in new.part.columns]:
            self.before.horizontalScrollBar().setValue(across)

    def hasHeightForWidth(self) -> bool:
        """Say no, although words inside wrap: tables and lists give way, the page need not."""
        return False

    # Showing -------------------------------------------------------------------------------

    def show_steps(self, lines: Sequence[StepLine], chosen: int) -> None:
        """Show the steps and which one is looked at."""
        self.steps.show_steps(lines, chosen)
        self._form_card.setVisible(bool(lines))
        if lines:
            self.list_states.show_content()
        else:
            self.list_states.show_empty()
        title = lines[chosen].step.title if 0 <= chosen < len(lines) else self.tr("The step")
        self._form_card.set_title(title)

    def show_history(self, *, can_undo: bool, can_redo: bool) -> None:
        """Enable what can be done."""
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    def show_base(self, part: TablePart, label: str) -> None:
        """Show the version's own rows: there is no step yet."""
        self._before_card.hide()
        self._after_card.set_title(label)
        self._sum_up("")
        self.losses.hide()
        self.after.show_side(_plain(part))
        self.after_states.show_content()

    def show_preview(self, preview: RecipePreview, step: Step, pair: tuple[Side, Side]) -> None:
        """Show a step before and after."""
        before, after = pair
        self._begin_pair()
        self.before.show_side(before)
        self.after.show_side(after)
        self.after.show_column(first_change(after, step))
        self.before.show_column(first_change(before, step))
        self._sum_up(rows_words(preview))
        losses = loss_words(preview)
        self.losses.setText(losses)
        self.losses.setVisible(bool(losses))
        self.after_states.show_content()

    def show_cannot(self, state: StepState, before: TablePart | None) -> None:
        """Show that a step cannot be done, and what it would see."""
        self._begin_pair()
        if before is not None:
            self.before.show_side(_plain(before))
        self._sum_up("")
        self.losses.hide()
        self._cannot.set_text(state.problem or words.tr("A step before this one does not fit."))
        self.after_states.show_empty()

    def show_waiting(self) -> None:
        """Say that an answer is under way; what is shown stays until it comes."""
        if self.summary.text() and not self.summary.text().endswith("…"):
            self.summary.setText(f"{self.summary.text()} …")
        if self.after_states.content.property("was_shown") is None:
            self.after_states.show_loading()

    def _sum_up(self, text: str) -> None:
        self.summary.setText(text)
        self.summary.setVisible(bool(text))

    def _begin_pair(self) -> None:
        self._before_card.show()
        self._after_card.set_title(self.tr("After"))


def _plain(part: TablePart) -> Side:
    return Side(
        part,
        (Sign.SAME,) * len(part.columns),
        (Sign.SAME,) * len(part.rows),
        notes=("",) * len(part.columns),
    )
