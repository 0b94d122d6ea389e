"""Which rows are held out: at random, the last ones, whole groups, or as a column says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from mlops_desktop.core.dataset import Column, SemanticType
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.gui.pages.train.setup.forecast_form import ForecastForm, date_columns
from mlops_desktop.gui.pages.train.setup.held_out import HeldOut
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, SPACE_5, TextRole
from mlops_desktop.gui.widgets.forms import Choice, FormRow, NumberField
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.text import Text


class SplitForm(QWidget):
    """Asks how to check.

    Signals:
        changed(): something is different now.
        method_changed(): another way to check was chosen.
        values_wanted(str): the values of this column are to be offered.
    """

    changed = Signal()
    method_changed = Signal()
    values_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._target = ""
        self._has_classes = False
        self.random = QRadioButton(self.tr("On rows held out at random"), self)
        self.random.setChecked(True)
        self.ordered = QRadioButton(self.tr("On the last rows, as in time"), self)
        self.grouped = QRadioButton(self.tr("On whole groups, such as customers"), self)
        self.by_column = QRadioButton(self.tr("On the rows that a column names"), self)
        self.backtest = QRadioButton(self.tr("By forecasting the days to come"), self)
        self.backtest.hide()
        self._ways = {
            SplitMethod.RANDOM: self.random,
            SplitMethod.ORDERED: self.ordered,
            SplitMethod.GROUPED: self.grouped,
            SplitMethod.COLUMN: self.by_column,
        }
        self.about = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.order_by = Choice([(None, self.tr("Order of the file"))], parent=self)
        self.group_by = Choice([], parent=self)
        self.column = Choice([], parent=self)
        self.held_out = HeldOut(self)
        self.share = NumberField(5, 50, 20, "%", parent=self)
        self.folds = NumberField(2, 20, 5, parent=self)
        self._lay_out()
        self._connect()
        self._show_method()

    def _lay_out(self) -> None:
        ways = (self.random, self.ordered, self.grouped, self.by_column, self.backtest)
        group = QButtonGroup(self)
        for way in ways:
            group.addButton(way)
        left = column(*ways, None, spacing=SPACE_2)
        self.order_row = FormRow(self.tr("Ordered by"), self.order_by, parent=self)
        self.group_row = FormRow(self.tr("Rows belong together by"), self.group_by, parent=self)
        self.column_row = FormRow(self.tr("Column that says it"), self.column, parent=self)
        self.values_row = FormRow(self.tr("Hold out the rows of"), self.held_out, parent=self)
        self._share_row = FormRow(self.tr("Held out"), self.share, parent=self)
        folds = FormRow(self.tr("Folds on the rest"), self.folds, parent=self)
        top = Qt.AlignmentFlag.AlignTop
        numbers = row(spacing=SPACE_3)
        for item in (self.order_row, self.group_row, self.column_row, self._share_row, folds):
            numbers.addWidget(item, 1, top)
        self._shares = boxed(numbers, self)
        self._right = column(self.about, self._shares, self.values_row, None, spacing=SPACE_3)
        both = row(spacing=SPACE_5)
        both.addLayout(left, 2)
        both.addLayout(self._right, 5)
        self.setLayout(both)

    def _connect(self) -> None:
        self.held_out.changed.connect(self.changed)
        for way in (*self._ways.values(), self.backtest):
            way.toggled.connect(self._on_method)
        for choice in (self.order_by, self.group_by):
            choice.currentIndexChanged.connect(self._on_changed)
        self.column.currentIndexChanged.connect(self._on_column)
        for field in (self.share, self.folds):
            field.valueChanged.connect(self._on_changed)

    @cached_property
    def forecast(self) -> ForecastForm:
        """Asks how a series is forecast; made when the first one is."""
        form = ForecastForm(self)
        form.show_columns(self._columns, self._target)
        form.changed.connect(self.changed)
        form.hide()
        self._right.insertWidget(self._right.count() - 1, form)
        return form

    @property
    def _has_forecast(self) -> bool:
        return "forecast" in self.__dict__

    # What is shown ------------------------------------------------------------------------

    def show_columns(self, columns: Sequence[Column], target: str = "") -> None:
        """Offer these to divide the rows by, and a forecast where one of them is of dates."""
        self._columns, self._target = tuple(columns), target
        has_days = bool(date_columns(columns))
        if self._has_forecast:
            self.forecast.show_columns(columns, target)
        if self.backtest.isChecked() and not has_days:
            self.random.setChecked(True)
        self.backtest.setVisible(has_days)
        others = [(item.name, item.name) for item in columns if item.name != target]
        none = (None, self.tr("Choose a column"))
        self.order_by.set_options([(None, self.tr("Order of the file")), *others])
        self.group_by.set_options([none, *others])
        before = self.column.value()
        self.column.set_options([none, *_few_values_first(columns, target)])
        if self.column.value() != before or self.by_column.isChecked():
            self._want_values()

    def show_plan(self, plan: SplitPlan) -> None:
        """Take over how rows were divided."""
        self._ways[plan.method].setChecked(True)
        self.order_by.set_value(plan.order_by)
        self.group_by.set_value(plan.group_by)
        self.column.set_value(plan.column)
        self.held_out.ask_for(plan.held_out)
        self.share.setValue(round(100 * plan.holdout))
        self.folds.setValue(plan.folds)

    def fit_to(self, is_forecast: bool | None) -> None:
        """Let a model that forecasts go on forecasting, and any other never begin to.

        Args:
            is_forecast: None: no model of that name exists.
        """
        self.backtest.setEnabled(is_forecast is not False)
        for way in self._ways.values():
            way.setEnabled(is_forecast is not True)
        if is_forecast and not self.backtest.isHidden():
            self.backtest.setChecked(True)
        elif is_forecast is False and self.backtest.isChecked():
            self.random.setChecked(True)

    # What was chosen ----------------------------------------------------------------------

    @property
    def is_forecast(self) -> bool:
        """Whether the days to come are predicted."""
        return self.backtest.isChecked()

    def method(self) -> SplitMethod:
        """Return how rows are held out."""
        return next((key for key, way in self._ways.items() if way.isChecked()), SplitMethod.RANDOM)

    def plan(self) -> SplitPlan:
        """Return how the rows are divided; a forecast has its backtest instead."""
        if self.is_forecast:
            return SplitPlan()
        method = self.method()

        def chosen(way: SplitMethod, choice: Choice) -> str | None:
            value = choice.value()
            return str(value) if method is way and value is not None else None

        return SplitPlan(
            method,
            chosen(SplitMethod.ORDERED, self.order_by),
            self.share.value() / 100,
            self.folds.value(),
            chosen(SplitMethod.GROUPED, self.group_by),
            chosen(SplitMethod.COLUMN, self.column),
            self.held_out.values() if method is SplitMethod.COLUMN else (),
        )

    def obstacle(self) -> str:
        """Return why rows cannot be divided yet; "" when they can."""
        plan = self.plan()
        if plan.method is SplitMethod.GROUPED and plan.group_by is None:
            return self.tr("Choose the column by which rows belong together.")
        if plan.method is SplitMethod.COLUMN and plan.column is None:
            return self.tr("Choose the column that says which rows are held out.")
        if plan.method is SplitMethod.COLUMN and not plan.held_out:
            return self.tr("Tick the values of {0} to hold out.").format(plan.column)
        return ""

    def show_task(self, task: Task) -> None:
        """Speak of classes only where they are predicted."""
        if self._has_classes is not (task is Task.CLASSIFICATION):
            self._has_classes = not self._has_classes
            self._show_method()

    # Clicks -------------------------------------------------------------------------------

    def _on_method(self, is_chosen: bool) -> None:
        if is_chosen:
            self._show_method()
            self.method_changed.emit()
            if self.by_column.isChecked():
                self._want_values()
            self.changed.emit()

    def _show_method(self) -> None:
        method = None if self.is_forecast else self.method()
        words = {
            None: self.tr("Each start learns only from the days before it."),
            SplitMethod.RANDOM: (
                self.tr("Each row has the same chance; classes keep their shares.")
                if self._has_classes
                else self.tr("Each row has the same chance.")
            ),
            SplitMethod.ORDERED: self.tr("Each fold learns only from what comes before it."),
            SplitMethod.GROUPED: self.tr(
                "All rows of a group are on one side and in one fold: the honest check where the "
                "same customer, patient or machine has several rows."
            ),
            SplitMethod.COLUMN: self.tr(
                "For data that says itself which rows are for testing. That column is no input."
            ),
        }
        self.about.setText(words[method])
        self.order_row.setVisible(method is SplitMethod.ORDERED)
        self.group_row.setVisible(method is SplitMethod.GROUPED)
        self.column_row.setVisible(method is SplitMethod.COLUMN)
        self.values_row.setVisible(method is SplitMethod.COLUMN and self.column.value() is not None)
        self._share_row.setVisible(method is not SplitMethod.COLUMN)
        if self.is_forecast or self._has_forecast:
            self.forecast.setVisible(self.is_forecast)
        self._shares.setVisible(not self.is_forecast)

    def _on_column(self, _index: int) -> None:
        self.held_out.ask_for(())
        self._want_values()
        self._show_method()
        self.changed.emit()

    def _want_values(self) -> None:
        name = self.column.value()
        if name is None or not self.by_column.isChecked():
            return
        self.held_out.show_waiting(str(name))
        self.values_wanted.emit(str(name))

    def _on_changed(self, _value: int) -> None:
        self.changed.emit()


def _few_values_first(columns: Sequence[Column], target: str) -> list[tuple[object, str]]:
    """Return the columns to choose from, those of categories first."""
    others = [item for item in columns if item.name != target]
    others.sort(key=lambda item: item.semantic is not SemanticType.CATEGORY)
    return [(item.name, item.name) for item in others]
