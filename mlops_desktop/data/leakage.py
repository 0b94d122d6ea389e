"""Columns that give the target away: known only together with it, or made from it.

Looked for: exact sums and differences, copies, one-to-one maps, columns that predict the target
(almost) alone: |Pearson's r| ≥ 0.999 with a number, or at least 99.9 % of the rows right with a
class. Only exactness and near-exactness are reported: a good predictor is not a leak.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mlops_desktop.core.dataset import Column, ColumnType, Finding, SemanticType, Severity
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Silent, Step
from mlops_desktop.data.column_values import Values, read_values
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.findings import sum_words
from mlops_desktop.data.relations import Sum, find_sums
from mlops_desktop.data.storing import View, opened, table_sql

ALMOST = 0.999
_REAL_GAIN = 0.9
"""Share of the usual class's mistakes that a column must avoid to count as telling the answer."""
_ENOUGH_ROWS = 20
_MOST_CLASSES = 50
_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
_ORDERED = (*_NUMBERS, ColumnType.DATE, ColumnType.DATETIME)


def find_leaks(
    path: Path, columns: Sequence[Column], target: str, reporter: Reporter | None = None
) -> tuple[Finding, ...]:
    """Return what gives the target away; each finding's ``columns`` are what to leave out.

    Raises:
        UserError: the table cannot be read, or has no such column.
    """
    names = [column.name for column in columns]
    if target not in names:
        raise UserError(
            "training.unknown_target", column=target, data=path.name, columns=", ".join(names)
        )
    with opened(path, len(columns), reporter) as engine:
        table = table_sql(path, len(columns))
        search = _Search(engine, table, columns, names.index(target), reporter or Silent())
        return search.findings()


