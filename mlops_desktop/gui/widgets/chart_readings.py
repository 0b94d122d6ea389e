"""What a drawn chart says where the pointer is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSizeF

if TYPE_CHECKING:
    from mlops_desktop.charts.render import Reading

REACH = 24.0
"""Pixels from which a place is still meant."""


def nearest(readings: Sequence[Reading], size: QSizeF, place: QPointF) -> Reading | None:
    """Return what the pointer is on, or nearest to within ``REACH``; None elsewhere.

    Args:
        readings: as the chart was drawn.
        size: of the widget that shows it, in pixels.
        place: of the pointer in it.
    """
    best, found = (REACH, math.inf), None
    for item in readings:
        aside = _beyond(place.x(), item.left * size.width(), item.right * size.width())
        above = _beyond(place.y(), item.top * size.height(), item.bottom * size.height())
        distance = math.hypot(aside, above)
        if distance > best[0]:
            continue
        off = math.hypot(place.x() - item.x * size.width(), place.y() - item.y * size.height())
        if (distance, off) < best:
            best, found = (distance, off), item
    return found


def _beyond(place: float, low: float, high: float) -> float:
    return max(low - place, 0.0, place - high)
