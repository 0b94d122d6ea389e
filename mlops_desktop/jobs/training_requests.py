"""What the worker is asked before a training, beside advice."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.jobs.requests import TableFile


@dataclass(frozen=True, slots=True)
class CountValues:
    """Count the values of one column, as they are named when rows are divided by them.

    Attributes:
        most: so many are told, the most frequent ones.
    """

    table: TableFile
    column: str
    most: int = 200


@dataclass(frozen=True, slots=True)
class ValueCounts:
    """The values of a column, as text.

    Attributes:
        values: (value, rows), in the order of the values: numbers by size, dates by time.
        distinct: how many there are; more than ``values`` where those are not all.
        missing: rows without a value.
    """

    values: tuple[tuple[str, int], ...]
    distinct: int
    missing: int


@dataclass(frozen=True, slots=True)
class CheckForecast:
    """Look at a series as a forecast would, and refuse what a training would refuse."""

    table: TableFile
    spec: TrainingSpec


@dataclass(frozen=True, slots=True)
class CheckedForecast:
    """A series that can be forecast as was asked.

    Attributes:
        days: from the first to the last day that has a value; gaps: those between without one.
        first, last: ISO dates.
        notes: what is done to its rows, in words.
    """

    days: int
    gaps: int
    first: str
    last: str
    notes: tuple[str, ...]
