"""Rolling-origin backtest: forecast again and again from the past, and compare with what came.

The last ``origins × horizon`` days are forecast block by block, each block by a model fitted on
all days before it (scikit-learn's ``TimeSeriesSplit(n_splits=origins, test_size=horizon)``). A few
starts before them are forecast as well, for the residuals of the first intervals only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from mlops_desktop.core.certainty import BaselineGain, Drawn, UnitKind
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPlan, ForecastPoint
from mlops_desktop.modeling.forecasting.features import TWO_YEARS
from mlops_desktop.modeling.forecasting.forecaster import Forecaster, naive, scale_of
from mlops_desktop.modeling.forecasting.series import Series
from mlops_desktop.modeling.interval import Interval, percentiles
from mlops_desktop.modeling.target import Floats, Integers

RESAMPLES = 500
SEASON = "repeating the season"
"""What a forecast is set beside, in words."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a backtest measured.

    Attributes:
        points: one per forecast day with a value, in order.
        places: int64 of shape (points,), the days' places in the series.
        blocks: int64 of shape (points,), which start each belongs to, from 0.
        half_widths: float64 of shape (horizon,), of the intervals from now on.
        scale: what MASE divides by: mean |y_t − y_{t−season}| of the days before the first start.
        models: what was fitted at each start.
    """

    points: tuple[ForecastPoint, ...]
    places: Integers
    blocks: Integers
    half_widths: Floats
    scale: float
    models: tuple[Forecaster, ...] = ()


def smallest_sample(coverage: float) -> int:
    """Return how many residuals a split-conformal interval needs: ⌈n·…⌉ must exist."""
    size = 1
    while ceil((size + 1) * coverage - 1e-9) > size:
        size += 1
    return size


def warm_ups(plan: ForecastPlan) -> int:
    """Return how many starts before the first judged one give residuals for its intervals."""
    return ceil(smallest_sample(plan.coverage) / plan.horizon)


def starts(size: int, plan: ForecastPlan) -> list[int]:
    """Return how many days are known at each start, warm-ups first."""
    count = plan.origins + warm_ups(plan)
    return [size - plan.horizon * (count - at) for at in range(count)]


def has_years(size: int, plan: ForecastPlan) -> bool:
    """Say whether every start, the first too, has two full years to learn from."""
    return starts(size, plan)[0] >= TWO_YEARS


def run(
    series: Series,
    make: Callable[[], Forecaster],
    plan: ForecastPlan,
    on_start: Callable[[int], None],
) -> Backtest:
    """Backtest a method.

    Args:
        make: returns an unfitted forecaster.
        on_start: called before each start (0-based, warm-ups included); raises to stop.

    Raises:
        UserError: ``forecast.nothing_measured``.
    """
    target = make().target
    errors: list[Floats] = []
    rows: list[_Block] = []
    known = starts(series.size, plan)
    for number, size in enumerate(known):
        on_start(number)
        past = series.until(size)
        model = make().fit_series(past, has_years=has_years(series.size, plan))
        block = _Block(model, size, model.forecast(past), naive(past, plan.horizon, plan.season))
        actual = series.values[size : size + plan.horizon]
        if number >= warm_ups(plan):
            block.half_widths = half_widths(errors, plan)
            rows.append(block)
        errors.append(np.abs(actual - block.predicted))
    found = _gathered(series, rows, half_widths(errors, plan), plan)
    if not found.points:
        raise UserError(
            "forecast.nothing_measured", days=plan.origins * plan.horizon, target=target
        )
    return found


class _Block:
    """One start: what was forecast from it."""

    def __init__(self, model: Forecaster, size: int, predicted: Floats, naive_: Floats) -> None:
        self.model = model
        self.size = size
        self.predicted = predicted
        self.naive = naive_
        self.half_widths = np.zeros(predicted.size)


def half_widths(errors: list[Floats], plan: ForecastPlan) -> Floats:
    """Return split-conformal half-widths per day ahead, float64 of shape (horizon,).

    The ⌈(n + 1)·coverage⌉-th smallest of n absolute errors of earlier starts at the same day ahead
    (Lei et al. 2018, §2.2). Where those are too few for a quantile, the errors of the neighbouring
    days ahead are taken in, one day further to both sides at a time.

    Args:
        errors: one array of shape (horizon,) per earlier start; NaN where the day has no value.
    """
    table = np.array(errors).reshape(len(errors), plan.horizon)
    needed = smallest_sample(plan.coverage)
    return np.array([_half_width(table, at, needed, plan.coverage) for at in range(plan.horizon)])


def _half_width(table: Floats, at: int, needed: int, coverage: float) -> float:
    found = np.empty(0)
    for around in range(table.shape[1]):
        near = table[:, max(0, at - around) : at + around + 1]
        found = np.sort(near[~np.isnan(near)])
        if found.size >= needed:
            break
    if not found.size:
        return 0.0
    return conformal(found, coverage)


def conformal(errors: Floats, coverage: float) -> float:
    """Return the ⌈(n + 1)·coverage⌉-th smallest of sorted errors; of too few the largest."""
    rank = ceil((errors.size + 1) * coverage - 1e-9)
    return float(errors[min(rank, errors.size) - 1])


def _gathered(series: Series, rows: list[_Block], widths: Floats, plan: ForecastPlan) -> Backtest:
    points, places, blocks = [], [], []
    days = series.days()
    for number, block in enumerate(rows):
        for ahead in range(plan.horizon):
            place = block.size + ahead
            actual = float(series.values[place])
            if np.isnan(actual):
                continue
            predicted, half = float(block.predicted[ahead]), float(block.half_widths[ahead])
            points.append(
                ForecastPoint(
                    str(days[place]),
                    ahead + 1,
                    actual,
                    predicted,
                    predicted - half,
                    predicted + half,
                    float(block.naive[ahead]),
                )
            )
            places.append(place)
            blocks.append(number)
    scale = scale_of(series.values[: rows[0].size], plan.season)
    models = tuple(block.model for block in rows)
    at, owners = np.array(places, np.int64), np.array(blocks, np.int64)
    return Backtest(tuple(points), at, owners, widths, scale, models)


def measures(backtest: Backtest, seed: int) -> dict[str, Interval]:
    """Return MASE, MAE, RMSE, bias and the share within the interval, each with its 95 % interval.

    The expanded percentile bootstrap over the starts (Hesterberg 2015): they are drawn with
    replacement, all their days together, as the errors of one start are alike.
    """
    points = backtest.points
    errors = np.array([point.predicted - point.actual for point in points])
    held = np.array([point.low <= point.actual <= point.high for point in points], dtype=np.float64)
    days, size, square, sign, inside = _totals(
        backtest.blocks, (np.ones(errors.size), np.abs(errors), errors**2, errors, held), seed
    )
    found = {
        "mase": size / days / backtest.scale,
        "mae": size / days,
        "rmse": np.sqrt(square / days),
        "bias": sign / days,
        "coverage": inside / days,
    }
    count = int(backtest.blocks.max()) + 1
    return {key: _interval(values, count) for key, values in found.items()}


def beside_naive(backtest: Backtest, key: str, seed: int) -> BaselineGain | None:
    """Return what a forecast gains beside repeating the season, on the days both have.

    Args:
        key: of the deciding metric: ``mase``, ``mae`` or ``rmse``.
    """
    naive = np.array([point.naive for point in backtest.points])
    known = ~np.isnan(naive)
    if not known.any():
        return None
    actual = np.array([point.actual for point in backtest.points])[known]
    predicted = np.array([point.predicted for point in backtest.points])[known]
    power = 2 if key == "rmse" else 1
    columns = (np.abs(actual - item) ** power for item in (predicted, naive[known]))
    days, own, other = _totals(backtest.blocks[known], (np.ones(actual.size), *columns), seed)
    scale = backtest.scale if key == "mase" else 1.0
    means = [(item / days) ** (1 / power) / scale for item in (own, other)]
    if not np.isfinite(means[0][0]):
        return None
    apart = means[0] - means[1]
    if not apart.any():
        return BaselineGain(key, float(means[1][0]), 0.0, 0.0, 0.0, SEASON)
    found = _interval(apart, int(np.unique(backtest.blocks[known]).size))
    low, high = (None if np.isnan(end) else end for end in (found.low, found.high))
    return BaselineGain(key, float(means[1][0]), found.value, low, high, SEASON)


def drawn_of(backtest: Backtest) -> Drawn:
    """Return what the intervals of a backtest draw."""
    return Drawn(UnitKind.STARTS, int(np.unique(backtest.blocks).size))


def _totals(blocks: Integers, columns: Sequence[Floats], seed: int) -> Floats:
    """Return sums over days: first of all starts, then of starts drawn with replacement.

    Args:
        columns: float64 of shape (days,) each, the first of ones.

    Returns:
        float64 of shape (columns, 1 + resamples), resamples without any day left out.
    """
    count = int(blocks.max()) + 1
    sums = np.array([np.bincount(blocks, item, count) for item in columns])
    drawn = np.random.default_rng([seed, 5]).integers(0, count, (RESAMPLES, count))
    totals = np.concatenate([sums.sum(axis=1)[:, None], sums[:, drawn].sum(axis=2)], axis=1)
    return np.asarray(totals[:, totals[0] > 0])


def _interval(values: Floats, starts: int) -> Interval:
    if not np.ptp(values[1:]) > 0:
        return Interval(float(values[0]), float("nan"), float("nan"))
    return Interval(float(values[0]), *percentiles(values[1:], starts))
