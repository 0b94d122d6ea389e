"""The whole form: three steps and finer choices, and the spec they add up to."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.decision import MOST_PROBABLE
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.features import Treatment
from mlops_desktop.core.metrics import WORTH_METRIC, Task
from mlops_desktop.core.quantile import quantile_of
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.gui.pages.train.reading import Choices, Retraining, Table
from mlops_desktop.gui.pages.train.setup.check_card import CheckCard
from mlops_desktop.gui.pages.train.setup.column_table import treatment_words
from mlops_desktop.gui.pages.train.setup.costs import fits
from mlops_desktop.gui.pages.train.setup.finer_card import FinerCard
from mlops_desktop.gui.pages.train.setup.method_card import MethodCard
from mlops_desktop.gui.pages.train.setup.what_card import WhatCard
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.jobs.requests import Advice
from mlops_desktop.jobs.training_requests import CheckedForecast, ValueCounts


class SetupForm(QWidget):
    """Asks for a training.

    Signals:
        changed(): something is different now.
        target_chosen(): another column, or of another table, is to be predicted.
        plan_changed(): the rows are to be divided another way, or by another seed.
        values_wanted(str): the values of this column are wanted.
    """

    changed = Signal()
    target_chosen = Signal()
    plan_changed = Signal()
    values_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self._advice: Advice | None = None
        self._again: TrainingSpec | None = None
        self._plan: object = None
        self._forecast_problem = ""
        self.what = WhatCard(self)
        self.check = CheckCard(self)
        self.methods = MethodCard(self)
        self.finer = FinerCard(self)
        self.setLayout(column(self.what, self.check, self.methods, self.finer, spacing=SPACE_4))
        self.what.target_chosen.connect(self._on_target)
        self.what.name.textChanged.connect(self._on_name)
        for part in (self.what, self.check, self.methods, self.finer):
            part.changed.connect(self._on_changed)
        self.check.values_wanted.connect(self.values_wanted)
        self.finer.values_wanted.connect(self.values_wanted)
        self.what.doubts.taken_as.connect(self.finer.take_as)

    # What is shown ------------------------------------------------------------------------

    def show_choices(self, choices: Choices) -> None:
        """Offer tables, and know models."""
        self.what.show_tables(choices.tables, choices.models, choices.learned_from)

    def show_table(self, table: Table) -> None:
        """Show a version's columns."""
        self.table = table
        self.what.show_table(table)

    def show_retraining(self, found: Retraining) -> None:
        """Take over how a model was trained, on the newest version of its data."""
        spec, self.table, self._again = found.spec, found.table, found.spec
        is_unusual = spec.task is Task.ANOMALY
        self._advice = None
        names = {item.name for item in found.table.columns}
        self.check.show_columns(found.table.columns, spec.target)
        self.check.show_spec(spec)
        self.methods.choose(spec.algorithms, spec.parameters)
        self.finer.show_spec(spec)
        self.what.show_name(spec.model)
        out = (*spec.exclude, *spec.features.left_out())
        self.what.columns.set_left_out([name for name in out if name in names])
        self.what.show_table(found.table, spec.target, is_unusual=is_unusual)

    def show_looking(self) -> None:
        """Say that the target is being looked at."""
        self._advice = None
        self.what.show_looking()

    def show_advice(self, advice: Advice | None) -> None:
        """Show what suits the target and what is doubtful."""
        is_first = self._advice is None
        self._advice = advice
        self.what.show_advice(advice)
        if advice is not None and is_first and not self.what.is_unusual:
            self._suit(advice)
        self._on_changed()

    def show_series(self, found: CheckedForecast | None) -> None:
        """Say what days there are to forecast from; None: that is not known yet."""
        self._forecast_problem = ""
        self.check.forecast.show_series(found)
        self.finer.show_forecast_problem(None)
        self.changed.emit()

    def show_forecast_problem(self, error: UserError) -> None:
        """Say beside the field why the series cannot be forecast so."""
        self._forecast_problem = error.message
        is_finer = self.finer.show_forecast_problem(error)
        self.check.forecast.show_problem(None if is_finer else error)
        self.changed.emit()

    def show_values(self, name: str, found: ValueCounts) -> None:
        """Offer the values of a column where they were asked for."""
        if self.check.split.column.value() == name:
            self.check.split.held_out.show_values(found)
        if self.check.is_unusual and self.check.unusual.labels.value() == name:
            self.check.unusual.show_values(found)
        if self.finer.column_fold.inside is not None:
            self.finer.columns.show_values(name, found)

    def _suit(self, advice: Advice) -> None:
        self.check.show_suggestion(advice.suggestion, self.what.existing())
        if self._again is not None and self._again.target == self.what.target_name():
            self.check.show_positive(self._again.positive)
        self._again = None

    # What was chosen ----------------------------------------------------------------------

    @property
    def advice(self) -> Advice | None:
        """What is known of the target."""
        return self._advice

    def obstacle(self) -> str:
        """Return what is missing or cannot be; "" when nothing is."""
        why = self.what.obstacle() or self.check.split.obstacle()
        if why:
            return why
        if self._advice is None and not self.what.is_unusual:
            return self.tr("{0} is being looked at.").format(self.what.target_name())
        if not self.methods.chosen(self.check.chosen_task()):
            return self.tr("Tick at least one method.")
        if self.check.is_forecast:
            return self._forecast_problem
        return self.finer.obstacle() or self._missing_worth()

    def _missing_worth(self) -> str:
        """Say that worths decide and nobody gave any; "" when that is not so."""
        decides = self.check.chosen_metric() == WORTH_METRIC
        if not decides or self.finer.chosen_decision().worth is not None:
            return ""
        return self.tr(
            "The mean worth is to decide: say under finer choices what decisions are worth, or "
            "let another metric decide."
        )

    def spec(self) -> TrainingSpec:
        """Return what the form asks for."""
        spec, task, is_forecast = self._asked(), self.check.chosen_task(), self.check.is_forecast
        if quantile_of(spec) is not None and not self.check.is_metric_chosen:
            spec = replace(spec, metric=None)  # its own then decides
        if is_forecast:
            # A forecast reads its days, values and events only.
            return replace(spec, forecast=self.finer.in_forecast(self.check.forecast.plan()))
        return replace(
            spec,
            exclude=self.what.columns.left_out(),
            anomaly=self.check.unusual.plan() if task is Task.ANOMALY else None,
            positive=self.check.chosen_positive(),
            split=self.check.plan(),
            sensitive=self.finer.chosen_sensitive(),
            features=self.finer.chosen_features(),
            search=None if task is Task.ANOMALY else self.finer.chosen_search(),
            decision=MOST_PROBABLE if task is Task.ANOMALY else self.finer.chosen_decision(),
        )

    def _asked(self) -> TrainingSpec:
        """Return what is to be predicted, by which methods."""
        task = self.check.chosen_task()
        return TrainingSpec(
            model=self.what.model_name(),
            target=self.what.target_name(),
            task=task,
            algorithms=self.methods.chosen(task),
            metric=self.check.chosen_metric(),
            seed=self.check.seed.value(),
            parameters=self.methods.parameters(task),
        )

    # Clicks -------------------------------------------------------------------------------

    def _on_target(self) -> None:
        self._advice = None
        if self.table is not None:
            self.check.show_columns(self.table.columns, self.what.target_name())
        self.check.show_suggestion(None, None)
        self.check.show_unusual(is_unusual=self.what.is_unusual, existing=self.what.existing())
        self.finer.show_unusual(is_unusual=self.what.is_unusual)
        self._plan = self._divided()
        self.target_chosen.emit()
        self._on_changed()

    def _on_name(self, _text: str) -> None:
        if self.what.is_unusual:
            self.check.show_unusual(is_unusual=True, existing=self.what.existing())
        elif self._advice is not None:
            self._suit(self._advice)
        self._on_changed()

    def _divided(self) -> object:
        return self.check.plan(), self.check.seed.value(), self.check.known_answers()

    def _on_changed(self) -> None:
        rows = self.table.version.row_count if self.table is not None else 0
        is_forecast = self.check.is_forecast
        self.methods.show_task(self.check.chosen_task(), rows)
        self.check.show_quantile(is_asked=quantile_of(self._asked()) is not None)
        self.what.show_task(self.check.chosen_task())
        self.finer.show_forecast(is_forecast=is_forecast)
        if self.table is not None:
            target = self.what.target_name()
            self.finer.show_columns(self.table.columns, self.what.inputs(), target)
        self.finer.show_classes(self.check.classes(), self.check.chosen_positive() or "")
        folds = self.check.folds.value()
        self.methods.show_costs(rows, fits(folds, self.finer.chosen_search()))
        self.what.show_taken_as(
            {
                item.column: treatment_words(item.treatment)
                for item in self.finer.chosen_features().columns
                if item.treatment is not Treatment.AUTOMATIC
            }
        )
        if self._divided() != self._plan:
            self._plan = self._divided()
            self.plan_changed.emit()
        self.changed.emit()
