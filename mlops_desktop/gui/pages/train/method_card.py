"""Step 3: which methods, each with a plain sentence, what it costs, and whether it fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from mlops_desktop.core.algorithms import ALGORITHMS, FORECASTERS, Algorithm, Cost
from mlops_desktop.core.metrics import Task
from mlops_desktop.gui.pages.train.tables import tr
from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import Text

EVERY = (*FORECASTERS, *ALGORITHMS)
"""All methods; those for days come first, as they are shown together or not at all."""

_PREDICTS = {
    Task.CLASSIFICATION: "classes",
    Task.REGRESSION: "numbers",
    Task.COUNT: "counts and amounts",
    Task.FORECAST: "the days to come of a dated series",
    Task.ANOMALY: "which rows are unlike the others",
}


def cost_words(cost: Cost) -> str:
    """Return how long a method takes, in words."""
    words = {
        Cost.QUICK: tr("Quick."),
        Cost.MEDIUM: tr("Takes a while on many rows."),
        Cost.SLOW: tr("Slow: minutes on many rows."),
    }
    return words[cost]


def misfit(item: Algorithm, task: Task, rows: int) -> str:
    """Return why a method cannot be tried on so many rows for this; "" when it can."""
    if task not in item.tasks:
        fits = " or ".join(tr(_PREDICTS[fitting]) for fitting in item.tasks)
        return tr("Not here: it predicts {0}.").format(fits)
    if item.most_rows is not None and rows > item.most_rows:
        return tr("Not here: it would not end on more than {0} rows.").format(f"{item.most_rows:,}")
    return ""


class MethodLine(QWidget):
    """One method: its tick, and below it the sentence, or why it does not fit."""

    def __init__(
        self, item: Algorithm, on_ticked: Callable[[str, bool], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.item, self.is_wanted, self._on_ticked = item, item.is_default, on_ticked
        self.box = QCheckBox(item.title, self)
        self.plain = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.plain.setContentsMargins(26, 0, 0, 4)
        column(self.box, self.plain, spacing=2, parent=self)
        self.box.toggled.connect(self._on_toggled)

    def show_fit(self, why_not: str) -> None:
        """Offer it, or grey it out with the reason."""
        was_blocked = self.box.blockSignals(True)
        self.box.setChecked(self.is_wanted and not why_not)
        self.box.blockSignals(was_blocked)
        self.box.setEnabled(not why_not)
        words = why_not or f"{self.item.plain} {self.item.use} {cost_words(self.item.cost)}"
        self.plain.setText(words)
        self.box.setAccessibleDescription(words)

    def _on_toggled(self, is_ticked: bool) -> None:
        self.is_wanted = is_ticked
        self._on_ticked(self.item.key, is_ticked)


class MethodCard(Card):
    """Asks which methods to try; the usual ones are ticked at first, the rest is folded.

    Signals:
        changed(): a tick is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("3  Which methods"), parent=parent)
        self._fit: tuple[Task, int] | None = None
        self.lines = {item.key: MethodLine(item, self._on_ticked, self) for item in EVERY}
        self.boxes = {key: line.box for key, line in self.lines.items()}
        self._usual = column(spacing=SPACE_2)
        self.add(self._usual)
        self.others = QWidget(self)
        self.others.hide()
        self._folded = column(spacing=SPACE_2, parent=self.others)
        self.more = LinkButton(self.tr("More methods"), self._on_more, parent=self)
        self.add(row(self.more, None), self.others)
        self.show_task(Task.REGRESSION)

    def show_task(self, task: Task, rows: int = 0) -> None:
        """Offer what fits: the usual methods first, what cannot be tried greyed out and last."""
        if self._fit == (task, rows):
            return
        is_same_task = self._fit is not None and self._fit[0] is task
        self._fit = (task, rows)
        for line in self.lines.values():
            line.show_fit(misfit(line.item, task, rows))
        if not is_same_task:
            self._arrange(task)

    def _arrange(self, task: Task) -> None:
        fitting = [line for line in self.lines.values() if task in line.item.tasks]
        usual = [line for line in fitting if line.item.is_default]
        rest = [line for line in fitting if not line.item.is_default]
        rest += [line for line in self.lines.values() if task not in line.item.tasks]
        _fill(self._usual, usual)
        _fill(self._folded, rest)

    def chosen(self, task: Task) -> tuple[str, ...]:
        """Return the ticked methods that can predict this, in the order they are trained."""
        return tuple(
            key
            for key, line in self.lines.items()
            if task in line.item.tasks and line.is_wanted and line.box.isEnabled()
        )

    def choose(self, keys: Sequence[str]) -> None:
        """Tick exactly these; what is folded shows when something in it is ticked."""
        for key, line in self.lines.items():
            line.is_wanted = key in keys
            line.box.blockSignals(True)
            line.box.setChecked(line.is_wanted and line.box.isEnabled())
            line.box.blockSignals(False)
        if self.others.isHidden() and any(not self.lines[key].item.is_default for key in keys):
            self._on_more()
        self.changed.emit()

    def _on_more(self) -> None:
        is_open = self.others.isHidden()
        self.others.setVisible(is_open)
        self.more.setText(self.tr("Fewer methods") if is_open else self.tr("More methods"))

    def _on_ticked(self, _key: str, _is_ticked: bool) -> None:
        self.changed.emit()


def _fill(layout: QVBoxLayout, lines: Sequence[QWidget]) -> None:
    while layout.takeAt(0) is not None:
        pass  # the widgets stay: they only move
    for line in lines:
        layout.addWidget(line)
        line.show()  # moving to another parent hides it
