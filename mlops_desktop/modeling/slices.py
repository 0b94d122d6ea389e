"""How a version does on parts of the held-out rows, and which parts it does worse on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import stdtr

from mlops_desktop.core.certainty import FEWEST_UNITS
from mlops_desktop.core.judging import Slice
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.shares import wilson
from mlops_desktop.modeling.evaluate import PredictedRows, measure, resampled
from mlops_desktop.modeling.interval import drawing_of, percentiles, share_of
from mlops_desktop.modeling.parts import Part, is_large_enough, parts_of
from mlops_desktop.modeling.several import LEVEL, holm
from mlops_desktop.modeling.table import Input
from mlops_desktop.modeling.target import Floats
from mlops_desktop.modeling.weak_spots import weak_spots

MOST_ROWS = 40_000
"""Of more held-out rows, so many drawn by the seed are looked at."""
MOST_SLICES = 60
MOST_COLUMNS = 12
"""Columns that rows are divided by: those the version leans on most."""
RESAMPLES = 300
_DRAWN_FROM = 1_500
"""Beyond so many rows the spread is measured on as many and scaled, as for whole intervals; on
fewer when there are many classes, on twice as many where groups or blocks are drawn."""
_OTHERS = 1_000_003  # the rows beside a part are drawn by another seed than the part's


@dataclass(frozen=True, slots=True)
class Held:
    """The held-out rows that are divided.

    Attributes:
        inputs: canonical, one row per row of ``outcome``.
        columns: what the inputs are, those first that the version leans on most; texts that are
            new in every row left out.
    """

    inputs: pd.DataFrame
    columns: tuple[Input, ...]
    outcome: PredictedRows


def weak_slices(held: Held, deciding: str, seed: int) -> tuple[Slice, ...]:
    """Measure the deciding metric on parts of the held-out rows, the weak ones first.

    Parts by the values of one column are judged on all rows. Parts that are searched for (see
    :func:`~mlops_desktop.modeling.weak_spots.weak_spots`) are found on one half of the rows, drawn
    by the seed, and judged on the other half. At most :data:`MOST_SLICES` are looked at; whether
    one is weak is settled by the gap's bootstrap standard error, Student's t of the rows, groups or
    blocks that are drawn, two-sided, adjusted for how many there are (Holm 1979). A part in which,
    or beside which, there are fewer than five of these cannot be judged and is left out. R² is no
    measure of a part, whose spread is another one: where it decides, the mean absolute error is
    measured.
    """
    key = "mae" if deciding == "r2" else deciding
    held = _sampled(held, seed)
    columns = held.columns[:MOST_COLUMNS]
    found, tests = [], []
    other = _half(held.outcome.size, seed)
    half = _take(held, ~other)
    for spot in weak_spots(half.inputs, columns, half.outcome, seed):
        rows = np.asarray(spot.holds(held.inputs)) & other
        if is_large_enough(rows[other]):
            part = Part(spot.column, spot.name, rows)
            found.append((part, other))
    everything = np.ones(held.outcome.size, dtype=bool)
    for item in columns:
        parts = parts_of(item.name, held.inputs[item.name], item.kind)
        found += [(part, everything) for part in parts]
    for part, among in found[:MOST_SLICES]:
        judged = _judged(part, among, held.outcome, key, seed)
        if judged is not None:
            tests.append(judged)
    return _decided(tests)


def _sampled(held: Held, seed: int) -> Held:
    if held.outcome.size <= MOST_ROWS:
        return held
    random = np.random.default_rng([seed, 7])
    rows = np.zeros(held.outcome.size, dtype=bool)
    rows[random.choice(held.outcome.size, MOST_ROWS, replace=False)] = True
    return _take(held, rows)


def _take(held: Held, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Held:
    inputs = held.inputs.loc[rows].reset_index(drop=True)
    return replace(held, inputs=inputs, outcome=held.outcome.take(rows))


def _half(size: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    order = np.random.default_rng([seed, 8]).permutation(size)
    return np.asarray(order < size // 2)


def _judged(
    part: Part,
    among: np.ndarray[tuple[int], np.dtype[np.bool_]],
    outcome: PredictedRows,
    key: str,
    seed: int,
) -> tuple[Slice, float] | None:
    """Return a part's slice, not yet decided, and the p-value of its gap; None if undefined."""
    inside, outside = outcome.take(part.rows), outcome.take(among & ~part.rows)
    value, rest = measure(key, inside), measure(key, outside)
    if np.isnan(value) or np.isnan(rest):
        return None
    drawn, units = _drawn(key, inside, value, seed)
    others, fewer = _drawn(key, outside, rest, seed + _OTHERS)
    both, fewer = ~(np.isnan(drawn) | np.isnan(others)), min(units, fewer)
    if both.sum() < RESAMPLES / 2 or fewer < FEWEST_UNITS:
        return None
    gaps = (drawn - others)[both]
    gap, spread = value - rest, float(gaps.std(ddof=1) * np.sqrt(fewer / (fewer - 1)))
    certainty = abs(gap) / spread if spread > 0 else np.inf if gap else 0.0
    counts = share_of(key, inside)
    low, high = wilson(*counts) if counts else percentiles(drawn[both], units)
    gap_low, gap_high = percentiles(gaps, fewer)
    found = Slice(
        column=part.column,
        name=part.name,
        rows=inside.size,
        metric=key,
        value=value,
        low=low if low < high else None,
        high=high if low < high else None,
        gap=gap,
        gap_low=gap_low,
        gap_high=gap_high,
        is_weak=False,
        is_found=not among.all(),
    )
    return found, float(2 * stdtr(fewer - 1, -certainty))


def _drawn(key: str, outcome: PredictedRows, value: float, seed: int) -> tuple[Floats, int]:
    """Return bootstrap values around the value, and how many units were drawn for each.

    See :mod:`~mlops_desktop.modeling.interval`.
    """
    how = drawing_of([outcome], seed, (_DRAWN_FROM, 2 * _DRAWN_FROM))
    part = outcome if how.rows is None else outcome.take(how.rows)
    middle = value if how.rows is None else measure(key, part)
    drawn = np.concatenate(
        [resampled(key, part, weights) for weights in how.weights(seed, RESAMPLES)]
    )
    return np.asarray(value + how.shrink * (drawn - middle)), how.drawn.count


def _decided(tests: Sequence[tuple[Slice, float]]) -> tuple[Slice, ...]:
    if not tests:
        return ()
    adjusted = holm(np.array([p for _, p in tests]))
    sign = 1.0 if metric(tests[0][0].metric).is_loss else -1.0
    found = [
        replace(item, is_weak=bool(p < LEVEL and sign * item.gap > 0))
        for (item, _), p in zip(tests, adjusted, strict=True)
    ]
    return tuple(sorted(found, key=lambda item: (not item.is_weak, -sign * item.gap)))


def divisible(
    columns: Sequence[Input], texts: Sequence[str], first: Sequence[str]
) -> tuple[Input, ...]:
    """Return the inputs that rows are divided by, those named first in front.

    Args:
        texts: columns whose values are new in every row.
    """
    places = {name: place for place, name in enumerate(first)}
    kept = [item for item in columns if item.name not in texts]
    return tuple(sorted(kept, key=lambda item: places.get(item.name, len(places))))
