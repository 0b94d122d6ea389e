"""What is fitted: one method with its parameters, or several of them joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from mlops_desktop.core.algorithms import algorithm, algorithms_for, default_algorithms
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task, metric
from mlops_desktop.modeling import catalogue
from mlops_desktop.modeling.catalogue import Circumstances, Parameters
from mlops_desktop.modeling.features.build import build_preprocessing
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.split import smallest_fold

MOST_MEMBERS = 3
"""So many of the best are joined unless a person names others."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One method with settled parameters.

    Attributes:
        members: what it joins; empty when it stands alone.
    """

    key: str
    parameters: Parameters
    members: tuple[Recipe, ...] = ()


class Team:
    """The methods fitted so far, by which a method that joins others chooses its members.

    Args:
        deciding: key of the deciding metric.
    """

    def __init__(self, deciding: str) -> None:
        self._sign = 1 if metric(deciding).is_loss else -1
        self._fitted: list[tuple[tuple[float, ...], Recipe]] = []

    def add(self, recipe: Recipe, by_fold: tuple[float, ...]) -> None:
        """Note a method and its deciding metric in each fold of plain cross-validation."""
        self._fitted.append((by_fold, recipe))

    def best_first(self, without: int | None = None) -> tuple[Recipe, ...]:
        """Return the methods, the best first; equal ones in the order they were fitted.

        Args:
            without: a fold (0-based) that has no say, so that it can judge who is chosen.
        """
        standing = []
        for by_fold, recipe in self._fitted:
            values = np.array([v for fold, v in enumerate(by_fold) if fold != without])
            values = values[~np.isnan(values)]
            if values.size:
                standing.append((self._sign * float(values.mean()), recipe))
        return tuple(recipe for _, recipe in sorted(standing, key=lambda pair: pair[0]))


def settled(prepared: Prepared, key: str, team: Sequence[Recipe] = ()) -> Recipe:
    """Settle a method's parameters and, when it joins others, its members.

    Args:
        team: methods of this training that have been fitted, the best by cross-validation first.

    Raises:
        UserError: ``training.too_many_rows``, ``training.needs_positive``,
            ``training.unknown_member``.
    """
    values = prepared.target.values[prepared.division.train]
    method = catalogue.method(key)
    if method.needs_positive and (values <= 0).any():
        raise UserError(
            "training.needs_positive",
            algorithm=algorithm(key).title,
            target=prepared.target.column.name,
            rows=int((values <= 0).sum()),
        )
    parameters = catalogue.chosen_parameters(
        key, prepared.target.task, circumstances(prepared), prepared.given.get(key)
    )
    if method.joins is None:
        return Recipe(key, parameters)
    members = _members(prepared, key, str(parameters["members"]), team)
    names = "+".join(item.key for item in members)
    return Recipe(key, {**parameters, "members": names}, members)


def build(prepared: Prepared, recipe: Recipe) -> Any:
    """Build the unfitted estimator of a recipe.

    One that joins others takes canonical inputs: each member has its own preprocessing.
    """
    task = prepared.target.task
    if not recipe.members:
        estimator = catalogue.build_estimator(recipe.key, task, recipe.parameters)
        native = prepared.plan.native(catalogue.method(recipe.key).preparation)
        if native:
            estimator.set_params(categorical_features=list(range(len(native))))
        return estimator
    members = [(item.key, _pipeline(prepared, item)) for item in recipe.members]
    return catalogue.build_ensemble(recipe.key, task, recipe.parameters, members)


def circumstances(prepared: Prepared) -> Circumstances:
    """Return what parameters depend on."""
    division = prepared.division
    smallest = smallest_fold(division)
    return Circumstances(
        rows=division.train.size,
        smallest=smallest,
        holdout=division.holdout.size,
        seed=prepared.spec.seed,
        rarest=_rarest(prepared) if prepared.target.classes else smallest,
    )


def _rarest(prepared: Prepared) -> int:
    codes = prepared.target.codes[prepared.division.train]
    found = []
    for inside, _ in prepared.division.folds:
        counts = np.bincount(codes[inside])
        found.append(int(counts[counts > 0].min()))
    return min(found)


def _pipeline(prepared: Prepared, recipe: Recipe) -> Pipeline:
    preparation = catalogue.method(recipe.key).preparation
    features = build_preprocessing(prepared.plan, preparation)
    return Pipeline([("features", features), ("model", build(prepared, recipe))])


def _members(prepared: Prepared, key: str, wish: str, team: Sequence[Recipe]) -> tuple[Recipe, ...]:
    if wish == "automatic":
        fitting = [item for item in team if _can_be_member(item.key)]
        if len(fitting) >= 2:
            return tuple(fitting[:MOST_MEMBERS])
        defaults = default_algorithms(prepared.target.task)
        names = [item.key for item in defaults if _can_be_member(item.key)][:MOST_MEMBERS]
    else:
        names = list(dict.fromkeys(wish.split("+")))
        _check_members(key, names, prepared.target.task)
    known = {item.key: item for item in team}
    return tuple(known.get(name) or settled(prepared, name) for name in names)


def _check_members(key: str, names: Sequence[str], task: Task) -> None:
    fitting = [item.key for item in algorithms_for(task) if _can_be_member(item.key)]
    for name in names:
        if name not in fitting:
            raise UserError(
                "training.unknown_member",
                algorithm=algorithm(key).title,
                member=name,
                members=", ".join(fitting),
            )


def _can_be_member(key: str) -> bool:
    method = catalogue.method(key)
    return method.uses_inputs and method.joins is None
