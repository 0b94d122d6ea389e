"""The fields of a model card, each with a line that says what belongs there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.model_card import ModelCard, RiskTier, changed_fields
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import boxed, grid
from mlops_desktop.gui.widgets.stated_dialog import Save, StatedDialog
from mlops_desktop.services.model_cards import ModelCardView

_WIDTH = 720
_TEXT = 64


class ModelCardDialog(StatedDialog):
    """Asks for the fields; only those that were changed are saved.

    Args:
        view: the card as it stands.

    Attributes:
        owner, intended_use, out_of_scope, limits, ethics: texts. risk_tier: a choice.
    """

    def __init__(self, parent: QWidget, view: ModelCardView, save: Save) -> None:
        super().__init__(
            parent,
            parent.tr("Model card of {0}").format(view.version.label),
            parent.tr("Save the card"),
            lead=parent.tr(
                "It holds for this version. Every change is kept with who, when and why."
            ),
            save=save,
        )
        self._before = view.card
        self.setMinimumWidth(theme.px(_WIDTH))
        self.owner = QLineEdit(view.card.owner, self)
        self.risk_tier = Choice([(item, item.words) for item in RiskTier], parent=self)
        self.risk_tier.set_value(view.card.risk_tier)
        self.intended_use = self.long_text(view.card.intended_use, _TEXT)
        self.out_of_scope = self.long_text(view.card.out_of_scope, _TEXT)
        self.limits = self.long_text(view.card.limits, _TEXT)
        self.ethics = self.long_text(view.card.ethics, _TEXT)
        self._lay_out()
        self.watch(self.owner, self.risk_tier, self.intended_use)
        self.watch(self.out_of_scope, self.limits, self.ethics)
        self.show_ready()
        self.owner.setFocus()

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
