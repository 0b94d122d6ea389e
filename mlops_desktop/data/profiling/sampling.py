"""Some rows of every column, the same ones for each, kept while the columns are looked at.

A row is in the sample when a multiple of its number, taken modulo 2³², lies below a bound
(multiplicative hashing, Knuth, The Art of Computer Programming 3, 6.4). The rows are spread evenly
over the table, the same for the same table, and can be told without any list, also by SQL.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import Column, ColumnProfile, ColumnType, SemanticType
from mlops_desktop.data.column_values import Values

MOST_ROWS = 50_000
MOST_CELLS = 1_000_000
MOST_KEPT = 200
MOST_COLUMNS = 50
_FACTOR, _SEED, _MODULUS = 2_654_435_761, 20_110_101, 2**32
_CATEGORIES = (SemanticType.CATEGORY, SemanticType.ORDINAL, SemanticType.BOOLEAN)
_AMOUNTS = (SemanticType.INTEGER, SemanticType.NUMBER)
_MOST_KINDS = 200


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a table are in the sample.

    Attributes:
        total: rows of the table. bound: the bound; 2³²: all rows.
    """

    total: int
    bound: int

    @property
    def is_sample(self) -> bool:
        """Whether rows are left out."""
        return self.bound < _MODULUS

    def places(self) -> NDArray[np.int64]:
        """Return the rows' numbers, from 0."""
        every = np.arange(self.total, dtype=np.int64)
        return np.flatnonzero((every * _FACTOR + _SEED) % _MODULUS < self.bound)

    def sql(self, place: str = "place") -> str:
        """Return the condition on a row's number."""
        return f"({place} * {_FACTOR} + {_SEED}) % {_MODULUS} < {self.bound}"


def choose_rows(rows: int, columns: int) -> Rows:
    """Return the rows to look at: all, or about 50,000, fewer of more than 20 columns."""
    wanted = min(MOST_ROWS, MOST_CELLS // max(1, min(columns, MOST_COLUMNS)))
    if rows <= wanted:
        return Rows(rows, _MODULUS)
    return Rows(rows, wanted * _MODULUS // rows)


@dataclass(frozen=True, slots=True)
class Kept:
    """The sampled values of one column.

    Attributes:
        codes: places in the sorted different values, −1 where missing.
        levels: the different values of a number column as floats; None for categories.
        size: how many different values there are among the sampled ones.
    """

    codes: NDArray[np.int32]
    levels: NDArray[np.float64] | None
    size: int

    def numbers(self) -> NDArray[np.float64]:
        """Return the values of a number column; 0 where missing."""
        levels = self.levels if self.levels is not None and len(self.levels) else np.zeros(1)
        return np.where(self.codes >= 0, levels[np.maximum(self.codes, 0)], 0.0)


def is_wanted(profile: ColumnProfile) -> bool:
    """Say whether a column can be associated with others: no names of rows, no free text."""
    if profile.semantic in _CATEGORIES:
        return 1 < profile.distinct <= _MOST_KINDS
    return profile.semantic in _AMOUNTS and profile.distinct > 1


def is_amount(profile: ColumnProfile) -> bool:
    """Say whether a column counts as a number."""
    return profile.semantic in _AMOUNTS


def keep(
    column: Column, profile: ColumnProfile, values: Values, places: NDArray[np.int64] | None
) -> Kept:
    """Return the sampled values of a column in memory.

    Args:
        places: the sampled rows; None: all.
    """
    data, present = values.data, values.is_present
    if places is not None:
        data = data[places]
        present = None if present is None else present[places]
    if column.type is ColumnType.TEXT:
        texts = data.copy()
        if present is not None:
            texts[~present] = None
        return keep_texts(texts)
    if data.dtype.kind == "f" and not (is_finite := np.isfinite(data)).all():
        present = is_finite if present is None else is_finite & present
    there = data if present is None else data[present]
    levels, inverse = np.unique(there, return_inverse=True)
    codes = np.full(len(data), -1, np.int32)
    codes[slice(None) if present is None else present] = inverse
    is_number = is_amount(profile)
    return Kept(codes, levels.astype(np.float64) if is_number else None, len(levels))


def keep_texts(texts: NDArray[np.object_]) -> Kept:
    """Return the sampled values of a text column; None where missing."""
    known: dict[str, int] = {}
    codes = np.fromiter(
        (-1 if text is None else known.setdefault(text, len(known)) for text in texts.tolist()),
        np.int32,
        len(texts),
    )
    return Kept(codes, None, len(known))
