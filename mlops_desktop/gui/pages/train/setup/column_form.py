"""How columns become inputs: for each what it is taken as, and what is added for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.features import TREATMENTS, ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.setup.column_table import (
    ColumnLine,
    about_treatment,
    column_columns,
    is_number,
    treatment_words,
)
from mlops_desktop.gui.pages.train.setup.order_list import OrderList
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.widgets.forms import Choice, DecimalField, FormRow, NumberField
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.jobs.training_requests import ValueCounts

_DIRECTIONS: tuple[tuple[object, str], ...] = (
    (0, "may go up and down"),
    (1, "may only rise"),
    (-1, "may only fall"),
)

_ONE_WAY = (Treatment.AUTOMATIC, Treatment.NUMBER, Treatment.KEEP)
"""What a column is taken as where the answer can be made to follow it in one direction."""
_NEEDS_ANSWER = (Treatment.TARGET, Treatment.NATIVE)
"""What means something only for methods that learn from an answer."""


def feature_words(choices: FeatureChoices) -> str:
    """Return what was chosen for columns, in a line."""
    words = [
        f"{item.column}: {treatment_words(item.treatment)}"
        for item in choices.columns
        if item.treatment is not Treatment.AUTOMATIC
    ]
    if choices.monotone():
        words.append(tr("{0} one way only").format(", ".join(choices.monotone())))
    if choices.indicators:
        words.append(tr("“was missing” added"))
    if choices.rare_share:
        words.append(tr("categories below {0} % pooled").format(100 * choices.rare_share))
    if choices.interactions:
        words.append(tr("products of pairs"))
    if choices.components is not None:
        words.append(numerals.counted(choices.components, tr("component")))
    if choices.select is not None:
        words.append(tr("the {0} best inputs").format(choices.select))
    return ", ".join(words) or tr("all automatic")


class ColumnForm(QWidget):
    """A table of the columns; beside it what the chosen ones are taken as.

    Signals:
        changed(): something is different now.
        values_wanted(str): the values of this column are to be put in an order.
    """

    changed = Signal()
    values_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: dict[str, ColumnChoice] = {}
        self._columns: tuple[Column, ...] = ()
        self._is_unusual = False
        self.table: TablePanel[ColumnLine] = TablePanel(
            column_columns(), "columns", key=lambda line: line.column.name, parent=self
        )
        self.about = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.treatment = Choice([], parent=self)
        self.direction = Choice(_DIRECTIONS, parent=self)
        self.order = OrderList(self)
        self.indicators = QCheckBox(self.tr("Add “was missing” for columns with gaps"), self)
        self.interactions = QCheckBox(self.tr("Add products of pairs of numbers"), self)
        self.rare = DecimalField((0.0, 50.0), 0.0, 2, "%", parent=self)
        self.components = NumberField(0, 1000, 0, parent=self)
        self.select = NumberField(0, 10_000, 0, parent=self)
        self._lay_out()
        self._connect()
        self._on_selected(None)

    def _lay_out(self) -> None:
        for field, words in (
            (self.rare, self.tr("none are pooled")),
            (self.components, self.tr("none")),
            (self.select, self.tr("all are kept")),
        ):
            field.setSpecialValueText(words)
        self.treatment_row = FormRow(self.tr("Taken as"), self.treatment, " ", parent=self)
        self.direction_row = FormRow(
            self.tr("With it the answer"),
            self.direction,
            self.tr("Trees and boosting only; other methods refuse it."),
            parent=self,
        )
        self.order_row = FormRow(self.tr("From low to high"), self.order, parent=self)
        side = column(self.about, self.treatment_row, self.direction_row, self.order_row, None)
        side.setSpacing(SPACE_3)
        top = row(spacing=SPACE_4)
        top.addWidget(self.table, 3, Qt.AlignmentFlag.AlignTop)
        top.addWidget(boxed(side, self), 2)
        ticks = row(self.indicators, self.interactions, None, spacing=SPACE_4)
        all_ = row(spacing=SPACE_4)
        self.select_row = FormRow(self.tr("Keep the best inputs"), self.select, parent=self)
        for made in (
            FormRow(self.tr("Pool categories below"), self.rare, parent=self),
            FormRow(self.tr("Components for numbers"), self.components, parent=self),
            self.select_row,
        ):
            all_.addWidget(made, 1, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(top, ticks, all_, spacing=SPACE_4))

    def _connect(self) -> None:
        self.table.selected.connect(self._on_selected)
        self.treatment.activated.connect(self._on_treatment)
        self.direction.activated.connect(self._on_direction)
        self.order.changed.connect(self._on_order)
        for box in (self.indicators, self.interactions):
            box.toggled.connect(self._on_changed)
        for field in (self.rare, self.components, self.select):
            field.valueChanged.connect(self._on_changed)

    # What is shown ------------------------------------------------------------------------

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show the columns that are learned from."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self._show_lines()
            self.table.fit_height(12)
            self._on_selected(self.table.current())

    def show_unusual(self, *, is_unusual: bool) -> None:
        """Offer what is possible where there is no answer to learn from."""
        if is_unusual:
            self._choices = {
                name: replace(item, monotone=0)
                for name, item in self._choices.items()
                if item.treatment not in _NEEDS_ANSWER
            }
            self.select.setValue(0)
        self._is_unusual = is_unusual
        self.select_row.setVisible(not is_unusual)
        self._show_lines()
        self._on_selected(self.table.current())

    def show_choices(self, choices: FeatureChoices) -> None:
        """Take over what was chosen."""
        self._choices = {
            item.column: item
            for item in choices.columns
            if item.treatment is not Treatment.LEAVE_OUT
        }
        self.indicators.setChecked(choices.indicators)
        self.interactions.setChecked(choices.interactions)
        self.rare.setValue(100 * choices.rare_share)
        self.components.setValue(choices.components or 0)
        self.select.setValue(choices.select or 0)
        self._show_lines()
        self._on_selected(self.table.current())

    def show_values(self, name: str, found: ValueCounts) -> None:
        """Let the values of a column be put in an order; the natural one is there first."""
        chosen = self._choices.get(name)
        if chosen is None or chosen.treatment is not Treatment.ORDINAL or chosen.order:
            return
        self._set([replace(chosen, order=tuple(value for value, _ in found.values))])
        self._on_selected(self.table.current())

    def _show_lines(self) -> None:
        self.table.set_records(
            [ColumnLine(c, self._choices.get(c.name, ColumnChoice(c.name))) for c in self._columns]
        )

    # What was chosen ----------------------------------------------------------------------

    def choices(self) -> FeatureChoices:
        """Return what was chosen for the columns that are learned from."""
        names = [item.name for item in self._columns]
        chosen = (self._choices[name] for name in names if name in self._choices)
        return FeatureChoices(
            columns=tuple(item for item in chosen if item != ColumnChoice(item.column)),
            indicators=self.indicators.isChecked(),
            rare_share=round(self.rare.value() / 100, 6),
            interactions=self.interactions.isChecked(),
            components=self.components.value() or None,
            select=self.select.value() or None,
        )

    def choose(self, names: Sequence[str], treatment: Treatment) -> None:
        """Take columns as something."""
        is_ordered = treatment is Treatment.ORDINAL
        keeps = treatment in _ONE_WAY
        made = []
        for name in names:
            before = self._choices.get(name, ColumnChoice(name))
            order = before.order if is_ordered else ()
            made.append(ColumnChoice(name, treatment, order, before.monotone if keeps else 0))
        self._set(made)
        for item in made:
            if is_ordered and not item.order:
                self.values_wanted.emit(item.column)
        self._on_selected(self.table.current())

    def set_direction(self, names: Sequence[str], monotone: int) -> None:
        """Let the answer only rise or only fall with columns."""
        before = [self._choices.get(name, ColumnChoice(name)) for name in names]
        self._set([replace(item, monotone=monotone) for item in before])

    def obstacle(self) -> str:
        """Return what was chosen and cannot be; "" when all can."""
        chosen = self.choices()
        if chosen.monotone() and (chosen.interactions or chosen.components):
            name = next(iter(chosen.monotone()))
            return self.tr(
                "{0} goes one way only: that is not possible beside products or components."
            ).format(name)
        waiting = [
            c.column for c in chosen.columns if c.treatment is Treatment.ORDINAL and not c.order
        ]
        return (
            self.tr("Put the categories of {0} in an order.").format(waiting[0]) if waiting else ""
        )

    # Clicks -------------------------------------------------------------------------------

    def _selected(self) -> tuple[ColumnLine, ...]:
        return self.table.selection()

    def _on_selected(self, line: ColumnLine | None) -> None:
        lines = self._selected()
        names = ", ".join(item.column.name for item in lines)
        self.about.setText(names or self.tr("Choose one or more columns in the table."))
        self.treatment_row.setVisible(bool(lines))
        is_one_way = bool(lines) and all(
            is_number(item.column) and item.choice.treatment in _ONE_WAY for item in lines
        )
        self.direction_row.setVisible(is_one_way and not self._is_unusual)
        is_ordinal = len(lines) == 1 and lines[0].choice.treatment is Treatment.ORDINAL
        self.order_row.setVisible(is_ordinal)
        if not lines or line is None:
            return
        fitting = [t for t in Treatment if all(t in TREATMENTS[i.column.type] for i in lines)]
        fitting.remove(Treatment.LEAVE_OUT)
        if self._is_unusual:
            fitting = [t for t in fitting if t not in _NEEDS_ANSWER]
        self.treatment.set_options([(item, treatment_words(item)) for item in fitting])
        self.treatment.set_value(line.choice.treatment)
        self.treatment_row.set_hint(about_treatment(line.choice.treatment))
        self.direction.set_value(line.choice.monotone)
        if is_ordinal:
            self.order.set_values(lines[0].choice.order)

    def _on_treatment(self, _index: int) -> None:
        names = [item.column.name for item in self._selected()]
        self.choose(names, Treatment(str(self.treatment.value())))

    def _on_direction(self, _index: int) -> None:
        value = self.direction.value()
        names = [item.column.name for item in self._selected()]
        self.set_direction(names, value if isinstance(value, int) else 0)

    def _on_order(self) -> None:
        lines = self._selected()
        if len(lines) == 1:
            self._set([replace(lines[0].choice, order=self.order.values())])

    def _on_changed(self, _value: object) -> None:
        self.changed.emit()

    def _set(self, choices: Sequence[ColumnChoice]) -> None:
        self._choices |= {item.column: item for item in choices}
        self._show_lines()
        self.changed.emit()
