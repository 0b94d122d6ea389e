"""The chosen version against another: the same rows, the differences, what differs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion, SameRows
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.pages.models.catalogue import Pair
from mlops_desktop.gui.pages.models.rows_told import own_rows, valued_words
from mlops_desktop.gui.pages.models.tables import (
    CompareLine,
    compare_columns,
    measured_lines,
    own_lines,
    waiting_lines,
)
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.badge import StageBadge
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import FactsList
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.version_differences import Difference


class CompareCard(Card):
    """Compares.

    Signals:
        other_chosen(str): the person wants another version to compare with, by its id.
    """

    other_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._pair: Pair | None = None
        self.badge = StageBadge(Stage.PRODUCTION, parent=self)
        self.other = Choice([], parent=self)
        self.other.setAccessibleName(self.tr("Compare with"))
        self.other.setMinimumWidth(theme.px(150))
        self.table: TablePanel[CompareLine] = TablePanel(
            compare_columns("", "v", ""), "comparison", key=lambda line: line.title, parent=self
        )
        self.note = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.drawn = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self._heading = Text(self.tr("What differs"), TextRole.STRONG, parent=self)
        self.facts = FactsList(is_wrapping=True, align_right=False, parent=self)
        self.header.insertWidget(1, self.badge)
        self.header.addWidget(self.other)
        self.header.addWidget(self.table.menu_button())
        self.add(self.table)
        self.add(self.note)
        self.add(self.drawn)
        spaced = row(self._heading)
        spaced.setContentsMargins(0, SPACE_2, 0, SPACE_3 - SPACE_2)
        self.add(spaced)
        self.add(self.facts)
        self.other.activated.connect(self._on_other)

    def show_pair(self, pair: Pair, same: SameRows | None, others: Sequence[ModelVersion]) -> None:
        """Show two versions; ``same`` is None while it is measured."""
        self._pair = pair
        version = pair.details.version
        self._offer(others, pair.other.version if pair.other is not None else None)
        if pair.other is None:
            self._show_alone(pair)
            return
        other = pair.other.version
        self.set_title(self.tr("v{0} compared with v{1}").format(version.number, other.number))
        holder = next((v for v in (other, version) if v.stage is Stage.PRODUCTION), None)
        self.badge.setVisible(holder is not None)
        if holder is not None:
            words = self.tr("v{0} is in production").format(holder.number)
            self.badge.set_stage(Stage.PRODUCTION, words)
        self._show_numbers(pair, same)
        self._heading.show()
        self.facts.show()
        self.facts.set_facts(difference_facts(pair.differences))

    def show_step(self, phase: str) -> None:
        """Say what the measuring is at, such as waiting for a training to end."""
        self._say(f"{phase}…")

    def show_failed(self, error: UserError) -> None:
        """Say that the two could not be measured on the same rows."""
        if self._pair is not None and self._pair.other is not None:
            self._fill_own(self._pair)
            self._say(f"{error.message} {error.hint}")

    def show_cancelled(self) -> None:
        """Say that the measuring was stopped, and show what is known without it."""
        if self._pair is not None and self._pair.other is not None:
            self._fill_own(self._pair)
            words = self.tr("Cancelled before it was measured on the same rows.")
            self._say(f"{words} {own_rows((self._pair.other, self._pair.details))}")

    def _show_alone(self, pair: Pair) -> None:
        version = pair.details.version
        words = self.tr("v{0} on its hold-out")
        if version.is_imported:
            words = self.tr("v{0} on {1}")
        self.set_title(words.format(version.number, pair.details.judged_on))
        self.badge.hide()
        self.table.set_columns(compare_columns("", f"v{version.number}", self.tr("95 % range")))
        self._fill(own_lines(None, pair.details))
        self._say(self.tr("It is the only version so far: there is nothing to compare it with."))
        self._heading.hide()
        self.facts.hide()

    def _show_numbers(self, pair: Pair, same: SameRows | None) -> None:
        if same is not None and same.shortage:
            self._fill_own(pair)
            words = self.tr("Cannot tell which is better: {0} {1}")
            both = [item for item in (pair.other, pair.details) if item is not None]
            self._say(words.format(same.shortage.replace("Only", "only"), own_rows(both)))
            return
        if same is None:
            self._set_columns(pair, self.tr("Measuring on the same rows…"))
            self._fill(waiting_lines(pair.details))
        else:
            self._set_columns(pair, self.tr("Difference (95 % range)"))
            self._fill(measured_lines(same, pair.details.spec.target))
        is_ranged = same is not None and (same.differences or same.agreement is not None)
        self._say(self._measured_on(pair, same), same.drawn.words if same and is_ranged else "")

    def _measured_on(self, pair: Pair, same: SameRows | None) -> str:
        if same is None:
            return self.tr("Measuring both on the same rows…")
        rows = f"{same.rows:,}"
        if pair.details.spec.forecast is not None:
            words = self.tr("Measured on the same {0} days, which both forecast unseen.")
            return words.format(rows)
        words = self.tr("Measured on the same {0} held-out rows, which neither was trained on.")
        if same.agreement is not None:
            alike = self.tr(" Which of the two is right, only known answers can tell.")
            return words.format(rows) + alike
        on = words.format(rows)
        if pair.other is None:
            return on
        return on + valued_words(same, (pair.other, pair.details))

    def _fill_own(self, pair: Pair) -> None:
        self._set_columns(pair, "")
        self._fill(own_lines(pair.other, pair.details))

    def _set_columns(self, pair: Pair, last: str) -> None:
        first = f"v{pair.other.version.number}" if pair.other is not None else ""
        self.table.set_columns(compare_columns(first, f"v{pair.details.version.number}", last))

    def _fill(self, lines: Sequence[CompareLine]) -> None:
        self.table.set_records(lines)
        self.table.fit_height()

    def _say(self, words: str, drawn: str = "") -> None:
        """Say what was measured, and what its ranges draw where there are any."""
        self.note.setText(words)
        self.drawn.setText(drawn)
        self.drawn.setVisible(bool(drawn))

    def _offer(self, others: Sequence[ModelVersion], present: ModelVersion | None) -> None:
        self.other.setVisible(len(others) > 1)
        self.other.set_options([(item.id, _words(item)) for item in others])
        if present is not None:
            self.other.set_value(present.id)

    def _on_other(self, _index: int) -> None:
        self.other_chosen.emit(str(self.other.value()))


def difference_facts(differences: Sequence[Difference]) -> list[tuple[str, str]]:
    """Return what differs as label and "old → new"; last what does not."""
    facts = [
        (item.aspect, f"{_plain(item, item.first)} → {_plain(item, item.second)}")
        for item in differences
        if not item.is_same
    ]
    same = [item.aspect.lower() for item in differences if item.is_same]
    if same:
        facts.append(("The same", ", ".join(same)))
    return facts


def _plain(item: Difference, text: str) -> str:
    if item.aspect == "Method":
        return algorithm(text).title
    return text


def _words(version: ModelVersion) -> str:
    return f"v{version.number} · {version.stage}"
