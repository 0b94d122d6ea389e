"""What a method is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.model_selection import KFold, StratifiedKFold

from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling.catalogue.circumstances import Circumstances, Parameters
from mlops_desktop.modeling.features.plan import Preparation

Build = Callable[[Task, Parameters], Any]
Settle = Callable[[Parameters, Task, Circumstances], Parameters]


def _seeded(settings: Parameters, _task: Task, circumstances: Circumstances) -> Parameters:
    return {**settings, "random_state": circumstances.seed}


def as_they_are(settings: Parameters, _task: Task, _circumstances: Circumstances) -> Parameters:
    """Settle nothing: the method has no chance in it."""
    return settings


@dataclass(frozen=True, slots=True)
class Method:
    """How one algorithm is made.

    Attributes:
        build: makes the unfitted estimator from settled parameters.
        preparation: what it wants of its inputs.
        settle: turns ``automatic`` into values and adds what is not for people to set.
        uses_inputs: False for the baseline, which looks at no column.
        joins: makes the unfitted estimator from named member pipelines instead; None: it is
            no ensemble of other methods.
        needs_positive: whether the target must be above zero.
        is_slow_to_ask: whether predicting costs so much that importances look at fewer rows.
    """

    build: Build
    preparation: Preparation
    settle: Settle = _seeded
    uses_inputs: bool = True
    joins: Callable[[Task, Parameters, Sequence[tuple[str, Any]]], Any] | None = None
    needs_positive: bool = False
    is_slow_to_ask: bool = False


PLAIN = Preparation(scale=False)
SCALED = Preparation(scale=True)
NATIVE = Preparation(scale=False, impute=False, takes_categories=True)


def splitter(task: Task, folds: int, seed: int) -> Any:
    """Return how a fit divides its own rows; :func:`..tidy` keeps the number of folds only."""
    kind = StratifiedKFold if task is Task.CLASSIFICATION else KFold
    return kind(folds, shuffle=True, random_state=seed)
