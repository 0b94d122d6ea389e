"""Step 3: which methods, each with a plain sentence, what it costs, and whether it fits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from mlops_desktop.core.algorithms import ALGORITHMS, DETECTORS, FORECASTERS
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MethodParameters
from mlops_desktop.gui.pages.train.setup.method_line import MethodLine, misfit
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_5
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import grid, row

EVERY = (*FORECASTERS, *DETECTORS, *ALGORITHMS)
"""All methods; those for days, and for no answer, are shown together or not at all."""
_ACROSS = 2


class MethodCard(Card):
    """Asks which methods to try; the usual ones are ticked at first, the rest is folded.

    Signals:
        changed(): a tick or a parameter is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("3  Which methods"), parent=parent)
        self._fit: tuple[Task, int] | None = None
        self.lines = {item.key: MethodLine(item, self._on_changed, self) for item in EVERY}
        self.boxes = {key: line.box for key, line in self.lines.items()}
        self._usual = _grid()
        self.add(self._usual)
        self.others = QWidget(self)
        self.others.hide()
        self._folded = _grid()
        self.others.setLayout(self._folded)
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
            line.show_fit(task, misfit(line.item, task, rows))
        if not is_same_task:
            self._arrange(task)

    def show_costs(self, rows: int, fits: float) -> None:
        """Say what each costs on so many rows."""
        for line in self.lines.values():
            line.show_cost(rows, fits)

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

    def parameters(self, task: Task) -> tuple[MethodParameters, ...]:
        """Return what was set by hand for the ticked methods."""
        found = (self.lines[key].chosen() for key in self.chosen(task))
        return tuple(item for item in found if item is not None)

    def choose(self, keys: Sequence[str], parameters: Sequence[MethodParameters] = ()) -> None:
        """Tick exactly these; what is folded shows when something in it is ticked."""
        given: dict[str, dict[str, str]] = {}
        for item in parameters:
            given.setdefault(item.algorithm, {}).update(item.values)
        for key, line in self.lines.items():
            line.set_wanted(key in keys)
            line.set_values(given.get(key, {}))
        if self.others.isHidden() and any(not self.lines[key].item.is_default for key in keys):
            self._on_more()
        self.changed.emit()

    def _on_more(self) -> None:
        is_open = self.others.isHidden()
        self.others.setVisible(is_open)
        self.more.setText(self.tr("Fewer methods") if is_open else self.tr("More methods"))

    def _on_changed(self) -> None:
        self.changed.emit()


def _grid() -> QGridLayout:
    layout = grid(*([1] * _ACROSS), spacing=SPACE_3)
    layout.setHorizontalSpacing(SPACE_5)
    return layout


def _fill(layout: QGridLayout, lines: Sequence[QWidget]) -> None:
    while layout.takeAt(0) is not None:
        pass  # the widgets stay: they only move
    for place, line in enumerate(lines):
        layout.addWidget(line, place // _ACROSS, place % _ACROSS)
        line.show()  # moving to another parent hides it
