"""From what a person asked of a forecast to what is trained."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mlops_desktop.core.algorithms import algorithms_for
from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.decision import MOST_PROBABLE
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.features import AUTOMATIC
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import DEFAULT_METRIC, Task
from mlops_desktop.core.training import FieldSignature, Signature, SplitPlan, TrainingSpec
from mlops_desktop.modeling.forecasting.backtest import has_years, starts
from mlops_desktop.modeling.forecasting.features import TWO_YEARS, reach, recipe
from mlops_desktop.modeling.forecasting.series import (
    Series,
    inputs_for,
    read_series,
)
from mlops_desktop.modeling.prepare import check_division, deciding_metric
from mlops_desktop.modeling.signature import iso
from mlops_desktop.modeling.table import Kind, Table

_LEAST_LEARNED = 28
"""Days that the first fit of the backtest must have to learn from, or two seasons if longer."""


@dataclass(frozen=True, slots=True)
class PreparedForecast:
    """A forecast training with nothing left open.

    Attributes:
        frame: canonical rows of date, value and events, one per day that has a value.
        algorithms: keys, in the order asked for.
        metric: the deciding metric.
    """

    spec: TrainingSpec
    plan: ForecastPlan
    series: Series
    frame: pd.DataFrame
    signature: Signature
    algorithms: tuple[str, ...]
    metric: str


def is_forecast(spec: TrainingSpec) -> bool:
    """Whether a spec asks for a forecast, with its days or without."""
    return spec.task is Task.FORECAST or spec.forecast is not None


def decide_forecast(spec: TrainingSpec) -> TrainingSpec:
    """Return the spec with task, metric and methods decided.

    Raises:
        UserError: ``forecast.needs_plan``, ``forecast.only_for_forecasts``, ``forecast.not_with``,
            ``training.unknown_algorithm``, ``training.unknown_metric``,
            ``training.metric_of_other_task``.
    """
    if spec.task not in (None, Task.FORECAST):
        raise UserError("forecast.only_for_forecasts", task=str(spec.task))
    if spec.forecast is None:
        raise UserError("forecast.needs_plan")
    _refuse_foreign(spec)
    fitting = [item.key for item in algorithms_for(Task.FORECAST)]
    for key in spec.algorithms:
        if key not in fitting:
            raise UserError(
                "training.unknown_algorithm", algorithm=key, algorithms=", ".join(fitting)
            )
    keys = tuple(dict.fromkeys(spec.algorithms)) or tuple(fitting)
    return replace(
        spec, task=Task.FORECAST, metric=deciding_metric(spec, Task.FORECAST), algorithms=keys
    )


def prepare_forecast(table: Table, spec: TrainingSpec) -> PreparedForecast:
    """Read the series and refuse what cannot be forecast.

    Raises:
        UserError: ``forecast.…``, ``training.…``, naming the thing and the next step.
    """
    spec = decide_forecast(spec)
    plan = spec.forecast or ForecastPlan("")
    _check_numbers(plan)
    check_division(spec.split, spec.seed)
    series = read_series(table, spec.target, plan)
    _check_variety(series, spec.target)
    _check_length(series, spec.target, plan)
    frame = known_rows(series, spec.target, plan)
    return PreparedForecast(
        spec=spec,
        plan=plan,
        series=series,
        frame=frame,
        signature=_signature(table, frame, spec.target, plan),
        algorithms=spec.algorithms,
        metric=spec.metric or DEFAULT_METRIC[Task.FORECAST],
    )


def known_rows(series: Series, target: str, plan: ForecastPlan) -> pd.DataFrame:
    """Return the days that have a value, as canonical rows of date, value and events."""
    places = np.flatnonzero(~np.isnan(series.values))
    columns = {
        plan.date: series.days()[places].astype("datetime64[us]"),
        target: series.values[places],
    }
    events = {name: series.events[places, at] for at, name in enumerate(plan.events)}
    return pd.DataFrame({**columns, **events})


def _refuse_foreign(spec: TrainingSpec) -> None:
    """Refuse what a spec may say but a forecast does not do: it is never quietly left undone."""
    asked = (
        (spec.split != SplitPlan(), "another hold-out than its backtest"),
        (spec.exclude != (), "columns left out: it reads its dates, values and events only"),
        (spec.parameters != (), "parameters set by hand"),
        (spec.features != AUTOMATIC, "choices for single columns"),
        (spec.search is not None, "a search for parameters"),
        (spec.decision != MOST_PROBABLE, "weights, costs and calibration"),
        (bool(spec.sensitive), "groups that must be decided about alike"),
        (spec.positive is not None, "a positive class"),
    )
    for is_asked, what in asked:
        if is_asked:
            raise UserError("forecast.not_with", what=what)


def _check_numbers(plan: ForecastPlan) -> None:
    wanted = (
        (1 <= plan.horizon <= 366, plan.horizon, "the days ahead", "1 to 366 days"),
        (1 <= plan.season <= 366, plan.season, "the season", "1 to 366 days; 7 is a week"),
        (2 <= plan.origins <= 50, plan.origins, "the starts of the backtest", "2 to 50"),
        (
            0.5 <= plan.coverage <= 0.99,
            plan.coverage,
            "the share of days the interval shall hold",
            "0.5 to 0.99",
        ),
        (
            plan.fill in ("missing", "zero"),
            f"“{plan.fill}”",
            "a day without a row",
            "“missing” or “zero”",
        ),
    )
    for is_fine, found, what, most in wanted:
        if not is_fine:
            raise UserError("forecast.number", found=found, what=what, most=most)


def _check_variety(series: Series, target: str) -> None:
    known = series.values[~np.isnan(series.values)]
    if (known == known[0]).all():
        raise UserError("training.constant_target", target=target, value=f"{known[0]:g}")


def _check_length(series: Series, target: str, plan: ForecastPlan) -> None:
    """Refuse a series that is too short for the inputs, the first fit or the yearly terms."""
    back = reach(recipe(plan.horizon, plan))
    learned = max(_LEAST_LEARNED, 2 * plan.season)
    tested = -starts(0, plan)[0]
    if series.size < back + learned + tested:
        raise UserError(
            "forecast.too_short",
            days=series.size,
            target=target,
            needed=back + learned + tested,
            reasons=f"{back} to look back, {learned} to learn from, {tested} to be forecast "
            "in the backtest and before it",
        )
    # Every start of the backtest needs them: what is judged has the inputs of what is used.
    if plan.has_yearly_terms and not has_years(series.size, plan):
        raise UserError(
            "forecast.yearly_too_early",
            days=series.size,
            tested=tested,
            needed=TWO_YEARS + tested,
        )


def _signature(table: Table, frame: pd.DataFrame, target: str, plan: ForecastPlan) -> Signature:
    fields = []
    for item in inputs_for(table, target, plan):
        column = table.column(item.name)
        type_ = column.type if column is not None else ColumnType.NUMBER
        present = frame[item.name].dropna()
        low, high = present.min(), present.max()
        missing = item.kind is not Kind.DATE and bool(frame[item.name].isna().any())
        if item.kind is Kind.DATE:
            first, last = iso(low, type_), iso(high, type_)
            field = FieldSignature(item.name, type_.value, low=first, high=last)
        elif item.kind is Kind.BOOLEAN:
            field = FieldSignature(item.name, type_.value, may_be_missing=missing)
        else:
            field = FieldSignature(
                item.name, type_.value, low=float(low), high=float(high), may_be_missing=missing
            )
        fields.append(field)
    target_type = next(item.type for item in fields if item.name == target)
    return Signature(tuple(fields), target, target_type, Task.FORECAST)
