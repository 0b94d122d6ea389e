"""The folds within a fit follow the split: groups stay whole, time goes forward."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of, train_into
from sklearn.linear_model import LassoCV
from sklearn.model_selection import KFold, StratifiedKFold

from mlops_desktop.core.decision import Calibration, Decision
from mlops_desktop.core.features import AUTOMATIC, ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.training import SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.modeling import ensemble, fit, inner, persist
from mlops_desktop.modeling.features.build import build_preprocessing
from mlops_desktop.modeling.features.plan import Preparation
from mlops_desktop.modeling.inner import Forward, follow_split
from mlops_desktop.modeling.prepare import prepare

GROUPED = SplitPlan(SplitMethod.GROUPED, group_by="patient", folds=3)
ORDERED = SplitPlan(SplitMethod.ORDERED, order_by="day", folds=3)
RANDOM = SplitPlan(folds=3)
MEANS = FeatureChoices((ColumnChoice("shop", Treatment.TARGET),))
MEMBERS = "linear+linear_svm"


def visits(rows: int = 360) -> pd.DataFrame:
    """Rows of which six each are of one patient, who has one target."""
    random = np.random.default_rng(8)
    patient = np.repeat(np.arange(rows // 6), 6)
    own = random.normal(size=rows // 6)[patient]
    order = random.permutation(rows)
    frame = pd.DataFrame(
        {
            "patient": [f"p{number}" for number in patient],
            "day": order,
            "shop": [f"s{number % 25}" for number in patient],
            "size": random.normal(size=rows) + own,
            "amount": own + random.normal(size=rows),
            "ill": np.where(own > 0, "yes", "no"),
        }
    )
    return frame.iloc[random.permutation(rows)].reset_index(drop=True)


def spec_of(target, plan, *algorithms, features=AUTOMATIC, **more):
    other = ({"amount", "ill"} - {target}).pop()
    return TrainingSpec(
        "m",
        target,
        algorithms=algorithms,
        split=plan,
        exclude=(other, "day") if plan is not ORDERED else (other,),
        features=features,
        **more,
    )


def folds_used(monkeypatch, prepared, key):
    """Return the folds that fitting a method on all training rows divides these into."""
    rows, found = prepared.division.train, []

    def watched(estimator, prepared, rows, least=0):
        words = follow_split(estimator, prepared, rows, least)
        for value in estimator.get_params(deep=True).values():
            if isinstance(value, list) and value and isinstance(value[0], tuple):
                found.extend(pair for pair in value if isinstance(pair[0], np.ndarray))
            if isinstance(value, Forward | KFold | StratifiedKFold):
                answers = prepared.target.values[rows]
                found.extend(value.split(np.zeros(rows.size), answers))
        return words

    monkeypatch.setattr(fit, "follow_split", watched)
    fit.fit_recipe(prepared, ensemble.settled(prepared, key), rows)
    return [(rows[inside], rows[outside]) for inside, outside in found]


CASES = [("ill", "linear_svm"), ("ill", "kernel_svm"), ("amount", "lasso"), ("amount", "linear")]


@pytest.mark.parametrize(("target", "key"), CASES)
def test_no_patient_is_on_both_sides_of_a_fold_within_a_fit(monkeypatch, target, key):
    prepared = prepare(table_of(visits()), spec_of(target, GROUPED, key, features=MEANS))
    found = folds_used(monkeypatch, prepared, key)
    assert len(found) >= 3
    for inside, outside in found:
        assert not set(prepared.groups[inside]) & set(prepared.groups[outside])


@pytest.mark.parametrize("target", ["ill", "amount"])
def test_a_stack_learns_how_far_to_trust_its_members_on_patients_they_have_not_seen(target):
    prepared = prepare(table_of(visits()), spec_of(target, GROUPED, "stacking"))
    rows = prepared.division.train
    stack = ensemble.build(prepared, ensemble.settled(prepared, "stacking"))
    assert follow_split(stack, prepared, rows).startswith(inner.GROUPS)
    assert isinstance(stack.cv, list)
    groups = prepared.groups[rows]
    for inside, outside in stack.cv:
        assert not set(groups[inside]) & set(groups[outside])


@pytest.mark.parametrize(("target", "key"), CASES)
def test_folds_within_a_fit_on_ordered_rows_look_back_only(monkeypatch, target, key):
    prepared = prepare(table_of(visits()), spec_of(target, ORDERED, key, features=MEANS))
    found = folds_used(monkeypatch, prepared, key)
    days = prepared.table.frame["day"].to_numpy()[prepared.target.rows]
    first, *rest = found[:5]
    assert days[first[0]].min() > days[first[1]].max()
    for inside, outside in rest:
        assert days[inside].max() < days[outside].min()
    every = np.concatenate([outside for _, outside in found[:5]])
    assert sorted(every) == sorted(prepared.division.train)


@pytest.mark.parametrize("plan", [GROUPED, ORDERED])
@pytest.mark.parametrize(
    ("target", "key"), [*CASES, ("ill", "stacking"), ("amount", "stacking"), ("ill", "tree")]
)
def test_models_whose_folds_follow_the_split_are_stored_and_told(tmp_path, plan, target, key):
    decision = Decision(calibration=Calibration.SIGMOID if key == "tree" else Calibration.NONE)
    wanted = spec_of(target, plan, key, features=MEANS, decision=decision)
    table = table_of(visits(240))
    recorder = train_into(tmp_path, table, wanted)
    assert recorder.failures == {}
    (result,) = recorder.results
    persist.load(tmp_path / result.model_file)
    told = dict(result.parameters)["inner_folds"]
    words = {SplitMethod.GROUPED: "whole groups", SplitMethod.ORDERED: "forward in time"}
    assert told.startswith(words[plan.method])
    assert ("row by row" in told) is (key == "stacking" and plan is GROUPED)
    prepared = prepare(table, wanted)
    again, _ = fit.fit_recipe(prepared, ensemble.settled(prepared, key), prepared.division.train)
    persist.save(again, tmp_path / "again.skops")
    assert persist.model_digest(tmp_path / "again.skops") == result.model_digest


def test_rows_divided_at_random_keep_their_folds():
    prepared = prepare(table_of(visits()), spec_of("amount", RANDOM, "lasso"))
    cv = KFold(5, shuffle=True, random_state=0)
    lasso = LassoCV(cv=cv)
    assert follow_split(lasso, prepared, prepared.division.train) == ""
    assert lasso.cv is cv


def test_a_target_mean_says_by_which_parts_it_is_cross_fitted(tmp_path):
    details = {}
    for plan in (GROUPED, ORDERED, RANDOM):
        wanted = spec_of("amount", plan, "linear", features=MEANS)
        steps = train_into(tmp_path, table_of(visits()), wanted).results[0].steps
        details[plan.method] = next(s.detail for s in steps if s.operation == "target_mean")
    assert "the other 4 of 5 parts of whole groups;" in details[SplitMethod.GROUPED]
    assert "the parts before theirs in time" in details[SplitMethod.ORDERED]
    assert "the other 4 of 5 parts;" in details[SplitMethod.RANDOM]


def test_a_target_mean_in_time_never_moves_with_what_comes_later():
    prepared = prepare(table_of(visits()), spec_of("amount", ORDERED, "linear", features=MEANS))
    rows = prepared.division.train
    inputs, answers = prepared.inputs.iloc[rows], prepared.target.values[rows]
    features = build_preprocessing(prepared.plan, Preparation(scale=False))
    follow_split(features, prepared, rows)
    before = features.fit_transform(inputs, answers)
    moved = answers.copy()
    moved[-40:] += 1000.0
    after = features.fit_transform(inputs, moved)
    second = slice(rows.size // 5 + 1, rows.size - 60)
    np.testing.assert_array_equal(before[second], after[second])


def test_a_class_that_comes_early_only_is_told_and_divided_by_rows():
    answers = np.array(["rare"] * 10 + ["a", "b"] * 95)
    forward = Forward(StratifiedKFold(5, shuffle=True, random_state=0), needs_classes=True)
    assert forward.parts(answers) is None
    for inside, _ in forward.split(np.zeros(200), answers):
        assert set(answers[inside]) == {"a", "b", "rare"}
    late = np.roll(answers[::-1], -140)
    parts = forward.parts(late)
    assert parts is not None
    assert all(set(late[inside]) == {"a", "b", "rare"} for inside, _ in parts)


def test_parts_in_time_have_as_many_rows_as_a_fit_needs():
    forward = Forward(KFold(5), needs_classes=False, least=45)
    pairs = forward.parts(np.arange(100.0))
    assert pairs is not None
    assert min(inside.size for inside, _ in pairs) >= 45
    assert replace(forward, least=1).parts(np.arange(4.0)) is not None
