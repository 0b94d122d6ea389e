"""Plain steps of scikit-learn that models from elsewhere come with: scalers, encoders, choosers.

What they compute is written in Python, so that lengths that do not fit would end in an error; they
are refused before, together with what would answer from memory that nothing was written to.
"""

from __future__ import annotations

from math import comb

import numpy as np

from mlops_desktop.modeling.archive import Archive, Array, Node
from mlops_desktop.modeling.structure.encoded import check_categories, check_mappings
from mlops_desktop.modeling.structure.nodes import (
    Check,
    attributes,
    items,
    need,
    scalar,
    size_of,
    whole,
)

_MOST_DEGREE = 100
_FLOATS = (np.dtype(np.float64), np.dtype(np.float32))
_METHODS = ("yeo-johnson", "box-cox")
_DISTRIBUTIONS = ("uniform", "normal")
_NORMS = ("l1", "l2", "max")


def _is_null(node: Node) -> bool:
    return bool(node["__loader__"] == "JsonNode" and scalar(node) is None)


def _floats(archive: Archive, node: Node, shape: tuple[int, ...], name: str) -> Array:
    """Return an array of numbers with a point that must have a shape."""
    need(node["__loader__"] == "NdArrayNode" and node.get("type") == "numpy", f"{name}: type")
    array = archive.array(node)
    need(array.dtype in _FLOATS, f"{name}: type")
    need(array.shape == shape, f"{name}: shape")
    return array


def _number(node: Node, name: str) -> None:
    value = scalar(node)
    need(isinstance(value, int | float) and not isinstance(value, bool), f"{name}: not a number")


def _check_scaler(archive: Archive, node: Node) -> list[Node]:
    """Check one number per column under each name; some are None where the step leaves it out."""
    owner = attributes(node)
    width = whole(owner["n_features_in_"])
    for name in ("mean_", "var_", "scale_", "center_", "min_", "data_min_", "data_max_"):
        if name in owner and not _is_null(owner[name]):
            _floats(archive, owner[name], (width,), name)
    return []


