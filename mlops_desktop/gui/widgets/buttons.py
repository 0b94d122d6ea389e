"""Buttons: one filled, plain ones, links, and small icon buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from mlops_desktop.gui.theme import icons, theme
from mlops_desktop.gui.theme.scale import SPACE_1, TextRole


class Button(QPushButton):
    """A plain button, 32 pixels high. The words are a verb; "…" where a dialog follows.

    Args:
        text: what it does.
        on_click: called without arguments.
        icon: name of one of our icons.
        look: ``""`` plain, ``primary``, ``link``, ``danger``.
    """

    def __init__(
        self,
        text: str,
        on_click: Callable[[], object] | None = None,
        *,
        icon: str = "",
        look: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self.setProperty("look", look)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._on_click = on_click
        self.clicked.connect(self._clicked)
        self._dress()

    def set_action(self, on_click: Callable[[], object] | None) -> None:
        """Change what a click does."""
        self._on_click = on_click

    def set_enabled(self, enabled: bool, why: str = "") -> None:
        """Enable, or disable and say why in the tooltip."""
        self.setEnabled(enabled)
        self.setToolTip("" if enabled else why)
        self.setAccessibleDescription("" if enabled else why)

    def _clicked(self) -> None:
        if self._on_click is not None:
            self._on_click()

    def _role(self) -> str:
        look = self.property("look")
        return {"primary": "on_accent", "link": "accent", "danger": "bad"}.get(look, "text")

    def _dress(self) -> None:
        self.setFont(theme.font(TextRole.STRONG))
        if self._icon_name:
            side = theme.px(18)
            room = SPACE_1 if self.text() else 0
            self.setIconSize(QSize(side + room, side))
            self.setIcon(icons.icon(self._icon_name, self._role(), side, room))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of size or colours."""
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class PrimaryButton(Button):
    """The one filled button of a page or card."""

    def __init__(
        self,
        text: str,
        on_click: Callable[[], object] | None = None,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, on_click, icon=icon, look="primary", parent=parent)


class LinkButton(Button):
    """Words that act: for the third choice and inside text."""

    def __init__(
        self,
        text: str,
        on_click: Callable[[], object] | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, on_click, look="link", parent=parent)


class IconButton(QToolButton):
    """A small square button with an icon; its name is its tooltip and accessible name."""

    def __init__(
        self,
        icon: str,
        name: str,
        on_click: Callable[[], object] | None = None,
        *,
        role: str = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, autoRaise=True)
        self._icon_name, self._icon_role = icon, role
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._on_click = on_click
        self.clicked.connect(self._clicked)
        self._dress()

    def set_action(self, on_click: Callable[[], object] | None) -> None:
        """Change what a click does."""
        self._on_click = on_click

    def _clicked(self) -> None:
        if self._on_click is not None:
            self._on_click()

    def _dress(self) -> None:
        side = theme.px(18)
        self.setIconSize(QSize(side, side))
        self.setIcon(icons.icon(self._icon_name, self._icon_role, side))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of size or colours."""
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        super().changeEvent(event)


class MoreButton(IconButton):
    """The button with three dots; a click opens its menu.

    Args:
        name: what its menu is for.
        actions: what stands in it first.

    Attributes:
        offers: the menu.
    """

    def __init__(
        self, name: str, actions: Sequence[QAction] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__("more", name, parent=parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.offers = QMenu(self)
        self.offers.addActions(list(actions))
        self.setMenu(self.offers)


def passing_menu(parent: QWidget, actions: Sequence[QAction] = ()) -> QMenu:
    """Return a context menu that deletes itself once it is closed; ``popup(place)`` opens it."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addActions(list(actions))
    return menu
