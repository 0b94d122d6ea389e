"""The estimators behind :mod:`mlops_desktop.core.algorithms`: parameters, seeds, wishes.

``core.algorithms`` says as data what a person can choose; here is, per key, how it is made
(:class:`~.making.Method`). A method's parameters go three ways: a person's texts become values
(:func:`given_parameters`), values and circumstances become settled parameters
(:func:`chosen_parameters`, which are recorded with the version), and these become an estimator
(:func:`build_estimator`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from mlops_desktop.core.algorithms import ParameterValue, algorithm
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MethodParameters
from mlops_desktop.modeling.catalogue.circumstances import Circumstances, Parameters

if TYPE_CHECKING:
    from mlops_desktop.modeling.catalogue.making import Method

__all__ = [
    "Circumstances",
    "Parameters",
    "build_ensemble",
    "build_estimator",
    "chosen_parameters",
    "given_parameters",
    "method",
    "restated",
    "tidy",
]

MOST_COMPARISONS = 5_000_000_000
"""Nearest neighbours compare every new row with every training row; beyond this nobody waits."""


@cache
def _methods() -> dict[str, Method]:
    from mlops_desktop.modeling.catalogue.detectors import DETECTORS
    from mlops_desktop.modeling.catalogue.linear import LINEAR
    from mlops_desktop.modeling.catalogue.others import OTHERS
    from mlops_desktop.modeling.catalogue.trees import TREES

    return {**LINEAR, **TREES, **OTHERS, **DETECTORS}


def method(key: str) -> Method:
    """Return how the algorithm of that key is made; raises ``KeyError``."""
    return _methods()[key]


def tidy(item: Any) -> None:
    """Take out, everywhere in a fitted estimator, what is not part of the model."""
    from mlops_desktop.modeling.catalogue.tidying import take_out_needless

    take_out_needless(item)


def given_parameters(
    key: str, task: Task, wishes: Sequence[MethodParameters]
) -> dict[str, ParameterValue]:
    """Return what a person set for one method, by key, as values; the last word counts.

    Raises:
        UserError: ``training.unknown_parameter``, ``training.parameter_value``.
    """
    chosen = algorithm(key)
    known = {item.key: item for item in chosen.parameters_for(task)}
    found: dict[str, ParameterValue] = {}
    for wish in wishes:
        if wish.algorithm != key:
            continue
        for name, text in wish.values:
            if name not in known:
                raise UserError(
                    "training.unknown_parameter",
                    parameter=name,
                    algorithm=chosen.title,
                    parameters="; ".join(f"{k}: {item.range}" for k, item in known.items())
                    or "none",
                )
            found[name] = known[name].read(text, chosen.title)
    return found


def chosen_parameters(
    key: str,
    task: Task,
    circumstances: Circumstances,
    given: Mapping[str, ParameterValue] | None = None,
) -> Parameters:
    """Return the settled parameters: defaults, what was given instead, and the seed.

    Raises:
        UserError: ``training.too_many_rows`` when the method would not end in a sensible time.
    """
    chosen = algorithm(key)
    rows = circumstances.rows
    is_endless = key == "neighbours" and rows * circumstances.holdout > MOST_COMPARISONS
    if is_endless or (chosen.most_rows is not None and rows > chosen.most_rows):
        raise UserError("training.too_many_rows", algorithm=chosen.title, rows=rows)
    settings = {item.key: item.default for item in chosen.parameters_for(task)}
    return method(key).settle({**settings, **(given or {})}, task, circumstances)


def build_estimator(key: str, task: Task, parameters: Parameters) -> Any:
    """Build the unfitted estimator of a method that stands alone."""
    return method(key).build(task, parameters)


def build_ensemble(
    key: str, task: Task, parameters: Parameters, members: Sequence[tuple[str, Any]]
) -> Any:
    """Build the unfitted estimator of a method that joins others.

    Args:
        members: unfitted pipelines by method, from the canonical inputs to the answer.
    """
    joins = method(key).joins
    if joins is None:
        raise TypeError(f"{key} joins no others")
    return joins(task, parameters, members)


def restated(key: str, task: Task, recorded: Sequence[tuple[str, str]]) -> MethodParameters:
    """Return a version's recorded parameters as a person would set them, to make it again."""
    known = {item.key for item in algorithm(key).parameters_for(task)}
    return MethodParameters(key, tuple(pair for pair in recorded if pair[0] in known))
