"""Marks, badges and counts: small painted signs that never rest on colour alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark, mark_of, paint_mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.theme.tokens import Tone


class MarkSign(QWidget):
    """One mark, alone (``size`` pixels at 100 %) or in a tinted circle (``is_large``)."""

    def __init__(
        self, mark: Mark, *, size: int = 10, is_large: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._mark, self._size, self._is_large = mark, size, is_large
        self.setAccessibleName(mark.spoken)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return its square."""
        side = theme.px(32 if self._is_large else self._size + 4)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self._is_large:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(f"{self._mark.tone.value}_tint"))
            painter.drawEllipse(rect)
        side = theme.px(12 if self._is_large else self._size)
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(rect.center())
        paint_mark(painter, spot, self._mark)


class Badge(QWidget):
    """A round chip: mark and words on the tint of the mark's tone."""

    def __init__(self, text: str, mark: Mark, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._mark = text, mark
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._describe()

    def set_badge(self, text: str, mark: Mark) -> None:
        """Show other words and another mark."""
        self._text, self._mark = text, mark
        self._describe()
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return its words."""
        return self._text

    def _describe(self) -> None:
        spoken = self._mark.spoken
        self.setAccessibleName(
            self._text if spoken in self._text.lower() else f"{self._text}, {spoken}"
        )

    def sizeHint(self) -> QSize:
        """Return the chip's size."""
        return badge_size(self._text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        size = self.sizeHint()
        top = (self.height() - size.height()) / 2
        paint_badge(painter, QRectF(0, top, size.width(), size.height()), self._text, self._mark)

    def changeEvent(self, event: QEvent) -> None:
        """Take another size when the font grows."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)


class StageBadge(Badge):
    """The stage of a version: ``StageBadge(Stage.PRODUCTION)`` or with words, ``"v5"``."""

    def __init__(self, stage: Stage, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text or stage.value, mark_of(stage), parent=parent)

    def set_stage(self, stage: Stage, text: str = "") -> None:
        """Show another stage."""
        self.set_badge(text or stage.value, mark_of(stage))


def badge_size(text: str) -> QSize:
    """Return how large a badge with these words is."""
    width = theme.text_width(text, TextRole.CAPTION_STRONG)
    return QSize(round(width) + theme.px(29), theme.px(20))


def paint_badge(painter: QPainter, rect: QRectF, text: str, mark: Mark) -> None:
    """Draw a badge, its left edge and middle those of the rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = badge_size(text)
    width = min(float(size.width()), rect.width())
    chip = QRectF(rect.x(), rect.center().y() - size.height() / 2, width, size.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(f"{mark.tone.value}_tint"))
    painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
    side = theme.px(9)
    paint_mark(
        painter, QRectF(chip.x() + theme.px(8), chip.center().y() - side / 2, side, side), mark
    )
    painter.setFont(theme.font(TextRole.CAPTION_STRONG))
    painter.setPen(theme.colour(mark.tone.value))
    words = chip.adjusted(theme.px(21), 0, -theme.px(6), 0)
    shown = painter.fontMetrics().elidedText(
        text, Qt.TextElideMode.ElideRight, round(words.width()) + 1
    )
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()


def paint_count(painter: QPainter, rect: QRectF, count: int, tone: Tone) -> None:
    """Draw a number in a pill that fills the rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(f"{tone.value}_tint"))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setFont(theme.font(TextRole.CAPTION_STRONG))
    painter.setPen(theme.colour(tone.value))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(count) if count < 100 else "99+")
    painter.restore()
