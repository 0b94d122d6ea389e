"""What a person should know before rows unlike the others are looked for.

There is no answer that a column could give away. What misleads here is what makes a row stand out,
or look usual, for a reason that is nobody's concern: a number of its own, a text of its own, a
value where nearly all others have none, a date that has not come, a copy of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, Finding, SemanticType, Severity
from mlops_desktop.core.metrics import DEFAULT_METRIC, Task, metric
from mlops_desktop.core.training import SplitPlan, Suggestion
from mlops_desktop.core.wording import counted, share_text
from mlops_desktop.modeling.compare import row_digests
from mlops_desktop.modeling.sanity import (
    ENOUGH_ROWS,
    constant,
    later_than_order,
    names_rows,
    too_large,
)
from mlops_desktop.modeling.table import Table

_MOSTLY = 0.5
"""From this share of rows without a value on, having one is what is rare."""


def suggestion() -> Suggestion:
    """Return how unusual rows are looked for where nothing is predicted."""
    key = DEFAULT_METRIC[Task.ANOMALY]
    reason = f"{metric(key).title} decides by default: how far methods trained on other rows agree."
    return Suggestion(Task.ANOMALY, key, None, (), (reason,))


def find_doubts(
    table: Table, plan: SplitPlan, labels: str | None, now: datetime
) -> tuple[Finding, ...]:
    """Return what casts doubt on a search for unusual rows, each with what to do about it.

    Looked for: columns without variety, columns that number or name the rows, free text, columns
    that are mostly missing, dates that have not come yet or come later than the column that orders
    the rows, numbers too large to be kept as they are, and rows that stand several times.

    Args:
        plan: how the rows are going to be divided.
        labels: the column of known answers, which nothing is learned from.
        now: when the data came in, aware.
    """
    no_inputs = (labels, plan.group_by, plan.column)
    inputs = [item for item in table.columns if item.name not in no_inputs]
    checks: tuple[Callable[[Column], Finding | None], ...] = (
        lambda item: constant(table, item),
        lambda item: names_rows(table, item),
        lambda item: _free_text(table, item),
        lambda item: _mostly_missing(table, item),
        lambda item: _not_come_yet(table, item, now),
        lambda item: later_than_order(table, item, plan),
    )
    doubts = []
    for item in inputs:
        doubts += [finding for check in checks if (finding := check(item)) is not None][:1]
    large = [doubt for item in inputs if (doubt := too_large(table, item)) is not None]
    return (*doubts, *large, *_repeated(table, inputs))


def _free_text(table: Table, item: Column) -> Finding | None:
    if item.semantic is not SemanticType.TEXT:
        return None
    different = table.frame[item.name].nunique()
    title = f"{item.name} holds {counted(different, 'different text')}"
    detail = "Rows would be unusual by wording alone: it is left out by itself."
    return Finding(Severity.NOTE, "free_text", title, detail, (item.name,))


def _mostly_missing(table: Table, item: Column) -> Finding | None:
    missing = table.frame[item.name].isna().to_numpy()
    gaps = int(missing.sum())
    if missing.size < ENOUGH_ROWS or gaps <= _MOSTLY * missing.size:
        return None
    title = f"{item.name} is missing in {share_text(gaps, missing.size)} of the rows"
    detail = "Rows would be unusual for having a value at all. Leave it out."
    return Finding(Severity.WARN, "missing", title, detail, (item.name,))


def _not_come_yet(table: Table, item: Column, now: datetime) -> Finding | None:
    if item.type not in (ColumnType.DATE, ColumnType.DATETIME):
        return None
    moments = pd.to_datetime(table.frame[item.name], utc=True, errors="coerce")
    later = int((moments > pd.Timestamp(now)).sum())
    if not later:
        return None
    title = f"{item.name} is in the future in {counted(later, 'row')}"
    detail = "A wrong date makes a row unusual, a planned one may not come. Leave it out."
    return Finding(Severity.WARN, "future", title, detail, (item.name,))


def _repeated(table: Table, inputs: Sequence[Column]) -> Iterator[Finding]:
    """Yield how many rows are equal to an earlier one in every column but those naming rows."""
    names = [item.name for item in inputs if item.semantic is not SemanticType.IDENTIFIER]
    digests = row_digests(table, names)
    again = digests.size - np.unique(digests).size
    if not names or not again:
        return
    rows = counted(again, "row")
    verb = "is a copy" if again == 1 else "are copies"
    yield Finding(
        Severity.WARN,
        "copies",
        f"{rows} ({share_text(again, digests.size)}) {verb} of an earlier one",
        "What stands several times looks usual, however odd it is. Remove copies with a recipe, "
        "unless the same row may well come again.",
    )
