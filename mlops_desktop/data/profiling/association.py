"""How strongly columns go together, for numbers, categories, and one of each.

Pearson's r and Spearman's ρ (with mean ranks for ties) over the rows where both columns have a
value; Cramér's V with the bias correction of Bergsma, "A bias-correction for Cramér's V and
Tschuprow's T", Journal of the Korean Statistical Society 42 (2013); the correlation ratio η of
Pearson (1905): the root of the share of a number's variance that lies between the categories.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.profile_parts import Association, AssociationMethod, Associations
from mlops_desktop.data.profiling.sampling import MOST_COLUMNS, Kept, Rows

_FEWEST_ROWS = 3
_DIGITS = 6


def associate(kept: Mapping[str, Kept], rows: Rows) -> Associations | None:
    """Return the associations of all pairs of columns; None when there are not two.

    Args:
        kept: the sampled columns by name, in the table's order.
        rows: which rows they are.
    """
    if len(kept) < 2:
        return None
    names = list(kept)
    if len(names) > MOST_COLUMNS:
        told = {name: informativeness(kept[name]) for name in names}
        best = set(sorted(names, key=lambda name: -told[name])[:MOST_COLUMNS])
        names = [name for name in names if name in best]
    columns = [kept[name] for name in names]
    numbers = [at for at, column in enumerate(columns) if column.levels is not None]
    linear = _correlations(columns, numbers)
    pairs = []
    for second in range(len(columns)):
        for first in range(second):
            found = _pair(columns, first, second, linear)
            if found is not None:
                pairs.append(found)
    looked_at = len(columns[0].codes)
    return Associations(
        tuple(names), tuple(pairs), looked_at, rows.is_sample, len(kept) - len(names)
    )


def informativeness(column: Kept) -> float:
    """Return 0–1: the share of values that are there, times how evenly they are spread.

    Evenness is Shannon's entropy divided by that of equally frequent values.
    """
    there = column.codes[column.codes >= 0]
    if column.size < 2 or len(there) == 0:
        return 0.0
    shares = np.bincount(there, minlength=column.size) / len(there)
    shares = shares[shares > 0]
    evenness = float(-(shares * np.log2(shares)).sum()) / math.log2(column.size)
    return len(there) / len(column.codes) * evenness


_Linear = dict[tuple[int, int], tuple[float, float | None]]


def _pair(columns: list[Kept], first: int, second: int, linear: _Linear) -> Association | None:
    one, other = columns[first], columns[second]
    both = (one.codes >= 0) & (other.codes >= 0)
    rows = int(np.count_nonzero(both))
    if rows < _FEWEST_ROWS:
        return None
    if one.levels is not None and other.levels is not None:
        found = linear.get((first, second))
        if found is None:
            return None
        value, rank = found
        kind = AssociationMethod.PEARSON
        rounded = None if rank is None else round(rank, _DIGITS)
        return Association(first, second, kind, round(value, _DIGITS), rows, rounded)
    if one.levels is None and other.levels is None:
        table = crosstab(one.codes[both], other.codes[both], one.size, other.size)
        strength, kind = cramers_v(table), AssociationMethod.CRAMER
    else:
        groups, numbers = (one, other) if one.levels is None else (other, one)
        amounts = numbers.numbers()[both]
        strength = correlation_ratio(groups.codes[both], amounts, groups.size)
        kind = AssociationMethod.ETA
    if strength is None:
        return None
    return Association(first, second, kind, round(strength, _DIGITS), rows)


def _correlations(columns: list[Kept], numbers: list[int]) -> _Linear:
    """Return Pearson's r and Spearman's ρ of every pair of number columns."""
    if len(numbers) < 2:
        return {}
    full = [at for at in numbers if (columns[at].codes >= 0).all()]
    found: _Linear = {}
    if len(full) > 1:
        # Columns without gaps all at once, by one product of matrices.
        values = _products([columns[at].numbers() for at in full])
        ranks = _products([mean_ranks(columns[at].codes, columns[at].size) for at in full])
        for j, second in enumerate(full):
            for i, first in enumerate(full[:j]):
                value, rank = float(values[i, j]), float(ranks[i, j])
                if math.isfinite(value):
                    found[first, second] = value, rank if math.isfinite(rank) else None
    has_gaps = set(numbers) - set(full)
    for j, second in enumerate(numbers):
        for first in numbers[:j]:
            if first in has_gaps or second in has_gaps:
                pair = _with_gaps(columns[first], columns[second])
                if pair is not None:
                    found[first, second] = pair
    return found


def _with_gaps(one: Kept, other: Kept) -> tuple[float, float | None] | None:
    both = (one.codes >= 0) & (other.codes >= 0)
    if np.count_nonzero(both) < _FEWEST_ROWS:
        return None
    value = pearson(one.numbers()[both], other.numbers()[both])
    if value is None:
        return None
    ranks = (mean_ranks(item.codes[both], item.size) for item in (one, other))
    return value, pearson(*ranks)


def _products(columns: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    matrix = np.column_stack([_standard(column) for column in columns])
    # Unlike a product by BLAS: the same to the last digit on any number of processors.
    products: NDArray[np.float64] = np.einsum("ij,ik->jk", matrix, matrix)
    return products.clip(-1.0, 1.0)


def _standard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values with mean 0 and length 1; NaN when they are all equal."""
    largest = float(np.abs(values).max(initial=0.0))
    # Scaled first, so that the squares of huge values do not overflow.
    scaled = values / largest if largest > 0 else values
    centred = scaled - scaled.mean()
    length = math.sqrt(float(np.einsum("i,i->", centred, centred)))
    standard: NDArray[np.float64]
    standard = centred / length if length > 1e-15 * math.sqrt(len(values)) else centred * math.nan
    return standard


