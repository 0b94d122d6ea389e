"""Answers that may only rise, or only fall, with a column."""

from __future__ import annotations

from typing import Any

from mlops_desktop.core.expansion import model_inputs
from mlops_desktop.modeling.features.plan import Preparation
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.steps.recorded import describe


def keep_monotone(
    estimator: Any, features: Any, prepared: Prepared, preparation: Preparation
) -> None:
    """Tell an unfitted estimator the directions that were chosen for columns.

    For two classes the direction is that of the positive class's probability.

    Args:
        features: the fitted preprocessing, whose outputs the estimator gets.
    """
    chosen = prepared.spec.features.monotone()
    if not chosen:
        return
    sign = -1 if prepared.signature.positive in prepared.target.classes[:1] else 1
    inputs = model_inputs(describe(prepared.plan, preparation, features))
    # A name may be that of another column's part: directions are for columns as they are.
    directions = [
        chosen.get(item.name, 0) if item.columns == (item.name,) else 0 for item in inputs
    ]
    estimator.set_params(monotonic_cst=[sign * direction for direction in directions])
