"""Which values of a column are held out, picked from those it has."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.setup.tick_list import TickItem, TickList
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.jobs.training_requests import ValueCounts


class HeldOut(QWidget):
    """The values of a column with their rows; ticked ones are held out.

    Signals:
        changed(): a tick is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, int] = {}
        self._asked_for: tuple[str, ...] = ()
        self._all = ValueCounts((), 0, 0)
        self.list = TickList(self.tr("Values to hold out"), most_lines=5, parent=self)
        self.note = Text("", TextRole.CAPTION, "muted", wrap=True, parent=self)
        self.setLayout(column(self.list, self.note, spacing=4))
        self.list.changed.connect(self._on_changed)
        self.show_waiting("")

    def show_waiting(self, name: str) -> None:
        """Say that the values of a column are being read."""
        self._rows = {}
        self.list.set_items(())
        self.list.hide()
        self.note.setText(self.tr("Reading the values of {0}…").format(name) if name else "")

    def show_values(self, found: ValueCounts) -> None:
        """Offer these; those asked for before they were known are ticked."""
        self._rows = dict(found.values)
        items = [
            TickItem(value, f"{value} · {numerals.counted(rows, 'row')}")
            for value, rows in found.values
        ]
        listed = {item.key for item in items}
        # A value that was held out before may be among the rare ones.
        items += [TickItem(name, name) for name in self._asked_for if name not in listed]
        self._all = found
        self.list.set_items(items)
        self.list.show()
        self.list.tick(self._asked_for)
        self._on_changed()

    def ask_for(self, values: tuple[str, ...]) -> None:
        """Tick these, now or when the values are known."""
        self._asked_for = values
        if self._rows:
            self.list.tick(values)

    def values(self) -> tuple[str, ...]:
        """Return what is held out."""
        return self.list.ticked() if self._rows else self._asked_for

    def _on_changed(self) -> None:
        if not self._rows:
            return
        self._asked_for = self.list.ticked()
        self.note.setText(self._words())
        self.changed.emit()

    def _words(self) -> str:
        found = self._all
        rows = sum(self._rows.get(value, 0) for value in self._asked_for)
        words = [self.tr("Tick the values whose rows are held out.")]
        if rows:
            words = [self.tr("{0} held out.").format(numerals.counted(rows, "row"))]
        if found.distinct > len(found.values):
            words.append(
                self.tr("The {0} most frequent of {1} values.").format(
                    len(found.values), f"{found.distinct:,}"
                )
            )
        if found.missing:
            rows_ = numerals.counted(found.missing, "row")
            words.append(self.tr("{0} without a value: trained on.").format(rows_))
        return " ".join(words)
