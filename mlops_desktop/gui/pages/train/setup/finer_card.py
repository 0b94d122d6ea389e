"""What experts choose, each folded into a line that says what is chosen: nothing, at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.decision import MOST_PROBABLE, Decision
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.features import AUTOMATIC, ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.search import Search
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.gui.pages.train.setup.column_form import ColumnForm, feature_words
from mlops_desktop.gui.pages.train.setup.decision_form import DecisionForm, decision_words
from mlops_desktop.gui.pages.train.setup.fold import Fold
from mlops_desktop.gui.pages.train.setup.forecast_finer import ForecastFiner, forecast_words
from mlops_desktop.gui.pages.train.setup.search_form import SearchForm, search_words
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.text import Text

_OF_THE_YEAR = ("forecast.yearly_too_early",)


class FinerCard(Card):
    """Search, columns and decisions; what is inside is made when it is first opened.

    Signals:
        changed(): something is different now.
        values_wanted(str): the values of this column are to be put in an order.
        copy_wanted(): the same is wanted as a command.
        save_wanted(): the same is wanted as a spec file.
    """

    changed = Signal()
    values_wanted = Signal(str)
    copy_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Finer choices, where the usual is not enough"), parent=parent)
        self._is_unusual = self._is_forecast = False
        self._forecast = ForecastPlan("")
        self._search: Search | None = None
        self._features = AUTOMATIC
        self._decision = MOST_PROBABLE
        self._sensitive: tuple[str, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self._inputs: tuple[Column, ...] = ()
        self._target = self._positive = ""
        self._classes: tuple[str, ...] = ()
        self.search_fold = Fold(
            self.tr("Search for good parameters"), lambda: self.search, parent=self
        )
        self.column_fold = Fold(self.tr("Columns"), lambda: self.columns, parent=self)
        self.decision_fold = Fold(
            self.tr("Rows and decisions"), lambda: self.decisions, parent=self
        )
        self.forecast_fold = Fold(self.tr("The forecast"), lambda: self.forecast, parent=self)
        self.forecast_fold.hide()
        self.copy = LinkButton(self.tr("Copy the command"), self.copy_wanted.emit, parent=self)
        self.save = LinkButton(self.tr("Save as a spec file…"), self.save_wanted.emit, parent=self)
        words = self.tr("The same on the command line:")
        same = Text(words, TextRole.SECONDARY, "muted", parent=self)
        self.add(self.search_fold, self.column_fold, self.decision_fold, self.forecast_fold)
        self.add(row(same, self.copy, self.save, None, spacing=SPACE_3))
        self._say()

    @cached_property
    def search(self) -> SearchForm:
        """Asks how parameters are looked for."""
        form = SearchForm(self)
        form.show_search(self._search)
        form.changed.connect(self._on_changed)
        return form

    @cached_property
    def columns(self) -> ColumnForm:
        """Asks what columns are taken as."""
        form = ColumnForm(self)
        form.show_columns(self._inputs)
        form.show_choices(self._features)
        form.show_unusual(is_unusual=self._is_unusual)
        form.changed.connect(self._on_changed)
        form.values_wanted.connect(self.values_wanted)
        return form

    @cached_property
    def decisions(self) -> DecisionForm:
        """Asks how rows count and classes are decided."""
        form = DecisionForm(self)
        form.show_columns(self._columns, self._target)
        form.show_classes(self._classes, self._positive)
        form.show_decision(self._decision)
        form.show_sensitive(self._sensitive)
        form.changed.connect(self._on_changed)
        return form

    @cached_property
    def forecast(self) -> ForecastFiner:
        """Asks what few people change of a forecast."""
        form = ForecastFiner(self)
        form.show_plan(self._forecast)
        form.changed.connect(self._on_changed)
        return form

    # What is shown ------------------------------------------------------------------------

    def show_columns(
        self, columns: Sequence[Column], inputs: Sequence[Column], target: str
    ) -> None:
        """Know the columns of the table, and those that are learned from."""
        is_new = (tuple(columns), target) != (self._columns, self._target)
        self._columns, self._inputs, self._target = tuple(columns), tuple(inputs), target
        if self._made("columns"):
            self.columns.show_columns(inputs)
        if is_new and self._made("decisions"):
            self.decisions.show_columns(columns, target)
        self._say()

    def show_classes(self, classes: Sequence[str], positive: str) -> None:
        """Know which classes are predicted; none: a number is."""
        if (tuple(classes), positive) == (self._classes, self._positive):
            return
        self._classes, self._positive = tuple(classes), positive
        if self._made("decisions"):
            self.decisions.show_classes(classes, positive)
        self._say()

    def show_unusual(self, *, is_unusual: bool) -> None:
        """Offer what is possible where there is no answer: no search, no decisions."""
        self._is_unusual = is_unusual
        if self._made("columns"):
            self.columns.show_unusual(is_unusual=is_unusual)
        self._show_folds()
        self._say()

    def show_forecast(self, *, is_forecast: bool) -> None:
        """Offer what a forecast has in the place of columns, searches and decisions."""
        if is_forecast is not self._is_forecast:
            self._is_forecast = is_forecast
            self._show_folds()

    def show_forecast_problem(self, error: UserError | None) -> bool:
        """Say beside the field why the series cannot be forecast so; False: it is none of these."""
        is_here = error is not None and error.code in _OF_THE_YEAR
        if error is not None and is_here:
            self.forecast_fold.set_open(True)
            self.forecast.yearly_row.set_problem(f"{error.message} {error.hint}")
        elif self._made("forecast"):
            self.forecast.yearly_row.set_problem("")
        return is_here

    def _show_folds(self) -> None:
        has_answer = not self._is_unusual and not self._is_forecast
        self.search_fold.setVisible(has_answer)
        self.decision_fold.setVisible(has_answer)
        self.column_fold.setVisible(not self._is_forecast)
        self.forecast_fold.setVisible(self._is_forecast)

    def show_spec(self, spec: TrainingSpec) -> None:
        """Take over what was chosen for a model last."""
        self._search, self._features, self._decision = spec.search, spec.features, spec.decision
        self._sensitive = spec.sensitive
        self._forecast = spec.forecast or ForecastPlan("")
        if self._made("forecast"):
            self.forecast.show_plan(self._forecast)
        if self._made("search"):
            self.search.show_search(spec.search)
        if self._made("columns"):
            self.columns.show_choices(spec.features)
        if self._made("decisions"):
            self.decisions.show_decision(spec.decision)
            self.decisions.show_sensitive(spec.sensitive)
        self._say()

    # What was chosen ----------------------------------------------------------------------

    def chosen_search(self) -> Search | None:
        """Return how parameters are looked for."""
        return self.search.search() if self._made("search") else self._search

    def in_forecast(self, plan: ForecastPlan) -> ForecastPlan:
        """Return a plan with what was chosen here."""
        if self._made("forecast"):
            return self.forecast.in_plan(plan)
        known = self._forecast
        return replace(
            known,
            date=plan.date,
            horizon=plan.horizon,
            season=plan.season,
            origins=plan.origins,
            events=plan.events,
        )

    def chosen_features(self) -> FeatureChoices:
        """Return what was chosen for the columns that are learned from."""
        if self._made("columns"):
            return self.columns.choices()
        names = {item.name for item in self._inputs}
        kept = (
            item
            for item in self._features.columns
            if item.column in names and item.treatment is not Treatment.LEAVE_OUT
        )
        return replace(self._features, columns=tuple(kept))

    def chosen_decision(self) -> Decision:
        """Return how rows count and classes are decided."""
        if self._made("decisions"):
            return self.decisions.decision()
        if not self._classes:
            return Decision(weight=self._decision.weight)
        return self._decision

    def take_as(self, name: str, treatment: Treatment) -> None:
        """Take a column as that."""
        choices = self.chosen_features()
        others = (item for item in choices.columns if item.column != name)
        self._features = replace(choices, columns=(*others, ColumnChoice(name, treatment)))
        if self._made("columns"):
            self.columns.show_choices(self._features)
        self._on_changed()

    def chosen_sensitive(self) -> tuple[str, ...]:
        """Return the columns whose groups must be decided about alike; two classes only."""
        if len(self._classes) != 2:
            return ()
        if self._made("decisions"):
            return self.decisions.sensitive.ticked()
        names = {item.name for item in self._columns}
        return tuple(name for name in self._sensitive if name in names)

    def obstacle(self) -> str:
        """Return what was chosen and cannot be; "" when all can."""
        why = self.columns.obstacle() if self._made("columns") else ""
        if not why and self._made("decisions") and not self._is_unusual:
            why = self.decisions.obstacle()
        return why

    def _made(self, name: str) -> bool:
        return name in self.__dict__

    def _on_changed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self.search_fold.set_summary(search_words(self.chosen_search()))
        self.column_fold.set_summary(feature_words(self.chosen_features()))
        self.forecast_fold.set_summary(forecast_words(self.in_forecast(ForecastPlan(""))))
        self.decision_fold.set_summary(
            decision_words(self.chosen_decision(), is_two=len(self._classes) == 2)
        )
