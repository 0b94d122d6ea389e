"""The estimators of :mod:`mlops_desktop.core.algorithms.trees`."""

from __future__ import annotations

from typing import Any

from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling.catalogue.circumstances import Circumstances, Parameters
from mlops_desktop.modeling.catalogue.making import (
    NATIVE,
    PLAIN,
    Method,
)

_TREE = (DecisionTreeClassifier, DecisionTreeRegressor)
_FOREST = (RandomForestClassifier, RandomForestRegressor)
_EXTRA = (ExtraTreesClassifier, ExtraTreesRegressor)


def _settle_tree(settings: Parameters, _task: Task, circumstances: Circumstances) -> Parameters:
    leaf = settings["min_samples_leaf"]
    if leaf == "automatic":
        # One tree alone follows single rows: its leaves are larger than a forest's.
        leaf = max(5, -(-circumstances.rows // 500))
    return {**settings, "min_samples_leaf": leaf, "random_state": circumstances.seed}


def _settle_forest(settings: Parameters, task: Task, circumstances: Circumstances) -> Parameters:
    # Leaves grow with the rows, so that a tree has at most some 5,000 of them and a model file
    # stays in the tens of megabytes. A split looks at √features for classes and at a third of
    # them for numbers (Breiman 2001), which is also three times quicker than looking at all.
    leaf, share = settings["min_samples_leaf"], settings["max_features"]
    if leaf == "automatic":
        leaf = max(2, -(-circumstances.rows // 5000))
    if share == "automatic":
        share = "sqrt" if task is Task.CLASSIFICATION else 1 / 3
    return {
        **settings,
        "min_samples_leaf": leaf,
        "max_features": share,
        "random_state": circumstances.seed,
    }


def _grown(kinds: tuple[Any, Any]) -> Any:
    def build(task: Task, parameters: Parameters) -> Any:
        arguments = dict(parameters)
        if arguments["max_depth"] == "unlimited":
            arguments["max_depth"] = None
        if task is Task.COUNT:
            # Splits by the Poisson deviance; no leaf answers zero.
            arguments["criterion"] = "poisson"
        return kinds[0 if task is Task.CLASSIFICATION else 1](**arguments)

    return build


def _settle_boosting(settings: Parameters, task: Task, circumstances: Circumstances) -> Parameters:
    found = {**settings, "random_state": circumstances.seed}
    if task is Task.REGRESSION and found["loss"] != "quantile":
        del found["quantile"]
    return found


def _boosting(task: Task, parameters: Parameters) -> Any:
    arguments = dict(parameters)
    if task is Task.CLASSIFICATION:
        return HistGradientBoostingClassifier(**arguments)
    if task is Task.COUNT:
        arguments["loss"] = "poisson"
    return HistGradientBoostingRegressor(**arguments)


TREES: dict[str, Method] = {
    "tree": Method(_grown(_TREE), PLAIN, _settle_tree),
    "forest": Method(_grown(_FOREST), PLAIN, _settle_forest),
    "extra_trees": Method(_grown(_EXTRA), PLAIN, _settle_forest),
    # Missing numbers take their own branch. Categories are one-hot encoded as elsewhere unless a
    # person wants sets of them: on late flights these are worse (AUC 0.701 for 0.726), on rentals
    # no better (MAE 18.7 for 18.8), though fitted in a half to a fifth of the time.
    "boosting": Method(_boosting, NATIVE, _settle_boosting),
}
