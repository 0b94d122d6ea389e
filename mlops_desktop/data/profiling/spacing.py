"""How dates and times follow each other: their usual step, and where steps are missing.

The step is the most frequent distance of neighbouring different values. It counts as regular when
at least 60 % of the neighbours lie exactly one step apart and no distance is shorter than it (for
steps of a month or longer, in whole months).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.profile_parts import Gap, Spacing

_REGULAR_SHARE = 0.6
_LARGEST = 5
_NAMES = {
    1.0: "every second",
    60.0: "every minute",
    3600.0: "hourly",
    86_400.0: "daily",
    604_800.0: "weekly",
}
_UNITS = ((86_400.0, "days"), (3600.0, "hours"), (60.0, "minutes"), (1.0, "seconds"))


def spacing(
    values: NDArray[np.int64], seconds: float, text: Callable[[int], str]
) -> Spacing | None:
    """Return how values follow each other; None below three different ones.

    Args:
        values: different values, sorted.
        seconds: what one unit of theirs is.
        text: a value as ISO text.
    """
    if len(values) < 3:
        return None
    distances = np.diff(values)
    monthly = _monthly(values, seconds, text)
    if monthly is not None:
        return monthly
    found, counts = _tally(distances)
    step = int(found[np.argmax(counts)])
    is_regular = counts.max() >= _REGULAR_SHARE * len(distances) and step == int(found[0])
    wide = distances > step if is_regular else np.zeros(len(distances), np.bool_)
    # A distance of two and a half steps lacks two of them.
    lacking = np.zeros(len(distances), np.int64)
    lacking[wide] = -(-distances[wide] // step) - 1
    places = _longest(distances, wide if is_regular else np.ones_like(wide))
    largest = tuple(
        Gap(
            text(int(values[at])),
            text(int(values[at + 1])),
            float(distances[at]) * seconds,
            int(lacking[at]),
        )
        for at in places
    )
    name = step_name(step * seconds) if is_regular else ""
    usual = step if is_regular else float(np.median(distances))
    return Spacing(name, usual * seconds, int(wide.sum()), int(lacking.sum()), largest)


def _tally(distances: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different distances, sorted, and how often each occurs."""
    low, high = int(distances.min()), int(distances.max())
    # Counting a small range takes a tenth of the time of sorting.
    if high - low < len(distances):
        tally = np.bincount(distances - low)
        found = np.flatnonzero(tally)
        return found + low, tally[found]
    return np.unique(distances, return_counts=True)


def _longest(distances: NDArray[np.int64], among: NDArray[np.bool_]) -> list[int]:
    places = np.flatnonzero(among)
    if len(places) > 4 * _LARGEST:
        # Only the longest need an order.
        places = places[np.argpartition(-distances[places], _LARGEST)[: 2 * _LARGEST]]
    order = np.lexsort((places, -distances[places]))
    return [int(at) for at in places[order][:_LARGEST]]


def _monthly(
    values: NDArray[np.int64], seconds: float, text: Callable[[int], str]
) -> Spacing | None:
    """Return the spacing of values that all lie on the same day of the month at midnight."""
    per_day = round(86_400 / seconds)
    if int(np.diff(values).min()) < 28 * per_day or (values % per_day).any():
        return None
    days = (values // per_day).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    if len(np.unique((days - months.astype("datetime64[D]")).astype(np.int64))) != 1:
        return None
    apart = np.diff(months.astype(np.int64))
    found, counts = np.unique(apart, return_counts=True)
    step = int(found[np.argmax(counts)])
    if counts.max() < _REGULAR_SHARE * len(apart) or step != int(found[0]):
        return None
    name = {1: "monthly", 3: "quarterly", 12: "yearly"}.get(step, f"every {step} months")
    lacking = np.where(apart > step, -(-apart // step) - 1, 0)
    distances = np.diff(values)
    largest = tuple(
        Gap(
            text(int(values[at])),
            text(int(values[at + 1])),
            float(distances[at]) * seconds,
            int(lacking[at]),
        )
        for at in _longest(distances, lacking > 0)
    )
    usual = float(np.median(distances)) * seconds
    return Spacing(name, usual, int((lacking > 0).sum()), int(lacking.sum()), largest)


def step_name(seconds: float) -> str:
    """Return ``hourly``, ``every 15 minutes``, ``every 2.5 seconds``."""
    if seconds in _NAMES:
        return _NAMES[seconds]
    for unit, name in _UNITS:
        if seconds >= unit and seconds % unit == 0:
            return f"every {seconds / unit:g} {name}"
    return f"every {seconds:g} seconds"
