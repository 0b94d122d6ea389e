"""Canonical prediction: one thread, one job, the same answer on every machine of a kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.progress import Reporter
from mlops_desktop.modeling.rule import Rule, chosen_places
from mlops_desktop.modeling.target import Floats
from mlops_desktop.modeling.threads import one_thread

BLOCK = 50_000
"""Rows at a time: one-hot columns of a large table would not fit into memory."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says.

    Attributes:
        values: float64 for numbers; for classes the labels in the target's own type.
        probabilities: float64 of shape (rows, classes), or None.
    """

    values: np.ndarray[Any, Any]
    probabilities: Floats | None = None


def predict(
    model: Any,
    inputs: pd.DataFrame | Floats,
    reporter: Reporter | None = None,
    rule: Rule | None = None,
) -> Answer:
    """Predict every row.

    The predicted class is the most probable one, the first of equals, as scikit-learn's own
    ``predict`` has it; with a rule, the positive one from its threshold on.

    Args:
        model: a fitted pipeline; or its estimator alone.
        inputs: canonical inputs; or what the preprocessing made of them.
        reporter: asked between blocks whether to go on.
        rule: the version's, when classes are decided at a threshold.
    """
    answers = []
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, max(len(inputs), 1), BLOCK):
            if reporter is not None:
                reporter.check()
            answers.append(_predict_block(model, inputs[start : start + BLOCK], rule))
    if len(answers) == 1:
        return answers[0]
    values = np.concatenate([answer.values for answer in answers])
    parts = [answer.probabilities for answer in answers if answer.probabilities is not None]
    return Answer(values, np.concatenate(parts) if parts else None)


def _predict_block(model: Any, inputs: pd.DataFrame | Floats, rule: Rule | None) -> Answer:
    if isinstance(inputs, pd.DataFrame) and _is_nameless(model):
        inputs = inputs.to_numpy()
    if not hasattr(model, "classes_"):
        if not len(inputs):
            return Answer(np.empty(0))
        return Answer(np.asarray(model.predict(inputs), dtype=np.float64))
    if not len(inputs):
        return Answer(model.classes_[:0], np.empty((0, len(model.classes_))))
    probabilities = np.asarray(model.predict_proba(inputs), dtype=np.float64)
    return Answer(model.classes_[chosen_places(probabilities, rule)], probabilities)


def _is_nameless(model: Any) -> bool:
    """Whether it was fitted to a table without names; only models from elsewhere are."""
    return hasattr(model, "n_features_in_") and not hasattr(model, "feature_names_in_")
