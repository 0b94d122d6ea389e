"""The estimators of :mod:`mlops_desktop.core.algorithms.others`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    StackingClassifier,
    StackingRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.svm import SVC, SVR

from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling.catalogue.circumstances import Circumstances, Parameters
from mlops_desktop.modeling.catalogue.linear import calibrated, folded, in_units
from mlops_desktop.modeling.catalogue.making import (
    PLAIN,
    SCALED,
    Method,
    as_they_are,
    splitter,
)

NEIGHBOURS = 10

Members = Sequence[tuple[str, Any]]


def _settle_baseline(settings: Parameters, task: Task, _circumstances: Circumstances) -> Parameters:
    return {**settings, "strategy": "prior" if task is Task.CLASSIFICATION else "mean"}


def _baseline(task: Task, parameters: Parameters) -> Any:
    return (DummyClassifier if task is Task.CLASSIFICATION else DummyRegressor)(**parameters)


def _settle_neighbours(
    settings: Parameters, _task: Task, circumstances: Circumstances
) -> Parameters:
    # Equal weights: with weights by distance, rounding decides between exact copies of a row.
    asked = settings["n_neighbors"]
    most = NEIGHBOURS if asked == "automatic" else asked
    return {**settings, "n_neighbors": max(1, min(most, circumstances.smallest))}


def _neighbours(task: Task, parameters: Parameters) -> Any:
    kind = KNeighborsClassifier if task is Task.CLASSIFICATION else KNeighborsRegressor
    return kind(**parameters)


def _kernel_svm(task: Task, parameters: Parameters) -> Any:
    gamma = "scale" if parameters["gamma"] == "automatic" else parameters["gamma"]
    arguments = {"C": parameters["C"], "gamma": gamma, "kernel": parameters["kernel"]}
    if task is Task.CLASSIFICATION:
        return calibrated(SVC(**arguments), parameters)
    return in_units(SVR(**arguments))


def _mlp(task: Task, parameters: Parameters) -> Any:
    arguments = dict(parameters)
    width = arguments.pop("units")
    arguments["hidden_layer_sizes"] = (width,) * arguments.pop("layers")
    if task is Task.CLASSIFICATION:
        return MLPClassifier(**arguments)
    return in_units(MLPRegressor(**arguments))


def _never_alone(_task: Task, _parameters: Parameters) -> Any:
    raise TypeError("a method that joins others is made from its members")


def _voting(task: Task, _parameters: Parameters, members: Members) -> Any:
    if task is Task.CLASSIFICATION:
        return VotingClassifier(list(members), voting="soft", n_jobs=1)
    return VotingRegressor(list(members), n_jobs=1)


def _settle_stacking(settings: Parameters, _task: Task, circumstances: Circumstances) -> Parameters:
    folds = max(2, min(settings["cv"], circumstances.rarest, circumstances.smallest // 2))
    return {**settings, "cv": folds, "random_state": circumstances.seed}


def _stacking(task: Task, parameters: Parameters, members: Members) -> Any:
    cv = splitter(task, parameters["cv"], parameters["random_state"])
    if task is Task.CLASSIFICATION:
        last: Any = LogisticRegression(max_iter=1000)
        return StackingClassifier(list(members), last, cv=cv, n_jobs=1)
    # Breiman 1996, "Stacked regressions": weights that are not negative, and no constant, so
    # that a stack of counts is never below zero.
    last = LinearRegression(positive=True, fit_intercept=False)
    return StackingRegressor(list(members), last, cv=cv, n_jobs=1)


OTHERS: dict[str, Method] = {
    "baseline": Method(_baseline, PLAIN, _settle_baseline, uses_inputs=False),
    "neighbours": Method(_neighbours, SCALED, _settle_neighbours, is_slow_to_ask=True),
    "kernel_svm": Method(_kernel_svm, SCALED, folded, is_slow_to_ask=True),
    "mlp": Method(_mlp, SCALED),
    "voting": Method(_never_alone, PLAIN, as_they_are, joins=_voting, is_slow_to_ask=True),
    "stacking": Method(_never_alone, PLAIN, _settle_stacking, joins=_stacking, is_slow_to_ask=True),
}
