"""Values of one type as another, as SQL; what does not mean exactly that becomes NULL."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mlops_desktop.core.dataset import BadCells, Column, ColumnType
from mlops_desktop.core.recipes.checking import TYPE_WORDS
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.data.engine import literal
from mlops_desktop.data.forms import CHOSEN_FORMS, FORMS, SQL_TYPES
from mlops_desktop.data.recipes.state import Context, State

FORM_OF = {form.key: form for form in (*FORMS, *CHOSEN_FORMS)}
_INTEGER, _NUMBER = ColumnType.INTEGER, ColumnType.NUMBER
_BOOLEAN, _TEXT = ColumnType.BOOLEAN, ColumnType.TEXT
_DATE, _DATETIME = ColumnType.DATE, ColumnType.DATETIME
FROM_TEXT: dict[ColumnType, Callable[[str], str]] = {
    _INTEGER: FORM_OF["integer_any"].parse,
    _NUMBER: FORM_OF["number"].parse,
    _BOOLEAN: FORM_OF["boolean_any"].parse,
    _DATE: FORM_OF["iso_date"].parse,
    _DATETIME: FORM_OF["iso_datetime"].parse,
    _TEXT: lambda text: text,
}
_WHOLE_LIMIT = "9223372036854775807"


def text_literal(text: str) -> str:
    """Quote any text for SQL, also with NUL."""
    return "(" + " || chr(0) || ".join(literal(part) for part in text.split("\0")) + ")"


def number_literal(value: float) -> str:
    """Return a number exactly, as SQL."""
    return f"CAST('{value!r}' AS DOUBLE)"


def typed_literal(text: str | None, kind: ColumnType) -> str:
    """Return a value, as DuckDB casts it to text, as SQL of its type."""
    if text is None:
        return f"CAST(NULL AS {SQL_TYPES[kind]})"
    return f"CAST({text_literal(text)} AS {SQL_TYPES[kind]})"


def as_text(sql: str, column: Column) -> str:
    """Return a value as it is shown: whole numbers without a point, times as ISO 8601."""
    if column.type is _TEXT:
        return sql
    if column.type is _NUMBER:
        whole = f"CAST(CAST({sql} AS BIGINT) AS VARCHAR)"
        is_whole = f"{sql} = trunc({sql}) AND abs({sql}) < 1e15"
        return f"CASE WHEN {is_whole} THEN {whole} ELSE CAST({sql} AS VARCHAR) END"
    if column.type is _DATETIME:
        zone = " || 'Z'" if column.zone else ""
        return f"replace(CAST({sql} AS VARCHAR), ' ', 'T'){zone}"
    return f"CAST({sql} AS VARCHAR)"


def as_cell(sql: str, column: Column) -> str:
    """Return a value in a form that crosses a process boundary."""
    return as_text(sql, column) if column.type in (_DATE, _DATETIME) else sql


def parse_text(sql: str, column: Column) -> str:
    """Return a text as a value of the column."""
    if column.type is _DATETIME and column.zone:
        return f"coalesce({FORM_OF['zoned_datetime'].parse(sql)}, {FROM_TEXT[_DATETIME](sql)})"
    return FROM_TEXT[column.type](sql)


def constant(text: str, column: Column, context: Context, label: str) -> str:
    """Return a text a person gave as SQL of a value of the column.

    Raises:
        StepProblem: it is no such value.
    """
    sql = parse_text(text_literal(text), column)
    (value,) = context.engine.row(f"SELECT CAST({sql} AS VARCHAR)")
    if value is None:
        what = TYPE_WORDS[column.type]
        reason = f"“{text}” does not fit {column.name}, which holds {what}"
        raise StepProblem("recipe.parameter", label=label, reason=reason)
    return typed_literal(value, column.type)


def converted(sql: str, column: Column, kind: ColumnType) -> str | None:
    """Return the column's values as another type; None where that has no meaning."""
    if column.type is kind:
        return sql
    if kind is _TEXT:
        return as_text(sql, column)
    if column.type is _TEXT:
        return FROM_TEXT[kind](sql)
    between = _BETWEEN.get((column.type, kind))
    return between(sql) if between else None


def _whole(sql: str) -> str:
    fits = f"{sql} = trunc({sql}) AND {sql} >= -9223372036854775808.0 AND {sql} < {_WHOLE_LIMIT}.0"
    return f"CASE WHEN {fits} THEN TRY_CAST({sql} AS BIGINT) END"


def _yes_no(sql: str) -> str:
    return f"CASE {sql} WHEN 1 THEN true WHEN 0 THEN false END"


def _cast_to(kind: ColumnType) -> Callable[[str], str]:
    return lambda sql: f"CAST({sql} AS {SQL_TYPES[kind]})"


_BETWEEN: dict[tuple[ColumnType, ColumnType], Callable[[str], str]] = {
    (_INTEGER, _NUMBER): _cast_to(_NUMBER),
    (_NUMBER, _INTEGER): _whole,
    (_INTEGER, _BOOLEAN): _yes_no,
    (_NUMBER, _BOOLEAN): _yes_no,
    (_BOOLEAN, _INTEGER): _cast_to(_INTEGER),
    (_BOOLEAN, _NUMBER): _cast_to(_NUMBER),
    (_DATE, _DATETIME): _cast_to(_DATETIME),
    (_DATETIME, _DATE): _cast_to(_DATE),
}


def count_lost(
    context: Context,
    state: State,
    changes: Sequence[tuple[str, str, str]],
    bad: BadCells = BadCells.MISSING,
) -> tuple[tuple[str, int], ...]:
    """Count the values that a change makes missing.

    Args:
        changes: (name, SQL before, SQL after) over the state.
        bad: with ``FAIL`` a lost value is refused.

    Raises:
        StepProblem: values are lost that must not be.
    """
    if not changes:
        return ()
    counted = ", ".join(
        f"count(*) FILTER (WHERE ({before}) IS NOT NULL AND ({after}) IS NULL)"
        for _, before, after in changes
    )
    counts = context.engine.row(f"SELECT {counted} FROM {state.sql} AS t")
    lost = tuple(
        (name, int(count)) for (name, _, _), count in zip(changes, counts, strict=True) if count
    )
    if lost and bad is BadCells.FAIL:
        name, before, after = next(change for change in changes if change[0] == lost[0][0])
        (value,) = context.engine.row(
            f"SELECT arg_min(CAST({before} AS VARCHAR), place) FROM {state.sql} AS t"
            f" WHERE ({after}) IS NULL AND ({before}) IS NOT NULL"
        )
        raise StepProblem("recipe.bad_values", count=lost[0][1], column=name, value=value[:80])
    return lost
