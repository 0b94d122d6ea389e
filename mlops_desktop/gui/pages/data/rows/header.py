"""A table's header that shows what each column holds: name, type, bars, missing share, range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from mlops_desktop.core.dataset import Column, ColumnProfile, Finding, Severity
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.rows.bars import paint_bars, paint_missing
from mlops_desktop.gui.theme import icons, theme
from mlops_desktop.gui.theme.marks import mark_of, paint_mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.text import plain_tooltip

_RANK = {Severity.BAD: 0, Severity.WARN: 1}


@dataclass(frozen=True, slots=True)
class ColumnFace:
    """What the header knows of one column.

    Attributes:
        finding: the gravest warning about the column, if any.
        is_chosen_type: the person chose the type.
    """

    column: Column
    profile: ColumnProfile
    finding: Finding | None = None
    is_chosen_type: bool = False

    @property
    def tooltip(self) -> str:
        """All of it in words."""
        parts = [
            self.column.name,
            words.tr("{0} (stored as {1})").format(self.column.semantic, self.column.type),
            words.column_sentence(self.profile),
        ]
        if self.finding is not None:
            parts.append(f"{self.finding.title}. {self.finding.detail}")
        return "\n".join(parts)


def faces(
    columns: Sequence[Column],
    profiles: Sequence[ColumnProfile],
    findings: Sequence[Finding] = (),
    chosen: Mapping[str, object] | None = None,
) -> tuple[ColumnFace, ...]:
    """Return the faces of a table's columns, in their order."""
    worst: dict[str, Finding] = {}
    for finding in findings:
        if finding.severity not in _RANK:
            continue
        for name in finding.columns:
            known = worst.get(name)
            if known is None or _RANK[finding.severity] < _RANK[known.severity]:
                worst[name] = finding
    return tuple(
        ColumnFace(column, profile, worst.get(column.name), column.name in (chosen or {}))
        for column, profile in zip(columns, profiles, strict=True)
    )


