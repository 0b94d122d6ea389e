"""Can a version be made again? The verdict with what it rests on, and earlier attempts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.reproduction import ReproductionVerdict, Retrained
from mlops_desktop.core.wording import duration_text
from mlops_desktop.gui import numerals
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.pages.models.made_view import table_card
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import CheckList, Fact, FactsList
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.step_progress import StepProgress
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.services.reproduction import ReproductionResult

_MARKS = {
    ReproductionVerdict.IDENTICAL: Mark.FINE,
    ReproductionVerdict.EQUIVALENT: Mark.FINE,
    ReproductionVerdict.DIFFERENT: Mark.PROBLEM,
    ReproductionVerdict.NOT_POSSIBLE: Mark.WATCH,
}


class ProofView(QWidget):
    """The last verdict, or the attempt that runs; below it the earlier ones.

    Signals:
        reproduce_wanted(): the version is to be made again.
    """

    reproduce_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ""
        self._job: Job | None = None
        self._lines: list[tuple[Mark, str, str]] = []
        self.list = CheckList(is_stacked=True, parent=self)
        self.evidence = FactsList(is_wrapping=True, align_right=False, parent=self)
        self.progress = StepProgress(self.tr("Making it again"), self._on_cancel, parent=self)
        self.progress.hide()
        self.button = Button(self.tr("Reproduce…"), self.reproduce_wanted.emit, parent=self)
        self.attempts: TablePanel[ReproductionResult] = TablePanel(
            attempt_columns(),
            "attempts",
            key=lambda item: item.kept.id if item.kept else "",
            parent=self,
        )
        self._card = Card(parent=self)
        self._card.header.addWidget(self.button)
        self._card.add(column(self.progress, self.list, self.evidence, spacing=SPACE_3))
        self._earlier = table_card(self.tr("Every attempt"), self.attempts, self)
        self.setLayout(column(self._card, self._earlier, None, spacing=SPACE_4))
        self.attempts.selected.connect(self._on_attempt)

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        self.attempts.failed = failed

    def lines(self) -> tuple[tuple[Mark, str, str], ...]:
        """Return the verdict and what differs, as they are shown."""
        return tuple(self._lines)

    def show_attempts(self, label: str, number: int, found: Sequence[ReproductionResult]) -> None:
        """Show a version's attempts, newest first."""
        self._label = label
        self._card.set_title(self.tr("Can v{0} be made again?").format(number))
        self.attempts.set_records(found)
        self.attempts.fit_height(6)
        self._earlier.setVisible(bool(found))
        if found:
            self._show_attempt(found[0])
            return
        self._set(
            [
                (
                    Mark.NONE,
                    self.tr("Nobody has tried yet"),
                    self.tr(
                        "It is trained again from the stored rows, recipe, split and seed in a "
                        "fresh process; then both are compared number by number."
                    ),
                )
            ]
        )
        self.evidence.hide()

    def follow(self, job: Job, label: str) -> None:
        """Show how far an attempt is, until it ends."""
        self._job, self._label = job, label
        self.progress.set_title(self.tr("Making {0} again").format(label))
        self.progress.show()
        self.button.set_enabled(False, self.tr("It is being made again."))
        job.advanced.connect(self._on_advanced)
        job.ended.connect(self._on_ended)
        self._on_advanced()

    def _on_advanced(self) -> None:
        if self._job is not None:
            self.progress.set_step(self._job.step)

    def _on_ended(self) -> None:
        self._job = None
        self.progress.hide()
        self.button.set_enabled(True)

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_attempt(self, found: ReproductionResult | None) -> None:
        if found is not None:
            self._show_attempt(found)

    def _show_attempt(self, found: ReproductionResult) -> None:
        lines = [(_MARKS[found.verdict], found.headline, "")]
        lines += [(Mark.NONE, detail, "") for detail in found.details]
        self._set(lines)
        facts = evidence_facts(found)
        self.evidence.set_facts(facts)
        self.evidence.setVisible(bool(facts))

    def _set(self, lines: list[tuple[Mark, str, str]]) -> None:
        self._lines = lines
        self.list.set_lines(lines)


def evidence_facts(result: ReproductionResult) -> list[Fact]:
    """Return what a verdict rests on."""
    evidence, kept = result.evidence, result.kept
    facts: list[Fact] = []
    if kept is not None:
        facts.append((tr("Tried"), f"{numerals.moment(kept.at)}, {kept.actor}"))
    if evidence.found is not None:
        facts += _measured(evidence.found)
    if evidence.parameters:
        chosen = ", ".join(f"{name} {value}" for name, value in evidence.parameters)
        facts.append((tr("Parameters"), chosen))
    if evidence.spec:
        facts.append((tr("Asked for by"), evidence.spec))
    return facts


def _measured(found: Retrained) -> list[Fact]:
    largest = found.largest
    size = tr("rows are not the same") if not math.isfinite(largest) else f"{largest:.2g}"
    rows = tr("the same rows") if found.is_same_split else tr("other rows")
    return [
        (tr("Content then"), found.digest_before),
        (tr("Content now"), found.digest_now),
        (tr("Held out"), rows),
        (tr("Largest difference"), tr("{0} (relative, of any answer)").format(size)),
        (tr("Metrics compared"), f"{len(found.metrics):,}"),
        (tr("Took"), duration_text(found.seconds)),
    ]


def attempt_columns() -> tuple[TableColumn[ReproductionResult], ...]:
    """Return the columns of the attempts."""
    return (
        TableColumn(
            tr("When"),
            lambda r: numerals.moment(r.kept.at) if r.kept else "–",
            lambda r: r.kept.at.timestamp() if r.kept else None,
            width=112,
        ),
        TableColumn(
            tr("Verdict"),
            lambda r: r.verdict.words,
            width=136,
            look=lambda r: CellLook(mark=_MARKS[r.verdict]),
        ),
        TableColumn(
            tr("What was found"), lambda r: r.headline, stretch=1, tooltip=lambda r: r.headline
        ),
        TableColumn(tr("Who"), lambda r: r.kept.actor if r.kept else "–", width=120),
    )
