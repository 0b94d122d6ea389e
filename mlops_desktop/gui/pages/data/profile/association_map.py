"""How strongly columns go together: a triangle of squares."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlops_desktop.core.column_sentence import association_words
from mlops_desktop.core.profile_parts import Association, Associations
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.pointed_chart import Numbers, PointedChart
from mlops_desktop.gui.widgets.text import Text

Pair = tuple[int, int]
"""The places of two columns, the smaller one first."""
_SMALLEST, _LARGEST = 6, 44
_NAME_LINE = 14
"""Names closer than this would be written over one another."""
_LONGEST_NAME = 118
_NUMBERS_FROM = 34


class AssociationMap(PointedChart[Pair]):
    """The squares, darker where two columns go together more.

    They become as small as the room asks for: the map never scrolls. Where there is no room for
    every name, every second one is written, or every third, and those that are pointed at.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Associations | None = None
        self._pairs: dict[Pair, Association] = {}
        self._names = float(theme.px(_LONGEST_NAME))
        self.setProperty("look", "clear")
        self.setAccessibleName(self.tr("How strongly columns go together"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_associations(self, found: Associations | None) -> None:
        """Show other associations."""
        self._found = found
        self._pairs = {(pair.first, pair.second): pair for pair in found.pairs} if found else {}
        names = found.columns if found else ()
        longest = max((theme.text_width(name, TextRole.CAPTION) for name in names), default=0.0)
        self._names = min(float(theme.px(_LONGEST_NAME)), longest + 2 * SPACE_2)
        self.setAccessibleDescription(strongest_words(found))
        self.setMinimumSize(self.minimumSizeHint())
        self.updateGeometry()
        self.forget_place()

    @property
    def count(self) -> int:
        """How many columns are compared."""
        return len(self._found.columns) if self._found else 0

    @property
    def file_name(self) -> str:
        """What its numbers are."""
        return self.tr("relations")

    def numbers(self) -> Numbers:
        """Return every pair: its columns, what was measured, its values and rows, unrounded."""
        titles = ("First", "Second", "Measure", "Value", "Rank correlation", "Rows")
        columns = self._found.columns if self._found else ()
        return tuple(self.tr(title) for title in titles), tuple(
            (
                columns[pair.first],
                columns[pair.second],
                str(pair.method),
                repr(pair.value),
                "" if pair.rank is None else repr(pair.rank),
                str(pair.rows),
            )
            for pair in self._pairs.values()
        )

    def minimumSizeHint(self) -> QSize:
        """Return the size with the smallest squares."""
        side = round(self._names) + max(1, self.count - 1) * _SMALLEST + SPACE_2
        return QSize(side, side)

    def _side(self) -> float:
        steps = max(1, self.count - 1)
        room = min(self.width(), self.height()) - self._names - SPACE_2
        return max(_SMALLEST, min(theme.px(_LARGEST), room / steps))

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
        self._paint_names(painter, side)
        if self.current is not None:
            painter.setPen(QPen(theme.colour("text"), 2))
            painter.drawRect(self._square(*self.current).adjusted(1, 1, -2, -2))
        self.paint_focus(painter)

    def _paint_names(self, painter: QPainter, side: float) -> None:
        """Write the names at the left of their rows and below their columns."""
        painter.setFont(theme.font(TextRole.CAPTION))
        above, below = self.current or (None, None)
        for place in _named(range(1, self.count), side, below):
            middle = (place - 0.5) * side
            self._paint_name(painter, QRectF(0, middle, self._names - SPACE_2, 0), place)
        foot = (self.count - 1) * side + SPACE_2
        for place in _named(range(self.count - 1), side, above):
            painter.save()
            painter.translate(self._names + (place + 0.5) * side, foot)
            painter.rotate(-90)
            self._paint_name(painter, QRectF(-self._names, 0, self._names - SPACE_2, 0), place)
            painter.restore()

    def _paint_name(self, painter: QPainter, line: QRectF, place: int) -> None:
        """Write a name, ending at the right of a line and in the middle of its height."""
        if self._found is None:
            return
        is_pointed = self.current is not None and place in self.current
        painter.setPen(theme.colour("text" if is_pointed else "muted"))
        metrics = QFontMetricsF(painter.font())
        name = self._found.columns[place]
        cut = metrics.elidedText(name, Qt.TextElideMode.ElideRight, line.width())
        height = metrics.height()
        spot = line.adjusted(0, -height / 2, 0, height / 2)
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

    def words_of(self, place: Pair) -> str:
        """Return how strongly a pair goes together, and in how many rows."""
        pair = self._pairs.get(place)
        if pair is None or self._found is None:
            return ""
        rows = words.counted(pair.rows, "row")
        return f"{association_words(self._found, pair)} ({rows})"

    def stepped(self, place: Pair | None, key: Qt.Key) -> Pair | None:
        """Go to the square beside; at the edge stay."""
        step = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }.get(key)
        if step is None or self.count < 2:
            return None
        if place is None:
            return (0, 1)
        first, second = place[0] + step[0], place[1] + step[1]
        return (first, second) if 0 <= first < second < self.count else place

    def place_at(self, position: QPointF) -> Pair | None:
        """Return the pair at a position."""
        side = self._side()
        first = int((position.x() - self._names) // side)
        second = int(position.y() // side) + 1
        return (first, second) if 0 <= first < second < self.count else None


def _named(places: range, side: float, pointed: int | None) -> list[int]:
    """Return which of some columns are named where each has so many pixels."""
    apart = math.ceil(theme.px(_NAME_LINE) / side)
    named = list(places)[::apart]
    if pointed is None:
        return named
    return [*(place for place in named if abs(place - pointed) >= apart), pointed]


class AssociationView(QWidget):
    """What goes together: where the numbers come from, the squares, the pair pointed at."""

    is_wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self._pointed = Text("", TextRole.MEDIUM, tabular=True, wrap=True, parent=self)
        self.map = AssociationMap(self)
        self._strongest = ""
        head = row(self._pointed, self.map.menu_button())
        head.setStretch(0, 1)
        layout = column(head, self._about, self.map)
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, 0)
        layout.setStretchFactor(self.map, 1)
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
