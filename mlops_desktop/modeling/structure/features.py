"""Parts of the preprocessing: places, shapes and lengths that must fit one another."""

from __future__ import annotations

import numpy as np

from mlops_desktop.core.features import MOST_CODES
from mlops_desktop.modeling.archive import Archive, Node
from mlops_desktop.modeling.structure.nodes import (
    Check,
    attributes,
    items,
    need,
    numbers,
    scalar,
    size_of,
    whole,
)


def _check_selection(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    kept = archive.array(owner["kept_"])
    need(kept.dtype == np.int64 and kept.ndim == 1 and kept.size, "kept_: shape or type")
    need((kept >= 0).all(), "kept_: an index out of range")
    need((kept < whole(owner["n_features_in_"])).all(), "kept_: an index out of range")
    need((np.diff(kept) > 0).all(), "kept_: not ascending")
    return []


def _check_components(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    inputs = whole(owner["n_features_in_"])
    components = archive.array(owner["components_"])
    need(components.ndim == 2, "components_: shape")
    numbers(archive, owner["components_"], (len(components), inputs), "components_")
    numbers(archive, owner["mean_"], (inputs,), "mean_")
    return []


def _check_spline(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    knots = items(owner["knots_"])
    need(len(knots) == whole(owner["n_features_in_"]), "knots_: length")
    for part in knots:
        places = numbers(archive, part, (size_of(archive, part),), "knots_")
        need(places.size and np.isfinite(places).all(), "knots_: out of range")
        need((np.diff(places) > 0).all(), "knots_: not ascending")
    return []


def _check_words(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    words, weights = items(owner["words_"]), items(owner["idf_"])
    count = whole(owner["n_features_in_"])
    need(len(words) == len(weights) == count, "words_: length")
    for some, weight in zip(words, weights, strict=True):
        known = [scalar(word) for word in items(some)]
        need(all(isinstance(word, str) for word in known), "words_: not words")
        need(len(set(known)) == len(known), "words_: twice the same")
        numbers(archive, weight, (len(known),), "idf_")
    return []


def _check_levels(_archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    orders = items(owner["orders_"])
    need(len(orders) == whole(owner["n_features_in_"]), "orders_: length")
    for order in orders:
        need(all(isinstance(scalar(value), str) for value in items(order)), "orders_: not text")
    return []


def _check_codes(_archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    known = items(owner["known_"])
    count = whole(owner["n_features_in_"])
    need(len(known) == count == len(items(owner["rare_"])), "known_: length")
    for names, rare in zip(known, items(owner["rare_"]), strict=True):
        whole(rare)
        need(all(isinstance(scalar(value), str) for value in items(names)), "known_: not text")
    return []


def _check_recoded(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    seen = items(owner["seen_"])
    need(len(seen) <= whole(owner["n_features_in_"]), "seen_: more than there are inputs")
    for part in seen:
        codes = numbers(archive, part, (size_of(archive, part),), "seen_")
        need(codes.size <= MOST_CODES and np.isfinite(codes).all(), "seen_: out of range")
        need((np.diff(codes) > 0).all(), "seen_: not ascending")
    return []


def _check_target_means(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    known = items(owner["categories_"])
    need(len(known) == whole(owner["n_features_in_"]), "categories_: length")
    kind = scalar(owner["target_type_"])
    need(kind in ("binary", "continuous", "multiclass"), "target_type_: unknown")
    per_column = size_of(archive, owner["classes_"]) if kind == "multiclass" else 1
    means = items(owner["encodings_"])
    need(len(means) == len(known) * per_column, "encodings_: length")
    for place, part in enumerate(means):
        count = size_of(archive, known[place // per_column])
        numbers(archive, part, (count,), "encodings_")
    return []


FEATURES: dict[str, Check] = {
    "Codes": ("known_", _check_codes),
    "Components": ("components_", _check_components),
    "Levels": ("orders_", _check_levels),
    "NaturalSpline": ("knots_", _check_spline),
    "Recoded": ("seen_", _check_recoded),
    "Selection": ("kept_", _check_selection),
    "TargetEncoder": ("encodings_", _check_target_means),
    "Words": ("words_", _check_words),
}
