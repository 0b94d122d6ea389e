"""Our line icons, recoloured from the tokens and kept once drawn."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mlops_desktop.gui.theme import theme
from mlops_desktop.resources import resource

_DISABLED = 0.4
"""How strong an icon is drawn that cannot be pressed."""


@lru_cache(maxsize=512)
def _source(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    image = QPixmap(round(pixels * ratio), round(pixels * ratio))
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace(b"currentColor", colour.encode())))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def pixmap(name: str, role: str = "text", size: int = 20, ratio: float = 1.0) -> QPixmap:
    """Return an icon in the colour of a role.

    Args:
        name: file name in ``resources/icons`` without ``.svg``.
        role: a colour role of the tokens.
        size: side in device-independent pixels.
        ratio: device pixels per pixel.
    """
    return _pixmap(name, getattr(theme.tokens(), role), size, ratio)


def icon(name: str, role: str = "text", size: int = 20, room: int = 0) -> QIcon:
    """Return a QIcon for menus and buttons, sharp up to three times its size.

    Args:
        room: empty pixels at its right: the style puts a button's words close to its icon.
    """
    found = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        found.addPixmap(_with_room(pixmap(name, role, size, ratio), room))
    disabled = _with_room(_pale(pixmap(name, "faint", size, 2.0)), room)
    found.addPixmap(disabled, QIcon.Mode.Disabled)
    return found


def _pale(drawn: QPixmap) -> QPixmap:
    """Return the icon at less than half its strength: what cannot be pressed looks like it."""
    pale = QPixmap(drawn.size())
    pale.setDevicePixelRatio(drawn.devicePixelRatio())
    pale.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pale)
    painter.setOpacity(_DISABLED)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return pale


def _with_room(drawn: QPixmap, room: int) -> QPixmap:
    if not room:
        return drawn
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(room * ratio), drawn.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide


def paint_icon(painter: QPainter, rect: QRectF, name: str, role: str = "text") -> None:
    """Draw an icon into the middle of a rectangle."""
    side = round(min(rect.width(), rect.height()))
    ratio = painter.device().devicePixelRatio() if painter.device() else 1.0
    left = rect.x() + (rect.width() - side) / 2
    top = rect.y() + (rect.height() - side) / 2
    painter.drawPixmap(round(left), round(top), pixmap(name, role, side, ratio))


def app_icon() -> QIcon:
    """Return the product's own sign for windows and task bars."""
    renderer = QSvgRenderer(str(resource("icons", "app.svg")))
    found = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        image = QPixmap(side, side)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        found.addPixmap(image)
    return found
