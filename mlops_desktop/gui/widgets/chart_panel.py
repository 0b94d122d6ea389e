"""A chart: drawn off the GUI thread, saved as PNG or as numbers, copied, described in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QImage,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.gateway import About, Gateway
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.tokens import LIGHT
from mlops_desktop.gui.widgets.buttons import MoreButton, passing_menu
from mlops_desktop.gui.widgets.chart_drawing import Build, Drawn, Look, draw, numbers_of, png_of
from mlops_desktop.gui.widgets.chart_readings import nearest
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.gui.widgets.table_copy import save_bytes, save_csv
from mlops_desktop.gui.widgets.text import plain_tooltip

if TYPE_CHECKING:
    from mlops_desktop.charts.render import Reading

EXPORT_SIZE = (640, 400)
EXPORT_RATIO = 3.0
_SLACK = 2.0
"""Pixels by which rounding may bring an image out of its widget's shape."""
_PRINT = Look(LIGHT, 1.0, EXPORT_SIZE, EXPORT_RATIO, is_titled=True)


class ChartPanel(QWidget):
    """Shows one of the charts of ``mlops_desktop.charts``.

    Args:
        gateway: draws it on the thread for charts.
        height: pixels at 100 %; a chart that needs more, such as one of many categories, gets it.
        least: pixels at 100 % below which it is never pressed by what stands around it.

    Use ``set_chart(build, alt_text, name)``; ``build`` is called off the GUI thread with the style
    and must import ``mlops_desktop.charts`` itself (matplotlib is heavy). The pointer reads what
    the chart says at its place. A picture in the colours of another theme is never shown.
    """

    def __init__(
        self,
        gateway: Gateway,
        *,
        height: int = 220,
        least: int = 120,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._gateway = gateway
        self._height, self._least = height, min(least, height)
        self._build: Build | None = None
        self._name = "chart"
        self._drawn: Drawn | None = None
        self._read: Reading | None = None
        self._problem = ""
        self._is_put_off = False
        self.failed: Callable[[UserError], object] | None = None
        self.setAccessibleName(self.tr("Chart"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._keep_least_height()
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self._redraw)
        self.setMouseTracking(True)
        theme.notifier().changed.connect(self._on_theme)
        self._copy = QAction(self.tr("Copy image"), self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy_image)
        self._save = QAction(self.tr("Save as PNG…"), self)
        self._save.triggered.connect(self.save_png)
        self._save_numbers = QAction(self.tr("Save the numbers…"), self)
        self._save_numbers.triggered.connect(self.save_numbers)
        self.addActions(self._actions())

    def _actions(self) -> list[QAction]:
        return [self._copy, self._save, self._save_numbers]

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
        self._keep_least_height()
        self._redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._build, self._drawn, self._problem = None, None, ""
        self._read = None
        self.setAccessibleName(self.tr("Chart"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.update()

    def image(self) -> QImage | None:
        """Return what is shown, once it is drawn in the present colours."""
        drawn = self._drawn
        return drawn.image if drawn is not None and drawn.tokens is theme.tokens() else None

    def sizeHint(self) -> QSize:
        """Return its usual size."""
        return QSize(theme.px(420), theme.px(self._height))

    # Drawing ------------------------------------------------------------------------------

    def _redraw(self) -> None:
        self._is_put_off = False
        if self._build is None or self.width() < 40 or self.height() < 40:
            return
        build = self._build
        ratio = self.devicePixelRatioF()
        size = (self.width(), self.height())
        look = Look(theme.tokens(), theme.factor(), size, ratio, is_titled=False)
        self._gateway.read(
            lambda: draw(build, look),
            self._on_drawn,
            self._on_failed,
            owner=self,
            key="draw",
            on=About.CHARTS,
        )

    def _keep_least_height(self, wanted: int = 0) -> None:
        self.setMinimumHeight(max(theme.px(self._least), wanted))

    def _on_drawn(self, drawn: Drawn) -> None:
        self._drawn, self._problem, self._read = drawn, "", None
        image = drawn.image
        tall = round(image.height() * self.width() / image.width()) if image.width() else 0
        if tall > self.height() + 1:
            # It has more lines than there is room: its words would be squeezed.
            self._keep_least_height(tall)
        self.update()

    def _on_failed(self, error: UserError) -> None:
        self._problem = error.message
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the image, scaled while a sharper one is on its way, but never out of shape."""
        painter = QPainter(self)
        if self._problem:
            painter.setFont(theme.font())
            painter.setPen(theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), int(flags), self._problem)
        elif (image := self.image()) is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place(), image)
            self._paint_place(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again when the size has settled."""
        super().resizeEvent(event)
        if self._drawn is None:
            self._redraw()
        else:
            self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was put off while nobody could see it."""
        super().showEvent(event)
        if self._is_put_off:
            self._redraw()

    def _on_theme(self) -> None:
        """Draw again in other colours or another size: those that can be seen come first."""
        if self.isVisible():
            self._redraw()
        else:
            self._is_put_off = True

    def _place(self) -> QRectF:
        """Return where the image lies: all of the widget, or as much as its shape allows."""
        if self._drawn is None:
            return QRectF(self.rect())
        shape = QSizeF(self._drawn.image.size())
        fitted = shape.scaled(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        if max(self.width() - fitted.width(), self.height() - fitted.height()) < _SLACK:
            return QRectF(self.rect())
        return QRectF(QPointF((self.width() - fitted.width()) / 2, 0.0), fitted)

    # Reading ------------------------------------------------------------------------------

    def reading_at(self, place: QPointF) -> str:
        """Return what the chart says at a place of this widget; "" for nothing."""
        found = self._reading(place)
        return found.text if found is not None else ""

    def _reading(self, place: QPointF) -> Reading | None:
        if self._drawn is None or self.image() is None or self._problem:
            return None
        lies = self._place()
        return nearest(self._drawn.readings, lies.size(), place - lies.topLeft())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the pointer."""
        super().mouseMoveEvent(event)
        self._show_reading(self._reading(event.position()), event.globalPosition().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing any more."""
        super().leaveEvent(event)
        self._show_reading(None, QPoint())

    def _show_reading(self, found: Reading | None, place: QPoint) -> None:
        if found is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(place, plain_tooltip(found.text), self)
        if found is not self._read:
            self._read = found
            self.update()

    def _paint_place(self, painter: QPainter) -> None:
        """Ring the value that is being read."""
        if self._read is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("text"), 1.5))
            painter.setBrush(theme.colour("surface"))
            lies = self._place()
            middle = QPointF(self._read.x * lies.width(), self._read.y * lies.height())
            painter.drawEllipse(lies.topLeft() + middle, 4, 4)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    # Taking it out ------------------------------------------------------------------------

    def copy_image(self) -> None:
        """Put the image on the clipboard."""
        if self._drawn is not None:
            QGuiApplication.clipboard().setImage(self._drawn.image)

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
        self._write(lambda: save_bytes(path, png_of(build, _PRINT)))

    def save_numbers(self) -> None:
        """Ask for a file and write what is drawn as CSV."""
        choose_save_file(
            self,
            self.tr("Save the numbers"),
            f"{self._name}.csv",
            "CSV (*.csv)",
            self.write_numbers,
        )

    def write_numbers(self, path: Path) -> None:
        """Write what is drawn into a CSV file: of the chart as it is printed, unrounded."""
        if self._build is None:
            return
        build = self._build
        self._write(lambda: save_csv(path, *numbers_of(build, _PRINT)))

    def _write(self, write: Callable[[], None]) -> None:
        self._gateway.read(write, _ignore, self.failed, owner=self, on=About.CHARTS)

    def menu_button(self) -> MoreButton:
        """Return a "more" button with copy and save, for the card's title line."""
        return MoreButton(self.tr("Copy or save the chart"), self._actions())

    def contextMenuEvent(self, event: Any) -> None:
        """Offer copy and save."""
        passing_menu(self, self._actions()).popup(QPoint(event.globalPos()))


def _ignore(_value: object) -> None:
    """Nothing to do when a file is written."""
