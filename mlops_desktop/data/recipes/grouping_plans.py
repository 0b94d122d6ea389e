"""Plans of aggregates, pivots and unpivots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.recipes.outcome import Fitted
from mlops_desktop.core.recipes.parameter import NUMBERS
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.core.recipes.table_steps import (
    Aggregate,
    Aggregation,
    Function,
    Pivot,
    Unpivot,
)
from mlops_desktop.data.forms import SQL_TYPES
from mlops_desktop.data.limits import MAX_COLUMNS
from mlops_desktop.data.recipes.aggregation import aggregate_field, aggregate_sql
from mlops_desktop.data.recipes.conversion import as_text, converted, text_literal
from mlops_desktop.data.recipes.planning import plan
from mlops_desktop.data.recipes.state import (
    NOTHING,
    Context,
    Field,
    Planned,
    Sources,
    State,
    check_names,
    new_field,
    together,
)
from mlops_desktop.data.recipes.zones import local_sql

_Items = Sequence[tuple[Field, str]]
MISSING_NAME = "missing"
_MOST_PIVOTED = 1_000


@plan.register
def plan_aggregate(step: Aggregate, state: State, context: Context) -> Planned:
    """One row for each group, in the order of the groups."""
    keys = [(state.field_of(name), state.sql_of(name)) for name in step.by]
    sources = state.sources_of(step.by)
    if step.time:
        item = state.field_of(step.time)
        local = local_sql(state.sql_of(step.time), item.column, step.zone, context)
        unit = f"CAST(date_trunc('{step.calendar.value}', {local}) AS DATE)"
        keys.append((new_field(step.calendar.value, ColumnType.DATE, item.sources), unit))
        sources = together([sources, item.sources])
    results = [
        (aggregate_field(item, state), aggregate_sql(item, state, context)) for item in step.results
    ]
    check_names([item.name for item, _ in (*keys, *results)])
    parts = _parts(step.results)
    if len(parts) == 1:
        sql = _grouped_sql(state, keys, results)
    else:
        queries = [_grouped_sql(state, keys, [results[at] for at in part]) for part in parts]
        sql = _joined_sql(context, queries, len(keys), parts)
    return Planned(_grouped(state, sql, (keys, results), sources), keeps_rows=False)


_HELD = frozenset({Function.COUNT_DISTINCT, Function.MEDIAN, Function.STD})
"""Functions that hold every value of their groups in memory; each gets a pass of its own."""


def _parts(results: Sequence[Aggregation]) -> list[list[int]]:
    """Return which results are computed together."""
    light = [at for at, item in enumerate(results) if item.function not in _HELD]
    held = [[at] for at, item in enumerate(results) if item.function in _HELD]
    return [light, *held] if light else held


def _grouped_sql(state: State, keys: _Items, results: _Items) -> str:
    items = [*keys, *results]
    columns = ", ".join(f"{sql} AS c{at}" for at, (_, sql) in enumerate(items))
    by = f" GROUP BY {', '.join(sql for _, sql in keys)}" if keys else ""
    return f"(SELECT {columns}, CAST(0 AS BIGINT) AS place FROM {state.sql} AS t{by})"


def _joined_sql(
    context: Context, queries: Sequence[str], width: int, parts: Sequence[Sequence[int]]
) -> str:
    """Compute the parts one after another and put their columns side by side.

    Args:
        queries: of each part: the keys, then its results.
        width: how many keys there are.
        parts: of each part, the positions of its results.
    """
    names = [context.new_name("part") for _ in queries]
    for name, query in zip(names, queries, strict=True):
        context.engine.run(f"CREATE TABLE {name} AS SELECT * FROM {query} AS q")
    first = names[0]
    joins = "".join(
        f" JOIN {name} ON "
        + (
            " AND ".join(f"{first}.c{at} IS NOT DISTINCT FROM {name}.c{at}" for at in range(width))
            or "true"
        )
        for name in names[1:]
    )
    columns = [f"{first}.c{at} AS c{at}" for at in range(width)]
    columns += [
        f"{name}.c{width + at} AS c{width + place}"
        for place, name, at in sorted(
            (place, name, at)
            for name, part in zip(names, parts, strict=True)
            for at, place in enumerate(part)
        )
    ]
    return f"(SELECT {', '.join(columns)}, {first}.place AS place FROM {first}{joins})"


def _grouped(state: State, sql: str, columns: tuple[_Items, _Items], by: Sources) -> State:
    """Return one row for each group, in the order of the keys.

    Args:
        columns: the keys, and the results.
        by: where the keys come from.
    """
    keys, results = columns
    return State(
        sql=sql,
        fields=tuple(item for item, _ in (*keys, *results)),
        rows=0,
        row_sources=together([state.row_sources, by]),
        order=", ".join(f"c{at} NULLS LAST" for at in range(len(keys))) or "place",
        is_in_order=False,
    )


@plan.register
def plan_pivot(step: Pivot, state: State, context: Context) -> Planned:
    """One row for each group, one column for each value."""
    of, sql = state.field_of(step.names), state.sql_of(step.names)
    text = as_text(sql, of.column)
    names: list[str | None] = list(step.only)
    if not names and context.given is not None:
        names = [None if i.value is None else str(i.value) for i in context.given]
    elif not names:
        found = context.engine.rows(
            f"SELECT {text} FROM (SELECT DISTINCT {sql} FROM {state.sql} AS t) AS d"
            f" ORDER BY {sql} NULLS LAST LIMIT {_MOST_PIVOTED + 1}"
        )
        names = [row[0] for row in found]
    if len(names) > _MOST_PIVOTED or len(names) + len(step.by) > MAX_COLUMNS:
        raise StepProblem(
            "recipe.too_many_columns", columns=f"more than {_MOST_PIVOTED}", limit=_MOST_PIVOTED
        )
    keys = [(state.field_of(name), state.sql_of(name)) for name in step.by]
    results = _pivoted(step, state, names)
    check_names([item.name for item, _ in (*keys, *results)])
    item = Aggregation(step.function, step.values)
    made = aggregate_field(item, state)
    value = aggregate_sql(item, state, context)
    cells = _grouped_sql(state, [*keys, (of, f"({text})")], [(made, value)])
    columns = [f"c{at}" for at in range(len(keys))]
    columns += [f"{sql} AS c{at}" for at, (_, sql) in enumerate(results, len(keys))]
    by = ", ".join(f"c{at}" for at in range(len(keys)))
    sql = (
        f"(SELECT {', '.join(columns)}, CAST(0 AS BIGINT) AS place FROM {cells} AS cells"
        f" GROUP BY {by})"
    )
    fitted = tuple(Fitted(step.names, "column", name) for name in names)
    return Planned(
        _grouped(state, sql, (keys, results), state.sources_of(step.by)),
        keeps_rows=False,
        fitted=() if step.only else fitted,
        fitted_count=0 if step.only else len(fitted),
        depends_on_values=not step.only and context.given is None,
    )


def _pivoted(step: Pivot, state: State, names: Sequence[str | None]) -> list[tuple[Field, str]]:
    """Return the new columns, as SQL over cells: keys, the value's text, and its aggregate."""
    of = state.field_of(step.names)
    at = len(step.by)
    results = []
    for name in names:
        is_it = f"c{at} IS NULL" if name is None else f"c{at} = {text_literal(name)}"
        item = Aggregation(step.function, step.values, MISSING_NAME if name is None else name)
        field = aggregate_field(item, state)
        field = replace(field, sources=together([field.sources, of.sources]))
        cell = f"max(c{at + 1}) FILTER (WHERE {is_it})"  # there is one such cell, or none
        if step.function in (Function.COUNT, Function.COUNT_DISTINCT):
            cell = f"coalesce({cell}, 0)"
        results.append((field, cell))
    return results


