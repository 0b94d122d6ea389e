"""The promotion dialog is the audit record: from, to, what it replaces, checks, reason."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.stage import ALLOWED_MOVES, Stage
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.models.ready_card import gate_lines, verdict
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.badge import StageBadge
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.facts import CheckList
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services import promotion
from mlops_desktop.services.promotion import PromotionCheck, PromotionSummary

USUAL = {
    Stage.DEVELOPMENT: Stage.STAGING,
    Stage.STAGING: Stage.PRODUCTION,
    Stage.PRODUCTION: Stage.ARCHIVED,
    Stage.ARCHIVED: Stage.STAGING,
}
"""Where a version usually goes next."""


def verb_for(stage: Stage) -> str:
    """Return what the primary button says."""
    return {
        Stage.STAGING: "Promote to staging",
        Stage.PRODUCTION: "Promote to production",
        Stage.ARCHIVED: "Archive",
        Stage.DEVELOPMENT: "Move to development",
    }[stage]


class PromoteDialog(Dialog):
    """Moves a version, once its checks allow it and there is a reason.

    Args:
        page: its owner.
        version: what is moved.
        to: where to; the person may choose otherwise.
    """

    def __init__(self, page: Page, version: ModelVersion, to: Stage | None = None) -> None:
        to = to or USUAL[version.stage]
        super().__init__(page, page.tr("Promote {0}").format(version.label), verb_for(to))
        self._page, self._version = page, version
        self._check: PromotionCheck | None = None
        self._job: Job | None = None
        self._is_busy = False
        targets = [stage for stage in Stage if stage in ALLOWED_MOVES[version.stage]]
        self.target = Choice([(stage, str(stage)) for stage in targets], parent=self)
        self.target.setAccessibleName(self.tr("To stage"))
        self.target.set_value(to)
        self.replaced = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.gates = CheckList(is_stacked=True, parent=self)
        self.verdict = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.reason = QPlainTextEdit(self, tabChangesFocus=True)
        self.reason.setFixedHeight(theme.px(72))
        self.confirm = QLineEdit(self)
        self.why_not = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self._lay_out()
        self.on_accept = self._promote
        self.target.currentIndexChanged.connect(self._on_target)
        self.reason.textChanged.connect(self._show_ready)
        self.confirm.textChanged.connect(self._show_ready)
        self.setMinimumWidth(theme.px(560))
        self._ask()
        self.reason.setFocus()

    def _lay_out(self) -> None:
        move = row(spacing=SPACE_3)
        move.addWidget(StageBadge(self._version.stage, parent=self))
        move.addWidget(Text("→", TextRole.BODY, "muted", parent=self))
        move.addWidget(self.target, 1)
        self.body.addLayout(move)
        self.body.addWidget(self.replaced)
        self.body.addWidget(self.gates)
        self.body.addWidget(self.verdict)
        self.body.addWidget(
            FormRow(
                self.tr("Reason"),
                self.reason,
                self.tr("It is kept in the log with what the checks said."),
                parent=self,
            )
        )
        self._confirm_row = FormRow(
            self.tr("Type {0} to confirm").format(self._version.label), self.confirm, parent=self
        )
        self.body.addWidget(self._confirm_row)
        self.body.addWidget(self.why_not)

    @property
    def to(self) -> Stage:
        """The stage that is chosen."""
        return Stage(str(self.target.value()))

    def obstacle(self) -> str:
        """Return why it cannot be promoted yet; "" when it can."""
        if self._is_busy:
            return self.tr("It is being moved.")
        if self._check is None:
            return self.tr("The checks are running.")
        if not self._check.is_allowed:
            return self.tr("A check prevents it. Change the version, or the rules with a reason.")
        if not self.reason.toPlainText().strip():
            return self.tr("Write the reason first.")
        if self.to is Stage.PRODUCTION and self.confirm.text().strip() != self._version.label:
            return self.tr("Type {0} to confirm.").format(self._version.label)
        return ""

    # Checking -----------------------------------------------------------------------------

    def _on_target(self, _index: int) -> None:
        self.bar.clear()
        self._ask()

    def _ask(self) -> None:
        self._check = None
        self.accept_button.setText(verb_for(self.to))
        self._confirm_row.setVisible(self.to is Stage.PRODUCTION)
        self.replaced.setText("")
        self.replaced.hide()
        self.gates.set_lines([(Mark.NONE, self.tr("Checking…"), "")])
        self.verdict.hide()
        self._show_ready()
        session, ref, to = self._page.desk.session, self._version.label, self.to
        self._stop()
        self._job = self._page.desk.gateway.job(
            self.tr("Checking {0}").format(ref),
            lambda work: promotion.check(session, ref, to, work),
            self._on_checked,
            self._on_check_failed,
            owner=self,
            is_quiet=True,
        )
        self._job.advanced.connect(self._on_advanced)

    def _on_advanced(self) -> None:
        """Say what the checks are at, such as waiting for a training to end."""
        if self._job is not None and not self._job.state.is_final:
            self.gates.set_lines([(Mark.NONE, f"{self._job.step.phase}…", "")])

    def _on_checked(self, found: PromotionCheck) -> None:
        if found.to_stage is not self.to:
            return
        self._check = found
        if found.replaces is not None:
            self.replaced.setText(
                self.tr("It replaces v{0}, which is archived in the same step.").format(
                    found.replaces.number
                )
            )
            self.replaced.show()
        self.gates.set_lines(gate_lines(found.gates))
        self.verdict.setText(verdict(found))
        self.verdict.setVisible(len(found.gates) > 1)
        self._show_ready()
        self.adjustSize()

    def _on_check_failed(self, error: UserError) -> None:
        self.gates.set_lines([])
        self.show_error(error)
        self._show_ready()

    def _show_ready(self) -> None:
        obstacle = self.obstacle()
        self.accept_button.set_enabled(not obstacle, obstacle)
        self.why_not.setText(obstacle)
        self.why_not.setVisible(bool(obstacle))

    # Moving -------------------------------------------------------------------------------

    def _promote(self) -> None:
        if self.obstacle():
            return
        self._is_busy = True
        self.bar.clear()
        self._show_ready()
        session, ref, to = self._page.desk.session, self._version.label, self.to
        reason = self.reason.toPlainText().strip()
        self._page.desk.gateway.job(
            self.tr("Promoting {0}").format(ref),
            lambda work: promotion.promote(session, ref, to, reason, work),
            self._on_promoted,
            self._on_refused,
            owner=self,
        )

    def _on_promoted(self, summary: PromotionSummary) -> None:
        words = self.tr("{0} is in {1}.").format(self._version.label, summary.event.to_stage)
        if summary.check.replaces is not None:
            words += " " + self.tr("{0} is archived.").format(summary.check.replaces.label)
        self._page.desk.say(words, Tone.OK)
        self.accept()

    def _on_refused(self, error: UserError) -> None:
        self._is_busy = False
        self._ask()
        self.show_error(error)
        self._show_ready()

    def done(self, result: int) -> None:
        """Ask nothing more once it closes."""
        self._stop()
        super().done(result)

    def _stop(self) -> None:
        if self._job is not None and not self._job.state.is_final:
            self._job.cancel()
        self._job = None
