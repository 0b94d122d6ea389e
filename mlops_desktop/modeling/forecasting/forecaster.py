"""The fitted forecaster: one small model per day ahead, each with inputs known in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted

from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.modeling.forecasting.features import (
    TWO_YEARS,
    Feature,
    design,
    reach,
    recipe,
    seasonal_reference,
    seasons_back,
)
from mlops_desktop.modeling.forecasting.series import Series, series_of
from mlops_desktop.modeling.target import Floats

NAIVE, RIDGE, BOOSTING = "seasonal_naive", "ridge_on_lags", "boosting_on_lags"

MOST_MODELS = {RIDGE: 28, BOOSTING: 7}
"""Longer horizons are divided into so many groups of neighbouring days; a group shares a model
whose inputs are known in time for its last day."""

Group = tuple[int, int]


class Forecaster(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Answers rows of date, value and events: the value where it is known, else the forecast.

    Attributes:
        models_: one fitted regressor per group of days ahead; empty for the seasonal naive.
        has_years_: whether it learned from month and trend.
        half_widths_: float64 of shape (horizon,): the interval is forecast ± this.
    """

    def __init__(  # noqa: PLR0913 - scikit-learn's parameters are arguments
        self,
        *,
        method: str = NAIVE,
        date: str = "date",
        target: str = "value",
        events: tuple[str, ...] = (),
        horizon: int = 7,
        season: int = 7,
        is_differenced: bool = True,
        has_yearly_terms: bool = False,
        fill: str = "missing",
        seed: int = 0,
    ) -> None:
        self.method = method
        self.date = date
        self.target = target
        self.events = events
        self.horizon = horizon
        self.season = season
        self.is_differenced = is_differenced
        self.has_yearly_terms = has_yearly_terms
        self.fill = fill
        self.seed = seed

    @property
    def plan(self) -> ForecastPlan:
        """What of the plan decides a forecast."""
        return ForecastPlan(
            date=self.date,
            horizon=self.horizon,
            season=self.season,
            is_differenced=self.is_differenced,
            events=tuple(self.events),
            fill=self.fill,
            has_yearly_terms=self.has_yearly_terms,
        )

    @property
    def groups(self) -> list[Group]:
        """First and last day ahead of each group that shares a model, in order."""
        return groups(self.horizon, MOST_MODELS[self.method])

    @property
    def looks_back(self) -> int:
        """How many days before its day a forecast looks back at most."""
        if self.method == NAIVE:
            return seasons_back(self.horizon, self.season) * self.season
        return reach(recipe(self.horizon, self.plan))

    def fit(self, X: pd.DataFrame, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Learn from rows of date, value and events."""
        return self.fit_series(series_of(X, self.target, self.plan))

    def fit_series(self, series: Series, *, has_years: bool | None = None) -> Self:
        """Learn from a series.

        Args:
            has_years: whether month and trend are inputs; None: when it has two full years. A
                training decides it once, so that what is judged is what is used.
        """
        distances = [] if self.method == NAIVE else [last for _, last in self.groups]
        self.has_years_ = series.size >= TWO_YEARS if has_years is None else has_years
        self.models_ = [self._fitted(series, distance) for distance in distances]
        self.half_widths_ = np.zeros(self.horizon)
        return self

    def predict(self, X: pd.DataFrame) -> Floats:  # noqa: N803 - sklearn's name
        """Return float64 of shape (rows,): known values as they are, forecasts elsewhere.

        A row without a value before the last known day, or beyond the horizon, gives NaN.
        """
        check_is_fitted(self, "half_widths_")
        answers = np.array(X[self.target], dtype=np.float64)
        series = series_of(X, self.target, self.plan)
        days = X[self.date].to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
        ahead = (days - series.first).astype(np.int64) - series.size
        coming = (ahead >= 0) & (ahead < self.horizon)
        answers[coming] = self.forecast(series)[ahead[coming]]
        return answers

    def forecast(self, series: Series) -> Floats:
        """Return the next ``horizon`` days after the last known one, float64 (horizon,)."""
        if self.method == NAIVE:
            return naive(series, self.horizon, self.season)
        parts = []
        for (first, last), model in zip(self.groups, self.models_, strict=True):
            places = series.size - 1 + np.arange(first, last + 1)
            parts.append(self.at(series, model, last, places))
        return np.concatenate(parts)

    def at(self, series: Series, model: Any, distance: int, places: Any) -> Floats:
        """Return the forecasts of one model for days given by their places in the series."""
        count = int(places[-1]) + 1
        inputs = design(series, self._recipe(distance), distance, count)[places]
        found = np.asarray(model.predict(inputs), dtype=np.float64)
        if not self.is_differenced:
            return found
        reference = seasonal_reference(series, distance, self.season, count)[places]
        return np.asarray(found + reference)

    def _recipe(self, distance: int) -> tuple[Feature, ...]:
        return recipe(distance, self.plan, has_years=self.has_years_)

    def _fitted(self, series: Series, distance: int) -> Any:
        features = self._recipe(distance)
        inputs = design(series, features, distance, series.size)
        answers = series.values
        if self.is_differenced:
            answers = answers - seasonal_reference(series, distance, self.season, series.size)
        rows = np.flatnonzero(~np.isnan(answers))
        rows = rows[rows >= reach(features)]
        model = build(self.method, self.seed)
        return model.fit(inputs[rows], answers[rows])


def build(method: str, seed: int) -> Any:
    """Return the unfitted regressor of a method; both take missing inputs."""
    if method == RIDGE:
        # A column without any value in the training days is kept, as 0, so that the number of
        # inputs stays what the recipe says.
        steps = [
            ("impute", SimpleImputer(strategy="median", keep_empty_features=True)),
            ("scale", StandardScaler()),
            ("model", Ridge(alpha=RIDGE_ALPHA)),
        ]
        return Pipeline(steps)
    return HistGradientBoostingRegressor(**BOOSTING_PARAMETERS, random_state=seed)


RIDGE_ALPHA = 10.0
BOOSTING_PARAMETERS: dict[str, Any] = {
    "loss": "absolute_error",
    "max_iter": 100,
    "learning_rate": 0.05,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 15,
    "early_stopping": False,
}


def groups(horizon: int, most: int) -> list[Group]:
    """Divide the days ahead into at most ``most`` groups of neighbours: (first, last) each."""
    parts = np.array_split(np.arange(1, horizon + 1), min(horizon, most))
    return [(int(part[0]), int(part[-1])) for part in parts]


def naive(series: Series, horizon: int, season: int) -> Floats:
    """Return for each day ahead the last known value of the same day of the season."""
    places = series.size - 1 + np.arange(1, horizon + 1)
    count = int(places[-1]) + 1
    return np.array(
        [
            seasonal_reference(series, ahead, season, count)[place]
            for ahead, place in enumerate(places.tolist(), start=1)
        ]
    )


def forecaster(method: str, target: str, plan: ForecastPlan, seed: int) -> Forecaster:
    """Return an unfitted forecaster for a plan."""
    return Forecaster(
        method=method,
        date=plan.date,
        target=target,
        events=tuple(plan.events),
        horizon=plan.horizon,
        season=plan.season,
        is_differenced=plan.is_differenced,
        has_yearly_terms=plan.has_yearly_terms,
        fill=plan.fill,
        seed=seed,
    )


def scale_of(values: Sequence[float] | Floats, season: int) -> float:
    """Return mean |y_t − y_{t−season}| over the days where both are known (Hyndman & Koehler 2006).

    NaN where there are none.
    """
    known = np.asarray(values, dtype=np.float64)
    steps = np.abs(known[season:] - known[:-season])
    steps = steps[~np.isnan(steps)]
    return float(steps.mean()) if steps.size else float("nan")
