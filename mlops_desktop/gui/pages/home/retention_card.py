"""A dataset that is kept longer than its card allows: what, how much, and where to decide."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.badge import MarkSign
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.cards import Overdue


class RetentionCard(Card):
    """One dataset past its last day, with a way to it.

    Args:
        overdue: what it is about.
        on_look: called with it; leads to the dataset.
    """

    def __init__(
        self, overdue: Overdue, on_look: Callable[[Overdue], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._overdue, self._on_look = overdue, on_look
        self.setAccessibleName(overdue.title)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(Text(overdue.title, TextRole.STRONG, wrap=True, parent=self).selectable())
        words.addWidget(Text(overdue.detail, TextRole.BODY, "muted", wrap=True, parent=self))
        words.addWidget(Text(overdue.evidence, TextRole.SECONDARY, "muted", parent=self))
        self.look = Button(self.tr("Look at it"), self._look, parent=self)
        self.look.setMinimumWidth(112)
        line = row(spacing=SPACE_4)
        middle = Qt.AlignmentFlag.AlignVCenter
        line.addWidget(MarkSign(Mark.WATCH, is_large=True, parent=self), 0, middle)
        line.addLayout(words, 1)
        line.addWidget(self.look)
        self.add(line)

    @property
    def overdue(self) -> Overdue:
        """What it is about."""
        return self._overdue

    def _look(self) -> None:
        self._on_look(self._overdue)
