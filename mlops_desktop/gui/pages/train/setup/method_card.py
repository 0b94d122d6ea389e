"""Step 3: which methods, each with a plain sentence, what it costs, and whether it fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from mlops_desktop.core.algorithms import ALGORITHMS, DETECTORS, FORECASTERS, Algorithm
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
        self._task, self._rows = Task.REGRESSION, 0
        self._cost: tuple[int, float] = (0, 1.0)
        self._made: dict[str, MethodLine] = {}
        self._usual = _grid()
        self.add(self._usual)
        self.others = QWidget(self)
        self.others.hide()
        self._folded = _grid()
        self.others.setLayout(self._folded)
        self.more = LinkButton(self.tr("More methods"), self._on_more, parent=self)
        self.add(row(self.more, None), self.others)
        self._arrange()

    def line(self, key: str) -> MethodLine:
        """Return a method's line; one that is folded is made when it is first asked for."""
        if key not in self._made:
            self._make([key])
            self._arrange()
        return self._made[key]

    def _make(self, keys: Iterable[str]) -> None:
        for item in EVERY:
            if item.key in keys and item.key not in self._made:
                line = MethodLine(item, self._on_changed, self)
                line.show_fit(self._task, misfit(item, self._task, self._rows))
                line.show_cost(*self._cost)
                self._made[item.key] = line

    def show_task(self, task: Task, rows: int = 0) -> None:
        """Offer what fits: the usual methods first, what cannot be tried greyed out and last."""
        if (self._task, self._rows) == (task, rows):
            return
        is_same_task = self._task is task
        self._task, self._rows = task, rows
        for line in self._made.values():
            line.show_fit(task, misfit(line.item, task, rows))
        if not is_same_task:
            self._arrange()

    def show_costs(self, rows: int, fits: float) -> None:
        """Say what each costs on so many rows."""
        if self._cost != (rows, fits):
            self._cost = (rows, fits)
            for line in self._made.values():
                line.show_cost(rows, fits)

    def _arrange(self) -> None:
        """Put the usual methods in sight and the others below, those that do not fit last."""
        usual = [item.key for item in EVERY if _is_usual(item, self._task)]
        self._make(usual)
        made = [self._made[item.key] for item in EVERY if item.key in self._made]
        rest = [line for line in made if line.item.key not in usual]
        rest.sort(key=lambda line: self._task not in line.item.tasks)
        _fill(self._usual, [line for line in made if line.item.key in usual])
        _fill(self._folded, rest)

    def chosen(self, task: Task) -> tuple[str, ...]:
        """Return the ticked methods that can predict this, in the order they are trained."""
        return tuple(
            item.key
            for item in EVERY
            if task in item.tasks and (line := self._made.get(item.key)) is not None
            if line.is_wanted and line.box.isEnabled()
        )

    def parameters(self, task: Task) -> tuple[MethodParameters, ...]:
        """Return what was set by hand for the ticked methods."""
        found = (self._made[key].chosen() for key in self.chosen(task))
        return tuple(item for item in found if item is not None)

    def choose(self, keys: Sequence[str], parameters: Sequence[MethodParameters] = ()) -> None:
        """Tick exactly these; what is folded shows when something in it is ticked."""
        given: dict[str, dict[str, str]] = {}
        for item in parameters:
            given.setdefault(item.algorithm, {}).update(item.values)
        self._make(keys)
        for key, line in self._made.items():
            line.set_wanted(key in keys)
            line.set_values(given.get(key, {}))
        self._arrange()
        chosen = [self._made[key].item for key in keys if key in self._made]
        if self.others.isHidden() and not all(item.is_default for item in chosen):
            self._on_more()
        self.changed.emit()

    def _on_more(self) -> None:
        is_open = self.others.isHidden()
        if is_open:
            self._make([item.key for item in EVERY])
            self._arrange()
        self.others.setVisible(is_open)
        self.more.setText(self.tr("Fewer methods") if is_open else self.tr("More methods"))

    def _on_changed(self) -> None:
        self.changed.emit()


def _is_usual(item: Algorithm, task: Task) -> bool:
    """Return whether a method is in sight before anything is unfolded."""
    return item.is_default and task in item.tasks


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
