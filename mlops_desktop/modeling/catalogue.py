"""The estimators behind :mod:`mlops_desktop.core.algorithms`: parameters, seeds, wishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling.features import Preparation

Parameters = dict[str, Any]

MOST_COMPARISONS = 5_000_000_000
"""Nearest neighbours compare every new row with every training row; beyond this nobody waits."""

NEIGHBOURS = 10


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the parameters depend on.

    Attributes:
        rows: training rows.
        smallest: rows of the smallest training fold.
        holdout: hold-out rows.
        seed: 0–2³²−1.
    """

    rows: int
    smallest: int
    holdout: int
    seed: int


@dataclass(frozen=True, slots=True)
class Method:
    """How one algorithm is made.

    Attributes:
        estimators: the class per task.
        parameters: the arguments that differ from scikit-learn's defaults, and the seed.
        preparation: what it wants of its inputs.
        uses_inputs: False for the baseline, which looks at no column.
    """

    estimators: dict[Task, Callable[..., Any]]
    parameters: Callable[[Task, Circumstances], Parameters]
    preparation: Preparation
    uses_inputs: bool = True


def method(key: str) -> Method:
    """Return how the algorithm of that key is made; raises ``KeyError``."""
    return _METHODS[key]


def chosen_parameters(key: str, task: Task, circumstances: Circumstances) -> Parameters:
    """Return the arguments of the estimator.

    Raises:
        UserError: ``training.too_many_rows`` when the method would not end in a sensible time.
    """
    pairs = circumstances.rows * circumstances.holdout
    if key == "neighbours" and pairs > MOST_COMPARISONS:
        raise UserError(
            "training.too_many_rows", algorithm=algorithm(key).title, rows=circumstances.rows
        )
    return method(key).parameters(task, circumstances)


def build_estimator(key: str, task: Task, parameters: Parameters) -> Any:
    """Build the unfitted estimator."""
    return method(key).estimators[task](**parameters)


def _baseline(task: Task, _circumstances: Circumstances) -> Parameters:
    return {"strategy": "mean" if task is Task.REGRESSION else "prior"}


def _linear(task: Task, _circumstances: Circumstances) -> Parameters:
    return {"alpha": 1.0} if task is Task.REGRESSION else {"C": 1.0, "max_iter": 1000}


def _forest(task: Task, circumstances: Circumstances) -> Parameters:
    # Leaves grow with the rows, so that a tree has at most some 5,000 of them and a model file
    # stays in the tens of megabytes. A split looks at √features for classes and at a third of
    # them for numbers (Breiman 2001), which is also three times quicker than looking at all.
    return {
        "n_estimators": 100,
        "min_samples_leaf": max(2, -(-circumstances.rows // 5000)),
        "max_features": "sqrt" if task is Task.CLASSIFICATION else 1 / 3,
        "random_state": circumstances.seed,
    }


def _boosting(_task: Task, circumstances: Circumstances) -> Parameters:
    return {"max_iter": 200, "learning_rate": 0.1, "random_state": circumstances.seed}


def _neighbours(_task: Task, circumstances: Circumstances) -> Parameters:
    # Equal weights: with weights by distance, rounding decides between exact copies of a row.
    return {"n_neighbors": max(1, min(NEIGHBOURS, circumstances.smallest)), "weights": "uniform"}


_METHODS: dict[str, Method] = {
    "baseline": Method(
        {Task.REGRESSION: DummyRegressor, Task.CLASSIFICATION: DummyClassifier},
        _baseline,
        Preparation(scale=False),
        uses_inputs=False,
    ),
    "linear": Method(
        {Task.REGRESSION: Ridge, Task.CLASSIFICATION: LogisticRegression},
        _linear,
        Preparation(scale=True),
    ),
    "forest": Method(
        {Task.REGRESSION: RandomForestRegressor, Task.CLASSIFICATION: RandomForestClassifier},
        _forest,
        Preparation(scale=False),
    ),
    "boosting": Method(
        {
            Task.REGRESSION: HistGradientBoostingRegressor,
            Task.CLASSIFICATION: HistGradientBoostingClassifier,
        },
        _boosting,
        # Missing numbers take their own branch. Categories are one-hot encoded as elsewhere: with
        # native categories a model file would hold further pipelines and bit sets to be checked.
        Preparation(scale=False, impute=False),
    ),
    "neighbours": Method(
        {Task.REGRESSION: KNeighborsRegressor, Task.CLASSIFICATION: KNeighborsClassifier},
        _neighbours,
        Preparation(scale=True),
    ),
}
