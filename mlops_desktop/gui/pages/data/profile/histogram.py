"""A column's distribution, large."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, Histogram
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.pointed_chart import BarChart, Numbers
from mlops_desktop.gui.widgets.sparkline import paint_histogram

_MOST_VALUES = 40
"""A range of at most so many whole numbers has a bar for each of them, where all are known."""
_FEW_IN_A_BIN = 4
_DAY = 86_400.0
_FEW_DAYS = 3 * _DAY
"""Bins that are shorter have their ends told with the time."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how many rows it counts, how high it is drawn."""

    label: str
    count: int
    height: float


def bars_of(profile: ColumnProfile) -> tuple[Bar, ...]:
    """Return the bars of a column's distribution; none when it has no histogram.

    A few whole numbers have a bar each. Where bins of equal width hold one whole number or two,
    bars are as high as the rows of one number in them: else they would go up and down for nothing.
    """
    histogram = profile.histogram
    if histogram is None:
        return ()
    if profile.type is not ColumnType.INTEGER or profile.personal is not None:
        return tuple(
            Bar(_bin_label(histogram, place, profile.type), count, count)
            for place, count in enumerate(histogram.counts)
        )
    return _value_bars(profile) or _whole_bars(histogram)


def _value_bars(profile: ColumnProfile) -> tuple[Bar, ...]:
    """Return a bar for each whole number of the range; none where not all counts are known."""
    counts = {int(value): count for value, count in profile.top}
    if not counts or profile.distinct > len(counts) or sum(counts.values()) != profile.count:
        return ()
    low, high = min(counts), max(counts)
    if high - low >= _MOST_VALUES:
        return ()
    numbers = range(low, high + 1)
    return tuple(
        Bar(words.number_text(float(n), 4), counts.get(n, 0), counts.get(n, 0)) for n in numbers
    )


def _whole_bars(histogram: Histogram) -> tuple[Bar, ...]:
    """Return the bars of a histogram of whole numbers."""
    bars = []
    last = len(histogram.counts) - 1
    for place, count in enumerate(histogram.counts):
        low, high = histogram.edges[place], histogram.edges[place + 1]
        first = math.ceil(low)
        final = math.floor(high) if place == last or high != math.floor(high) else int(high) - 1
        inside = final - first + 1
        height = count / inside if 1 <= inside <= _FEW_IN_A_BIN else float(count)
        if inside == 1:
            label = words.number_text(float(first), 4)
        elif 1 < inside <= _FEW_IN_A_BIN:
            ends = (words.number_text(float(n), 4) for n in (first, final))
            label = words.tr("{0} to {1}").format(*ends)
        else:
            label = _interval(histogram, place)
        bars.append(Bar(label, count, height))
    is_narrow = histogram.edges[-1] - histogram.edges[0] < (_FEW_IN_A_BIN - 1) * len(bars)
    return tuple(bars if is_narrow else (replace(bar, height=bar.count) for bar in bars))


def _bin_label(histogram: Histogram, place: int, kind: ColumnType) -> str:
    """Return from where to where a bin goes: numbers, days or moments."""
    if kind not in words.TIMES:
        return _interval(histogram, place)
    low, high = histogram.edges[place], histogram.edges[place + 1]
    if kind is ColumnType.DATE:
        low, high = _days_inside(low, high, is_last=place == len(histogram.counts) - 1)
    is_short = kind is ColumnType.DATETIME and high - low < _FEW_DAYS
    told = words.minute_of if is_short else words.day_of
    ends = (told(low), told(high))
    return ends[0] if ends[0] == ends[1] else words.tr("{0} to {1}").format(*ends)


def _days_inside(low: float, high: float, *, is_last: bool) -> tuple[float, float]:
    """Return the first and the last whole day that begin between two edges, in seconds."""
    first = math.ceil(low / _DAY)
    final = math.floor(high / _DAY)
    if not is_last and final * _DAY == high:
        final -= 1
    return first * _DAY, max(first, final) * _DAY


def _interval(histogram: Histogram, place: int) -> str:
    low, high = histogram.edges[place], histogram.edges[place + 1]
    return f"{words.number_text(low, 4)} to {words.number_text(high, 4)}"


def scaled(bars: Sequence[Bar]) -> tuple[int, ...]:
    """Return the bars' heights as whole numbers that keep their proportions."""
    return tuple(round(bar.height * 60) for bar in bars)


class HistogramView(BarChart):
    """Bars over a baseline with the ends of the range written below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile: ColumnProfile | None = None
        self._bars: tuple[Bar, ...] = ()
        self._ends = ("", "")
        self.setAccessibleName(self.tr("Distribution"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_profile(self, profile: ColumnProfile) -> None:
        """Show another column's distribution."""
        self._profile = profile
        self._bars = bars_of(profile)
        self._ends = (words.edge_text(profile.low), words.edge_text(profile.high))
        self.setAccessibleName(self.tr("Distribution of {0}").format(profile.name))
        self.setAccessibleDescription(words.column_sentence(profile))
        self.setVisible(bool(self._bars))
        self.forget_place()

    @property
    def file_name(self) -> str:
        """The column and what is told of it."""
        return f"{self._profile.name if self._profile else ''} distribution"

    def count(self) -> int:
        """Return how many bars there are."""
        return len(self._bars)

    def numbers(self) -> Numbers:
        """Return the edges of each bin and its rows; of bars of one value each that value."""
        histogram = self._profile.histogram if self._profile else None
        if histogram is None or tuple(bar.count for bar in self._bars) != histogram.counts:
            values = tuple((bar.label, str(bar.count)) for bar in self._bars)
            return (self.tr("Value"), self.tr("Rows")), values
        edges, kind = histogram.edges, self._profile.type if self._profile else None
        bins = tuple(
            (*(words.exact_edge(edge, kind) for edge in edges[place : place + 2]), str(count))
            for place, count in enumerate(histogram.counts)
        )
        return (self.tr("From"), self.tr("To"), self.tr("Rows")), bins

    def sizeHint(self) -> QSize:
        """Return its height."""
        return QSize(theme.px(200), theme.px(112))

    def minimumSizeHint(self) -> QSize:
        """Allow it to become narrow."""
        return QSize(theme.px(80), theme.px(112))

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(2, 2, -2, -theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars, the one pointed at stronger, and the ends of the range."""
        painter = QPainter(self)
        area = self._area()
        heights = scaled(self._bars)
        paint_histogram(painter, area, heights)
        if self.current is not None:
            # Drawn once more over itself, the soft bar becomes a strong one.
            painter.save()
            step = area.width() / len(heights)
            painter.setClipRect(
                QRectF(area.left() + self.current * step, area.top() - 1, step, area.height() + 2)
            )
            paint_histogram(painter, area, heights)
            painter.restore()
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setFont(theme.font(TextRole.CAPTION, tabular=True))
        painter.setPen(theme.colour("muted"))
        foot = QRectF(area.left(), area.bottom() + 3, area.width(), theme.px(16))
        painter.drawText(
            foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._ends[0]
        )
        painter.drawText(
            foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self._ends[1]
        )
        self.paint_focus(painter)

    def words_of(self, place: int) -> str:
        """Return a bar's range, its rows and their share."""
        bar = self._bars[place]
        total = sum(item.count for item in self._bars)
        return (
            f"{bar.label}: {words.counted(bar.count, 'row')} ({words.share_text(bar.count, total)})"
        )

    def place_at(self, position: QPointF) -> int | None:
        """Return the bar at a position."""
        area = self._area()
        if not self._bars or not area.left() <= position.x() < area.right():
            return None
        return int((position.x() - area.left()) / area.width() * len(self._bars))
