"""The rungs of a halving search: few rows for many candidates, all rows for the best of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from mlops_desktop.core.search import SearchMethod
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.split import Division, in_proportion
from mlops_desktop.modeling.target import Integers

FACTOR = 3
"""A third of the candidates goes on, to three times as many rows."""
LEAST_ROWS = 100
"""Training rows below which a rung would only tell noise."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One stage of a search.

    Attributes:
        prepared: the training, its training rows thinned; folds keep their rows among these.
        candidates: how many are tried here at most.
        share: of all training rows, 0–1.
    """

    prepared: Prepared
    candidates: int
    share: float

    @property
    def cost(self) -> float:
        """What the whole rung costs, in candidates on all rows."""
        return self.candidates * self.share


def plan_rungs(prepared: Prepared, count: int, method: SearchMethod) -> tuple[Rung, ...]:
    """Return the stages of a search for so many candidates; the last is on all training rows.

    Successive halving (Jamieson & Talwalkar 2016) with factor 3: 20 candidates on a ninth of the
    rows, 7 on a third, 3 on all. The rows of a rung are among those of the next; classes keep
    their shares. A rung too small to hold every fold's classes is left out, and its candidates
    begin on the next.
    """
    if method is SearchMethod.RANDOM:
        return (Rung(prepared, count, 1.0),)
    stages = 1 + _whole_log(count)
    order = _order(prepared)
    rungs: list[Rung] = []
    left = count
    for stage in range(stages - 1):
        share = FACTOR ** -(stages - 1 - stage)
        thinned = _thinned(prepared, order, math.floor(order.size * share))
        if thinned is not None:
            rungs.append(Rung(thinned, left, share))
            left = math.ceil(left / FACTOR)
    return (*rungs, Rung(prepared, left, 1.0))


def _whole_log(count: int) -> int:
    stages = 0
    while count >= FACTOR:
        count //= FACTOR
        stages += 1
    return stages


def _order(prepared: Prepared) -> Integers:
    """Return the training places in an order of which every beginning is like the whole.

    Shuffled by the seed; for classes so that each beginning has all of them in proportion.
    """
    train = prepared.division.train
    random = np.random.default_rng([prepared.spec.seed, 6])
    shuffled = random.permutation(train.size)
    if not prepared.target.classes:
        return shuffled
    return shuffled[in_proportion(prepared.target.codes[train[shuffled]])]


def _thinned(prepared: Prepared, order: Integers, rows: int) -> Prepared | None:
    """Keep the first so many rows of an order; None when too little is left of a fold."""
    if rows < LEAST_ROWS:
        return None
    division = prepared.division
    kept = np.zeros(division.train.size, dtype=bool)
    kept[order[:rows]] = True
    place = np.cumsum(kept) - 1
    folds = tuple(
        (place[inside[kept[inside]]], place[outside[kept[outside]]])
        for inside, outside in division.folds
    )
    thin = Division(division.train[kept], division.holdout, folds)
    if not _is_like(prepared, division, thin):
        return None
    return replace(prepared, division=thin)


def _is_like(prepared: Prepared, whole: Division, thin: Division) -> bool:
    """Say whether each part of each fold still has two rows, and all the classes it had."""
    codes = prepared.target.codes
    is_classes = bool(prepared.target.classes)
    for before, after in zip(whole.folds, thin.folds, strict=True):
        for old, new in zip(before, after, strict=True):
            if new.size < 2:
                return False
            if is_classes:
                classes = np.unique(codes[whole.train[old]]).size
                if np.unique(codes[thin.train[new]]).size < classes:
                    return False
    return True
