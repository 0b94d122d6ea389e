"""Models that hold other models: calibrated ones, votes, stacks."""

from __future__ import annotations

import numpy as np

from mlops_desktop.modeling.archive import Archive, Node
from mlops_desktop.modeling.structure.nodes import (
    Check,
    attributes,
    items,
    need,
    numbers,
    size_of,
    whole,
)


def _check_calibrated(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    classes = size_of(archive, owner["classes_"])
    parts = items(owner["calibrated_classifiers_"])
    need(len(parts) > 0, "calibrated_classifiers_: empty")
    for part in parts:
        inside = attributes(part)
        need(size_of(archive, inside["classes"]) == classes, "classes: other classes")
        expected = 1 if classes == 2 else classes
        need(len(items(inside["calibrators"])) == expected, "calibrators: length")
    return []


def _check_steps(archive: Archive, node: Node) -> list[Node]:
    """Check the steps of an isotonic calibration: a rising curve between probabilities."""
    owner = attributes(node)
    places = archive.array(owner["X_thresholds_"])
    need(places.dtype == np.float64 and places.ndim == 1 and places.size, "X_thresholds_: type")
    values = numbers(archive, owner["y_thresholds_"], places.shape, "y_thresholds_")
    need(np.isfinite(places).all() and (np.diff(places) >= 0).all(), "X_thresholds_: order")
    need((values >= 0).all() and (values <= 1).all(), "y_thresholds_: no probabilities")
    need((np.diff(values) >= 0).all(), "y_thresholds_: order")
    return []


def _check_members(_archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    fitted = items(owner["estimators_"])
    need(len(fitted) >= 2, "estimators_: fewer than two")
    need(len(items(owner["estimators"])) == len(fitted), "estimators_: length")
    for member in fitted:
        need(member["__class__"] == "Pipeline", "estimators_: not pipelines")
    return []


def _check_stack(archive: Archive, node: Node) -> list[Node]:
    _check_members(archive, node)
    owner = attributes(node)
    count = len(items(owner["estimators_"]))
    need(len(items(owner["stack_method_"])) == count, "stack_method_: length")
    if "classes_" in owner:
        classes = size_of(archive, owner["classes_"])
        count *= 1 if classes == 2 else classes
    last = attributes(owner["final_estimator_"])
    need(whole(last["n_features_in_"]) == count, "final_estimator_: other members")
    return []


JOINED: dict[str, Check] = {
    "IsotonicRegression": ("X_thresholds_", _check_steps),
    "CalibratedClassifierCV": ("calibrated_classifiers_", _check_calibrated),
    "StackingClassifier": ("estimators_", _check_stack),
    "StackingRegressor": ("estimators_", _check_stack),
    "VotingClassifier": ("estimators_", _check_members),
    "VotingRegressor": ("estimators_", _check_members),
}
