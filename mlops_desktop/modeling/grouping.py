"""Rows that belong together stay together; or a column says itself which rows are held out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.modeling.table import Table, as_text
from mlops_desktop.modeling.target import Integers, Target

LARGEST_GROUP = 2 / 3
"""A group with a larger share of the rows leaves too few to learn from when it is tested."""
DRAWS = 200
_CELLS = 2_000_000
_MOST_STRATIFIED = 2_000
_RETRIES = 20
_SHOWN = 8


def groups_of(table: Table, target: Target, plan: SplitPlan) -> Integers:
    """Return the group of each row as 0, 1, …, in the order of their names.

    Raises:
        UserError: ``training.needs_group``, ``training.unknown_group``,
            ``training.group_missing``, ``training.too_few_groups``, ``training.large_group``.
    """
    if plan.group_by is None:
        raise UserError("training.needs_group")
    texts = _texts(table, target, plan.group_by)
    missing = sum(not isinstance(text, str) for text in texts)
    if missing:
        raise UserError("training.group_missing", column=plan.group_by, rows=count_words(missing))
    names, groups = np.unique(texts.astype(str), return_inverse=True)
    # One group to hold out at the least, and one for each fold.
    if names.size < plan.folds + 1:
        raise UserError(
            "training.too_few_groups",
            column=plan.group_by,
            found=names.size,
            needed=plan.folds + 1,
            folds=plan.folds,
        )
    counts = np.bincount(groups)
    largest = int(counts.argmax())
    if counts[largest] > LARGEST_GROUP * groups.size:
        raise UserError(
            "training.large_group",
            column=plan.group_by,
            value=str(names[largest])[:60],
            share=f"{counts[largest] / groups.size:.0%}",
        )
    return groups.astype(np.int64)


def grouped_holdout(groups: Integers, target: Target, plan: SplitPlan, seed: int) -> Any:
    """Return which rows are held out: whole groups, as a mask of shape (rows,).

    Of up to :data:`DRAWS` random orders of the groups, each cut where the share of rows comes
    nearest to the one asked for, the one is taken whose shares of rows and of each class are
    nearest to those asked for.
    """
    codes = target.codes if target.classes else np.zeros(groups.size, dtype=np.int64)
    width = max(1, len(target.classes))
    count = int(groups.max()) + 1
    table = np.bincount(groups * width + codes, minlength=count * width).reshape(count, width)
    sizes = table.sum(axis=1)
    wanted = plan.holdout * table.sum(axis=0)
    left = count - plan.folds  # so many groups may be held out at most
    random = np.random.default_rng([seed, 5])
    best, found = np.inf, np.zeros(count, dtype=bool)
    for _ in range(max(10, min(DRAWS, _CELLS // (count * width)))):
        order = random.permutation(count)
        rows = np.cumsum(sizes[order])[:left]
        cut = int(np.abs(rows - plan.holdout * groups.size).argmin()) + 1
        held = table[order[:cut]].sum(axis=0)
        by_class = (np.abs(held - wanted) / wanted).mean()
        distance = float(np.abs(held.sum() - wanted.sum()) / wanted.sum() + by_class)
        if distance < best:
            best, found = distance, np.isin(np.arange(count), order[:cut])
    return found[groups]


def grouped_folds(
    groups: Integers, codes: Integers, folds: int, seed: int
) -> tuple[tuple[Integers, Integers], ...]:
    """Return (training, test) pairs of places with whole groups in each.

    Stratified while there are few enough groups to weigh one by one. A draw in which a training
    part lacks a class is made again with the next seed, at most 20 times.

    Args:
        groups: of the training rows.
        codes: their classes; empty for numbers.
    """
    kinds: list[Any] = [GroupKFold]
    if codes.size and np.unique(groups).size <= _MOST_STRATIFIED:
        kinds.insert(0, StratifiedGroupKFold)
    found: tuple[tuple[Integers, Integers], ...] = ()
    for kind in kinds:
        for attempt in range(_RETRIES):
            splitter = kind(folds, shuffle=True, random_state=(seed + attempt) % 2**32)
            labels = codes if codes.size else None
            found = tuple(pairs(splitter.split(groups, labels, groups)))
            if all(outside.size and _has_all(codes, inside) for inside, outside in found):
                return found
    return found


def column_holdout(table: Table, target: Target, plan: SplitPlan) -> Any:
    """Return which rows the column says are held out, as a mask; without a value: not.

    Raises:
        UserError: ``training.needs_column``, ``training.unknown_group``,
            ``training.not_in_column``, ``training.one_side``.
    """
    if plan.column is None or not plan.held_out:
        raise UserError("training.needs_column")
    texts = _texts(table, target, plan.column)
    known = sorted({text for text in texts if isinstance(text, str)})
    for value in plan.held_out:
        if value not in known:
            more = " …" if len(known) > _SHOWN else ""
            raise UserError(
                "training.not_in_column",
                column=plan.column,
                value=value,
                values=", ".join(known[:_SHOWN]) + more,
            )
    wanted = set(plan.held_out)
    mask = np.array([isinstance(text, str) and text in wanted for text in texts], dtype=bool)
    held = int(mask.sum())
    if held < 2 or mask.size - held < 2 * plan.folds:
        raise UserError(
            "training.one_side",
            column=plan.column,
            held=count_words(held),
            left=count_words(mask.size - held),
            needed=2 * plan.folds,
            folds=plan.folds,
        )
    return mask


def check_sides(
    target: Target,
    train: Integers,
    held: Integers,
    folds: Iterable[tuple[Integers, Integers]],
    plan: SplitPlan,
) -> None:
    """Refuse a division in which a class is missing on one side, or where a fold learns.

    Raises:
        UserError: ``training.class_on_one_side``, ``training.fold_without_class``.
    """
    column = plan.group_by if plan.method is SplitMethod.GROUPED else plan.column
    for place, label in enumerate(target.classes):
        sides = {
            "trained on": (target.codes[train] == place).any(),
            "held out": (target.codes[held] == place).any(),
        }
        for side, is_there in sides.items():
            if not is_there:
                raise UserError(
                    "training.class_on_one_side",
                    target=target.column.name,
                    label=label,
                    side=side,
                    column=column,
                )
    for fold, (inside, _) in enumerate(folds, start=1):
        codes = target.codes[train][inside] if target.classes else np.empty(0, np.int64)
        absent = np.setdiff1d(np.arange(len(target.classes)), codes)
        if absent.size:
            raise UserError(
                "training.fold_without_class",
                target=target.column.name,
                label=target.classes[int(absent[0])],
                column=column,
                fold=fold,
            )


def pairs(found: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Integers, Integers]]:
    """Return what a splitter of scikit-learn yields, as places."""
    for train, test in found:
        yield train.astype(np.int64), test.astype(np.int64)


def count_words(rows: int) -> str:
    """Return so many rows in words."""
    return "1 row" if rows == 1 else f"{rows} rows"


def _has_all(codes: Integers, inside: Integers) -> bool:
    return not codes.size or np.unique(codes[inside]).size == np.unique(codes).size


def _texts(table: Table, target: Target, name: str) -> Any:
    names = ", ".join(item.name for item in table.columns)
    if table.column(name) is None:
        raise UserError("training.unknown_group", column=name, columns=names)
    if name == target.column.name:
        raise UserError("training.group_is_target", column=name)
    return as_text(table.frame[name].iloc[target.rows])
