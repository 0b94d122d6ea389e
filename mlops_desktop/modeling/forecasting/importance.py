"""How much a forecast leans on each of its inputs, measured on the days of its backtest.

Breiman 2001, sec. 10, as for other models, but no day stands alone: the inputs of one kind are
taken from other days of the backtest, all moved by the same number of days, so that neighbours
stay together. Each day is forecast by the model that was fitted before it. The change against the
last season (``is_differenced``) is no input: the forecast starts from it whatever is moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from mlops_desktop.core.training import Importance
from mlops_desktop.modeling.forecasting.backtest import Backtest
from mlops_desktop.modeling.forecasting.features import (
    Feature,
    Source,
    design,
    recipe,
    seasonal_reference,
)
from mlops_desktop.modeling.forecasting.forecaster import Forecaster
from mlops_desktop.modeling.forecasting.series import Series
from mlops_desktop.modeling.target import Floats, Integers

SHIFTS = 10
"""How often the inputs are moved by another number of days."""
RESAMPLES = 500

_WORDS = {
    Source.LAG: "single days before",
    Source.MEAN: "means and spreads of the days before",
    Source.SPREAD: "means and spreads of the days before",
    Source.WEEKDAY: "weekday",
    Source.MONTH: "month",
    Source.TREND: "trend",
    Source.YEAR: "place in the year",
}


def importances(
    series: Series, models: Sequence[Forecaster], found: Backtest, metric: str, seed: int
) -> tuple[Importance, ...]:
    """Return by how much the metric is worse when inputs of one kind are moved, the largest first.

    The interval is value ± t·√(s²_starts + s²_shifts / shifts) with one degree of freedom less than
    there are starts: the first by bootstrap over the starts, all days of one together (paired), the
    second with ddof 1. Empty for the seasonal naive, which has no inputs.

    Args:
        models: of each start of the backtest, in order.
        metric: mase, mae or rmse.
        seed: 0–2³²−1.
    """
    if not models or not models[0].models_:
        return ()
    random = np.random.default_rng([seed, 7])
    days = found.places
    span = series.size - int(days.min())
    shifts = random.integers(1, max(span, 2), SHIFTS)
    judge = _Judge(series.values[days], found, metric, random)
    kinds = tuple(dict.fromkeys(_kind(item) for item in _features(models[0], 1)))
    moved = np.array([_forecasts(series, models, found, kinds, int(by)) for by in shifts])
    before = moved[0, 0]
    ranked = [
        judge.importance(kind, before, moved[:, place]) for place, kind in enumerate(kinds, start=1)
    ]
    return tuple(sorted(ranked, key=lambda item: -item.value))


def _features(model: Forecaster, distance: int) -> tuple[Feature, ...]:
    return recipe(distance, model.plan, has_years=model.has_years_)


def _kind(feature: Feature) -> str:
    """Return what an input belongs to, as a person reads it: an event is its column."""
    return _WORDS.get(feature.source, feature.name)


def _forecasts(
    series: Series, models: Sequence[Forecaster], found: Backtest, kinds: Sequence[str], by: int
) -> Floats:
    """Return the forecasts of the backtest's days, as they are and per kind with it moved.

    Returns:
        float64 of shape (1 + kinds, days).
    """
    days, out = found.places, np.empty((1 + len(kinds), found.places.size))
    first, span = int(days.min()), series.size - int(days.min())
    ahead = np.array([point.ahead for point in found.points])
    for begin, last in models[0].groups:
        features = _features(models[0], last)
        inputs = design(series, features, last, series.size)
        reference = seasonal_reference(series, last, models[0].season, series.size)
        for number, model in enumerate(models):
            mine = np.flatnonzero((found.blocks == number) & (begin <= ahead) & (ahead <= last))
            if not mine.size:
                continue
            places = days[mine]
            rows = np.tile(inputs[places], (1 + len(kinds), 1, 1))
            others = first + (places - first + by) % span
            for at, kind in enumerate(kinds, start=1):
                columns = [c for c, item in enumerate(features) if _kind(item) == kind]
                rows[at][:, columns] = inputs[others][:, columns]
            fitted = model.models_[model.groups.index((begin, last))]
            answers = np.asarray(fitted.predict(rows.reshape(-1, rows.shape[2])))
            base = reference[places] if model.is_differenced else 0.0
            out[:, mine] = answers.reshape(1 + len(kinds), -1) + base
    return out


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of the errors of each start: |e| and e², float64 of shape (starts,)."""

    size: Floats
    square: Floats


class _Judge:
    """What a change of the forecasts does to the metric, and how sure that is."""

    def __init__(
        self, actual: Floats, found: Backtest, metric: str, random: np.random.Generator
    ) -> None:
        self._actual = actual
        self._blocks: Integers = found.blocks
        self._metric, self._scale = metric, found.scale
        self._starts = int(found.blocks.max()) + 1
        self._days = np.bincount(found.blocks, minlength=self._starts).astype(np.float64)
        drawn = random.integers(0, self._starts, (RESAMPLES, self._starts))
        self._drawn = drawn[self._days[drawn].sum(axis=1) > 0]

    def importance(self, kind: str, before: Floats, moved: Floats) -> Importance:
        """Return one kind's importance from its forecasts, (shifts, days) when moved."""
        whole = np.arange(self._starts)[None]
        usual = self._sums(before)
        after = [self._sums(forecasts) for forecasts in moved]
        changes = [self._value(item, whole)[0] - self._value(usual, whole)[0] for item in after]
        value = float(np.mean(changes))
        if self._starts < 2:
            return Importance(kind, value)
        drawn = np.mean([self._value(item, self._drawn) for item in after], axis=0)
        by_starts = float((drawn - self._value(usual, self._drawn)).var(ddof=1))
        by_shifts = float(np.var(changes, ddof=1)) / len(changes)
        half = float(stdtrit(self._starts - 1, 0.975)) * float(np.sqrt(by_starts + by_shifts))
        return Importance(kind, value, value - half, value + half)

    def _sums(self, forecasts: Floats) -> _Sums:
        errors = np.abs(forecasts - self._actual)
        return _Sums(
            np.bincount(self._blocks, errors, self._starts).astype(np.float64),
            np.bincount(self._blocks, errors**2, self._starts).astype(np.float64),
        )

    def _value(self, sums: _Sums, starts: Integers) -> Floats:
        """Return the metric over some starts each, float64 of shape (len(starts),)."""
        days = self._days[starts].sum(axis=1)
        if self._metric == "rmse":
            return np.asarray(np.sqrt(sums.square[starts].sum(axis=1) / days))
        mean = sums.size[starts].sum(axis=1) / days
        return np.asarray(mean / self._scale if self._metric == "mase" else mean)
