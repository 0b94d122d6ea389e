"""What to predict a target as, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.metrics import DEFAULT_METRIC, Task, metric
from mlops_desktop.core.training import Suggestion
from mlops_desktop.modeling.table import Table, uncut
from mlops_desktop.modeling.target import (
    Target,
    affirmed_class,
    read_target,
    target_column,
    usual_positive,
)

FEW = 10
"""Whole numbers with at most so many different values are taken for classes."""


def suggest(frame: pd.DataFrame, columns: Sequence[Column], target: str) -> Suggestion:
    """Suggest task, deciding metric and positive class from the target's values.

    Raises:
        UserError: ``training.unknown_target``, or a reason why this column cannot be predicted.
    """
    table = Table(frame, tuple(columns))
    column = target_column(table, target)
    task, reason = _task(table, column)
    found = read_target(table, target, task)
    key = DEFAULT_METRIC[task]
    reasons = [reason, *_about_rows(found, len(frame)), f"{metric(key).title} decides by default."]
    positive = usual_positive(found)
    if positive is not None:
        share = (
            np.bincount(found.codes, minlength=2)[found.classes.index(positive)] / found.rows.size
        )
        why = "says yes" if affirmed_class(found.classes) else "is the rarer one"
        reasons.append(f"“{positive}” is the positive class: it {why} ({share:.1%}).")
    return Suggestion(task, key, positive, found.classes, tuple(reasons))


def _task(table: Table, column: Column) -> tuple[Task, str]:
    name = column.name
    if column.type is ColumnType.BOOLEAN:
        return Task.CLASSIFICATION, f"{name} is true or false: classes are predicted."
    if column.type is ColumnType.TEXT:
        return Task.CLASSIFICATION, f"{name} holds text: classes are predicted."
    if column.type in (ColumnType.DATE, ColumnType.DATETIME):
        return Task.CLASSIFICATION, f"{name} holds dates."
    numbers = uncut(table.frame[name])
    numbers = numbers[~np.isnan(numbers)]
    distinct = np.unique(numbers).size
    is_whole = bool((numbers == np.floor(numbers)).all())
    if is_whole and (distinct <= FEW or column.semantic is SemanticType.CATEGORY):
        return (
            Task.CLASSIFICATION,
            f"{name} holds whole numbers with {distinct} different values only: "
            "classes are predicted.",
        )
    reason = f"{name} holds numbers with {distinct:,} different values: a number is predicted."
    if is_whole and numbers.size and numbers.min() >= 0:
        # Whole numbers from zero up may be years, prices or points as well as counts; a number
        # is right for all of them.
        reason += " If they count things, the task count suits them too."
    return Task.REGRESSION, reason


def _about_rows(found: Target, rows: int) -> list[str]:
    missing = rows - found.rows.size
    if not missing:
        return []
    verb = "row has" if missing == 1 else "rows have"
    return [f"{missing:,} {verb} no {found.column.name} and will be left out."]