def pearson(one: NDArray[np.float64], other: NDArray[np.float64]) -> float | None:
    """Return Pearson's r; None when either is constant."""
    value = float(np.einsum("i,i->", _standard(one), _standard(other)))
    return max(-1.0, min(1.0, value)) if math.isfinite(value) else None


def mean_ranks(codes: NDArray[np.int32], size: int) -> NDArray[np.float64]:
    """Return ranks from 1, equal values sharing their mean rank.

    Args:
        codes: places in the sorted different values, of which there are ``size``.
    """
    counts = np.bincount(codes, minlength=size)
    ranks: NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[codes]
    return ranks


def crosstab(
    one: NDArray[np.int32], other: NDArray[np.int32], rows: int, columns: int
) -> NDArray[np.int64]:
    """Return how often each pair of categories occurs, categories that never do left out."""
    cells = one.astype(np.int64) * columns + other
    table = np.bincount(cells, minlength=rows * columns).reshape(rows, columns)
    used: NDArray[np.int64] = table[table.any(axis=1)][:, table.any(axis=0)]
    return used


def cramers_v(table: NDArray[np.int64]) -> float | None:
    """Return the bias-corrected Cramér's V of a table without empty rows and columns."""
    n = int(table.sum())
    height, width = table.shape
    if n < 2 or min(height, width) < 2:
        return None
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    square = float(((table - expected) ** 2 / expected).sum()) / n
    corrected = max(0.0, square - (height - 1) * (width - 1) / (n - 1))
    tall = height - (height - 1) ** 2 / (n - 1)
    wide = width - (width - 1) ** 2 / (n - 1)
    least = min(tall, wide) - 1
    return min(1.0, math.sqrt(corrected / least)) if least > 0 else None


def correlation_ratio(
    groups: NDArray[np.int32], values: NDArray[np.float64], size: int
) -> float | None:
    """Return η of numbers in groups; None when there is one group or one number only."""
    counts = np.bincount(groups, minlength=size)
    if np.count_nonzero(counts) < 2:
        return None
    standard = _standard(values)
    if not np.isfinite(standard).all():
        return None
    sums = np.bincount(groups, weights=standard, minlength=size)
    there = counts > 0
    # The values have mean 0 and squares that add up to 1.
    return min(1.0, math.sqrt(float((sums[there] ** 2 / counts[there]).sum())))
