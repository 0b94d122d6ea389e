"""Columns that give the target away: known only together with it, or made from it.

Looked for: exact sums and differences, copies, one-to-one maps, columns that predict the target
(almost) alone: |Pearson's r| ≥ 0.999 with a number, or at least 99.9 % of the rows right with a
class. Only exactness and near-exactness are reported: a good predictor is not a leak.

Long tables are screened on every n-th row first; what might be a leak there is checked on all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mlops_desktop.core.dataset import Column, ColumnType, Finding, SemanticType, Severity
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.progress import Reporter, Silent, Step
from mlops_desktop.data.column_values import Values, read_values
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.findings import sum_words
from mlops_desktop.data.relations import Sum, find_sums
from mlops_desktop.data.storing import View, opened, stored_view

ALMOST = 0.999
_SCREENED_ROWS = 20_000
_SCREEN_ALMOST = 0.99
_REPEATING_SHARE = 0.6
_ENOUGH_ROWS = 20
_MOST_CLASSES = 50
_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
_ORDERED = (*_NUMBERS, ColumnType.DATE, ColumnType.DATETIME)
_SQUARABLE = 1e100


def find_leaks(
    path: Path, columns: Sequence[Column], target: str, reporter: Reporter | None = None
) -> tuple[Finding, ...]:
    """Return what gives the target away; each finding's ``columns`` are what to leave out.

    Raises:
        UserError: the table cannot be read, or has no such column.
    """
    names = [column.name for column in columns]
    if target not in names:
        shown = first_names(names)
        raise UserError("training.unknown_target", column=target, columns=shown)
    reporter = reporter or Silent()
    with opened(path, len(columns), reporter) as engine:
        view = stored_view(engine, path, columns)
        at = names.index(target)
        found = [_sum(view, at, item) for item in find_sums(engine, view) if _has(item, at)]
        found += _single_columns(engine, view, at, reporter)
    return tuple(found)


def _has(item: Sum, target: int) -> bool:
    return target == item.total or target in item.parts


def _sum(view: View, target: int, item: Sum) -> Finding:
    if item.total == target:
        others = item.parts
        many = "These two give" if len(others) == 2 else f"These {len(others)} give"
    else:
        # A difference: target = total − the other parts.
        others = (item.total, *(part for part in item.parts if part != target))
        many = "Together they give"
    names = tuple(view.columns[other].name for other in others)
    detail = f"{many} the answer away. Leave them out."
    return Finding(Severity.BAD, "sum", sum_words(view.columns, item), detail, names)


def _single_columns(
    engine: Engine, view: View, target: int, reporter: Reporter
) -> Iterator[Finding]:
    classes = _classes(engine, view, target)
    search = _Search(engine, view, target, classes)
    screen = _screen(engine, view, target, classes)
    for index in range(len(view.columns)):
        reporter.step(Step("Looking for leaks", index, len(view.columns)))
        if index == target or (screen is not None and screen.finding(index) is None):
            continue
        finding = search.finding(index)
        if finding is not None:
            yield finding


def _screen(engine: Engine, view: View, target: int, classes: int | None) -> _Search | None:
    """Return a search over some of the rows of a long table."""
    every = view.rows // _SCREENED_ROWS
    if every < 2:
        return None
    names = ", ".join(f"approx_count_distinct(c{index})" for index in range(len(view.columns)))
    distinct = engine.row(f"SELECT {names} FROM {view.sql}")
    repeats = tuple(count < _REPEATING_SHARE * view.rows for count in distinct)
    engine.run(f"CREATE TABLE screen AS SELECT * FROM {view.sql} WHERE place % {every} = 0")
    screened = View("screen", view.columns, view.rows // every)
    return _Search(engine, screened, target, classes, repeats)


def _classes(engine: Engine, view: View, target: int) -> int | None:
    """Return how many classes the target has, or None when it is a quantity."""
    column = view.columns[target]
    (distinct,) = engine.row(f"SELECT count(DISTINCT c{target}) FROM {view.sql}")
    is_quantity = column.type in _ORDERED and column.semantic is not SemanticType.CATEGORY
    if is_quantity and distinct > 2:
        return None
    return int(distinct) if distinct <= _MOST_CLASSES else None


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The pairs of a column's and the target's values.

    Attributes:
        both: rows that have both.
        different: rows where they differ.
        pairs, own, targets: distinct pairs, values of the column, values of the target.
        right: rows right when each value of at least two rows says its most frequent target.
        alone: rows whose value of the column stands in no other row: they say nothing.
    """

    both: int
    different: int
    pairs: int
    own: int
    targets: int
    right: int
    alone: int


