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
_BLOCK = 1_000_000
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
    monthly = _monthly(values, distances, seconds, text)
    if monthly is not None:
        return monthly
    found, counts = _tally(distances)
    step = int(found[np.argmax(counts)])
    is_regular = counts.max() >= _REGULAR_SHARE * len(distances) and step == int(found[0])
    if not is_regular:
        places = _longest(distances)
        largest = _gaps(values, places, np.zeros_like(places), seconds, text)
        return Spacing("", float(np.median(distances)) * seconds, 0, 0, largest)
    places = np.flatnonzero(distances > step)
    wide = distances[places]
    # A distance of two and a half steps lacks two of them.
    lacking = -(-wide // step) - 1
    chosen = _longest(wide)
    largest = _gaps(values, places[chosen], lacking[chosen], seconds, text)
    name = step_name(step * seconds)
    return Spacing(name, step * seconds, len(wide), int(lacking.sum()), largest)


def _tally(distances: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different distances, sorted, and how often each occurs."""
    low, high = int(distances.min()), int(distances.max())
    # Counting a small range takes a tenth of the time of sorting.
    if high - low < len(distances):
        tally = np.bincount(distances - low)
        found = np.flatnonzero(tally)
        return found + low, tally[found]
    return np.unique(distances, return_counts=True)


def _longest(distances: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of the longest distances, the longest first; of equal ones the earlier."""
    best = np.zeros(0, np.int64)
    # A block at a time: an order of ten million would take more memory than the column itself.
    for start in range(0, len(distances), _BLOCK):
        places = np.arange(start, min(start + _BLOCK, len(distances)))
        places = np.concatenate((best, places))
        lengths = distances[places]
        if len(places) > _LARGEST:
            bar = np.partition(lengths, -_LARGEST)[-_LARGEST]
            sure, tied = places[lengths > bar], places[lengths == bar]
            places = np.sort(np.concatenate((sure, tied[: _LARGEST - len(sure)])))
        best = places
    return best[np.lexsort((best, -distances[best]))]


def _gaps(
    values: NDArray[np.int64],
    places: NDArray[np.int64],
    lacking: NDArray[np.int64],
    seconds: float,
    text: Callable[[int], str],
) -> tuple[Gap, ...]:
    """Return the gaps after the values at some places, with how many steps each lacks."""
    ends = ((int(values[at]), int(values[at + 1])) for at in places)
    return tuple(
        Gap(text(start), text(end), float(end - start) * seconds, int(count))
        for (start, end), count in zip(ends, lacking, strict=True)
    )


def _monthly(
    values: NDArray[np.int64],
    distances: NDArray[np.int64],
    seconds: float,
    text: Callable[[int], str],
) -> Spacing | None:
    """Return the spacing of values that all lie on the same day of the month at midnight."""
    per_day = round(86_400 / seconds)
    if int(distances.min()) < 28 * per_day or (values % per_day).any():
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
    wide = np.flatnonzero(lacking)
    places = wide[_longest(distances[wide])]
    largest = _gaps(values, places, lacking[places], seconds, text)
    usual = float(np.median(distances)) * seconds
    return Spacing(name, usual, len(wide), int(lacking.sum()), largest)


def step_name(seconds: float) -> str:
    """Return ``hourly``, ``every 15 minutes``, ``every 2.5 seconds``."""
    if seconds in _NAMES:
        return _NAMES[seconds]
    for unit, name in _UNITS:
        if seconds >= unit and seconds % unit == 0:
            return f"every {seconds / unit:g} {name}"
    return f"every {seconds:g} seconds"
