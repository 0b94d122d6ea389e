"""Whether good parameters are looked for, and how long."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from mlops_desktop.core.search import Search, SearchMethod
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.forms import Choice, DecimalField, FormRow, NumberField
from mlops_desktop.gui.widgets.layouts import column, row

_WAYS: tuple[tuple[object, str], ...] = (
    (SearchMethod.HALVING, "Many on few rows, the best on more"),
    (SearchMethod.RANDOM, "Each on all rows"),
)
_A_WEEK = 10_080.0


def search_words(search: Search | None) -> str:
    """Return how parameters are looked for, in a line."""
    if search is None:
        return tr("off: each method takes its usual parameters")
    words = [tr("{0} per method").format(numerals.counted(search.candidates, "set"))]
    if search.minutes is not None:
        words.append(tr("at most {0} min each").format(numerals.brief(search.minutes)))
    is_halving = search.method is SearchMethod.HALVING
    words.append(tr("the better third goes on") if is_halving else tr("all rows each"))
    if search.is_nested:
        words.append(tr("the search itself is judged"))
    return ", ".join(words)


class SearchForm(QWidget):
    """Asks how parameters are looked for.

    Signals:
        changed(): something is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on = QCheckBox(self.tr("Try several sets of parameters per method"), self)
        self.candidates = NumberField(1, 1000, 20, self.tr("sets"), parent=self)
        self.minutes = DecimalField((0.0, _A_WEEK), 0.0, 1, self.tr("min"), parent=self)
        self.minutes.setSpecialValueText(self.tr("no limit"))
        self.way = Choice(_WAYS, parent=self)
        self.nested = QCheckBox(self.tr("Judge the search itself (nested cross-validation)"), self)
        fields = row(spacing=SPACE_4)
        for label, field, hint in (
            (self.tr("How many"), self.candidates, self.tr("The defaults are the first.")),
            (self.tr("How long"), self.minutes, self.tr("Per method; no set begins after it.")),
            (self.tr("How"), self.way, self.tr("Measured by cross-validation.")),
        ):
            made = FormRow(label, field, hint, parent=self)
            fields.addWidget(made, 1, Qt.AlignmentFlag.AlignTop)
        self.nested_row = FormRow(
            "",
            self.nested,
            self.tr(
                "The best of many looks better than it is in the folds that chose it; the hold-out "
                "takes no part and stays honest. Nested, the cross-validation is honest too; it "
                "takes as many times longer as there are folds, three at least."
            ),
            parent=self,
        )
        self.nested_row.label.hide()
        self.inside = QWidget(self)
        self.inside.setLayout(column(fields, self.nested_row, spacing=SPACE_4))
        self.setLayout(column(self.on, self.inside, spacing=SPACE_4))
        self.inside.setEnabled(False)
        self.on.toggled.connect(self._on_toggled)
        for field in (self.candidates, self.minutes):
            field.valueChanged.connect(self._on_changed)
        self.way.currentIndexChanged.connect(self._on_changed)
        self.nested.toggled.connect(self._on_changed)

    def search(self) -> Search | None:
        """Return how parameters are looked for; None: they are not."""
        if not self.on.isChecked():
            return None
        return Search(
            self.candidates.value(),
            self.minutes.value() or None,
            SearchMethod(str(self.way.value())),
            self.nested.isChecked(),
        )

    def show_search(self, search: Search | None) -> None:
        """Take over how they were looked for."""
        self.on.setChecked(search is not None)
        if search is not None:
            self.candidates.setValue(search.candidates)
            self.minutes.setValue(search.minutes or 0.0)
            self.way.set_value(search.method)
            self.nested.setChecked(search.is_nested)

    def _on_toggled(self, is_on: bool) -> None:
        self.inside.setEnabled(is_on)
        self.changed.emit()

    def _on_changed(self, _value: object) -> None:
        self.changed.emit()