@plan.register
def plan_unpivot(step: Unpivot, state: State, _context: Context) -> Planned:
    """Every row becomes as many as there are columns, in the columns' order."""
    turned = [state.field_of(name) for name in step.columns]
    kind, zone = _common_type(turned)
    values = ", ".join(
        converted(state.sql_of(item.name), item.column, kind) or "NULL" for item in turned
    )
    names = ", ".join(text_literal(item.name) for item in turned)
    kept = [(item, sql) for item, sql in state.kept() if item.name not in step.columns]
    fields = [
        *(item for item, _ in kept),
        new_field(step.name, ColumnType.TEXT, NOTHING),
        new_field(step.value, kind, state.sources_of(step.columns), zone),
    ]
    check_names([item.name for item in fields])
    many = len(turned)
    columns = [
        *(f"{sql} AS c{at}" for at, (_, sql) in enumerate(kept)),
        f"unnest([{names}]) AS c{len(kept)}",
        f"unnest([{values}]::{SQL_TYPES[kind]}[]) AS c{len(kept) + 1}",
        f"unnest(range({many})) + place * {many} AS place",
    ]
    after = replace(
        state, sql=f"(SELECT {', '.join(columns)} FROM {state.sql} AS t)", fields=tuple(fields)
    )
    return Planned(after, keeps_rows=False, rows=state.rows * many)


def _common_type(fields: list[Field]) -> tuple[ColumnType, str | None]:
    kinds = {(item.type, item.column.zone) for item in fields}
    if len(kinds) == 1:
        return next(iter(kinds))
    if all(item.type in NUMBERS for item in fields):
        return ColumnType.NUMBER, None
    return ColumnType.TEXT, None
