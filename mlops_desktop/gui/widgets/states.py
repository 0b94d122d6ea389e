"""The four states around content: nothing yet, loading, failed, filtered to nothing."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cached_property

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.theme import icons, theme
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import Button, PrimaryButton
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text

SKELETON_AFTER_MS = 150
"""Faster answers never show a skeleton: nothing flickers."""


class State(Enum):
    """What is shown."""

    CONTENT = "content"
    EMPTY = "empty"
    LOADING = "loading"
    FAILED = "failed"
    FILTERED = "filtered"


class IconSign(QWidget):
    """One of our icons, large, in a role's colour."""

    def __init__(
        self, name: str, role: str = "muted", size: int = 28, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._colour_role, self._size = name, role, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return its square."""
        return QSize(theme.px(self._size), theme.px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        icons.paint_icon(QPainter(self), QRectF(self.rect()), self._name, self._colour_role)


class EmptyState(QWidget):
    """Icon, one sentence, one button; a second sentence in muted words where it helps.

    Args:
        icon: name of one of our icons.
        sentence: what would be here.
        button: what to press ("" for none); on_click: what it does.
        detail: a muted line below.
    """

    def __init__(  # noqa: PLR0913 - options of one widget, by name
        self,
        icon: str,
        sentence: str,
        button: str = "",
        on_click: Callable[[], object] | None = None,
        *,
        detail: str = "",
        is_primary: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = column(spacing=SPACE_2, parent=self)
        layout.addStretch(1)
        self.sign = IconSign(icon, parent=self)
        layout.addWidget(self.sign, 0, middle)
        layout.addSpacing(SPACE_2)
        self.sentence = Text(sentence, TextRole.CARD_TITLE, wrap=True, parent=self)
        self.detail = Text(detail, TextRole.BODY, "muted", wrap=True, parent=self)
        for label in (self.sentence, self.detail):
            label.setAlignment(middle | Qt.AlignmentFlag.AlignVCenter)
            layout.addWidget(label)
        self.detail.setVisible(bool(detail))
        self.button: Button | None = None
        if button:
            kind = PrimaryButton if is_primary else Button
            self.button = kind(button, on_click, parent=self)
            layout.addSpacing(SPACE_2)
            layout.addWidget(self.button, 0, middle)
        layout.addStretch(2)

    def set_text(self, sentence: str, detail: str = "") -> None:
        """Change the sentence and the line below it."""
        self.sentence.setText(sentence)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))


class Skeleton(QWidget):
    """Grey bars where text will be; still, so that nothing distracts."""

    def __init__(self, rows: int = 6, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setAccessibleName(self.tr("Loading"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("neutral_tint"))
        step, height = theme.px(38), theme.px(12)
        for index in range(self._rows):
            top = SPACE_4 + index * step
            if top + height > self.height():
                break
            width = self.width() * (0.62, 0.44, 0.54, 0.36)[index % 4]
            painter.drawRoundedRect(QRectF(SPACE_3, top, width, height), 6, 6)


class PageStates(QWidget):
    """Shows exactly one of five things; nothing jumps, the content keeps its scroll and selection.

    Args:
        content: the real thing.
        empty: what is shown while there is nothing yet.

    Call ``show_content()``, ``show_empty()``, ``show_loading()``, ``show_failed(error, retry)``,
    ``show_filtered(text, clear)``.
    """

    def __init__(
        self, content: QWidget, empty: QWidget | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.content = content
        self.is_wide = bool(getattr(content, "is_wide", False))
        self._state = State.CONTENT
        self._stack = QStackedLayout(self)
        self._skeleton = Skeleton(parent=self)
        self._empty = empty
        for widget in (content, empty, self._skeleton):
            if widget is not None:
                self._stack.addWidget(widget)
        self._wait = QTimer(self, singleShot=True, interval=SKELETON_AFTER_MS)
        self._wait.timeout.connect(self._show_skeleton)

    # Most pages never fail and are never filtered to nothing: these are made when they are needed.

    @cached_property
    def _failed(self) -> EmptyState:
        return self._added(
            EmptyState("error", "", self.tr("Try again"), is_primary=False, detail=" ", parent=self)
        )

    @cached_property
    def _filtered(self) -> EmptyState:
        return self._added(
            EmptyState("filter", "", self.tr("Clear filter"), is_primary=False, parent=self)
        )

    def _added(self, state: EmptyState) -> EmptyState:
        self._stack.addWidget(state)
        return state

    @property
    def state(self) -> State:
        """What is shown, or soon will be (loading)."""
        return self._state

    def show_content(self) -> None:
        """Show the real thing."""
        self._show(State.CONTENT, self.content)

    def show_empty(self, empty: QWidget | None = None) -> None:
        """Show that there is nothing yet, by another widget if given."""
        if empty is None and self._empty is None:
            empty = EmptyState("info", self.tr("Nothing here yet."), parent=self)
        if empty is not None and empty is not self._empty:
            if self._empty is not None:
                self._stack.removeWidget(self._empty)
                self._empty.deleteLater()
            self._empty = empty
            self._stack.addWidget(empty)
        if self._empty is not None:
            self._show(State.EMPTY, self._empty)

    def show_loading(self) -> None:
        """Show a skeleton unless the answer comes at once; content already there stays."""
        if self._state is State.CONTENT and self._stack.currentWidget() is self.content:
            if self.content.property("was_shown"):
                return
            self._stack.setCurrentWidget(self._skeleton)
        self._state = State.LOADING
        self._wait.start()

    def show_failed(self, error: UserError, retry: Callable[[], object] | None = None) -> None:
        """Show what went wrong, the next step, and a button to try again."""
        self._failed.set_text(error.message, error.hint)
        if self._failed.button is not None:
            self._failed.button.set_action(retry)
            self._failed.button.setVisible(retry is not None)
        self._show(State.FAILED, self._failed)

    def show_filtered(self, text: str, clear: Callable[[], object]) -> None:
        """Show that a filter left nothing: "No model matches “x”.", with a way back."""
        self._filtered.set_text(text)
        if self._filtered.button is not None:
            self._filtered.button.set_action(clear)
        self._show(State.FILTERED, self._filtered)

    def _show(self, state: State, widget: QWidget) -> None:
        self._wait.stop()
        self._state = state
        if state is State.CONTENT:
            self.content.setProperty("was_shown", True)
        self._stack.setCurrentWidget(widget)

    def _show_skeleton(self) -> None:
        if self._state is State.LOADING:
            self._stack.setCurrentWidget(self._skeleton)
