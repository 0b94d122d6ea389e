"""Plans of joins and unions with other tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.recipes.checking import TYPE_WORDS, unknown_column
from mlops_desktop.core.recipes.parameter import NUMBERS
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.core.recipes.table_steps import FanOut, Join, JoinKind, OtherColumns, Union
from mlops_desktop.data.forms import SQL_TYPES
from mlops_desktop.data.recipes.conversion import as_text
from mlops_desktop.data.recipes.planning import plan
from mlops_desktop.data.recipes.state import (
    Context,
    Field,
    Planned,
    Sources,
    State,
    check_names,
    new_field,
    together,
)

_MOST_JOINED = 10_000_000
_MOST_GROWTH = 10
"""A join that allows several matches makes at most so many rows, or times the longer table's,
unless it says how many are meant."""


def _same_type(one: Column, other: Column) -> bool:
    if one.type in NUMBERS and other.type in NUMBERS:
        return True
    return one.type is other.type and one.zone == other.zone


def _words(column: Column) -> str:
    return TYPE_WORDS[column.type] + (f" in {column.zone}" if column.zone else "")


def _check_types(one: Column, other: Column, table: str) -> None:
    if not _same_type(one, other):
        raise StepProblem(
            "recipe.key_types",
            column=one.name,
            found=_words(one),
            other=other.name,
            table=table,
            wanted=_words(other),
        )


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of a join, as SQL over ``l`` and ``r``."""

    left: list[str]
    right: list[str]

    @property
    def match(self) -> str:
        return " AND ".join(f"l.{a} = r.{b}" for a, b in zip(self.left, self.right, strict=True))


@plan.register
def plan_join(step: Join, state: State, context: Context) -> Planned:
    """Match rows by keys; the order is that of this table, then of the other."""
    other = context.input(step.table)
    for mine, theirs in step.keys:
        if theirs not in other.names:
            raise unknown_column(theirs, other.names)
        _check_types(state.field_of(mine).column, other.field_of(theirs).column, step.table)
    keys = _Keys(
        [state.sql_of(mine) for mine, _ in step.keys],
        [other.sql_of(theirs) for _, theirs in step.keys],
    )
    key_sources = together(
        [
            state.sources_of(mine for mine, _ in step.keys),
            other.sources_of(theirs for _, theirs in step.keys),
        ]
    )
    if step.how is JoinKind.ANTI:
        return _without_match(state, other, keys, key_sources)
    if step.fan_out is FanOut.REFUSE:
        _refuse_fan_out(step, state, other, (keys, context))
        return _matched(step, state, other, (keys, key_sources))
    rows = _joined_rows(step, state, other, (keys, context))
    return replace(_matched(step, state, other, (keys, key_sources)), rows=rows)


def _without_match(state: State, other: State, keys: _Keys, key_sources: Sources) -> Planned:
    condition = f"NOT EXISTS (SELECT 1 FROM {other.sql} AS r WHERE {keys.match})"
    after = replace(
        state,
        sql=f"(SELECT l.* FROM {state.sql} AS l WHERE {condition})",
        row_sources=together([state.row_sources, key_sources]),
        is_in_order=False,
        is_dense=False,
    )
    return Planned(after, keeps_rows=False)


def _matched(step: Join, state: State, other: State, by: tuple[_Keys, Sources]) -> Planned:
    keys, key_sources = by
    added = _added(step, state, other)
    is_one_to_one = step.how is JoinKind.LEFT and step.fan_out is FanOut.REFUSE
    fields = [
        *state.fields,
        *(replace(item, sources=together([item.sources, key_sources])) for item, _ in added),
    ]
    columns = [f"l.c{at} AS c{at}" for at in range(len(state.fields))]
    columns += [f"r.{sql} AS c{at}" for at, (_, sql) in enumerate(added, len(columns))]
    sql = (
        f"(SELECT {', '.join(columns)}, l.place AS place, r.place AS other_place"
        f" FROM {state.sql} AS l {step.how.value.upper()} JOIN {other.sql} AS r ON {keys.match})"
    )
    row_sources = state.row_sources if is_one_to_one else together([state.row_sources, key_sources])
    after = replace(
        state,
        sql=sql,
        fields=tuple(fields),
        row_sources=row_sources,
        order="place, other_place",
        is_in_order=False,
        is_dense=False,
    )
    return Planned(after, keeps_rows=is_one_to_one)


def _added(step: Join, state: State, other: State) -> list[tuple[Field, str]]:
    """Return the other table's columns under their new names."""
    keys = [theirs for _, theirs in step.keys]
    names = step.columns or tuple(name for name in other.names if name not in keys)
    here = set(state.names)
    added = []
    for name in names:
        if name not in other.names:
            raise unknown_column(name, other.names)
        item = other.field_of(name)
        new = f"{name}{step.suffix}" if name in here else name
        field = new_field(new, item.type, item.sources, item.column.zone)
        added.append((field, other.sql_of(name)))
    check_names([*state.names, *(item.name for item, _ in added)])
    return added


