"""An altered index or shape in a model file is refused before anything of it is built."""

from __future__ import annotations

import json

import numpy as np
import pytest
from modeling.catalogued import TARGETS
from modeling.model_files import change, edit_array, find, refusal

from mlops_desktop.core.algorithms import algorithms_for
from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling import structure
from mlops_desktop.modeling.archive import Archive

CLASSES, NUMBERS, COUNT = Task.CLASSIFICATION, Task.REGRESSION, Task.COUNT


def array(owner: str, attribute: str, edit, place: int | None = None):
    """Edit an array of the first fitted object of a class (an entry of a list of arrays)."""

    def change_it(schema, members):
        node = find(schema, owner, attribute)["content"]["content"][attribute]
        edit_array(members, node if place is None else node["content"][place], edit)

    return change_it


def value(owner: str, fitted: str, attribute: str, new: object):
    """Put another plain value in the first fitted object of a class."""

    def change_it(schema, _members):
        node = find(schema, owner, fitted)["content"]["content"]
        node[attribute] = {
            "__class__": "str",
            "__module__": "builtins",
            "__loader__": "JsonNode",
            "content": json.dumps(new),
            "is_json": True,
            "__id__": 1,
        }

    return change_it


def shorter(owner: str, fitted: str, attribute: str):
    """Take the last entry off a list."""

    def change_it(schema, _members):
        find(schema, owner, fitted)["content"]["content"][attribute]["content"].pop()

    return change_it


def put(new: int, place: int = 0):
    """Return an edit that puts a number in an array."""

    def edit(numbers: np.ndarray) -> None:
        numbers.flat[place] = new

    return edit


def narrow(numbers: np.ndarray) -> np.ndarray:
    """Take the last column off."""
    return np.ascontiguousarray(numbers[..., :-1])


def single(numbers: np.ndarray) -> np.ndarray:
    """Halve the digits."""
    return numbers.astype(np.float32)


ALTERED = [
    (CLASSES, "linear", array("LogisticRegression", "coef_", narrow), "coef_: shape"),
    (NUMBERS, "linear", array("Ridge", "coef_", narrow), "coef_: shape"),
    (NUMBERS, "lasso", array("LassoCV", "coef_", single), "coef_: type"),
    (CLASSES, "lasso", array("LogisticRegression", "intercept_", narrow), "intercept_"),
    (NUMBERS, "elastic_net", array("ElasticNetCV", "coef_", narrow), "coef_: shape"),
    (COUNT, "poisson", array("PoissonRegressor", "coef_", narrow), "coef_: shape"),
    (COUNT, "gamma", array("GammaRegressor", "coef_", narrow), "coef_: shape"),
    (COUNT, "tweedie", array("TweedieRegressor", "coef_", narrow), "coef_: shape"),
    (CLASSES, "naive_bayes", array("GaussianNB", "theta_", narrow), "theta_: shape"),
    (CLASSES, "naive_bayes", array("GaussianNB", "class_prior_", narrow), "class_prior_"),
    (CLASSES, "linear_svm", array("LinearSVC", "coef_", narrow), "coef_: shape"),
    (NUMBERS, "linear_svm", array("LinearSVR", "coef_", narrow), "coef_: shape"),
    (
        CLASSES,
        "linear_svm",
        shorter("_CalibratedClassifier", "calibrators", "calibrators"),
        "calibrators: length",
    ),
    (CLASSES, "kernel_svm", array("SVC", "support_", put(10**6)), "support_: an index"),
    (CLASSES, "kernel_svm", array("SVC", "support_", put(-1)), "support_: an index"),
    (CLASSES, "kernel_svm", array("SVC", "_n_support", put(10**6)), "_n_support"),
    (CLASSES, "kernel_svm", array("SVC", "_dual_coef_", narrow), "_dual_coef_: shape"),
    (CLASSES, "kernel_svm", array("SVC", "support_vectors_", narrow), "support_vectors_: shape"),
    (CLASSES, "kernel_svm", array("SVC", "_intercept_", narrow), "_intercept_: shape"),
    (
        CLASSES,
        "kernel_svm",
        value("SVC", "support_", "kernel", "precomputed"),
        "kernel: not one of ours",
    ),
    (CLASSES, "kernel_svm", value("SVC", "support_", "_sparse", True), "_sparse"),
    (NUMBERS, "kernel_svm", array("SVR", "support_", put(10**6)), "support_: an index"),
    (NUMBERS, "kernel_svm", array("SVR", "_n_support", put(10**6)), "_n_support"),
    (NUMBERS, "kernel_svm", array("SVR", "_dual_coef_", narrow), "_dual_coef_: shape"),
    (CLASSES, "mlp", array("MLPClassifier", "coefs_", narrow, 0), "intercepts_: shape"),
    (NUMBERS, "mlp", array("MLPRegressor", "intercepts_", narrow, 0), "intercepts_: shape"),
    (NUMBERS, "mlp", value("MLPRegressor", "coefs_", "n_layers_", 9), "n_layers_"),
    (CLASSES, "extra_trees", array("Tree", "nodes", lambda a: a[:-1]), "their number"),
    (NUMBERS, "tree", array("Tree", "values", lambda a: a[:-1]), "values: shape"),
    (CLASSES, "voting", shorter("VotingClassifier", "estimators_", "estimators_"), "estimators_"),
    (NUMBERS, "voting", shorter("VotingRegressor", "estimators_", "estimators_"), "estimators_"),
    (CLASSES, "stacking", shorter("StackingClassifier", "stack_method_", "stack_method_"), "stack"),
    (
        NUMBERS,
        "stacking",
        value("LinearRegression", "coef_", "n_features_in_", 7),
        "final_estimator_: other members",
    ),
]


@pytest.mark.parametrize(("task", "key", "edit", "named"), ALTERED)
def test_an_altered_model_is_refused(catalogued, tmp_path, task, key, edit, named):
    error = refusal(change(catalogued(task).path(key), tmp_path / "altered.skops", edit))
    assert error.code == "models.file_structure"
    assert named in error.message


@pytest.mark.parametrize(
    ("task", "key"), [(task, item.key) for task in TARGETS for item in algorithms_for(task)]
)
def test_every_fitted_part_with_arrays_has_a_check(catalogued, task, key):
    """A new method cannot bring a model whose arrays nobody looks at."""
    harmless = {
        # Their arrays are only ever used by numpy, which looks at bounds itself.
        "ColumnTransformer",
        "DateParts",
        "DummyClassifier",
        "DummyRegressor",
        "FunctionTransformer",
        "LabelBinarizer",
        "LabelEncoder",
        "Pipeline",
        "SimpleImputer",
        "StandardScaler",
        "TransformedTargetRegressor",
        "_BinMapper",
        "_CalibratedClassifier",
        "_SigmoidCalibration",
        # Checked with what holds them.
        "EuclideanDistance64",
        "KDTree",
        "TreePredictor",
    }
    path = catalogued(task).path(key)
    archive = Archive(path.read_bytes(), path.name)
    found = {
        node["__class__"]
        for node in archive.nodes()
        if node["__loader__"] == "ObjectNode"
        and node["__module__"].startswith(("sklearn.", "mlops_desktop."))
        and "._loss." not in node["__module__"]
    }
    assert found - harmless <= set(structure.CHECKS)
