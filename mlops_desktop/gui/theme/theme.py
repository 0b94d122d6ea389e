"""What is on now, and switching it.

There is one application, so there is one look: like Qt's own palette it is kept by the process
and asked for where it is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from mlops_desktop.gui.theme import fonts
from mlops_desktop.gui.theme.palette import make_palette
from mlops_desktop.gui.theme.scale import BODY_PX, TextRole
from mlops_desktop.gui.theme.style_sheet import make_style_sheet
from mlops_desktop.gui.theme.tokens import DARK, LIGHT, Tokens


class Mode(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Notifier(QObject):
    """Tells that colours or sizes are about to be different, and that they are now."""

    changing = Signal()
    changed = Signal()


@dataclass(slots=True)
class _Look:
    tokens: Tokens = LIGHT
    mode: Mode = Mode.SYSTEM
    percent: int = 100
    system_px: float = float(BODY_PX)
    notifier: Notifier | None = None


_look = _Look()


def tokens() -> Tokens:
    """Return the colours that are on."""
    return _look.tokens


def colour(role: str) -> QColor:
    """Return the colour of a role (a field of :class:`Tokens`)."""
    return QColor(getattr(_look.tokens, role))


def factor() -> float:
    """Return how much larger than at 100 % everything that holds text is."""
    return _look.percent / 100 * _look.system_px / BODY_PX


def px(length: float) -> int:
    """Return a length in pixels that grows with the font."""
    return round(length * factor())


def font(role: TextRole = TextRole.BODY, *, tabular: bool = False) -> QFont:
    """Return the font of a role at the present size."""
    return fonts.make_font(role, factor(), tabular=tabular)


def text_width(text: str, role: TextRole = TextRole.BODY) -> float:
    """Return how wide a line is in a role's tabular font, in pixels."""
    return fonts.make_metrics(role, factor()).horizontalAdvance(text)


def notifier() -> Notifier:
    """Return the object whose ``changed`` tells of a switch."""
    if _look.notifier is None:
        _look.notifier = Notifier(QGuiApplication.instance())
        _look.notifier.destroyed.connect(_forget_notifier)
    return _look.notifier


def _forget_notifier() -> None:
    _look.notifier = None


def apply(app: QApplication, mode: Mode | str = Mode.SYSTEM, percent: int = 100) -> None:
    """Put on a look: palette, font, style sheet. Live; call it again to switch.

    Args:
        app: the application.
        mode: follow the system, light or dark.
        percent: font size, 80–200.
    """
    _look.mode = Mode(mode)
    _look.percent = min(200, max(80, percent))
    _look.tokens = DARK if _is_dark(_look.mode) else LIGHT
    notifier().changing.emit()
    # Qt tells widgets by StyleChange, but not those that were never shown.
    never_shown = [
        widget
        for widget in _widgets(app)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
        and not widget.testAttribute(Qt.WidgetAttribute.WA_SetStyle)
    ]
    _take_off_sheet(app)
    if app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    fonts.register()
    app.setPalette(make_palette(_look.tokens))
    app.setFont(font())
    app.setStyleSheet(make_style_sheet(_look.tokens, factor()))
    for widget in never_shown:
        app.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
    notifier().changed.emit()


def _take_off_sheet(app: QApplication) -> None:
    """Leave Qt's plain style behind, without dressing anything in it.

    Under a sheet Qt polishes each widget once per ancestor when the sheet changes (measured: 18
    times as long), but once when a sheet comes anew: the old one is taken off first. Nobody sees
    what is between the two, so the widgets are passed by: it would take as long as the new sheet.
    """
    if not app.styleSheet():
        return
    passed_by = [widget for widget in _widgets(app) if _is_dressed(widget)]
    for widget in passed_by:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_Polished, False)
        widget.setAttribute(Qt.WidgetAttribute.WA_SetStyle)
    app.setStyleSheet("")
    for widget in passed_by:
        widget.setAttribute(Qt.WidgetAttribute.WA_SetStyle, False)
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_Polished)
        if widget.testAttribute(Qt.WidgetAttribute.WA_SetPalette):
            # What the old sheet set; none of ours sets its own.
            widget.setPalette(QPalette())


def _widgets(app: QApplication) -> list[QWidget]:
    """Return all widgets that can be asked.

    The bindings keep what they made of a layout's item after Qt has deleted that, and take a
    widget that Qt then puts at the same address for it: such a one is left to Qt alone.
    """
    return [widget for widget in app.allWidgets() if isinstance(widget, QWidget)]


def _is_dressed(widget: QWidget) -> bool:
    """Return whether Qt would dress it anew now."""
    attribute = Qt.WidgetAttribute
    is_polished = widget.testAttribute(attribute.WA_WState_Polished)
    return is_polished and not widget.testAttribute(attribute.WA_SetStyle)


def follow_system(app: QApplication) -> None:
    """Start from the system's font size and switch whenever its colour scheme does."""
    info = app.font()
    dots = app.primaryScreen().logicalDotsPerInch() if app.primaryScreen() else 96.0
    size = info.pixelSize() if info.pixelSize() > 0 else info.pointSizeF() * dots / 72
    _look.system_px = min(24.0, max(float(BODY_PX), size))
    app.styleHints().colorSchemeChanged.connect(_on_scheme_changed)


def _on_scheme_changed(_scheme: Qt.ColorScheme) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and _look.mode is Mode.SYSTEM:
        apply(app, _look.mode, _look.percent)


def _is_dark(mode: Mode) -> bool:
    if mode is not Mode.SYSTEM:
        return mode is Mode.DARK
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
