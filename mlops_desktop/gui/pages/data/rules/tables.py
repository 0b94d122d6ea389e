"""The tables of rules: what each says of the version, and the rows that fail one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlops_desktop.core.dataset import Cell, Column
from mlops_desktop.core.rules.outcome import RuleResult, RuleStatus
from mlops_desktop.core.rules.rule import Rule, RuleSeverity
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.rows.models import MISSING
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule and what it says of the version; None while it was not checked.

    Attributes:
        number: its place among the rules, from 1.
    """

    number: int
    rule: Rule
    result: RuleResult | None = None

    @property
    def mark(self) -> Mark:
        """● holds, ▲ fails and blocks, ◆ fails or cannot tell, ○ not checked."""
        if self.result is None:
            return Mark.NONE
        if self.result.status is RuleStatus.PASSED:
            return Mark.FINE
        return Mark.PROBLEM if self.result.is_blocking else Mark.WATCH

    @property
    def sentence(self) -> str:
        """The rule in words."""
        text = self.rule.words()
        return text[:1].upper() + text[1:] if text.startswith("in every") else text

    @property
    def effect(self) -> str:
        """What it does when it fails."""
        is_blocking = self.rule.severity is RuleSeverity.BLOCK
        return words.tr("blocks") if is_blocking else words.tr("warns")

    @property
    def found(self) -> str:
        """What was found."""
        return self.result.detail if self.result else words.tr("not checked")

    @property
    def has_rows(self) -> bool:
        """Whether rows can be listed that fail."""
        return bool(self.result and self.result.failing)


@dataclass(frozen=True, slots=True)
class FailingRow:
    """A row that fails, counted from 0."""

    place: int
    cells: tuple[Cell, ...]


def rule_columns() -> tuple[TableColumn[RuleLine], ...]:
    """Return the columns of the list of rules."""
    return (
        TableColumn(
            words.tr("Rule"),
            lambda line: line.sentence,
            tooltip=lambda line: f"{line.sentence}\n{line.found}",
            spoken=lambda line: f"{line.mark.spoken}: {line.sentence}. {line.found}",
            look=lambda line: CellLook(mark=line.mark, detail=line.found),
            stretch=1,
        ),
        TableColumn(
            words.tr("Failing"),
            _failing,
            lambda line: line.result.failing if line.result else None,
            is_number=True,
            look=lambda line: CellLook(tone="text" if line.has_rows else "muted"),
        ),
        effect_column(),
    )


def effect_column() -> TableColumn[RuleLine]:
    """Return the column that says what a failed rule does."""
    return TableColumn(
        words.tr("If it fails"),
        lambda line: line.effect,
        look=lambda _line: CellLook(tone="muted"),
    )


def _failing(line: RuleLine) -> str:
    if line.result is None or line.result.failing is None:
        return "–"
    return f"{line.result.failing:,}"


def failing_columns(columns: Sequence[Column]) -> tuple[TableColumn[FailingRow], ...]:
    """Return the columns of the list of failing rows: their numbers, then the table's."""
    number: TableColumn[FailingRow] = TableColumn(
        words.tr("Row"), lambda row: f"{row.place + 1:,}", lambda row: row.place, is_number=True
    )
    return (number, *(_cell_column(column, at) for at, column in enumerate(columns)))


def _cell_column(column: Column, at: int) -> TableColumn[FailingRow]:
    def look(row: FailingRow) -> CellLook:
        is_missing = row.cells[at] is None
        return CellLook(tone="faint" if is_missing else "text", blank=MISSING if is_missing else "")

    def sort(row: FailingRow) -> str | int | float | None:
        return row.cells[at]

    def spoken(row: FailingRow) -> str:
        text = words.shown_text(row.cells[at], column.type)
        return f"{column.name}: {words.tr('missing') if row.cells[at] is None else text}"

    return TableColumn(
        column.name,
        lambda row: words.shown_text(row.cells[at], column.type),
        sort,
        is_number=column.type in words.NUMERIC,
        spoken=spoken,
        look=look,
    )
