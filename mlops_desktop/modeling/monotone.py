"""Answers that may only rise, or only fall, with a column."""

from __future__ import annotations

from typing import Any

from mlops_desktop.modeling.prepare import Prepared


def keep_monotone(estimator: Any, features: Any, prepared: Prepared) -> None:
    """Tell an unfitted estimator the directions that were chosen for columns.

    For two classes the direction is that of the positive class's probability.

    Args:
        features: the fitted preprocessing, whose outputs the estimator gets.
    """
    chosen = prepared.spec.features.monotone()
    if not chosen:
        return
    sign = -1 if prepared.signature.positive in prepared.target.classes[:1] else 1
    names = [str(name) for name in features.get_feature_names_out()]
    estimator.set_params(monotonic_cst=[sign * chosen.get(name, 0) for name in names])
