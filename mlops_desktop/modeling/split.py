"""Which rows train, which are held out, and the folds in between."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import KFold, StratifiedKFold, TimeSeriesSplit, train_test_split

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.modeling import grouping
from mlops_desktop.modeling.grouping import count_words, pairs
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.target import Integers, Target


@dataclass(frozen=True, slots=True)
class Division:
    """The rows divided; all numbers are places in ``Target.rows``.

    Attributes:
        train: training places; in the order of time when ordered, else ascending.
        holdout: held-out places, likewise.
        folds: (training, test) pairs of places in ``train``.
    """

    train: Integers
    holdout: Integers
    folds: tuple[tuple[Integers, Integers], ...]


def divide(table: Table, target: Target, plan: SplitPlan, seed: int) -> Division:
    """Divide the rows.

    Random: stratified for classes; cross-validation shuffled by the same seed. Ordered: the last
    rows are held out, and each fold is trained on what comes before it (forward chaining).
    Grouped: rows of one group are all held out or none, and all in one fold. Column: its values
    say which rows are held out; the rest is cross-validated at random.

    Raises:
        UserError: what :mod:`~mlops_desktop.modeling.grouping` refuses;
            ``training.too_few_rows``, ``training.rare_class``, ``training.unknown_order``,
            ``training.one_class_at_first``, ``training.class_only_at_last``,
            ``training.constant_in_training``.
    """
    if plan.method is not SplitMethod.COLUMN:
        _check_sizes(target, plan)
    if plan.method is SplitMethod.ORDERED:
        division = _ordered(table, target, plan)
        _check_ordered_classes(target, division, plan)
    elif plan.method is SplitMethod.GROUPED:
        division = _grouped(table, target, plan, seed)
    elif plan.method is SplitMethod.COLUMN:
        division = _by_column(table, target, plan, seed)
    else:
        _check_class_sizes(target, plan)
        division = _random(target, plan, seed)
    _check_variety(target, division)
    return division


def check_plan(plan: SplitPlan) -> None:
    """Refuse choices that belong to another way to hold out: none is quietly dropped.

    Raises:
        UserError: ``training.split_unused``.
    """
    ways = (
        ("order_by", SplitMethod.ORDERED, plan.order_by),
        ("group_by", SplitMethod.GROUPED, plan.group_by),
        ("column", SplitMethod.COLUMN, plan.column),
        ("held_out", SplitMethod.COLUMN, plan.held_out or None),
    )
    for what, method, value in ways:
        if value is None or plan.method is method:
            continue
        # An order beside random rows has always been taken and never meant anything.
        if what != "order_by" or plan.method is not SplitMethod.RANDOM:
            raise UserError(
                "training.split_unused", what=what, method=str(plan.method), fitting=str(method)
            )


def smallest_fold(division: Division) -> int:
    """Return the rows of the smallest training fold."""
    return min(train.size for train, _ in division.folds)


def in_proportion(codes: Integers) -> Integers:
    """Return places in an order whose every beginning has the classes in proportion.

    Args:
        codes: the class of each row, shape (n,); rows of one class keep their order.
    """
    progress = np.empty(codes.size)
    for code in np.unique(codes):
        (places,) = np.nonzero(codes == code)
        progress[places] = (np.arange(places.size) + 0.5) / places.size
    return np.argsort(progress, kind="stable")


def _random(target: Target, plan: SplitPlan, seed: int) -> Division:
    is_classes = target.task is Task.CLASSIFICATION
    train, holdout = train_test_split(
        np.arange(target.rows.size, dtype=np.int64),
        test_size=plan.holdout,
        random_state=seed,
        stratify=target.codes if is_classes else None,
    )
    train, holdout = np.sort(train), np.sort(holdout)
    return Division(train, holdout, _shuffled_folds(target, train, plan, seed))


def _ordered(table: Table, target: Target, plan: SplitPlan) -> Division:
    places = _in_order(table, target, plan.order_by)
    held = ceil(places.size * plan.holdout)
    train, holdout = places[:-held], places[-held:]
    folds = TimeSeriesSplit(plan.folds).split(train)
    return Division(train, holdout, tuple(pairs(folds)))


def _grouped(table: Table, target: Target, plan: SplitPlan, seed: int) -> Division:
    groups = grouping.groups_of(table, target, plan)
    train, holdout = _sides(grouping.grouped_holdout(groups, target, plan, seed))
    _check_classes_left(target, train, plan)
    codes = target.codes[train] if target.classes else target.codes
    folds = grouping.grouped_folds(groups[train], codes, plan.folds, seed)
    grouping.check_sides(target, train, holdout, folds, plan)
    return Division(train, holdout, folds)


def _by_column(table: Table, target: Target, plan: SplitPlan, seed: int) -> Division:
    train, holdout = _sides(grouping.column_holdout(table, target, plan))
    grouping.check_sides(target, train, holdout, (), plan)
    _check_classes_left(target, train, plan)
    return Division(train, holdout, _shuffled_folds(target, train, plan, seed))


def _sides(is_held: np.ndarray[Any, np.dtype[np.bool_]]) -> tuple[Integers, Integers]:
    return np.flatnonzero(~is_held).astype(np.int64), np.flatnonzero(is_held).astype(np.int64)


def _shuffled_folds(
    target: Target, train: Integers, plan: SplitPlan, seed: int
) -> tuple[tuple[Integers, Integers], ...]:
    if target.task is Task.CLASSIFICATION:
        splitter: Any = StratifiedKFold(plan.folds, shuffle=True, random_state=seed)
        return tuple(pairs(splitter.split(train, target.codes[train])))
    return tuple(pairs(KFold(plan.folds, shuffle=True, random_state=seed).split(train)))


def _in_order(table: Table, target: Target, order_by: str | None) -> Integers:
    """Return places sorted by the column; equal ones as in the file, missing ones first."""
    if order_by is None:
        return np.arange(target.rows.size, dtype=np.int64)
    if table.column(order_by) is None:
        names = ", ".join(item.name for item in table.columns)
        raise UserError("training.unknown_order", column=order_by, columns=names)
    keys: pd.Series[Any] = table.frame[order_by].iloc[target.rows].reset_index(drop=True)
    ordered = keys.sort_values(kind="stable", na_position="first")
    return ordered.index.to_numpy(dtype=np.int64)


def _check_sizes(target: Target, plan: SplitPlan) -> None:
    rows = target.rows.size
    groups = max(2, len(target.classes))
    needed = ceil(max(2 * plan.folds / (1 - plan.holdout), groups / plan.holdout)) + 1
    if rows < needed:
        raise UserError(
            "training.too_few_rows",
            rows=rows,
            needed=needed,
            folds=plan.folds,
            share=f"{plan.holdout:.0%}",
            target=target.column.name,
        )


def _check_class_sizes(target: Target, plan: SplitPlan) -> None:
    if target.task is not Task.CLASSIFICATION:
        return
    # Each class must reach every fold after its share has been held out.
    rows = target.rows.size
    kept = rows - ceil(rows * plan.holdout)
    needed = ceil(plan.folds * rows / kept)
    counts = np.bincount(target.codes, minlength=len(target.classes))
    if counts.min() < needed:
        rarest = int(counts.argmin())
        raise UserError(
            "training.rare_class",
            target=target.column.name,
            label=target.classes[rarest],
            rows=count_words(int(counts[rarest])),
            needed=needed,
            folds=plan.folds,
            share=f"{plan.holdout:.0%}",
        )


def _check_classes_left(target: Target, train: Integers, plan: SplitPlan) -> None:
    """Refuse classes that cannot reach every fold after the hold-out has been taken."""
    if not target.classes:
        return
    counts = np.bincount(target.codes[train], minlength=len(target.classes))
    if 0 < counts.min() < plan.folds:
        rarest = int(counts.argmin())
        raise UserError(
            "training.rare_in_training",
            target=target.column.name,
            label=target.classes[rarest],
            rows=count_words(int(counts[rarest])),
            needed=plan.folds,
            folds=plan.folds,
        )


def _check_ordered_classes(target: Target, division: Division, plan: SplitPlan) -> None:
    if target.task is not Task.CLASSIFICATION:
        return
    codes = target.codes[division.train]
    absent = np.setdiff1d(target.codes[division.holdout], codes)
    if absent.size:
        raise UserError(
            "training.class_only_at_last",
            target=target.column.name,
            label=target.classes[int(absent[0])],
            share=f"{plan.holdout:.0%}",
        )
    for fold, (train, _) in enumerate(division.folds, start=1):
        if np.unique(codes[train]).size < 2:
            raise UserError(
                "training.one_class_at_first",
                target=target.column.name,
                rows=train.size,
                label=target.classes[int(codes[train[0]])],
                fold=fold,
            )


def _check_variety(target: Target, division: Division) -> None:
    values = target.values[division.train]
    if (values == values[0]).all():
        raise UserError("training.constant_in_training", target=target.column.name)
