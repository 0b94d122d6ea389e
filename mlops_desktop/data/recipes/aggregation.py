"""Aggregates as SQL that give the same value in whatever order and by how many threads.

Sums and means of numbers are exact: every number is scaled by a power of two to an integer of at
most 126 bits less the bits of the row count, integers are added exactly, and the sum is rounded
once. The scale follows from the largest magnitude in the column; parts of a number more than about
100 bits below that are rounded away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.recipes.checking import wrong_type
from mlops_desktop.core.recipes.parameter import NUMBERS
from mlops_desktop.core.recipes.table_steps import OF_NUMBERS, Aggregation, Function
from mlops_desktop.data.recipes.conversion import number_literal
from mlops_desktop.data.recipes.state import NOTHING, Context, Field, State, new_field

OVERFLOW = "a sum does not fit into 64 bits"
_BITS = 126
_LARGEST = 9_223_372_036_854_775_807


@dataclass(frozen=True, slots=True)
class Scale:
    """Multiply by both factors to get integers, by both inverses to get back."""

    power: int

    @property
    def factors(self) -> tuple[float, float]:
        """Two powers of two; one alone might be no finite number."""
        half = self.power // 2
        return math.ldexp(1.0, half), math.ldexp(1.0, self.power - half)

    def whole(self, sql: str) -> str:
        """Return a number as a large integer."""
        one, two = map(number_literal, self.factors)
        return f"CAST({sql} * {one} * {two} AS HUGEINT)"

    def back(self, sql: str) -> str:
        """Return a large integer as a number."""
        one, two = (number_literal(1 / factor) for factor in self.factors)
        return f"CAST({sql} AS DOUBLE) * {one} * {two}"


def find_scale(context: Context, state: State, name: str) -> Scale:
    """Return the scale that makes sums of a column exact."""
    sql = state.sql_of(name)
    (largest,) = context.engine.row(f"SELECT max(abs({sql})) FROM {state.sql} AS t")
    _, exponent = math.frexp(largest or 1.0)
    return Scale(_BITS - exponent - state.rows.bit_length() - 1)


def aggregate_field(item: Aggregation, state: State) -> Field:
    """Return the column an aggregate makes.

    Raises:
        StepProblem: the column is not of a type that the function is for.
    """
    if not item.column:
        return new_field(item.name, ColumnType.INTEGER, NOTHING)
    of = state.field_of(item.column)
    if item.function in OF_NUMBERS and of.type not in NUMBERS:
        raise wrong_type(of.column, NUMBERS)
    if item.function in (Function.COUNT, Function.COUNT_DISTINCT):
        kind = ColumnType.INTEGER
    elif item.function in (Function.MEAN, Function.MEDIAN, Function.STD):
        kind = ColumnType.NUMBER
    else:
        kind = of.type
    zone = of.column.zone if kind is ColumnType.DATETIME else None
    return new_field(item.name, kind, of.sources, zone)


def aggregate_sql(item: Aggregation, state: State, context: Context, only: str = "") -> str:
    """Return the aggregate as SQL over the state's columns.

    Args:
        only: a condition of the rows that count.
    """
    where = f" FILTER (WHERE {only})" if only else ""
    if not item.column:
        return f"count(*){where}"
    sql, kind = state.sql_of(item.column), state.field_of(item.column).type
    if item.function is Function.SUM:
        return _sum(item, state, context, where)
    if item.function is Function.MEAN:
        count = f"nullif(count({sql}){where}, 0)"
        if kind is ColumnType.INTEGER:
            return f"CAST(sum({sql}){where} AS DOUBLE) / {count}"
        return f"({_sum(item, state, context, where)}) / {count}"
    simple = {
        Function.COUNT: f"count({sql}){where}",
        Function.COUNT_DISTINCT: f"count(DISTINCT {sql}){where}",
        Function.MEDIAN: f"quantile_cont(CAST({sql} AS DOUBLE), 0.5){where}",
        Function.MIN: f"min({sql}){where}",
        Function.MAX: f"max({sql}){where}",
        Function.STD: f"stddev_samp(CAST({sql} AS DOUBLE) ORDER BY place){where}",
        Function.FIRST: f"arg_min({sql}, place){where}",
        Function.LAST: f"arg_max({sql}, place){where}",
    }
    return simple[item.function]


def _sum(item: Aggregation, state: State, context: Context, where: str) -> str:
    sql = state.sql_of(item.column)
    if state.field_of(item.column).type is ColumnType.INTEGER:
        total = f"sum({sql}){where}"
        return (
            f"CASE WHEN {total} NOT BETWEEN -{_LARGEST} AND {_LARGEST} THEN error('{OVERFLOW}')"
            f" ELSE CAST({total} AS BIGINT) END"
        )
    scale = find_scale(context, state, item.column)
    return scale.back(f"sum({scale.whole(sql)}){where}")
