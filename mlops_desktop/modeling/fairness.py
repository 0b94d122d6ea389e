"""Whether groups of people are decided about alike: rates in each group beside all others."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from mlops_desktop.core.judging import FairnessGap, Rate
from mlops_desktop.core.shares import newcombe, wilson
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.parts import Mask, Part, parts_of
from mlops_desktop.modeling.several import LEVEL, holm
from mlops_desktop.modeling.table import Input, Table, kind_of, values
from mlops_desktop.modeling.target import Integers
from mlops_desktop.modeling.unit_gaps import Sides, Sureness, by_units
from mlops_desktop.modeling.units import drawing

MOST_COLUMNS = 6
FEWEST_COUNTED = 10
"""A rate of fewer rows, in the group or beside it, is not told."""

_SENSITIVE = re.compile(
    r"(^|[_\W])(sex|gender|geschlecht|age|ages|alter|race|ethnicity|ethnic([_\W]?(group|origin))?|"
    r"religion|faith|nationality|citizenship|disability|disabled|marital([_\W]?status)?|"
    r"family[_\W]?status|pregnan(t|cy)|sexual[_\W]?orientation|birth[_\W]?(date|year|place))($|[_\W])",
    re.IGNORECASE,
)


def suspected(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return columns whose names speak of what people must not be told apart by."""
    return tuple(name for name in names if _SENSITIVE.search(name))


def fairness_gaps(
    table: Table, rows: Integers, outcome: PredictedRows, chosen: tuple[str, ...], seed: int
) -> tuple[FairnessGap, ...]:
    """Compare how groups are decided about; nothing for numbers and more than two classes.

    Rows that stand by themselves have the intervals of Wilson and Newcombe; those that are held out
    as groups or blocks are drawn as such (:func:`~mlops_desktop.modeling.unit_gaps.by_units`).

    Args:
        table: it may have columns that the model does not take.
        rows: the held-out rows, as places in it, in the order of ``outcome``.
        chosen: columns a person named; empty: those whose names are suspect.
        seed: of what is drawn.

    Returns:
        Per group and rate, the significant gaps first, the largest of them first.
    """
    if len(outcome.classes) != 2:
        return ()
    names = chosen or suspected(tuple(column.name for column in table.columns))
    parts: list[Part] = []
    for name in names[:MOST_COLUMNS]:
        column = table.column(name)
        if column is not None:
            item = Input(name, kind_of(column), column.zone)
            series = table.frame[name].iloc[rows].reset_index(drop=True)
            frame = series.to_frame(name).assign(**{name: values(series, item)})
            parts += parts_of(name, frame[name], item.kind)
    sides = [found for part in parts for found in _sides(part, outcome)]
    tests = list(_judged(sides, outcome, seed)) if sides else []
    if not tests:
        return ()
    adjusted = holm(np.array([p for _, p in tests]))
    decided = [
        replace(gap, is_gap=bool(p < LEVEL), is_suspected=not chosen)
        for (gap, _), p in zip(tests, adjusted, strict=True)
    ]
    return tuple(sorted(decided, key=lambda item: (not item.is_gap, -abs(item.gap))))


def _sides(part: Part, outcome: PredictedRows) -> Iterator[tuple[Part, Rate, Sides]]:
    """Yield each rate of a group and of all others that has rows enough."""
    said = outcome.predicted == outcome.positive_place
    is_so = outcome.actual == outcome.positive_place
    everyone = np.ones(outcome.size, dtype=bool)
    among: tuple[tuple[Rate, Mask], ...] = (
        (Rate.SELECTION, everyone),
        (Rate.TRUE_POSITIVE, is_so),
        (Rate.FALSE_POSITIVE, ~is_so),
    )
    for rate, counted in among:
        here, there = part.rows & counted, ~part.rows & counted
        if min(here.sum(), there.sum()) >= FEWEST_COUNTED:
            yield part, rate, Sides(said, here, there)


def _judged(
    sides: Sequence[tuple[Part, Rate, Sides]], outcome: PredictedRows, seed: int
) -> Iterator[tuple[FairnessGap, float]]:
    """Yield each rate of a group beside all others, not yet decided, and its p-value."""
    # Blocks are as long as what is said stays alike: that, not the errors, makes up the shares.
    said = (outcome.predicted == outcome.positive_place).astype(np.float64)
    how = drawing(outcome.size, outcome.units, [said], seed)
    if outcome.units is None:
        known: Iterable[Sureness] = (_by_rows(item) for _, _, item in sides)
    else:
        known = by_units([item for _, _, item in sides], outcome, how, seed)
    for (part, rate, item), sure in zip(sides, known, strict=True):
        hits, size, rest, others = _counts(item)
        yield (
            FairnessGap(
                column=part.column,
                name=part.name,
                rate=rate,
                rows=int(part.rows.sum()),
                counted=size,
                value=hits / size,
                low=sure.ends[0],
                high=sure.ends[1],
                gap=hits / size - rest / others,
                gap_low=sure.gap_ends[0],
                gap_high=sure.gap_ends[1],
                is_gap=False,
                drawn=how.drawn,
            ),
            sure.p,
        )


def _counts(item: Sides) -> tuple[int, int, int, int]:
    """Return how many have it here and of how many, and there."""
    hits, size, rest, others = (int(count) for count in item.columns.sum(0)[[1, 0, 3, 2]])
    return hits, size, rest, others


def _by_rows(item: Sides) -> Sureness:
    """Return how sure a gap is where every row stands by itself."""
    counts = _counts(item)
    _, low, high = newcombe(*counts)
    return Sureness(wilson(*counts[:2]), (low, high), _p_value(*counts))


def _p_value(hits: int, rows: int, others: int, all_others: int) -> float:
    """Return the two-sided p-value of the pooled score test of two shares."""
    pooled = (hits + others) / (rows + all_others)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / rows + 1 / all_others))
    if spread == 0:
        return 1.0
    return float(2 * ndtr(-abs(hits / rows - others / all_others) / spread))
