"""Rows divided by one column: its categories, quantiles of its numbers, parts of its dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.modeling.dates import part_values
from mlops_desktop.modeling.table import Kind

MIN_ROWS = 30
"""A part with fewer rows, or with fewer rows beside it, says nothing."""
MOST_CATEGORIES = 8
MOST_GROUPS = 4
FEW_VALUES = 5
"""Numbers with at most so many different values are divided by value."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)

Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the rows; see :class:`~mlops_desktop.core.judging.Slice` for the names."""

    column: str
    name: str
    rows: Mask


def parts_of(column: str, values: pd.Series[Any], kind: Kind) -> tuple[Part, ...]:
    """Divide rows by a column in canonical form.

    Categories, at most the :data:`MOST_CATEGORIES` most frequent ones; numbers in up to four parts
    of equal size, or single numbers where there are few; weekday, month and quarter of the day
    of dates; and rows without a value. Parts of fewer than :data:`MIN_ROWS` rows are left out.
    """
    missing = np.asarray(values.isna())
    found = [(name, rows) for name, rows in _named(values, kind) if name]
    found.append(("missing", missing))
    return tuple(Part(column, name, rows) for name, rows in found if is_large_enough(rows))


def is_large_enough(rows: Mask) -> bool:
    """Whether both the part and the rest have enough rows."""
    count = int(rows.sum())
    return MIN_ROWS <= count <= rows.size - MIN_ROWS


def _named(values: pd.Series[Any], kind: Kind) -> Iterator[tuple[str, Mask]]:
    if kind is Kind.CATEGORY:
        counts = values.value_counts()
        names = sorted(counts.index, key=lambda name: (-counts[name], name))[:MOST_CATEGORIES]
        yield from ((str(name), np.asarray(values == name)) for name in names)
    elif kind is Kind.DATE:
        yield from _by_date(values)
    elif kind is Kind.BOOLEAN:
        numbers = values.to_numpy(dtype=np.float64)
        yield from (("false", numbers == 0), ("true", numbers == 1))
    else:
        yield from _by_number(values.to_numpy(dtype=np.float64))


def _by_number(numbers: np.ndarray[Any, np.dtype[np.float64]]) -> Iterator[tuple[str, Mask]]:
    present = numbers[~np.isnan(numbers)]
    distinct = np.unique(present)
    if distinct.size <= FEW_VALUES:
        yield from ((number_text(value), numbers == value) for value in distinct)
        return
    # Observed values as edges: a part's name says the smallest and largest number in it.
    groups = int(np.clip(present.size // MIN_ROWS, 2, MOST_GROUPS))
    shares = np.linspace(0, 1, groups + 1)[1:-1]
    edges = np.unique(np.quantile(present, shares, method="inverted_cdf"))
    group = np.where(np.isnan(numbers), -1, np.searchsorted(edges, numbers))
    for place in range(edges.size + 1):
        rows = group == place
        if rows.any():
            inside = numbers[rows]
            yield f"{number_text(inside.min())} to {number_text(inside.max())}", rows


def _by_date(moments: pd.Series[Any]) -> Iterator[tuple[str, Mask]]:
    for part, names in (("weekday", WEEKDAYS), ("month", MONTHS)):
        numbers = part_values(moments, part)
        yield from ((name, numbers == place) for place, name in enumerate(names, start=1))
    hours = part_values(moments, "hour")
    if np.unique(hours[~np.isnan(hours)]).size > 1:
        for first in range(0, 24, 6):
            rows = (hours >= first) & (hours < first + 6)
            yield f"from {first:02}:00 to {first + 5:02}:59", rows


def number_text(value: float) -> str:
    """Return a number as text, of broken ones four digits."""
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.4g}"
