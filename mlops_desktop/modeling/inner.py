"""The folds within a fit follow the rule by which the rows are held out.

Calibrations, penalties, stacks and means of the target are cross-fitted. Where rows of a group,
or of a time, are alike, parts drawn row by row would let a fit learn from rows that tell the answer
of those it is checked on: groups stay whole, ordered rows are fitted forward in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.preprocessing import TargetEncoder

from mlops_desktop.core.training import SplitMethod
from mlops_desktop.modeling import grouping
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.target import Integers

LEAST_ROWS = 20
"""Rows of the first part in time at the least: all of the second part's fit."""
_OF_EACH = 2
"""Rows of each class that the fit of every part has at the least."""

Pairs = list[tuple[Integers, Integers]]

GROUPS = "whole groups"
FORWARD = "forward in time; the first part, which has nothing before it, from those after it"
BY_ROWS = "row by row: {why}"
MEMBERS = "; those within the methods joined are row by row"


@dataclass(frozen=True, slots=True)
class Forward:
    """Divides rows in the order of time: each part is predicted from all parts before it.

    Every row is predicted once, as cross-fitting needs it; so the first part, which has nothing
    before it, is predicted from the parts after it.

    Attributes:
        usual: how rows are divided in which no such parts have all classes.
        needs_classes: whether what is fitted cannot do without a class.
        least: rows of the first part at the least.
    """

    usual: KFold | StratifiedKFold
    needs_classes: bool
    least: int = LEAST_ROWS

    def split(self, x: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[Any, Any]]:
        """Yield (training, test) places of rows that stand in the order of time."""
        found = self.parts(np.asarray(y))
        yield from self.usual.split(x, y, groups) if found is None else found

    def get_n_splits(self, _x: Any = None, _y: Any = None, _groups: Any = None) -> int:
        """Return how many parts there are at most."""
        return int(self.usual.n_splits)

    def parts(self, answers: Any) -> Pairs | None:
        """Return (training, test) places; None where a class is missing early or late."""
        size = len(answers)
        count = max(2, min(self.usual.n_splits, size // max(1, self.least)))
        first = size // count
        if self.needs_classes:
            places = [np.flatnonzero(answers == value) for value in np.unique(answers)]
            first = max(first, *(int(item[:_OF_EACH][-1]) + 1 for item in places))
            if any((item >= first).sum() < _OF_EACH for item in places):
                return None
        every = np.arange(size, dtype=np.int64)
        pairs: Pairs = [(every[first:], every[:first])]
        later = np.array_split(every[first:], count - 1)
        return pairs + [(every[: part[0]], part) for part in later if part.size]


def follow_split(estimator: Any, prepared: Prepared, rows: Integers, least: int = 0) -> str:
    """Let the folds within an unfitted estimator, or preprocessing, follow the split.

    Those of rows divided at random stay as they are.

    Args:
        rows: that it will be fitted to, as places in ``Target.rows``.
        least: rows that each fit needs at the least.

    Returns:
        What was done, in words; empty where there was nothing to do.
    """
    method = prepared.spec.split.method
    if method not in (SplitMethod.GROUPED, SplitMethod.ORDERED):
        return ""
    parameters = estimator.get_params(deep=True)
    folds = {key: item for key, item in parameters.items() if isinstance(item, _USUAL)}
    words = ""
    # Those within others are fitted to rows that the others choose.
    outer = [key for key in folds if not _is_within(key, folds)]
    for key, usual in folds.items():
        is_means = isinstance(parameters.get(key.removesuffix("__cv")), TargetEncoder)
        needs_classes = isinstance(usual, StratifiedKFold) and not is_means
        if method is SplitMethod.ORDERED:
            cv: Any = Forward(usual, needs_classes, max(LEAST_ROWS, least))
            is_found = cv.parts(prepared.target.values[rows]) is not None
        elif key in outer:
            cv = whole_groups(usual.n_splits, prepared, rows, needs_classes=needs_classes)
            is_found = cv is not None
        else:
            continue
        if is_found:
            estimator.set_params(**{key: cv})
        if key in outer:
            words = words or _told(method, is_found=is_found)
    if method is SplitMethod.GROUPED and words and len(outer) < len(folds):
        words += MEMBERS
    return words


_USUAL = (KFold, StratifiedKFold)


def _is_within(key: str, folds: Any) -> bool:
    owner = key.removesuffix("cv")
    return any(other != key and owner.startswith(other.removesuffix("cv")) for other in folds)


def whole_groups(
    folds: int, prepared: Prepared, rows: Integers, *, needs_classes: bool = False
) -> Pairs | None:
    """Return parts of whole groups; None where a part's fit would lack a class it needs."""
    if prepared.groups is None:
        raise AssertionError("rows divided by groups have groups")
    groups = prepared.groups[rows]
    count = min(folds, np.unique(groups).size)
    if count < 2:
        return None
    codes = prepared.target.codes[rows] if prepared.target.classes else np.empty(0, np.int64)
    pairs = list(grouping.grouped_folds(groups, codes, count, prepared.spec.seed))
    if not needs_classes:
        return pairs
    classes = np.unique(codes).size
    has_all = all(np.unique(codes[inside]).size == classes for inside, _ in pairs)
    return pairs if has_all else None


def _told(method: SplitMethod, *, is_found: bool) -> str:
    if is_found:
        return GROUPS if method is SplitMethod.GROUPED else FORWARD
    where = "groups" if method is SplitMethod.GROUPED else "times"
    return BY_ROWS.format(why=f"a class is in too few {where}")
