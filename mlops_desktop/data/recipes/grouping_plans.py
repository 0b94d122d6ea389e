"""Plans of aggregates, pivots and unpivots."""

from __future__ import annotations

from dataclasses import replace

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.recipes.outcome import Fitted
from mlops_desktop.core.recipes.parameter import NUMBERS
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.core.recipes.table_steps import (
    Aggregate,
    Aggregation,
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
    return Planned(_grouped(state, keys, results, sources), keeps_rows=False)


def _grouped(
    state: State,
    keys: list[tuple[Field, str]],
    results: list[tuple[Field, str]],
    key_sources: Sources,
) -> State:
    """Return one row for each group of the keys, ordered by them."""
    items = [*keys, *results]
    check_names([item.name for item, _ in items])
    columns = ", ".join(f"{sql} AS c{at}" for at, (_, sql) in enumerate(items))
    by = f" GROUP BY {', '.join(sql for _, sql in keys)}" if keys else ""
    order = ", ".join(f"c{at} NULLS LAST" for at in range(len(keys))) or "place"
    return State(
        sql=f"(SELECT {columns}, CAST(0 AS BIGINT) AS place FROM {state.sql} AS t{by})",
        fields=tuple(item for item, _ in items),
        rows=0,
        row_sources=together([state.row_sources, key_sources]),
        order=order,
        is_in_order=False,
    )


@plan.register
def plan_pivot(step: Pivot, state: State, context: Context) -> Planned:
    """One row for each group, one column for each value."""
    of, sql = state.field_of(step.names), state.sql_of(step.names)
    text = as_text(sql, of.column)
    names: list[str | None] = list(step.only)
    if not names:
        found = context.engine.rows(
            f"SELECT {text} FROM (SELECT DISTINCT {sql} FROM {state.sql} AS t) AS d"
            f" ORDER BY {sql} NULLS LAST LIMIT {_MOST_PIVOTED + 1}"
        )
        names = [row[0] for row in found]
    if len(names) > _MOST_PIVOTED or len(names) + len(step.by) > MAX_COLUMNS:
        raise StepProblem(
            "recipe.too_many_columns", columns=f"more than {_MOST_PIVOTED}", limit=_MOST_PIVOTED
        )
    results = []
    for name in names:
        is_it = f"{sql} IS NULL" if name is None else f"({text}) = {text_literal(name)}"
        item = Aggregation(step.function, step.values, MISSING_NAME if name is None else name)
        field = aggregate_field(item, state)
        field = replace(field, sources=together([field.sources, of.sources]))
        results.append((field, aggregate_sql(item, state, context, is_it)))
    keys = [(state.field_of(name), state.sql_of(name)) for name in step.by]
    fitted = tuple(Fitted(step.names, "column", name) for name in names)
    return Planned(
        _grouped(state, keys, results, state.sources_of(step.by)),
        keeps_rows=False,
        fitted=() if step.only else fitted,
        fitted_count=0 if step.only else len(fitted),
        depends_on_values=not step.only,
    )


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