class _Search:
    """Looks at one column after the other.

    Args:
        classes: how many classes the target has; None: it is a quantity.
        repeats: for a sample of a table: which columns have values that repeat in the table,
            whether they do in the sample or not. What may be a leak of the table is then one.
    """

    def __init__(
        self,
        engine: Engine,
        view: View,
        target: int,
        classes: int | None,
        repeats: tuple[bool, ...] | None = None,
    ) -> None:
        self._engine = engine
        self._view = view
        self._target = target
        self._classes = classes
        self._repeats = repeats
        self._almost = ALMOST if repeats is None else _SCREEN_ALMOST
        self._values = read_values(engine, view.sql, target, view.columns[target].type)
        self._codes = _codes(self._values) if classes is not None else None

    def finding(self, index: int) -> Finding | None:
        """Return how the column gives the target away, or None."""
        column, target = self._view.columns[index], self._view.columns[self._target]
        pairs = self._pairs(index)
        if pairs.both < _ENOUGH_ROWS or pairs.targets < 2:
            return None
        if pairs.different == 0 and column.type is target.type:
            return _single("copy", column, f"{column.name} is {target.name}", "A copy.")
        is_repeated = self._repeats[index] if self._repeats else pairs.both >= 2 * pairs.own
        if pairs.pairs == pairs.own == pairs.targets and is_repeated:
            words = f"{column.name} and {target.name} are one-to-one"
            return _single("one_to_one", column, words, "Each value of one names the other.")
        if self._classes is not None:
            share = self._share_right(index, pairs)
            if share >= self._almost:
                words = f"{column.name} alone tells {target.name}"
                return _single("alone", column, words, f"Right in {share:.1%} of the rows.")
        elif column.type in _NUMBERS and target.type in _NUMBERS:
            r = self._correlation(index)
            if abs(r) >= self._almost:
                words = f"{column.name} follows {target.name} almost exactly"
                return _single("correlation", column, words, f"Correlation {r:.4f}.")
        return None

    def _pairs(self, index: int) -> _Pairs:
        own, target = f"c{index}", f"c{self._target}"
        row = self._engine.row(
            f"WITH pairs AS (SELECT {own} AS own, {target} AS target, count(*) AS n"
            f" FROM {self._view.sql} WHERE {own} IS NOT NULL AND {target} IS NOT NULL"
            " GROUP BY ALL),"
            " values AS (SELECT own, sum(n) AS n, max(n) AS best FROM pairs GROUP BY own)"
            " SELECT (SELECT sum(n) FROM pairs),"
            " (SELECT sum(n) FROM pairs WHERE CAST(own AS VARCHAR) <> CAST(target AS VARCHAR)),"
            " (SELECT count(*) FROM pairs), (SELECT count(*) FROM values),"
            " (SELECT count(DISTINCT target) FROM pairs),"
            " (SELECT sum(best) FROM values WHERE n > 1),"
            " (SELECT count(*) FROM values WHERE n = 1)"
        )
        return _Pairs(*(int(value or 0) for value in row))

    def _share_right(self, index: int, pairs: _Pairs) -> float:
        if self._repeats is not None and self._repeats[index]:
            # What stands alone in the sample may repeat in the table, and be right there.
            share = (pairs.right + pairs.alone) / pairs.both
        else:
            repeated = pairs.both - pairs.alone
            share = pairs.right / repeated if repeated >= pairs.both / 2 else 0.0
        return share if share >= self._almost else self._separation(index)

    def _separation(self, index: int) -> float:
        """Return the share right when few cuts along the sorted column tell the classes apart.

        Each value says its most frequent class. Along the values, each change of class costs one
        row; as many changes as there are classes, less one, are free.
        """
        column = self._view.columns[index]
        if column.type not in _ORDERED or self._codes is None:
            return 0.0
        own = read_values(self._engine, self._view.sql, index, column.type)
        both = _both(own, self._values)
        classes, values = self._codes[both], own.data[both]
        order = np.lexsort((classes, values))
        classes, values = classes[order], values[order]
        is_new_value = np.concatenate(([True], values[1:] != values[:-1]))
        is_new_run = is_new_value | np.concatenate(([True], classes[1:] != classes[:-1]))
        runs = np.flatnonzero(is_new_run)
        lengths = np.diff(runs, append=len(values))
        firsts = np.flatnonzero(is_new_value[runs])  # the first run of each value
        best = np.maximum.reduceat(lengths, firsts)
        owner = np.repeat(np.arange(len(firsts)), np.diff(firsts, append=len(runs)))
        winners = np.flatnonzero(lengths == best[owner])
        said = classes[runs[winners[np.unique(owner[winners], return_index=True)[1]]]]
        changes = int(np.count_nonzero(said[1:] != said[:-1]))
        wrong = len(values) - int(best.sum()) + max(0, changes - ((self._classes or 1) - 1))
        return 1.0 - wrong / len(values)

    def _correlation(self, index: int) -> float:
        kind = self._view.columns[index].type
        own = read_values(self._engine, self._view.sql, index, kind)
        both = _both(own, self._values)
        first = _squarable(own.data[both].astype(np.float64))
        second = _squarable(self._values.data[both].astype(np.float64))
        if not np.ptp(first) or not np.ptp(second):
            return 0.0
        return float(np.corrcoef(first, second)[0, 1])


def _single(code: str, column: Column, title: str, why: str) -> Finding:
    detail = f"{why} It is known only together with the answer, or made from it. Leave it out."
    return Finding(Severity.BAD, code, title, detail, (column.name,))


def _squarable(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers whose squares can be summed: huge ones as shares of the largest."""
    largest = np.abs(numbers).max(initial=0.0)
    return numbers / largest if largest > _SQUARABLE else numbers


def _codes(values: Values) -> NDArray[np.int64]:
    """Return the values as 0, 1, …; missing ones as anything."""
    codes, _ = pd.factorize(values.data)
    return np.asarray(codes, np.int64)


def _both(first: Values, second: Values) -> NDArray[np.bool_]:
    result = np.ones(len(first.data), np.bool_)
    for item in (first, second):
        if item.is_present is not None:
            result &= item.is_present
    return result
