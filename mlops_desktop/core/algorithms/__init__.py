"""The methods a person can choose, as data; what they do is known to ``modeling`` alone."""

from __future__ import annotations

from mlops_desktop.core.algorithms.algorithm import Algorithm, Cost
from mlops_desktop.core.algorithms.anomaly import DETECTORS
from mlops_desktop.core.algorithms.forecasting import FORECASTERS
from mlops_desktop.core.algorithms.imported import IMPORTED
from mlops_desktop.core.algorithms.linear import LINEAR
from mlops_desktop.core.algorithms.others import BASELINE, OTHERS
from mlops_desktop.core.algorithms.parameter import Parameter, ParameterKind, ParameterValue
from mlops_desktop.core.algorithms.trees import TREES
from mlops_desktop.core.metrics import Task

__all__ = [
    "ALGORITHMS",
    "BASELINE",
    "DETECTORS",
    "EVERY",
    "FORECASTERS",
    "IMPORTED",
    "Algorithm",
    "Cost",
    "Parameter",
    "ParameterKind",
    "ParameterValue",
    "algorithm",
    "algorithms_for",
    "default_algorithms",
]

ALGORITHMS: tuple[Algorithm, ...] = (BASELINE, *LINEAR, *TREES, *OTHERS)
"""In the order they are shown and trained; those that join others come last."""

EVERY: tuple[Algorithm, ...] = (*ALGORITHMS, *FORECASTERS, *DETECTORS)
"""Those that learn from answers, those that forecast days, those that find unusual rows."""


def algorithm(key: str) -> Algorithm:
    """Return the method of that key; one that only a newer program knows is shown by its key."""
    unknown = Algorithm(key, key, (), "This program does not know this method.", "", Cost.QUICK)
    return {item.key: item for item in (*EVERY, IMPORTED)}.get(key, unknown)


def algorithms_for(task: Task) -> tuple[Algorithm, ...]:
    """Return the methods that can predict this, in the order they are shown and trained."""
    return tuple(item for item in EVERY if task in item.tasks)


def default_algorithms(task: Task) -> tuple[Algorithm, ...]:
    """Return the methods that are tried when none is named: few, quick and unlike each other."""
    return tuple(item for item in algorithms_for(task) if item.is_default)
