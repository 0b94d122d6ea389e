"""What a forecast learned from, step by step and in words."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.training import FeatureStep
from mlops_desktop.modeling.forecasting.features import Source, recipe
from mlops_desktop.modeling.forecasting.forecaster import (
    BOOSTING,
    BOOSTING_PARAMETERS,
    NAIVE,
    RIDGE_ALPHA,
    Forecaster,
)
from mlops_desktop.modeling.forecasting.prepare import PreparedForecast


def parameters(fitted: Forecaster, plan: ForecastPlan) -> tuple[tuple[str, str], ...]:
    """Return what was chosen, as text."""
    common: dict[str, object] = {
        "horizon": plan.horizon,
        "season": plan.season,
        "starts": plan.origins,
        "coverage": plan.coverage,
    }
    own: dict[str, object] = {}
    if fitted.method != NAIVE:
        own = {"models": len(fitted.models_), "differenced": plan.is_differenced}
        own["yearly_terms"] = plan.has_yearly_terms
        own |= BOOSTING_PARAMETERS if fitted.method == BOOSTING else {"alpha": RIDGE_ALPHA}
        own["random_state"] = fitted.seed
    return tuple((name, str(value)) for name, value in {**common, **own}.items())


def describe(prepared: PreparedForecast, fitted: Forecaster) -> tuple[FeatureStep, ...]:
    """Describe the way from columns to inputs, in the order applied."""
    return tuple(_steps(prepared, fitted))


def _steps(prepared: PreparedForecast, fitted: Forecaster) -> Iterator[FeatureStep]:
    plan, target, series = prepared.plan, prepared.spec.target, prepared.series
    first, last = str(series.days()[0]), str(series.days()[-1])
    words = "; ".join((f"one value per day, {first} to {last}", *series.notes))
    yield FeatureStep("daily_grid", (plan.date, target), words, (target,))
    if fitted.method == NAIVE:
        words = f"the last known day {plan.season} days, or a multiple, before"
        yield FeatureStep("repeat", (target,), words, (target,))
        return
    if plan.is_differenced:
        words = f"the change against the last known day of the season of {plan.season} days"
        yield FeatureStep("difference", (target,), words, (target,))
    nearest = fitted.groups[0][1]
    features = recipe(nearest, plan, has_years=fitted.has_years_)
    for operation, sources, columns, words in (
        ("lags", (Source.LAG,), (target,), _known(plan.horizon)),
        ("windows", (Source.MEAN, Source.SPREAD), (target,), _known(plan.horizon)),
        (
            "calendar",
            (Source.WEEKDAY, Source.MONTH, Source.TREND, Source.YEAR),
            (plan.date,),
            "of the day that is forecast",
        ),
        ("events", (Source.EVENT,), plan.events, "of the day that is forecast"),
    ):
        names = tuple(feature.name for feature in features if feature.source in sources)
        if names:
            yield FeatureStep(operation, columns, words, names)


def _known(horizon: int) -> str:
    if horizon == 1:
        return "known the day before"
    return f"for the next day; those up to {horizon} days ahead look further back"
