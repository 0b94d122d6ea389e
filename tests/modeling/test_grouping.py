"""Whole groups, or the rows a column names, on one side; what cannot be is refused in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of, train_into

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.training import SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.modeling.prepare import prepare

GROUPED = SplitMethod.GROUPED
COLUMN = SplitMethod.COLUMN


def by_group(group, **more):
    return SplitPlan(GROUPED, group_by=group, **more)


def patients(cancer, each=4):
    """Breast cancer with so many rows of each patient, named in the order of the file."""
    frame = cancer.frame.copy()
    frame["patient"] = [f"p{place // each:03}" for place in range(len(frame))]
    return table_of(frame)


def refusal(table, target, plan):
    with pytest.raises(UserError) as caught:
        prepare(table, TrainingSpec("m", target, split=plan))
    return str(caught.value)


def test_no_day_of_bike_rentals_is_on_both_sides_or_in_two_folds(bikes):
    prepared = prepare(bikes, TrainingSpec("m", "bikers", split=by_group("day"), seed=4))
    days = bikes.frame["day"].to_numpy()
    train, held = prepared.division.train, prepared.division.holdout
    assert not set(days[train]) & set(days[held])
    assert held.size == pytest.approx(200, abs=25)
    tested = []
    for inside, outside in prepared.division.folds:
        assert not set(days[train[inside]]) & set(days[train[outside]])
        tested += outside.tolist()
    assert sorted(tested) == list(range(train.size))
    assert "day" not in [item.name for item in prepared.plan.inputs]


def test_groups_are_held_out_with_classes_in_proportion(cancer):
    table = patients(cancer)
    prepared = prepare(table, TrainingSpec("m", "diagnosis", split=by_group("patient")))
    patient, codes = table.frame["patient"].to_numpy(), prepared.target.codes
    train, held = prepared.division.train, prepared.division.holdout
    assert not set(patient[train]) & set(patient[held])
    assert held.size / codes.size == pytest.approx(0.2, abs=0.01)
    assert codes[held].mean() == pytest.approx(codes.mean(), abs=0.02)
    for _, outside in prepared.division.folds:
        assert codes[train[outside]].mean() == pytest.approx(codes.mean(), abs=0.05)


def test_the_same_seed_holds_out_the_same_groups_and_another_others(bikes):
    def held(seed):
        spec = TrainingSpec("m", "bikers", split=by_group("day"), seed=seed)
        return prepare(bikes, spec).division.holdout.tolist()

    assert held(1) == held(1)
    assert held(1) != held(2)


def test_rows_that_repeat_look_easy_at_random_and_not_by_group(cancer, tmp_path):
    """Ten copies of each row, with noise: only whole groups show what a new patient would get."""
    random = np.random.default_rng(0)
    frame = cancer.frame.iloc[np.repeat(np.arange(60), 10)].reset_index(drop=True)
    frame["diagnosis"] = random.permutation(np.repeat(["a", "b"], 30)).astype(object).repeat(10)
    frame["patient"] = np.repeat(np.arange(60), 10)
    table, scores = table_of(frame), []
    for plan in (SplitPlan(), by_group("patient")):
        spec = TrainingSpec(
            "m", "diagnosis", algorithms=("forest",), split=plan, exclude=("patient",)
        )
        folder = tmp_path / plan.method
        folder.mkdir()
        result = train_into(folder, table, spec).by_algorithm()["forest"]
        scores.append(next(item.value for item in result.metrics if item.name == "accuracy"))
    assert scores[0] == 1.0
    assert scores[1] < 0.8


def test_a_column_says_which_season_is_held_out_and_is_no_input(bikes):
    plan = SplitPlan(COLUMN, column="weathersit", held_out=("cloudy/misty",), folds=3)
    prepared = prepare(bikes, TrainingSpec("m", "bikers", split=plan))
    weather = bikes.frame["weathersit"].to_numpy()
    assert set(weather[prepared.division.holdout]) == {"cloudy/misty"}
    assert "cloudy/misty" not in set(weather[prepared.division.train])
    # Rows without a value there are trained on.
    assert pd.isna(weather[prepared.division.train]).any()
    assert "weathersit" not in [item.name for item in prepared.plan.inputs]
    assert len(prepared.division.folds) == 3


@pytest.mark.parametrize(("values", "held"), [(("1", "2"), {1, 2}), (("4",), {4})])
def test_numbers_that_say_what_is_held_out_are_written_as_text(bikes, values, held):
    plan = SplitPlan(COLUMN, column="season", held_out=values)
    table = table_of(bikes.frame.assign(season=np.arange(len(bikes.frame)) % 5))
    prepared = prepare(table, TrainingSpec("m", "bikers", split=plan))
    assert set(table.frame["season"].to_numpy()[prepared.division.holdout]) == held


def test_fewer_groups_than_folds_are_refused(bikes):
    words = refusal(bikes, "bikers", by_group("workingday"))
    assert "“workingday” of … has 2 groups; 5 folds and a hold-out need at least 6" in words


def test_a_group_that_is_nearly_everything_is_refused(bikes):
    shop = np.where(np.arange(len(bikes.frame)) % 10 < 8, "main", bikes.frame["day"].astype(str))
    words = refusal(table_of(bikes.frame.assign(shop=shop)), "bikers", by_group("shop"))
    assert "have “shop” = main" in words


def test_rows_of_no_group_are_refused(bikes):
    assert "has no value in" in refusal(bikes, "bikers", by_group("weathersit"))


def test_unknown_columns_and_values_are_named(bikes):
    assert "no column “shop”" in refusal(bikes, "bikers", by_group("shop"))
    assert "it is to be predicted" in refusal(bikes, "bikers", by_group("bikers"))
    assert "--group-by" in refusal(bikes, "bikers", SplitPlan(GROUPED))
    assert "--held-out" in refusal(bikes, "bikers", SplitPlan(COLUMN, column="season"))
    words = refusal(bikes, "bikers", SplitPlan(COLUMN, column="weathersit", held_out=("sunny",)))
    assert "is nowhere “sunny”" in words
    assert "clear" in words


def test_choices_of_another_way_to_hold_out_are_not_quietly_dropped(bikes):
    assert "group_by is given" in refusal(bikes, "bikers", SplitPlan(group_by="day"))
    assert "column is given" in refusal(bikes, "bikers", by_group("day", column="hr"))
    assert "order_by is given" in refusal(bikes, "bikers", by_group("day", order_by="hr"))


def test_a_side_without_a_class_is_refused(cancer):
    frame = cancer.frame.assign(clinic=np.arange(len(cancer.frame)) % 7)
    frame.loc[frame["clinic"] == 3, "diagnosis"] = "benign"
    plan = SplitPlan(COLUMN, column="clinic", held_out=("3",))
    words = refusal(table_of(frame), "diagnosis", plan)
    assert "no row of the class “malignant” of “diagnosis” of … is held out" in words


def test_a_class_of_one_group_only_is_refused_because_a_fold_would_never_see_it(cancer):
    frame = cancer.frame.assign(clinic=np.arange(len(cancer.frame)) % 12)
    frame["diagnosis"] = np.where(frame["clinic"] == 3, "malignant", "benign").astype(object)
    words = refusal(table_of(frame), "diagnosis", by_group("clinic"))
    assert "class “malignant”" in words


def test_too_few_rows_on_a_side_are_refused(bikes):
    frame = bikes.frame.assign(side="train")
    frame.loc[0, "side"] = "test"
    plan = SplitPlan(COLUMN, column="side", held_out=("test",))
    assert "1 row of … would be held out" in refusal(table_of(frame), "bikers", plan)
