"""One column of a comparison: both versions' spreads over one another, their numbers in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from mlops_desktop.core.dataset import ColumnProfile, ColumnType
from mlops_desktop.core.diff import ColumnDiff, CommonBins
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.compare.tables import bar_width, paint_spreads
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.pointed_chart import BarChart, Numbers
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
    if kind in words.TIMES:
        return words.tr("{0} to {1}").format(words.day_of(low), words.day_of(high))
    ends = (words.number_text(low, 4), words.number_text(high, 4))
    return words.tr("{0} to {1}").format(*ends)


class OverlayView(BarChart):
    """Both spreads, large: bars are after, lines before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._bins: CommonBins | None = None
        self._kind: ColumnType | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_column(self, item: ColumnDiff) -> None:
        """Show another column's spreads; hidden where they cannot be compared."""
        self._name, self._bins = item.name, item.bins
        self._kind = item.after.type if item.after else None
        self.setAccessibleName(words.tr("Both spreads of {0}").format(item.name))
        self.setAccessibleDescription(sentence_of(item))
        self.setVisible(item.bins is not None)
        self.forget_place()

    @property
    def file_name(self) -> str:
        """The column and what is told of it."""
        return f"{self._name} before and after"

    def numbers(self) -> Numbers:
        """Return the rows of each bin in both versions, as they were counted."""
        bins = self._bins
        rows = (words.tr("Rows before"), words.tr("Rows after"))
        if bins is None:
            return rows, ()
        counts = list(zip(bins.before, bins.after, strict=True))
        if bins.labels:
            return (words.tr("Value"), *rows), tuple(
                (bin_label(bins, place, self._kind), str(old), str(new))
                for place, (old, new) in enumerate(counts)
            )
        ends = tuple(words.exact_edge(edge, self._kind) for edge in bins.edges)
        return (words.tr("From"), words.tr("To"), *rows), tuple(
            (ends[place], ends[place + 1], str(old), str(new))
            for place, (old, new) in enumerate(counts)
        )

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
        if self.current is not None:
            step = bar_width(area, self.count(), _WIDEST)
            left = area.left() + self.current * step
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
        self.paint_focus(painter)

    def _ends(self, bins: CommonBins) -> tuple[str, str]:
        if bins.labels:
            return words.tr("most frequent first"), ""
        if self._kind in words.TIMES:
            return words.day_of(bins.edges[0]), words.day_of(bins.edges[-1])
        return words.number_text(bins.edges[0], 4), words.number_text(bins.edges[-1], 4)

    def words_of(self, place: int) -> str:
        """Return a bin and its share of the rows of both versions."""
        bins = self._bins
        if bins is None:
            return ""
        shares = [
            words.share_text(counts[place], max(1, sum(counts)))
            for counts in (bins.before, bins.after)
        ]
        label = bin_label(bins, place, self._kind)
        return words.tr("{0}: {1} before, {2} now").format(label, *shares)

    def place_at(self, position: QPointF) -> int | None:
        """Return the bin at a position."""
        area = self._area()
        if not self.count() or position.x() < area.left():
            return None
        place = int((position.x() - area.left()) / bar_width(area, self.count(), _WIDEST))
        return place if place < self.count() else None


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
        told = row(self.pointed, self.overlay.menu_button())
        told.setStretch(0, 1)
        self._told = boxed(told, self)
        layout = column(
            self.name, self.sentence, self.overlay, self._told, self.numbers, spacing=SPACE_3
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
        self._told.setVisible(item.bins is not None)
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
