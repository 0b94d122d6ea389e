"""Whether the arrays of a model file are sound: compiled code follows their indices unchecked.

scikit-learn's trees, search trees and encoders index memory with numbers from these arrays
without looking at the bounds, so an edited file could crash the process or worse. Everything
here reads nodes and arrays; nothing of the file is built.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from mlops_desktop.core.errors import UserError
from mlops_desktop.modeling.archive import Archive, Array, Node

LEAF = -1  # sklearn.tree's TREE_LEAF


class Unsound(Exception):  # noqa: N818 - never leaves this module
    """What is wrong with an array, in words."""


def check(archive: Archive) -> None:
    """Refuse a file whose arrays could lead compiled code astray.

    Raises:
        UserError: ``models.file_structure`` naming type and array; ``models.file_type``.
    """
    archive.check_identities()
    owned: set[int] = set()
    guarded: list[Node] = []
    for node in archive.nodes():
        name = str(node["__class__"])
        if node["__loader__"] == "NdArrayNode" and node.get("type") == "numpy":
            archive.array(node)
        if name in _GUARDED:
            guarded.append(node)
        test = _check_of(node, name)
        if test is None:
            continue
        try:
            owned.update(id(item) for item in test(archive, node))
        except Unsound as unsound:
            raise UserError(
                "models.file_structure", file=archive.name, type=name, problem=str(unsound)
            ) from unsound
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise UserError(
                "models.file_structure", file=archive.name, type=name, problem="parts are missing"
            ) from error
    for node in guarded:
        # An array holder that no checked owner holds has nothing to be checked against.
        if id(node) not in owned:
            raise UserError(
                "models.file_structure",
                file=archive.name,
                type=node["__class__"],
                problem="it stands outside a model",
            )


def _check_of(node: Node, name: str) -> Callable[[Archive, Node], list[Node]] | None:
    found = _CHECKS.get(name)
    if found is None:
        return None
    fitted, test = found
    # Pipelines and forests also keep unfitted templates: without this attribute nothing is
    # followed, and predicting with one fails in Python.
    return test if fitted in attributes(node) else None


def attributes(node: Node) -> Node:
    """Return an object's attributes: name → node."""
    content: Node = node["content"]["content"]
    return content


def scalar(node: Node) -> Any:
    """Return the value of a ``JsonNode``."""
    if node["__loader__"] != "JsonNode":
        raise Unsound("a plain value is expected")
    return json.loads(node["content"])


def whole(node: Node) -> int:
    """Return a non-negative whole number."""
    value = scalar(node)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Unsound("a count is not a whole number")
    return value


def _need(condition: object, problem: str) -> None:
    if not condition:
        raise Unsound(problem)


