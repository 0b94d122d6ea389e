"""Models of weights: linear ones, support vectors, naive Bayes, networks."""

from __future__ import annotations

import numpy as np

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

_KERNELS = ("linear", "poly", "rbf", "sigmoid")
"""Never ``precomputed``: that one indexes the rows it predicts by ``support_``."""


def _outputs(archive: Archive, owner: Node) -> int:
    """Return how many decision values there are: one for numbers and two classes."""
    if "classes_" not in owner:
        return 1
    count = size_of(archive, owner["classes_"])
    need(count >= 2, "classes_: fewer than two")
    return 1 if count == 2 else count


def _check_linear(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    features, outputs = whole(owner["n_features_in_"]), _outputs(archive, owner)
    coef = archive.array(owner["coef_"])
    need(coef.dtype == np.float64, "coef_: type")
    is_flat = "classes_" not in owner and coef.ndim == 1
    need(coef.shape == ((features,) if is_flat else (outputs, features)), "coef_: shape")
    intercept = owner["intercept_"]
    if intercept["__loader__"] == "JsonNode":
        need(isinstance(scalar(intercept), int | float), "intercept_: not a number")
    else:
        need(archive.array(intercept).size == outputs, "intercept_: shape")
    return []


def _check_support_vectors(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    need(scalar(owner["kernel"]) in _KERNELS, "kernel: not one of ours")
    need(scalar(owner["_sparse"]) is False, "_sparse: not expected")
    need(0 <= whole(owner["degree"]) <= 100, "degree: out of range")
    vectors = archive.array(owner["support_vectors_"])
    count = len(vectors)
    features = whole(owner["n_features_in_"])
    numbers(archive, owner["support_vectors_"], (count, features), "support_vectors_")
    fitted = [whole(item) for item in items(owner["shape_fit_"])]
    need(fitted[1:] == [features], "shape_fit_: other features")
    support = archive.array(owner["support_"])
    need(support.dtype == np.int32 and support.shape == (count,), "support_: shape or type")
    need(((support >= 0) & (support < fitted[0])).all(), "support_: an index out of range")
    classes = size_of(archive, owner["classes_"]) if "classes_" in owner else 2
    need(classes >= 2, "classes_: fewer than two")
    per_class = archive.array(owner["_n_support"])
    need(per_class.dtype == np.int32, "_n_support: type")
    need(per_class.shape == (classes,) and (per_class >= 0).all(), "_n_support: shape or range")
    # A regression counts all its vectors twice; libsvm reads the first entry only.
    total = per_class.sum() if "classes_" in owner else per_class[0]
    need(total == count, "_n_support: not the number of support vectors")
    pairs = classes * (classes - 1) // 2
    for name in ("_dual_coef_", "dual_coef_"):
        numbers(archive, owner[name], (classes - 1, count), name)
    for name in ("_intercept_", "intercept_"):
        numbers(archive, owner[name], (pairs,), name)
    for name in ("_probA", "_probB"):
        need(archive.array(owner[name]).size == 0, f"{name}: not expected")
    return []


def _check_naive_bayes(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    classes, features = size_of(archive, owner["classes_"]), whole(owner["n_features_in_"])
    for name in ("theta_", "var_"):
        numbers(archive, owner[name], (classes, features), name)
    numbers(archive, owner["class_prior_"], (classes,), "class_prior_")
    return []


def _check_network(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    weights, constants = items(owner["coefs_"]), items(owner["intercepts_"])
    need(len(weights) == len(constants) > 0, "coefs_: length")
    need(whole(owner["n_layers_"]) == len(weights) + 1, "n_layers_: not the number of layers")
    width = whole(owner["n_features_in_"])
    for layer, constant in zip(weights, constants, strict=True):
        array = archive.array(layer)
        need(array.ndim == 2, "coefs_: shape")
        numbers(archive, layer, (width, array.shape[1]), "coefs_")
        width = array.shape[1]
        numbers(archive, constant, (width,), "intercepts_")
    need(whole(owner["n_outputs_"]) == width, "n_outputs_: not the last layer")
    if "_label_binarizer" in owner:
        classes = size_of(archive, attributes(owner["_label_binarizer"])["classes_"])
        need(width == (1 if classes == 2 else classes), "classes_: not the last layer")
    return []


WEIGHTS: dict[str, Check] = {
    **dict.fromkeys(
        (
            "ElasticNet",
            "ElasticNetCV",
            "GammaRegressor",
            "Lasso",
            "LassoCV",
            "LinearRegression",
            "LinearSVC",
            "LinearSVR",
            "LogisticRegression",
            "PoissonRegressor",
            "Ridge",
            "TweedieRegressor",
        ),
        ("coef_", _check_linear),
    ),
    "GaussianNB": ("theta_", _check_naive_bayes),
    "MLPClassifier": ("coefs_", _check_network),
    "MLPRegressor": ("coefs_", _check_network),
    "SVC": ("support_vectors_", _check_support_vectors),
    "SVR": ("support_vectors_", _check_support_vectors),
}
