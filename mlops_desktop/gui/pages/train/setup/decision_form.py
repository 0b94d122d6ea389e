"""How rows count while fitting, and how classes are decided."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.decision import MOST_PROBABLE, Balance, Calibration, Decision
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.setup.tick_list import TickItem, TickList
from mlops_desktop.gui.pages.train.setup.worth_form import WorthForm
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.forms import Choice, DecimalField, FormRow
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import Text

_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
_PROBABLE, _FIXED, _WORTH = "probable", "fixed", "worth"
_WEIGHTS: tuple[tuple[object, str], ...] = (
    ("", "All rows the same"),
    ("classes", "Each class as a whole the same"),
    ("column", "As a column says"),
)
_CALIBRATIONS: tuple[tuple[object, str], ...] = (
    (Calibration.NONE, "As the method gives them"),
    (Calibration.SIGMOID, "Corrected by a sigmoid"),
    (Calibration.ISOTONIC, "Corrected by steps (1,000 rows and more)"),
)


def decision_words(decision: Decision, *, is_two: bool) -> str:
    """Return how rows count and, of two classes, how they are decided, in a line."""
    words = [tr("all rows count the same")]
    if decision.balance is Balance.CLASSES:
        words = [tr("each class counts the same")]
    elif decision.weight is not None:
        words = [tr("rows are weighted by {0}").format(decision.weight)]
    if decision.calibration is not Calibration.NONE:
        words.append(tr("probabilities are corrected ({0})").format(decision.calibration))
    if decision.threshold is not None:
        share = numerals.brief(100 * decision.threshold)
        words.append(tr("positive from {0} % on").format(share))
    elif decision.worth is not None:
        words.append(tr("decided by worth in {0}").format(decision.worth.unit or tr("points")))
    elif is_two:
        words.append(tr("the more probable class is the answer"))
    return ", ".join(words)


class DecisionForm(QWidget):
    """Asks for weights, calibration and the rule by which classes are decided.

    Signals:
        changed(): something is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self.weights = Choice(_WEIGHTS, parent=self)
        self.weight = Choice([], parent=self)
        self.calibration = Choice(_CALIBRATIONS, parent=self)
        self.rule = Choice([], parent=self)
        self.threshold = DecimalField((0.001, 0.999), 0.5, 3, parent=self)
        self.worth = WorthForm(self)
        self.sensitive = TickList(self.tr("Groups to decide about alike"), parent=self)
        self.note = Text("", TextRole.SECONDARY, "warn", wrap=True, parent=self)
        self._lay_out()
        self.sensitive.changed.connect(self.changed)
        for choice in (self.weights, self.weight, self.calibration, self.rule):
            choice.currentIndexChanged.connect(self._on_changed)
        self.threshold.valueChanged.connect(self._on_changed)
        self.worth.changed.connect(self._on_changed)
        self.show_classes((), "")

    def _lay_out(self) -> None:
        honest = self.tr("While fitting only: metrics count every row once.")
        self.weights_row = FormRow(self.tr("Rows count"), self.weights, honest, parent=self)
        self.weight_row = FormRow(self.tr("Column of weights"), self.weight, parent=self)
        self.calibration_row = FormRow(self.tr("Probabilities"), self.calibration, parent=self)
        self.rule_row = FormRow(self.tr("The positive class is the answer"), self.rule, parent=self)
        self.threshold_row = FormRow(self.tr("From this probability on"), self.threshold)
        self.fields = row(spacing=SPACE_4)
        for item in (
            self.weights_row,
            self.weight_row,
            self.calibration_row,
            self.rule_row,
            self.threshold_row,
        ):
            self.fields.addWidget(item, 1, Qt.AlignmentFlag.AlignTop)
        self.sensitive_row = FormRow(
            self.tr("Decide alike about the groups of"),
            self.sensitive,
            self.tr(
                "The versions say how far they do, whether a column is learned from or not; none "
                "ticked: columns whose names suggest it."
            ),
            parent=self,
        )
        parts = (self.fields, self.worth, self.sensitive_row, self.note)
        self.setLayout(column(*parts, spacing=SPACE_4))

    # What is shown ------------------------------------------------------------------------

    def show_columns(self, columns: Sequence[Column], target: str) -> None:
        """Offer the columns of numbers as weights."""
        names = [item.name for item in columns if item.type in _NUMBERS and item.name != target]
        self.weight.set_options([(name, name) for name in names])
        others = (item.name for item in columns if item.name != target)
        self.sensitive.set_items(TickItem(name, name) for name in others)
        self._show_what_fits()

    def show_classes(self, classes: Sequence[str], positive: str) -> None:
        """Offer what is possible with these classes; none: a number is predicted."""
        self._classes = tuple(classes)
        negative = next((name for name in classes if name != positive), "")
        self.rule.set_options(
            (
                (_PROBABLE, self.tr("Where it is more probable than not")),
                (_FIXED, self.tr("From a probability you set")),
                (_WORTH, self.tr("Where it is worth more")),
            )
        )
        self.worth.show_classes(positive, negative)
        self._show_what_fits()

    def show_sensitive(self, names: Sequence[str]) -> None:
        """Take over whose groups had to be decided about alike."""
        self.sensitive.tick(names)

    def show_decision(self, decision: Decision) -> None:
        """Take over how rows counted and classes were decided."""
        is_by_class = decision.balance is Balance.CLASSES
        self.weights.set_value("classes" if is_by_class else "column" if decision.weight else "")
        self.weight.set_value(decision.weight)
        self.calibration.set_value(decision.calibration)
        if decision.worth is not None:
            self.worth.show_worth(decision.worth)
        if decision.threshold is not None:
            self.threshold.setValue(decision.threshold)
        is_fixed = decision.threshold is not None
        self.rule.set_value(_FIXED if is_fixed else _WORTH if decision.worth else _PROBABLE)

    # What was chosen ----------------------------------------------------------------------

    def decision(self) -> Decision:
        """Return how rows count and classes are decided."""
        way, rule = self.weights.value(), self.rule.value()
        weight = self.weight.value()
        is_two = len(self._classes) == 2
        return Decision(
            balance=Balance.CLASSES if way == "classes" and self._classes else Balance.NONE,
            weight=str(weight) if way == "column" and weight is not None else None,
            calibration=(
                Calibration(str(self.calibration.value()))
                if self._classes
                else MOST_PROBABLE.calibration
            ),
            worth=self.worth.worth() if is_two and rule == _WORTH else None,
            threshold=self.threshold.value() if is_two and rule == _FIXED else None,
        )

    def obstacle(self) -> str:
        """Return why classes cannot be decided like this; "" when they can."""
        decision = self.decision()
        if decision.balance is not Balance.NONE and decision.calibration is not Calibration.NONE:
            return self.tr(
                "Classes that count the same push probabilities away from the true shares: leave "
                "the correction out, or let all rows count the same."
            )
        if len(self._classes) == 2 and self.rule.value() == _WORTH:
            return self.worth.problem()
        return ""

    def _on_changed(self, _value: object = None) -> None:
        self._show_what_fits()
        self.changed.emit()

    def _show_what_fits(self) -> None:
        is_classes, is_two = bool(self._classes), len(self._classes) == 2
        rule = self.rule.value()
        self.weight_row.setVisible(self.weights.value() == "column")
        self.calibration_row.setVisible(is_classes)
        self.rule_row.setVisible(is_two)
        self.sensitive_row.setVisible(is_two)
        self.threshold_row.setVisible(is_two and rule == _FIXED)
        self.worth.setVisible(is_two and rule == _WORTH)
        why = self.obstacle() if rule != _WORTH else ""
        if self.weights.value() == "classes" and not is_classes:
            why = self.tr("A number is predicted: rows count the same, or as a column says.")
        self.note.setText(why)
        self.note.setVisible(bool(why))
