"""How much a model leans on each input column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.metrics import metric
from mlops_desktop.core.training import Importance
from mlops_desktop.modeling.evaluate import PredictedRows, measure
from mlops_desktop.modeling.predict import Answer, predict

MOST_ROWS = 2_000
MOST_ROWS_OF_SLOW = 300
"""Nearest neighbours, among others, look at many training rows for each prediction."""
REPEATS = 3

Judge = Callable[[Answer, np.ndarray[Any, Any]], PredictedRows]


def permutation_importances(
    model: Any,
    inputs: pd.DataFrame,
    judge: Judge,
    deciding: str,
    random: np.random.Generator,
) -> tuple[Importance, ...]:
    """Return the mean worsening of a metric when a column is shuffled, the largest first.

    Breiman 2001, "Random forests", sec. 10; Fisher, Rudin & Dominici 2019 (permutation on
    held-out rows, mean of :data:`REPEATS` shuffles).

    Args:
        inputs: hold-out rows in canonical form, at most :data:`MOST_ROWS`.
        judge: turns an answer, and the places of the rows it is for, into an outcome.
        deciding: key of the metric.
        random: shuffles the columns.
    """
    rows = np.arange(len(inputs))
    sign = 1.0 if metric(deciding).is_loss else -1.0
    whole = measure(deciding, judge(predict(model, inputs), rows))
    found = []
    for name in inputs.columns:
        changes = [
            measure(deciding, judge(predict(model, _shuffled(inputs, name, random)), rows)) - whole
            for _ in range(REPEATS)
        ]
        value = sign * float(np.mean(changes))
        found.append(Importance(str(name), 0.0 if np.isnan(value) else value))
    return tuple(sorted(found, key=lambda item: -item.value))


def _shuffled(inputs: pd.DataFrame, name: str, random: np.random.Generator) -> pd.DataFrame:
    order = random.permutation(len(inputs))
    return inputs.assign(**{name: inputs[name].to_numpy()[order]})
