"""A line that unfolds: what is chosen in it, in words, and the choices below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.resting import Resting
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import ElidedText

_HEIGHT = 24


class Fold(QWidget):
    """A title, what is chosen beside it, and what it holds once it was opened.

    Args:
        title: what can be chosen.
        make: makes what is inside, when it is first opened.
    """

    def __init__(
        self, title: str, make: Callable[[], QWidget], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._make = make
        self.inside: QWidget | None = None
        self.button = _FoldButton(title, self.toggle, parent=self)
        self.summary = ElidedText("", TextRole.SECONDARY, "muted", parent=self)
        line = row(self.button, spacing=SPACE_3)
        # Aligned, the line of words does not hold the button down to its own height.
        line.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        self._layout = column(line, spacing=SPACE_2, parent=self)
        self._say()

    @property
    def is_open(self) -> bool:
        """Whether what it holds is shown."""
        return self.inside is not None and not self.inside.isHidden()

    def toggle(self) -> None:
        """Open or close it."""
        self.set_open(not self.is_open)

    def set_open(self, is_open: bool) -> None:
        """Show what it holds, or hide it."""
        if is_open and self.inside is None:
            self.inside = self._make()
            self.inside.setContentsMargins(SPACE_4, 0, 0, SPACE_3)
            Resting(self.inside)
            self._layout.addWidget(self.inside)
        if self.inside is not None:
            self.inside.setVisible(is_open)
        self._say()

    def set_summary(self, words: str) -> None:
        """Say what is chosen."""
        self.summary.setText(words)

    def _say(self) -> None:
        self.button.show_open(is_open=self.is_open)
        self.button.setAccessibleDescription(self.tr("open") if self.is_open else self.tr("folded"))


class _FoldButton(Button):
    """The title of a fold, with a sign that says whether it is open."""

    def __init__(self, text: str, on_click: Callable[[], object], *, parent: QWidget) -> None:
        super().__init__(text, on_click, icon="chevron-right", look="link", parent=parent)

    def sizeHint(self) -> QSize:
        """Return a height in which letters below the line have room."""
        return super().sizeHint().expandedTo(QSize(0, theme.px(_HEIGHT)))

    def show_open(self, *, is_open: bool) -> None:
        """Turn the sign."""
        self._icon_name = "chevron-down" if is_open else "chevron-right"
        self._dress()
