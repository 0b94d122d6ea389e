"""What a person chooses for columns holds for every method, in the file and in words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from modeling.catalogued import TARGETS
from modeling.chosen import BUNDLES, TRAINED, frame_of, spec_for, train_chosen
from modeling.tables import table_of, train_into

from mlops_desktop.core.algorithms import algorithms_for
from mlops_desktop.core.dataset import SemanticType
from mlops_desktop.core.expansion import model_inputs
from mlops_desktop.core.features import ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling import catalogue, holdout, persist
from mlops_desktop.modeling.features.build import build_preprocessing
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.prepare import prepare
from mlops_desktop.modeling.scoring import score
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.threads import one_thread

CASES = [
    (task, bundle, item.key)
    for task, bundle in TRAINED
    for item in algorithms_for(task)
    if catalogue.method(item.key).uses_inputs
]
ALONE = [case for case in CASES if catalogue.method(case[2]).joins is None]


@pytest.fixture(scope="module")
def chosen(tmp_path_factory):
    return cache(
        lambda task, bundle: train_chosen(task, bundle, tmp_path_factory.mktemp(f"{task}{bundle}"))
    )


def test_every_treatment_is_among_the_choices():
    """Categories that boosting divides itself have tests of their own: ``test_native.py``."""
    used = {item.treatment for item in BUNDLES["each"].columns}
    assert used | {Treatment.AUTOMATIC, Treatment.NATIVE} == set(Treatment)


@pytest.mark.parametrize(("task", "bundle", "key"), CASES)
def test_a_loaded_model_answers_as_the_trained_one_did(chosen, task, bundle, key):
    trained = chosen(task, bundle)
    prepared = prepare(trained.table, trained.spec)
    loaded = persist.load(trained.path(key))
    answer = predict(loaded, prepared.inputs.iloc[prepared.division.holdout])
    result = trained.results[key]
    stored = holdout.read(trained.path(key, "holdout"), result.signature).outcome
    if answer.probabilities is None:
        assert (answer.values == stored.predicted).all()
        assert np.isfinite(answer.values).all()
    else:
        assert (answer.probabilities == stored.probabilities).all()


@pytest.mark.parametrize(
    ("task", "bundle", "keys"),
    [
        (Task.CLASSIFICATION, "each", ()),
        (Task.REGRESSION, "each", ("linear", "boosting")),
        (Task.REGRESSION, "joined", ("linear", "boosting")),
    ],
)
def test_the_same_seed_gives_the_same_files_to_the_bit(chosen, task, bundle, keys, tmp_path):
    first = chosen(task, bundle)
    spec = replace(first.spec, algorithms=keys or first.spec.algorithms)
    again = train_into(tmp_path, first.table, spec).by_algorithm()
    for key, result in first.results.items():
        if keys and key not in keys:
            continue
        assert again[key].model_digest == result.model_digest, key
        assert again[key].behaviour_hash == result.behaviour_hash, key


@pytest.mark.parametrize(("task", "bundle", "key"), CASES)
def test_unseen_and_missing_values_are_scored(chosen, task, bundle, key):
    trained = chosen(task, bundle)
    frame = trained.table.frame.head(20).copy()
    for name in ("kind", "shop", "grade"):
        frame[name] = "violet"
    frame["note"] = "words nobody said"
    frame["floor"] = 77
    frame.loc[frame.index[:10], "code"] = None
    frame["size"] = frame["weight"] = np.nan
    frame["day"] = pd.Series(pd.NaT, frame.index, dtype="datetime64[us]")
    table = Table(frame, trained.table.columns)
    scored = score(trained.path(key), trained.results[key].signature, table)
    numbers = scored.frame[list(scored.outputs[1 if task is Task.CLASSIFICATION else 0 :])]
    assert np.isfinite(numbers.to_numpy(dtype=np.float64)).all()


@pytest.mark.parametrize(("task", "bundle", "key"), ALONE)
def test_the_steps_name_every_input_of_the_model_in_order(chosen, task, bundle, key):
    """Change one column at a time: exactly the inputs that name it may move."""
    trained = chosen(task, bundle)
    prepared = prepare(trained.table, trained.spec)
    features = persist.load(trained.path(key)).named_steps["features"]
    inputs = model_inputs(trained.results[key].steps)
    assert len({item.name for item in inputs}) == len(inputs)
    rows = prepared.inputs.iloc[prepared.division.train]
    with one_thread():
        before = features.transform(rows)
        assert before.shape[1] == len(inputs)
        for name in rows.columns:
            changed = rows.copy()
            changed[name] = changed[name].to_numpy()[::-1]
            after = features.transform(changed)
            moved = ~np.isclose(before, after, rtol=1e-9, atol=0, equal_nan=True).all(axis=0)
            assert moved.any() == any(name in item.columns for item in inputs), name
            for item, has_moved in zip(inputs, moved, strict=True):
                assert has_moved == (name in item.columns), (item, name)


@pytest.mark.parametrize("key", ["linear", "boosting"])
def test_a_number_that_is_kept_is_scaled_for_no_method(chosen, key):
    trained = chosen(Task.REGRESSION, "each")
    prepared = prepare(trained.table, trained.spec)
    features = persist.load(trained.path(key)).named_steps["features"]
    names = [item.name for item in model_inputs(trained.results[key].steps)]
    with one_thread():
        got = features.transform(prepared.inputs)[:, names.index("size")]
    known = prepared.inputs["size"].notna().to_numpy()
    assert not known.all()
    assert (got[known] == prepared.inputs["size"][known]).all()
    assert np.isnan(got[~known]).all() == (key == "boosting")
    steps = [step for step in trained.results[key].steps if step.columns == ("size",)]
    wanted = ["keep"] if key == "boosting" else ["impute", "keep"]
    assert [step.operation for step in steps if step.operation != "indicate"] == wanted


@pytest.mark.parametrize("task", list(TARGETS))
def test_inputs_have_the_values_that_their_names_say(chosen, task):
    """Inputs are named as they are: 1 where the row has the category, and so on."""
    trained, key = chosen(task, "each"), "tree"
    prepared = prepare(trained.table, trained.spec)
    features = persist.load(trained.path(key)).named_steps["features"]
    rows = prepared.inputs.iloc[prepared.division.train]
    names = [item.name for item in model_inputs(trained.results[key].steps)]
    with one_thread():
        values = dict(zip(names, features.transform(rows).T, strict=True))
    assert (values["kind_red"] == (rows["kind"] == "red")).all()
    assert (values["weight_missing"] == rows["weight"].isna()).all()
    assert ((values["note_lost"] > 0) == rows["note"].fillna("").str.contains("lost")).all()
    order = rows["grade"].map({"low": 0, "middle": 1, "high": 2})
    known = order.notna().to_numpy()
    assert np.corrcoef(values["grade"][known], order[known])[0, 1] == pytest.approx(1)
    month = np.sin(2 * np.pi * (rows["day"].dt.month - 1) / 12)
    known = month.notna().to_numpy()
    assert np.corrcoef(values["day_month_sine"][known], month[known])[0, 1] == pytest.approx(1)


def test_choices_are_said_in_words(chosen):
    steps = chosen(Task.REGRESSION, "each").results["linear"].steps
    words = {(step.operation, step.columns[0]): step for step in steps}
    assert words["as_number", "code"].detail == "text read as a number"
    assert words["leave_out", "open"].detail == "you left it out"
    assert words["ordinal", "grade"].detail == (
        "low → 0, middle → 1, high → 2; any other value counts as missing, here odd"
    )
    assert words["one_hot", "floor"].detail == (
        "the 2 most frequent of 4 categories, the rest together "
        "(each below 0.1 of the training rows)"
    )
    assert "mean of the target in each of 13 categories" in words["target_mean", "shop"].detail
    assert "from the other 4 of 5 parts" in words["target_mean", "shop"].detail
    assert words["target_mean", "shop"].outputs == ("shop_mean",)
    assert words["cyclic", "day"].detail == "sine and cosine of month, day, weekday"
    assert "natural cubic spline, knots" in words["spline", "weight"].detail
    assert words["spline", "weight"].outputs[-1] == "weight_spline_4"
    assert "TF-IDF of the 28 words" in words["text", "note"].detail
    missing = {step.columns[0] for step in steps if step.operation == "indicate"}
    assert missing == {"size", "weight", "day", "grade", "note", "code"}


def test_components_and_selection_are_said_in_words(chosen):
    steps = chosen(Task.REGRESSION, "joined").results["linear"].steps
    words = {step.operation: step for step in steps}
    assert words["components"].columns == ("size", "weight", "floor")
    assert words["components"].outputs == ("component_1", "component_2")
    assert words["components"].detail.startswith("2 principal components with ")
    assert words["select"].detail.startswith("the 9 of ")
    assert len(words["select"].outputs) == 9
    products = [step.columns for step in steps if step.operation == "interact"]
    assert products == [("size", "weight"), ("size", "floor"), ("weight", "floor")]


def test_the_signature_expects_numbers_of_a_text_column_read_as_numbers(chosen):
    fields = {f.name: f for f in chosen(Task.REGRESSION, "each").results["linear"].signature.inputs}
    assert fields["code"].type == "number"
    assert fields["floor"].categories == ("0", "1", "2", "3")
    assert fields["note"].categories == ()
    assert "open" not in fields


def test_a_target_mean_of_a_training_row_never_uses_its_own_target():
    """Random shops of four rows each: in-sample means would go along with the target."""
    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "shop": pd.Series([f"s{n % 300}" for n in range(1200)], dtype=object),
            "amount": random.normal(size=1200),
        }
    )
    features = FeatureChoices((ColumnChoice("shop", Treatment.TARGET),))
    spec = replace(spec_for(Task.REGRESSION, features, "linear"), target="amount")
    prepared = prepare(table_of(frame, shop=SemanticType.CATEGORY), spec)
    rows = prepared.division.train
    inputs, target = prepared.inputs.iloc[rows], prepared.target.values[rows]
    preparation = catalogue.method("tree").preparation
    made = build_preprocessing(prepared.plan, preparation)
    crossed = made.fit_transform(inputs, target)[:, 0]
    assert abs(np.corrcoef(crossed, target)[0, 1]) < 0.1
    leaking = build_preprocessing(prepared.plan, preparation).fit(inputs, target)
    assert np.corrcoef(leaking.transform(inputs)[:, 0], target)[0, 1] > 0.3
    moved = target.copy()
    moved[0] += 1000
    again = build_preprocessing(prepared.plan, preparation).fit_transform(inputs, moved)[:, 0]
    assert again[0] == crossed[0]


@pytest.mark.parametrize("key", ["linear", "tree", "boosting", "stacking"])
def test_training_with_target_means_of_noise_learns_nothing(tmp_path, key):

    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "shop": pd.Series([f"s{n % 100}" for n in range(600)], dtype=object),
            "amount": random.normal(size=600),
        }
    )
    features = FeatureChoices((ColumnChoice("shop", Treatment.TARGET),))
    spec = replace(spec_for(Task.REGRESSION, features, key), target="amount")
    result = train_into(tmp_path, table_of(frame), spec).results[0]
    mae = {(m.name, m.split): m.value for m in result.metrics}["mae", "cv"]
    assert mae < 1.1 * np.abs(frame["amount"]).mean()


def test_three_classes_give_a_share_each(tmp_path):
    frame = frame_of()
    frame["level"] = pd.Series(
        np.array(["a", "b", "c"], dtype=object)[np.digitize(frame["amount"], [9, 13])], dtype=object
    )
    table = table_of(frame.drop(columns=list(TARGETS.values())))
    spec = spec_for(Task.CLASSIFICATION, BUNDLES["each"], "linear", "boosting")
    recorder = train_into(tmp_path, table, replace(spec, target="level"))
    assert recorder.failures == {}
    steps = recorder.results[0].steps
    step = next(step for step in steps if step.operation == "target_mean")
    assert step.outputs == ("shop_mean_a", "shop_mean_b", "shop_mean_c")
    features = persist.load(tmp_path / "linear.skops").named_steps["features"]
    inputs = model_inputs(steps)
    prepared = prepare(table, replace(spec, target="level"))
    assert features.transform(prepared.inputs).shape[1] == len(inputs)


@pytest.mark.parametrize(
    ("positive", "told"),
    [
        ("yes", "share of the class yes in each"),
        ("no", "share of the class yes (1 minus that of no, the positive class) in each"),
    ],
)
def test_a_share_says_of_which_class_it_is_whichever_is_the_positive_one(tmp_path, positive, told):
    random = np.random.default_rng(3)
    frame = pd.DataFrame({"shop": pd.Series([f"s{n % 5}" for n in range(120)], dtype=object)})
    frame["ill"] = pd.Series(np.where(random.random(120) < 0.4, "yes", "no"), dtype=object)
    features = FeatureChoices((ColumnChoice("shop", Treatment.TARGET),))
    spec = replace(
        spec_for(Task.CLASSIFICATION, features, "linear"), target="ill", positive=positive
    )
    step = next(
        step
        for step in train_into(tmp_path, table_of(frame), spec).results[0].steps
        if step.operation == "target_mean"
    )
    assert step.detail.startswith(told)
