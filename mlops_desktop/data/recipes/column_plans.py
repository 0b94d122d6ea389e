"""Plans of the steps about columns."""

from __future__ import annotations

from mlops_desktop.core.dataset import BadCells, ColumnType
from mlops_desktop.core.recipes.checking import wrong_type
from mlops_desktop.core.recipes.column_steps import (
    BadValues,
    Cast,
    DropColumns,
    KeepColumns,
    Mask,
    Masking,
    Rename,
)
from mlops_desktop.data.forms import SQL_TYPES
from mlops_desktop.data.recipes.conversion import as_text, converted, count_lost, text_literal
from mlops_desktop.data.recipes.planning import plan
from mlops_desktop.data.recipes.state import NOTHING, Context, Field, Planned, State, new_field

_LONG_ENOUGH = 8
"""Characters of which the last 4 may be shown: at least as many stay hidden."""
_WITHOUT_MEANING = {
    kind: tuple(
        other for other in ColumnType if converted("c", new_field("c", other, None).column, kind)
    )
    for kind in ColumnType
}


def on_bad(bad: BadValues) -> BadCells:
    """Return what counting is to do with values that are lost."""
    return BadCells.FAIL if bad is BadValues.REFUSE else BadCells.MISSING


@plan.register
def plan_rename(step: Rename, state: State, _context: Context) -> Planned:
    """Rename; all at once, so that names can be swapped."""
    names = dict(step.names)
    items = [
        (
            new_field(names.get(item.name, item.name), item.type, item.sources, item.column.zone),
            sql,
        )
        for item, sql in state.kept()
    ]
    return Planned(state.select(items))


@plan.register
def plan_cast(step: Cast, state: State, context: Context) -> Planned:
    """Convert columns in their places."""
    changes: dict[str, tuple[Field, str]] = {}
    counted: list[tuple[str, str, str]] = []
    for name in step.columns:
        before, item = state.sql_of(name), state.field_of(name)
        after = converted(before, item.column, step.type)
        if after is None:
            raise wrong_type(item.column, _WITHOUT_MEANING[step.type])
        is_same = item.type is step.type
        zone = item.column.zone if is_same else None
        changes[name] = (new_field(name, step.type, item.sources, zone), after)
        if not is_same and step.type is not ColumnType.TEXT:
            counted.append((name, before, after))
    lost = count_lost(context, state, counted, on_bad(step.bad))
    return Planned(state.put(changes), lost=lost)


@plan.register
def plan_keep_columns(step: KeepColumns, state: State, _context: Context) -> Planned:
    """Keep columns in the order named."""
    return Planned(
        state.select([(state.field_of(name), state.sql_of(name)) for name in step.columns])
    )


@plan.register
def plan_drop_columns(step: DropColumns, state: State, _context: Context) -> Planned:
    """Drop columns."""
    return Planned(_without(state, step.columns))


def _without(state: State, names: tuple[str, ...]) -> State:
    return state.select([(item, sql) for item, sql in state.kept() if item.name not in names])


@plan.register
def plan_mask(step: Mask, state: State, _context: Context) -> Planned:
    """Hide values."""
    if step.how is Masking.DROP:
        return Planned(_without(state, step.columns))
    changes = {}
    for name in step.columns:
        item = state.field_of(name)
        if step.how is Masking.BLANK:
            blank = new_field(name, item.type, NOTHING, item.column.zone)
            changes[name] = (blank, f"CAST(NULL AS {SQL_TYPES[item.type]})")
            continue
        text = as_text(state.sql_of(name), item.column)
        changes[name] = (new_field(name, ColumnType.TEXT, item.sources), _hidden(step, text))
    return Planned(state.put(changes))


def _hidden(step: Mask, text: str) -> str:
    if step.how is Masking.HASH:
        return f"sha256({text_literal(step.salt)} || ({text}))"
    if step.how is Masking.FIRST_LETTER:
        return f"left(trim({text}), 1) || '…'"
    return (
        f"'…' || CASE WHEN length(trim({text})) >= {_LONG_ENOUGH} THEN right(trim({text}), 4) "
        f"WHEN ({text}) IS NOT NULL THEN '' END"
    )
