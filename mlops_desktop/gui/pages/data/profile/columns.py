"""Every column as a card: a plain sentence, its distribution, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, SemanticType
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.profile.histogram import bars_of, scaled
from mlops_desktop.gui.pages.data.rows.bars import heights_of, paint_missing
from mlops_desktop.gui.pages.data.rows.header import ColumnFace
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import mark_of, paint_mark
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_4, TextRole
from mlops_desktop.gui.widgets.sparkline import paint_histogram
from mlops_desktop.gui.widgets.table_delegate import draw_text, text_width
from mlops_desktop.gui.widgets.text import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
_FACE_ROLE = Qt.ItemDataRole.UserRole + 1
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_HEIGHT = 92
_BARS = 168
_MOST_BARS, _MOST_VALUES = 20, 40
_WIDEST_BAR = 24
_MEASURED = 5
"""So many of the longest sentences are measured: rows are as high as these need."""


class ProfileList(QWidget):
    """The columns of a version, one below the other; ``opened`` tells the place of a chosen one."""

    opened = Signal(int)
    is_wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Faces(self)
        self.view = QListView(self)
        self.view.setModel(self._model)
        self._delegate = _CardDelegate(self)
        self.view.setItemDelegate(self._delegate)
        self.view.setAccessibleName(self.tr("What each column holds"))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setUniformItemSizes(True)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.view.clicked.connect(self._on_opened)
        self.view.activated.connect(self._on_opened)
        self.view.viewport().installEventFilter(self)
        theme.notifier().changed.connect(self._fit)

    def set_faces(self, faces: Sequence[ColumnFace]) -> None:
        """Show these columns."""
        self._model.set_faces(faces)
        self._fit()
        self.view.scrollToTop()

    def sentences(self) -> list[str]:
        """Return what is said of the columns."""
        model = self._model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave room for the longest sentence, once the width is known: rows are equally high."""
        if watched is self.view.viewport() and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self._delegate.fit(self.view.viewport().width(), self._model.longest)
        self.view.doItemsLayout()

    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())


class _Faces(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._faces: tuple[ColumnFace, ...] = ()
        self.longest: tuple[str, ...] = ()

    def set_faces(self, faces: Sequence[ColumnFace]) -> None:
        self.beginResetModel()
        self._faces = tuple(faces)
        told = sorted((words.column_sentence(face.profile) for face in faces), key=len)
        self.longest = tuple(told[-_MEASURED:])
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._faces)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        face = self._faces[index.row()]
        if role == _FACE_ROLE:
            return face
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{face.column.name}: {words.column_sentence(face.profile)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(face.tooltip)
        return None


def _heights(profile: ColumnProfile) -> tuple[int, ...]:
    """Return the heights of the bars; those of steps in their order; none of names of rows."""
    if profile.semantic is SemanticType.IDENTIFIER and profile.histogram is None:
        return ()
    counts = dict(profile.top)
    if profile.order and all(value in counts for value in profile.order):
        return tuple(counts[value] for value in profile.order)
    bars = bars_of(profile) if profile.type is ColumnType.INTEGER else ()
    if bars and len(bars) <= _MOST_VALUES:
        return scaled(bars)
    return heights_of(profile, _MOST_BARS)


def _room(width: float) -> float:
    """Return the width of the bars in a row of a width."""
    return min(theme.px(_BARS), width * 0.4)


class _CardDelegate(QStyledItemDelegate):
    """Draws name, type and sentence at the left, the bars and what is missing at the right."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._height = theme.px(_HEIGHT)

    def fit(self, width: int, sentences: Sequence[str]) -> None:
        """Become as high as the highest of the sentences needs in a width."""
        inner = width - 2 * SPACE_2
        room = int(inner - _room(inner) - SPACE_4)
        metrics = QFontMetrics(theme.font(TextRole.SECONDARY))
        area = QRect(0, 0, max(1, room), 10_000)
        heights = (metrics.boundingRect(area, _WORDS, text).height() for text in sentences)
        around = theme.px(24) + 2 * theme.px(10)
        self._height = max(theme.px(_HEIGHT), around + max(heights, default=0))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        face: ColumnFace = index.data(_FACE_ROLE)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, option.state)
        if index.row() < index.model().rowCount() - 1:
            painter.setPen(QPen(theme.colour("border"), 1))
            bottom = int(rect.bottom() - 0.5)
            painter.drawLine(
                int(rect.left() + SPACE_2), bottom, int(rect.right() - SPACE_2), bottom
            )
        inner = rect.adjusted(SPACE_2, theme.px(10), -SPACE_2, -theme.px(10))
        room = _room(inner.width())
        self._paint_words(painter, inner.adjusted(0, 0, -room - SPACE_4, 0), face)
        self._paint_bars(painter, inner.adjusted(inner.width() - room, 0, 0, 0), face)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("accent_tint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("sunken"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_words(self, painter: QPainter, rect: QRectF, face: ColumnFace) -> None:
        line = QRectF(rect.left(), rect.top(), rect.width(), theme.px(20))
        if face.finding is not None:
            side = theme.px(10)
            spot = QRectF(line.left(), line.center().y() - side / 2, side, side)
            paint_mark(painter, spot, mark_of(face.finding.severity))
            line.setLeft(line.left() + theme.px(18))
        draw_text(painter, line, face.column.name, TextRole.STRONG)
        used = text_width(face.column.name, TextRole.STRONG) + theme.px(10)
        if used < line.width() - theme.px(40):
            beside = line.adjusted(used, 0, 0, 0)
            draw_text(painter, beside, str(face.profile.semantic), TextRole.SECONDARY, "accent")
        below = rect.adjusted(0, theme.px(24), 0, 0)
        painter.setFont(theme.font(TextRole.SECONDARY))
        painter.setPen(theme.colour("text"))
        painter.drawText(below, _WORDS, words.column_sentence(face.profile))

    def _paint_bars(self, painter: QPainter, rect: QRectF, face: ColumnFace) -> None:
        profile = face.profile
        # Beside a long sentence bars stay as high as beside a short one.
        rect.setHeight(min(rect.height(), theme.px(_HEIGHT - 20)))
        caption = QRectF(rect.left(), rect.bottom() - theme.px(16), rect.width(), theme.px(16))
        bars = rect.adjusted(0, 0, 0, -theme.px(26))
        heights = _heights(profile)
        width = min(bars.width(), len(heights) * theme.px(_WIDEST_BAR))
        # Shapes of hidden values are no distribution.
        if profile.personal is None or profile.histogram is not None:
            drawn = QRectF(bars.left(), bars.top(), width, bars.height())
            paint_histogram(painter, drawn, heights)
        missing = QRectF(bars.left(), bars.bottom() + theme.px(3), bars.width(), theme.px(3))
        paint_missing(painter, missing, profile)
        said = words.range_text(profile)
        if profile.personal is not None:
            said = words.tr("values not shown")
        if profile.missing:
            share = words.share_text(profile.missing, words.rows_of(profile))
            lost = words.tr("{0} missing").format(share)
            used = text_width(lost, TextRole.CAPTION) + theme.px(8)
            if text_width(said, TextRole.CAPTION) + used > caption.width():
                lost = share
                used = text_width(lost, TextRole.CAPTION) + theme.px(8)
            right = Qt.AlignmentFlag.AlignRight
            draw_text(painter, caption, lost, TextRole.CAPTION, "warn", right)
            caption.setRight(caption.right() - used)
        draw_text(painter, caption, said, TextRole.CAPTION, "muted")