def _refuse_fan_out(step: Join, state: State, other: State, how: tuple[_Keys, Context]) -> None:
    keys, context = how
    names = ", ".join(f"k.{sql}" for sql in keys.right)
    several = (
        f"(SELECT {', '.join(keys.right)} FROM {other.sql} AS o"
        f" GROUP BY {', '.join(keys.right)} HAVING count(*) > 1)"
    )
    on = " AND ".join(f"l.{a} = k.{b}" for a, b in zip(keys.left, keys.right, strict=True))
    shown = ", ".join(
        f"coalesce({as_text(f'l.{sql}', state.field_of(mine).column)}, '')"
        for sql, (mine, _) in zip(keys.left, step.keys, strict=True)
    )
    count, first = context.engine.row(
        f"SELECT count(*), arg_min([{shown}], l.place) FROM {state.sql} AS l"
        f" JOIN (SELECT {names} FROM {several} AS k) AS k ON {on}"
    )
    if count:
        text = ", ".join(
            f"{mine} {value[:80]}" for (mine, _), value in zip(step.keys, first, strict=True)
        )
        raise StepProblem("recipe.fan_out", count=count, table=step.table, keys=text)


def _joined_rows(step: Join, state: State, other: State, how: tuple[_Keys, Context]) -> int:
    """Return how many rows a join makes, counted by its keys before a row of it is made.

    Raises:
        StepProblem: they are more than the step, or good sense, allows.
    """
    keys, context = how
    shown = ", ".join(
        f"coalesce({as_text(f'l.{sql}', state.field_of(mine).column)}, '')"
        for sql, (mine, _) in zip(keys.left, step.keys, strict=True)
    )
    sides = [
        f"(SELECT {', '.join(names)}, count(*) AS n FROM {side.sql} AS s"
        f" GROUP BY {', '.join(names)})"
        for names, side in ((keys.left, state), (keys.right, other))
    ]
    # As HUGEINT: the rows of two tables, multiplied, need not fit into 64 bits.
    product = "l.n::HUGEINT * r.n"
    matched, joined, largest = context.engine.row(
        f"SELECT coalesce(sum(l.n), 0), coalesce(sum({product}), 0), arg_max([{shown}], {product})"
        f" FROM {sides[0]} AS l JOIN {sides[1]} AS r ON {keys.match}"
    )
    (left,) = context.engine.row(f"SELECT count(*) FROM {state.sql} AS t")
    rows = int(joined) + (int(left) - int(matched) if step.how is JoinKind.LEFT else 0)
    limit = step.most_rows or max(_MOST_JOINED, _MOST_GROWTH * max(left, other.rows))
    if rows > limit:
        text = ", ".join(
            f"{mine} {value[:80]}"
            for (mine, _), value in zip(step.keys, largest or [], strict=False)
        )
        counts = {"rows": rows, "left": left, "right": other.rows, "limit": int(limit)}
        facts = {name: f"{count:,}" for name, count in counts.items()}
        raise StepProblem("recipe.join_too_large", table=step.table, keys=text, **facts)
    return rows


@plan.register
def plan_union(step: Union, state: State, context: Context) -> Planned:
    """The other table's rows below, columns by name, new ones at the end."""
    other = context.input(step.table)
    state = context.settled(state)
    only_here = [item for item in state.fields if item.name not in other.names]
    only_there = [item for item in other.fields if item.name not in state.names]
    if step.other_columns is OtherColumns.REFUSE and (only_here or only_there):
        alone, table = (only_there, step.table) if only_there else (only_here, "the table here")
        raise StepProblem("recipe.other_columns", column=alone[0].name, table=table)
    fields: list[Field] = []
    ours: list[str] = []
    theirs: list[str] = []
    for item in [*state.fields, *only_there]:
        field = item
        if item.name in state.names and item.name in other.names:
            field = _united(item, other.field_of(item.name), step.table)
        sql_type = SQL_TYPES[field.type]
        for side, columns in ((state, ours), (other, theirs)):
            sql = side.sql_of(item.name) if item.name in side.names else "NULL"
            columns.append(f"CAST({sql} AS {sql_type}) AS c{len(fields)}")
        fields.append(field)
    sql = (
        f"(SELECT {', '.join(ours)}, place FROM {state.sql} AS t"
        f" UNION ALL SELECT {', '.join(theirs)}, place + {state.rows} AS place"
        f" FROM {other.sql} AS t)"
    )
    after = replace(
        state,
        sql=sql,
        fields=tuple(fields),
        row_sources=together([state.row_sources, other.row_sources]),
    )
    return Planned(after, keeps_rows=False, rows=state.rows + other.rows)


def _united(item: Field, there: Field, table: str) -> Field:
    _check_types(item.column, there.column, table)
    kind = item.type if item.type is there.type else ColumnType.NUMBER
    return new_field(item.name, kind, together([item.sources, there.sources]), item.column.zone)
