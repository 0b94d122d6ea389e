"""Decision trees, forests of them, and boosted ones."""

from __future__ import annotations

import numpy as np

from mlops_desktop.modeling.archive import Archive, Array, Node
from mlops_desktop.modeling.structure.nodes import Check, attributes, items, need, scalar, whole

LEAF = -1  # sklearn.tree's TREE_LEAF
_MOST_CODES = 256
_WORDS = 8
"""Sets of categories are so many times 32 bits."""


def _check_decision_tree(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    tree = owner["tree_"]
    need(tree["__class__"] == "Tree", "tree_ is not a tree")
    count, features, classes = _check_tree_sizes(archive, tree)
    need(features == whole(owner["n_features_in_"]), "tree_ expects other features")
    nodes = archive.array(attributes(tree)["nodes"])
    values = archive.array(attributes(tree)["values"])
    need(nodes.shape == (count,) and count > 0, "nodes: their number is not node_count")
    need(values.shape == (count, 1, classes), "values: shape")
    need(values.dtype == np.float64, "values: type")
    left, right = nodes["left_child"].astype(np.int64), nodes["right_child"].astype(np.int64)
    is_leaf = left == LEAF
    need(((right == LEAF) == is_leaf).all(), "nodes: a node with one child only")
    _check_children(left[~is_leaf], right[~is_leaf], np.flatnonzero(~is_leaf), count)
    _check_features(nodes["feature"][~is_leaf], features)
    return [tree]


def _check_tree_sizes(archive: Archive, tree: Node) -> tuple[int, int, int]:
    arguments = tree["__reduce__"]["args"]["content"]
    features, outputs = whole(arguments[0]), whole(arguments[2])
    classes = archive.array(arguments[1])
    need(outputs == 1 and classes.shape == (1,), "n_outputs: only one target is possible")
    need(classes.dtype == np.intp and classes[0] >= 1, "n_classes: type or range")
    return whole(attributes(tree)["node_count"]), features, int(classes[0])


def _check_children(left: Array, right: Array, own: Array, count: int) -> None:
    for name, children in (("left", left), ("right", right)):
        need((children < count).all(), f"nodes: a {name} child beyond the last node")
        # Children always stand behind their parent; so a walk cannot go round in circles.
        need((children > own).all(), f"nodes: a {name} child before its parent")


def _check_features(features: Array, count: int) -> None:
    need((features >= 0).all() and (features < count).all(), "nodes: a feature index out of range")


def _check_forest(_archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    features = whole(owner["n_features_in_"])
    trees = owner["estimators_"]["content"]
    need(len(trees) > 0, "estimators_: empty")
    for tree in trees:
        need(tree["__class__"].startswith(("DecisionTree", "ExtraTree")), "estimators_: not trees")
        need(whole(attributes(tree)["n_features_in_"]) == features, "estimators_: other features")
    return list(trees)


def _check_boosting(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    features = whole(owner["n_features_in_"])
    mapper = attributes(owner["_bin_mapper"])
    is_category = archive.array(mapper["is_categorical_"])
    need(is_category.shape == (features,), "is_categorical_: shape")
    need(is_category.dtype == np.uint8 and (is_category <= 1).all(), "is_categorical_: type")
    _check_categories(archive, owner, is_category != 0)
    predictors = []
    for iteration in owner["_predictors"]["content"]:
        predictors += iteration["content"]
    for predictor in predictors:
        need(predictor["__class__"] == "TreePredictor", "_predictors: not trees")
        _check_predictor(archive, attributes(predictor), is_category != 0)
    return predictors


def _check_categories(archive: Archive, owner: Node, is_category: Array) -> None:
    """Check what turns inputs into the codes by which bit sets are asked: below 256 always."""
    if not is_category.any():
        for name in ("_preprocessor", "is_categorical_"):
            need(name not in owner or scalar(owner[name]) is None, f"{name}: not expected")
        return
    recoded = owner["_preprocessor"]
    need(recoded["__class__"] == "Recoded", "_preprocessor: not ours")
    inside = attributes(recoded)
    need(whole(inside["n_features_in_"]) == is_category.size, "_preprocessor: other features")
    count = len(items(inside["seen_"]))
    need(count == is_category.sum() and is_category[:count].all(), "seen_: other categories")
    for name in ("is_categorical_", "_is_categorical_remapped"):
        same = archive.array(owner[name])
        need(same.dtype == np.bool_ and np.array_equal(same, is_category), f"{name}: others")
    known = items(attributes(owner["_bin_mapper"])["bin_thresholds_"])
    need(len(known) == is_category.size, "bin_thresholds_: length")
    for codes in known[:count]:
        array = archive.array(codes)
        need(((array >= 0) & (array < _MOST_CODES)).all(), "bin_thresholds_: a code out of range")


def _check_predictor(archive: Archive, owner: Node, is_category: Array) -> None:
    nodes = archive.array(owner["nodes"])
    features = is_category.size
    need(nodes.ndim == 1 and nodes.size > 0, "nodes: shape")
    inner = nodes["is_leaf"] == 0
    sets = archive.array(owner["raw_left_cat_bitsets"])
    divides = inner & (nodes["is_categorical"] != 0)
    if divides.any():
        places = nodes["feature_idx"][divides]
        _check_features(places, features)
        need(is_category[places].all(), "nodes: a categorical split of a number")
        need(sets.dtype == np.uint32 and sets.shape[1:] == (_WORDS,), "raw_left_cat_bitsets: shape")
        need((nodes["bitset_idx"][divides] < len(sets)).all(), "nodes: a set of categories too far")
    left, right = nodes["left"].astype(np.int64), nodes["right"].astype(np.int64)
    _check_children(left[inner], right[inner], np.flatnonzero(inner), nodes.size)
    _check_features(nodes["feature_idx"][inner], features)


TREES: dict[str, Check] = {
    **dict.fromkeys(
        (
            "DecisionTreeClassifier",
            "DecisionTreeRegressor",
            "ExtraTreeClassifier",
            "ExtraTreeRegressor",
        ),
        ("tree_", _check_decision_tree),
    ),
    **dict.fromkeys(
        (
            "ExtraTreesClassifier",
            "ExtraTreesRegressor",
            "RandomForestClassifier",
            "RandomForestRegressor",
        ),
        ("estimators_", _check_forest),
    ),
    "HistGradientBoostingClassifier": ("_predictors", _check_boosting),
    "HistGradientBoostingRegressor": ("_predictors", _check_boosting),
}