def _check_imputer(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    width, statistics = whole(owner["n_features_in_"]), owner["statistics_"]
    if statistics.get("type") == "json":
        need(len(items(statistics)) == width, "statistics_: length")
        for value in items(statistics):
            scalar(value)
    else:
        array = archive.array(statistics)
        need(array.shape == (width,), "statistics_: shape")
        need(array.dtype.kind in "biufU", "statistics_: type")
    if "indicator_" in owner and not _is_null(owner["indicator_"]):
        need(owner["indicator_"]["__class__"] == "MissingIndicator", "indicator_: not one")
    return []


def _check_indicator(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    width, places = whole(owner["n_features_in_"]), archive.array(owner["features_"])
    need(places.ndim == 1 and places.dtype == np.intp, "features_: shape or type")
    need(((places >= 0) & (places < width)).all(), "features_: an index out of range")
    return []


def _check_ordinal(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    known = items(owner["categories_"])
    need(len(known) == whole(owner["n_features_in_"]), "categories_: length")
    for names in known:
        check_categories(archive, names)
    sizes = [size_of(archive, names) for names in known]
    check_mappings(archive, owner, sizes, sizes)
    for column, place in owner["_missing_indices"]["content"].items():
        need(0 <= int(column) < len(known), "_missing_indices: no such column")
        need(whole(place) < sizes[int(column)], "_missing_indices: an index out of range")
    return []


def _check_projection(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    width, components = whole(owner["n_features_in_"]), archive.array(owner["components_"])
    need(components.ndim == 2, "components_: shape")
    _floats(archive, owner["components_"], (len(components), width), "components_")
    _floats(archive, owner["explained_variance_"], (len(components),), "explained_variance_")
    if "mean_" in owner:
        _floats(archive, owner["mean_"], (width,), "mean_")
    return []


def _check_products(_archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    width, low, high = (
        whole(owner[name]) for name in ("n_features_in_", "_min_degree", "_max_degree")
    )
    need(low <= high <= _MOST_DEGREE, "_max_degree: out of range")
    alone, bias = (scalar(owner[name]) for name in ("interaction_only", "include_bias"))
    need(isinstance(alone, bool) and isinstance(bias, bool), "include_bias: neither yes nor no")
    # A number that is too large would leave columns that nothing is written to.
    full = _products(width, 0, high, is_alone=alone) + bias
    need(whole(owner["_n_out_full"]) == full, "_n_out_full: not the number of products")
    kept = _products(width, low, high, is_alone=alone) + bias
    need(whole(owner["n_output_features_"]) == kept, "n_output_features_: not their number")
    need(scalar(owner["order"]) in ("C", "F"), "order: unknown")
    return []


def _products(width: int, low: int, high: int, *, is_alone: bool) -> int:
    """Return how many products of ``low`` to ``high`` of the columns there are, without 1."""
    degrees = range(max(1, low), high + 1)
    if is_alone:
        return sum(comb(width, degree) for degree in degrees)
    return sum(comb(width + degree - 1, degree) for degree in degrees)


def _check_bins(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    width, edges = whole(owner["n_features_in_"]), items(owner["bin_edges_"])
    counts = archive.array(owner["n_bins_"])
    need(len(edges) == width, "bin_edges_: length")
    need(counts.shape == (width,) and counts.dtype.kind == "i", "n_bins_: shape or type")
    for part, count in zip(edges, counts.tolist(), strict=True):
        need(count >= 1, "n_bins_: out of range")
        places = _floats(archive, part, (count + 1,), "bin_edges_")
        need((np.diff(places) >= 0).all(), "bin_edges_: not ascending")
    if "_encoder" in owner:
        need(owner["_encoder"]["__class__"] == "OneHotEncoder", "_encoder: not one")
    return []


def _check_powers(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    _floats(archive, owner["lambdas_"], (whole(owner["n_features_in_"]),), "lambdas_")
    need(scalar(owner["method"]) in _METHODS, "method: unknown")
    if "_scaler" in owner:
        need(owner["_scaler"]["__class__"] == "StandardScaler", "_scaler: not one")
    return []


def _check_quantiles(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    width, count = whole(owner["n_features_in_"]), whole(owner["n_quantiles_"])
    references = _floats(archive, owner["references_"], (count,), "references_")
    need(count and (np.diff(references) >= 0).all(), "references_: not ascending")
    places = _floats(archive, owner["quantiles_"], (count, width), "quantiles_")
    need(not (np.diff(places, axis=0) < 0).any(), "quantiles_: not ascending")
    need(scalar(owner["output_distribution"]) in _DISTRIBUTIONS, "output_distribution: unknown")
    return []


def _check_choice(archive: Archive, node: Node) -> list[Node]:
    """Check a choice of columns by a score; the function that scored is never asked again."""
    owner = attributes(node)
    function = owner["score_func"]
    need(function["__loader__"] == "FunctionNode", "score_func: not a function of scikit-learn")
    if "scores_" in owner:
        width = whole(owner["n_features_in_"])
        _floats(archive, owner["scores_"], (width,), "scores_")
    for name in ("k", "percentile"):
        if name in owner and scalar(owner[name]) != "all":
            _number(owner[name], name)
    return [function]


def _check_varied(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    _floats(archive, owner["variances_"], (whole(owner["n_features_in_"]),), "variances_")
    _number(owner["threshold"], "threshold")
    return []


def _check_norm(_archive: Archive, node: Node) -> list[Node]:
    need(scalar(attributes(node)["norm"]) in _NORMS, "norm: unknown")
    return []


def _check_threshold(_archive: Archive, node: Node) -> list[Node]:
    _number(attributes(node)["threshold"], "threshold")
    return []


def _check_union(_archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    need(items(owner["transformer_list"]), "transformer_list: empty")
    weights = owner["transformer_weights"]
    if not _is_null(weights):
        need(weights["__class__"] == "dict", "transformer_weights: not numbers")
        for weight in weights["content"].values():
            _number(weight, "transformer_weights")
    return []


STEPS: dict[str, Check] = {
    "Binarizer": ("threshold", _check_threshold),
    "FeatureUnion": ("transformer_list", _check_union),
    "KBinsDiscretizer": ("bin_edges_", _check_bins),
    "MaxAbsScaler": ("scale_", _check_scaler),
    "MinMaxScaler": ("scale_", _check_scaler),
    "MissingIndicator": ("features_", _check_indicator),
    "Normalizer": ("norm", _check_norm),
    "OrdinalEncoder": ("categories_", _check_ordinal),
    "PCA": ("components_", _check_projection),
    "PolynomialFeatures": ("n_output_features_", _check_products),
    "PowerTransformer": ("lambdas_", _check_powers),
    "QuantileTransformer": ("quantiles_", _check_quantiles),
    "RobustScaler": ("n_features_in_", _check_scaler),
    "SelectKBest": ("score_func", _check_choice),
    "SelectPercentile": ("score_func", _check_choice),
    "SimpleImputer": ("statistics_", _check_imputer),
    "StandardScaler": ("n_features_in_", _check_scaler),
    "TruncatedSVD": ("components_", _check_projection),
    "VarianceThreshold": ("variances_", _check_varied),
}
