"""What can be said about a step before any row is read: columns, types, ranges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.recipes.parameter import Kind, Parameter
from mlops_desktop.core.recipes.step import Step, StepProblem, first_repeated, wrong
from mlops_desktop.core.wording import did_you_mean

_TOO_LARGE = 2**63
TYPE_WORDS = {
    ColumnType.INTEGER: "whole numbers",
    ColumnType.NUMBER: "numbers",
    ColumnType.BOOLEAN: "yes and no",
    ColumnType.DATE: "dates",
    ColumnType.DATETIME: "dates with times",
    ColumnType.TEXT: "texts",
}


def check_step(step: Step, columns: Sequence[Column]) -> None:
    """Check a step's parameters against the columns it will see.

    Raises:
        StepProblem: the first thing that does not fit.
    """
    by_name = {column.name: column for column in columns}
    for parameter in step.parameters():
        if parameter.matters(step):
            _check_given(step, parameter)
            _check_columns(getattr(step, parameter.name), parameter, by_name)
    step.check()


def unknown_column(name: str, names: Sequence[str]) -> StepProblem:
    """Return the problem of a column that is not there, with the most similar name."""
    hint = did_you_mean(name, names, f"The columns there are: {first_names(names)}.")
    return StepProblem("recipe.unknown_column", column=name, hint=hint)


def _check_given(step: Step, parameter: Parameter) -> None:
    value = getattr(step, parameter.name)
    if parameter.is_required and value in ((), "", None):
        raise wrong(parameter.label, f"“{parameter.label}” is not given")
    if parameter.kind in (Kind.NUMBER, Kind.NUMBERS):
        for number in value if isinstance(value, tuple) else (value,):
            _check_number(number, parameter)
    if any("\0" in text for text in _texts(value)):
        raise wrong(parameter.label, f"“{parameter.label}” holds a character that is no text")
    if parameter.kind in (Kind.COLUMNS, Kind.NAMES, Kind.CHOICES):
        twice = first_repeated(value)
        if twice is not None:
            raise wrong(parameter.label, f"“{twice}” is named twice")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def _check_number(value: float | None, parameter: Parameter) -> None:
    if value is None:
        return
    low, high = parameter.low, parameter.high
    if isinstance(value, int) and abs(value) >= _TOO_LARGE:
        raise wrong(parameter.label, f"“{parameter.label}” must be a number of at most 64 bits")
    if not math.isfinite(value):
        raise wrong(parameter.label, f"“{parameter.label}” must be a number")
    if (low is not None and value < low) or (high is not None and value > high):
        ends = [f"from {low:g}"] if low is not None else []
        ends += [f"to {high:g}"] if high is not None else ["on"]
        raise wrong(parameter.label, f"“{parameter.label}” must be a number {' '.join(ends)}")


def _check_columns(value: object, parameter: Parameter, by_name: dict[str, Column]) -> None:
    for name in _named(value, parameter):
        column = by_name.get(name)
        if column is None:
            raise unknown_column(name, list(by_name))
        if parameter.types and column.type not in parameter.types:
            raise wrong_type(column, parameter.types)


def _named(value: object, parameter: Parameter) -> list[str]:
    if parameter.kind is Kind.COLUMN:
        return [str(value)] if value else []
    if parameter.kind is Kind.COLUMNS:
        return list(value)  # type: ignore[call-overload,no-any-return]
    if parameter.kind is Kind.MAPPING and parameter.types:
        return [pair[0] for pair in value]  # type: ignore[attr-defined]
    if parameter.kind is Kind.AGGREGATIONS:
        return [item.column for item in value if item.column]  # type: ignore[attr-defined]
    return []


def wrong_type(column: Column, wanted: Sequence[ColumnType]) -> StepProblem:
    """Return the problem of a column of another type."""
    words = " or ".join(TYPE_WORDS[kind] for kind in wanted)
    return StepProblem(
        "recipe.wrong_type", column=column.name, found=TYPE_WORDS[column.type], wanted=words
    )
