"""Label and value, line by line; findings and checks with their marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.widgets.badge import MarkSign
from mlops_desktop.gui.widgets.layouts import clear, column, row
from mlops_desktop.gui.widgets.text import ElidedText, Text

Fact = tuple[str, str]
"""A label and its value."""


class FactsList(QWidget):
    """Muted labels at the left, values at the right (or left-aligned), selectable.

    Args:
        facts: (label, value) pairs.
        is_wrapping: let long values take several lines instead of cutting them.
        align_right: values end at the right edge, as in a details pane.
    """

    def __init__(
        self,
        facts: Iterable[Fact] = (),
        *,
        is_wrapping: bool = False,
        align_right: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_wrapping, self._align_right = is_wrapping, align_right
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(SPACE_4)
        self._grid.setVerticalSpacing(11)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._facts: tuple[Fact, ...] = ()
        self.set_facts(facts)

    def facts(self) -> tuple[Fact, ...]:
        """Return what is shown."""
        return self._facts

    def set_facts(self, facts: Iterable[Fact]) -> None:
        """Show these pairs instead."""
        self._facts = tuple(facts)
        clear(self._grid)
        side = Qt.AlignmentFlag.AlignRight if self._align_right else Qt.AlignmentFlag.AlignLeft
        for line, (label, value) in enumerate(self._facts):
            name = Text(label, TextRole.SECONDARY, "muted", parent=self)
            shown: Text
            if self._is_wrapping:
                shown = Text(value, TextRole.MEDIUM, wrap=True, parent=self)
            else:
                shown = ElidedText(value, TextRole.MEDIUM, parent=self)
            shown.setAlignment(side | Qt.AlignmentFlag.AlignTop)
            shown.selectable()
            shown.setAccessibleName(f"{label}: {value}")
            self._grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, line, 1)


class CheckList(QWidget):
    """Lines of mark, words and muted detail: findings, gates, checks.

    ``is_stacked`` puts the detail below the words (narrow cards) instead of beside them.
    """

    def __init__(
        self,
        lines: Sequence[tuple[Mark, str, str]] = (),
        *,
        is_stacked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_stacked = is_stacked
        self._layout = column(spacing=SPACE_3 if is_stacked else SPACE_2, parent=self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.set_lines(lines)

    def set_lines(
        self,
        lines: Sequence[tuple[Mark, str, str]],
        buttons: Mapping[int, QWidget] = MappingProxyType({}),
    ) -> None:
        """Show these (mark, words, detail) instead.

        Args:
            buttons: what can be done about a line, by its place; it stands below a stacked line.
        """
        clear(self._layout)
        for place, (mark, words, detail) in enumerate(lines):
            self._layout.addLayout(self._line(mark, words, detail, buttons.get(place)))

    def _line(
        self, mark: Mark, words: str, detail: str, button: QWidget | None = None
    ) -> QHBoxLayout:
        line = row(spacing=SPACE_2)
        top = Qt.AlignmentFlag.AlignTop
        sign = MarkSign(mark, parent=self)
        role = TextRole.STRONG if self._is_stacked else TextRole.MEDIUM
        title = Text(words, role, wrap=True, parent=self)
        title.setAccessibleName(f"{words}: {mark.spoken}")
        more = Text(detail, TextRole.SECONDARY, "muted", wrap=True, parent=self)
        line.addWidget(sign, 0, top)
        if self._is_stacked:
            both = column(spacing=2)
            both.addWidget(title)
            if detail:
                both.addWidget(more)
            else:
                more.hide()
            if button is not None:
                both.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            line.addLayout(both, 1)
        else:
            line.addWidget(title, 1, top)
            line.addWidget(more, 1, top)
        return line
