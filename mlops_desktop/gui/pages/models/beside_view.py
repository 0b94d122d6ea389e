"""Versions side by side: measured on the same rows, what differs, whose answer changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.comparison import Aspect, ChangedRow, ChangedRows, DifferentDay
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import SameRows
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.models.beside_tables import (
    MANY,
    BesideLine,
    aspect_columns,
    beside_columns,
    changed_columns,
    day_columns,
    measured_beside,
    own_beside,
)
from mlops_desktop.gui.pages.models.rows_told import own_rows, valued_words
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import boxed, column
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.models import DataChange, VersionDetails


class BesideView(QWidget):
    """Three cards below one another.

    Signals:
        looked_at(): it became visible.
        reference_chosen(str): the others are to be measured against this one, by its id.
        rows_wanted(): all rows whose answer changes are to be written to a file.
        row_opened(ChangedRow): a row is to be looked at.
    """

    looked_at = Signal()
    reference_chosen = Signal(str)
    rows_wanted = Signal()
    row_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions: tuple[VersionDetails, ...] = ()
        self.reference = Choice([], parent=self)
        self.reference.setAccessibleName(self.tr("Measured against"))
        self.reference.setMinimumWidth(theme.px(150))
        self.metrics: TablePanel[BesideLine] = TablePanel(
            beside_columns(()), "side by side", key=lambda x: x.title, row_height=46, parent=self
        )
        self.note = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.aspects: TablePanel[Aspect] = TablePanel(
            aspect_columns(()),
            "what differs",
            key=lambda item: (item.part, item.name),
            row_height=46,
            parent=self,
        )
        self.data = Text("", TextRole.BODY, wrap=True, parent=self).selectable()
        self.same = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.rows: TablePanel[ChangedRow] = TablePanel(
            (), "changed answers", key=lambda item: item.row, parent=self
        )
        self.days: TablePanel[DifferentDay] = TablePanel(
            day_columns((), ()), "days apart", key=lambda item: item.day, parent=self
        )
        self.told = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.save = LinkButton(self.tr("Save all as CSV…"), self.rows_wanted.emit, parent=self)
        self._lay_out()
        self.reference.activated.connect(self._on_reference)
        self.rows.opened.connect(self.row_opened)

    def _lay_out(self) -> None:
        self.measured = Card(parent=self)
        against = Text(self.tr("against"), TextRole.SECONDARY, "muted", parent=self)
        against.setBuddy(self.reference)
        for widget in (against, self.reference, self.metrics.menu_button()):
            self.measured.header.addWidget(widget)
        self.measured.add(self.metrics).add(self.note)
        self.differing = Card(self.tr("What differs"), parent=self)
        self.differing.header.addWidget(self.aspects.menu_button())
        self.differing.add(self.aspects).add(self.data).add(self.same)
        self.changed = Card(self.tr("Rows whose answer changes"), parent=self)
        self.changed.header.addWidget(self.save)
        self.changed.header.addWidget(self.rows.menu_button())
        self.changed.add(self.rows).add(self.told)
        self.apart = Card(self.tr("Days whose forecast differs most"), parent=self)
        self.apart.header.addWidget(self.days.menu_button())
        self.told_apart = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.apart.add(self.days).add(self.told_apart)
        cards = column(
            self.measured, self.differing, self.changed, self.apart, None, spacing=SPACE_4
        )
        alone = EmptyState(
            "compare",
            self.tr("Select two to five versions at the left."),
            detail=self.tr("Hold Ctrl or Shift while you click, or use the arrow keys."),
            parent=self,
        )
        self.states = PageStates(boxed(cards), alone, parent=self)
        column(self.states, parent=self)

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        for table in (self.metrics, self.aspects, self.rows, self.days):
            table.failed = failed

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is looked at: measuring waits for that."""
        super().showEvent(event)
        self.looked_at.emit()

    # What is shown ------------------------------------------------------------------------

    def show_alone(self) -> None:
        """Say that there is nothing to put beside one version."""
        self.states.show_empty()

    def show_failed(self, error: UserError) -> None:
        """Say why they cannot be put side by side."""
        self.states.show_failed(error)

    def show_versions(self, versions: Sequence[VersionDetails], aspects: Sequence[Aspect]) -> None:
        """Show what is known at once; the first version is the reference."""
        self._versions = tuple(versions)
        names = [f"v{item.version.number}" for item in versions]
        self.measured.set_title(self.tr("{0} side by side").format(", ".join(names)))
        by_number = sorted(versions, key=lambda item: -item.version.number)
        options = [(item.version.id, _words(item)) for item in by_number]
        self.reference.set_options(options)
        self.reference.set_value(versions[0].version.id)
        self.differing.set_title(self.tr("What differs from {0}").format(names[0]))
        different = [item for item in aspects if not item.is_same]
        self.aspects.set_columns(aspect_columns(versions))
        self.aspects.set_records(different)
        self.aspects.fit_height(10)
        self.aspects.setVisible(bool(different))
        alike = ", ".join(item.name.lower() for item in aspects if item.is_same)
        self.same.setText(self.tr("The same in all: {0}.").format(alike) if alike else "")
        self.same.setVisible(bool(alike))
        self.data.hide()
        self._fill(own_beside(versions))
        self.note.setText(self.tr("Measuring on the same rows…"))
        self.changed.hide()
        self.apart.hide()
        self.states.show_content()

    def show_step(self, phase: str) -> None:
        """Say what the measuring is at."""
        self.note.setText(f"{phase}…")

    def show_trouble(self, error: UserError) -> None:
        """Say that they could not be measured; what differs stays."""
        self.note.setText(f"{error.message} {error.hint}")

    def show_data(self, changes: Sequence[DataChange]) -> None:
        """Say what differs in the data."""
        lines = [f"{item.after} against {item.before}: {item.summary}" for item in changes]
        self.data.setText("\n".join(lines))
        self.data.setVisible(bool(lines))

    def show_days(self, days: Sequence[DifferentDay]) -> None:
        """Show the days that forecasts see most differently, the farthest apart first."""
        self.apart.setVisible(bool(days))
        if not days:
            return
        self.days.set_columns(day_columns(self._versions, days))
        self.days.set_records(days)
        self.days.fit_height(10)
        first = f"v{self._versions[0].version.number}"
        coming = sum(item.actual is None for item in days)
        words = self.tr("▲ higher, ▼ lower than {0}; the farthest apart first.").format(first)
        if coming:
            still = self.tr(" {0} of them still to come.")
            words += still.format(numerals.counted(coming, "day"))
        self.told_apart.setText(words)

    def show_measured(self, same: Sequence[SameRows], found: ChangedRows) -> None:
        """Show the metrics on the same rows or days, and the rows or days whose answer changes."""
        if any(item.shortage for item in same):
            self.note.setText(self._why_not(same))
            return
        self._fill(measured_beside(self._versions, same))
        self.note.setText(self._measured_on(same, found))
        if same[0].unit == "row":
            names = ", ".join(f"v{item.version.number}" for item in self._versions[1:])
            self._show_changed(found, names)

    def _why_not(self, same: Sequence[SameRows]) -> str:
        """Say why no verdict may rest on what is there."""
        why = next((item.obstacle for item in same if item.obstacle), "")
        if not why:
            count = numerals.counted(same[0].rows, same[0].unit)
            which = (
                self.tr("that all of them forecast")
                if same[0].unit == "day"
                else self.tr("that none of them was trained on")
            )
            why = self.tr("Only {0} {1}; {2} are needed.").format(count, which, same[0].least)
        own = own_rows(self._versions)
        if same[0].unit == "day":
            own = self.tr("The numbers are each version's own backtest.")
        return self.tr("Cannot tell which is better. {0} {1}").format(why, own)

    def _measured_on(self, same: Sequence[SameRows], found: ChangedRows) -> str:
        """Say on what all were measured, and what the arrows mean."""
        count, first = f"{same[0].rows:,}", self._versions[0].version.number
        if same[0].unit == "day":
            words = self.tr("Measured on the same {0} days, which all of them forecast unseen.")
            on = words.format(count)
        else:
            words = self.tr(
                "Measured on the same {0} rows of {1}, which none of them was trained on."
            )
            on = words.format(count, found.table)
        if not same[0].differences:
            return on + self.tr(" Which of them is right, only known answers can tell.")
        arrows = self.tr(" ▲ higher, ▼ lower than v{0}, with the 95 % range of the difference.")
        return on + arrows.format(first) + valued_words(same[0], self._versions)

    def _show_changed(self, found: ChangedRows, names: str) -> None:
        first = f"v{self._versions[0].version.number}"
        self.changed.show()
        self.changed.set_title(
            self.tr("Rows whose answer changes"), f"{found.total:,}" if found.total else ""
        )
        self.save.setVisible(bool(found.total))
        self.rows.setVisible(bool(found.rows))
        if not found.total:
            words = self.tr("{0} answer every row as {1} does.").format(names, first)
            self.told.setText(words)
            return
        self.rows.set_columns(changed_columns(self._versions, found))
        self.rows.set_records(found.rows)
        _fit(self.rows, 10, is_wide=True)
        shown = (
            self.tr("The first {0} of {1}. ").format(f"{len(found.rows):,}", f"{found.total:,}")
            if len(found.rows) < found.total
            else ""
        )
        self.told.setText(
            shown
            + self.tr(
                "▲ ▼ ≠ mark what differs from {0}. Double-click a row to ask what would change its "
                "answer."
            ).format(first)
        )

    def _fill(self, lines: Sequence[BesideLine]) -> None:
        self.metrics.set_columns(beside_columns(self._versions))
        self.metrics.set_records(lines)
        _fit(self.metrics, 12, is_wide=len(self._versions) >= MANY)

    def _on_reference(self, _index: int) -> None:
        self.reference_chosen.emit(str(self.reference.value()))


def _fit(table: TablePanel[Any], most: int, *, is_wide: bool) -> None:
    """Make a table as high as its rows, with room for the scroll bar of one that is too wide."""
    table.fit_height(most)
    if is_wide:
        table.view.setFixedHeight(table.view.minimumHeight() + theme.px(14))


def _words(details: VersionDetails) -> str:
    return f"v{details.version.number} · {details.version.stage}"
