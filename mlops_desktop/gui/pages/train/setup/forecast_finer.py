"""Of a forecast what few people change: what is learned, days without a row, the interval."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.forms import Choice, DecimalField, FormRow
from mlops_desktop.gui.widgets.layouts import column, row

_LEARNED: tuple[tuple[object, str], ...] = (
    (True, "The change since one season before"),
    (False, "The level itself"),
)
_FILLS: tuple[tuple[object, str], ...] = (
    ("missing", "Its value is not known"),
    ("zero", "Its value is zero"),
)


def forecast_words(plan: ForecastPlan) -> str:
    """Return how a series is forecast beside its days, in a line."""
    learned = tr("changes since one season before") if plan.is_differenced else tr("levels")
    words = [tr("learns {0}").format(learned)]
    if plan.fill == "zero":
        words.append(tr("days without a row are zero"))
    words.append(tr("intervals for {0} % of the days").format(numerals.brief(100 * plan.coverage)))
    if plan.has_yearly_terms:
        words.append(tr("the place in the year"))
    return ", ".join(words)


class ForecastFiner(QWidget):
    """Asks what few people change of a forecast.

    Signals:
        changed(): something is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.learned = Choice(_LEARNED, parent=self)
        self.fill = Choice(_FILLS, parent=self)
        self.coverage = DecimalField((50.0, 99.0), 90.0, 1, "%", parent=self)
        self.coverage.setSingleStep(1.0)
        self.yearly = QCheckBox(self.tr("Learn the place in the year as well"), self)
        fields = row(spacing=SPACE_4)
        for label, field, hint in (
            (
                self.tr("What is learned"),
                self.learned,
                self.tr("The change suits what grows or falls; the level, what stays level."),
            ),
            (
                self.tr("A day without a row"),
                self.fill,
                self.tr("Zero where no row means that nothing happened."),
            ),
            (
                self.tr("Days the interval shall hold"),
                self.coverage,
                self.tr("More days, a wider interval; the backtest tells how many it held."),
            ),
        ):
            made = FormRow(label, field, hint, parent=self)
            fields.addWidget(made, 1, Qt.AlignmentFlag.AlignTop)
        self.yearly_row = FormRow(
            "",
            self.yearly,
            self.tr("For what returns every year; it takes two full years before the backtest."),
            parent=self,
        )
        self.yearly_row.label.hide()
        self.setLayout(column(fields, self.yearly_row, spacing=SPACE_4))
        for choice in (self.learned, self.fill):
            choice.currentIndexChanged.connect(self._on_changed)
        self.coverage.valueChanged.connect(self._on_changed)
        self.yearly.toggled.connect(self._on_changed)

    def show_plan(self, plan: ForecastPlan) -> None:
        """Take over how a series was forecast."""
        self.learned.set_value(plan.is_differenced)
        self.fill.set_value(plan.fill)
        self.coverage.setValue(100 * plan.coverage)
        self.yearly.setChecked(plan.has_yearly_terms)

    def in_plan(self, plan: ForecastPlan) -> ForecastPlan:
        """Return a plan with what was chosen here."""
        return replace(
            plan,
            is_differenced=bool(self.learned.value()),
            fill=str(self.fill.value()),
            coverage=round(self.coverage.value() / 100, 6),
            has_yearly_terms=self.yearly.isChecked(),
        )

    def _on_changed(self, _value: object) -> None:
        self.changed.emit()
