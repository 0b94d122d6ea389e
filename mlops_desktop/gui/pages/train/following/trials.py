"""Every set of parameters that was tried, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.parameter_words import setting_words
from mlops_desktop.core.wording import duration_text
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.jobs.requests import Tried

_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One set of parameters; the best of its method so far is marked."""

    tried: Tried
    decimals: int
    is_best: bool

    @property
    def key(self) -> tuple[str, int]:
        """What it is known by while its value changes."""
        return self.tried.algorithm, self.tried.trial.number

    @property
    def words(self) -> str:
        """What was tried, or why it failed."""
        trial = self.tried.trial
        return trial.problem or setting_words(trial.parameters)


def trial_lines(tried: Sequence[Tried]) -> tuple[TrialLine, ...]:
    """Return the trials, those on most rows first, of these the best first, failed ones last."""
    values = [item.trial.value for item in tried if item.trial.value is not None]
    decimals = numerals.decimals_for(values)
    ordered = sorted(tried, key=_rank)
    first: dict[str, int] = {}
    for item in ordered:
        if item.trial.value is not None:
            first.setdefault(item.algorithm, item.trial.number)
    chosen = {item.algorithm: item.trial.number for item in tried if item.trial.is_chosen}
    best = first | chosen
    return tuple(
        TrialLine(item, decimals, best.get(item.algorithm) == item.trial.number) for item in ordered
    )


def _rank(item: Tried) -> tuple[bool, int, float]:
    trial = item.trial
    if trial.value is None:
        return (True, 0, 0.0)
    value = trial.value if metric(item.metric).is_loss else -trial.value
    return (False, -trial.rows, value)


def trial_columns(short: str) -> tuple[TableColumn[TrialLine], ...]:
    """Return the columns; ``short`` names the metric."""
    words: TableColumn[TrialLine] = TableColumn(
        tr("Parameters, or why it failed"),
        lambda line: line.words,
        stretch=5,
        tooltip=lambda line: line.words,
        look=lambda line: CellLook(tone="bad" if line.tried.trial.problem else "muted"),
    )
    return (*_which_columns(), *_measured_columns(short), *_cost_columns(), words)


def _which_columns() -> tuple[TableColumn[TrialLine], ...]:
    return (
        TableColumn(
            tr("Method"),
            lambda line: algorithm(line.tried.algorithm).title,
            stretch=2,
            look=_method_look,
        ),
        TableColumn(
            tr("No."),
            lambda line: str(line.tried.trial.number),
            lambda line: line.tried.trial.number,
            is_number=True,
            width=56,
        ),
    )


def _measured_columns(short: str) -> tuple[TableColumn[TrialLine], ...]:
    return (
        TableColumn(
            short,
            lambda line: numerals.fixed(line.tried.trial.value, line.decimals),
            lambda line: line.tried.trial.value,
            is_number=True,
            width=80,
            look=lambda line: CellLook(role=TextRole.STRONG if line.is_best else TextRole.BODY),
        ),
        TableColumn(
            tr("± spread"),
            lambda line: numerals.fixed(line.tried.trial.spread, line.decimals),
            lambda line: line.tried.trial.spread,
            is_number=True,
            width=80,
            look=lambda _line: CellLook(tone="muted"),
        ),
    )


def _cost_columns() -> tuple[TableColumn[TrialLine], ...]:
    return (
        TableColumn(
            tr("Rows"),
            lambda line: f"{line.tried.trial.rows:,}",
            lambda line: line.tried.trial.rows,
            is_number=True,
            width=80,
        ),
        TableColumn(
            tr("Took"),
            lambda line: duration_text(line.tried.trial.seconds),
            lambda line: line.tried.trial.seconds,
            is_number=True,
            width=88,
        ),
    )


def _method_look(line: TrialLine) -> CellLook:
    if line.tried.trial.problem:
        return CellLook(mark=Mark.PROBLEM)
    if line.is_best:
        return CellLook(role=TextRole.STRONG, mark=Mark.FINE)
    return CellLook(mark=Mark.NONE)


class TrialsCard(Card):
    """The table, hidden while nothing was searched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Which parameters were tried?"), parent=parent)
        self._short = ""
        self.table: TablePanel[TrialLine] = TablePanel(
            trial_columns(""), "parameters tried", key=lambda line: line.key, parent=self
        )
        self.header.addWidget(self.table.menu_button())
        self.add(self.table)
        self.hide()

    def show_trials(self, tried: Sequence[Tried]) -> None:
        """Show these; sorting, selection and place stay."""
        self.setVisible(bool(tried))
        if not tried:
            self.table.set_records(())
            return
        about = metric(tried[0].metric)
        if about.short != self._short:
            self._short = about.short
            self.table.set_columns(trial_columns(about.short))
        lines = trial_lines(tried)
        failed = sum(bool(line.tried.trial.problem) for line in lines)
        words = numerals.counted(len(lines), self.tr("set"))
        if failed:
            words += self.tr(", {0} failed").format(failed)
        by = self.tr("{0}; {1} by cross-validation").format(words, about.in_a_sentence)
        self.set_title(self.tr("Which parameters were tried?"), by)
        self.table.set_records(lines)
        self.table.fit_height(_MOST_LINES)
