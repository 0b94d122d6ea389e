"""What the worker is asked before a training, beside advice."""

from __future__ import annotations

from dataclasses import dataclass

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
