"""The inputs of a forecast, each with how far it looks back; what is not known yet is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.modeling.forecasting.series import Series
from mlops_desktop.modeling.target import Floats

WINDOWS = (7, 28)
"""Days that rolling means and standard deviations look at."""

RECENT = 3
"""So many of the latest known days are inputs one by one."""

TWO_YEARS = 731

_SHORT_SEASON = 31  # up to a month four seasons back are inputs; of longer ones the last only
_YEAR = 365.2425


class Source(StrEnum):
    """What an input is made of."""

    LAG = "lag"
    MEAN = "mean"
    SPREAD = "spread"
    WEEKDAY = "weekday"
    MONTH = "month"
    TREND = "trend"
    YEAR = "year"
    EVENT = "event"


_OF_THE_PAST = (Source.LAG, Source.MEAN, Source.SPREAD)


@dataclass(frozen=True, slots=True)
class Feature:
    """One input.

    Attributes:
        back: of past values: days from the newest one it looks at to the day of the forecast.
        place: which weekday (0 Monday), month (1–12), yearly wave or event.
        width: of windows, how many days they span.
    """

    name: str
    source: Source
    back: int = 0
    place: int = 0
    width: int = 1


def recipe(distance: int, plan: ForecastPlan, *, has_years: bool = False) -> tuple[Feature, ...]:
    """Return the inputs for a forecast made ``distance`` days before its day.

    The latest known days one by one, the same day of the season in the last seasons, means and
    standard deviations (ddof 1) of the last 7 and 28 known days, weekday and the events of the day
    itself; with ``has_years`` month and trend, and its place in the year if the plan wants it.

    Args:
        has_years: whether there are two full years to learn from. Before, month and trend cannot be
            told from each other: on the daily active aircraft of 2013 they made ridge worse (MASE
            1.84 with, 1.59 without them, 7 days ahead).
    """
    nearest = seasons_back(distance, plan.season) * plan.season
    seasons = 4 if plan.season <= _SHORT_SEASON else 1
    backs = {distance + at for at in range(RECENT)}
    backs |= {nearest + at * plan.season for at in range(seasons)}
    features = [Feature(f"{back} days before", Source.LAG, back) for back in sorted(backs)]
    for width in WINDOWS:
        words = f"of {width} days until {distance} before"
        features.append(Feature(f"mean {words}", Source.MEAN, distance, width=width))
        features.append(Feature(f"spread {words}", Source.SPREAD, distance, width=width))
    features += [Feature(name, Source.EVENT, place=place) for place, name in enumerate(plan.events)]
    features += [Feature(f"weekday {at + 1}", Source.WEEKDAY, place=at) for at in range(7)]
    if has_years:
        features += [Feature(f"month {at}", Source.MONTH, place=at) for at in range(1, 13)]
        features.append(Feature("trend", Source.TREND))
    if has_years and plan.has_yearly_terms:
        features += [Feature(f"yearly wave {at + 1}", Source.YEAR, place=at) for at in range(4)]
    return tuple(features)


def seasons_back(distance: int, season: int) -> int:
    """Return how many seasons before a day the nearest same day is known."""
    return -(-distance // season)


def check_known_in_time(features: Sequence[Feature], distance: int) -> None:
    """Refuse an input that looks at days which are not known when the forecast is made.

    Raises:
        UserError: ``forecast.leak``.
    """
    for feature in features:
        if feature.source in _OF_THE_PAST and feature.back < distance:
            raise UserError(
                "forecast.leak", name=feature.name, back=feature.back, distance=distance
            )


def reach(features: Sequence[Feature]) -> int:
    """Return how many days before its day the inputs look back at most."""
    return max(feature.back + feature.width - 1 for feature in features)


def design(series: Series, features: Sequence[Feature], distance: int, count: int) -> Floats:
    """Return the inputs of the first ``count`` days of a series, and of days to come.

    Returns:
        float64 of shape (count, features); NaN where a value is not there.

    Raises:
        UserError: ``forecast.leak`` when an input is not known ``distance`` days before its day.
    """
    check_known_in_time(features, distance)
    columns = [_column(series, feature, count) for feature in features]
    return np.column_stack(columns)


def seasonal_reference(series: Series, distance: int, season: int, count: int) -> Floats:
    """Return for each of ``count`` days the last known value of the same day of the season.

    Only values at least ``distance`` days old count. Float64 of shape (count,); NaN where there is
    none.
    """
    known = np.full(max(count, series.size), np.nan)
    known[: series.size] = series.values
    for place in range(season, known.size):
        if np.isnan(known[place]):
            known[place] = known[place - season]
    return _shifted(known, seasons_back(distance, season) * season, count)


def _column(series: Series, feature: Feature, count: int) -> Floats:
    if feature.source is Source.LAG:
        return _shifted(series.values, feature.back, count)
    if feature.source in _OF_THE_PAST:
        return _shifted(_rolling(series.values, feature), feature.back, count)
    if feature.source is Source.EVENT:
        return _shifted(series.events[:, feature.place], 0, count)
    return _calendar(series, feature, count)


def _calendar(series: Series, feature: Feature, count: int) -> Floats:
    days = series.days(count)
    numbers = days.astype(np.int64)  # since 1970-01-01, a Thursday
    if feature.source is Source.WEEKDAY:
        return np.asarray((numbers + 3) % 7 == feature.place, dtype=np.float64)
    if feature.source is Source.MONTH:
        months = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
        return np.asarray(months == feature.place, dtype=np.float64)
    if feature.source is Source.TREND:
        return np.asarray(numbers, dtype=np.float64)
    wave, is_cosine = divmod(feature.place, 2)
    angle = 2 * np.pi * (wave + 1) * numbers / _YEAR
    return np.asarray(np.cos(angle) if is_cosine else np.sin(angle))


def _shifted(values: Floats, back: int, count: int) -> Floats:
    out = np.full(count, np.nan)
    taken = values[: max(count - back, 0)]
    out[back : back + taken.size] = taken
    return out


def _rolling(values: Floats, feature: Feature) -> Floats:
    """Return mean or standard deviation of the window ending at each day; half must be known."""
    out = np.full(values.size, np.nan)
    if values.size < feature.width:
        return out
    windows = np.lib.stride_tricks.sliding_window_view(values, feature.width)
    enough = (~np.isnan(windows)).sum(axis=1) >= max(2, feature.width // 2)
    if feature.source is Source.MEAN:
        found = np.nanmean(windows[enough], axis=1)
    else:
        found = np.nanstd(windows[enough], axis=1, ddof=1)
    out[feature.width - 1 :][enough] = found
    return out
