"""What decisions are worth, in the person's own unit, and the threshold that follows."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.decision import Worth
from mlops_desktop.core.errors import UserError
from mlops_desktop.gui import numerals
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_4, TextRole
from mlops_desktop.gui.widgets.layouts import column, grid
from mlops_desktop.gui.widgets.text import Text

_EXAMPLE = Worth("€", hit=0.0, miss=-50.0, false_alarm=-5.0)


_COMMA = re.compile(r"[-+]?(0,\d+|\d+,(\d{1,2}|\d{4,}))")
"""A comma before the decimals: no thousands are marked off like that."""


class WorthField(QLineEdit):
    """A number of any size, written as where the window is used, or with a point or a comma."""

    def number(self) -> float | None:
        """Return the number; None while there is none."""
        text = self.text().strip().replace("−", "-")
        if _COMMA.fullmatch(text):
            text = text.replace(",", ".")
        else:
            value, is_number = self.locale().toDouble(text)
            if is_number and math.isfinite(value):
                return value
        try:
            number = float(text)
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def show_number(self, value: float) -> None:
        """Write a number so that it is read as the same again."""
        plain = self.locale()
        plain.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        self.setText(plain.toString(value, "g", 12))


class WorthForm(QWidget):
    """A field for each of the four outcomes.

    Signals:
        changed(): something is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unit = QLineEdit(_EXAMPLE.unit, self)
        self.fields = {name: WorthField(self) for name in ("hit", "miss", "false_alarm", "rest")}
        self._heads = [Text("", TextRole.SECONDARY_STRONG, parent=self) for _ in range(4)]
        self.says = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        layout = grid(2, 2, 2, 2, spacing=SPACE_4)
        layout.setVerticalSpacing(SPACE_2)
        actual_yes, actual_no, said_yes, said_no = self._heads
        layout.addWidget(said_yes, 0, 1)
        layout.addWidget(said_no, 0, 2)
        layout.addWidget(actual_yes, 1, 0)
        layout.addWidget(actual_no, 2, 0)
        layout.addWidget(self.fields["hit"], 1, 1)
        layout.addWidget(self.fields["miss"], 1, 2)
        layout.addWidget(self.fields["false_alarm"], 2, 1)
        layout.addWidget(self.fields["rest"], 2, 2)
        unit = Text(self.tr("Unit"), TextRole.SECONDARY_STRONG, parent=self)
        unit.setBuddy(self.unit)
        self.unit.setAccessibleName(unit.text())
        layout.addWidget(unit, 0, 3)
        layout.addWidget(self.unit, 1, 3)
        self.setLayout(column(layout, self.says, spacing=SPACE_2))
        self.show_worth(_EXAMPLE)
        for field in (self.unit, *self.fields.values()):
            field.textChanged.connect(self._on_text)
        self.show_classes("", "")

    def show_classes(self, positive: str, negative: str) -> None:
        """Name the classes."""
        yes, no = positive or self.tr("positive"), negative or self.tr("negative")
        words = (
            self.tr("is {0}").format(yes),
            self.tr("is {0}").format(no),
            self.tr("taken for {0}").format(yes),
            self.tr("taken for {0}").format(no),
        )
        for head, text in zip(self._heads, words, strict=True):
            head.setText(text)
        names = {
            "hit": (words[0], words[2]),
            "miss": (words[0], words[3]),
            "false_alarm": (words[1], words[2]),
            "rest": (words[1], words[3]),
        }
        for key, (actual, said) in names.items():
            self.fields[key].setAccessibleName(self.tr("Worth of: {0}, {1}").format(actual, said))
        self._say()

    def show_worth(self, worth: Worth) -> None:
        """Take over what decisions were worth."""
        self.unit.setText(worth.unit)
        for name, field in self.fields.items():
            field.show_number(getattr(worth, name))

    def worth(self) -> Worth | None:
        """Return what decisions are worth; None while a field holds no number."""
        numbers = {}
        for name, field in self.fields.items():
            number = field.number()
            if number is None:
                return None
            numbers[name] = number
        return Worth(self.unit.text().strip(), **numbers)

    def problem(self) -> str:
        """Return why this cannot be; "" when it can."""
        worth = self.worth()
        if worth is None:
            return self.tr("Give each worth a number; costs are below zero.")
        try:
            _ = worth.threshold
        except UserError as error:
            return f"{error.message} {error.hint}"
        return ""

    def _on_text(self, _text: str) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        problem, worth = self.problem(), self.worth()
        self.says.set_tone("bad" if problem else "muted")
        if problem or worth is None:
            self.says.setText(problem)
            return
        share = numerals.brief(100 * worth.threshold)
        self.says.setText(
            self.tr(
                "Costs are below zero. With probabilities that are right, it pays to decide for "
                "{0} from {1} % on; without a calibration the threshold that is worth most in the "
                "folds is taken."
            ).format(self._heads[2].text().removeprefix(self.tr("taken for ")), share)
        )
