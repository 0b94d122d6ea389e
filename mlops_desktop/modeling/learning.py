"""Would more rows help? The deciding metric on growing shares of the training rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.algorithms.algorithm import Cost
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.training import Curve, SplitMethod
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


def learning_curve(
    prepared: Prepared, key: str, fitted: Fitted, check: Callable[[], object]
) -> Curve | None:
    """Return training rows against the deciding metric, a mean over up to two of the folds.

    Smaller parts are drawn by the seed out of the training rows of each fold, each within the
    next and with classes in proportion; of ordered rows the latest ones. The last point is the
    training itself, measured on the same folds. The parts are small enough that the curve costs
    a fraction of the training: see :data:`MOST_ROWS` and :data:`MOST_CELLS`.

    Args:
        check: asked before each fit whether to go on.

    Returns:
        None where a part cannot be fitted, or there is nothing to compare.
    """
    folds = prepared.division.folds[:MOST_FOLDS]
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
    for inside, outside in prepared.division.folds[:MOST_FOLDS]:
        check()
        chosen = _spread(prepared, inside)[:size]
        if prepared.spec.split.method is SplitMethod.ORDERED:
            chosen = chosen[::-1]  # in the order of time again, which the folds within a fit follow
        part = train[inside[chosen]]
        model, _ = fit_recipe(prepared, fitted.recipe, part)
        values.append(measure(prepared.metric, outcome(prepared, model, train[outside])))
    return float(np.mean(values))


def _spread(prepared: Prepared, inside: Integers) -> Integers:
    """Return places in ``inside`` in an order whose every beginning is a fair sample."""
    if prepared.spec.split.method is SplitMethod.ORDERED:
        return np.arange(inside.size, dtype=np.int64)[::-1]
    order = np.random.default_rng([prepared.spec.seed, 11]).permutation(inside.size)
    if not prepared.target.classes:
        return order.astype(np.int64)
    codes = prepared.target.codes[prepared.division.train[inside[order]]]
    return order[in_proportion(codes)].astype(np.int64)
