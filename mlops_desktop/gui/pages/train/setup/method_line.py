"""One method: its tick, what it costs here, its parameters, how it works and when to take it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from mlops_desktop.core.algorithms import Algorithm
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MethodParameters
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.setup.costs import cost_words
from mlops_desktop.gui.pages.train.setup.parameters import ParametersDialog
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import Text

_PREDICTS = {
    Task.CLASSIFICATION: "classes",
    Task.REGRESSION: "numbers",
    Task.COUNT: "counts and amounts",
    Task.FORECAST: "the days to come of a dated series",
    Task.ANOMALY: "which rows are unlike the others",
}


def misfit(item: Algorithm, task: Task, rows: int) -> str:
    """Return why a method cannot be tried on so many rows for this; "" when it can."""
    if task not in item.tasks:
        fits = " or ".join(tr(_PREDICTS[fitting]) for fitting in item.tasks)
        return tr("Not here: it predicts {0}.").format(fits)
    if item.most_rows is not None and rows > item.most_rows:
        return tr("Not here: it would not end on more than {0} rows.").format(f"{item.most_rows:,}")
    return ""


class MethodLine(QWidget):
    """One method; below its name a sentence, or why it does not fit.

    Args:
        on_changed: called when its tick or its parameters are different.
    """

    def __init__(self, item: Algorithm, on_changed: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.item, self.is_wanted, self._on_changed = item, item.is_default, on_changed
        self._values: dict[str, str] = {}
        self._task: Task | None = None
        self._why_not = ""
        self.box = QCheckBox(item.title, self)
        self.cost = Text("", TextRole.SECONDARY, "muted", parent=self)
        self.parameters = LinkButton("", self.edit, parent=self)
        self.plain = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.use = Text(item.use, TextRole.SECONDARY, "muted", wrap=True, parent=self)
        for words in (self.plain, self.use):
            words.setContentsMargins(26, 0, 0, 0)
        top = row(self.box, None, self.cost, self.parameters, spacing=SPACE_2)
        top.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        column(top, self.plain, self.use, None, spacing=2, parent=self)
        self.box.toggled.connect(self._on_toggled)

    def show_fit(self, task: Task, why_not: str) -> None:
        """Offer it, or grey it out with the reason."""
        self._task, self._why_not = task, why_not
        was_blocked = self.box.blockSignals(True)
        self.box.setChecked(self.is_wanted and not why_not)
        self.box.blockSignals(was_blocked)
        self.box.setEnabled(not why_not)
        self.plain.setText(why_not or self.item.plain)
        self.use.setVisible(not why_not)
        self.box.setAccessibleDescription(why_not or f"{self.item.plain} {self.item.use}")
        self._say()

    def show_cost(self, rows: int, fits: float) -> None:
        """Say how long it takes on so many rows."""
        self.cost.setText(cost_words(self.item.cost, rows, fits))

    def set_wanted(self, is_wanted: bool) -> None:
        """Tick it or not, without telling anybody."""
        self.is_wanted = is_wanted
        was_blocked = self.box.blockSignals(True)
        self.box.setChecked(is_wanted and self.box.isEnabled())
        self.box.blockSignals(was_blocked)

    # Parameters ---------------------------------------------------------------------------

    def set_values(self, values: dict[str, str]) -> None:
        """Take over parameters that were set by hand."""
        self._values = dict(values)
        self._say()

    def chosen(self) -> MethodParameters | None:
        """Return what was set by hand; None: nothing."""
        if self._task is None:
            return None
        known = [item.key for item in self.item.parameters_for(self._task)]
        found = tuple((key, self._values[key]) for key in known if key in self._values)
        return MethodParameters(self.item.key, found) if found else None

    def edit(self) -> ParametersDialog | None:
        """Open its parameters."""
        if self._task is None:
            return None
        dialog = ParametersDialog(self, self.item, self._task, self._values, self._on_values)
        dialog.open()
        return dialog

    def _on_values(self, values: dict[str, str]) -> None:
        self.set_values(values)
        self._on_changed()

    def _say(self) -> None:
        fitting = self.item.parameters_for(self._task) if self._task is not None else ()
        is_shown = bool(fitting) and not self._why_not
        self.parameters.setVisible(is_shown)
        self.cost.setVisible(not self._why_not)
        chosen = self.chosen()
        words = tr("Parameters…")
        if chosen is not None:
            words = tr("{0} changed…").format(numerals.counted(len(chosen.values), "parameter"))
        self.parameters.setText(words)
        self.parameters.setAccessibleName(f"{self.item.title}: {words}")

    def _on_toggled(self, is_ticked: bool) -> None:
        self.is_wanted = is_ticked
        self._on_changed()
