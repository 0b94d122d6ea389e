"""Values an earlier run computed from its rows, as SQL for a run that uses them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlops_desktop.core.dataset import Cell, Column, ColumnType
from mlops_desktop.core.recipes.checking import TYPE_WORDS
from mlops_desktop.core.recipes.outcome import Fitted
from mlops_desktop.core.recipes.step import StepProblem
from mlops_desktop.data.forms import SQL_TYPES
from mlops_desktop.data.recipes.conversion import number_literal, parse_text, text_literal

_FITS: dict[ColumnType, tuple[type, ...]] = {
    ColumnType.INTEGER: (int,),
    ColumnType.NUMBER: (int, float),
    ColumnType.BOOLEAN: (bool,),
    ColumnType.TEXT: (str,),
    ColumnType.DATE: (str,),
    ColumnType.DATETIME: (str,),
}


def values_of(given: Sequence[Fitted], column: str) -> Iterator[Fitted]:
    """Yield what was recorded of a column, in the order it was found."""
    return (item for item in given if item.column == column)


def number_of(given: Sequence[Fitted], column: Column, what: str) -> float | None:
    """Return a recorded number; None where there was none.

    Raises:
        StepProblem: nothing of the kind was recorded.
    """
    for item in values_of(given, column.name):
        if item.what == what:
            if item.value is not None and not _fits(item.value, ColumnType.NUMBER):
                raise _misfit(column)
            return item.value  # type: ignore[return-value]  # just looked at
    raise _misfit(column)


def cell_sql(value: Cell, column: Column) -> str:
    """Return a recorded value as SQL of the column's type.

    Raises:
        StepProblem: it is of another type: the column held something else then.
    """
    if value is None:
        return f"CAST(NULL AS {SQL_TYPES[column.type]})"
    if not _fits(value, column.type):
        raise _misfit(column)
    if column.type is ColumnType.INTEGER:
        return f"CAST('{value}' AS BIGINT)"
    if column.type is ColumnType.NUMBER:
        return number_literal(float(value))
    if column.type is ColumnType.BOOLEAN:
        return str(value).lower()
    text = text_literal(str(value))
    return text if column.type is ColumnType.TEXT else parse_text(text, column)


def _fits(value: Cell, kind: ColumnType) -> bool:
    return isinstance(value, _FITS[kind]) and (
        kind is ColumnType.BOOLEAN or not isinstance(value, bool)
    )


def _misfit(column: Column) -> StepProblem:
    held = TYPE_WORDS[column.type]
    return StepProblem("recipe.recorded_misfit", column=column.name, found=held)