def _check_decision_tree(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    tree = owner["tree_"]
    _need(tree["__class__"] == "Tree", "tree_ is not a tree")
    count, features, classes = _check_tree_sizes(archive, tree)
    _need(features == whole(owner["n_features_in_"]), "tree_ expects other features")
    nodes = archive.array(attributes(tree)["nodes"])
    values = archive.array(attributes(tree)["values"])
    _need(nodes.shape == (count,) and count > 0, "nodes: their number is not node_count")
    _need(values.shape == (count, 1, classes), "values: shape")
    _need(values.dtype == np.float64, "values: type")
    left, right = nodes["left_child"].astype(np.int64), nodes["right_child"].astype(np.int64)
    is_leaf = left == LEAF
    _need(((right == LEAF) == is_leaf).all(), "nodes: a node with one child only")
    _check_children(left[~is_leaf], right[~is_leaf], np.flatnonzero(~is_leaf), count)
    _check_features(nodes["feature"][~is_leaf], features)
    return [tree]


def _check_tree_sizes(archive: Archive, tree: Node) -> tuple[int, int, int]:
    arguments = tree["__reduce__"]["args"]["content"]
    features, outputs = whole(arguments[0]), whole(arguments[2])
    classes = archive.array(arguments[1])
    _need(outputs == 1 and classes.shape == (1,), "n_outputs: only one target is possible")
    _need(classes.dtype == np.intp and classes[0] >= 1, "n_classes: type or range")
    return whole(attributes(tree)["node_count"]), features, int(classes[0])


def _check_children(left: Array, right: Array, own: Array, count: int) -> None:
    for name, children in (("left", left), ("right", right)):
        _need((children < count).all(), f"nodes: a {name} child beyond the last node")
        # Children always stand behind their parent; so a walk cannot go round in circles.
        _need((children > own).all(), f"nodes: a {name} child before its parent")


def _check_features(features: Array, count: int) -> None:
    _need((features >= 0).all() and (features < count).all(), "nodes: a feature index out of range")


def _check_forest(_archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    features = whole(owner["n_features_in_"])
    trees = owner["estimators_"]["content"]
    _need(len(trees) > 0, "estimators_: empty")
    for tree in trees:
        _need(tree["__class__"].startswith("DecisionTree"), "estimators_: not trees")
        _need(whole(attributes(tree)["n_features_in_"]) == features, "estimators_: other features")
    return list(trees)


def _check_boosting(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    features = whole(owner["n_features_in_"])
    for name in ("_preprocessor", "is_categorical_"):
        _need(name not in owner or scalar(owner[name]) is None, f"{name}: not expected")
    predictors = []
    for iteration in owner["_predictors"]["content"]:
        predictors += iteration["content"]
    for predictor in predictors:
        _need(predictor["__class__"] == "TreePredictor", "_predictors: not trees")
        _check_predictor(archive.array(attributes(predictor)["nodes"]), features)
    mapper = attributes(owner["_bin_mapper"])
    _need(archive.array(mapper["is_categorical_"]).shape == (features,), "is_categorical_: shape")
    return predictors


def _check_predictor(nodes: Array, features: int) -> None:
    _need(nodes.ndim == 1 and nodes.size > 0, "nodes: shape")
    inner = nodes["is_leaf"] == 0
    _need((nodes["is_categorical"] == 0).all(), "nodes: a categorical split is not expected")
    left, right = nodes["left"].astype(np.int64), nodes["right"].astype(np.int64)
    _check_children(left[inner], right[inner], np.flatnonzero(inner), nodes.size)
    _check_features(nodes["feature_idx"][inner], features)


def _check_neighbours(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    data = archive.array(owner["_fit_X"])
    answers = archive.array(owner["_y"])
    _need(data.ndim == 2 and data.dtype == np.float64, "_fit_X: shape or type")
    _need(data.flags.c_contiguous, "_fit_X: order")
    _need(data.shape[1] == whole(owner["n_features_in_"]), "_fit_X: other features")
    _need(answers.shape == (len(data),), "_y: shape")
    _need(whole(owner["n_samples_fit_"]) == len(data), "n_samples_fit_: not the number of rows")
    _need(1 <= whole(owner["n_neighbors"]) <= len(data), "n_neighbors: out of range")
    if "classes_" in owner:
        classes = owner["classes_"]
        is_listed = classes.get("type") == "json"
        count = len(classes["content"]) if is_listed else archive.array(classes).size
        _need(answers.dtype == np.intp, "_y: type")
        _need((answers >= 0).all() and (answers < count).all(), "_y: a class out of range")
    tree = owner["_tree"]
    if tree["__class__"] != "KDTree":
        _need(scalar(tree) is None, "_tree: not a tree")
        return []
    _check_kd_tree(archive, tree["content"]["content"], data)
    return [tree]


def _check_kd_tree(archive: Archive, state: list[Node], data: Array) -> None:
    points, order, nodes, bounds = (archive.array(part) for part in state[:4])
    _need(points.dtype == np.float64 and points.shape == data.shape, "data: shape or type")
    rows, count = len(points), whole(state[6])
    _need(order.dtype == np.intp and order.shape == (rows,), "idx_array: shape or type")
    _need((np.sort(order) == np.arange(rows)).all(), "idx_array: an index out of range")
    _need(count == 2 ** whole(state[5]) - 1, "n_nodes: does not fit n_levels")
    _need(nodes.shape == (count,), "node_data: shape")
    _need(bounds.dtype == np.float64, "node_bounds: type")
    _need(bounds.shape == (2, count, points.shape[1]), "node_bounds: shape")
    start, end = nodes["idx_start"], nodes["idx_end"]
    _need(((start >= 0) & (start <= end) & (end <= rows)).all(), "node_data: rows out of range")
    inner = np.flatnonzero(nodes["is_leaf"] == 0)
    _need((2 * inner + 2 < count).all(), "node_data: a child beyond the last node")
    _need(state[11]["__class__"] == "EuclideanDistance64", "dist_metric: not Euclidean")
    _need(scalar(state[12]) is None, "sample_weight: not expected")


def _check_one_hot(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    outputs = [whole(item) for item in owner["_n_features_outs"]["content"]]
    categories = owner["categories_"]["content"]
    maps = owner["_default_to_infrequent_mappings"]["content"]
    _need(len(outputs) == len(categories) == len(maps), "_n_features_outs: length")
    _need(scalar(owner["drop"]) is None, "drop: not expected")
    for count, names, mapping in zip(outputs, categories, maps, strict=True):
        known = len(names["content"]) if names.get("type") == "json" else archive.array(names).size
        if mapping["__loader__"] == "JsonNode":
            _need(
                scalar(mapping) is None and count == known, "_n_features_outs: not the categories"
            )
            continue
        places = archive.array(mapping)
        _need(places.shape == (known,), "_default_to_infrequent_mappings: shape")
        _need(
            (places >= 0).all() and (places < count).all(),
            "_default_to_infrequent_mappings: an index out of range",
        )
    return []


_GUARDED = frozenset({"Tree", "TreePredictor", "KDTree"})

_CHECKS: dict[str, tuple[str, Callable[[Archive, Node], list[Node]]]] = {
    "DecisionTreeClassifier": ("tree_", _check_decision_tree),
    "DecisionTreeRegressor": ("tree_", _check_decision_tree),
    "RandomForestClassifier": ("estimators_", _check_forest),
    "RandomForestRegressor": ("estimators_", _check_forest),
    "HistGradientBoostingClassifier": ("_predictors", _check_boosting),
    "HistGradientBoostingRegressor": ("_predictors", _check_boosting),
    "KNeighborsClassifier": ("_fit_X", _check_neighbours),
    "KNeighborsRegressor": ("_fit_X", _check_neighbours),
    "OneHotEncoder": ("categories_", _check_one_hot),
}
"""Per type the attribute that a fitted object has, and its check."""
