"""Search trees of nearest neighbours, and encoders of categories."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from mlops_desktop.modeling.archive import Archive, Array, Node
from mlops_desktop.modeling.structure.nodes import (
    Check,
    attributes,
    items,
    need,
    scalar,
    size_of,
    whole,
)


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
    need(len(outputs) == len(categories), "_n_features_outs: length")
    need(len(categories) == whole(owner["n_features_in_"]), "categories_: length")
    for names in categories:
        check_categories(archive, names)
    sizes = [size_of(archive, names) for names in categories]
    has_mapping = check_mappings(archive, owner, sizes, outputs)
    dropped = _dropped(archive, owner, sizes)
    for count, known, is_mapped, drop in zip(outputs, sizes, has_mapping, dropped, strict=True):
        if is_mapped:
            need(drop is None, "drop: not expected beside rare categories")
        else:
            expected = known - (drop is not None)
            need(count == expected, "_n_features_outs: not the categories")
    return []


def check_categories(archive: Archive, node: Node) -> None:
    """Refuse numbers out of order.

    They are found by halving, which may lead beyond the last one, where compiled code would write.
    """
    if node.get("type") != "json":
        values = archive.array(node)
        need(values.ndim == 1, "categories_: shape")
        need(values.dtype.kind in "biufU", "categories_: type")
        if values.dtype.kind != "U":
            need(_is_ascending(values), "categories_: not ascending")
        return
    found = [scalar(item) for item in items(node)]
    need(all(isinstance(v, str | int | float | None) for v in found), "categories_: type")
    numbers = [value for value in found if _is_number(value)]
    if numbers:
        need(not any(isinstance(value, str) for value in found), "categories_: mixed")
        need(found[: len(numbers)] == numbers, "categories_: what is missing is not last")
        need(all(a < b for a, b in pairwise(numbers)), "categories_: not ascending")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not math.isnan(value)


def _is_ascending(values: Array) -> bool:
    # What is missing stands at the end, and is written once.
    if values.dtype.kind == "f" and values.size and np.isnan(values[-1]):
        values = values[:-1]
    return bool((values[1:] > values[:-1]).all())


def check_mappings(
    archive: Archive, owner: Node, sizes: list[int], outputs: list[int]
) -> list[bool]:
    """Check where categories are put that are rare; return which columns have such."""
    maps: list[Node | None] = [None] * len(sizes)
    if scalar(owner["_infrequent_enabled"]):
        maps = [*items(owner["_default_to_infrequent_mappings"])]
    need(len(maps) == len(sizes), "_default_to_infrequent_mappings: length")
    found = []
    for count, known, mapping in zip(outputs, sizes, maps, strict=True):
        if mapping is None or mapping["__loader__"] == "JsonNode":
            need(mapping is None or scalar(mapping) is None, "_default_to_infrequent_mappings")
            found.append(False)
            continue
        places = archive.array(mapping)
        need(places.shape == (known,), "_default_to_infrequent_mappings: shape")
        need(
            (places >= 0).all() and (places < count).all(),
            "_default_to_infrequent_mappings: an index out of range",
        )
        found.append(True)
    return found


def _dropped(archive: Archive, owner: Node, sizes: list[int]) -> list[int | None]:
    """Return per column the category that gets no column of its own."""
    if scalar(owner["drop"]) is None:
        return [None] * len(sizes)
    need(scalar(owner["drop"]) in ("first", "if_binary"), "drop: unknown")
    node = owner["_drop_idx_after_grouping"]
    if node["__loader__"] == "JsonNode":
        need(scalar(node) is None, "_drop_idx_after_grouping: not places")
        return [None] * len(sizes)
    if node.get("type") == "json":
        places = [scalar(item) for item in items(node)]
    else:
        array = archive.array(node)
        need(array.ndim == 1 and array.dtype.kind == "i", "_drop_idx_after_grouping: type")
        places = array.tolist()
    need(len(places) == len(sizes), "_drop_idx_after_grouping: length")
    for place, count in zip(places, sizes, strict=True):
        is_place = isinstance(place, int) and not isinstance(place, bool) and 0 <= place < count
        need(place is None or is_place, "_drop_idx_after_grouping: out of range")
    return places


ENCODED: dict[str, Check] = {
    "KNeighborsClassifier": ("_fit_X", _check_neighbours),
    "KNeighborsRegressor": ("_fit_X", _check_neighbours),
    "NearestNeighbors": ("_fit_X", _check_neighbours),
    "OneHotEncoder": ("categories_", _check_one_hot),
}
