"""What a person should know before training: columns and rows that make metrics look too good.

Copies of the target and what is computed from it are found in :mod:`mlops_desktop.data.leakage`;
here is what takes the plan of a training into account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, Finding, SemanticType, Severity
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitPlan
from mlops_desktop.core.wording import counted, share_text
from mlops_desktop.modeling.compare import row_digests
from mlops_desktop.modeling.differences import find_differences
from mlops_desktop.modeling.features.by_itself import told_before
from mlops_desktop.modeling.split import divide
from mlops_desktop.modeling.table import LARGEST, Table, cut_rows
from mlops_desktop.modeling.target import Target, read_target, target_column

ENOUGH_ROWS = 20
"""Below so many rows or gaps anything may be chance."""
_ALMOST = 0.999
_ALMOST_ALL = 0.9
_EARLIEST_ZONE = timedelta(hours=14)
"""Where a day begins first it is so much later than in UTC."""
_DATES = (ColumnType.DATE, ColumnType.DATETIME)


def find_doubts(
    table: Table, target: str, task: Task, plan: SplitPlan, seed: int = 0
) -> tuple[Finding, ...]:
    """Return what casts doubt on a training, each with what to do about it.

    Looked for: columns without variety, columns that name or number the rows, columns that are
    filled in only where the answer is known or only for one answer, dates later than the column
    that orders the rows, texts that are left out by themselves, pairs of columns whose difference
    gives the answer away, held-out rows that are trained on as well, and numbers too large to be
    kept as they are. Dates later than the data themselves: :func:`later_than_data`.

    Args:
        plan: how the rows are going to be divided; one that is not possible is not judged here.
        seed: of the division.

    Raises:
        UserError: when the target cannot be predicted as that task.
    """
    column = target_column(table, target)
    found = read_target(table, target, task)
    no_inputs = (target, plan.group_by, plan.column)
    others = [item for item in table.columns if item.name not in no_inputs]
    checks: tuple[Callable[[Column], Finding | None], ...] = (
        lambda item: constant(table, item),
        lambda item: names_rows(table, item),
        lambda item: _known_afterwards(table, item, column, found),
        lambda item: later_than_order(table, item, plan),
        lambda item: told_before(table, item),
    )
    doubts = []
    for item in others:
        doubts += [finding for check in checks if (finding := check(item)) is not None][:1]
    doubts += [doubt for item in others if (doubt := too_large(table, item)) is not None]
    doubts += find_differences(table, others, found, seed)
    return (*doubts, *_on_both_sides(table, found, plan, seed))


def constant(table: Table, item: Column) -> Finding | None:
    """Return a column that never varies."""
    distinct = table.frame[item.name].nunique()
    is_left_out = item.semantic is SemanticType.CONSTANT or not distinct
    if distinct > 1 and not is_left_out:
        return None
    title = f"{item.name} has no more than one value"
    if is_left_out:
        return Finding(Severity.NOTE, "constant", title, "It is left out by itself.", (item.name,))
    detail = "Nothing can be learned from it. Leave it out."
    return Finding(Severity.WARN, "constant", title, detail, (item.name,))


def too_large(table: Table, item: Column) -> Finding | None:
    """Return a column of numbers of which some are cut before a model gets them."""
    if item.type is not ColumnType.NUMBER or item.semantic is SemanticType.IDENTIFIER:
        return None
    rows = cut_rows(table.frame[item.name])
    if not rows.size:
        return None
    value = float(table.frame[item.name].iloc[int(rows[0])])
    return Finding(
        Severity.WARN,
        "too_large",
        f"{item.name} is beyond ±{LARGEST:g} in {counted(rows.size, 'row')}",
        f"Row {rows[0] + 1:,} says {value:.6g}; each counts as ±{LARGEST:g}, whatever it is. "
        "Divide the column with a recipe, correct the rows, or leave it out.",
        (item.name,),
    )


def names_rows(table: Table, item: Column) -> Finding | None:
    """Return a column that numbers or names the rows."""
    title = f"{item.name} numbers or names the rows"
    if item.semantic is SemanticType.IDENTIFIER:
        detail = "It says nothing about new rows and is left out by itself."
        return Finding(Severity.NOTE, "identifier", title, detail, (item.name,))
    series: pd.Series[Any] = table.frame[item.name].dropna()
    if len(series) < ENOUGH_ROWS:
        return None
    if item.type is ColumnType.INTEGER:
        steps = np.diff(series.to_numpy(dtype=np.int64))
        is_name = len(series) == len(table.frame) and bool((steps == 1).all())
    else:
        is_category = item.type is ColumnType.TEXT and item.semantic is SemanticType.CATEGORY
        is_name = is_category and series.nunique() > _ALMOST_ALL * len(series)
    if not is_name:
        return None
    detail = "A model can learn the rows by heart from it. Leave it out."
    return Finding(Severity.WARN, "identifier", title, detail, (item.name,))


def _known_afterwards(table: Table, item: Column, target: Column, found: Target) -> Finding | None:
    missing = table.frame[item.name].isna().to_numpy()
    gaps = int(missing.sum())
    if gaps < ENOUGH_ROWS or missing.size - gaps < ENOUGH_ROWS:
        return None
    known = np.zeros(missing.size, dtype=bool)
    known[found.rows] = True
    if not known.all() and (missing == ~known).all():
        title = f"{item.name} is filled in exactly where {target.name} is"
        detail = "It seems to be known only after the fact. Leave it out."
        return Finding(Severity.BAD, "afterwards", title, detail, (item.name,))
    for place, label in enumerate(found.classes):
        is_class = found.codes == place
        same = float((missing[found.rows] == is_class).mean())
        if max(same, 1 - same) >= _ALMOST:
            where = "missing" if same >= _ALMOST else "filled in"
            title = f"{item.name} is {where} exactly where {target.name} is {label}"
            detail = "Whether it has a value gives the answer away. Leave it out."
            return Finding(Severity.BAD, "afterwards", title, detail, (item.name,))
    return None


def later_than_order(table: Table, item: Column, plan: SplitPlan) -> Finding | None:
    """Return a column of dates that come later than those by which the rows are ordered."""
    order = table.column(plan.order_by) if plan.order_by is not None else None
    if order is None or order.type not in _DATES or item.type not in _DATES or item is order:
        return None
    moments = [
        pd.to_datetime(table.frame[column.name], utc=True, errors="coerce")
        for column in (item, order)
    ]
    if ColumnType.DATE in (item.type, order.type):
        moments = [moment.dt.floor("D") for moment in moments]  # a day has no time to compare
    later = int((moments[0] > moments[1]).sum())
    if not later:
        return None
    title = f"{item.name} is later than {order.name} in {counted(later, 'row')}"
    detail = "It may not be known yet when the answer is wanted. Leave it out."
    return Finding(Severity.WARN, "future", title, detail, (item.name,))


def later_than_data(
    table: Table, target: str, came: datetime, told: Sequence[Finding]
) -> Iterator[Finding]:
    """Yield the columns of dates that had not come when the data came in, however rows are divided.

    Args:
        came: when that was, aware; it counts as late as it was anywhere.
        told: what is told already; who is known to be later than another date is not told again.
    """
    last = pd.Timestamp(came + _EARLIEST_ZONE)
    known = {name for item in told if item.code == "future" for name in item.columns}
    for item in table.columns:
        if item.type not in _DATES or item.name == target or item.name in known:
            continue
        moments = pd.to_datetime(table.frame[item.name], utc=True, errors="coerce")
        later = int((moments > last).sum())
        if later:
            title = f"{item.name} is later than the day the data came in in {counted(later, 'row')}"
            detail = (
                f"What had not happened by {came:%Y-%m-%d} is planned, or wrong, and may not be "
                "known when the answer is wanted. Leave it out."
            )
            yield Finding(Severity.WARN, "future", title, detail, (item.name,))


def _on_both_sides(table: Table, found: Target, plan: SplitPlan, seed: int) -> Iterator[Finding]:
    """Yield how many held-out rows are equal to a training row in every column but the names."""
    try:
        division = divide(table, found, plan, seed)
    except UserError:
        return  # refused with its own words when the training begins
    names = [item.name for item in table.columns if item.semantic is not SemanticType.IDENTIFIER]
    digests = row_digests(table, names)[found.rows]
    copies = int(np.isin(digests[division.holdout], digests[division.train]).sum())
    if not copies:
        return
    share = share_text(copies, division.holdout.size)
    rows = counted(copies, "held-out row")
    verb = "is" if copies == 1 else "are"
    yield Finding(
        Severity.WARN,
        "copies",
        f"{rows} ({share}) {verb} in the training rows as well",
        "What was learned by heart is judged as if it were new. Remove copies with a recipe, or "
        "hold out whole groups by a column that says which rows belong together.",
    )
