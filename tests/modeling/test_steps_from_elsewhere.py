"""Plain steps of scikit-learn in models from elsewhere: accepted sound, refused altered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io
from modeling.model_files import change, edit_array, find, walk
from sklearn import decomposition, feature_selection, preprocessing
from sklearn.compose import ColumnTransformer
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import FeatureUnion, make_pipeline

from mlops_desktop.core.errors import UserError
from mlops_desktop.modeling import structure
from mlops_desktop.modeling.allowlist import ALLOWED, ELSEWHERE
from mlops_desktop.modeling.archive import Archive
from mlops_desktop.modeling.foreign_file import open_model

ROWS = 60


def numbers(*, is_complete: bool = True) -> pd.DataFrame:
    """Three columns of numbers."""
    random = np.random.default_rng(5)
    table = pd.DataFrame(random.normal(size=(ROWS, 3)).round(1), columns=["a", "b", "c"])
    return table if is_complete else table.where(table > -1)


def texts(*, is_complete: bool = True) -> pd.DataFrame:
    """Two columns of texts."""
    random = np.random.default_rng(6)
    table = pd.DataFrame({"t": random.choice(["x", "y", "z"], ROWS)}).astype(object)
    table["u"] = random.choice(np.array(["p", "q"], dtype=object), ROWS)
    if not is_complete:
        table.loc[:5, "t"] = np.nan
    return table


def codes() -> pd.DataFrame:
    """A column of whole numbers that are names."""
    return pd.DataFrame({"n": np.random.default_rng(7).choice([3, 5, 9], ROWS)})


def gaps() -> pd.DataFrame:
    return numbers(is_complete=False)


SOUND: dict[str, tuple[Any, Callable[[], pd.DataFrame]]] = {
    "min_max": (preprocessing.MinMaxScaler(), numbers),
    "max_abs": (preprocessing.MaxAbsScaler(), numbers),
    "robust": (preprocessing.RobustScaler(), numbers),
    "robust_plain": (preprocessing.RobustScaler(with_centering=False), numbers),
    "standard": (preprocessing.StandardScaler(), numbers),
    "standard_plain": (preprocessing.StandardScaler(with_std=False), numbers),
    "imputer": (make_pipeline(SimpleImputer(add_indicator=True)), gaps),
    "imputer_text": (
        make_pipeline(SimpleImputer(strategy="most_frequent"), preprocessing.OrdinalEncoder()),
        lambda: texts(is_complete=False),
    ),
    "indicator": (FeatureUnion([("gap", MissingIndicator()), ("fill", SimpleImputer())]), gaps),
    "ordinal": (
        preprocessing.OrdinalEncoder(encoded_missing_value=-1),
        lambda: texts(is_complete=False),
    ),
    "ordinal_rare": (
        preprocessing.OrdinalEncoder(
            handle_unknown="use_encoded_value", unknown_value=-1, min_frequency=25
        ),
        texts,
    ),
    "one_hot": (preprocessing.OneHotEncoder(handle_unknown="ignore"), texts),
    "one_hot_codes": (preprocessing.OneHotEncoder(handle_unknown="ignore"), codes),
    "one_hot_gaps": (preprocessing.OneHotEncoder(), lambda: texts(is_complete=False)),
    "one_hot_first": (preprocessing.OneHotEncoder(drop="first"), texts),
    "one_hot_binary": (preprocessing.OneHotEncoder(drop="if_binary"), texts),
    "pca": (decomposition.PCA(2, whiten=True), numbers),
    "svd": (decomposition.TruncatedSVD(2, random_state=0), numbers),
    "products": (preprocessing.PolynomialFeatures(3), numbers),
    "products_alone": (
        preprocessing.PolynomialFeatures((2, 3), interaction_only=True, include_bias=False),
        numbers,
    ),
    "bins": (preprocessing.KBinsDiscretizer(3, quantile_method="averaged_inverted_cdf"), numbers),
    "bins_ordinal": (
        preprocessing.KBinsDiscretizer(4, encode="ordinal", strategy="uniform"),
        numbers,
    ),
    "power": (preprocessing.PowerTransformer(), numbers),
    "power_plain": (preprocessing.PowerTransformer(standardize=False), numbers),
    "quantile": (
        preprocessing.QuantileTransformer(n_quantiles=20, output_distribution="normal"),
        numbers,
    ),
    "normalizer": (preprocessing.Normalizer("l1"), numbers),
    "binarizer": (preprocessing.Binarizer(threshold=0.5), numbers),
    "best": (feature_selection.SelectKBest(feature_selection.f_regression, k=2), numbers),
    "best_all": (feature_selection.SelectKBest(feature_selection.r_regression, k="all"), numbers),
    "percentile": (
        feature_selection.SelectPercentile(feature_selection.f_regression, percentile=50),
        numbers,
    ),
    "varied": (feature_selection.VarianceThreshold(), numbers),
    "union": (
        FeatureUnion(
            [
                ("a", preprocessing.MinMaxScaler()),
                ("b", decomposition.PCA(1)),
                ("c", "passthrough"),
            ],
            transformer_weights={"a": 2.0},
        ),
        numbers,
    ),
    "columns": (
        ColumnTransformer(
            [("scaled", preprocessing.RobustScaler(), ["a"])], remainder="passthrough"
        ),
        numbers,
    ),
}


def answers(table: pd.DataFrame) -> np.ndarray[Any, Any]:
    return np.arange(float(len(table))) % 7


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a model that has the step."""

    def write(key: str) -> Path:
        step, table = SOUND[key]
        model = make_pipeline(step, Ridge()).fit(table(), answers(table()))
        skops.io.dump(model, tmp_path / "model.skops")
        return tmp_path / "model.skops"

    return write


