"""A quantile that a training aims at, and the metric that then decides."""

from __future__ import annotations

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.metrics import DEFAULT_METRIC, QUANTILE_METRIC, Task
from mlops_desktop.core.training import TrainingSpec

_METHOD = "boosting"


def quantile_of(spec: TrainingSpec) -> float | None:
    """Return the quantile that boosting is asked to aim at; None: none, or no number.

    All methods of the training are judged by it: it is what the training is for.
    """
    if spec.task not in (None, Task.REGRESSION):
        return None
    if spec.algorithms and _METHOD not in spec.algorithms:
        return None
    values = {
        key: text.strip()
        for item in spec.parameters
        if item.algorithm == _METHOD
        for key, text in item.values
    }
    if values.get("loss") != "quantile":
        return None
    known = {item.key: item for item in algorithm(_METHOD).parameters}
    asked = values.get("quantile", str(known["quantile"].default))
    try:
        return float(asked)
    except ValueError:
        return None


def usual_metric(spec: TrainingSpec, task: Task) -> str:
    """Return the metric that decides unless a person chose one."""
    if task is Task.REGRESSION and quantile_of(spec) is not None:
        return QUANTILE_METRIC
    return DEFAULT_METRIC[task]
