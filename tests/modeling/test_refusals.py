"""What cannot be trained is refused before anything has begun, with the next step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.tables import Recorder, table_of

from mlops_desktop.core.dataset import SemanticType
from mlops_desktop.core.errors import ExitCode, UserError, about
from mlops_desktop.core.messages import message_for
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import Split, SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.train import train

ABOUT_WISHES = {
    f"training.{what}"
    for what in (
        "folds",
        "seed",
        "holdout_share",
        "target_excluded",
        "unknown_algorithm",
        "unknown_metric",
        "metric_of_other_task",
        "positive_needs_classes",
    )
}
"""Refused whatever the table holds: these sentences do not name it."""
WINE = TrainingSpec("m", "cultivar")


def refusal(table: Table, spec: TrainingSpec, folder) -> UserError:
    recorder = Recorder()
    with pytest.raises(UserError) as caught, about(data="wine@1"):
        train(table, spec, folder, recorder, recorder)
    assert recorder.begun == []
    assert list(folder.iterdir()) == []
    assert caught.value.exit_code is ExitCode.INPUT
    assert "…" not in str(caught.value)
    names_the_table = "{data}" in message_for(caught.value.code).what
    assert names_the_table is (caught.value.code not in ABOUT_WISHES)
    assert "wine@1" in caught.value.message or not names_the_table
    return caught.value


@pytest.mark.parametrize(
    ("changes", "code", "named"),
    [
        ({"target": "grape"}, "training.unknown_target", ["“grape”", "alcohol, malic_acid"]),
        ({"exclude": ("hue", "hew")}, "training.unknown_column", ["“hew”", "hue"]),
        ({"exclude": ("cultivar",)}, "training.target_excluded", ["“cultivar”"]),
        ({"algorithms": ("deep",)}, "training.unknown_algorithm", ["“deep”", "forest"]),
        ({"metric": "gini"}, "training.unknown_metric", ["“gini”", "accuracy"]),
        ({"metric": "mae"}, "training.metric_of_other_task", ["Mean absolute error", "roc_auc"]),
        ({"positive": "1"}, "training.positive_needs_two", ["“cultivar” of wine@1 has 3"]),
        (
            {"positive": "1", "task": Task.REGRESSION},
            "training.positive_needs_classes",
            ["predicted as a number"],
        ),
        ({"split": SplitPlan(holdout=0.6)}, "training.holdout_share", ["60%", "50 %"]),
        ({"split": SplitPlan(folds=1)}, "training.folds", ["1 folds"]),
        ({"seed": -1}, "training.seed", ["-1"]),
        (
            {"split": SplitPlan(SplitMethod.ORDERED, order_by="time")},
            "training.unknown_order",
            ["“time”", "proline"],
        ),
    ],
)
def test_an_impossible_wish_is_named(wine, tmp_path, changes, code, named):
    error = refusal(wine, replace(WINE, **changes), tmp_path)
    assert error.code == code
    for text in named:
        assert text in str(error)


def test_an_unknown_positive_class(cancer, tmp_path):
    error = refusal(cancer, TrainingSpec("m", "diagnosis", positive="bad"), tmp_path)
    assert error.code == "training.unknown_positive"
    assert "benign, malignant" in error.hint


def test_no_usable_column_left(wine, tmp_path):
    frame = pd.DataFrame({"id": range(100), "note": "same", "y": np.arange(100.0)})
    table = table_of(frame, id=SemanticType.IDENTIFIER, note=SemanticType.CONSTANT)
    error = refusal(table, TrainingSpec("m", "y"), tmp_path)
    assert error.code == "training.no_features"
    assert "id: it numbers or names the rows" in error.message
    everything = tuple(c.name for c in wine.columns if c.name != "cultivar")
    assert refusal(wine, replace(WINE, exclude=everything), tmp_path).code == error.code


def test_a_table_of_one_column(tmp_path):
    table = table_of(pd.DataFrame({"y": np.arange(50.0)}))
    assert refusal(table, TrainingSpec("m", "y"), tmp_path).code == "training.no_features"


@pytest.mark.parametrize("value", [3.5, "yes", True])
def test_a_constant_target(tmp_path, value):
    frame = pd.DataFrame({"a": np.arange(60.0), "y": pd.Series([value] * 60)})
    error = refusal(table_of(frame), TrainingSpec("m", "y"), tmp_path)
    assert error.code == "training.constant_target"


def test_a_target_that_is_missing_everywhere(tmp_path):
    frame = pd.DataFrame({"a": np.arange(60.0), "y": np.full(60, np.nan)})
    error = refusal(table_of(frame), TrainingSpec("m", "y"), tmp_path)
    assert error.code == "training.no_target_values"
    assert "60 rows" in error.message
    texts = pd.DataFrame({"a": np.arange(60.0), "y": pd.Series([None] * 60, dtype=object)})
    error = refusal(table_of(texts), TrainingSpec("m", "y"), tmp_path)
    assert error.code == "training.no_target_values"


@pytest.mark.parametrize("rows", [2, 4, 13])
def test_fewer_rows_than_folds_need(diabetes, tmp_path, rows):
    table = Table(diabetes.frame.head(rows), diabetes.columns)
    error = refusal(table, TrainingSpec("m", "target", task=Task.REGRESSION), tmp_path)
    assert error.code == "training.too_few_rows"
    assert f"wine@1 has {rows} rows with a value" in error.message
    assert "at least 14" in error.message


@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_one_row(diabetes, tmp_path, rows):
    table = Table(diabetes.frame.head(rows), diabetes.columns)
    error = refusal(table, TrainingSpec("m", "target"), tmp_path)
    assert error.code in ("training.no_target_values", "training.constant_target")


def test_the_stated_minimum_of_rows_is_enough(diabetes, tmp_path):
    table = Table(diabetes.frame.head(14), diabetes.columns)
    recorder = Recorder()
    train(table, TrainingSpec("m", "target", task=Task.REGRESSION), tmp_path, recorder, recorder)
    assert recorder.failures == {}
    assert len(recorder.results) == 5


def test_a_class_with_one_member(cancer, tmp_path):
    frame = cancer.frame.copy()
    frame.loc[5, "diagnosis"] = "unclear"
    error = refusal(table_of(frame), TrainingSpec("m", "diagnosis"), tmp_path)
    assert error.code == "training.rare_class"
    assert "“unclear”" in error.message
    assert "has 1 row in wine@1;" in error.message
    assert "at least 7" in error.message


def test_the_stated_minimum_of_a_class_is_enough(cancer, tmp_path):
    frame = cancer.frame.copy()
    frame.loc[:6, "diagnosis"] = "unclear"
    recorder = Recorder()
    spec = TrainingSpec("m", "diagnosis", algorithms=("linear",))
    train(table_of(frame), spec, tmp_path, recorder, recorder)
    assert recorder.results[0].signature.classes == ("benign", "malignant", "unclear")


def test_text_cannot_be_predicted_as_a_number(cancer, tmp_path):
    error = refusal(cancer, TrainingSpec("m", "diagnosis", task=Task.REGRESSION), tmp_path)
    assert error.code == "training.not_a_number"
    assert "“malignant”" in error.message


def test_fractions_cannot_be_predicted_as_classes(diabetes, tmp_path):
    error = refusal(diabetes, TrainingSpec("m", "bmi", task=Task.CLASSIFICATION), tmp_path)
    assert error.code == "training.fractions_as_classes"


def test_too_many_classes(diabetes, tmp_path):
    error = refusal(diabetes, TrainingSpec("m", "target", task=Task.CLASSIFICATION), tmp_path)
    assert error.code == "training.too_many_classes"
    assert "214" in error.message


def test_dates_cannot_be_predicted(bikes, tmp_path):
    assert refusal(bikes, TrainingSpec("m", "moment"), tmp_path).code == "training.not_classes"


def test_a_class_that_appears_only_in_the_rows_held_out_last(iris, tmp_path):
    spec = TrainingSpec("m", "species", split=SplitPlan(SplitMethod.ORDERED, holdout=0.34))
    error = refusal(iris, spec, tmp_path)
    assert error.code == "training.class_only_at_last"
    assert "“virginica”" in error.message


def test_rows_sorted_by_class_leave_the_first_fold_nothing_to_learn(iris, tmp_path):
    spec = TrainingSpec("m", "species", split=SplitPlan(SplitMethod.ORDERED))
    error = refusal(iris, spec, tmp_path)
    assert error.code == "training.one_class_at_first"
    assert "setosa" in error.message


def test_a_holdout_on_which_the_deciding_metric_has_no_value(tmp_path):
    labels = pd.Series(["no", "yes"] * 40 + ["no"] * 20, dtype=object)
    table = table_of(pd.DataFrame({"a": np.arange(100.0), "y": labels}))
    spec = TrainingSpec("m", "y", split=SplitPlan(SplitMethod.ORDERED))
    assert refusal(table, spec, tmp_path).code == "training.metric_undefined"
    recorder = Recorder()
    other = replace(spec, metric="accuracy", algorithms=("linear",))
    train(table, other, tmp_path, recorder, recorder)
    names = [m.name for m in recorder.results[0].metrics if m.split is Split.HOLDOUT]
    assert "accuracy" in names
    assert "roc_auc" not in names


def test_a_target_that_only_varies_in_the_rows_held_out(tmp_path):
    frame = pd.DataFrame({"a": np.arange(100.0), "y": [1.5] * 80 + list(np.arange(20.0))})
    spec = TrainingSpec("m", "y", split=SplitPlan(SplitMethod.ORDERED))
    assert refusal(table_of(frame), spec, tmp_path).code == "training.constant_in_training"
