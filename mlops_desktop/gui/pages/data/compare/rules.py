"""What the rules said of both versions of a comparison, and the rows that fail one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from mlops_desktop.core.changes import ChangeSet, Outcome
from mlops_desktop.core.dataset import Column
from mlops_desktop.core.diff import TableDiff
from mlops_desktop.core.rules.outcome import FailingRows, RuleResult, RuleStatus
from mlops_desktop.gui.gateway import About
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.rules.tables import FailingRow, failing_columns
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.table_column import CellLook, SortKey, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import data_diff, resolve, rules
from mlops_desktop.services.data_diff import RulePair
from mlops_desktop.services.session import Session

_PAGE = 200


@dataclass(frozen=True, slots=True)
class _Failing:
    """Rows of one version that fail, with that version's columns."""

    columns: tuple[Column, ...]
    page: FailingRows


class ComparedRules(QWidget):
    """Rules above with what they said of both, the rows that fail the chosen one below.

    Attributes:
        told: called with the number of rules once they are known.
        check: checks both against the rules in force; shown where a rule saw only one of them.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._diff: TableDiff | None = None
        self.told: Callable[[int], object] | None = None
        self.sentence = Text("", wrap=True, parent=self)
        self.check = Button(self.tr("Check both now"), self._check, parent=self)
        self.check.hide()
        self.table: TablePanel[RulePair] = TablePanel(
            (), "rules of both", key=lambda pair: pair.words, row_height=46, parent=self
        )
        self.failing_title = Text("", TextRole.SECONDARY_STRONG, wrap=True, parent=self)
        self.failing: TablePanel[FailingRow] = TablePanel(
            (), "failing rows", key=lambda item: item.place, row_height=30, parent=self
        )
        self._lay_out()
        self.table.selected.connect(self._on_selected)
        self.table.failed = self.failing.failed = page.show_error

    def _lay_out(self) -> None:
        head = row(self.sentence, self.check, spacing=SPACE_3)
        head.setStretch(0, 1)
        title = row(self.failing_title)
        for line in (head, title):
            line.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        self._lower = boxed(column(title, self.failing, spacing=SPACE_2), self)
        split = QSplitter(Qt.Orientation.Vertical, self, childrenCollapsible=False)
        split.addWidget(self.table)
        split.addWidget(self._lower)
        layout = column(head, spacing=SPACE_3)
        layout.addWidget(split, 1)
        self.setLayout(layout)
        self._lower.hide()

    def look(self, diff: TableDiff) -> None:
        """Read what the rules said of both versions."""
        self._diff = diff
        session = self._page.desk.session
        before, after = f"data:{diff.before}", f"data:{diff.after}"

        def take(pairs: tuple[RulePair, ...]) -> None:
            if diff is self._diff:
                self._show(diff, pairs)

        self._page.desk.gateway.read(
            lambda: data_diff.rules_of_both(session, before, after),
            take,
            self._page.show_error,
            owner=self,
            key="rules",
        )

    def _show(self, diff: TableDiff, pairs: Sequence[RulePair]) -> None:
        self._lower.hide()
        self.table.set_columns(pair_columns(diff.before, diff.after))
        self.table.set_records(pairs)
        self.sentence.setText(sentence_of(diff, pairs))
        is_partial = any(pair.before is None or pair.after is None for pair in pairs)
        self.check.setVisible(is_partial and not self._page.desk.session.project.is_read_only)
        if self.told is not None:
            self.told(len(pairs))

    def _check(self) -> None:
        diff, session = self._diff, self._page.desk.session
        if diff is None:
            return
        labels = (diff.before, diff.after)
        self._page.job(
            self.tr("Checking the rules of {0} and {1}").format(*labels),
            lambda work: _check_both(session, labels, work),
            lambda _found: self.look(diff),
        )

    def _on_selected(self, pair: RulePair | None) -> None:
        diff = self._diff
        found = failing_side(diff, pair) if diff is not None and pair is not None else None
        if found is None:
            self._lower.hide()
            return
        label, result = found
        session = self._page.desk.session

        def take(failing: _Failing) -> None:
            if diff is self._diff and self.table.current() is pair:
                self._show_failing(label, result, failing)

        self._page.desk.gateway.read(
            lambda: _read_failing(session, label, result.number),
            take,
            self._page.show_error,
            owner=self,
            key="failing",
            on=About.ROWS,
        )

    def _show_failing(self, label: str, result: RuleResult, failing: _Failing) -> None:
        count = words.counted(failing.page.total, "row")
        said = words.tr("{0} of {1} fail: {2}").format(count, label, result.words)
        if len(failing.page.rows) < failing.page.total:
            said += " " + words.tr("(the first {0})").format(f"{len(failing.page.rows):,}")
        self.failing_title.setText(said)
        self.failing.set_columns(failing_columns(failing.columns))
        pairs = zip(failing.page.places, failing.page.rows, strict=True)
        self.failing.set_records([FailingRow(place, cells) for place, cells in pairs])
        self._lower.show()


def _check_both(session: Session, labels: Sequence[str], work: Work) -> Outcome[int]:
    """Check the versions whose datasets have rules; return how many were."""
    changes = ChangeSet()
    known = [
        label for label in labels if rules.in_force(session, f"data:{label.rpartition('@')[0]}")
    ]
    for label in known:
        changes = rules.check(session, f"data:{label}", work).changes
    return Outcome(len(known), changes)


def _read_failing(session: Session, label: str, number: int) -> _Failing:
    ref = f"data:{label}"
    columns = resolve.columns_of(session, resolve.dataset_version(session, ref))
    return _Failing(tuple(columns), rules.failing(session, ref, number, (0, _PAGE)))


def failing_side(diff: TableDiff, pair: RulePair) -> tuple[str, RuleResult] | None:
    """Return the version whose failing rows are shown, the later one first; None for neither."""
    for label, result in ((diff.after, pair.after), (diff.before, pair.before)):
        if result is not None and result.failing:
            return label, result
    return None


def sentence_of(diff: TableDiff, pairs: Sequence[RulePair]) -> str:
    """Say in a sentence what the rules say of both."""
    if not pairs:
        told = words.tr("Neither {0} nor {1} was checked against rules.")
        return told.format(diff.before, diff.after)
    for label, is_seen in (
        (diff.before, any(pair.before for pair in pairs)),
        (diff.after, any(pair.after for pair in pairs)),
    ):
        if not is_seen:
            return words.tr("{0} was not checked against rules.").format(label)
    changed = sum(pair.is_changed for pair in pairs)
    if not changed:
        every = words.counted(len(pairs), "rule")
        return words.tr("{0}: the same result for both versions.").format(every)
    broken = sum(_holds(pair.before) and not _holds(pair.after) for pair in pairs)
    said = words.tr("{0} of {1} say something else of {2} than of {3}")
    if changed == 1:
        said = words.tr("{0} of {1} says something else of {2} than of {3}")
    said = said.format(f"{changed:,}", words.counted(len(pairs), "rule"), diff.after, diff.before)
    more = words.tr("; {0} held before and does not now.") if broken == 1 else ""
    more = words.tr("; {0} held before and do not now.") if broken > 1 else more
    return said + (more.format(f"{broken:,}") if more else ".")


def _holds(result: RuleResult | None) -> bool:
    return result is not None and result.status is RuleStatus.PASSED


def pair_columns(before: str, after: str) -> tuple[TableColumn[RulePair], ...]:
    """Return the columns of the table: the rule, and what it said of each version."""
    return (
        TableColumn(
            words.tr("Rule"),
            lambda pair: _sentence(pair.words),
            tooltip=_told,
            look=lambda pair: CellLook(
                TextRole.MEDIUM if pair.is_changed else TextRole.BODY, detail=_detail(pair)
            ),
            stretch=1,
        ),
        _result_column(before, lambda pair: pair.before),
        _result_column(after, lambda pair: pair.after),
    )


def _result_column(
    label: str, result_of: Callable[[RulePair], RuleResult | None]
) -> TableColumn[RulePair]:
    def look(pair: RulePair) -> CellLook:
        result = result_of(pair)
        return CellLook(mark=mark_of(result), tone="muted" if result is None else "text")

    def sort(pair: RulePair) -> SortKey:
        result = result_of(pair)
        return None if result is None else (0 if _holds(result) else 1 + (result.failing or 0))

    return TableColumn(
        label,
        lambda pair: result_words(result_of(pair)),
        sort,
        look=look,
        spoken=lambda pair: f"{label}: {result_words(result_of(pair))}",
    )


def mark_of(result: RuleResult | None) -> Mark:
    """Return ● for what holds, ▲ for what blocks, ◆ for what else fails, ○ for not checked."""
    if result is None:
        return Mark.NONE
    if _holds(result):
        return Mark.FINE
    return Mark.PROBLEM if result.is_blocking else Mark.WATCH


def result_words(result: RuleResult | None) -> str:
    """Say a result in a word or two."""
    if result is None:
        return words.tr("not checked")
    if result.status is RuleStatus.PASSED:
        return words.tr("holds")
    if result.status is RuleStatus.UNKNOWN:
        return words.tr("cannot tell")
    if not result.failing:
        return words.tr("fails")
    told = words.tr("{0} fails") if result.failing == 1 else words.tr("{0} fail")
    return told.format(words.counted(result.failing, "row"))


def _detail(pair: RulePair) -> str:
    result = pair.after or pair.before
    return result.detail if result else ""


def _told(pair: RulePair) -> str:
    details = [item.detail for item in (pair.before, pair.after) if item is not None]
    return "\n".join([_sentence(pair.words), *dict.fromkeys(details)])


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] if text.startswith("in every") else text
