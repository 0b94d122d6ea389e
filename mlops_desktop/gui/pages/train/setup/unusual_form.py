"""What shall be called unusual, and whether somebody knows the answer for some rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.anomaly import AnomalyPlan
from mlops_desktop.core.dataset import Column
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.forms import Choice, DecimalField, FormRow
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.jobs.training_requests import ValueCounts


class UnusualForm(QWidget):
    """Asks how many rows are called unusual, and for a column of known answers.

    Signals:
        changed(): something is different now.
        values_wanted(str): the values of this column are to be offered.
    """

    changed = Signal()
    values_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: str | None = None
        self.share = DecimalField((0.01, 50.0), 1.0, 2, "%", parent=self)
        self.labels = Choice([], parent=self)
        self.value = Choice([], parent=self)
        self.share_row = FormRow(
            self.tr("Call unusual"),
            self.share,
            self.tr("Of the training rows; later rows that are as unusual."),
            parent=self,
        )
        self.labels_row = FormRow(
            self.tr("Known answers"),
            self.labels,
            self.tr("They judge; nothing is learned from them."),
            parent=self,
        )
        self.value_row = FormRow(self.tr("Unusual where it is"), self.value, parent=self)
        fields = row(spacing=SPACE_4)
        for item in (self.share_row, self.labels_row, self.value_row):
            fields.addWidget(item, 1, Qt.AlignmentFlag.AlignTop)
        self.setLayout(fields)
        self.value_row.hide()
        self.share.valueChanged.connect(self._on_changed)
        self.labels.currentIndexChanged.connect(self._on_labels)
        self.value.activated.connect(self._on_value)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Offer these as known answers."""
        none = (None, self.tr("Nobody knows any"))
        self.labels.set_options([none, *((item.name, item.name) for item in columns)])

    def show_values(self, found: ValueCounts) -> None:
        """Offer the values of the known answers, the rarest first."""
        rarest = sorted(found.values, key=lambda pair: pair[1])
        self.value.set_options([(value, value) for value, _ in rarest])
        self.value.set_value(self._value)
        self.changed.emit()

    def show_plan(self, plan: AnomalyPlan, value: str | None) -> None:
        """Take over what was called unusual."""
        self._value = value
        self.share.setValue(100 * plan.share)
        self.labels.set_value(plan.labels)

    def plan(self) -> AnomalyPlan:
        """Return what is called unusual."""
        labels = self.labels.value()
        share = round(self.share.value() / 100, 6)
        return AnomalyPlan(share, str(labels) if labels is not None else None)

    def chosen_value(self) -> str | None:
        """Return the value of the known answers that means unusual; None: the rarer of two."""
        value = self.value.value()
        return str(value) if self.labels.value() is not None and value is not None else None

    def _on_labels(self, _index: int) -> None:
        name = self.labels.value()
        self.value.set_options([])
        self.value_row.setVisible(name is not None)
        if name is not None:
            self.values_wanted.emit(str(name))
        self.changed.emit()

    def _on_value(self, _index: int) -> None:
        self._value = self.chosen_value()
        self.changed.emit()

    def _on_changed(self, _value: object) -> None:
        self.changed.emit()
