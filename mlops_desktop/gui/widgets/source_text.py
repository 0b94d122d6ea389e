"""Some lines of a file as they stand there, with their numbers, one of them marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import (
    QFontDatabase,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from mlops_desktop.core.source_lines import SourceLines
from mlops_desktop.gui.theme import theme

_ROOM = 8
_TAB = 14
"""Characters from one tab stop to the next: cells of a row stand below each other."""


class SourceText(QPlainTextEdit):
    """Lines to read and select; long ones scroll, the numbers stay."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: tuple[str, ...] = ()
        self._texts: tuple[str, ...] = ()
        self._marked = -1
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(self.tr("Lines of the file"))
        self._margin = _Numbers(self)
        self.updateRequest.connect(self._on_update)
        self._dress()

    def show_lines(self, found: SourceLines, marked: int) -> None:
        """Show lines and mark those of a number."""
        head = [("", found.names)] if found.names else []
        shown = [*head, *((f"{line.number:,}", line.text) for line in found.lines)]
        self._numbers = tuple(number for number, _ in shown)
        self._texts = tuple(text for _, text in shown)
        # What would begin a new paragraph here is part of a line there.
        self.setPlainText("\n".join(_in_one(text) for text in self._texts))
        places = [at for at, number in enumerate(self._numbers) if number == f"{marked:,}"]
        self._marked = places[0] if places else -1
        self._dress()

    def marked_text(self) -> str:
        """Return the marked line as it stands in the file; "" when there is none."""
        return self._texts[self._marked] if self._marked >= 0 else ""

    def _mark(self) -> None:
        selections = []
        if self._marked >= 0:
            selection = QTextEdit.ExtraSelection()
            selection.format.setBackground(theme.colour("warn_tint"))
            selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            selection.cursor = QTextCursor(self.document().findBlockByNumber(self._marked))
            selections.append(selection)
        self.setExtraSelections(selections)

    def _dress(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.font().pixelSize())
        self.setFont(font)
        metrics = self.fontMetrics()
        self.setTabStopDistance(_TAB * metrics.horizontalAdvance("0"))
        widest = max((metrics.horizontalAdvance(item) for item in self._numbers), default=0)
        self._margin.setFixedWidth(widest + 2 * _ROOM)
        self.setViewportMargins(self._margin.width(), 0, 0, 0)
        lines = max(3, len(self._numbers))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(lines * metrics.lineSpacing() + 4 * _ROOM + bar)
        self._mark()
        self._place_margin()

    def _place_margin(self) -> None:
        inner = self.contentsRect()
        self._margin.setGeometry(
            QRect(inner.left(), inner.top(), self._margin.width(), self.viewport().height())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers beside the lines."""
        super().resizeEvent(event)
        self._place_margin()

    def changeEvent(self, event: QEvent) -> None:
        """Keep the font in which columns stand below each other."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and "_margin" in vars(self):
            self._dress()

    def _on_update(self, _rect: QRect, _moved: int) -> None:
        self._margin.update()

    def paint_numbers(self, margin: QWidget) -> None:
        """Draw the numbers beside their lines."""
        painter = QPainter(margin)
        painter.fillRect(margin.rect(), theme.colour("sunken"))
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if area.top() > margin.height():
                break
            is_marked = block.blockNumber() == self._marked
            painter.setPen(theme.colour("text" if is_marked else "muted"))
            place = QRect(0, area.top(), margin.width() - _ROOM, area.height())
            number = self._numbers[block.blockNumber()] if self._numbers else ""
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight), number)
            block = block.next()


class _Numbers(QWidget):
    def __init__(self, parent: SourceText) -> None:
        super().__init__(parent)
        self._text = parent

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the numbers."""
        self._text.paint_numbers(self)


def _in_one(text: str) -> str:
    for sign in ("\r\n", "\r", "\n", "\u2028", "\u2029"):
        text = text.replace(sign, "␤")
    return text
