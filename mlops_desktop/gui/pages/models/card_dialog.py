"""The fields of a model card, each with a line that says what belongs there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model_card import ModelCard, RiskTier, changed_fields
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import boxed, grid
from mlops_desktop.services.model_cards import ModelCardView

Save = Callable[[dict[str, str], str, "ModelCardDialog"], object]
_WIDTH = 720


class ModelCardDialog(Dialog):
    """Asks for the fields; only those that were changed are saved.

    Args:
        view: the card as it stands.
        save: called with value by changed field, the reason, and the dialog, which stays open
            until ``accept()``.

    Attributes:
        owner, intended_use, out_of_scope, limits, ethics, reason: texts. risk_tier: a choice.
    """

    def __init__(self, parent: QWidget, view: ModelCardView, save: Save) -> None:
        super().__init__(
            parent,
            parent.tr("Model card of {0}").format(view.version.label),
            parent.tr("Save the card"),
            lead=parent.tr(
                "It holds for this version. Every change is kept with who, when and why."
            ),
        )
        self._before, self._save = view.card, save
        self.setMinimumWidth(theme.px(_WIDTH))
        self.owner, self.reason = QLineEdit(view.card.owner, self), QLineEdit(self)
        self.risk_tier = Choice([(item, item.words) for item in RiskTier], parent=self)
        self.risk_tier.set_value(view.card.risk_tier)
        self.intended_use = self._text(view.card.intended_use)
        self.out_of_scope = self._text(view.card.out_of_scope)
        self.limits = self._text(view.card.limits)
        self.ethics = self._text(view.card.ethics)
        self._lay_out()
        self._connect()
        self.on_accept = self._finish
        self._show_ready()
        self.owner.setFocus()

    def _text(self, text: str) -> QPlainTextEdit:
        field = QPlainTextEdit(text, self, tabChangesFocus=True)
        field.setFixedHeight(theme.px(64))
        return field

    def _lay_out(self) -> None:
        fields = (
            (self.tr("Owner"), self.owner, self.tr("Who answers for it.")),
            (self.tr("Risk tier"), self.risk_tier, self.tr("What a wrong answer may cost.")),
            (
                self.tr("Intended use"),
                self.intended_use,
                self.tr("What its answers are for, and who uses them."),
            ),
            (
                self.tr("Out-of-scope use"),
                self.out_of_scope,
                self.tr("What it must not be used for."),
            ),
            (self.tr("Limits"), self.limits, self.tr("Where it is weak, what to mind.")),
            (
                self.tr("Ethical notes"),
                self.ethics,
                self.tr("Whom its answers touch, what was done about harm."),
            ),
        )
        layout = grid(1, 1, spacing=SPACE_4)
        for place, (label, field, words) in enumerate(fields):
            line = FormRow(label, field, words, parent=self)
            layout.addWidget(line, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        why = FormRow(
            self.tr("Why"), self.reason, self.tr("Kept in the log with this change."), parent=self
        )
        layout.addWidget(why, 3, 0, 1, 2)
        self.body.addWidget(boxed(layout, self))

    def _connect(self) -> None:
        self.owner.textChanged.connect(self._show_ready)
        self.risk_tier.currentIndexChanged.connect(self._show_ready)
        for text in (self.intended_use, self.out_of_scope, self.limits, self.ethics):
            text.textChanged.connect(self._show_ready)

    def card(self) -> ModelCard:
        """Return the card as the fields stand."""
        return ModelCard(
            owner=self.owner.text().strip(),
            risk_tier=RiskTier(str(self.risk_tier.value())),
            intended_use=self.intended_use.toPlainText().strip(),
            out_of_scope=self.out_of_scope.toPlainText().strip(),
            limits=self.limits.toPlainText().strip(),
            ethics=self.ethics.toPlainText().strip(),
        )

    def changes(self) -> dict[str, str]:
        """Return the fields that were changed, with their new values."""
        after = self.card()
        return {field: str(getattr(after, field)) for field in changed_fields(self._before, after)}

    def show_error(self, error: UserError) -> None:
        """Say what went wrong; what was typed stays."""
        super().show_error(error)
        self._show_ready()

    def _show_ready(self) -> None:
        why = "" if self.changes() else self.tr("Nothing was changed yet.")
        self.accept_button.set_enabled(not why, why)

    def _finish(self) -> None:
        self.accept_button.setEnabled(False)
        self._save(self.changes(), self.reason.text().strip(), self)
