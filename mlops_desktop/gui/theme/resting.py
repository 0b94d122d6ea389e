"""What is out of sight while the theme is switched, and is dressed when it comes back.

Dressing a widget anew takes Qt about 0.1 ms, and all pages together hold more than a thousand: a
switch would stop the window for a fifth of a second, nearly all of it for what nobody sees.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from mlops_desktop.gui.theme import theme

_POLISHED = Qt.WidgetAttribute.WA_WState_Polished
_HAS_OWN_STYLE = Qt.WidgetAttribute.WA_SetStyle


class Resting(QObject):
    """Lets a widget, with all it holds, rest while it is hidden.

    It wakes by itself when the widget is shown; who knows that beforehand wakes it earlier.

    Args:
        root: the widget; this becomes a child of it and goes with it.
    """

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self._root = root
        self._undressed: dict[QWidget, bool] = {}
        self._is_asleep = False
        root.installEventFilter(self)
        theme.notifier().changing.connect(self._on_changing)
        theme.notifier().changed.connect(self._on_changed)

    def rest(self) -> None:
        """Note that the widget is hidden from now on."""
        self._is_asleep = True

    def wake(self) -> None:
        """Dress what missed a switch; call it before the widget is shown."""
        self._is_asleep = False
        undressed, self._undressed = self._undressed, {}
        for inner in self._root.findChildren(Resting):
            # Such as the tabs behind the one that is open.
            inner.take_over(undressed)
        for widget, was_shown in undressed.items():
            if shiboken6.isValid(widget):
                _dress(widget, is_polished=was_shown)

    def take_over(self, undressed: dict[QWidget, bool]) -> None:
        """Take what is ours, as we rest on, from what wakes around us."""
        if not self._is_asleep:
            return
        for widget in (self._root, *self._root.findChildren(QWidget)):
            if widget in undressed:
                widget.setAttribute(_HAS_OWN_STYLE, False)  # We may have heard of the switch.
                # Which of us heard of the switch second found it undressed by the other.
                was_shown = undressed.pop(widget)
                self._undressed[widget] = self._undressed.get(widget, False) or was_shown

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rest and wake with the widget; a window that is only minimised stays as it is."""
        if watched is self._root and not event.spontaneous():
            if event.type() == QEvent.Type.Hide:
                self.rest()
            elif event.type() == QEvent.Type.Show:
                self.wake()
        return super().eventFilter(watched, event)

    def _on_changing(self) -> None:
        """Let Qt believe that these were never dressed and do not care for its style.

        Dialogs, which are windows of their own, are left to it. The lists of choices and the
        menus are windows too, but nobody opens one without what it belongs to.
        """
        if not self._is_asleep:
            return
        window = self._root.window()
        for widget in (self._root, *self._root.findChildren(QWidget)):
            if (top := widget.window()) is window or _is_closed_popup(top):
                self._undressed.setdefault(widget, widget.testAttribute(_POLISHED))
                widget.setAttribute(_POLISHED, False)
                widget.setAttribute(_HAS_OWN_STYLE)

    def _on_changed(self) -> None:
        for widget in self._undressed:
            if shiboken6.isValid(widget):
                widget.setAttribute(_HAS_OWN_STYLE, False)


def _is_closed_popup(window: QWidget) -> bool:
    return window.windowType() is Qt.WindowType.Popup and window.isHidden()


def _dress(widget: QWidget, *, is_polished: bool) -> None:
    """Do for one widget what Qt does for each when the application's style changes.

    It may be shown by who hears of the switch before we do: the mark that kept Qt away goes here.
    """
    widget.setAttribute(_HAS_OWN_STYLE, False)
    if is_polished:
        if widget.testAttribute(Qt.WidgetAttribute.WA_SetPalette):
            # What the sheet set that was on when it was hidden; none of ours sets its own.
            widget.setPalette(QPalette())
        widget.setAttribute(_POLISHED)
        widget.style().polish(widget)
    QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
