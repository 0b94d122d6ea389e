"""The list of a recipe's steps: in words, each with its mark; to be added to and rearranged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from mlops_desktop.core.recipes.step import Step
from mlops_desktop.gui.pages.data.recipes.words import StepLine, grouped, step_line
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.buttons import Button, IconButton
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.forms import FilterBox
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.record_list import RecordList
from mlops_desktop.gui.widgets.text import Text

_DRAG = 8
"""Pixels after which a press is a drag."""


class StepList(QWidget):
    """The steps, and what can be done with them.

    Signals:
        chosen(int): another step is looked at. add_wanted(): a step is to be added.
        remove_wanted(int), duplicate_wanted(int): of the step at a place, from 0.
        move_wanted(int, int): from a place to another.
    """

    chosen = Signal(int)
    add_wanted = Signal()
    remove_wanted = Signal(int)
    duplicate_wanted = Signal(int)
    move_wanted = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list: RecordList[StepLine] = RecordList(
            step_line, self.tr("Steps"), key=lambda line: line.place, parent=self
        )
        self.add = Button(self.tr("Add a step…"), self.add_wanted.emit, parent=self)
        self.duplicate = IconButton("copy", self.tr("Duplicate (Ctrl+D)"), self._on_duplicate)
        self.up = IconButton("chevron-up", self.tr("Move up (Alt+Up)"), self._on_up)
        self.down = IconButton("chevron-down", self.tr("Move down (Alt+Down)"), self._on_down)
        self.remove = IconButton("close", self.tr("Remove (Delete)"), self._on_remove)
        tools = row(self.add, None, self.duplicate, self.up, self.down, self.remove, spacing=0)
        self._gap = QFrame(self.list.view.viewport())
        self._gap.setProperty("look", "rule")
        self._gap.hide()
        self._pressed: QPoint | None = None
        self._dragged = -1
        self.setLayout(column(self.list, tools))
        self.list.selected.connect(self._on_selected)
        self.list.view.installEventFilter(self)
        self.list.view.viewport().installEventFilter(self)
        self.show_steps((), -1)

    def show_steps(self, lines: Sequence[StepLine], chosen: int) -> None:
        """Show the steps, one of them chosen; scroll position stays."""
        was_blocked = self.list.blockSignals(True)
        self.list.set_records(lines)
        current = self.list.current()
        if chosen >= 0 and (current is None or current.place != chosen):
            self.list.select(lambda line: line.place == chosen)
        self.list.blockSignals(was_blocked)
        for button in (self.duplicate, self.remove):
            button.setEnabled(chosen >= 0)
        self.up.setEnabled(chosen > 0)
        self.down.setEnabled(0 <= chosen < len(lines) - 1)

    def place(self) -> int:
        """Return the place of the chosen step; -1 for none."""
        current = self.list.current()
        return -1 if current is None else current.place

    def _on_selected(self, line: StepLine | None) -> None:
        if line is not None:
            self.chosen.emit(line.place)

    def _on_duplicate(self) -> None:
        self.duplicate_wanted.emit(self.place())

    def _on_remove(self) -> None:
        self.remove_wanted.emit(self.place())

    def _on_up(self) -> None:
        self.move_wanted.emit(self.place(), self.place() - 1)

    def _on_down(self) -> None:
        self.move_wanted.emit(self.place(), self.place() + 1)

    # Keyboard and drag ---------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remove, duplicate and move by keyboard; move by dragging."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        if isinstance(event, QMouseEvent) and watched is self.list.view.viewport():
            return self._on_mouse(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        alt, control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
        keys: dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]] = {
            (Qt.Key.Key_Up, alt): self._on_up,
            (Qt.Key.Key_Down, alt): self._on_down,
            (Qt.Key.Key_D, control): self._on_duplicate,
            (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier): self._on_remove,
        }
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        act = keys.get((Qt.Key(event.key()), plain))
        if act is None or self.place() < 0:
            return False
        act()
        return True

    def _on_mouse(self, event: QMouseEvent) -> bool:
        spot = event.position().toPoint()
        if event.type() == QEvent.Type.MouseButtonPress:
            is_left = event.button() == Qt.MouseButton.LeftButton
            self._pressed = spot if is_left and self._row_at(spot) >= 0 else None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            if self._dragged < 0 and (spot - self._pressed).manhattanLength() > _DRAG:
                self._dragged = self._row_at(self._pressed)
                self.list.view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            if self._dragged >= 0:
                self._show_gap(self._gap_at(spot))
                return True
        elif event.type() == QEvent.Type.MouseButtonRelease:
            return self._on_dropped(spot)
        return False

    def _on_dropped(self, spot: QPoint) -> bool:
        dragged, self._dragged, self._pressed = self._dragged, -1, None
        self._gap.hide()
        self.list.view.viewport().unsetCursor()
        if dragged < 0:
            return False
        gap = self._gap_at(spot)
        self.move_wanted.emit(dragged, gap - 1 if gap > dragged else gap)
        return True

    def _row_at(self, spot: QPoint) -> int:
        index = self.list.view.indexAt(spot)
        return index.row() if index.isValid() else -1

    def _gap_at(self, spot: QPoint) -> int:
        """Return before which step a drop would put the dragged one."""
        view, count = self.list.view, len(self.list.records())
        for number in range(count):
            area = view.visualRect(view.model().index(number, 0))
            if spot.y() < area.center().y():
                return number
        return count

    def _show_gap(self, gap: int) -> None:
        view, count = self.list.view, len(self.list.records())
        area = view.visualRect(view.model().index(min(gap, count - 1), 0))
        line = area.top() if gap < count else area.bottom()
        self._gap.setGeometry(4, max(0, line - 1), view.viewport().width() - 8, 3)
        self._gap.show()


class AddStepDialog(Dialog):
    """Every kind of step in its group, with what it does; typing searches.

    Args:
        then: called with the kind that was chosen.
    """

    help_topic = "recipes"

    def __init__(self, parent: QWidget, then: Callable[[type[Step]], object]) -> None:
        super().__init__(parent, parent.tr("Add a step"), parent.tr("Add"))
        self._then = then
        self.search = FilterBox(self.tr("Search: mean, dates, duplicates…"), parent=self)
        self.kinds = QListWidget(self)
        self.kinds.setAccessibleName(self.tr("Kinds of steps"))
        self.kinds.setMinimumHeight(theme.px(300))
        self.summary = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.summary.setMinimumHeight(theme.px(66))
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.search)
        self.body.addWidget(self.kinds, 1)
        self.body.addWidget(self.summary)
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.kinds.currentItemChanged.connect(self._on_current)
        self.kinds.itemDoubleClicked.connect(self._choose)
        self.on_accept = self._choose
        self._fill()
        self.search.setFocus()

    def titles(self) -> list[str]:
        """Return the kinds that are listed, without the groups."""
        items = (self.kinds.item(n) for n in range(self.kinds.count()))
        return [item.text().strip() for item in items if self._kind(item) is not None]

    def _fill(self) -> None:
        self.kinds.clear()
        first: QListWidgetItem | None = None
        for title, kinds in grouped(self.search.text()):
            head = QListWidgetItem(title, self.kinds)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            head.setFont(theme.font(TextRole.SECONDARY_STRONG))
            for kind in kinds:
                item = QListWidgetItem(f"   {kind.title}", self.kinds)
                item.setData(Qt.ItemDataRole.UserRole, kind.kind)
                item.setData(Qt.ItemDataRole.UserRole + 1, kind)
                first = first or item
        self.accept_button.setEnabled(first is not None)
        if first is not None:
            self.kinds.setCurrentItem(first)
        else:
            self.summary.setText(self.tr("No step does that. Try other words."))

    def _kind(self, item: QListWidgetItem | None) -> type[Step] | None:
        kind: type[Step] | None = item.data(Qt.ItemDataRole.UserRole + 1) if item else None
        return kind

    def _on_current(self, item: QListWidgetItem | None) -> None:
        kind = self._kind(item)
        if kind is not None:
            self.summary.setText(kind.summary)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows choose while the search has the keyboard."""
        if watched is self.search and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if by and event.type() == QEvent.Type.KeyPress:
                self._step(by)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        place = self.kinds.currentRow() + by
        while 0 <= place < self.kinds.count():
            if self._kind(self.kinds.item(place)) is not None:
                self.kinds.setCurrentRow(place)
                return
            place += by

    def _choose(self, *_: object) -> None:
        kind = self._kind(self.kinds.currentItem())
        if kind is not None:
            self.accept()
            self._then(kind)
