"""One column of a comparison: both versions' spreads over one another, their numbers in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from mlops_desktop.core.dataset import ColumnProfile, ColumnType
from mlops_desktop.core.diff import ColumnDiff, CommonBins
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.compare.tables import bar_width, paint_spreads
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.layouts import boxed, column
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text

_WIDEST = 40
_MOST_NUMBERS = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """A number of the column in both versions, as text."""

    label: str
    before: str
    after: str


def pairs_of(item: ColumnDiff) -> tuple[Pair, ...]:
    """Return the column's numbers in both versions; those that neither has are left out."""
    sides = [_facts(profile) for profile in (item.before_profile, item.after_profile)]
    labels = list(dict.fromkeys([*sides[0], *sides[1]]))
    return tuple(Pair(label, *(side.get(label, "–") for side in sides)) for label in labels)


def _facts(profile: ColumnProfile | None) -> dict[str, str]:
    if profile is None:
        return {}
    share = words.share_text(profile.missing, words.rows_of(profile))
    facts = {
        words.tr("Type"): str(profile.type),
        words.tr("Missing"): f"{share}" if profile.missing else "0",
        words.tr("Different"): f"{profile.distinct:,}",
    }
    if profile.count and profile.low is not None:
        facts[words.tr("Lowest")] = words.edge_text(profile.low)
        facts[words.tr("Highest")] = words.edge_text(profile.high)
    for label, value in ((words.tr("Mean"), profile.mean), (words.tr("Std. dev."), profile.std)):
        if value is not None:
            facts[label] = words.number_text(value, 4)
    if len(profile.quantiles) == len(words.QUANTILES):
        median = profile.quantiles[words.QUANTILES.index("50 %")]
        facts[words.tr("Median")] = words.number_text(median, 4)
    return facts


def sentence_of(item: ColumnDiff) -> str:
    """Say in a sentence what became of a column."""
    if item.after is None:
        return words.tr("The column was removed.")
    if item.before is None:
        return words.tr("The column was added.")
    parts = []
    if item.changed:
        parts.append(words.tr("{0} changed").format(words.counted(item.changed, "cell")))
    moved = item.movement.moved if item.movement else None
    if moved is not None:
        said = words.tr("{0} of the rows would have to lie elsewhere for both to be alike")
        parts.append(said.format(f"{100 * moved:.1f} %") if moved else words.tr("spread alike"))
    if not parts:
        return words.tr("No cell changed.")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def bin_label(bins: CommonBins, place: int, kind: ColumnType | None) -> str:
    """Return what a bin stands for: a value, numbers from … to, days from … to."""
    if bins.labels:
        return bins.labels[place] or words.tr("all others")
    low, high = bins.edges[place], bins.edges[place + 1]
    if kind in (ColumnType.DATE, ColumnType.DATETIME):
        return words.tr("{0} to {1}").format(_day(low), _day(high))
    ends = (words.number_text(low, 4), words.number_text(high, 4))
    return words.tr("{0} to {1}").format(*ends)


