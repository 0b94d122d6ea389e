"""The small bars of a column: how its values are spread, and what share is missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from mlops_desktop.core.dataset import ColumnProfile
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.sparkline import paint_histogram

MAX_BARS = 14
_WIDEST = 22
"""Pixels of one bar at 100 %: two values are two bars, not two halves of the column."""


def merged(counts: Sequence[int], limit: int = MAX_BARS) -> tuple[int, ...]:
    """Return at most ``limit`` counts, neighbours added together."""
    step = max(1, -(-len(counts) // limit))
    return tuple(sum(counts[start : start + step]) for start in range(0, len(counts), step))


def heights_of(profile: ColumnProfile, limit: int = MAX_BARS) -> tuple[int, ...]:
    """Return the heights of a column's bars: its histogram's counts, or those of its top values."""
    if profile.histogram is not None:
        return merged(profile.histogram.counts, limit)
    return tuple(count for _, count in profile.top[:limit])


def paint_bars(painter: QPainter, rect: QRectF, profile: ColumnProfile) -> None:
    """Draw a column's bars, standing on the rectangle's lower edge."""
    heights = heights_of(profile)
    width = min(rect.width(), len(heights) * theme.px(_WIDEST))
    paint_histogram(painter, QRectF(rect.x(), rect.y(), width, rect.height()), heights)


def paint_missing(painter: QPainter, rect: QRectF, profile: ColumnProfile) -> None:
    """Draw the share of missing values as a thin line filled from the left; nothing at none."""
    if not profile.missing:
        return
    painter.fillRect(rect, theme.colour("border"))
    share = profile.missing / words.rows_of(profile)
    filled = QRectF(rect.left(), rect.top(), max(2.0, rect.width() * share), rect.height())
    painter.fillRect(filled, theme.colour("warn"))
