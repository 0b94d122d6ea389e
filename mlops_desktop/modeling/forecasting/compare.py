"""Versions of a forecast on the days that all of their backtests forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlops_desktop.core.certainty import FEWEST_UNITS
from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.core.model import MetricDifference
from mlops_desktop.modeling import parquet
from mlops_desktop.modeling.forecasting.blocks import MEASURES, interval_of, moving_blocks
from mlops_desktop.modeling.forecasting.forecaster import scale_of
from mlops_desktop.modeling.forecasting.series import read_series
from mlops_desktop.modeling.forecasting.use import load_forecaster
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.target import Floats, Integers

LEAST_DAYS = 28
"""Days that both must have forecast for a verdict: four weeks."""

_SAME = 1e-9
_FURTHER = 1.0
"""Days by which one may have looked further ahead, on average, for a comparison to be fair."""


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What one version's backtest forecast, as stored: one entry per day, in order."""

    days: np.ndarray[tuple[int], np.dtype[np.object_]]
    rows: Integers
    actual: Floats
    predicted: Floats
    ahead: Integers


@dataclass(frozen=True, slots=True)
class CommonDays:
    """The days that all versions forecast.

    Attributes:
        days: ISO dates, ascending; rows: their numbers in the table of the version at ``at``,
            whose backtest ends last.
        actual: float64 of shape (n,); predicted, ahead: of shape (versions, n).
    """

    at: int
    days: tuple[str, ...]
    rows: Integers
    actual: Floats
    predicted: Floats
    ahead: Floats


def read_forecasts(path: Path, points: Sequence[ForecastPoint]) -> Forecasts:
    """Return a backtest with the numbers of its days' rows.

    Args:
        path: the stored hold-out days, one per point, in the same order.
    """
    return Forecasts(
        np.array([point.day for point in points], dtype=object),
        parquet.read(path)["row"].to_numpy(dtype=np.int64),
        np.array([point.actual for point in points]),
        np.array([point.predicted for point in points]),
        np.array([point.ahead for point in points], dtype=np.int64),
    )


def newest(versions: Sequence[Forecasts]) -> int:
    """Return the place of the version whose backtest ends last, the later one of equals."""
    return max(range(len(versions)), key=lambda at: (str(versions[at].days[-1]), at))


def with_later(found: Forecasts, points: Sequence[ForecastPoint]) -> Forecasts:
    """Return a backtest with the days that have come since, as the version forecast them."""
    known = set(found.days.tolist())
    new = [point for point in points if point.day not in known]
    return Forecasts(
        np.append(found.days, np.array([point.day for point in new], dtype=object)),
        np.append(found.rows, np.full(len(new), -1, dtype=np.int64)),
        np.append(found.actual, [point.actual for point in new]),
        np.append(found.predicted, [point.predicted for point in new]),
        np.append(found.ahead, np.array([point.ahead for point in new], dtype=np.int64)),
    )


def common_days(versions: Sequence[Forecasts], at: int) -> CommonDays:
    """Return the days that all versions forecast, where the same value has come true for all.

    Days without a row of their own (gaps that count as 0) are left out.

    Args:
        at: the version whose table has the rows.
    """
    places = [{str(day): place for place, day in enumerate(item.days)} for item in versions]
    owner = versions[at]

    def is_common(day: str, place: int) -> bool:
        if owner.rows[place] < 0 or not all(day in known for known in places):
            return False
        actual = float(owner.actual[place])
        others = [item.actual[known[day]] for item, known in zip(versions, places, strict=True)]
        return bool(np.abs(np.array(others) - actual).max() <= _SAME * max(1.0, abs(actual)))

    days = sorted(day for day, place in places[at].items() if is_common(day, place))
    chosen = [np.array([known[day] for day in days], dtype=np.int64) for known in places]
    pairs = list(zip(versions, chosen, strict=True))
    return CommonDays(
        at,
        tuple(days),
        owner.rows[chosen[at]],
        owner.actual[chosen[at]],
        np.array([item.predicted[one] for item, one in pairs]),
        np.array([item.ahead[one] for item, one in pairs], dtype=np.float64),
    )


def unfair(common: CommonDays, at: int) -> str:
    """Say why the days do not compare a version with the first one; "" when they do."""
    if not common.days:
        return "Their backtests have no day in common."
    first, other = common.ahead[0].mean(), common.ahead[at].mean()
    if abs(first - other) <= _FURTHER:
        return ""
    return (
        f"On the days that both forecast, one looked {first:.1f} days ahead on average and the "
        f"other {other:.1f}: their errors do not compare."
    )


def scale_before(model_path: Path, table: Table, day: str) -> tuple[float, int]:
    """Return what MASE divides by, of the days before one, and the version's days ahead.

    Raises:
        UserError: ``models.file_…``.
    """
    model = load_forecaster(model_path)
    series = read_series(table, model.target, model.plan)
    known = max(0, int((np.datetime64(day) - series.first).astype(np.int64)))
    return scale_of(series.values[:known], model.season), model.horizon


def paired(
    common: CommonDays, at: int, scale: float, length: int, seed: int
) -> tuple[MetricDifference, ...]:
    """Return version minus first in MASE, MAE and RMSE, blocks of days drawn together for both.

    Args:
        scale: what MASE divides by, for both.
        length: days per block; shorter where fewer than five would fit.
    """
    length = max(1, min(length, len(common.days) // FEWEST_UNITS))
    blocks = len(common.days) // length
    errors = common.predicted - common.actual
    drawn = moving_blocks(len(common.days), length, seed)
    found = []
    for key, measure, divisor in (
        ("mase", "mae", scale),
        ("mae", "mae", 1.0),
        ("rmse", "rmse", 1.0),
    ):
        if not divisor > 0:
            continue
        how = MEASURES[measure]
        one, two = (float(how(errors[place][None])[0]) / divisor for place in (0, at))
        resampled = (how(errors[at][drawn]) - how(errors[0][drawn])) / divisor
        interval = interval_of(two - one, resampled, blocks)
        found.append(MetricDifference(key, one, two, interval.value, interval.low, interval.high))
    return tuple(found)
