"""The columns a model may use, with a tick before each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Column, SemanticType
from mlops_desktop.gui.pages.train.setup.tick_list import TickItem, TickList

_NOT_TAKEN = (SemanticType.IDENTIFIER, SemanticType.TEXT)


class ColumnList(TickList):
    """The columns a model may use; a tick means it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Columns to learn from"), parent=parent)
        self.columns: tuple[Column, ...] = ()
        self._out: set[str] = set()
        self._marked: set[str] = set()
        self._taken_as: dict[str, str] = {}
        self.model.ticked.connect(self._on_ticked)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer these; what was left out stays so where it is still there."""
        self.columns = tuple(columns)
        self._show()

    def left_out(self) -> tuple[str, ...]:
        """Return the columns without a tick, in their order."""
        return tuple(item.name for item in self.columns if item.name in self._out)

    def left_out_by_themselves(self) -> tuple[str, ...]:
        """Return the ticked columns that no method takes unless they are chosen as something."""
        return tuple(
            item.name
            for item in self.columns
            if item.name not in self._out
            and (
                item.semantic is SemanticType.CONSTANT
                or (item.semantic in _NOT_TAKEN and item.name not in self._taken_as)
            )
        )

    def leave_out(self, names: Sequence[str]) -> None:
        """Take the ticks of these away."""
        self.set_left_out([*self._out, *names])

    def take_back(self, names: Sequence[str]) -> None:
        """Tick these again."""
        self.set_left_out([name for name in self._out if name not in names])

    def set_left_out(self, names: Sequence[str]) -> None:
        """Leave out exactly these."""
        self._out = set(names)
        self.tick(self._on())

    def forget_others(self, names: Sequence[str]) -> None:
        """Forget what was left out and is not among these columns."""
        self._out &= set(names)

    def mark(self, names: Sequence[str]) -> None:
        """Mark the columns that are doubted."""
        self._marked = set(names)
        self._show()

    def show_taken_as(self, taken_as: dict[str, str]) -> None:
        """Say beside each of these columns what it is taken as."""
        if taken_as != self._taken_as:
            self._taken_as = taken_as
            self._show()

    def _on(self) -> set[str]:
        return {item.name for item in self.columns} - self._out

    def _show(self) -> None:
        self.model.on = self._on()
        self.set_items(self._item(column) for column in self.columns)

    def _item(self, column: Column) -> TickItem:
        words = f"{column.name} · {self._taken_as.get(column.name, column.semantic)}"
        if column.name in self._marked:
            return TickItem(
                column.name, f"▲ {words}", self.tr("{0}: see the doubts above").format(column.name)
            )
        return TickItem(column.name, words)

    def _on_ticked(self) -> None:
        names = {item.name for item in self.columns}
        self._out = (self._out - names) | (names - self.model.on)
