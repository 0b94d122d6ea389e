"""Preprocessing: what is left out and why, what comes out, and the words for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of, train_into

from mlops_desktop.core.dataset import SemanticType
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.modeling import persist
from mlops_desktop.modeling.dates import DateParts
from mlops_desktop.modeling.prepare import prepare
from mlops_desktop.modeling.table import Input, Kind, canonical


def steps_of(trained, algorithm, operation):
    steps = trained.results[algorithm].steps
    return {step.columns[0]: step for step in steps if step.operation == operation}


@pytest.mark.parametrize("algorithm", ["linear", "forest", "boosting", "neighbours"])
def test_the_steps_name_every_output_of_the_pipeline(trained_bikes, algorithm):
    features = persist.load(trained_bikes.path(algorithm)).named_steps["features"]
    named = set()
    for field in trained_bikes.results[algorithm].signature.inputs:
        outputs = (field.name,)
        for step in trained_bikes.results[algorithm].steps:
            if step.columns == (field.name,) and step.operation in ("date_parts", "one_hot"):
                outputs = step.outputs
        named |= set(outputs)
    assert named == {str(name) for name in features.get_feature_names_out()}


def test_numbers_are_filled_with_the_median_of_the_training_rows(trained_bikes):
    prepared = prepare(trained_bikes.table, trained_bikes.spec)
    values = prepared.inputs["hum"].iloc[prepared.division.train]
    assert values.isna().any()
    step = steps_of(trained_bikes, "linear", "impute")["hum"]
    assert step.detail == f"median {values.median():.6g}"
    scale = steps_of(trained_bikes, "linear", "scale")["hum"]
    filled = values.fillna(values.median())
    assert scale.detail == f"mean {filled.mean():.6g}, sd {filled.std(ddof=0):.6g}"


def test_steps_stand_in_the_order_applied(trained_bikes):
    operations = [
        step.operation
        for step in trained_bikes.results["linear"].steps
        if step.columns == ("workingday",)
    ]
    assert operations == ["as_number", "impute", "scale"]
    dates = [
        step.operation
        for step in trained_bikes.results["linear"].steps
        if step.columns == ("moment",)
    ]
    assert dates[0] == "date_parts"
    assert set(dates[1:]) == {"impute", "scale"}


def test_boosting_keeps_numbers_with_their_gaps(trained_bikes):
    assert "own branch" in steps_of(trained_bikes, "boosting", "keep")["hum"].detail
    assert steps_of(trained_bikes, "boosting", "scale") == {}


def test_a_missing_category_is_a_category(trained_bikes):
    step = steps_of(trained_bikes, "linear", "one_hot")["weathersit"]
    assert "weathersit_(missing)" in step.outputs
    assert step.detail == "4 categories"


def test_the_baseline_leaves_all_columns_out(trained_bikes):
    steps = trained_bikes.results["baseline"].steps
    assert {step.operation for step in steps} == {"leave_out"}
    assert len(steps) == len(trained_bikes.table.columns) - 1


def test_what_cannot_help_is_left_out_with_a_reason(diabetes, tmp_path):
    frame = diabetes.frame.copy()
    frame["patient"] = range(1, len(frame) + 1)
    frame["site"] = pd.Series(["A"] * len(frame), dtype=object)
    frame["remark"] = pd.Series([f"note on visit {i}" for i in range(len(frame))], dtype=object)
    frame["empty"] = np.nan
    table = table_of(
        frame,
        patient=SemanticType.IDENTIFIER,
        site=SemanticType.CONSTANT,
        remark=SemanticType.TEXT,
        empty=SemanticType.NUMBER,
    )
    spec = TrainingSpec("m", "target", algorithms=("linear",), exclude=("s1",))
    result = train_into(tmp_path, table, spec).results[0]
    reasons = {s.columns[0]: s.detail for s in result.steps if s.operation == "leave_out"}
    assert list(reasons) == ["s1", "patient", "site", "remark", "empty"]
    assert reasons["s1"] == "you left it out"
    assert "same value" in reasons["site"]
    assert "free text" in reasons["remark"]
    assert "no value in the training rows" in reasons["empty"]
    names = [field.name for field in result.signature.inputs]
    assert not set(names) & set(reasons)


def test_rare_categories_are_pooled_beyond_fifty(tmp_path):
    random = np.random.default_rng(2)
    codes = np.minimum(random.geometric(0.02, 2_000), 120)
    frame = pd.DataFrame(
        {
            "shop": pd.Series([f"shop {c}" for c in codes], dtype=object),
            "y": codes + random.random(2_000),
        }
    )
    result = train_into(
        tmp_path, table_of(frame), TrainingSpec("m", "y", algorithms=("linear",))
    ).results[0]
    step = next(step for step in result.steps if step.operation == "one_hot")
    assert len(step.outputs) == 50
    assert step.outputs[-1] == "shop_infrequent_sklearn"
    assert "49 most frequent of" in step.detail


def test_date_parts_are_those_of_the_calendar():
    moments = pd.Series(
        pd.to_datetime(["2011-01-01 05:30", "2012-02-29 23:00", None, "2013-12-30 00:00"])
    )
    parts = DateParts().fit(pd.DataFrame({"at": moments}))
    values = parts.transform(pd.DataFrame({"at": moments}))
    assert parts.get_feature_names_out().tolist() == [
        "at_year", "at_month", "at_day", "at_weekday", "at_day_of_year", "at_hour", "at_minute",
    ]  # fmt: skip
    assert values[0].tolist() == [2011, 1, 1, 6, 1, 5, 30]  # a Saturday
    assert values[1].tolist() == [2012, 2, 29, 3, 60, 23, 0]
    assert np.isnan(values[2]).all()
    assert values[3].tolist() == [2013, 12, 30, 1, 364, 0, 0]


def test_parts_that_never_vary_are_left_out():
    days = pd.DataFrame({"day": pd.to_datetime(["2011-03-07", "2011-03-14", "2011-03-21"])})
    assert DateParts().fit(days).get_feature_names_out().tolist() == ["day_day", "day_day_of_year"]
    same = pd.DataFrame({"day": pd.to_datetime(["2011-03-07"] * 3)})
    assert DateParts().fit(same).get_feature_names_out().tolist() == ["day_year"]


def test_date_times_with_a_zone_are_taken_in_the_columns_zone():
    stored = pd.to_datetime(["2011-07-01 23:30"])
    for moments in (stored, stored.tz_localize("UTC")):
        frame = pd.DataFrame({"at": moments})
        for zone in ("Europe/Berlin", "+02:00"):
            found = canonical(frame, [Input("at", Kind.DATE, zone)])
            assert found["at"].iloc[0] == pd.Timestamp("2011-07-02 01:30")
    plain = canonical(pd.DataFrame({"at": stored}), [Input("at", Kind.DATE)])
    assert plain["at"].iloc[0] == pd.Timestamp("2011-07-01 23:30")


def test_what_is_filled_or_scaled_names_the_part_of_a_date_that_is_meant(trained_bikes):
    steps = trained_bikes.results["linear"].steps
    for operation, words in (("impute", "median"), ("scale", "mean")):
        found = [s.detail for s in steps if s.operation == operation and s.columns == ("moment",)]
        assert any(detail.startswith(f"hour of moment: {words} ") for detail in found)
        assert any(detail.startswith(f"day of year of moment: {words} ") for detail in found)
        assert len(set(found)) == len(found)
    plain = [s.detail for s in steps if s.operation == "impute" and s.columns == ("hum",)]
    assert plain[0].startswith("median ")