class ColumnHeader(QHeaderView):
    """The horizontal header of the rows and preview tables.

    A click emits ``column_activated``; where rows can be sorted, one on name or type emits
    ``sort_wanted`` instead. A right click (or the menu key in the table) emits
    ``menu_wanted`` with the place for a menu.

    Args:
        has_menu: show by a small arrow beside the type that a click opens a menu.
    """

    column_activated = Signal(int)
    menu_wanted = Signal(int, QPoint)
    sort_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, has_menu: bool = False) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._faces: tuple[ColumnFace, ...] = ()
        self._has_menu = has_menu
        self._hovered = -1
        self._chosen = -1
        self._sorted = (-1, False)
        self._pressed_at = 0
        self.is_sortable = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setMinimumSectionSize(theme.px(56))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Columns"))
        self.sectionClicked.connect(self._on_clicked)
        self.customContextMenuRequested.connect(self._on_menu)
        theme.notifier().changed.connect(self._on_look)

    def set_faces(self, columns: Sequence[ColumnFace]) -> None:
        """Show these columns."""
        self._faces = tuple(columns)
        self.viewport().update()

    def set_chosen(self, section: int) -> None:
        """Underline the column whose details are shown; −1 for none."""
        self._chosen = section
        self.viewport().update()

    def set_sorted(self, section: int, *, is_descending: bool = False) -> None:
        """Mark the column that the rows are sorted by; −1 for none."""
        self._sorted = (section, is_descending)
        self.viewport().update()

    @property
    def sorted_by(self) -> tuple[int, bool]:
        """The column that the rows are sorted by (−1: none), and whether descending."""
        return self._sorted

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remember which part of a head was clicked."""
        self._pressed_at = round(event.position().y())
        super().mouseReleaseEvent(event)

    def _on_clicked(self, section: int) -> None:
        is_name = self._pressed_at < theme.px(6 + 18 + 16)
        if self.is_sortable and is_name:
            self.sort_wanted.emit(section)
        else:
            self.column_activated.emit(section)

    def place_below(self, section: int) -> QPoint:
        """Return where a menu of that column opens, in global coordinates."""
        return self.viewport().mapToGlobal(
            QPoint(self.sectionViewportPosition(section), self.height())
        )

    def sizeHint(self) -> QSize:
        """Return the height that name, type, bars and range take."""
        return QSize(super().sizeHint().width(), theme.px(100))

    def _on_look(self) -> None:
        self.setMinimumSectionSize(theme.px(56))
        self.updateGeometries()
        self.viewport().update()

    def _on_menu(self, position: QPoint) -> None:
        section = self.logicalIndexAt(position)
        if section >= 0:
            self.menu_wanted.emit(section, self.viewport().mapToGlobal(position))

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the mouse; answer for the tooltip of a column."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            section = self.logicalIndexAt(event.pos())
            if 0 <= section < len(self._faces):
                told = self._faces[section].tooltip
                if self.is_sortable:
                    told += "\n" + self.tr("Click the name to sort, the picture for details.")
                QToolTip.showText(event.globalPos(), plain_tooltip(told), self)
                return True
        if event.type() in (QEvent.Type.HoverMove, QEvent.Type.HoverLeave, QEvent.Type.Leave):
            place = self.viewport().mapFromGlobal(self.cursor().pos())
            inside = event.type() == QEvent.Type.HoverMove
            hovered = self.logicalIndexAt(place) if inside else -1
            if hovered != self._hovered:
                self._hovered = hovered
                self.viewport().update()
        return super().viewportEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one column's face."""
        painter.save()
        painter.setClipRect(rect)
        if section == self._hovered:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), theme.colour("sunken"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("border"))
        if section == self._chosen:
            painter.fillRect(
                QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), theme.colour("accent")
            )
        if 0 <= section < len(self._faces):
            inner = rect.adjusted(theme.px(8), theme.px(6), -theme.px(8), -theme.px(6))
            self._paint_face(painter, inner, self._faces[section])
            if section == self._sorted[0]:
                self._paint_sorted(painter, inner)
        painter.restore()

    def _paint_sorted(self, painter: QPainter, rect: QRect) -> None:
        """Draw the arrow of the sorted column at the right of its type."""
        side = theme.px(16)
        name = "chevron-down" if self._sorted[1] else "chevron-up"
        top = rect.top() + theme.px(18)
        icons.paint_icon(painter, QRectF(rect.right() - side, top, side, side), name, "accent")

    def _paint_face(self, painter: QPainter, rect: QRect, face: ColumnFace) -> None:
        line = theme.px(18)
        name = QRect(rect.left(), rect.top(), rect.width(), line)
        if face.finding is not None:
            side = theme.px(9)
            paint_mark(
                painter,
                QRectF(name.right() - side, name.center().y() - side / 2, side, side),
                mark_of(face.finding.severity),
            )
            name.setRight(name.right() - side - theme.px(4))
        self._text(painter, name, face.column.name, TextRole.STRONG, "text")
        kind = QRect(rect.left(), name.bottom() + 1, rect.width(), theme.px(16))
        shown = str(face.column.semantic) + ("*" if face.is_chosen_type else "")
        width = self._text(painter, kind, shown, TextRole.CAPTION, "accent")
        if self._has_menu and width + theme.px(14) < rect.width():
            arrow = QRectF(
                rect.left() + width + theme.px(2), kind.top(), theme.px(12), kind.height()
            )
            icons.paint_icon(painter, arrow, "chevron-down", "accent")
        foot = QRect(rect.left(), rect.bottom() - theme.px(15), rect.width(), theme.px(16))
        bars = QRectF(
            rect.left(),
            kind.bottom() + theme.px(3),
            rect.width(),
            foot.top() - kind.bottom() - theme.px(8),
        )
        paint_bars(painter, bars, face.profile)
        paint_missing(
            painter, QRectF(bars.left(), bars.bottom() + 1, bars.width(), theme.px(3)), face.profile
        )
        self._text(painter, foot, words.range_text(face.profile), TextRole.CAPTION, "muted")

    def _text(self, painter: QPainter, rect: QRect, text: str, role: TextRole, tone: str) -> int:
        """Draw one elided line; return the width it took."""
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour(tone))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)

    def preferred_widths(self, count: int) -> list[int]:
        """Return widths at which the first names can be read, 84–180 at 100 %."""
        metrics = QFontMetrics(theme.font(TextRole.STRONG))
        least, most, pad, mark = theme.px(84), theme.px(180), theme.px(18), theme.px(14)
        return [
            min(
                most,
                max(
                    least,
                    metrics.horizontalAdvance(face.column.name[:80])
                    + pad
                    + (mark if face.finding is not None else 0),
                ),
            )
            for face in self._faces[:count]
        ]
