"""What is drawn together of watched rows and of the hold-out: as the version's split says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.jobs.requests import TableFile
from mlops_desktop.jobs.tasks.tables import load
from mlops_desktop.modeling.evaluate import PredictedRows, measure, resampled
from mlops_desktop.modeling.interval import RESAMPLES, drawing_of, tail
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.target import Integers
from mlops_desktop.modeling.units import units_in
from mlops_desktop.monitoring.performance import Draws


def with_units(
    outcome: PredictedRows, rows: Integers, file: TableFile, plan: SplitPlan | None
) -> PredictedRows:
    """Return rows of a stored table with what is drawn together of them.

    Args:
        rows: their places in the table.
        plan: how the version's rows were held out; None: that is not known.
    """
    if plan is None or _column(plan) is None:
        return outcome
    there = [item.name for item in file.columns if item.name == _column(plan)]
    table = load(file, there) if there else Table(pd.DataFrame(), ())
    return replace(outcome, units=units_in(table, rows, [plan]))


def draws_of(metric: str, outcome: PredictedRows, seed: int) -> Draws | None:
    """Return a metric in resamples of what is drawn together; None where rows are drawn singly."""
    if outcome.units is None:
        return None
    how = drawing_of([outcome], seed)
    if not how.drawn.is_enough or how.drawn.count == 0:
        return Draws(np.full(RESAMPLES, np.nan), how.drawn)
    part = outcome if how.rows is None else outcome.take(how.rows)
    values = np.concatenate(
        [resampled(metric, part, weights) for weights in how.weights(seed, RESAMPLES)]
    )
    if how.rows is not None:
        values = measure(metric, outcome) + how.shrink * (values - measure(metric, part))
    return Draws(values, how.drawn, tail(how.drawn.count))


def drawn_singly(model: str, plan: SplitPlan | None, current: TableFile) -> str:
    """Say that rows are drawn singly though the split says otherwise; "" where that is not so.

    Args:
        model: its version's label; plan: how its rows were held out.
    """
    name = _column(plan) if plan is not None else None
    if not name or any(item.name == name for item in current.columns):
        return ""
    return (
        f"The 95 % range draws single rows of {current.label}: it has no column “{name}”, by which "
        f"{model} was checked. Where its rows are alike, the range is too narrow."
    )


def _column(plan: SplitPlan) -> str | None:
    """Return what tells units apart; "" the order of the rows themselves; None: there are none."""
    if plan.group_by is not None:
        return plan.group_by
    return plan.order_by or "" if plan.method is SplitMethod.ORDERED else None
