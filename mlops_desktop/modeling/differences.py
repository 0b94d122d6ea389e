"""Pairs of columns whose difference gives the answer away although neither does alone.

When something was to arrive and when it did are two harmless columns; one less the other says
whether it was late. A pair is told when its difference ranks two classes with an AUC (or numbers
with Spearman's ρ squared) above 0.95, neither column alone does, and it leaves at
most a third of what the better of the two leaves open.

Looked at are the first 30 columns of numbers and of moments, on at most 5,000 rows: 435 pairs.
Times of day written as numbers (1745) are compared as minutes, across midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import combinations, islice
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from mlops_desktop.core.dataset import Column, ColumnType, Finding, SemanticType, Severity
from mlops_desktop.modeling.table import Table, as_float
from mlops_desktop.modeling.target import Floats, Target

MOST_COLUMNS = 30
MOST_ROWS = 5_000
ENOUGH_ROWS = 200
ENOUGH_OF_A_CLASS = 20
MOST_TOLD = 3
_TELLING = 0.95
_LEFT_OPEN = 1 / 3
_DAY = 24 * 60  # minutes
_LEAST_TIMES = 100
"""Numbers with fewer different values may look like times of day by chance."""

_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
_MOMENTS = (ColumnType.DATE, ColumnType.DATETIME)
_NO_QUANTITY = (SemanticType.CATEGORY, SemanticType.IDENTIFIER, SemanticType.CONSTANT)

Tells = Callable[[Floats], float]
"""How well numbers, NaN where missing, tell the answer: 0–1."""


class _Kind(Enum):
    """What can be taken from each other: only columns of one kind."""

    NUMBER = auto()
    MOMENT = auto()
    TIME_OF_DAY = auto()


@dataclass(frozen=True, slots=True)
class _Values:
    """One column of the rows looked at; ``alone`` is how well it tells the answer by itself."""

    name: str
    kind: _Kind
    numbers: Floats
    alone: float


@dataclass(frozen=True, slots=True)
class _Pair:
    first: _Values
    second: _Values
    tells: float


def find_differences(
    table: Table, columns: Sequence[Column], target: Target, seed: int
) -> tuple[Finding, ...]:
    """Return the pairs that give the answer away, the plainest first, at most three.

    Args:
        columns: those that may become inputs.
        target: numbers or two classes; nothing is looked for in more classes.
        seed: draws the rows of a long table.
    """
    if len(target.classes) > 2:
        return ()
    places = np.arange(target.rows.size)
    if places.size > MOST_ROWS:
        random = np.random.default_rng([seed, 8])
        places = np.sort(random.choice(places, MOST_ROWS, replace=False))
    tells = _ranking(target.codes[places]) if target.classes else _following(target.values[places])
    frame = table.frame.iloc[target.rows[places]]
    read = (_read(frame[item.name], item, tells) for item in islice(_usable(columns), MOST_COLUMNS))
    weak = [item for item in read if item.alone <= _TELLING]
    pairs = (
        _Pair(first, second, tells(_difference(first, second)))
        for first, second in combinations(weak, 2)
        if first.kind is second.kind
    )
    telling = sorted(filter(_is_telling, pairs), key=lambda pair: -pair.tells)
    measure = "AUC" if target.classes else "ρ²"
    return tuple(_finding(pair, target.column.name, measure) for pair in telling[:MOST_TOLD])


def _usable(columns: Sequence[Column]) -> Iterator[Column]:
    for item in columns:
        if item.type in (*_NUMBERS, *_MOMENTS) and item.semantic not in _NO_QUANTITY:
            yield item


def _read(series: pd.Series[Any], column: Column, tells: Tells) -> _Values:
    numbers, kind = _numbers(series, column)
    return _Values(column.name, kind, numbers, tells(numbers))


def _numbers(series: pd.Series[Any], column: Column) -> tuple[Floats, _Kind]:
    """Return a column as numbers that can be taken from each other, and their kind."""
    if column.type in _MOMENTS:
        moments = pd.to_datetime(series, utc=True, errors="coerce")
        return as_float((moments - moments.min()).dt.total_seconds()), _Kind.MOMENT
    numbers = as_float(series)
    if column.type is ColumnType.INTEGER and _are_times_of_day(numbers):
        return np.floor(numbers / 100) * 60 + numbers % 100, _Kind.TIME_OF_DAY
    return numbers, _Kind.NUMBER


def _are_times_of_day(numbers: Floats) -> bool:
    """Say whether whole numbers are hours and minutes: 5 is 0:05, 1745 is 17:45, 2400 is 24:00."""
    present = np.unique(numbers[np.isfinite(numbers)])
    if present.size < _LEAST_TIMES:
        return False
    return bool(present[0] >= 0 and 1200 <= present[-1] <= 2400 and (present % 100 < 60).all())


def _difference(first: _Values, second: _Values) -> Floats:
    found = first.numbers - second.numbers
    if first.kind is _Kind.TIME_OF_DAY:
        # The shorter way round the clock: 0:10 is 20 minutes after 23:50.
        found = (found + _DAY / 2) % _DAY - _DAY / 2
    return found


def _ranking(codes: np.ndarray[Any, Any]) -> Tells:
    """Return the AUC of two classes, whichever way round: Mann–Whitney U / (n₁·n₂), ties half."""

    def tells(numbers: Floats) -> float:
        is_known = np.isfinite(numbers)
        is_second = codes[is_known] == 1
        more, total = int(is_second.sum()), int(is_known.sum())
        if total < ENOUGH_ROWS or min(more, total - more) < ENOUGH_OF_A_CLASS:
            return 0.0
        ranks = rankdata(numbers[is_known])
        area = (ranks[is_second].sum() - more * (more + 1) / 2) / (more * (total - more))
        return float(max(area, 1 - area))

    return tells


def _following(answers: Floats) -> Tells:
    """Return Spearman's ρ squared: by ranks, a few odd rows and huge values change little."""

    def tells(numbers: Floats) -> float:
        is_known = np.isfinite(numbers)
        found, wanted = numbers[is_known], answers[is_known]
        if found.size < ENOUGH_ROWS or (found == found[0]).all() or (wanted == wanted[0]).all():
            return 0.0
        return float(np.corrcoef(rankdata(found), rankdata(wanted))[0, 1] ** 2)

    return tells


def _is_telling(pair: _Pair) -> bool:
    alone = max(pair.first.alone, pair.second.alone)
    return pair.tells > _TELLING and 1 - pair.tells <= _LEFT_OPEN * (1 - alone)


def _finding(pair: _Pair, target: str, measure: str) -> Finding:
    first, second = pair.first, pair.second
    alone = max(first.alone, second.alone)
    detail = (
        f"Their difference tells the answer ({measure} {pair.tells:.3f}), neither alone does "
        f"({alone:.3f} at most). Are both known when an answer is wanted? Leave out the one that "
        "is not: one is enough."
    )
    title = f"{first.name} − {second.name} gives {target} away"
    return Finding(Severity.WARN, "difference", title, detail, (first.name, second.name))
