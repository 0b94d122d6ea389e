"""Rows that repeat, and columns that tell every row apart.

Rows are compared by a 64-bit hash of all their values; among 10,000,000 rows two different ones
share a hash with a probability of 3 in a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, SemanticType
from mlops_desktop.core.profile_parts import CandidateKey
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.storing import View

MOST_CELLS = 2_000_000_000
MOST_ROWS = 20_000_000
_AT_ONCE = 500
_MOST_KEYS = 5
_SCREENED_COLUMNS = 30
_SCREENED_ROWS = 2_000
_MOST_CHECKED = 12


def single_keys(rows: int, profiles: Sequence[ColumnProfile]) -> tuple[CandidateKey, ...]:
    """Return the columns that alone differ in every row; measured numbers do not count."""
    if rows < 2:
        return ()
    found = [
        CandidateKey((item.name,))
        for item in profiles
        if item.missing == 0 and item.distinct == rows and item.type is not ColumnType.NUMBER
    ]
    return tuple(found[:_MOST_KEYS])


def duplicate_rows(engine: Engine, view: View, profiles: Sequence[ColumnProfile]) -> int | None:
    """Return how many rows repeat an earlier one; None when the table is too large."""
    if any(item.distinct == view.rows for item in profiles):
        return 0
    if view.rows > MOST_ROWS or view.rows * len(view.columns) > MOST_CELLS:
        return None
    return view.rows - _different(row_hashes(engine, view, range(len(view.columns))))


def row_hashes(engine: Engine, view: View, columns: Sequence[int]) -> NDArray[np.uint64]:
    """Return a hash of each row's values in some columns, in the table's order."""
    total = np.zeros(view.rows, np.uint64)
    for start in range(0, len(columns), _AT_ONCE):
        names = ", ".join(f"c{index}" for index in columns[start : start + _AT_ONCE])
        found = np.asarray(engine.arrays(f"SELECT hash({names}) AS h FROM {view.sql}")["h"])
        if len(columns) <= _AT_ONCE:
            return found
        # An odd factor keeps parts of a row from cancelling each other.
        total = total * np.uint64(0x9E3779B97F4A7C15) + found
    return total


def _different(hashes: NDArray[np.uint64]) -> int:
    if len(hashes) == 0:
        return 0
    hashes.sort()
    return 1 + int(np.count_nonzero(hashes[1:] != hashes[:-1]))


def pair_keys(
    engine: Engine, view: View, profiles: Sequence[ColumnProfile]
) -> tuple[tuple[CandidateKey, ...], bool]:
    """Return pairs of columns that together differ in every row, and whether some were not tried.

    A pair is tried when its columns have no gaps, are no measured numbers, and have together
    enough different values; it is screened on the first 2,000 rows and then checked on all.
    """
    usable = [
        index
        for index, item in enumerate(profiles)
        if item.missing == 0
        and item.distinct > 1
        and item.type is not ColumnType.NUMBER
        and item.semantic is not SemanticType.CONSTANT
    ]
    is_cut = len(usable) > _SCREENED_COLUMNS
    usable = sorted(usable, key=lambda index: -profiles[index].distinct)[:_SCREENED_COLUMNS]
    wanted = [
        pair
        for pair in combinations(usable, 2)
        if profiles[pair[0]].distinct * profiles[pair[1]].distinct >= view.rows
    ]
    if not wanted or view.rows < 2:
        return (), False
    passed = _screened(engine, view, wanted)
    # Few different values first: such a pair says more about how the table is made.
    passed.sort(key=lambda pair: profiles[pair[0]].distinct * profiles[pair[1]].distinct)
    found: list[CandidateKey] = []
    for checked, pair in enumerate(passed):
        if checked == _MOST_CHECKED or len(found) == _MOST_KEYS or view.rows > MOST_ROWS:
            return tuple(found), True
        if _different(row_hashes(engine, view, pair)) == view.rows:
            names = tuple(view.columns[index].name for index in sorted(pair))
            found.append(CandidateKey(names))
    return tuple(found), is_cut


def _screened(
    engine: Engine, view: View, pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    needed = sorted({index for pair in pairs for index in pair})
    names = ", ".join(f"hash(c{index}) AS c{index}" for index in needed)
    found = engine.arrays(f"SELECT {names} FROM {view.sql} LIMIT {_SCREENED_ROWS}")
    codes = {
        index: np.unique(np.asarray(found[f"c{index}"], np.uint64), return_inverse=True)[1]
        for index in needed
    }
    return [
        (first, second)
        for first, second in pairs
        if len(np.unique(codes[first].astype(np.int64) * _SCREENED_ROWS + codes[second]))
        == len(codes[first])
    ]