def _day(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
    except (OverflowError, ValueError, OSError):  # Beyond what a datetime can say.
        return words.number_text(seconds, 4)


class OverlayView(QWidget):
    """Both spreads, large: bars are after, lines before; each place answers to mouse and arrows.

    ``pointed_at`` tells the place under the mouse or the cursor keys in words, or "".
    """

    pointed_at = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: CommonBins | None = None
        self._kind: ColumnType | None = None
        self._current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_column(self, item: ColumnDiff) -> None:
        """Show another column's spreads; hidden where they cannot be compared."""
        self._bins, self._current = item.bins, -1
        self._kind = item.after.type if item.after else None
        self.setAccessibleName(words.tr("Both spreads of {0}").format(item.name))
        self.setAccessibleDescription(sentence_of(item))
        self.setVisible(item.bins is not None)
        self.update()

    def count(self) -> int:
        """Return how many bins there are."""
        return len(self._bins.before) if self._bins is not None else 0

    def sizeHint(self) -> QSize:
        """Return its height."""
        return QSize(theme.px(240), theme.px(132))

    def minimumSizeHint(self) -> QSize:
        """Allow it to become narrow."""
        return QSize(theme.px(80), theme.px(132))

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(3, 4, -3, -theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both spreads, the place that is pointed at, and the ends of the range."""
        bins = self._bins
        if bins is None:
            return
        painter = QPainter(self)
        area = self._area()
        if self._current >= 0:
            step = bar_width(area, self.count(), _WIDEST)
            left = area.left() + self._current * step
            painter.fillRect(QRectF(left, area.top(), step, area.height()), theme.colour("sunken"))
        paint_spreads(painter, area, bins, _WIDEST)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setFont(theme.font(TextRole.CAPTION, tabular=True))
        painter.setPen(theme.colour("muted"))
        foot = QRectF(area.left(), area.bottom() + 3, area.width(), theme.px(16))
        top = Qt.AlignmentFlag.AlignTop
        low, high = self._ends(bins)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | top, low)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | top, high)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _ends(self, bins: CommonBins) -> tuple[str, str]:
        if bins.labels:
            return words.tr("most frequent first"), ""
        if self._kind in (ColumnType.DATE, ColumnType.DATETIME):
            return _day(bins.edges[0]), _day(bins.edges[-1])
        return words.number_text(bins.edges[0], 4), words.number_text(bins.edges[-1], 4)

    def point_at(self, place: int) -> None:
        """Choose a bin, −1 for none, and tell it in words."""
        if place == self._current:
            return
        self._current = place
        self.update()
        bins = self._bins
        if bins is None or not 0 <= place < self.count():
            self.pointed_at.emit("")
            return
        shares = [
            words.share_text(counts[place], max(1, sum(counts)))
            for counts in (bins.before, bins.after)
        ]
        label = bin_label(bins, place, self._kind)
        self.pointed_at.emit(words.tr("{0}: {1} before, {2} now").format(label, *shares))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the bin under the mouse."""
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
        """Go from bin to bin."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps and self.count():
            step = steps[Qt.Key(event.key())]
            self.point_at(min(self.count() - 1, max(0, self._current + step)))
        else:
            super().keyPressEvent(event)

    def _place_at(self, position: QPointF) -> int:
        area = self._area()
        if not self.count() or position.x() < area.left():
            return -1
        place = int((position.x() - area.left()) / bar_width(area, self.count(), _WIDEST))
        return place if place < self.count() else -1


class ColumnComparison(QScrollArea):
    """What became of one column: a sentence, both spreads, its numbers before and after."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.name = Text("", TextRole.CARD_TITLE, parent=self)
        self.sentence = Text("", wrap=True, parent=self).selectable()
        self.overlay = OverlayView(self)
        self.pointed = Text("", TextRole.CAPTION, "muted", wrap=True, tabular=True, parent=self)
        self.numbers: TablePanel[Pair] = TablePanel(
            (), "numbers of both", key=lambda pair: pair.label, row_height=30, parent=self
        )
        layout = column(
            self.name, self.sentence, self.overlay, self.pointed, self.numbers, spacing=SPACE_3
        )
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_3, 0)
        layout.addStretch(1)
        self.numbers.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(boxed(layout))
        self.overlay.pointed_at.connect(self._on_pointed)

    def show_column(self, item: ColumnDiff, labels: Sequence[str]) -> None:
        """Show a column.

        Args:
            labels: of the versions before and after.
        """
        self.name.setText(item.name)
        self.sentence.setText(sentence_of(item))
        self.overlay.show_column(item)
        self.pointed.setVisible(item.bins is not None)
        self._on_pointed("")
        self.numbers.set_columns(_pair_columns(*labels))
        self.numbers.set_records(pairs_of(item))
        self.numbers.fit_height(_MOST_NUMBERS)

    def _on_pointed(self, text: str) -> None:
        self.pointed.setText(text or self.tr("Bars are after, lines before. Point at one."))


def _pair_columns(before: str, after: str) -> tuple[TableColumn[Pair], ...]:
    return (
        TableColumn(
            "", lambda pair: pair.label, look=lambda _pair: CellLook(tone="muted"), stretch=1
        ),
        TableColumn(before, lambda pair: pair.before, is_number=True),
        TableColumn(
            after,
            lambda pair: pair.after,
            is_number=True,
            look=lambda pair: CellLook(
                TextRole.STRONG if pair.before != pair.after else TextRole.BODY
            ),
        ),
    )
