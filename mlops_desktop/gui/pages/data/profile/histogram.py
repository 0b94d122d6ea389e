"""A column's distribution, large: each bar answers to the mouse and to the arrow keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, Histogram
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.sparkline import paint_histogram


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for and how many rows it counts."""

    label: str
    count: int


def bars_of(profile: ColumnProfile) -> tuple[Bar, ...]:
    """Return the bars of a column's histogram; none when it has no histogram."""
    histogram = profile.histogram
    if histogram is None:
        return ()
    return tuple(
        Bar(_interval(histogram, place, profile.type), count)
        for place, count in enumerate(histogram.counts)
    )


def _interval(histogram: Histogram, place: int, kind: ColumnType) -> str:
    low, high = histogram.edges[place], histogram.edges[place + 1]
    if kind is ColumnType.INTEGER and high - low <= 1 and low < high:
        inside = [n for n in (round(low), round(high)) if low <= n < high or n == low]
        if inside:
            return words.number_text(float(inside[0]), 4)
    return f"{words.number_text(low, 4)} to {words.number_text(high, 4)}"


class HistogramView(QWidget):
    """Bars over a baseline with the ends of the range written below.

    ``pointed_at`` tells the bar under the mouse or the cursor keys, as words, or "".
    """

    pointed_at = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._ends = ("", "")
        self._current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Distribution"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_profile(self, profile: ColumnProfile) -> None:
        """Show another column's distribution."""
        self._bars = bars_of(profile)
        self._ends = (words.edge_text(profile.low), words.edge_text(profile.high))
        self._current = -1
        self.setAccessibleName(self.tr("Distribution of {0}").format(profile.name))
        self.setAccessibleDescription(words.column_sentence(profile))
        self.setVisible(bool(self._bars))
        self.update()

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
        counts = [bar.count for bar in self._bars]
        paint_histogram(painter, area, counts)
        if 0 <= self._current < len(counts):
            # Drawn once more over itself, the soft bar becomes a strong one.
            painter.save()
            step = area.width() / len(counts)
            painter.setClipRect(
                QRectF(area.left() + self._current * step, area.top() - 1, step, area.height() + 2)
            )
            paint_histogram(painter, area, counts)
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
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def point_at(self, place: int) -> None:
        """Choose a bar, −1 for none, and tell it in words."""
        if place == self._current:
            return
        self._current = place
        self.update()
        if 0 <= place < len(self._bars):
            bar = self._bars[place]
            total = sum(item.count for item in self._bars)
            self.pointed_at.emit(
                f"{bar.label}: {words.counted(bar.count, 'row')} "
                f"({words.share_text(bar.count, total)})"
            )
        else:
            self.pointed_at.emit("")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the bar under the mouse."""
        self.point_at(self._place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self.point_at(-1)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        self.point_at(-1)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps and self._bars:
            step = steps[Qt.Key(event.key())]
            self.point_at(min(len(self._bars) - 1, max(0, self._current + step)))
        else:
            super().keyPressEvent(event)

    def _place_at(self, position: QPointF) -> int:
        area = self._area()
        if not self._bars or not area.left() <= position.x() < area.right():
            return -1
        return int((position.x() - area.left()) / area.width() * len(self._bars))
