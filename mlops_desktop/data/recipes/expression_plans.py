"""Plans of the steps that hold an expression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import Expression, check, check_condition, parse
from mlops_desktop.core.expressions.typed import Typed
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.core.recipes.value_steps import Derive
from mlops_desktop.data.expressions import to_sql
from mlops_desktop.data.recipes.planning import plan
from mlops_desktop.data.recipes.state import Context, Planned, State, new_field, together


def _read(
    text: str, state: State, look_up: Callable[[Expression, Sequence[Column]], Typed]
) -> tuple[Typed, str]:
    """Return an expression over the columns there are, checked, and its SQL.

    Raises:
        StepProblem: with the text and the position, counted from 1, among its facts.
    """
    try:
        typed = look_up(parse(text), state.columns)
        return typed, to_sql(typed, {name: state.sql_of(name) for name in typed.columns})
    except UserError as error:
        place = {key: error.facts[key] for key in ("text", "position") if key in error.facts}
        raise StepProblem(
            "recipe.expression", reason=error.message, hint=error.hint, **place
        ) from error


@plan.register
def plan_filter_rows(step: FilterRows, state: State, _context: Context) -> Planned:
    """Keep rows for which the condition is true."""
    typed, sql = _read(step.condition, state, check_condition)
    kept = state.select(state.kept(), sql)
    sources = together([state.row_sources, state.sources_of(typed.columns)])
    return Planned(replace(kept, row_sources=sources), keeps_rows=False)


@plan.register
def plan_derive(step: Derive, state: State, _context: Context) -> Planned:
    """Add the column, or put it in the place of the one of that name."""
    typed, sql = _read(step.expression, state, check)
    if typed.type is ColumnType.NUMBER:
        sql = f"CASE WHEN isfinite({sql}) THEN {sql} END"
    zone = "UTC" if typed.zone else None
    field = new_field(step.column, typed.type, state.sources_of(typed.columns), zone)
    return Planned(state.put({step.column: (field, sql)}))
