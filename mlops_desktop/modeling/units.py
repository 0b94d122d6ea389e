"""What is drawn together when rows are drawn again: rows singly, whole groups, blocks in order.

Rows of one group, and rows that follow one another, have errors that are alike. Drawn singly they
would count as so many pieces of evidence (Davison & Hinkley 1997, sec. 3.8 and 8.2.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.certainty import Drawn, UnitKind
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.modeling.table import Table, as_text
from mlops_desktop.modeling.target import Floats, Integers

MOST_ROWS = 5_000
"""Of more single rows, a seeded sample of so many is drawn from."""
MOST_ROWS_OF_UNITS = 20_000
FEWEST_SAMPLED = 100
"""Of large tables at least so many groups or blocks are kept, their rows thinned instead."""

_CELLS = 250_000  # of weights at a time: they stay within the processor's cache


@dataclass(frozen=True, slots=True)
class Units:
    """Which rows are drawn together.

    Attributes:
        kind: ``GROUPS`` or ``BLOCKS``.
        places: int64 of shape (n,): the number of each row's group, or its place in the order.
        by: the column that tells groups apart, or orders rows.
    """

    kind: UnitKind
    places: Integers
    by: str = ""

    def take(self, rows: np.ndarray[Any, Any]) -> Units:
        """Return those of some rows."""
        return Units(self.kind, self.places[rows], self.by)


def units_of(plan: SplitPlan, groups: Integers | None, rows: Integers) -> Units | None:
    """Return what is drawn of rows that a split gave; None: each by itself.

    Args:
        groups: of all rows; rows: places in it, in the order of time where the split is ordered.
    """
    if groups is not None and plan.group_by is not None:
        return Units(UnitKind.GROUPS, groups[rows], plan.group_by)
    if plan.method is SplitMethod.ORDERED:
        return Units(UnitKind.BLOCKS, np.arange(rows.size, dtype=np.int64), plan.order_by or "")
    return None


def units_in(table: Table, rows: Integers, plans: Sequence[SplitPlan | None]) -> Units | None:
    """Return what is drawn of a table's rows by the first of some splits that says it.

    Groups that a split names come before an order.

    Rows whose group is missing are a group of their own each.
    """
    known = [plan for plan in plans if plan is not None]
    for plan in known:
        if plan.group_by is not None and table.column(plan.group_by) is not None:
            codes = _groups(as_text(table.frame[plan.group_by])[rows])
            return Units(UnitKind.GROUPS, codes, plan.group_by)
    for plan in known:
        if plan.method is not SplitMethod.ORDERED:
            continue
        if plan.order_by is None:
            return Units(UnitKind.BLOCKS, rows)
        if table.column(plan.order_by) is not None:
            keys = table.frame[plan.order_by].iloc[rows].reset_index(drop=True)
            order = keys.sort_values(kind="stable", na_position="first").index.to_numpy()
            places = np.empty(order.size, dtype=np.int64)
            places[order] = np.arange(order.size)
            return Units(UnitKind.BLOCKS, places, plan.order_by)
    return None


def _groups(texts: np.ndarray[Any, np.dtype[np.object_]]) -> Integers:
    codes = pd.factorize(texts)[0].astype(np.int64)
    missing = np.flatnonzero(codes < 0)
    codes[missing] = codes.max(initial=0) + 1 + np.arange(missing.size)
    return codes


@dataclass(frozen=True, slots=True)
class Drawing:
    """How rows are drawn.

    Attributes:
        size: how many rows are drawn from.
        drawn: what, in words.
        rows: the sample of all rows that they are; None: they are all.
        shrink: what the spread is multiplied by, as it is measured on a sample of all units.
        codes: of groups and of blocks that do not overlap, the unit of each row, from 0.
        order: of moving blocks, the rows in their order.
    """

    size: int
    drawn: Drawn
    rows: Integers | None = None
    shrink: float = 1.0
    codes: Integers | None = None
    order: Integers | None = None

    def weights(self, seed: int, count: int) -> Iterator[Floats]:
        """Yield how often each row is drawn: float64 of shape (some resamples, size)."""
        units = self.size if self.codes is None else int(self.codes.max()) + 1
        random = np.random.default_rng([seed, self.size])
        step = min(50, max(5, _CELLS // max(1, self.size)))
        for start in range(0, count, step):
            size = min(step, count - start)
            if self.order is not None:
                found = np.empty((size, self.size))
                found[:, self.order] = _moving(self.size, self.drawn.length, size, random)
                yield found
            elif self.codes is not None:
                yield _counts(units, size, random)[:, self.codes]
            else:
                yield _counts(units, size, random)


def drawing(
    size: int,
    units: Units | None,
    losses: Sequence[Floats],
    seed: int,
    most: tuple[int, int] = (MOST_ROWS, MOST_ROWS_OF_UNITS),
) -> Drawing:
    """Return how rows are drawn.

    Single rows and whole groups with replacement (Efron & Tibshirani 1993, ch. 13); of ordered
    rows moving blocks (Künsch 1989) as long as :func:`block_length` says. Of more rows than
    ``most`` a sample of the units is drawn from, blocks then do not overlap (Carlstein 1986), and
    the spread is shrunk by √(units drawn from / units) (Politis & Romano 1994). Where fewer than
    :data:`FEWEST_SAMPLED` units would be left, rows within units are thinned instead, which makes
    the range a little too wide rather than too narrow.

    Args:
        size: how many rows; units: what is drawn together, None: each row by itself.
        losses: what each row costs, one array per outcome: the longest memory decides.
        most: how many rows to draw from, singly and in units.
    """
    if units is None:
        return _single(size, seed, most[0])
    if units.kind is UnitKind.GROUPS:
        _, codes = np.unique(units.places, return_inverse=True)
        count = int(codes.max()) + 1 if size else 0
        return _sampled(codes.astype(np.int64), Drawn(units.kind, count, units.by), seed, most[1])
    order = np.argsort(units.places, kind="stable").astype(np.int64)
    length = max((block_length(item[order]) for item in losses), default=1)
    drawn = Drawn(units.kind, size // length, units.by, length)
    if size <= most[1]:
        return Drawing(size, drawn, order=order)
    codes = np.empty(size, dtype=np.int64)
    codes[order] = np.arange(size) // length
    return _sampled(codes, drawn, seed, most[1])


def _single(size: int, seed: int, most: int) -> Drawing:
    drawn = Drawn(UnitKind.ROWS, size)
    if size <= most:
        return Drawing(size, drawn)
    random = np.random.default_rng([seed, size, 1])
    rows = np.sort(random.choice(size, most, replace=False)).astype(np.int64)
    return Drawing(most, drawn, rows, float(np.sqrt(most / size)))


def _sampled(codes: Integers, drawn: Drawn, seed: int, most: int) -> Drawing:
    if codes.size <= most:
        return Drawing(codes.size, drawn, codes=codes)
    random = np.random.default_rng([seed, codes.size, 1])
    units = int(codes.max()) + 1
    kept = min(units, max(FEWEST_SAMPLED, round(units * most / codes.size)))
    chosen = np.sort(random.choice(units, kept, replace=False))
    rows = np.flatnonzero(np.isin(codes, chosen))
    if rows.size > most:
        rows = np.sort(random.choice(rows, most, replace=False))
    _, inner = np.unique(codes[rows], return_inverse=True)
    return Drawing(
        rows.size,
        drawn,
        rows.astype(np.int64),
        float(np.sqrt(kept / units)),
        inner.astype(np.int64),
    )


def _counts(units: int, resamples: int, random: np.random.Generator) -> Floats:
    drawn = random.integers(0, units, size=(resamples, units))
    drawn += np.arange(resamples)[:, None] * units
    counts = np.bincount(drawn.ravel(), minlength=resamples * units)
    return counts.reshape(resamples, units).astype(np.float64)


# Blocks in order ---------------------------------------------------------------------------


def block_starts(size: int, length: int, resamples: int, random: np.random.Generator) -> Integers:
    """Return where blocks begin, drawn with replacement: int64 of shape (resamples, blocks).

    So many that they are at least as long as the rows together (Künsch 1989).
    """
    places: Integers = random.integers(0, size - length + 1, (resamples, -(-size // length)))
    return places


def _moving(size: int, length: int, resamples: int, random: np.random.Generator) -> Floats:
    """Return how often each row is in the drawn blocks; the last one is cut to fit."""
    starts = block_starts(size, length, resamples, random)
    ends = starts + length
    ends[:, -1] -= starts.shape[1] * length - size
    shift = np.arange(resamples)[:, None] * (size + 1)
    steps = np.bincount((starts + shift).ravel(), minlength=resamples * (size + 1))
    steps -= np.bincount((ends + shift).ravel(), minlength=resamples * (size + 1))
    found = np.cumsum(steps.reshape(resamples, size + 1), axis=1)[:, :size]
    return found.astype(np.float64)


def block_length(series: Floats) -> int:
    """Return how many neighbours are drawn together, by how long what they cost stays alike.

    Politis & White 2004 with the correction of Patton, Politis & White 2009, for blocks of one
    length: (2G²/D)^⅓ · n^⅓ with G = Σ λ(k/M)|k|R(k), D = ⁴⁄₃ (Σ λ(k/M)R(k))², R the
    autocovariances, λ the flat-top window, and M twice the lag after which autocorrelations stay
    within ±2√(log₁₀ n / n); at most 3√n and n/3.

    Args:
        series: float64 of shape (n,), in order.
    """
    size = series.size
    centred = series - series.mean() if size else series
    if size < 8 or not float(np.abs(centred).max()) > 0:
        return 1
    width = max(5, ceil(np.sqrt(np.log10(size))))
    most = min(ceil(np.sqrt(size)) + width, size - 1)
    padded = np.fft.rfft(centred, 2 * size)
    covariance = np.fft.irfft(padded * padded.conj())[: most + 1] / size
    is_large = np.abs(covariance[1:] / covariance[0]) >= 2 * np.sqrt(np.log10(size) / size)
    # The smallest lag that `width` small correlations follow; those beyond the last count as such.
    after = [not is_large[lag : lag + width].any() for lag in range(most + 1)]
    reach = min(2 * max(1, after.index(True)), most)
    lags = np.arange(1, reach + 1)
    window = np.minimum(1.0, 2 * (1 - lags / reach)) * covariance[1 : reach + 1]
    whole = covariance[0] + 2 * window.sum()
    slope = 2 * (window * lags).sum()
    longest = max(1, min(ceil(3 * float(np.sqrt(size))), size // 3))
    if not whole**2 > 0:
        return longest
    length = ceil(float(2 * slope**2 / (4 / 3 * whole**2) * size) ** (1 / 3))
    return int(min(max(1, length), longest))
