"""Search trees of nearest neighbours, and encoders of categories."""

from __future__ import annotations

import numpy as np

from mlops_desktop.modeling.archive import Archive, Array, Node
from mlops_desktop.modeling.structure.nodes import Check, attributes, items, need, scalar, whole


def _check_neighbours(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    data = archive.array(owner["_fit_X"])
    need(data.ndim == 2 and data.dtype == np.float64, "_fit_X: shape or type")
    need(data.flags.c_contiguous, "_fit_X: order")
    need(data.shape[1] == whole(owner["n_features_in_"]), "_fit_X: other features")
    need(whole(owner["n_samples_fit_"]) == len(data), "n_samples_fit_: not the number of rows")
    need(1 <= whole(owner["n_neighbors"]) <= len(data), "n_neighbors: out of range")
    if node["__class__"] != "NearestNeighbors":
        _check_answers(archive, owner, len(data))
    tree = owner["_tree"]
    if tree["__class__"] != "KDTree":
        need(scalar(tree) is None, "_tree: not a tree")
        return []
    _check_kd_tree(archive, tree["content"]["content"], data)
    return [tree]


def _check_answers(archive: Archive, owner: Node, rows: int) -> None:
    answers = archive.array(owner["_y"])
    need(answers.shape == (rows,), "_y: shape")
    if "classes_" in owner:
        classes = owner["classes_"]
        is_listed = classes.get("type") == "json"
        count = len(classes["content"]) if is_listed else archive.array(classes).size
        need(answers.dtype == np.intp, "_y: type")
        need((answers >= 0).all() and (answers < count).all(), "_y: a class out of range")


def _check_kd_tree(archive: Archive, state: list[Node], data: Array) -> None:
    points, order, nodes, bounds = (archive.array(part) for part in state[:4])
    need(points.dtype == np.float64 and points.shape == data.shape, "data: shape or type")
    rows, count = len(points), whole(state[6])
    need(order.dtype == np.intp and order.shape == (rows,), "idx_array: shape or type")
    need((np.sort(order) == np.arange(rows)).all(), "idx_array: an index out of range")
    levels = whole(state[5])
    need(levels < 64 and count == 2**levels - 1, "n_nodes: does not fit n_levels")
    need(nodes.shape == (count,), "node_data: shape")
    need(bounds.dtype == np.float64, "node_bounds: type")
    need(bounds.shape == (2, count, points.shape[1]), "node_bounds: shape")
    start, end = nodes["idx_start"], nodes["idx_end"]
    need(((start >= 0) & (start <= end) & (end <= rows)).all(), "node_data: rows out of range")
    inner = np.flatnonzero(nodes["is_leaf"] == 0)
    need((2 * inner + 2 < count).all(), "node_data: a child beyond the last node")
    need(state[11]["__class__"] == "EuclideanDistance64", "dist_metric: not Euclidean")
    need(scalar(state[12]) is None, "sample_weight: not expected")


def _check_one_hot(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    outputs = [whole(item) for item in owner["_n_features_outs"]["content"]]
    categories = owner["categories_"]["content"]
    maps: list[Node | None] = [None] * len(categories)
    if scalar(owner["_infrequent_enabled"]):
        maps = [*items(owner["_default_to_infrequent_mappings"])]
    need(len(outputs) == len(categories) == len(maps), "_n_features_outs: length")
    need(scalar(owner["drop"]) is None, "drop: not expected")
    for count, names, mapping in zip(outputs, categories, maps, strict=True):
        known = len(names["content"]) if names.get("type") == "json" else archive.array(names).size
        if mapping is None or mapping["__loader__"] == "JsonNode":
            is_plain = mapping is None or scalar(mapping) is None
            need(is_plain and count == known, "_n_features_outs: not the categories")
            continue
        places = archive.array(mapping)
        need(places.shape == (known,), "_default_to_infrequent_mappings: shape")
        need(
            (places >= 0).all() and (places < count).all(),
            "_default_to_infrequent_mappings: an index out of range",
        )
    return []


ENCODED: dict[str, Check] = {
    "KNeighborsClassifier": ("_fit_X", _check_neighbours),
    "KNeighborsRegressor": ("_fit_X", _check_neighbours),
    "NearestNeighbors": ("_fit_X", _check_neighbours),
    "OneHotEncoder": ("categories_", _check_one_hot),
}
