"""The "Rules" tab of a version: what its dataset's rules say, and the rows that fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from mlops_desktop.core.dataset import Column, DatasetVersion
from mlops_desktop.core.rules.outcome import FailingRows
from mlops_desktop.core.rules.rule import Rule
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.rules.tables import (
    FailingRow,
    RuleLine,
    failing_columns,
    rule_columns,
)
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import Button, IconButton
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services import rules
from mlops_desktop.services.rules import CheckSummary
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Known:
    """A version's rules and what they said.

    Attributes:
        number: the rules' version, 0 where nobody made any.
        summary: of the newest check; None before the first.
    """

    version: DatasetVersion
    rules: tuple[Rule, ...] = ()
    number: int = 0
    summary: CheckSummary | None = None

    @property
    def is_current(self) -> bool:
        """Whether the newest check was one of the rules in force."""
        check = self.summary.check if self.summary else None
        return check is not None and check.rule_set == self.number

    @property
    def lines(self) -> tuple[RuleLine, ...]:
        """The rules in force, with what they said."""
        found = self.summary.result.results if self.summary and self.is_current else ()
        return tuple(
            RuleLine(at + 1, rule, found[at] if at < len(found) else None)
            for at, rule in enumerate(self.rules)
        )

    @property
    def mark(self) -> Mark | None:
        """The mark of all rules together; None where there are none."""
        if not self.rules:
            return None
        if self.summary is None or not self.is_current:
            return Mark.NONE
        if self.summary.is_blocked:
            return Mark.PROBLEM
        result = self.summary.result
        return Mark.WATCH if result.warned or result.blocked else Mark.FINE


def read_known(session: Session, version: DatasetVersion) -> Known:
    """Return what is known of a version's rules; for a reader thread."""
    sheet = rules.in_force(session, f"data:{version.dataset}")
    if sheet is None:
        return Known(version)
    summary = rules.last_check(session, f"data:{version.label}")
    return Known(version, sheet.contract.rules, sheet.version.number, summary)


class RulesView(QWidget):
    """Rules above, the rows that fail the chosen one below.

    Signals:
        chosen(object): another :class:`RuleLine` was chosen, or None.

    Attributes:
        suggest, check, add, edit, remove, waive, export: the buttons; who makes the view says
            what they do.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self.sentence = Text("", wrap=True, parent=self)
        self.check = Button(self.tr("Check now"), parent=self)
        self.suggest = Button(self.tr("Suggest…"), parent=self)
        self.add = Button(self.tr("Add…"), parent=self)
        self.edit = IconButton("edit", self.tr("Edit the chosen rule…"), parent=self)
        self.remove = IconButton("close", self.tr("Remove the chosen rule"), parent=self)
        self.waive = Button(self.tr("Waive…"), parent=self)
        self.export = Button(self.tr("Export CSV…"), parent=self)
        self.table: TablePanel[RuleLine] = TablePanel(
            rule_columns(),
            self.tr("Rules"),
            key=lambda line: line.rule,
            row_height=46,
            parent=self,
        )
        self.failing_title = Text("", TextRole.SECONDARY_STRONG, parent=self)
        self.failing: TablePanel[FailingRow] = TablePanel(
            (), self.tr("Failing rows"), key=lambda item: item.place, row_height=30, parent=self
        )
        self._lay_out()
        self.table.selected.connect(self._on_selected)

    def _lay_out(self) -> None:
        told = row(self.sentence, self.waive, spacing=SPACE_3)
        told.setStretch(0, 1)
        buttons = row(
            self.check, self.suggest, self.add, None, self.edit, self.remove, spacing=SPACE_2
        )
        for line in (told, buttons):
            line.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        upper = column(self.table, spacing=SPACE_3)
        head = row(self.failing_title, None, self.export, spacing=SPACE_3)
        head.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, 0)
        lower = column(spacing=SPACE_2)
        lower.addLayout(head)
        lower.addWidget(self.failing, 1)
        self._lower = boxed(lower, self)
        split = QSplitter(Qt.Orientation.Vertical, self, childrenCollapsible=False)
        split.addWidget(boxed(upper, self))
        split.addWidget(self._lower)
        layout = column(told, buttons, spacing=SPACE_3)
        layout.addWidget(split, 1)
        self.setLayout(layout)
        self._lower.hide()

    def show_known(self, known: Known, columns: Sequence[Column]) -> None:
        """Show a version's rules."""
        self._columns = tuple(columns)
        self.table.set_records(known.lines)
        self.sentence.setText(sentence_of(known))
        self.waive.setVisible(bool(known.is_current and known.summary and known.summary.is_blocked))
        self.check.set_enabled(bool(known.rules), self.tr("There are no rules yet."))
        self._on_selected(self.table.current())

    def show_failing(self, line: RuleLine, page: FailingRows | None) -> None:
        """Show the rows that fail a rule; None while they are read."""
        count = words.counted(line.result.failing or 0 if line.result else 0, "row")
        title = self.tr("{0} that fail: {1}").format(count, line.sentence)
        if page is not None and len(page.rows) < page.total:
            title += " " + self.tr("(the first {0})").format(f"{len(page.rows):,}")
        self.failing_title.setText(title)
        self._lower.show()
        if page is None:
            self.failing.set_columns(failing_columns(self._columns))
            return
        pairs = zip(page.places, page.rows, strict=True)
        self.failing.set_records([FailingRow(place, cells) for place, cells in pairs])

    def hide_failing(self) -> None:
        """Put the failing rows away."""
        self._lower.hide()

    def _on_selected(self, line: RuleLine | None) -> None:
        for button in (self.edit, self.remove):
            button.setEnabled(line is not None)
        self.chosen.emit(line)


def sentence_of(known: Known) -> str:
    """Say in a sentence or two what the rules say of a version."""
    dataset, version = known.version.dataset, known.version.label
    if not known.rules:
        return words.tr(
            "{0} has no rules. Rules say what must be true of every version; the profile suggests "
            "some."
        ).format(dataset)
    counted = words.counted(len(known.rules), "rule")
    if known.summary is None or not known.is_current:
        return words.tr("{0} was not checked against the {1} of {2} as they are now.").format(
            version, counted, dataset
        )
    result, waiver = known.summary.result, known.summary.waiver
    if waiver is not None:
        said = words.tr("{0} may be trained on in spite of {1}: {2} waived it (“{3}”).")
        blocked = words.counted(result.blocked, "failed rule")
        return said.format(version, blocked, waiver.actor, waiver.reason)
    if result.blocked:
        said = words.tr("{0} cannot be trained on: {1} of {2} fail. Mend the data or waive it.")
        if result.blocked == 1:
            said = words.tr(
                "{0} cannot be trained on: {1} of {2} fails. Mend the data or waive it."
            )
        return said.format(version, f"{result.blocked:,}", counted)
    if result.warned:
        said = words.tr("{0} of {1} hold; {2} to look at. Nothing blocks {3}.")
        return said.format(f"{result.passed:,}", counted, f"{result.warned:,}", version)
    return words.tr("All {0} hold for {1}.").format(counted, version)
