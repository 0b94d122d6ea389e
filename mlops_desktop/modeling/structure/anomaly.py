"""Finders of unusual rows: a ladder of shares, and the method below it."""

from __future__ import annotations

import numpy as np

from mlops_desktop.modeling.archive import Archive, Node
from mlops_desktop.modeling.structure.nodes import (
    Check,
    attributes,
    items,
    need,
    numbers,
    whole,
)

_SCORERS = frozenset({"IsolationForest", "NeighbourDistance", "RobustDistance", "SingleValue"})


def _check_detector(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    knots = archive.array(owner["knots_"])
    need(knots.dtype == np.float64 and knots.ndim == 1 and knots.size, "knots_: shape or type")
    need(np.isfinite(knots).all() and (np.diff(knots) > 0).all(), "knots_: order")
    shares = numbers(archive, owner["shares_"], knots.shape, "shares_")
    need(((shares >= 0) & (shares <= 1)).all(), "shares_: no shares")
    need((np.diff(shares) > 0).all(), "shares_: order")
    scorer = owner["scorer_"]
    need(scorer["__class__"] in _SCORERS, "scorer_: not one of ours")
    features = whole(owner["n_features_in_"])
    need(whole(attributes(scorer)["n_features_in_"]) == features, "scorer_: other features")
    return []


def _check_isolation(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    features, trees = whole(owner["n_features_in_"]), items(owner["estimators_"])
    need(len(trees) > 0, "estimators_: empty")
    parts = ("estimators_features_", "_average_path_length_per_tree", "_decision_path_lengths")
    chosen, lengths, paths = (items(owner[name]) for name in parts)
    for name, part in zip(parts, (chosen, lengths, paths), strict=True):
        need(len(part) == len(trees), f"{name}: length")
    for tree, used, length, path in zip(trees, chosen, lengths, paths, strict=True):
        need(tree["__class__"] == "ExtraTreeRegressor", "estimators_: not trees")
        need(whole(attributes(tree)["n_features_in_"]) == features, "estimators_: other features")
        places = archive.array(used)
        need(places.shape == (features,), "estimators_features_: shape")
        need(((places >= 0) & (places < features)).all(), "estimators_features_: out of range")
        nodes = whole(attributes(attributes(tree)["tree_"])["node_count"])
        need(archive.array(length).shape == (nodes,), "_average_path_length_per_tree: shape")
        need(archive.array(path).shape == (nodes,), "_decision_path_lengths: shape")
    return list(trees)


def _check_neighbour_distance(_archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    nearest = owner["nearest_"]
    need(nearest["__class__"] == "NearestNeighbors", "nearest_: not a search")
    features = whole(owner["n_features_in_"])
    need(whole(attributes(nearest)["n_features_in_"]) == features, "nearest_: other features")
    return []


def _check_robust(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    features = whole(owner["n_features_in_"])
    variances = archive.array(owner["variances_"])
    need(variances.dtype == np.float64 and variances.ndim == 1, "variances_: shape or type")
    need((variances > 0).all(), "variances_: not above zero")
    numbers(archive, owner["components_"], (variances.size, features), "components_")
    numbers(archive, owner["mean_"], (features,), "mean_")
    return []


def _check_single(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    features = whole(owner["n_features_in_"])
    numbers(archive, owner["middle_"], (features,), "middle_")
    scale = numbers(archive, owner["scale_"], (features,), "scale_")
    need((scale > 0).all(), "scale_: not above zero")
    return []


ANOMALY: dict[str, Check] = {
    "Detector": ("knots_", _check_detector),
    "IsolationForest": ("estimators_", _check_isolation),
    "NeighbourDistance": ("nearest_", _check_neighbour_distance),
    "RobustDistance": ("components_", _check_robust),
    "SingleValue": ("middle_", _check_single),
}
