"""Step 1: which rows, which column to predict, under which name, from which columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.dataset import Column, DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.model import Model
from mlops_desktop.core.reference import check_name
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.reading import Table
from mlops_desktop.gui.pages.train.setup.column_list import ColumnList
from mlops_desktop.gui.pages.train.setup.doubts import Doubts
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.jobs.requests import Advice

_NOTHING = object()
"""Stands for no column to predict: rows unlike the others are looked for."""


class WhatCard(Card):
    """Asks what to predict.

    Signals:
        table_chosen(str): the person chose other rows, by label.
        target_chosen(): another column is to be predicted.
        changed(): anything else.
    """

    table_chosen = Signal(str)
    target_chosen = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("1  What to predict"), parent=parent)
        self._models: Sequence[Model] = ()
        self._learned_from: Mapping[str, str] = {}
        self._advice: Advice | None = None
        self._task = Task.REGRESSION
        self._tables: tuple[DatasetVersion, ...] = ()
        self._table: Table | None = None
        self._is_own_name = self._is_forecast = False
        self.table = Choice([], parent=self)
        self.target = Choice([], parent=self)
        self.name = QLineEdit(self)
        self.name_row = FormRow(self.tr("Name of the model"), self.name, " ", parent=self)
        self.reasons = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.doubts = Doubts(self)
        self.leave_out = self.doubts.leave_out
        self.columns = ColumnList(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        fields = row(spacing=SPACE_4)
        top = Qt.AlignmentFlag.AlignTop
        self._table_row = FormRow(self.tr("Dataset"), self.table, " ", parent=self)
        self._target_row = FormRow(self.tr("Column to predict"), self.target, parent=self)
        for item in (self._table_row, self._target_row, self.name_row):
            fields.addWidget(item, 1, top)
        self._columns_row = FormRow(self.tr("Learn from"), self.columns, parent=self)
        self.add(fields, self.reasons, self.doubts, self._columns_row)

    def _connect(self) -> None:
        self.table.activated.connect(self._on_table)
        self.target.currentIndexChanged.connect(self._on_target)
        self.columns.changed.connect(self._on_columns)
        self.doubts.left_out.connect(self.columns.leave_out)
        self.doubts.taken_back.connect(self.columns.take_back)
        self.name.textEdited.connect(self._on_name_edited)
        self.name.textChanged.connect(self._on_name)

    # What is shown ------------------------------------------------------------------------

    def show_tables(
        self,
        tables: Sequence[DatasetVersion],
        models: Sequence[Model],
        learned_from: Mapping[str, str],
    ) -> None:
        """Offer these rows, and know these models and, by name, the dataset each learned from."""
        self._models, self._learned_from = models, learned_from
        chosen = [item for item in self._tables if item.label == self.table.value()]
        listed = {item.label for item in tables}
        self._tables = (*(item for item in chosen if item.label not in listed), *tables)
        self._offer_tables()
        self._on_name(self.name.text())

    def _offer_tables(self) -> None:
        self.table.set_options([(item.label, item.label) for item in self._tables])

    def show_table(self, table: Table, target: str = "", *, is_unusual: bool | None = None) -> None:
        """Show a version's columns; ``target`` or, when empty, a likely one is to be predicted.

        Args:
            is_unusual: whether rows unlike the others are looked for; None: as before.
        """
        label = table.version.label
        if all(item.label != label for item in self._tables):
            # Somebody followed a link to an older version.
            self._tables = (table.version, *self._tables)
            self._offer_tables()
        self.table.set_value(label)
        self._table_row.set_hint(numerals.counted(table.version.row_count, "row"))
        names = [column.name for column in table.columns]
        present = target or self.target_name()
        if present not in names:
            present = next((m.target for m in self._models if m.target in names), "")
        is_unusual = self.is_unusual if is_unusual is None else is_unusual
        self._offer_targets(names, present, is_unusual=is_unusual)
        self.columns.forget_others(names)
        self._table = table
        self._on_target(0)

    def _offer_targets(self, names: Sequence[str], present: str, *, is_unusual: bool) -> None:
        was_blocked = self.target.blockSignals(True)
        options = [(name, name) for name in names]
        first = (
            (None, self.tr("Choose a column")),
            (_NOTHING, self.tr("Nothing: find unusual rows")),
        )
        self.target.set_options([*first, *options])
        self.target.set_value(_NOTHING if is_unusual else present or None)
        self.target.blockSignals(was_blocked)

    def show_taken_as(self, taken_as: dict[str, str]) -> None:
        """Say beside each of these columns what it is taken as."""
        self.columns.show_taken_as(taken_as)
        self.doubts.show_taken_as(taken_as)
        self._count_columns()

    def show_task(self, task: Task) -> None:
        """Say of what is predicted only what is true of the task that was chosen.

        A forecast learns from no other columns than its days, values and events.
        """
        if self._task is task:
            return
        self._task = task
        is_forecast = task is Task.FORECAST
        self._is_forecast = is_forecast
        self.columns.setEnabled(not is_forecast)
        self.doubts.setEnabled(not is_forecast)
        if self._advice is not None:
            self._say_reasons()
        self.reasons.setVisible(not is_forecast and self.target.value() is not None)
        self._count_columns()

    def show_name(self, name: str) -> None:
        """Show a model's name as if it had been typed."""
        self._is_own_name = True
        self.name.setText(name)

    def show_looking(self) -> None:
        """Say that the target is being looked at."""
        self.show_advice(None)
        if not self.is_unusual:
            self.reasons.setText(self.tr("Looking at {0}…").format(self.target_name()))

    def show_advice(self, advice: Advice | None) -> None:
        """Show what suits the target, what gives it away and what else is doubtful."""
        self._advice = advice
        self._say_reasons()
        self.doubts.show_advice(advice)
        self.columns.mark(self.doubts.columns())
        self.doubts.show_left_out(self.columns.left_out())

    def _say_reasons(self) -> None:
        words = " ".join(self._advice.suggestion.reasons) if self._advice else ""
        if self.is_unusual:
            words = self.tr(
                "Rows unlike the others are looked for, each with the columns that make it so. "
                "There is no answer to learn from; where some are known, they only judge."
            )
        elif self._advice is not None and self._advice.suggestion.task is not self._task:
            rest = [item for item in self._advice.suggestion.reasons if "left out" in item]
            chosen = self._instead().get(self._task, "").format(self.target_name())
            words = " ".join([chosen, *rest])
        self.reasons.setText(words)
        self.reasons.setVisible(not self._is_forecast and self.target.value() is not None)

    def _instead(self) -> dict[Task, str]:
        """Return what is predicted where it is not what would be suggested."""
        return {
            Task.REGRESSION: self.tr("{0} is predicted as a number, as chosen."),
            Task.CLASSIFICATION: self.tr("{0} is predicted as a class, as chosen."),
            Task.COUNT: self.tr("{0} is predicted as a count or amount, as chosen."),
        }

    # What was chosen ----------------------------------------------------------------------

    def table_label(self) -> str:
        """Return the dataset version to learn from, or ""."""
        return str(self.table.value() or "")

    def target_name(self) -> str:
        """Return the column to predict, or ""."""
        value = self.target.value()
        return value if isinstance(value, str) else ""

    @property
    def is_unusual(self) -> bool:
        """Whether nothing is predicted: rows unlike the others are looked for."""
        return self.target.value() is _NOTHING

    def inputs(self) -> tuple[Column, ...]:
        """Return the columns that may be learned from."""
        out = self.columns.left_out()
        return tuple(item for item in self.columns.columns if item.name not in out)

    def model_name(self) -> str:
        """Return the model's name."""
        return self.name.text().strip()

    def existing(self) -> Model | None:
        """Return the model that gets further versions, if there is one of that name."""
        name = self.model_name()
        return next((item for item in self._models if item.name == name), None)

    def obstacle(self) -> str:
        """Return why this cannot be trained yet; "" when it can."""
        if self.table.value() is None:
            return self.tr("Choose a dataset.")
        if not self.target_name() and not self.is_unusual:
            return self.tr("Choose the column to predict.")
        if not self.model_name():
            return self.tr("Give the model a name.")
        return self._name_problem()

    def _name_problem(self) -> str:
        try:
            check_name(self.model_name())
        except UserError as error:
            return str(error)
        existing = self.existing()
        if existing is None or self.target.value() is None:
            return ""
        if existing.task is Task.ANOMALY and not self.is_unusual:
            words = self.tr("{0} finds unusual rows. Choose another name.")
            return words.format(existing.name)
        if self.target_name() != existing.target:
            words = self.tr("{0} predicts {1}. Choose another name.")
            return words.format(existing.name, existing.target)
        return ""

    # Clicks -------------------------------------------------------------------------------

    def _on_table(self, _index: int) -> None:
        self.table_chosen.emit(str(self.table.value()))

    def _on_target(self, _index: int) -> None:
        if self._table is None:
            return
        target = self.target_name()
        self.columns.set_columns([c for c in self._table.columns if c.name != target])
        self._count_columns()
        if not self._is_own_name:
            self.name.setText(self._usual_name(target))
        self._on_name(self.name.text())
        self.target_chosen.emit()

    def _usual_name(self, target: str) -> str:
        if self._table is None or not (target or self.is_unusual):
            return ""
        dataset = self._table.version.dataset
        if self.is_unusual:
            return f"{dataset}_unusual"[:80]
        for model in self._models:
            is_alike = model.target == target and self._learned_from.get(model.name) == dataset
            if is_alike and not model.is_hidden:
                return model.name
        allowed = "".join(c if c.isascii() and (c.isalnum() or c in "_-.") else "_" for c in target)
        return f"{dataset}_{allowed}"[:80]

    def _on_columns(self) -> None:
        self._count_columns()
        self.doubts.show_left_out(self.columns.left_out())
        self.changed.emit()

    def _count_columns(self) -> None:
        if self._is_forecast:
            words = self.tr("A forecast learns from its days, values and events only.")
            self._columns_row.set_hint(words)
            return
        out = self.columns.left_out()
        all_ = len(self.columns.columns)
        alone = self.columns.left_out_by_themselves()
        words = self.tr("{0} of {1} columns").format(all_ - len(out) - len(alone), all_)
        if out:
            words += self.tr("; left out: {0}").format(", ".join(out))
        if alone:
            words += self.tr("; left out by themselves: {0}").format(", ".join(alone))
        self._columns_row.set_hint(words)

    def _on_name_edited(self, text: str) -> None:
        self._is_own_name = bool(text.strip())

    def _on_name(self, text: str) -> None:
        problem = self._name_problem() if text.strip() else ""
        self.name_row.set_problem(problem)
        existing = self.existing()
        hint = self.tr("Letters, digits, “_”, “-” and “.”.")
        if existing is not None and not problem:
            hint = self.tr("Exists: its versions go on from v{0}.").format(existing.newest + 1)
        elif text.strip() and not problem:
            hint = self.tr("A new model.")
        self.name_row.set_hint("" if problem else hint)
        self.changed.emit()
