"""A chart: drawn off the GUI thread, saved as PNG, copied, described in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QImage,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.theme.tokens import LIGHT, Tokens
from mlops_desktop.gui.widgets.buttons import IconButton
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.gui.widgets.table_copy import save_bytes
from mlops_desktop.resources import resource

if TYPE_CHECKING:
    from mlops_desktop.gui.gateway import Gateway

Build = Callable[[Any], Any]
"""Takes a ``charts.style.ChartStyle``, returns a matplotlib Figure."""

EXPORT_SIZE = (640, 400)
EXPORT_RATIO = 3.0


class ChartPanel(QWidget):
    """Shows one of the charts of ``mlops_desktop.charts``.

    Args:
        gateway: draws it on the thread for charts.
        height: pixels at 100 %.

    Use ``set_chart(build, alt_text, name)``; ``build`` is called off the GUI thread with the style
    and must import ``mlops_desktop.charts`` itself (matplotlib is heavy).
    """

    def __init__(
        self, gateway: Gateway, *, height: int = 220, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gateway = gateway
        self._height = height
        self._build: Build | None = None
        self._name = "chart"
        self._image: QImage | None = None
        self._problem = ""
        self.failed: Callable[[UserError], object] | None = None
        self.setAccessibleName(self.tr("Chart"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.px(min(height, 120)))
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self._redraw)
        self._copy = QAction(self.tr("Copy image"), self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy_image)
        self._save = QAction(self.tr("Save as PNG…"), self)
        self._save.triggered.connect(self.save_png)
        self.addActions([self._copy, self._save])

    def set_chart(self, build: Build, alt_text: str, name: str = "chart") -> None:
        """Draw a chart.

        Args:
            build: style → Figure.
            alt_text: one sentence that says what can be seen.
            name: its file's name when saved.
        """
        self._build, self._name = build, name
        self.setAccessibleName(alt_text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("")
        self._redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._build, self._image, self._problem = None, None, ""
        self.setAccessibleName(self.tr("Chart"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.update()

    def image(self) -> QImage | None:
        """Return what is shown, once it is drawn."""
        return self._image

    def sizeHint(self) -> QSize:
        """Return its usual size."""
        return QSize(theme.px(420), theme.px(self._height))

    # Drawing ------------------------------------------------------------------------------

    def _redraw(self) -> None:
        if self._build is None or self.width() < 40 or self.height() < 40:
            return
        build = self._build
        ratio = self.devicePixelRatioF()
        size = (self.width(), self.height())
        look = _Look(theme.tokens(), theme.factor(), size, ratio, is_titled=False)
        self._gateway.draw(
            lambda: QImage.fromData(_png(build, look)),
            self._on_drawn,
            self._on_failed,
            owner=self,
            key="draw",
        )

    def _on_drawn(self, image: QImage) -> None:
        self._image, self._problem = image, ""
        self.update()

    def _on_failed(self, error: UserError) -> None:
        self._problem = error.message
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the image, scaled while a sharper one is on its way."""
        painter = QPainter(self)
        if self._problem:
            painter.setFont(theme.font())
            painter.setPen(theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), int(flags), self._problem)
        elif self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), self._image)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again when the size has settled."""
        super().resizeEvent(event)
        if self._image is None:
            self._redraw()
        else:
            self._later.start()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in other colours or another size."""
        if event.type() == QEvent.Type.StyleChange:
            self._later.start()
        super().changeEvent(event)

    # Taking it out ------------------------------------------------------------------------

    def copy_image(self) -> None:
        """Put the image on the clipboard."""
        if self._image is not None:
            QGuiApplication.clipboard().setImage(self._image)

    def save_png(self) -> None:
        """Ask for a file and write the chart for print: light, always the same size."""
        choose_save_file(
            self, self.tr("Save chart"), f"{self._name}.png", "PNG (*.png)", self.write_png
        )

    def write_png(self, path: Path) -> None:
        """Write the chart into a file."""
        if self._build is None:
            return
        build = self._build
        look = _Look(LIGHT, 1.0, EXPORT_SIZE, EXPORT_RATIO, is_titled=True)
        self._gateway.draw(
            lambda: save_bytes(path, _png(build, look)), _ignore, self.failed, owner=self
        )

    def menu_button(self) -> IconButton:
        """Return a "more" button with copy and save, for the card's title line."""
        button = IconButton("more", self.tr("Copy or save the chart"))
        button.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.addActions([self._copy, self._save])
        button.setMenu(menu)
        return button

    def contextMenuEvent(self, event: Any) -> None:
        """Offer copy and save."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self._copy, self._save])
        menu.popup(QPoint(event.globalPos()))


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style is made from, taken in the GUI thread.

    Attributes:
        size: width and height in logical pixels. ratio: device pixels per logical one.
    """

    tokens: Tokens
    factor: float
    size: tuple[int, int]
    ratio: float
    is_titled: bool


def _png(build: Build, look: _Look) -> bytes:
    from mlops_desktop.charts.render import png

    data: bytes = png(build(_style(look)))
    return data


def _style(look: _Look) -> Any:
    from mlops_desktop.charts.style import ChartStyle

    colours = {
        item.name: str(getattr(look.tokens, item.name))
        for item in fields(look.tokens)
        if item.name not in ("is_dark", "series")
    }
    return ChartStyle(
        colours=colours,
        series=look.tokens.series,
        font_file=resource("fonts", "Inter.ttf"),
        font_px=TextRole.CAPTION.value.px * look.factor,
        width=look.size[0],
        height=look.size[1],
        dpi=96.0 * look.ratio,
        is_titled=look.is_titled,
    )


def _ignore(_value: object) -> None:
    """Nothing to do when a file is written."""
