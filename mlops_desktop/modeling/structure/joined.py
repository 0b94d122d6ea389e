"""Models that hold other models: calibrated ones, votes, stacks."""

from __future__ import annotations

from mlops_desktop.modeling.archive import Archive, Node
from mlops_desktop.modeling.structure.nodes import Check, attributes, items, need, size_of, whole


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
    "CalibratedClassifierCV": ("calibrated_classifiers_", _check_calibrated),
    "StackingClassifier": ("estimators_", _check_stack),
    "StackingRegressor": ("estimators_", _check_stack),
    "VotingClassifier": ("estimators_", _check_members),
    "VotingRegressor": ("estimators_", _check_members),
}
