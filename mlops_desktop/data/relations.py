"""Exact sums among the number columns of a table: casual + registered = bikers.

Candidates are found on some hundred rows and then checked on every row. A sum of two is found by
a random projection: each column becomes one number, its dot product with random weights over the
rows, and a + b = c holds for the columns only if it holds for these. Sums of more than two are
found as exact linear dependencies (Gaussian elimination) with coefficients 1 and −1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.storing import View

_SAMPLE_ROWS = 600
_MOST_COLUMNS = 400
_MOST_DEPENDENT = 80
_MOST_PARTS = 8
_MOST_SUMS = 50
_SUMMABLE = 1e150
"""Columns of larger numbers are no parts of sums: products of them would be infinite."""
_TOLERANCE = 1e-9
_SHARE_OF_ROWS = 0.5


@dataclass(frozen=True, slots=True)
class Sum:
    """``parts[0] + parts[1] + … = total``, as column positions."""

    parts: tuple[int, ...]
    total: int


def find_sums(engine: Engine, view: View) -> tuple[Sum, ...]:
    """Return the sums that hold on every row where all their columns have a value.

    At least half of the rows must have all values. Searches the first 400 number columns; sums of
    more than two parts among at most 80.
    """
    numbers = [
        index
        for index, column in enumerate(view.columns)
        if column.type in (ColumnType.INTEGER, ColumnType.NUMBER)
    ][:_MOST_COLUMNS]
    if len(numbers) < 3 or view.rows < 3:
        return ()
    sample = _sample(engine, view, numbers)
    usable = [at for at in range(len(numbers)) if _varies(sample[:, at])]
    matrix = sample[:, usable]
    matrix = matrix[np.isfinite(matrix).all(axis=1)]
    if len(matrix) < min(10, view.rows) or len(usable) < 3:
        return ()
    places = [numbers[at] for at in usable]
    found = _pairs(matrix) | _dependencies(matrix)
    candidates = sorted(
        (Sum(tuple(sorted(places[p] for p in parts)), places[total]) for parts, total in found),
        key=lambda item: (len(item.parts), item.total, item.parts),
    )[:_MOST_SUMS]
    return _verified(engine, view, candidates)


def _sample(engine: Engine, view: View, numbers: Sequence[int]) -> NDArray[np.float64]:
    names = ", ".join(f"CAST(c{index} AS DOUBLE) AS c{index}" for index in numbers)
    # Every n-th row, so that the whole file is seen.
    every = max(1, view.rows // _SAMPLE_ROWS)
    plain = ", ".join(f"c{index}" for index in numbers)
    counted = f"(SELECT row_number() OVER () AS row, {plain} FROM {view.sql})"
    picked = f"{counted} WHERE row % {every} = 0"
    source = view.sql if every == 1 else picked
    found = engine.arrays(f"SELECT {names} FROM {source} LIMIT {2 * _SAMPLE_ROWS}")
    return np.column_stack(
        [np.ma.filled(found[f"c{index}"].astype(np.float64), np.nan) for index in numbers]
    )


def _varies(values: NDArray[np.float64]) -> bool:
    present = values[np.isfinite(values)]
    if len(present) < max(3, 0.5 * len(values)):
        return False
    low, high = present.min(), present.max()
    # A part that is nearly always zero adds nothing: its "sum" is a copy.
    return bool(
        -_SUMMABLE < low < high < _SUMMABLE and np.count_nonzero(present) >= 0.01 * len(present)
    )


def _pairs(matrix: NDArray[np.float64]) -> set[tuple[frozenset[int], int]]:
    weights = np.random.default_rng(20_110_101).uniform(0.5, 1.5, len(matrix))
    # Columns are scaled by a common factor only: sums must stay sums.
    projected = weights @ matrix
    size = np.abs(weights) @ np.abs(matrix)
    order = np.argsort(projected)
    ordered = projected[order]
    found: set[tuple[frozenset[int], int]] = set()
    for first in range(matrix.shape[1]):
        sums = projected[first] + projected[first + 1 :]
        slack = _TOLERANCE * (size[first] + size[first + 1 :])
        low = np.searchsorted(ordered, sums - slack, side="left")
        high = np.searchsorted(ordered, sums + slack, side="right")
        for offset in np.flatnonzero(high > low).tolist():
            second = first + 1 + offset
            for total in order[low[offset] : high[offset]].tolist():
                if total not in (first, second) and _is_sum(matrix, (first, second), total):
                    found.add((frozenset((first, second)), total))
    return found


def _is_sum(matrix: NDArray[np.float64], parts: Sequence[int], total: int) -> bool:
    left = matrix[:, list(parts)].sum(axis=1)
    slack = _TOLERANCE * (np.abs(matrix[:, list(parts)]).sum(axis=1) + np.abs(matrix[:, total]))
    return bool((np.abs(left - matrix[:, total]) <= slack).all())


def _dependencies(matrix: NDArray[np.float64]) -> set[tuple[frozenset[int], int]]:
    width = matrix.shape[1]
    if width > _MOST_DEPENDENT or len(matrix) <= width:
        return set()
    scaled = matrix / np.maximum(np.abs(matrix).max(axis=0), 1e-300)
    scale = np.abs(matrix).max(axis=0)
    found: set[tuple[frozenset[int], int]] = set()
    basis: list[int] = []
    for column in range(width):
        if basis:
            chosen = scaled[:, basis]
            solution, *_ = np.linalg.lstsq(chosen, scaled[:, column], rcond=None)
            residual = np.abs(chosen @ solution - scaled[:, column]).max()
            if residual < 1e-10:
                weights = solution * scale[column] / scale[basis]
                found |= _as_sums(matrix, basis, weights, column)
                continue
        basis.append(column)
    return found


def _as_sums(
    matrix: NDArray[np.float64], basis: Sequence[int], weights: NDArray[np.float64], column: int
) -> set[tuple[frozenset[int], int]]:
    """Read a dependency ``column = Σ weight · basis`` as a sum, where its weights are ±1."""
    rounded = np.rint(weights)
    if np.abs(weights - rounded).max() > 1e-6 or np.abs(rounded).max() > 1:
        return set()
    plus = [place for place, weight in zip(basis, rounded, strict=True) if weight == 1]
    minus = [column, *(place for place, weight in zip(basis, rounded, strict=True) if weight == -1)]
    # Two sides of an equation; a sum has one column alone on a side.
    for total_side, parts in ((minus, plus), (plus, minus)):
        if len(total_side) == 1 and 3 <= len(parts) <= _MOST_PARTS:
            total = total_side[0]
            if _is_sum(matrix, parts, total):
                return {(frozenset(parts), total)}
    return set()


def _verified(engine: Engine, view: View, candidates: Sequence[Sum]) -> tuple[Sum, ...]:
    if not candidates:
        return ()
    expressions = []
    for item in candidates:
        parts = [f"CAST(c{part} AS DOUBLE)" for part in item.parts]
        total = f"CAST(c{item.total} AS DOUBLE)"
        difference = f"abs({' + '.join(parts)} - {total})"
        size = " + ".join(f"abs({text})" for text in (*parts, total))
        expressions += [
            f"count({difference})",
            f"count(*) FILTER (WHERE {difference} > {_TOLERANCE} * ({size}))",
        ]
    counts = iter(engine.row(f"SELECT {', '.join(expressions)} FROM {view.sql}"))
    kept = []
    for item in candidates:
        complete, different = next(counts), next(counts)
        if different == 0 and complete >= _SHARE_OF_ROWS * view.rows:
            kept.append(item)
    return tuple(kept)
