"""Something that needs the person: what, how sure, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_4, TextRole
from mlops_desktop.gui.widgets.badge import MarkSign
from mlops_desktop.gui.widgets.buttons import Button, PrimaryButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.home import Concern

_MARKS = {"bad": Mark.PROBLEM, "warn": Mark.WATCH}


class ConcernCard(Card):
    """One concern with "See why" and "Retrain…".

    Args:
        concern: what it is about.
        on_why: called with the concern; leads to the evidence.
        on_retrain: called with the concern; leads to training.
    """

    def __init__(
        self,
        concern: Concern,
        on_why: Callable[[Concern], object],
        on_retrain: Callable[[Concern], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._concern, self._on_why, self._on_retrain = concern, on_why, on_retrain
        self.setAccessibleName(concern.title)
        mark = _MARKS.get(concern.tone, Mark.NONE)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(Text(concern.title, TextRole.STRONG, wrap=True, parent=self).selectable())
        words.addWidget(Text(concern.detail, TextRole.BODY, "muted", wrap=True, parent=self))
        words.addWidget(Text(concern.evidence, TextRole.SECONDARY, "muted", parent=self))
        self.why = Button(self.tr("See why"), self._see_why, parent=self)
        self.retrain = PrimaryButton(self.tr("Retrain…"), self._retrain, parent=self)
        self.why.setMinimumWidth(112)
        self.retrain.setMinimumWidth(118)
        line = QHBoxLayout()
        line.setSpacing(SPACE_4)
        line.addWidget(MarkSign(mark, is_large=True, parent=self), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(self.why)
        buttons.addWidget(self.retrain)
        line.addLayout(buttons)
        self.add(line)

    @property
    def concern(self) -> Concern:
        """What it is about."""
        return self._concern

    def _see_why(self) -> None:
        self._on_why(self._concern)

    def _retrain(self) -> None:
        self._on_retrain(self._concern)
