"""Step 2: how the methods are checked, and what few people need to change."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.metrics import (
    DEFAULT_METRIC,
    LABEL_METRICS,
    QUANTILE_METRIC,
    Task,
    metric,
    metrics_for,
)
from mlops_desktop.core.model import Model
from mlops_desktop.core.training import SplitPlan, Suggestion, TrainingSpec
from mlops_desktop.gui.pages.train.setup.forecast_form import ForecastForm
from mlops_desktop.gui.pages.train.setup.split_form import SplitForm
from mlops_desktop.gui.pages.train.setup.unusual_form import UnusualForm
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import Choice, FormRow, NumberField
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
        values_wanted(str): the values of this column are to be offered.
    """

    changed = Signal()
    values_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("2  How it is checked"), parent=parent)
        self.split = SplitForm(self)
        self.random, self.ordered = self.split.random, self.split.ordered
        self.backtest, self.folds = self.split.backtest, self.split.folds
        self._columns: tuple[Column, ...] = ()
        self.is_unusual = False
        self.decides = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.more = LinkButton(self.tr("More settings"), self._on_more, parent=self)
        self.task = Choice(_TASKS, parent=self)
        self.measure = Choice([], parent=self)
        self.is_metric_chosen = False
        self.positive = Choice([], parent=self)
        self.seed = NumberField(0, 2**31 - 1, 0, parent=self)
        self._suggestion: Suggestion | None = None
        self._existing: Model | None = None
        self._lay_out()
        self.split.changed.connect(self.changed)
        self.split.method_changed.connect(self._on_method)
        self.split.values_wanted.connect(self.values_wanted)
        for choice in (self.measure, self.positive):
            choice.currentIndexChanged.connect(self._on_changed)
        self.seed.valueChanged.connect(self._on_changed)
        self.task.activated.connect(self._on_task)
        self.measure.activated.connect(self._on_measure)

    def _lay_out(self) -> None:
        below = row(spacing=SPACE_4)
        below.addWidget(self.decides, 1)
        below.addWidget(self.more)
        self.add(self.split, below)
        self._positive_row = FormRow(self.tr("Positive class"), self.positive, parent=self)
        self._metric_row = FormRow(self.tr("Metric that decides"), self.measure, parent=self)
        self._task_row = FormRow(self.tr("Predict"), self.task, parent=self)
        seed = FormRow(
            self.tr("Seed"), self.seed, self.tr("The same seed: the same model."), parent=self
        )
        fields = row(spacing=SPACE_4)
        for item in (self._task_row, self._metric_row, self._positive_row, seed):
            fields.addWidget(item, 1, Qt.AlignmentFlag.AlignTop)
        self.expert = boxed(fields, self)
        self.expert.hide()
        self.add(self.expert)

    @property
    def forecast(self) -> ForecastForm:
        """Asks how a series is forecast."""
        return self.split.forecast

    @cached_property
    def unusual(self) -> UnusualForm:
        """Asks what shall be called unusual; made when that is first asked for."""
        form = UnusualForm(self)
        form.show_columns(self._columns)
        form.changed.connect(self._on_unusual)
        form.values_wanted.connect(self.values_wanted)
        self.body.insertWidget(1, form)
        return form

    # What is shown ------------------------------------------------------------------------

    def show_columns(self, columns: Sequence[Column], target: str) -> None:
        """Offer these to divide the rows by."""
        self.split.show_columns(columns, target)
        self._columns = tuple(columns)
        if self._has_unusual:
            self.unusual.show_columns(columns)

    def show_unusual(self, *, is_unusual: bool, existing: Model | None) -> None:
        """Ask what shall be called unusual, where nothing is predicted."""
        if is_unusual and self.backtest.isChecked():
            self.random.setChecked(True)
        self.is_unusual = is_unusual
        if is_unusual or self._has_unusual:
            self.unusual.setVisible(is_unusual)
        self.backtest.setEnabled(not is_unusual)
        if is_unusual:
            for way in (self.random, self.ordered, self.split.grouped, self.split.by_column):
                way.setEnabled(True)
            self._suggestion, self._existing = None, existing
            self._fill(existing)

    @property
    def _may_have_worth(self) -> bool:
        """Whether decisions between the classes can have worths: there are two, or that is open."""
        return self._suggestion is None or len(self._suggestion.classes) == 2

    @property
    def _has_unusual(self) -> bool:
        return "unusual" in self.__dict__

    def show_suggestion(self, suggestion: Suggestion | None, existing: Model | None) -> None:
        """Take over what suits the target, or what the model is judged by already."""
        self._suggestion, self._existing = suggestion, existing
        if suggestion is None:
            self.decides.setText("")
            return
        self.split.fit_to(None if existing is None else existing.task is Task.FORECAST)
        self.task.set_value(existing.task if existing is not None else suggestion.task)
        self._fill(existing)

    def show_quantile(self, *, is_asked: bool) -> None:
        """Let a quantile's own loss decide while one is asked for and nobody chose a metric."""
        if self.is_metric_chosen or self._existing is not None or self._suggestion is None:
            return
        if is_asked == (self.measure.value() == QUANTILE_METRIC):
            return
        blocked = self.measure.blockSignals(True)
        self.measure.set_value(QUANTILE_METRIC if is_asked else self._usual_metric())
        self.measure.blockSignals(blocked)
        self._say_what_decides()

    def _usual_metric(self) -> str:
        suggestion, task = self._suggestion, self.chosen_task()
        if suggestion is not None and suggestion.task is task:
            return suggestion.metric
        return DEFAULT_METRIC[task]

    def show_spec(self, spec: TrainingSpec) -> None:
        """Take over how a model was checked last."""
        self.seed.setValue(spec.seed)
        if spec.forecast is not None:
            self.forecast.show_plan(spec.forecast)
            self.backtest.setChecked(True)
            return
        self.split.show_plan(spec.split)
        if spec.anomaly is not None:
            self.unusual.show_plan(spec.anomaly, spec.positive)

    def show_positive(self, positive: str | None) -> None:
        """Take over which class was the positive one."""
        self.positive.set_value(positive)

    def _fill(self, existing: Model | None) -> None:
        suggestion, task = self._suggestion, self.chosen_task()
        self.split.show_task(task)
        self.is_metric_chosen = False
        has_answers = task is not Task.ANOMALY or self.unusual.plan().labels is not None
        known = metrics_for(task, is_quantile=True, has_worth=self._may_have_worth)
        fitting = [i for i in known if has_answers or i.key not in LABEL_METRICS]
        self.measure.set_options([(item.key, item.title) for item in fitting])
        is_same_task = suggestion is not None and suggestion.task is task
        if existing is not None:
            self.measure.set_value(existing.deciding_metric)
        else:
            self.measure.set_value(self._usual_metric())
        self.measure.setEnabled(existing is None)
        self.task.setEnabled(existing is None)
        self._task_row.setVisible(not self.is_forecast and not self.is_unusual)
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
        return self.split.is_forecast

    def plan(self) -> SplitPlan:
        """Return how the rows are divided."""
        return self.split.plan()

    def classes(self) -> tuple[str, ...]:
        """Return the classes that are predicted; none for numbers."""
        suggestion = self._suggestion
        if suggestion is None or self.chosen_task() is not Task.CLASSIFICATION:
            return ()
        return suggestion.classes

    def chosen_task(self) -> Task:
        """Return what is predicted."""
        if self.is_unusual:
            return Task.ANOMALY
        return Task.FORECAST if self.is_forecast else Task(str(self.task.value()))

    def chosen_metric(self) -> str | None:
        """Return the metric's key."""
        value = self.measure.value()
        return str(value) if value is not None else None

    def known_answers(self) -> str | None:
        """Return the column of known answers where nothing is predicted."""
        return self.unusual.plan().labels if self.is_unusual else None

    def chosen_positive(self) -> str | None:
        """Return the positive class of two."""
        if self.is_unusual:
            return self.unusual.chosen_value()
        value = self.positive.value() if self.positive.count() == 2 else None
        return str(value) if value is not None else None

    # Clicks -------------------------------------------------------------------------------

    def _on_more(self) -> None:
        is_open = self.expert.isHidden()
        self.expert.setVisible(is_open)
        self.more.setText(self.tr("Fewer settings") if is_open else self.tr("More settings"))

    def _on_method(self) -> None:
        self._fill(self._existing)

    def _on_unusual(self) -> None:
        if self.is_unusual:
            chosen = self.measure.value()
            self._fill(self._existing)
            self.measure.set_value(chosen)
            self.changed.emit()

    def _on_measure(self, _index: int) -> None:
        self.is_metric_chosen = True

    def _on_task(self, _index: int) -> None:
        self._fill(None)
        self.changed.emit()

    def _on_changed(self, _value: int) -> None:
        self._say_what_decides()
        self.changed.emit()

    def _say_what_decides(self) -> None:
        chosen = self.chosen_metric()
        if chosen is None:
            self.decides.setText("")
            return
        kind = self.tr("Predicts the days to come")
        if self.is_unusual:
            kind = self.tr("Finds rows unlike the others")
        elif not self.is_forecast:
            kind = self.tr("Predicts {0}").format(self.task.currentText().lower())
        decides = metric(chosen).in_a_sentence
        self.decides.setText(self.tr("{0}; {1} decides.").format(kind, decides))
