"""The top of a page: what this is, its state in words, one primary button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import Button, PrimaryButton
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import ElidedText


class PageHeader(QWidget):
    """Title and one muted line at the left; further widgets and one primary button at the right."""

    def __init__(self, title: str, subtitle: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedText(title, TextRole.TITLE, parent=self)
        self._subtitle = ElidedText(subtitle, TextRole.BODY, "muted", parent=self)
        words = column(spacing=2)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        self._right = row(spacing=SPACE_3)
        layout = row(spacing=SPACE_3, parent=self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(words, 1)
        layout.addLayout(self._right)
        self.primary: PrimaryButton | None = None

    def set_title(self, title: str, subtitle: str | None = None) -> None:
        """Change the title, and the line below it unless None."""
        self._title.setText(title)
        if subtitle is not None:
            self._subtitle.setText(subtitle)

    def set_subtitle(self, subtitle: str) -> None:
        """Change the line below the title."""
        self._subtitle.setText(subtitle)

    def title(self) -> str:
        """Return the title."""
        return self._title.text()

    def set_primary(self, text: str, on_click: Callable[[], object]) -> PrimaryButton:
        """Show the page's one primary button, or change what it says and does."""
        if self.primary is None:
            self.primary = PrimaryButton(text, on_click, parent=self)
            self.primary.setMinimumWidth(136)
            self._right.addWidget(self.primary)
        self.primary.setText(text)
        self.primary.set_action(on_click)
        self.primary.show()
        return self.primary

    def hide_primary(self) -> None:
        """Take the primary button away."""
        if self.primary is not None:
            self.primary.hide()

    def add_button(self, text: str, on_click: Callable[[], object], *, icon: str = "") -> Button:
        """Add a plain button left of the primary one."""
        button = Button(text, on_click, icon=icon, parent=self)
        self.add_widget(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Add a widget left of the primary button."""
        place = self._right.count() - (1 if self.primary is not None else 0)
        self._right.insertWidget(place, widget)
