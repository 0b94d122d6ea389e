"""What is doubtful before a training, in words, and one click to leave it out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Finding, Severity
from mlops_desktop.core.features import TAKEN_NEVERTHELESS, Treatment
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.setup.column_table import treatment_words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_1, SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.badge import MarkSign
from mlops_desktop.gui.widgets.buttons import Button, LinkButton
from mlops_desktop.gui.widgets.layouts import clear, column, grid, row
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.jobs.requests import Advice

_MOST = 8
_LINE = 24
_MARKS = {Severity.BAD: Mark.PROBLEM, Severity.WARN: Mark.WATCH, Severity.NOTE: Mark.NONE}


def _is_by_itself(item: Finding) -> bool:
    """Say whether it is about a column that is left out by itself and can be taken."""
    return item.code in TAKEN_NEVERTHELESS


class Doubts(QWidget):
    """A line per doubt, the worst first.

    Signals:
        left_out(object): the columns to leave out, a tuple.
        taken_back(object): the columns to take again.
        taken_as(str, object): a column that is left out by itself, and what it is to be taken as;
            automatic: it is left out again.
    """

    left_out = Signal(object)
    taken_back = Signal(object)
    taken_as = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[Finding, ...] = ()
        self._out: frozenset[str] = frozenset()
        self._undone: tuple[str, ...] = ()
        self._taken: dict[str, str] = {}
        self._is_long = False
        self.title = Text("", TextRole.SECONDARY_STRONG, parent=self)
        self.leave_out = Button(self.tr("Leave all of these out"), self._on_all, parent=self)
        self.undo = LinkButton(self.tr("Undo"), self._on_undo, parent=self)
        self.more = LinkButton("", self._on_more, parent=self)
        self.lines = grid(0, 5, 6, 0, spacing=SPACE_2)
        self.lines.setVerticalSpacing(SPACE_1)
        self.buttons: dict[str, LinkButton] = {}
        top = row(self.title, None, self.undo, self.leave_out, spacing=SPACE_3)
        self.setLayout(column(top, self.lines, self.more, spacing=SPACE_2))
        self.show_advice(None)

    def show_advice(self, advice: Advice | None) -> None:
        """Show what was found."""
        found = (*advice.leaks, *advice.doubts) if advice is not None else ()
        order = list(_MARKS)
        self._findings = tuple(sorted(found, key=lambda item: order.index(item.severity)))
        self._undone = ()
        self._show()

    def show_left_out(self, names: Sequence[str]) -> None:
        """Say which columns are left out by now."""
        out = frozenset(names)
        if out != self._out:
            self._out = out
            self._undone = tuple(name for name in self._undone if name in out)
            self._show()

    def show_taken_as(self, taken_as: dict[str, str]) -> None:
        """Say what columns that would be left out by themselves are taken as, by their names."""
        names = {name for item in self._findings for name in item.columns if _is_by_itself(item)}
        taken = {name: words for name, words in taken_as.items() if name in names}
        if taken != self._taken:
            self._taken = taken
            self._show()

    def columns(self) -> tuple[str, ...]:
        """Return the columns that should be left out."""
        found = (item for item in self._findings if item.severity is not Severity.NOTE)
        return tuple(dict.fromkeys(name for item in found for name in item.columns))

    def texts(self) -> tuple[str, ...]:
        """Return the doubts in words."""
        return tuple(item.title for item in self._findings)

    def _is_settled(self, item: Finding) -> bool:
        return item.is_settled_by(self._out)

    def _show(self) -> None:
        clear(self.lines)
        self.buttons = {}
        shown = self._findings if self._is_long else self._findings[:_MOST]
        for place, item in enumerate(shown):
            self._add_line(place, item)
        left = len(self._findings) - len(shown)
        self.more.setVisible(left > 0)
        self.more.setText(self.tr("{0} more").format(left))
        serious = [item for item in self._findings if item.severity is not Severity.NOTE]
        open_ = [item for item in serious if not self._is_settled(item)]
        self.setVisible(bool(self._findings))
        self.title.setText(self._headline(len(serious), len(open_)))
        self.leave_out.setVisible(any(item.columns for item in open_))
        self.undo.setVisible(bool(self._undone))

    def _headline(self, serious: int, open_: int) -> str:
        if not serious:
            by_itself = sum(map(_is_by_itself, self._findings)) - len(self._taken)
            if by_itself > 0:
                words = numerals.counted(by_itself, self.tr("column is"), self.tr("columns are"))
                return self.tr("Before training: {0} left out without being asked").format(words)
            return self.tr("Before training: nothing doubtful")
        if not open_:
            return self.tr("Before training: all doubts are settled")
        words = numerals.counted(open_, "doubt")
        return self.tr("Before training: {0}").format(words)

    def _add_line(self, place: int, item: Finding) -> None:
        is_settled = self._is_settled(item) and item.severity is not Severity.NOTE
        mark = Mark.FINE if is_settled else _MARKS[item.severity]
        title = Text(item.title, TextRole.MEDIUM, wrap=True, parent=self)
        title.setAccessibleName(f"{item.title}: {mark.spoken}")
        words = self.tr("Left out.") if is_settled else item.detail
        detail = Text(words, TextRole.SECONDARY, "muted", wrap=True, parent=self)
        button = LinkButton("", parent=self)
        button.setVisible(bool(item.columns) and item.severity is not Severity.NOTE)
        if is_settled:
            button.setText(self.tr("Take it back"))
            button.set_action(partial(self.taken_back.emit, item.columns))
        else:
            button.setText(self.tr("Leave out"))
            button.set_action(partial(self._leave_out, item.columns))
        if _is_by_itself(item) and not self._is_settled(item):
            self._offer(item, button, detail)
        self.buttons[item.title] = button
        # Whether there is a button or not, lines stand equally far apart.
        self.lines.setRowMinimumHeight(place, theme.px(_LINE))
        for at, widget in enumerate((MarkSign(mark, parent=self), title, detail, button)):
            self.lines.addWidget(widget, place, at, Qt.AlignmentFlag.AlignVCenter)

    def _offer(self, item: Finding, button: LinkButton, detail: Text) -> None:
        """Offer to take a column that is left out by itself, or to leave it out again."""
        name, treatment = item.columns[0], TAKEN_NEVERTHELESS[item.code]
        button.show()
        if name in self._taken:
            detail.setText(self.tr("Taken as: {0}.").format(self._taken[name]))
            button.setText(self.tr("Take it back"))
            button.set_action(partial(self.taken_as.emit, name, Treatment.AUTOMATIC))
        else:
            words = treatment_words(treatment)
            button.setText(self.tr("Take it as: {0}").format(words))
            button.set_action(partial(self.taken_as.emit, name, treatment))

    def _leave_out(self, names: tuple[str, ...]) -> None:
        self._undone = tuple(name for name in names if name not in self._out)
        self.left_out.emit(names)
        self._show()

    def _on_all(self) -> None:
        self._leave_out(self.columns())

    def _on_undo(self) -> None:
        names, self._undone = self._undone, ()
        self.taken_back.emit(names)
        self._show()

    def _on_more(self) -> None:
        self._is_long = True
        self._show()
