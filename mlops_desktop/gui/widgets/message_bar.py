"""Named messages of a page: what happened, the next step, and something to press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import CONTROL_RADIUS, SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.badge import MarkSign
from mlops_desktop.gui.widgets.buttons import IconButton, LinkButton
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import Text

_MARKS = {Tone.BAD: Mark.PROBLEM, Tone.WARN: Mark.WATCH, Tone.OK: Mark.FINE}


@dataclass(frozen=True, slots=True)
class PageMessage:
    """One message; a later one of the same name takes its place.

    Attributes:
        name: identifies it on its page: ``load``, ``import``, an error's code.
        text: what happened and where.
        hint: the next step.
        action: words of the link; on_action: what it does.
    """

    name: str
    text: str
    hint: str = ""
    tone: Tone = Tone.BAD
    action: str = ""
    on_action: Callable[[], object] | None = None


class MessageBar(QWidget):
    """A stack of messages, invisible while there are none.

    Args:
        margin: room around it, in pixels: left and right, top.
    """

    def __init__(self, parent: QWidget | None = None, *, margin: tuple[int, int] = (0, 0)) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        layout = column(spacing=SPACE_2, parent=self)
        layout.setContentsMargins(margin[0], margin[1], margin[0], 0)
        self.hide()

    def show_message(self, message: PageMessage) -> None:
        """Show a message, in place of one of the same name."""
        self.clear(message.name)
        line = _Row(message, self)
        line.closed.set_action(_Clear(self, message.name))
        self._rows[message.name] = line
        layout = self.layout()
        if layout is not None:
            layout.addWidget(line)
        self.show()
        line.show()
        announce(self, f"{message.text} {message.hint}".strip())

    def show_error(self, error: UserError, name: str = "") -> None:
        """Show an error a person can act on, under its code unless named otherwise."""
        self.show_message(PageMessage(name or error.code, error.message, error.hint))

    def clear(self, name: str | None = None) -> None:
        """Take one message away, or all of them."""
        for key in list(self._rows) if name is None else [name]:
            line = self._rows.pop(key, None)
            if line is not None:
                line.hide()
                line.deleteLater()
        self.setVisible(bool(self._rows))

    def texts(self) -> tuple[str, ...]:
        """Return what is shown now."""
        return tuple(line.message.text for line in self._rows.values())


@dataclass(frozen=True, slots=True)
class _Clear:
    """Closes one message; no closure, so that nothing keeps the bar alive by accident."""

    bar: MessageBar
    name: str

    def __call__(self) -> None:
        self.bar.clear(self.name)


class _Row(QFrame):
    def __init__(self, message: PageMessage, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        layout = row(spacing=SPACE_3, parent=self)
        layout.setContentsMargins(14, 10, 8, 10)
        mark = MarkSign(_MARKS.get(message.tone, Mark.NONE), size=12, parent=self)
        place = Qt.AlignmentFlag.AlignTop if message.hint else Qt.AlignmentFlag.AlignVCenter
        layout.addWidget(mark, 0, place)
        words = column(spacing=2)
        words.addWidget(Text(message.text, TextRole.STRONG, wrap=True, parent=self).selectable())
        if message.hint:
            words.addWidget(Text(message.hint, TextRole.BODY, wrap=True, parent=self).selectable())
        layout.addLayout(words, 1)
        if message.action:
            layout.addWidget(LinkButton(message.action, message.on_action, parent=self))
        self.closed = IconButton("close", self.tr("Close this message"), parent=self)
        layout.addWidget(self.closed, 0, place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{self.message.tone.value}_tint"))
        painter.drawRoundedRect(QRectF(self.rect()), CONTROL_RADIUS, CONTROL_RADIUS)


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say something that just appeared."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
