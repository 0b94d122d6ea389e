"""Do the versions in use still answer the same? One line each, and a check for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.gui import numerals
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import CheckList
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.behaviour import BehaviourCheck
from mlops_desktop.services.health import HealthState, VersionHealth

MOST_LINES = 4
"""Versions with a line of their own, those that need somebody first."""

_MARKS = {
    HealthState.DIFFERS: Mark.PROBLEM,
    HealthState.STALE: Mark.WATCH,
    HealthState.NEW: Mark.NONE,
    HealthState.SAME: Mark.FINE,
}
_ORDER = list(_MARKS)
Line = tuple[Mark, str, str]


class HealthCard(Card):
    """Lists versions in staging and production.

    Signals:
        check_wanted(): all of them are to be asked their golden rows again.
    """

    check_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Still the same answers?"))
        self._lines: tuple[Line, ...] = ()
        self.check = LinkButton(self.tr("Check now"), self.check_wanted.emit, parent=self)
        self.header.addWidget(self.check)
        self.list = CheckList(is_stacked=True, parent=self)
        self.note = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.note.hide()
        self.problems = Text("", TextRole.SECONDARY, "bad", wrap=True, parent=self)
        self.problems.hide()
        self.body.setSpacing(SPACE_2)
        self.add(self.list, self.note, self.problems)
        self.hide()

    def lines(self) -> tuple[Line, ...]:
        """Return what is shown: mark, version, what is known."""
        return self._lines

    def show_health(self, found: Sequence[VersionHealth]) -> None:
        """Show staged versions; without any the card is not there."""
        self.setVisible(bool(found))
        self._lines = health_lines(found)
        self.list.set_lines(self._lines)
        rest = len(found) - MOST_LINES
        self.note.setText(self.tr("and {0} more").format(rest))
        self.note.setVisible(rest > 0)

    def show_problems(self, asked: Sequence[BehaviourCheck]) -> None:
        """Say which versions could not be asked, and why; asked once more, it is forgotten."""
        found = [f"{item.headline} {item.problem}" for item in asked if item.problem]
        self.problems.setText("\n".join(found[:MOST_LINES]))
        self.problems.setVisible(bool(found))

    def follow(self, job: Job) -> None:
        """Wait for a check to end; the footer shows how far it is, and stops it."""
        self.check.setText(self.tr("Checking…"))
        self.check.setEnabled(False)
        job.ended.connect(self._on_ended)

    def _on_ended(self) -> None:
        self.check.setText(self.tr("Check now"))
        self.check.setEnabled(True)


def health_lines(found: Sequence[VersionHealth]) -> tuple[Line, ...]:
    """Return the first versions, those that need somebody before those that do not."""
    ordered = sorted(found, key=lambda item: _ORDER.index(item.state))
    return tuple((_MARKS[item.state], _title(item), _detail(item)) for item in ordered[:MOST_LINES])


def _title(item: VersionHealth) -> str:
    return f"{item.version.label} · {item.version.stage}"


def _detail(item: VersionHealth) -> str:
    words = item.words
    if item.checked_at is not None:
        at = numerals.moment(item.checked_at)
        words = QCoreApplication.translate("HomePage", "{0}, checked {1}").format(words, at)
    return f"{words[:1].upper()}{words[1:]}."