@pytest.mark.parametrize("key", SOUND)
def test_a_sound_step_is_accepted_and_answers_as_before(written, key) -> None:
    step, table = SOUND[key]
    opened = open_model(written(key), "model.skops")
    expected = make_pipeline(step, Ridge()).fit(table(), answers(table())).predict(table())
    assert np.array_equal(opened.model.predict(table()), expected)


def test_every_step_that_only_comes_from_elsewhere_is_tried_here_and_has_a_check(written) -> None:
    found = set()
    for key in SOUND:
        archive = Archive(written(key).read_bytes(), key)
        found |= {f"{node['__module__']}.{node['__class__']}" for node in walk(archive.schema)}
    assert ELSEWHERE["ObjectNode"] <= found
    assert {name.rpartition(".")[2] for name in ELSEWHERE["ObjectNode"]} <= set(structure.CHECKS)


def test_the_two_lists_have_nothing_in_common() -> None:
    assert not [kind for kind, types in ELSEWHERE.items() if types & ALLOWED.get(kind, frozenset())]


# Made to mislead ----------------------------------------------------------------------------


def state(schema: dict[str, Any], owner: str, attribute: str) -> dict[str, Any]:
    return find(schema, owner, attribute)["content"]["content"]


def plain(content: object) -> dict[str, Any]:
    kind = {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode"}
    return {**kind, "content": json.dumps(content)}


def function(name: str) -> dict[str, Any]:
    module, _, kind = name.rpartition(".")
    return {"__class__": kind, "__module__": module, "__loader__": "FunctionNode", "__id__": 77}


def objects(*values: object) -> dict[str, Any]:
    """Return the node of an array of objects."""
    return {
        "__class__": "ndarray",
        "__module__": "numpy",
        "__loader__": "NdArrayNode",
        "type": "json",
        "shape": plain([len(values)]),
        "content": [plain(value) for value in values],
    }


def array(owner: str, attribute: str, edit: Callable[[Any], Any], place: int | None = None) -> Any:
    def alter(schema: dict[str, Any], members: dict[str, bytes]) -> None:
        node = state(schema, owner, attribute)[attribute]
        edit_array(members, node if place is None else node["content"][place], edit)

    return alter


def value(owner: str, attribute: str, node: dict[str, Any]) -> Any:
    def alter(schema: dict[str, Any], _members: dict[str, bytes]) -> None:
        state(schema, owner, attribute)[attribute] = node

    return alter


def shorter(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.ascontiguousarray(values[..., :-1])


def backwards(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.ascontiguousarray(values[::-1])


def far(values: np.ndarray[Any, Any]) -> None:
    values.flat[0] = 1000


UFUNC = function("numpy.exp")
KNOWN = function("sklearn.feature_selection._univariate_selection.f_classif")

ALTERED = {
    "min_max": ("min_max", array("MinMaxScaler", "min_", shorter), "min_: shape"),
    "min_max objects": ("min_max", value("MinMaxScaler", "scale_", objects(1, 2, 3)), "type"),
    "max_abs": ("max_abs", array("MaxAbsScaler", "scale_", shorter), "scale_: shape"),
    "robust": ("robust", array("RobustScaler", "center_", shorter), "center_: shape"),
    "standard": ("standard", array("StandardScaler", "mean_", shorter), "mean_: shape"),
    "imputer": ("imputer", array("SimpleImputer", "statistics_", shorter), "statistics_: shape"),
    "indicator": ("indicator", array("MissingIndicator", "features_", far), "out of range"),
    "ordinal": (
        "ordinal",
        value("OrdinalEncoder", "categories_", {"content": [objects("x")]}),
        "length",
    ),
    "ordinal objects": (
        "ordinal_rare",
        value("OrdinalEncoder", "categories_", {"content": [objects("x", 3), objects("p")]}),
        "categories_: mixed",
    ),
    "one_hot": (
        "one_hot_codes",
        array("OneHotEncoder", "categories_", backwards, 0),
        "categories_: not ascending",
    ),
    "one_hot objects": (
        "one_hot",
        value("OneHotEncoder", "categories_", {"content": [objects(3, 1, 2), objects("p", "q")]}),
        "categories_: not ascending",
    ),
    "one_hot dropped": (
        "one_hot_first",
        value("OneHotEncoder", "_drop_idx_after_grouping", objects(7, 0)),
        "_drop_idx_after_grouping: out of range",
    ),
    "one_hot not dropped": (
        "one_hot_first",
        value("OneHotEncoder", "_drop_idx_after_grouping", plain(None)),
        "_n_features_outs",
    ),
    "pca": ("pca", array("PCA", "components_", shorter), "components_: shape"),
    "svd": ("svd", array("TruncatedSVD", "components_", shorter), "components_: shape"),
    "products": (
        "products",
        value("PolynomialFeatures", "_n_out_full", plain(500)),
        "_n_out_full: not the number",
    ),
    "products degree": (
        "products",
        value("PolynomialFeatures", "_max_degree", plain(10**9)),
        "_max_degree: out of range",
    ),
    "bins": ("bins", array("KBinsDiscretizer", "n_bins_", far), "bin_edges_: shape"),
    "bins order": (
        "bins_ordinal",
        array("KBinsDiscretizer", "bin_edges_", backwards, 0),
        "bin_edges_: not ascending",
    ),
    "power": ("power", array("PowerTransformer", "lambdas_", shorter), "lambdas_: shape"),
    "power ufunc": ("power", value("PowerTransformer", "method", plain("exec")), "method: unknown"),
    "quantile": (
        "quantile",
        array("QuantileTransformer", "quantiles_", backwards),
        "quantiles_: not ascending",
    ),
    "quantile way": (
        "quantile",
        value("QuantileTransformer", "output_distribution", plain("other")),
        "unknown",
    ),
    "normalizer": ("normalizer", value("Normalizer", "norm", plain("other")), "norm: unknown"),
    "binarizer": ("binarizer", value("Binarizer", "threshold", plain("0")), "not a number"),
    "best": ("best", array("SelectKBest", "scores_", shorter), "scores_: shape"),
    "best own": ("best", value("SelectKBest", "score_func", plain("f")), "not a function"),
    "percentile": (
        "percentile",
        value("SelectPercentile", "percentile", plain([50])),
        "percentile: not a number",
    ),
    "varied": ("varied", array("VarianceThreshold", "variances_", shorter), "variances_: shape"),
    "union": ("union", value("FeatureUnion", "transformer_weights", plain(3)), "not numbers"),
    "a known function elsewhere": (
        "power",
        value("PowerTransformer", "copy", KNOWN),
        "stands outside a model",
    ),
}


def refused(path: Path) -> UserError:
    """Return why a file is refused; nothing of it may have been built."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(skops.io, "loads", lambda *_, **__: pytest.fail("it was built"))
        with pytest.raises(UserError) as caught:
            open_model(path, path.name)
    return caught.value


@pytest.mark.parametrize("case", ALTERED)
def test_an_altered_step_is_refused_before_it_is_built(written, tmp_path, case) -> None:
    key, edit, words = ALTERED[case]
    error = refused(change(written(key), tmp_path / "altered.skops", edit))
    assert error.code == "foreign.structure"
    assert words in error.message


@pytest.mark.parametrize("key", SOUND)
@pytest.mark.parametrize("node", [UFUNC, function("os.system"), function("builtins.eval")])
def test_a_function_in_a_step_is_refused_whichever_it_is(written, tmp_path, key, node) -> None:
    def edit(schema: dict[str, Any], _members: dict[str, bytes]) -> None:
        inner = find(schema, "Pipeline", "steps")["content"]["content"]["steps"]["content"][0]
        inner["content"][1]["content"]["content"]["own"] = node

    error = refused(change(written(key), tmp_path / "altered.skops", edit))
    assert error.code == "foreign.type"
    assert f"{node['__module__']}.{node['__class__']}" in error.message


def test_a_choice_by_somebodys_own_function_is_refused(written, tmp_path) -> None:
    edit = value("SelectKBest", "score_func", function("somebody.scores"))
    error = refused(change(written("best"), tmp_path / "altered.skops", edit))
    assert error.code == "foreign.type"
    assert "somebody.scores" in error.message
