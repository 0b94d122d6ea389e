"""The plan of filling missing values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mlops_desktop.core.dataset import Cell, ColumnType
from mlops_desktop.core.recipes.checking import wrong_type
from mlops_desktop.core.recipes.outcome import Fitted
from mlops_desktop.core.recipes.parameter import NUMBERS
from mlops_desktop.core.recipes.table_steps import Aggregation, Function
from mlops_desktop.core.recipes.value_steps import Filling, FillMissing
from mlops_desktop.data.forms import SQL_TYPES
from mlops_desktop.data.recipes.aggregation import aggregate_sql
from mlops_desktop.data.recipes.conversion import as_cell, constant, typed_literal
from mlops_desktop.data.recipes.planning import plan
from mlops_desktop.data.recipes.recorded import cell_sql, values_of
from mlops_desktop.data.recipes.state import (
    MOST_FITTED,
    Context,
    Field,
    Planned,
    State,
    new_field,
    together,
)


@plan.register
def plan_fill_missing(step: FillMissing, state: State, context: Context) -> Planned:
    """Fill by a constant, by what the column or the group holds, or by the value before."""
    if step.how is Filling.CONSTANT:
        changes = {}
        for name in step.columns:
            item = state.field_of(name)
            value = constant(step.value, item.column, context, "Value")
            changes[name] = (item, f"coalesce({state.sql_of(name)}, {value})")
        return Planned(state.put(changes))
    if step.how is Filling.FORWARD:
        return Planned(_forward(step, state))
    fields = [_filled_field(step, state, name) for name in step.columns]
    if step.by:
        return _by_group(step, state, context, fields)
    return _whole(step, state, context, fields)


def _forward(step: FillMissing, state: State) -> State:
    by = ", ".join(state.sql_of(name) for name in step.by)
    groups = f"PARTITION BY {by} " if by else ""
    order = f"{state.sql_of(step.order)} NULLS LAST, place" if step.order else "place"
    others = [*step.by, *filter(None, [step.order])]
    # Without an order by a column "before" is decided by the order of the rows.
    by_rows = () if step.order else (state.row_sources,)
    changes = {}
    for name in step.columns:
        item = state.field_of(name)
        sources = together([item.sources, state.sources_of(others), *by_rows])
        value = (
            f"last_value({state.sql_of(name)} IGNORE NULLS) OVER ({groups}ORDER BY {order}"
            f" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
        )
        changes[name] = (replace(item, sources=sources), value)
    return replace(state.put(changes), is_in_order=False)


def _filled_field(step: FillMissing, state: State, name: str) -> Field:
    item = state.field_of(name)
    sources = together([item.sources, state.sources_of(step.by)])
    if step.how is Filling.MODE:
        return replace(item, sources=sources)
    if item.type not in NUMBERS:
        raise wrong_type(item.column, NUMBERS)
    return new_field(name, ColumnType.NUMBER, sources)


def _query(step: FillMissing, state: State, context: Context, name: str) -> str:
    """Return a query of the groups' columns g0, g1, … and the value that fills."""
    groups = [f"{state.sql_of(by)} AS g{at}" for at, by in enumerate(step.by)]
    keys = [f"g{at}" for at in range(len(groups))]
    sql = state.sql_of(name)
    if step.how is not Filling.MODE:
        function = Function.MEAN if step.how is Filling.MEAN else Function.MEDIAN
        value = aggregate_sql(Aggregation(function, name), state, context)
        columns = ", ".join([*groups, f"{value} AS value"])
        return f"SELECT {columns} FROM {state.sql} AS t {'GROUP BY ' if keys else ''}" + ", ".join(
            state.sql_of(by) for by in step.by
        )
    columns = ", ".join([*groups, f"{sql} AS value", "count(*) AS n"])
    counted = f"(SELECT {columns} FROM {state.sql} AS t WHERE {sql} IS NOT NULL GROUP BY ALL)"
    partition = f"PARTITION BY {', '.join(keys)} " if keys else ""
    best = f"row_number() OVER ({partition}ORDER BY n DESC, value) = 1"
    return f"SELECT {', '.join([*keys, 'value'])} FROM {counted} AS counted QUALIFY {best}"


