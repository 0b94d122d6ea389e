"""Step 3: which methods, each with a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from mlops_desktop.core.algorithms import ALGORITHMS
from mlops_desktop.core.metrics import Task
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text


class MethodCard(Card):
    """Asks which methods to try; all are ticked at first.

    Signals:
        changed(): a tick is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("3  Which methods"), parent=parent)
        self.boxes: dict[str, QCheckBox] = {}
        for item in ALGORITHMS:
            box = QCheckBox(item.title, self)
            box.setChecked(True)
            box.setAccessibleDescription(item.plain)
            box.toggled.connect(self._on_toggled)
            plain = Text(item.plain, TextRole.SECONDARY, "muted", wrap=True, parent=self)
            plain.setContentsMargins(26, 0, 0, 4)
            self.boxes[item.key] = box
            self.add(column(box, plain, spacing=2))

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

    def _on_toggled(self, _checked: bool) -> None:
        self.changed.emit()
