"""The rows before and after a step, with what it changed marked by sign and colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mlops_desktop.core.dataset import Cell
from mlops_desktop.core.recipes.checking import TYPE_WORDS
from mlops_desktop.core.recipes.outcome import RecipePreview
from mlops_desktop.core.recipes.row_steps import Sort
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.recipes.compare import Side, Sign
from mlops_desktop.gui.pages.data.rows.models import MISSING, Index
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.table_column import CellLook
from mlops_desktop.gui.widgets.table_delegate import CellDelegate, draw_text, text_width
from mlops_desktop.gui.widgets.table_model import LOOK_ROLE
from mlops_desktop.gui.widgets.text import plain_tooltip

_TONES = {Sign.SAME: "text", Sign.CHANGED: "accent", Sign.ADDED: "ok", Sign.REMOVED: "bad"}
_SPOKEN = {Sign.SAME: "", Sign.CHANGED: "changed", Sign.ADDED: "new", Sign.REMOVED: "gone"}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LOOKED_AT = 12


def _look(value: Cell, sign: Sign) -> CellLook:
    return CellLook(tone="faint" if value is None and sign is Sign.SAME else _TONES[sign])


def _shown(side: Side, row: int, place: int) -> str:
    value, sign = side.part.rows[row][place], side.sign(row, place)
    text = MISSING if value is None else words.shown_text(value, side.part.columns[place].type)
    # A row or column that is new or gone says so in its first cell or head, not everywhere.
    is_own = sign is Sign.CHANGED or (side.rows[row] is not Sign.SAME and place == 0)
    return f"{sign.value} {text}" if is_own and sign is not Sign.SAME else text


class SideModel(QAbstractTableModel):
    """Rows of one side."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.side: Side | None = None

    def set_side(self, side: Side | None) -> None:
        """Show another table, or none."""
        self.beginResetModel()
        self.side = side
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() or self.side is None else len(self.side.part.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() or self.side is None else len(self.side.part.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text with its sign, its look, its whole value."""
        side = self.side
        if side is None or not index.isValid():
            return None
        row, place = index.row(), index.column()
        kind, value = side.part.columns[place].type, side.part.rows[row][place]
        sign = side.sign(row, place)
        answers: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.TextAlignmentRole: lambda: _RIGHT if kind in words.NUMERIC else _LEFT,
            LOOK_ROLE: lambda: _look(value, sign),
            Qt.ItemDataRole.DisplayRole: lambda: _shown(side, row, place),
            Qt.ItemDataRole.ToolTipRole: lambda: plain_tooltip(words.tooltip_text(value)) or None,
            Qt.ItemDataRole.AccessibleTextRole: lambda: (
                f"{side.part.columns[place].name}: {_shown(side, row, place)} {_SPOKEN[sign]}"
            ),
        }
        answer = answers.get(role)
        return answer() if answer is not None else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return a column's name with its sign."""
        is_name = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if self.side is None or orientation != Qt.Orientation.Horizontal or not is_name:
            return None
        if not 0 <= section < len(self.side.part.columns):
            return None
        sign = self.side.columns[section].value
        return f"{sign} {self.side.part.columns[section].name}".strip()


class SideHeader(QHeaderView):
    """Names with their sign, below them the type, or the old name."""

    def __init__(self, model: SideModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._side_model = model
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def sizeHint(self) -> QSize:
        """Return the height of two lines."""
        return QSize(super().sizeHint().width(), theme.px(40))

    def caption(self, section: int) -> str:
        """Return the second line of a head."""
        side = self._side_model.side
        if side is None:
            return ""
        note = side.notes[section]
        said = words.tr(TYPE_WORDS[side.part.columns[section].type])
        return words.tr("was {0}").format(note) if note else said

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one head."""
        side = self._side_model.side
        if side is None or section >= len(side.columns):
            return
        painter.save()
        inner = QRectF(rect).adjusted(9, 0, -9, 0)
        column = side.part.columns[section]
        flag = Qt.AlignmentFlag.AlignRight if column.type in words.NUMERIC else _LEFT
        upper, lower = QRectF(inner), QRectF(inner)
        upper.moveTop(inner.top() - theme.px(8))
        lower.moveTop(inner.top() + theme.px(9))
        name = str(self._side_model.headerData(section, Qt.Orientation.Horizontal))
        horizontal = flag & Qt.AlignmentFlag.AlignHorizontal_Mask
        draw_text(
            painter,
            upper,
            name,
            TextRole.SECONDARY_STRONG,
            _TONES[side.columns[section]],
            horizontal,
        )
        draw_text(painter, lower, self.caption(section), TextRole.CAPTION, "muted", horizontal)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


class SideTable(QTableView):
    """One of the two tables."""

    is_wide = True

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = SideModel(self)
        self.setModel(self.rows)
        self.heads = SideHeader(self.rows, self)
        self.setHorizontalHeader(self.heads)
        self.setItemDelegate(CellDelegate(is_striped=True, parent=self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(28))

    def show_side(self, side: Side | None) -> None:
        """Show a table; the place it is scrolled to stays."""
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self.rows.set_side(side)
        for section in range(min(60, self.rows.columnCount())):
            self.heads.resizeSection(section, self._width(section))
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)

    def show_column(self, place: int) -> None:
        """Scroll so that a column is seen."""
        if 0 <= place < self.rows.columnCount() and self.rows.rowCount():
            middle = QAbstractItemView.ScrollHint.PositionAtCenter
            self.scrollTo(self.rows.index(0, place), middle)
            self.verticalScrollBar().setValue(0)

    def _width(self, section: int) -> int:
        head = str(self.rows.headerData(section, Qt.Orientation.Horizontal))
        widths = [
            text_width(head, TextRole.SECONDARY_STRONG),
            text_width(self.heads.caption(section), TextRole.CAPTION),
        ]
        rows = range(min(_LOOKED_AT, self.rows.rowCount()))
        texts = (str(self.rows.data(self.rows.index(row, section))) for row in rows)
        widths += [text_width(text, TextRole.BODY) for text in texts]
        return min(theme.px(200), max(widths) + theme.px(22))


def rows_words(preview: RecipePreview) -> str:
    """Say how many rows there are before and after: “744 → 26 rows”, of a sample or of all."""
    outcome = preview.outcome
    said = words.tr("{0} → {1} rows").format(f"{outcome.rows_before:,}", f"{outcome.rows_after:,}")
    if preview.is_sample:
        sample = words.tr("from the first {0} of {1} rows")
        said += " · " + sample.format(f"{preview.rows_read:,}", f"{preview.rows_there:,}")
    return said


def loss_words(preview: RecipePreview) -> str:
    """Say which values became missing; "" for none."""
    parts = [
        words.tr("{0} of {1}").format(words.counted(count, "value"), name)
        for name, count in preview.outcome.lost[:3]
    ]
    return words.tr("Became missing: {0}.").format(", ".join(parts)) if parts else ""


def first_change(side: Side, step: Step) -> int:
    """Return the first column that is new or changed, or is sorted by; -1 for none."""
    if isinstance(step, Sort):
        names = [column.name for column in side.part.columns]
        return next((names.index(name) for name in step.columns if name in names), -1)
    return next((n for n, sign in enumerate(side.columns) if sign is not Sign.SAME), -1)