class _Search:
    def __init__(
        self,
        engine: Engine,
        table: str,
        columns: Sequence[Column],
        target: int,
        reporter: Reporter,
    ) -> None:
        self._engine = engine
        self._table = table
        self._columns = columns
        self._target = target
        self._reporter = reporter
        self._name = columns[target].name
        self._values = read_values(engine, table, target, columns[target].type)
        self._classes = self._target_classes()

    def findings(self) -> tuple[Finding, ...]:
        rows = len(self._values.data)
        sums = find_sums(self._engine, View(self._table, tuple(self._columns), rows))
        found = [self._sum(item) for item in sums if self._is_about_target(item)]
        for index in range(len(self._columns)):
            self._reporter.step(Step("Looking for leaks", index, len(self._columns)))
            if index != self._target:
                finding = self._column(index)
                if finding is not None:
                    found.append(finding)
        return tuple(found)

    def _target_classes(self) -> int | None:
        """Return how many classes the target has, or None when it is a quantity."""
        column = self._columns[self._target]
        (distinct,) = self._engine.row(f"SELECT count(DISTINCT c{self._target}) FROM {self._table}")
        is_quantity = column.type in _ORDERED and column.semantic is not SemanticType.CATEGORY
        if is_quantity and distinct > 2:
            return None
        return int(distinct) if distinct <= _MOST_CLASSES else None

    def _is_about_target(self, item: Sum) -> bool:
        return self._target == item.total or self._target in item.parts

    def _sum(self, item: Sum) -> Finding:
        words = sum_words(self._columns, item)
        if item.total == self._target:
            others = item.parts
            many = "These two give" if len(others) == 2 else f"These {len(others)} give"
        else:
            # A difference: target = total − the other parts. Without the total nothing is given.
            others = (item.total, *(part for part in item.parts if part != self._target))
            many = "Together they give"
        names = tuple(self._columns[other].name for other in others)
        detail = f"{many} the answer away. Leave them out."
        return Finding(Severity.BAD, "sum", words, detail, names)

    def _column(self, index: int) -> Finding | None:
        column = self._columns[index]
        counts = self._pair_counts(index)
        both, different, pairs, own, targets, right, usual = counts
        if both < _ENOUGH_ROWS or targets < 2 or own < 2:
            return None
        if different == 0 and column.type is self._columns[self._target].type:
            return self._finding(index, "copy", f"{column.name} is {self._name}", "A copy.")
        if pairs == own == targets and both >= 2 * own:
            words = f"{column.name} and {self._name} are one-to-one"
            return self._finding(index, "one_to_one", words, "Each value of one names the other.")
        if self._classes is not None:
            share = max(right / both, self._separation(index))
            # Always saying the usual class is right often too: that much tells nothing.
            gain = (share * both - usual) / (both - usual)
            if share >= ALMOST and gain >= _REAL_GAIN:
                words = f"{column.name} alone tells {self._name}"
                return self._finding(index, "alone", words, f"Right in {share:.1%} of the rows.")
        elif column.type in _NUMBERS and self._columns[self._target].type in _NUMBERS:
            r = self._correlation(index)
            if abs(r) >= ALMOST:
                words = f"{column.name} follows {self._name} almost exactly"
                return self._finding(index, "correlation", words, f"Correlation {r:.4f}.")
        return None

    def _finding(self, index: int, code: str, title: str, why: str) -> Finding:
        detail = f"{why} It is known only together with the answer, or made from it. Leave it out."
        return Finding(Severity.BAD, code, title, detail, (self._columns[index].name,))

    def _pair_counts(self, index: int) -> tuple[int, ...]:
        """Count the pairs of a column's and the target's values.

        Returns:
            rows with both; rows where they differ; distinct pairs, own values, target values;
            rows right when each value of at least two rows says its most frequent target;
            rows of the most frequent target.
        """
        own, target = f"c{index}", f"c{self._target}"
        row = self._engine.row(
            f"WITH pairs AS (SELECT {own} AS own, {target} AS target, count(*) AS n"
            f" FROM {self._table} WHERE {own} IS NOT NULL AND {target} IS NOT NULL"
            " GROUP BY ALL),"
            " values AS (SELECT own, sum(n) AS n, max(n) AS best FROM pairs GROUP BY own)"
            " SELECT (SELECT sum(n) FROM pairs),"
            " (SELECT sum(n) FROM pairs WHERE CAST(own AS VARCHAR) <> CAST(target AS VARCHAR)),"
            " (SELECT count(*) FROM pairs), (SELECT count(*) FROM values),"
            " (SELECT count(DISTINCT target) FROM pairs),"
            " (SELECT sum(best) FROM values WHERE n > 1),"
            " (SELECT max(m) FROM (SELECT sum(n) AS m FROM pairs GROUP BY target))"
        )
        return tuple(int(value or 0) for value in row)

    def _separation(self, index: int) -> float:
        """Return the share right when few cuts along the sorted column tell the classes apart.

        Sorted by the column, each change of class costs one row; as many changes as there are
        classes, less one, are free.
        """
        column = self._columns[index]
        if column.type not in _ORDERED:
            return 0.0
        own = read_values(self._engine, self._table, index, column.type)
        both = _both(own, self._values)
        _, classes = np.unique(self._values.data[both], return_inverse=True)
        values = own.data[both]
        order = np.lexsort((classes, values))
        classes, values = classes[order], values[order]
        # Equal values in different classes are a change that no cut can make.
        changes = int(np.count_nonzero(classes[1:] != classes[:-1]))
        free = (self._classes or 1) - 1
        return 1.0 - max(0, changes - free) / len(classes)

    def _correlation(self, index: int) -> float:
        own = read_values(self._engine, self._table, index, self._columns[index].type)
        both = _both(own, self._values)
        first = own.data[both].astype(np.float64)
        second = self._values.data[both].astype(np.float64)
        if not np.ptp(first) or not np.ptp(second):
            return 0.0
        return float(np.corrcoef(first, second)[0, 1])


def _both(first: Values, second: Values) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    result = np.ones(len(first.data), np.bool_)
    for item in (first, second):
        if item.is_present is not None:
            result &= item.is_present
    return result
