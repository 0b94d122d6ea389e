"""Step 2: how the methods are checked, and what few people need to change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.metrics import DEFAULT_METRIC, Task, metrics_for
from mlops_desktop.core.model import Model
from mlops_desktop.core.training import SplitMethod, SplitPlan, Suggestion, TrainingSpec
from mlops_desktop.gui.pages.train.forecast_form import ForecastForm, date_columns
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import Choice, Form, FormRow, NumberField
from mlops_desktop.gui.widgets.layouts import boxed, row
from mlops_desktop.gui.widgets.text import Text

_TASKS: tuple[tuple[object, str], ...] = (
    (Task.REGRESSION, "A number"),
    (Task.CLASSIFICATION, "A class"),
    (Task.COUNT, "A count or amount"),
)


class CheckCard(Card):
    """Asks how to check.

    Signals:
        changed(): something is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("2  How it is checked"), parent=parent)
        self.random = QRadioButton(self.tr("On rows held out at random"), self)
        self.random.setChecked(True)
        self.ordered = QRadioButton(self.tr("On the last rows, as in time"), self)
        self.backtest = QRadioButton(self.tr("By forecasting the days to come"), self)
        self.backtest.hide()
        self.forecast = ForecastForm(self)
        self.order_by = Choice([(None, self.tr("Order of the file"))], parent=self)
        self.order_row = FormRow(
            self.tr("Ordered by"),
            self.order_by,
            self.tr("Each fold learns only from what comes before it."),
            parent=self,
        )
        self.share = NumberField(5, 50, 20, "%", parent=self)
        self.folds = NumberField(2, 20, 5, parent=self)
        self.decides = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.more = LinkButton(self.tr("More settings"), self._on_more, parent=self)
        self.task = Choice(_TASKS, parent=self)
        self.measure = Choice([], parent=self)
        self.positive = Choice([], parent=self)
        self.seed = NumberField(0, 2**31 - 1, 0, parent=self)
        self._suggestion: Suggestion | None = None
        self._existing: Model | None = None
        self._lay_out()
        self.forecast.changed.connect(self.changed)
        self.backtest.toggled.connect(self._on_backtest)
        for button in (self.random, self.ordered):
            button.toggled.connect(self._on_method)
        for choice in (self.order_by, self.measure, self.positive):
            choice.currentIndexChanged.connect(self._on_changed)
        for field in (self.share, self.folds, self.seed):
            field.valueChanged.connect(self._on_changed)
        self.task.activated.connect(self._on_task)
        self._on_method(True)

    def _lay_out(self) -> None:
        self.add(self.random, self.ordered, self.backtest, self.order_row, self.forecast)
        numbers = row(spacing=SPACE_3)
        numbers.addWidget(FormRow(self.tr("Held out"), self.share, parent=self), 1)
        numbers.addWidget(FormRow(self.tr("Folds"), self.folds, parent=self), 1)
        self._shares = boxed(numbers, self)
        self.add(self._shares, self.decides)
        self.add(row(self.more, None))
        self._positive_row = FormRow(self.tr("Positive class"), self.positive, parent=self)
        self._metric_row = FormRow(self.tr("Metric that decides"), self.measure, parent=self)
        self._task_row = FormRow(self.tr("Predict"), self.task, parent=self)
        self.expert = Form(
            self._task_row,
            self._metric_row,
            self._positive_row,
            FormRow(
                self.tr("Seed"),
                self.seed,
                self.tr("The same seed and data give the same model."),
                parent=self,
            ),
            parent=self,
        )
        self.expert.hide()
        self.add(self.expert)

    # What is shown ------------------------------------------------------------------------

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Offer these to order the rows by, and a forecast where one of them is of dates."""
        has_days = bool(date_columns(columns))
        self.forecast.show_columns(columns)
        if self.backtest.isChecked() and not has_days:
            self.random.setChecked(True)
        self.backtest.setVisible(has_days)
        options: list[tuple[object, str]] = [(None, self.tr("Order of the file"))]
        self.order_by.set_options([*options, *((c.name, c.name) for c in columns)])

    def show_suggestion(self, suggestion: Suggestion | None, existing: Model | None) -> None:
        """Take over what suits the target, or what the model is judged by already."""
        self._suggestion, self._existing = suggestion, existing
        if suggestion is None:
            self.decides.setText("")
            return
        self._fit_to(existing)
        self.task.set_value(existing.task if existing is not None else suggestion.task)
        self._fill(existing)

    def _fit_to(self, existing: Model | None) -> None:
        """A model that forecasts goes on forecasting, any other never begins to."""
        is_forecast = existing is not None and existing.task is Task.FORECAST
        self.backtest.setEnabled(existing is None or is_forecast)
        for button in (self.random, self.ordered):
            button.setEnabled(not is_forecast)
        if is_forecast and not self.backtest.isHidden():
            self.backtest.setChecked(True)
        elif existing is not None and self.backtest.isChecked():
            self.random.setChecked(True)

    def show_spec(self, spec: TrainingSpec) -> None:
        """Take over how a model was checked last."""
        plan = spec.split
        if spec.forecast is not None:
            self.forecast.show_plan(spec.forecast)
            self.backtest.setChecked(True)
            self.seed.setValue(spec.seed)
            return
        is_ordered = plan.method is SplitMethod.ORDERED
        self.ordered.setChecked(is_ordered)
        self.random.setChecked(not is_ordered)
        self.order_by.set_value(plan.order_by)
        self.share.setValue(round(100 * plan.holdout))
        self.folds.setValue(plan.folds)
        self.seed.setValue(spec.seed)

    def _fill(self, existing: Model | None) -> None:
        suggestion, task = self._suggestion, self.chosen_task()
        self.measure.set_options([(item.key, item.title) for item in metrics_for(task)])
        is_same_task = suggestion is not None and suggestion.task is task
        if existing is not None:
            self.measure.set_value(existing.deciding_metric)
        elif suggestion is not None and is_same_task:
            self.measure.set_value(suggestion.metric)
        else:
            self.measure.set_value(DEFAULT_METRIC[task])
        self.measure.setEnabled(existing is None)
        self.task.setEnabled(existing is None)
        self._task_row.setVisible(not self.is_forecast)
        self._metric_row.set_hint(
            self.tr("All versions of {0} are judged by it.").format(existing.name)
            if existing is not None
            else ""
        )
        classes = suggestion.classes if suggestion is not None and is_same_task else ()
        self.positive.set_options([(name, name) for name in classes])
        if suggestion is not None:
            self.positive.set_value(suggestion.positive)
        self._positive_row.setVisible(len(classes) == 2)
        self._say_what_decides()

    # What was chosen ----------------------------------------------------------------------

    @property
    def is_forecast(self) -> bool:
        """Whether the days to come are predicted."""
        return self.backtest.isChecked()

    def plan(self) -> SplitPlan:
        """Return how the rows are divided; a forecast has its backtest instead."""
        if self.is_forecast:
            return SplitPlan()
        is_ordered = self.ordered.isChecked()
        order_by = self.order_by.value()
        return SplitPlan(
            SplitMethod.ORDERED if is_ordered else SplitMethod.RANDOM,
            str(order_by) if is_ordered and order_by is not None else None,
            self.share.value() / 100,
            self.folds.value(),
        )

    def chosen_task(self) -> Task:
        """Return what is predicted."""
        return Task.FORECAST if self.is_forecast else Task(str(self.task.value()))

    def chosen_metric(self) -> str | None:
        """Return the metric's key."""
        value = self.measure.value()
        return str(value) if value is not None else None

    def chosen_positive(self) -> str | None:
        """Return the positive class of two."""
        value = self.positive.value() if self.positive.count() == 2 else None
        return str(value) if value is not None else None

    # Clicks -------------------------------------------------------------------------------

    def _on_more(self) -> None:
        is_open = self.expert.isHidden()
        self.expert.setVisible(is_open)
        self.more.setText(self.tr("Fewer settings") if is_open else self.tr("More settings"))

    def _on_backtest(self, _checked: bool) -> None:
        self._fill(self._existing)
        self._on_method(True)

    def _on_method(self, _checked: bool) -> None:
        self.order_row.setVisible(self.ordered.isChecked())
        self.forecast.setVisible(self.is_forecast)
        self._shares.setVisible(not self.is_forecast)
        self.changed.emit()

    def _on_task(self, _index: int) -> None:
        self._fill(None)
        self.changed.emit()

    def _on_changed(self, _value: int) -> None:
        self._say_what_decides()
        self.changed.emit()

    def _say_what_decides(self) -> None:
        words = self.measure.currentText()
        if not words:
            self.decides.setText("")
            return
        kind = self.tr("the days to come")
        if not self.is_forecast:
            kind = self.task.currentText().lower()
        self.decides.setText(self.tr("Predicts {0}; {1} decides.").format(kind, words))
