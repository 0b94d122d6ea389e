"""A fitted method looked at closely: what it leans on, where it is weak, how it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mlops_desktop.core.judging import Dependence, FairnessGap, Slice
from mlops_desktop.core.training import Evaluation, Importance
from mlops_desktop.modeling import catalogue, dependence, importance
from mlops_desktop.modeling.curves import evaluation
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.fairness import fairness_gaps
from mlops_desktop.modeling.features.plan import Block
from mlops_desktop.modeling.fit import Fitted, judge
from mlops_desktop.modeling.learning import learning_curve
from mlops_desktop.modeling.predict import Answer
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.slices import Held, divisible, weak_slices
from mlops_desktop.modeling.target import Integers

Check = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a close look at a method's answers to held-out rows shows."""

    importances: tuple[Importance, ...]
    evaluation: Evaluation
    slices: tuple[Slice, ...] = ()
    fairness: tuple[FairnessGap, ...] = ()
    dependence: tuple[Dependence, ...] = ()


def look_closely(
    prepared: Prepared, key: str, fitted: Fitted, held: PredictedRows, check: Check
) -> Judged:
    """Return everything that explains a method; its costs are bounded whatever the table's size.

    Args:
        held: the answers to all held-out rows.
        check: asked often whether to go on; raises ``Cancelled``.
    """
    seed = prepared.spec.seed
    curves = evaluation(held, seed)
    rows = prepared.target.rows[prepared.division.holdout]
    gaps = fairness_gaps(prepared.table, rows, held, prepared.spec.sensitive, seed)
    if not catalogue.method(key).uses_inputs:
        none = tuple(Importance(item.name, 0.0) for item in prepared.plan.inputs)
        return Judged(none, curves, fairness=gaps)
    leaning = _importances(prepared, key, fitted, check)
    check()
    texts = prepared.plan.names(Block.TEXTS)
    columns = divisible(prepared.plan.inputs, texts, [item.column for item in leaning])
    inputs = prepared.inputs.iloc[prepared.division.holdout].reset_index(drop=True)
    slices = weak_slices(Held(inputs, columns, held), prepared.metric, seed)
    return Judged(
        importances=leaning,
        evaluation=replace(curves, learning=learning_curve(prepared, key, fitted, check)),
        slices=slices,
        fairness=gaps,
        dependence=_dependence(prepared, key, fitted, leaning, check),
    )


def _importances(
    prepared: Prepared, key: str, fitted: Fitted, check: Check
) -> tuple[Importance, ...]:
    most = (importance.MOST_ROWS, importance.MOST_ROWS_OF_SLOW)
    rows = _some_rows(prepared, key, most, 4)

    def judged(answer: Answer, places: np.ndarray[Any, Any]) -> PredictedRows:
        check()
        return judge(prepared, fitted.model, answer, rows[places])

    random = np.random.default_rng([prepared.spec.seed, 4, 1])
    return importance.permutation_importances(
        fitted.model, prepared.inputs.iloc[rows], judged, prepared.metric, random
    )


def _dependence(
    prepared: Prepared, key: str, fitted: Fitted, leaning: tuple[Importance, ...], check: Check
) -> tuple[Dependence, ...]:
    fields = {field.name: field for field in prepared.signature.inputs}
    held = prepared.inputs.iloc[prepared.division.holdout]
    grids = (dependence.grid_of(fields[item.column], held[item.column]) for item in leaning)
    chosen = [grid for grid in grids if grid is not None][: dependence.MOST_COLUMNS]
    most = (dependence.MOST_ROWS, dependence.MOST_ROWS_OF_SLOW)
    inputs = prepared.inputs.iloc[_some_rows(prepared, key, most, 12)]
    return dependence.dependences(fitted.model, inputs, chosen, prepared.signature, check)


def _some_rows(prepared: Prepared, key: str, most: tuple[int, int], stream: int) -> Integers:
    """Return places of held-out rows drawn by the seed, fewer where predicting is slow."""
    held = prepared.division.holdout
    count = min(most[catalogue.method(key).is_slow_to_ask], held.size)
    random = np.random.default_rng([prepared.spec.seed, stream])
    return np.asarray(held[np.sort(random.choice(held.size, count, replace=False))])
