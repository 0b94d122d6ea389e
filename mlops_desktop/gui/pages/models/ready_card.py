"""Ready for production? The rules, and what each of them finds when asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.stage import (
    ALLOWED_MOVES,
    Enforcement,
    GateResult,
    GateStatus,
    Policy,
    Stage,
    StageEvent,
)
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.gui.theme.marks import Mark, mark_of
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import Button, LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import CheckList
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.promotion import PromotionCheck

Line = tuple[Mark, str, str]
_HYPHEN = re.compile(r"(?<=[ (])-(?=\d)")
"""The sign before a number, where a hyphen stands for it."""


class ReadyCard(Card):
    """Shows the rules of the model before production.

    Signals:
        check_wanted(): ask the gates now (it measures).
        policy_wanted(): change the rules.
    """

    check_wanted = Signal()
    policy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Ready for production?"), parent=parent)
        self._lines: list[Line] = []
        self.list = CheckList(parent=self)
        self.note = Text("", TextRole.BODY, wrap=True, parent=self).selectable()
        self.check = Button(self.tr("Check now"), self.check_wanted.emit, parent=self)
        self.policy = LinkButton(self.tr("Change…"), self.policy_wanted.emit, parent=self)
        self.policy.setAccessibleName(self.tr("Change the rules"))
        self.header.addWidget(self.policy)
        last = row(spacing=SPACE_3)
        last.addWidget(self.note, 1)
        last.addWidget(self.check)
        self.add(self.list, last)

    def lines(self) -> tuple[Line, ...]:
        """Return what is shown: mark, rule, finding."""
        return tuple(self._lines)

    def show_rules(self, version: ModelVersion, policy: Policy) -> None:
        """Show the rules, not checked yet."""
        self._prepare(version, policy)
        self._set(rule_lines(version, policy))
        self.note.setText("")

    def show_running(self) -> None:
        """Say that the gates are being asked."""
        self.check.setText(self.tr("Checking…"))
        self.check.set_enabled(False, self.tr("The checks are running."))

    def show_check(self, found: PromotionCheck) -> None:
        """Show what the gates said."""
        self._prepare(found.version, found.policy)
        self._set(gate_lines(found.gates))
        self.note.setText(verdict(found))
        self.check.setText(self.tr("Check again"))

    def show_failed(self, error: UserError) -> None:
        """Say why the gates could not be asked."""
        self.check.setText(self.tr("Check again"))
        self.check.set_enabled(True)
        self.note.setText(f"{error.message} {error.hint}")

    def show_in_production(self, event: StageEvent | None, policy: Policy) -> None:
        """Say since when and why it is in production; there is nothing to be checked."""
        self.set_title(self.tr("Why is it in production?"), policy_words(policy))
        self.check.hide()
        if event is None:
            self._set([])
        else:
            words = self.tr("In production since {0}, by {1}").format(
                numerals.moment(event.at), event.actor
            )
            self._set([(Mark.PRODUCTION, words, f"“{event.reason}”" if event.reason else "")])
        self.note.setText("")

    def _prepare(self, version: ModelVersion, policy: Policy) -> None:
        self.set_title(
            self.tr("Is v{0} ready for production?").format(version.number), policy_words(policy)
        )
        self.check.show()
        self.check.setText(self.tr("Check now"))
        self.check.set_enabled(True)

    def _set(self, lines: Sequence[Line]) -> None:
        self._lines = list(lines)
        self.list.set_lines(self._lines)


def policy_words(policy: Policy) -> str:
    """Return which rules apply."""
    if policy.number == 0:
        return tr("Built-in rules")
    return tr("Rules, version {0}").format(policy.number)


def rule_lines(version: ModelVersion, policy: Policy) -> list[Line]:
    """Return the rules of a policy, before anybody asked them."""
    about = metric(policy.metric or version.metric)
    limit = tr("at most") if about.is_loss else tr("at least")
    if policy.metric_gate is Enforcement.OFF:
        threshold = tr("switched off")
    elif policy.threshold is None:
        threshold = tr("no threshold set")
    else:
        wanted = numerals.brief(policy.threshold)
        threshold = tr("not checked · {0} {1} wanted").format(limit, wanted)
    allowed = Stage.PRODUCTION in ALLOWED_MOVES[version.stage]
    order = tr("{0} → production").format(version.stage)
    if not allowed:
        order = tr("promote it to staging first")
    champion = tr("not checked")
    if policy.champion_gate is Enforcement.OFF:
        champion = tr("switched off")
    proofs = (
        (tr("Made again from what is stored"), policy.reproduced_gate),
        (tr("Model card complete"), policy.card_gate),
    )
    return [
        (Mark.FINE if allowed else Mark.PROBLEM, tr("Stages in order"), order),
        (Mark.NONE, tr("{0} good enough").format(about.title), threshold),
        (Mark.NONE, tr("Not worse than production on the same rows"), champion),
        *(
            (Mark.NONE, title, tr("not checked"))
            for title, gate in proofs
            if gate is not Enforcement.OFF
        ),
    ]


def gate_lines(gates: Sequence[GateResult]) -> list[Line]:
    """Return the gates' answers; a gate that only warns is no problem, but to be watched."""
    return [(_mark(gate), gate.title, _detail(gate)) for gate in gates]


def _mark(gate: GateResult) -> Mark:
    if gate.status is GateStatus.FAIL and not gate.is_blocking:
        return Mark.WATCH
    return mark_of(gate.status)


def _detail(gate: GateResult) -> str:
    found = _HYPHEN.sub("−", gate.detail)
    if gate.status is GateStatus.FAIL and not gate.is_blocking:
        return tr("{0} (warns only)").format(found)
    if gate.status is GateStatus.CANNOT_TELL:
        return tr("cannot tell: {0}").format(found)
    return found


def verdict(found: PromotionCheck) -> str:
    """Return what the gates mean together."""
    if not found.is_allowed:
        count = sum(gate.is_blocking for gate in found.gates)
        if count == 1:
            return tr("Not ready: one check prevents it.")
        return tr("Not ready: {0} checks prevent it.").format(count)
    doubts = any(gate.status in (GateStatus.CANNOT_TELL, GateStatus.FAIL) for gate in found.gates)
    if doubts:
        return tr("Nothing prevents it; look at what is marked ◆.")
    return tr("Ready: nothing prevents it.")
