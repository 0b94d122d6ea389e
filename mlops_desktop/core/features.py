"""How columns become the numbers a model computes with: what a person may choose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.dataset import ColumnType


class Treatment(StrEnum):
    """What is done with one column.

    AUTOMATIC follows the column's type. NUMBER, CATEGORY: taken as such whatever its type. NATIVE:
    a category that boosting divides into sets itself; other methods take it as CATEGORY. KEEP:
    a number as it stands, neither scaled nor part of products and components; a missing one is
    filled only where the method does not take it.
    ORDINAL: categories as 0, 1, 2 … in a stated order. TARGET: each category as the
    cross-fitted mean of the target. TEXT: TF-IDF of its words. SPLINE: a smooth curve of a
    number. CYCLIC: parts of a date as sine and cosine. LEAVE_OUT: not used.
    """

    AUTOMATIC = "automatic"
    NUMBER = "number"
    KEEP = "keep"
    CATEGORY = "category"
    NATIVE = "native"
    ORDINAL = "ordinal"
    TARGET = "target"
    TEXT = "text"
    SPLINE = "spline"
    CYCLIC = "cyclic"
    LEAVE_OUT = "leave_out"


TAKEN_NEVERTHELESS = {
    "free_text": Treatment.TEXT,
    "many_values": Treatment.TARGET,
    "names_groups": Treatment.TARGET,
}
"""What a column that is left out by itself can be taken as, by what was found of it."""

MOST_CODES = 255
"""Boosting tells at most so many categories of a column apart (NATIVE)."""

_ANY = (Treatment.AUTOMATIC, Treatment.LEAVE_OUT)
_GROUPS = (Treatment.CATEGORY, Treatment.NATIVE, Treatment.ORDINAL, Treatment.TARGET)
_NUMBERS = (*_ANY, Treatment.NUMBER, Treatment.KEEP, Treatment.SPLINE, *_GROUPS)
_DATES = (*_ANY, Treatment.CYCLIC)

TREATMENTS: dict[ColumnType, tuple[Treatment, ...]] = {
    ColumnType.INTEGER: _NUMBERS,
    ColumnType.NUMBER: _NUMBERS,
    ColumnType.BOOLEAN: (*_ANY, Treatment.NUMBER, *_GROUPS),
    ColumnType.DATE: _DATES,
    ColumnType.DATETIME: _DATES,
    ColumnType.TEXT: (*_ANY, Treatment.NUMBER, *_GROUPS, Treatment.TEXT),
}
"""What each type of column can be taken as."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a person chose for one column.

    Attributes:
        order: for ORDINAL, the categories from low to high.
        monotone: +1: the answer may only rise with it, −1: only fall, 0: free; numbers only.
    """

    column: str
    treatment: Treatment = Treatment.AUTOMATIC
    order: tuple[str, ...] = ()
    monotone: int = 0


@dataclass(frozen=True, slots=True)
class FeatureChoices:
    """What a person chose for the columns; the rest is automatic.

    Attributes:
        indicators: add "was missing" for each column with missing values.
        rare_share: categories with a smaller share of the training rows are pooled, 0–0.5, where
            each has an input of its own.
        interactions: add products of pairs of numbers; splines and dates take no part.
        components: principal components that replace the numbers and products, 1 or more;
            None: none.
        select: how many of the inputs are kept, by their F statistic against the target in the
            training rows; None: all.
    """

    columns: tuple[ColumnChoice, ...] = ()
    indicators: bool = False
    rare_share: float = 0.0
    interactions: bool = False
    components: int | None = None
    select: int | None = None

    def of(self, column: str) -> ColumnChoice:
        """Return the choice for a column."""
        return next((item for item in self.columns if item.column == column), ColumnChoice(column))

    def left_out(self) -> tuple[str, ...]:
        """Return the columns that a person left out here."""
        return tuple(c.column for c in self.columns if c.treatment is Treatment.LEAVE_OUT)

    def monotone(self) -> dict[str, int]:
        """Return the columns with which the answer may only rise (+1) or only fall (−1)."""
        return {item.column: item.monotone for item in self.columns if item.monotone}


AUTOMATIC = FeatureChoices()
"""Nothing was chosen by hand."""