def _whole(step: FillMissing, state: State, context: Context, fields: Sequence[Field]) -> Planned:
    changes, fitted = {}, []
    for item in fields:
        value, literal = _found(step, state, context, item)
        cast = f"CAST({state.sql_of(item.name)} AS {SQL_TYPES[item.type]})"
        changes[item.name] = (item, f"coalesce({cast}, {literal})")
        fitted.append(Fitted(item.name, step.how.value, value))
    return Planned(state.put(changes), fitted=tuple(fitted), fitted_count=len(fitted))


def _found(step: FillMissing, state: State, context: Context, item: Field) -> tuple[Cell, str]:
    """Return the value that fills a whole column, as it is told and as SQL."""
    if context.given is not None:
        (value,) = (known.value for known in values_of(context.given, item.name))
        return value, cell_sql(value, item.column)
    cell = as_cell("value", item.column)
    query = _query(step, state, context, item.name)
    found = context.engine.rows(f"SELECT CAST(value AS VARCHAR), {cell} FROM ({query}) AS q")
    text, value = found[0] if found else (None, None)
    return value, typed_literal(text, item.type)


def _recorded_query(step: FillMissing, state: State, context: Context, item: Field) -> str:
    """Return a query of groups and values as :func:`_query` does, of what was recorded."""
    columns = [*(state.field_of(by).column for by in step.by), item.column]
    names = ", ".join([*(f"g{at}" for at in range(len(step.by))), "value"])
    empty = ", ".join(cell_sql(None, column) for column in columns)
    rows = [
        ", ".join(
            cell_sql(cell, column)
            for cell, column in zip((*known.group, known.value), columns, strict=True)
        )
        for known in values_of(context.given or (), item.name)
    ]
    # The first row only says of what types the columns are.
    values = ", ".join(f"({row})" for row in (f"{empty}, false", *(f"{r}, true" for r in rows)))
    return f"SELECT {names} FROM (VALUES {values}) AS v({names}, is_one) WHERE is_one"


def _by_group(
    step: FillMissing, state: State, context: Context, fields: Sequence[Field]
) -> Planned:
    """Compute the values of all groups into a table and look them up."""
    joins, fitted, count = [], [], 0
    values: dict[str, str] = {}
    for item in fields:
        table = context.new_name("fitted")
        if context.given is None:
            query = _query(step, state, context, item.name)
        else:
            query = _recorded_query(step, state, context, item)
        context.engine.run(f"CREATE TABLE {table} AS {query}")
        on = " AND ".join(
            f"t.{state.sql_of(by)} IS NOT DISTINCT FROM {table}.g{at}"
            for at, by in enumerate(step.by)
        )
        joins.append(f" LEFT JOIN {table} ON {on}")
        values[item.name] = f"coalesce(t.{state.sql_of(item.name)}, {table}.value)"
        count += int(context.engine.row(f"SELECT count(*) FROM {table}")[0])
        fitted += _recorded(step, state, context, (item, table))
    filled = {item.name: item for item in fields}
    columns = ", ".join(
        f"{values.get(item.name, f't.{sql}')} AS {sql}" for item, sql in state.kept()
    )
    after = replace(
        state,
        sql=f"(SELECT {columns}, t.place AS place FROM {state.sql} AS t{''.join(joins)})",
        fields=tuple(filled.get(item.name, item) for item in state.fields),
        is_in_order=False,
    )
    return Planned(after, fitted=tuple(fitted[:MOST_FITTED]), fitted_count=count)


def _recorded(
    step: FillMissing, state: State, context: Context, made: tuple[Field, str]
) -> list[Fitted]:
    item, table = made
    keys = [as_cell(f"g{at}", state.field_of(by).column) for at, by in enumerate(step.by)]
    order = ", ".join(f"g{at} NULLS LAST" for at in range(len(keys)))
    rows = context.engine.rows(
        f"SELECT {as_cell('value', item.column)}, {', '.join(keys)} FROM {table}"
        f" ORDER BY {order} LIMIT {MOST_FITTED}"
    )
    return [Fitted(item.name, step.how.value, row[0], tuple(row[1:])) for row in rows]
