"""Values of two tables side by side, as the content hash sees them.

A NaN is a missing value, −0.0 is 0.0, two missing values are equal. Where the types differ,
numbers compare as numbers, dates and times as moments, anything else by its text.
"""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.data.diff.schema import Pair
from mlops_desktop.data.storing import View

_TIMES = (ColumnType.DATE, ColumnType.DATETIME)


def value_sql(name: str, column: Column) -> str:
    """Return the SQL of a column's value with NaN missing and one zero."""
    if column.type is ColumnType.NUMBER:
        return f"CASE WHEN isnan({name}) THEN NULL WHEN {name} = 0 THEN 0.0::DOUBLE ELSE {name} END"
    return name


def projected(view: View, places: Sequence[int], more: Sequence[str] = ()) -> str:
    """Return a query of ``place``, v0, v1, … (the columns at ``places``) and further SQL."""
    values = [
        f"{value_sql(f'c{place}', view.columns[place])} AS v{at}" for at, place in enumerate(places)
    ]
    return f"SELECT {', '.join(['place', *values, *more])} FROM {view.sql}"


def differs_sql(pair: Pair, old: str, new: str) -> str:
    """Return the SQL that says whether two projected values differ; never NULL."""
    kinds = {pair.old.type, pair.new.type}
    if len(kinds) == 1:
        return f"({old} IS DISTINCT FROM {new})"
    if kinds == {ColumnType.INTEGER, ColumnType.NUMBER}:
        whole, number = (old, new) if pair.old.type is ColumnType.INTEGER else (new, old)
        # Both ways: a double holds not every large integer, an integer no fraction.
        is_same = f"({number} = {whole}::DOUBLE AND TRY_CAST({number} AS BIGINT) = {whole})"
        return f"(NOT coalesce({is_same}, {old} IS NULL AND {new} IS NULL))"
    if kinds == set(_TIMES):
        return f"({old}::TIMESTAMP IS DISTINCT FROM {new}::TIMESTAMP)"
    return f"({old}::VARCHAR IS DISTINCT FROM {new}::VARCHAR)"


def comparable_sql(name: str, pair: Pair, column: Column) -> str:
    """Return the SQL that makes values of both tables equal exactly when they are the same."""
    if pair.old.type is pair.new.type:
        return value_sql(name, column)
    kinds = {pair.old.type, pair.new.type}
    if kinds == set(_TIMES):
        return f"{name}::TIMESTAMP"
    value = value_sql(name, column)
    if kinds == {ColumnType.INTEGER, ColumnType.NUMBER} and column.type is ColumnType.NUMBER:
        # A whole number is written as the integer it equals, any other in its shortest form.
        is_whole = f"TRY_CAST({name} AS BIGINT)::DOUBLE = {name}"
        return (
            f"CASE WHEN {is_whole} THEN TRY_CAST({name} AS BIGINT)::VARCHAR"
            f" ELSE ({value})::VARCHAR END"
        )
    return f"({value})::VARCHAR"
