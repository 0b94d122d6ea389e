"""Small pictures drawn at once: lines, histograms, bars, rows of marks."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark, paint_mark
from mlops_desktop.gui.theme.tokens import Tone


class Sparkline(QWidget):
    """A line through values, without axes; the last point is marked.

    Args:
        values: in order; NaN leaves a gap.
        description: what a screen reader says: "MAE of the last 7 versions, 133.8 to 34.1".
    """

    def __init__(
        self, values: Sequence[float] = (), description: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values = tuple(values)
        self.setAccessibleName(description)
        self.setMinimumSize(60, 24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_values(self, values: Sequence[float], description: str) -> None:
        """Draw other values."""
        self._values = tuple(values)
        self.setAccessibleName(description)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a line's height."""
        return QSize(theme.px(90), theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        paint_line(QPainter(self), QRectF(self.rect()).adjusted(3, 3, -3, -3), self._values)


class MiniHistogram(QWidget):
    """Bars of counts, as in the head of a preview column."""

    def __init__(
        self, counts: Sequence[int] = (), description: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._counts = tuple(counts)
        self.setAccessibleName(description)
        self.setMinimumSize(40, 24)

    def set_counts(self, counts: Sequence[int], description: str) -> None:
        """Draw other counts."""
        self._counts = tuple(counts)
        self.setAccessibleName(description)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a small picture's size."""
        return QSize(theme.px(70), theme.px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars."""
        paint_histogram(QPainter(self), QRectF(self.rect()), self._counts)


class MarkStrip(QWidget):
    """A row of marks through time."""

    def __init__(
        self, marks: Sequence[Mark] = (), description: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._marks = tuple(marks)
        self.setAccessibleName(description or ", ".join(mark.spoken for mark in marks))

    def sizeHint(self) -> QSize:
        """Return room for all of them."""
        return QSize(theme.px(12) * max(1, len(self._marks)), theme.px(16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them."""
        paint_marks(QPainter(self), QRectF(self.rect()), self._marks)


def paint_line(painter: QPainter, rect: QRectF, values: Sequence[float]) -> None:
    """Draw a sparkline into a rectangle; NaN leaves a gap."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    step = rect.width() / max(1, len(values) - 1)
    colour = QColor(theme.tokens().series[0])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.6))
    run: list[QPointF] = []
    for index, value in enumerate([*values, math.nan]):
        if math.isfinite(value):
            height = 0.5 if high == low else (value - low) / span
            run.append(QPointF(rect.x() + index * step, rect.bottom() - height * rect.height()))
        elif run:
            painter.drawPolyline(QPolygonF(run))
            last, run = run[-1], []
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(last, 2.4, 2.4)
    painter.restore()


def paint_histogram(
    painter: QPainter, rect: QRectF, counts: Sequence[int], role: str = "accent"
) -> None:
    """Draw bars of counts into a rectangle, standing on its lower edge."""
    most = max(counts, default=0)
    if most <= 0:
        return
    painter.save()
    colour = QColor(getattr(theme.tokens(), role))
    colour.setAlphaF(0.5 if not theme.tokens().is_dark else 0.65)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    step = rect.width() / len(counts)
    gap = min(2.0, step * 0.25)
    for index, count in enumerate(counts):
        height = max(1.0, count / most * rect.height()) if count else 0.0
        painter.drawRect(
            QRectF(rect.x() + index * step, rect.bottom() - height, step - gap, height)
        )
    painter.restore()


def paint_bar(painter: QPainter, rect: QRectF, fraction: float, tone: Tone) -> None:
    """Draw a share of 0–1 as a bar on its track."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    height = theme.px(7)
    track = QRectF(rect.x(), rect.center().y() - height / 2, rect.width(), height)
    painter.setBrush(theme.colour("neutral_tint"))
    painter.drawRoundedRect(track, height / 2, height / 2)
    share = min(1.0, max(0.0, fraction))
    if share > 0:
        width = max(3.0, track.width() * share)
        painter.setBrush(theme.colour(tone.value))
        radius = min(height, width) / 2
        painter.drawRoundedRect(QRectF(track.x(), track.y(), width, height), radius, radius)
    painter.restore()


def paint_marks(painter: QPainter, rect: QRectF, marks: Sequence[Mark]) -> None:
    """Draw marks side by side from the left."""
    side, step = theme.px(8), theme.px(12)
    for index, mark in enumerate(marks):
        spot = QRectF(rect.x() + index * step, rect.center().y() - side / 2, side, side)
        if spot.right() > rect.right() + 1:
            break
        paint_mark(painter, spot, mark)
