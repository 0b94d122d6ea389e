"""Small pictures painted into cells and heads: histograms, bars, rows of marks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark, paint_mark
from mlops_desktop.gui.theme.tokens import Tone


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
