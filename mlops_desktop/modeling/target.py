"""The predicted column: its task, its classes, and the values models are fitted to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.wording import counted
from mlops_desktop.modeling.table import Table, as_text, uncut

MAX_CLASSES = 100
LARGEST_TARGET = 1e37
"""From here on a number is not predicted: boosting keeps differences of them in float32."""
LARGEST_CLASS = float(2**63)
"""Whole numbers as classes are int64: this is the first that does not fit."""

Floats = np.ndarray[Any, np.dtype[np.float64]]
Integers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Target:
    """The predicted column of the rows that have a value there.

    Attributes:
        rows: numbers of those rows in the table, ascending.
        values: what models are fitted to, one per entry of ``rows``: float64; for classes int64,
            bool, or ``object`` of str, so that a model answers in the target's own type.
        codes: for classes the place of each value in ``classes``; empty for numbers.
        classes: labels as text in the order of ``classes_`` of a fitted model.
    """

    column: Column
    task: Task
    rows: Integers
    values: np.ndarray[Any, Any]
    codes: Integers
    classes: tuple[str, ...]


def target_column(table: Table, name: str) -> Column:
    """Return the target's column.

    Raises:
        UserError: ``training.unknown_target``.
    """
    column = table.column(name)
    if column is None:
        names = ", ".join(item.name for item in table.columns)
        raise UserError("training.unknown_target", column=name, columns=names)
    return column


def read_target(table: Table, name: str, task: Task) -> Target:
    """Read the target's values for a task.

    Rows without a value are left out.

    Raises:
        UserError: ``training.no_target_values``, ``training.constant_target``,
            ``training.not_a_number``, ``training.not_classes``, ``training.too_many_classes``,
            ``training.negative_count``, ``training.too_large_target``.
    """
    column = target_column(table, name)
    if task in (Task.REGRESSION, Task.COUNT):
        return _read_numbers(table, column, task)
    return _read_classes(table, column)


def _read_numbers(table: Table, column: Column, task: Task) -> Target:
    series = table.frame[column.name]
    if column.type not in (ColumnType.INTEGER, ColumnType.NUMBER):
        examples = _examples(as_text(series))
        raise UserError(
            "training.not_a_number", target=column.name, type=column.type.value, examples=examples
        )
    numbers = uncut(series)
    refuse_too_large(column.name, numbers)
    rows = np.flatnonzero(~np.isnan(numbers)).astype(np.int64)
    values = numbers[rows]
    _refuse_without_variety(column.name, rows.size, len(table.frame), values)
    if task is Task.COUNT and (values < 0).any():
        raise UserError(
            "training.negative_count",
            target=column.name,
            rows=int((values < 0).sum()),
            example=f"{values[values < 0][0]:g}",
        )
    return Target(column, task, rows, values, np.empty(0, np.int64), ())


def _read_classes(table: Table, column: Column) -> Target:
    series = table.frame[column.name]
    if column.type in (ColumnType.DATE, ColumnType.DATETIME):
        raise UserError("training.not_classes", target=column.name, type=column.type.value)
    values: np.ndarray[Any, Any]
    if column.type is ColumnType.TEXT:
        values = as_text(series)
        present = np.array([isinstance(value, str) for value in values], dtype=bool)
    else:
        values = uncut(series)
        if column.type is not ColumnType.BOOLEAN:
            refuse_too_large(column.name, values, LARGEST_CLASS)
        present = ~np.isnan(values)
    rows = np.flatnonzero(present).astype(np.int64)
    values = _in_own_type(values[rows], column)
    _refuse_without_variety(column.name, rows.size, len(table.frame), values)
    distinct, codes = np.unique(values, return_inverse=True)
    if distinct.size > MAX_CLASSES:
        raise UserError(
            "training.too_many_classes",
            target=column.name,
            found=f"{distinct.size:,}",
            most=MAX_CLASSES,
        )
    classes = tuple(class_label(value) for value in distinct.tolist())
    return Target(column, Task.CLASSIFICATION, rows, values, codes.astype(np.int64), classes)


def _in_own_type(values: np.ndarray[Any, Any], column: Column) -> np.ndarray[Any, Any]:
    if column.type is ColumnType.TEXT:
        return values
    if column.type is ColumnType.BOOLEAN:
        return values.astype(bool)
    fractions = values[values != np.floor(values)]
    if fractions.size:
        raise UserError(
            "training.fractions_as_classes", target=column.name, example=repr(float(fractions[0]))
        )
    return values.astype(np.int64)


def refuse_too_large(name: str, numbers: Floats, least: float = LARGEST_TARGET) -> None:
    """Refuse numbers to predict that cannot be computed with.

    Args:
        numbers: one per row of the table; NaN where missing.
        least: the smallest that is too large.

    Raises:
        UserError: ``training.too_large_target``.
    """
    places = np.flatnonzero(np.abs(numbers) >= least)
    if not places.size:
        return
    largest = float(np.nanmax(np.abs(numbers)))
    raise UserError(
        "training.too_large_target",
        target=name,
        value=f"{numbers[places[0]]:.6g}",
        row=int(places[0]) + 1,
        rows=counted(int(places.size), "row"),
        most=f"{least:.0e}".replace("e+", "e"),
        divisor=f"1e{math.floor(math.log10(largest))}",
    )


def class_label(value: object) -> str:
    """Return a class as text: ``true``/``false``, whole numbers without a point."""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return str(value)


_AFFIRMED = {"true": "false", "yes": "no", "1": "0", "y": "n", "t": "f"}
"""What says yes, with what says no."""


def affirmed_class(classes: Sequence[str]) -> str | None:
    """Return the class that says yes where the other of two says no: true, yes, 1; else None."""
    if len(classes) != 2:
        return None
    for label, other in (classes, classes[::-1]):
        if _AFFIRMED.get(label.casefold()) == other.casefold():
            return label
    return None


def usual_positive(target: Target) -> str | None:
    """Return the positive class where nobody chose: what says yes, of other classes the rarer."""
    return affirmed_class(target.classes) or rarer_class(target)


def rarer_class(target: Target) -> str | None:
    """Return the rarer of two classes (the later one when equal); None for other numbers."""
    if len(target.classes) != 2:
        return None
    first, second = np.bincount(target.codes, minlength=2)
    return target.classes[0] if first < second else target.classes[1]


def _refuse_without_variety(
    name: str, present: int, rows: int, values: np.ndarray[Any, Any]
) -> None:
    if present == 0:
        raise UserError("training.no_target_values", target=name, rows=rows)
    if (values == values[0]).all():
        value = values[0].item() if hasattr(values[0], "item") else values[0]
        raise UserError("training.constant_target", target=name, value=class_label(value))


def _examples(texts: np.ndarray[Any, Any]) -> str:
    seen = dict.fromkeys(value for value in texts[:1000].tolist() if isinstance(value, str))
    return ", ".join(f"“{value}”" for value in list(seen)[:3]) or "no value"
