"""The estimators of :mod:`mlops_desktop.core.algorithms.anomaly`."""

from __future__ import annotations

from typing import Any

from sklearn.ensemble import IsolationForest

from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling.catalogue.circumstances import Circumstances, Parameters
from mlops_desktop.modeling.catalogue.making import PLAIN, SCALED, Method, as_they_are
from mlops_desktop.modeling.detectors.detector import Detector
from mlops_desktop.modeling.detectors.scorers import NeighbourDistance, RobustDistance, SingleValue

_PER_TREE = 256
_COMPARED = 10_000


def _single_value(_task: Task, _parameters: Parameters) -> Any:
    return Detector(SingleValue())


def _settle_isolation(
    settings: Parameters, _task: Task, circumstances: Circumstances
) -> Parameters:
    asked = settings["max_samples"]
    most = _PER_TREE if asked == "automatic" else asked
    rows = min(most, circumstances.smallest)
    return {**settings, "max_samples": rows, "random_state": circumstances.seed}


def _isolation(_task: Task, parameters: Parameters) -> Any:
    return Detector(IsolationForest(**parameters))


def _settle_neighbours(
    settings: Parameters, _task: Task, circumstances: Circumstances
) -> Parameters:
    asked = settings["compared"]
    return {
        "n_neighbors": max(1, min(settings["n_neighbors"], circumstances.smallest - 1)),
        "compared": _COMPARED if asked == "automatic" else asked,
        "random_state": circumstances.seed,
    }


def _neighbours(_task: Task, parameters: Parameters) -> Any:
    arguments = dict(parameters)
    seed = arguments.pop("random_state")
    return Detector(NeighbourDistance(**arguments, seed=seed))


def _robust(_task: Task, parameters: Parameters) -> Any:
    return Detector(RobustDistance(**parameters))


DETECTORS: dict[str, Method] = {
    "single_value": Method(_single_value, SCALED, as_they_are),
    "isolation": Method(_isolation, PLAIN, _settle_isolation),
    "neighbour_distance": Method(_neighbours, SCALED, _settle_neighbours),
    "robust_distance": Method(_robust, SCALED, as_they_are),
}
