"""Categories that boosting divides into sets itself."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of, train_into
from modeling.test_persist import change, edit_array, find, put, refusal, walk
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from mlops_desktop.core.decision import Calibration, Decision
from mlops_desktop.core.expansion import model_inputs
from mlops_desktop.core.features import MOST_CODES, ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.training import MethodParameters, SplitPlan, TrainingSpec
from mlops_desktop.modeling import ensemble, fit, persist
from mlops_desktop.modeling.features.levels import Codes
from mlops_desktop.modeling.prepare import prepare

SHOP = ColumnChoice("shop", Treatment.NATIVE)
KIND = ColumnChoice("kind", Treatment.NATIVE)
QUICK = MethodParameters("boosting", (("max_iter", "20"),))


def sales(rows: int = 400, shops: int = 12) -> pd.DataFrame:
    """Rows whose answer depends on sets of shops that no order tells."""
    random = np.random.default_rng(5)
    shop = random.integers(0, shops, rows)
    frame = pd.DataFrame(
        {
            "size": random.normal(size=rows),
            "kind": np.array(["x", "y", "z"], dtype=object)[random.integers(0, 3, rows)],
            "shop": np.array([f"s{number:03}" for number in shop], dtype=object),
        }
    )
    frame["sold"] = 3.0 * (shop % 2) + frame["size"] + 0.1 * random.normal(size=rows)
    frame["many"] = np.where(frame["sold"] > 1.5, "yes", "no")
    frame.loc[::17, "shop"] = None
    return frame


def asked(target, *algorithms, columns=(SHOP, KIND), parameters=(QUICK,), **more):
    features = more.pop("features", FeatureChoices(columns))
    other = ({"sold", "many"} - {target}).pop()
    return TrainingSpec(
        "m",
        target,
        algorithms=algorithms,
        exclude=(other,),
        split=SplitPlan(folds=2),
        features=features,
        parameters=parameters,
        **more,
    )


@pytest.mark.parametrize("target", ["sold", "many"])
def test_boosting_answers_as_scikit_learn_does_with_the_same_categories(target):
    prepared = prepare(table_of(sales()), asked(target, "boosting"))
    recipe = ensemble.settled(prepared, "boosting")
    rows = prepared.division.train
    model, _ = fit.fit_recipe(prepared, recipe, rows)
    inputs = prepared.inputs
    codes = np.column_stack(
        [pd.Categorical(inputs[name]).codes.astype(float) for name in ("kind", "shop")]
        + [inputs["size"].to_numpy(dtype=float)]
    )
    codes[codes == -1] = np.nan
    is_class = target == "many"
    kind = HistGradientBoostingClassifier if is_class else HistGradientBoostingRegressor
    bare = kind(**recipe.parameters, categorical_features=[0, 1])
    bare.fit(codes[rows], prepared.target.values[rows])
    held = prepared.division.holdout
    assert bare._predictors[0][0].nodes["is_categorical"].any()
    ask = "predict_proba" if is_class else "predict"
    np.testing.assert_array_equal(
        getattr(model, ask)(inputs.iloc[held]), getattr(bare, ask)(codes[held])
    )


CASES = [
    ("sold", "boosting", Decision()),
    ("many", "boosting", Decision(calibration=Calibration.ISOTONIC)),
    ("sold", "stacking", Decision()),
    ("many", "voting", Decision()),
]


@pytest.mark.parametrize(("target", "key", "decision"), CASES)
def test_a_version_is_stored_loaded_and_made_again_alike(tmp_path, target, key, decision):
    joined = MethodParameters(key, (("members", "boosting+linear"),))
    parameters = (QUICK, joined) if key != "boosting" else (QUICK,)
    spec = asked(target, key, parameters=parameters, decision=decision)
    digests = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        recorder = train_into(tmp_path / name, table_of(sales()), spec)
        assert recorder.failures == {}
        (result,) = recorder.results
        digests.append((result.model_digest, result.behaviour_hash))
    assert digests[0] == digests[1]
    prepared = prepare(table_of(sales()), spec)
    model, _ = fit.fit_recipe(prepared, ensemble.settled(prepared, key), prepared.division.train)
    loaded = persist.load(tmp_path / "one" / result.model_file)
    inputs = prepared.inputs.copy()
    inputs.loc[inputs.index[:5], "shop"] = "never seen"
    np.testing.assert_array_equal(loaded.predict(inputs), model.predict(inputs))


def test_each_category_is_one_input_that_names_its_column(tmp_path):
    spec = asked("sold", "boosting", "linear")
    results = train_into(tmp_path, table_of(sales()), spec).by_algorithm()
    found = model_inputs(results["boosting"].steps)
    assert [(item.name, item.columns) for item in found] == [
        ("kind", ("kind",)),
        ("shop", ("shop",)),
        ("size", ("size",)),
    ]
    step = next(s for s in results["boosting"].steps if s.columns == ("shop",))
    assert step.operation == "codes"
    assert step.detail.startswith("12 categories, each with a code of its own, in no order")
    # Other methods cannot divide categories: each category is an input.
    assert sum(item.columns == ("shop",) for item in model_inputs(results["linear"].steps)) == 13
    leaning = {item.column: item.value for item in results["boosting"].importances}
    assert leaning["shop"] > leaning["kind"]
    assert {item.column for item in results["boosting"].dependence} >= {"shop", "size"}


def test_a_selection_of_inputs_takes_one_input_per_category(tmp_path):
    features = FeatureChoices((SHOP,), select=4)
    (result,) = train_into(
        tmp_path, table_of(sales()), asked("sold", "boosting", features=features)
    ).results
    assert "one_hot" in {step.operation for step in result.steps}
    assert len(model_inputs(result.steps)) == 4


def test_a_number_may_still_only_rise_beside_categories(tmp_path):
    rising = ColumnChoice("size", monotone=1)
    spec = asked("sold", "boosting", columns=(SHOP, rising))
    (result,) = train_into(tmp_path, table_of(sales()), spec).results
    model = persist.load(tmp_path / result.model_file)
    prepared = prepare(table_of(sales()), spec)
    inputs = prepared.inputs.iloc[[0] * 50].copy()
    inputs["size"] = np.linspace(-3, 3, 50)
    assert (np.diff(model.predict(inputs)) >= 0).all()


def test_rare_categories_beyond_those_boosting_tells_apart_share_a_code():
    names = [f"c{number:03}" for number in range(MOST_CODES + 20) for _ in range(2)]
    names += ["c000", "c260"]
    codes = Codes().fit(pd.DataFrame({"c": names}, dtype=object))
    asked_now = pd.DataFrame({"c": ["c000", "c260", "c270", "new", None]}, dtype=object)
    got = codes.transform(asked_now)[:, 0]
    last = MOST_CODES - 1
    assert got[0] == 0
    assert got[1] < last  # frequent enough for a code of its own
    assert got[2] == got[3] == last
    assert np.isnan(got[4])
    assert codes.rare_ == [21]


def test_categories_below_the_share_chosen_share_a_code():
    frame = pd.DataFrame({"c": ["a"] * 60 + ["b"] * 37 + ["d"] * 3}, dtype=object)
    codes = Codes(0.05).fit(frame)
    assert codes.known_ == [["a", "b"]]
    got = codes.transform(pd.DataFrame({"c": ["a", "b", "d", "new"]}, dtype=object))[:, 0]
    assert got.tolist() == [0, 1, 2, 2]
    without = Codes().fit(frame).transform(pd.DataFrame({"c": ["d", "new"]}, dtype=object))[:, 0]
    assert without[0] == 2
    assert np.isnan(without[1])


def test_more_shops_than_boosting_tells_apart_are_trained_and_scored(tmp_path):
    frame = sales(1500, 400)
    (result,) = train_into(tmp_path, table_of(frame), asked("sold", "boosting")).results
    step = next(s for s in result.steps if s.columns == ("shop",))
    assert "rarer ones and unknown ones share a code" in step.detail
    persist.load(tmp_path / result.model_file)


def divided(field, value):
    def edit(schema, members):
        for node in _predictors(schema):

            def change_nodes(array):
                places = np.flatnonzero(array["is_categorical"] != 0)
                if places.size:
                    put(array, field, value, places[0])

            edit_array(members, node["nodes"], change_nodes)

    return edit


def _predictors(schema):
    found = [node for node in walk(schema) if node["__class__"] == "TreePredictor"]
    return [node["content"]["content"] for node in found]


def plain_number(schema, members):
    for node in _predictors(schema):

        def change_nodes(array):
            array["is_categorical"][:] = array["is_leaf"] == 0

        edit_array(members, node["nodes"], change_nodes)


def no_recoding(schema, _members):
    owner = find(schema, "HistGradientBoostingRegressor", "_predictors")["content"]["content"]
    owner["_preprocessor"] = {
        **owner["max_depth"],
        "content": json.dumps(None),
        "__id__": 1,
    }


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (divided("bitset_idx", 10**6), "a set of categories too far"),
        (divided("feature_idx", 999), "feature index"),
        (plain_number, "nodes"),
        (no_recoding, "_preprocessor"),
    ],
)
def test_an_edited_file_of_categories_is_refused(tmp_path, edit, named):
    (result,) = train_into(tmp_path, table_of(sales()), asked("sold", "boosting")).results
    error = refusal(change(tmp_path / result.model_file, tmp_path / "edited.skops", edit))
    assert error.code == "models.file_structure"
    assert named in error.message
