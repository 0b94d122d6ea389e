"""Step 3: which methods, each with a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLayout, QWidget

from mlops_desktop.core.algorithms import ALGORITHMS, Algorithm
from mlops_desktop.core.metrics import Task
from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import Text


def _is_usual(item: Algorithm) -> bool:
    return item.is_default and Task.REGRESSION in item.tasks


class MethodCard(Card):
    """Asks which methods to try; the usual ones are ticked at first, the rest is folded.

    Signals:
        changed(): a tick is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("3  Which methods"), parent=parent)
        self.boxes: dict[str, QCheckBox] = {}
        self.others = QWidget(self)
        self.others.hide()
        rest = column(spacing=SPACE_2, parent=self.others)
        for item in ALGORITHMS:
            line = self._line(item)
            if _is_usual(item):
                self.add(line)
            else:
                rest.addLayout(line)
        self.more = LinkButton(self.tr("More methods"), self._on_more, parent=self)
        self.add(row(self.more, None), self.others)

    def _line(self, item: Algorithm) -> QLayout:
        box = QCheckBox(item.title, self)
        box.setChecked(item.is_default)
        box.setAccessibleDescription(item.plain)
        box.toggled.connect(self._on_toggled)
        plain = Text(f"{item.plain} {item.use}", TextRole.SECONDARY, "muted", wrap=True)
        plain.setContentsMargins(26, 0, 0, 4)
        self.boxes[item.key] = box
        return column(box, plain, spacing=2)

    def chosen(self, task: Task) -> tuple[str, ...]:
        """Return the ticked methods that can predict this, in their order."""
        return tuple(
            item.key
            for item in ALGORITHMS
            if task in item.tasks and self.boxes[item.key].isChecked()
        )

    def choose(self, keys: Sequence[str]) -> None:
        """Tick exactly these."""
        for key, box in self.boxes.items():
            box.setChecked(key in keys)

    def _on_more(self) -> None:
        is_open = self.others.isHidden()
        self.others.setVisible(is_open)
        self.more.setText(self.tr("Fewer methods") if is_open else self.tr("More methods"))

    def _on_toggled(self, _checked: bool) -> None:
        self.changed.emit()
