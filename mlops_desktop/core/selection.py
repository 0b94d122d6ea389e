"""Which rows of a table are wanted, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import Cell


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to sort by; missing values come last either way."""

    column: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows are wanted, and in which order.

    Attributes:
        where: an expression that is true for the rows wanted; "": all.
        sort: the first key decides, the next ones where it is equal; then the stored order.
    """

    where: str = ""
    sort: tuple[SortKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Selected:
    """A page of the rows wanted, and how many there are of them in all."""

    rows: tuple[tuple[Cell, ...], ...]
    total: int
