"""How strongly columns go together: a triangle of squares that answers to mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from mlops_desktop.core.column_sentence import association_words
from mlops_desktop.core.profile_parts import Association, Associations
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text

_SMALLEST, _LARGEST = 15, 44
_LONGEST_NAME = 118
_NUMBERS_FROM = 34


class AssociationMap(QWidget):
    """The squares, darker where two columns go together more.

    ``pointed_at`` tells the pair under the mouse or the cursor keys, as words, or "".
    """

    pointed_at = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Associations | None = None
        self._pairs: dict[tuple[int, int], Association] = {}
        self._current: tuple[int, int] | None = None
        self._names = float(theme.px(_LONGEST_NAME))
        self.setProperty("look", "clear")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("How strongly columns go together"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_associations(self, found: Associations | None) -> None:
        """Show other associations."""
        self._found, self._current = found, None
        self._pairs = {(pair.first, pair.second): pair for pair in found.pairs} if found else {}
        names = found.columns if found else ()
        longest = max((theme.text_width(name, TextRole.CAPTION) for name in names), default=0.0)
        self._names = min(float(theme.px(_LONGEST_NAME)), longest + 2 * SPACE_2)
        self.setAccessibleDescription(strongest_words(found))
        self.setMinimumSize(self.minimumSizeHint())
        self.updateGeometry()
        self.update()

    @property
    def count(self) -> int:
        """How many columns are compared."""
        return len(self._found.columns) if self._found else 0

    def minimumSizeHint(self) -> QSize:
        """Return the size with the smallest squares."""
        side = round(self._names) + max(1, self.count - 1) * theme.px(_SMALLEST) + SPACE_2
        return QSize(side, side)

    def _side(self) -> float:
        steps = max(1, self.count - 1)
        room = min(self.width(), self.height()) - self._names - SPACE_2
        return max(theme.px(_SMALLEST), min(theme.px(_LARGEST), room / steps))

    def _square(self, first: int, second: int) -> QRectF:
        side = self._side()
        return QRectF(self._names + first * side, (second - 1) * side, side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the squares, their columns' names, and a frame around the one pointed at."""
        if self._found is None:
            return
        painter = QPainter(self)
        side = self._side()
        for (first, second), pair in self._pairs.items():
            self._paint_square(painter, self._square(first, second), pair)
        painter.setFont(theme.font(TextRole.CAPTION))
        for place, name in enumerate(self._found.columns):
            is_pointed = self._current is not None and place in self._current
            painter.setPen(theme.colour("text" if is_pointed else "muted"))
            if place > 0:
                self._paint_name(painter, QRectF(0, (place - 1) * side, 0, side), name)
            if place < self.count - 1:
                painter.save()
                painter.translate(
                    self._names + (place + 1) * side, (self.count - 1) * side + SPACE_2
                )
                painter.rotate(-90)
                spot = QRectF(-self._names, -side, self._names - SPACE_2, side)
                metrics = QFontMetricsF(painter.font())
                cut = metrics.elidedText(name, Qt.TextElideMode.ElideRight, spot.width())
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(spot, right, cut)
                painter.restore()
        if self._current is not None:
            painter.setPen(QPen(theme.colour("text"), 2))
            painter.drawRect(self._square(*self._current).adjusted(1, 1, -2, -2))

    def _paint_name(self, painter: QPainter, line: QRectF, name: str) -> None:
        spot = QRectF(0, line.top(), self._names - SPACE_2, line.height())
        metrics = QFontMetricsF(painter.font())
        cut = metrics.elidedText(name, Qt.TextElideMode.ElideRight, spot.width())
        painter.drawText(spot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, cut)

    def _paint_square(self, painter: QPainter, square: QRectF, pair: Association) -> None:
        inner = square.adjusted(0.5, 0.5, -1, -1)
        painter.fillRect(inner, theme.colour("sunken"))
        strength = abs(pair.value)
        colour = QColor(theme.colour("accent" if pair.value >= 0 else "bad"))
        colour.setAlphaF(strength)
        painter.fillRect(inner, colour)
        if square.width() >= theme.px(_NUMBERS_FROM):
            painter.setFont(theme.font(TextRole.CAPTION, tabular=True))
            painter.setPen(theme.colour("on_accent" if strength > 0.6 else "text"))
            text = f"{pair.value:.2f}".replace("-", "−")
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, text)

    def point_at(self, place: tuple[int, int] | None) -> None:
        """Choose a pair, None for none, and tell it in words."""
        if place == self._current:
            return
        self._current = place
        self.update()
        pair = self._pairs.get(place) if place else None
        if pair is None or self._found is None:
            self.pointed_at.emit("")
            return
        rows = words.counted(pair.rows, "row")
        self.pointed_at.emit(f"{association_words(self._found, pair)} ({rows})")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the pair under the mouse."""
        self.point_at(self._place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self.point_at(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        self.point_at(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from square to square."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if event.key() not in steps or self.count < 2:
            super().keyPressEvent(event)
            return
        if self._current is None:
            self.point_at((0, 1))
            return
        step = steps[Qt.Key(event.key())]
        first, second = self._current[0] + step[0], self._current[1] + step[1]
        if 0 <= first < second < self.count:
            self.point_at((first, second))

    def _place_at(self, position: QPointF) -> tuple[int, int] | None:
        side = self._side()
        first = int((position.x() - self._names) // side)
        second = int(position.y() // side) + 1
        return (first, second) if 0 <= first < second < self.count else None


class AssociationView(QWidget):
    """What goes together: where the numbers come from, the squares, the pair pointed at."""

    is_wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self._pointed = Text("", TextRole.MEDIUM, tabular=True, wrap=True, parent=self)
        self.map = AssociationMap(self)
        area = QScrollArea(self, widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.map)
        self._strongest = ""
        layout = column(self._pointed, self._about, area)
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, 0)
        layout.setStretchFactor(area, 1)
        self.setLayout(layout)
        self.map.pointed_at.connect(self._on_pointed)

    def show_associations(self, found: Associations) -> None:
        """Show a version's associations."""
        rows = words.counted(found.rows, "row")
        source = self.tr("From a sample of {0}") if found.is_sample else self.tr("From all {0}")
        said = self.tr(
            "{0}. r and ρ (rank) for two numbers, V for two categories, η for a number and a"
            " category."
        ).format(source.format(rows))
        if found.left_out:
            more = words.counted(found.left_out, "further column")
            said += " " + self.tr("Left out: {0} that tell less.").format(more)
        self._about.setText(said)
        self._strongest = strongest_words(found)
        self.map.set_associations(found)
        self._on_pointed("")

    def told(self) -> str:
        """Return the line about the pair pointed at, or the strongest."""
        return self._pointed.text()

    def _on_pointed(self, text: str) -> None:
        self._pointed.setText(text or self._strongest)


def strongest_words(found: Associations | None) -> str:
    """Return ``Strongest: temp and atemp: r = 0.946, ρ = 0.900``; "" when there is no pair."""
    if found is None or not found.pairs:
        return ""
    pair = max(found.pairs, key=lambda item: abs(item.value))
    return words.tr("Strongest: {0}").format(association_words(found, pair))
