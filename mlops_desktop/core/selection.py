"""Which rows of a table are wanted, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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


EVERYTHING = Selection()
"""All rows as they are stored."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A page of the rows wanted, and how many there are of them in all."""

    rows: tuple[tuple[Cell, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class RowOrder:
    """The rows wanted, written down once, so that any page of them is at hand.

    Attributes:
        path: a Parquet file.
        holds_rows: it holds the rows themselves, in order; else their places, ascending.
        total: how many there are.
    """

    path: Path
    holds_rows: bool
    total: int


@dataclass(frozen=True, slots=True)
class TextSearch:
    """A text looked for in the rows wanted.

    Attributes:
        columns: where to look, by position in the table.
        start: the row the search leaves from, −1 for before the first; it is looked at last.
        total: how many rows there are.
    """

    text: str
    columns: tuple[int, ...]
    start: int
    total: int
    is_backwards: bool = False


@dataclass(frozen=True, slots=True)
class TextHit:
    """Where a text was found: the number of the row among those wanted, the column's position."""

    row: int
    column: int
