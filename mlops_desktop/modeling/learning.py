"""Would more rows help? The deciding metric on growing shares of the training rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.algorithms.algorithm import Cost
from mlops_desktop.core.curve import Curve
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.training import SplitMethod
from mlops_desktop.modeling.evaluate import measure
from mlops_desktop.modeling.fit import Fitted, fit_recipe, outcome
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.split import in_proportion
from mlops_desktop.modeling.target import Integers

SHARES = (0.25, 0.5, 1.0)
"""Of the largest part that is fitted; half of the training rows, unless that is too many."""
MOST_FOLDS = 2
MOST_ROWS = {Cost.QUICK: 5_000, Cost.MEDIUM: 2_500, Cost.SLOW: 1_000}
MOST_CELLS = 500_000
"""Rows × input columns of the largest part: it bounds what the curve costs for wide tables."""
FEWEST_ROWS = 20
MOST_JUDGED = 5_000
"""Test rows of a fold that a part is measured on, drawn by the seed."""
LARGE = 10_000
"""Training rows of a fold from which on one fold is enough to tell: it has many test rows."""


def learning_curve(
    prepared: Prepared, key: str, fitted: Fitted, check: Callable[[], object]
) -> Curve | None:
    """Return training rows against the deciding metric, a mean over up to two of the folds.

    Smaller parts are drawn by the seed out of the training rows of each fold, each within the
    next and with classes in proportion; of ordered rows the latest ones. The last point is the
    training itself, measured on the same folds. The parts, and what they are measured on, are small
    enough that the curve costs about a tenth of the training of a large table: see
    :data:`MOST_ROWS`, :data:`MOST_CELLS`, :data:`MOST_JUDGED` and :data:`LARGE`.

    Args:
        check: asked before each fit whether to go on.

    Returns:
        None where a part cannot be fitted, or there is nothing to compare.
    """
    folds = _folds(prepared)
    smallest = min(inside.size for inside, _ in folds)
    columns = max(1, prepared.inputs.shape[1])
    most = min(smallest // 2, MOST_ROWS[algorithm(key).cost], MOST_CELLS // columns)
    sizes = [int(share * most) for share in SHARES if share * most >= FEWEST_ROWS]
    whole = fitted.by_fold[: len(folds)]
    if not sizes or len(whole) < len(folds):
        return None
    values = []
    for size in sizes:
        try:
            values.append(_mean_value(prepared, fitted, size, check))
        except (UserError, ValueError, ArithmeticError, np.linalg.LinAlgError):
            return None
    points = [*zip(sizes, values, strict=True)]
    points.append((int(np.mean([inside.size for inside, _ in folds])), float(np.mean(whole))))
    defined = [(float(rows), value) for rows, value in points if np.isfinite(value)]
    if len(defined) < 2:
        return None
    return Curve(*zip(*defined, strict=True))


def _mean_value(
    prepared: Prepared, fitted: Fitted, size: int, check: Callable[[], object]
) -> float:
    train, values = prepared.division.train, []
    for inside, outside in _folds(prepared):
        check()
        chosen = _spread(prepared, inside)[:size]
        if prepared.spec.split.method is SplitMethod.ORDERED:
            chosen = chosen[::-1]  # in the order of time again, which the folds within a fit follow
        part = train[inside[chosen]]
        model, _ = fit_recipe(prepared, fitted.recipe, part)
        values.append(
            measure(prepared.metric, outcome(prepared, model, train[_judged(prepared, outside)]))
        )
    return float(np.mean(values))


def _folds(prepared: Prepared) -> tuple[tuple[Integers, Integers], ...]:
    """Return the folds that the curve is measured on: the first two, of a large table the first."""
    folds = prepared.division.folds
    if min(inside.size for inside, _ in folds[:MOST_FOLDS]) >= LARGE:
        return folds[:1]
    return folds[:MOST_FOLDS]


def _judged(prepared: Prepared, outside: Integers) -> Integers:
    """Return at most so many of a fold's test rows, the same for every part, in their order."""
    if outside.size <= MOST_JUDGED:
        return outside
    random = np.random.default_rng([prepared.spec.seed, 13])
    return outside[np.sort(random.choice(outside.size, MOST_JUDGED, replace=False))]


def _spread(prepared: Prepared, inside: Integers) -> Integers:
    """Return places in ``inside`` in an order whose every beginning is a fair sample."""
    if prepared.spec.split.method is SplitMethod.ORDERED:
        return np.arange(inside.size, dtype=np.int64)[::-1]
    order = np.random.default_rng([prepared.spec.seed, 11]).permutation(inside.size)
    if not prepared.target.classes:
        return order.astype(np.int64)
    codes = prepared.target.codes[prepared.division.train[inside[order]]]
    return order[in_proportion(codes)].astype(np.int64)
