"""Plans of the steps about rows."""

from __future__ import annotations

from dataclasses import replace

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.recipes.row_steps import (
    Deduplicate,
    Keep,
    Sample,
    Sort,
    Split,
    Splitting,
)
from mlops_desktop.data.recipes.conversion import text_literal, typed_literal
from mlops_desktop.data.recipes.drawing import drawn, share
from mlops_desktop.data.recipes.planning import plan
from mlops_desktop.data.recipes.state import (
    NOTHING,
    Context,
    Planned,
    State,
    new_field,
    together,
)


@plan.register
def plan_sort(step: Sort, state: State, _context: Context) -> Planned:
    """Order by the columns, then as before."""
    keys = [
        f"{state.sql_of(name)} {'DESC' if name in step.descending else 'ASC'} NULLS LAST"
        for name in step.columns
    ]
    sources = together([state.row_sources, state.sources_of(step.columns)])
    return Planned(replace(state, order=", ".join([*keys, "place"]), row_sources=sources))


@plan.register
def plan_deduplicate(step: Deduplicate, state: State, _context: Context) -> Planned:
    """Keep the rows whose place is the first or last of their group."""
    names = step.columns or tuple(state.names)
    keys = ", ".join(state.sql_of(name) for name in names)
    first = "min" if step.keep is Keep.FIRST else "max"
    places = f"(SELECT {first}(place) FROM {state.sql} AS g GROUP BY {keys})"
    kept = state.select(state.kept(), f"place IN {places}")
    sources = together([state.row_sources, state.sources_of(names)])
    return Planned(replace(kept, row_sources=sources, is_in_order=False), keeps_rows=False)


@plan.register
def plan_sample(step: Sample, state: State, context: Context) -> Planned:
    """Draw rows by their places."""
    state = context.settled(state)
    count = share(step.fraction, state.rows) if step.fraction is not None else int(step.rows or 0)
    kept = state.select(state.kept(), drawn(context, state, count, step.seed))
    return Planned(kept, keeps_rows=False, rows=min(count, state.rows))


@plan.register
def plan_split(step: Split, state: State, context: Context) -> Planned:
    """Label rows by their places, or by the order of a column."""
    state = context.settled(state)
    count = share(step.fraction, state.rows)
    if step.how is Splitting.RANDOM:
        is_test, sources = drawn(context, state, count, step.seed), NOTHING
    else:
        is_test = _last_rows(step.order, count, state, context)
        sources = state.field_of(step.order).sources
    label = (
        f"CASE WHEN {is_test} THEN {text_literal(step.test)} ELSE {text_literal(step.train)} END"
    )
    return Planned(state.add([(new_field(step.column, ColumnType.TEXT, sources), label)]))


def _last_rows(name: str, count: int, state: State, context: Context) -> str:
    """Return SQL: whether a row is among the last ones in the order of a column."""
    if count <= 0:
        return "false"
    if count >= state.rows:
        return "true"
    sql = state.sql_of(name)
    value, place = context.engine.row(
        f"SELECT CAST({sql} AS VARCHAR), place FROM {state.sql} AS t"
        f" ORDER BY {sql} NULLS FIRST, place LIMIT 1 OFFSET {state.rows - count}"
    )
    if value is None:
        return f"({sql} IS NOT NULL OR place >= {place})"
    edge = typed_literal(value, state.field_of(name).type)
    return f"({sql} IS NOT NULL AND ({sql} > {edge} OR ({sql} = {edge} AND place >= {place})))"
