"""What a target is predicted as, and the reasons given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.modeling.prepare import prepare
from mlops_desktop.modeling.suggest import suggest


def advice(table, target):
    return suggest(table.frame, table.columns, target)


def test_text_is_predicted_as_classes_with_the_rarer_one_positive(cancer):
    found = advice(cancer, "diagnosis")
    assert (found.task, found.metric) == (Task.CLASSIFICATION, "roc_auc")
    assert found.classes == ("benign", "malignant")
    assert found.positive == "malignant"
    assert any("“malignant” is the positive class" in reason for reason in found.reasons)
    assert any("37.3%" in reason for reason in found.reasons)


def test_few_whole_numbers_are_classes(wine):
    found = advice(wine, "cultivar")
    assert found.task is Task.CLASSIFICATION
    assert found.classes == ("0", "1", "2")
    assert found.positive is None
    assert "3 different values" in found.reasons[0]


def test_many_numbers_are_a_number(bikes, diabetes):
    assert advice(bikes, "bikers").task is Task.REGRESSION
    found = advice(diabetes, "target")
    assert (found.task, found.metric, found.classes) == (Task.REGRESSION, "mae", ())


def test_true_and_false_are_classes(bikes):
    found = advice(bikes, "workingday")
    assert found.classes == ("false", "true")
    assert found.positive == "true"
    assert any("“true” is the positive class: it says yes (" in reason for reason in found.reasons)


def test_few_fractions_are_still_a_number():
    table = table_of(pd.DataFrame({"a": np.arange(40.0), "y": [0.5, 1.5] * 20}))
    assert advice(table, "y").task is Task.REGRESSION


def test_whole_numbers_with_gaps_are_classes_too():
    """A column of whole numbers with missing values comes as float."""
    table = table_of(pd.DataFrame({"a": np.arange(40.0), "y": [0.0, 1.0, np.nan, 1.0] * 10}))
    found = advice(table, "y")
    assert found.classes == ("0", "1")
    assert found.positive == "1"
    assert any("10 rows have no y" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("classes", "positive"),
    [
        (("no", "yes"), "yes"),
        (("Yes", "No"), "Yes"),
        (("FALSE", "TRUE"), "TRUE"),
        (("0", "1"), "1"),
        (("stays", "gone"), "gone"),
        (("yes", "perhaps"), "perhaps"),
    ],
)
def test_what_says_yes_is_the_positive_class_also_where_it_is_the_more_frequent_one(
    classes, positive
):
    names = [classes[0], classes[1], *([classes[0]] * 2)] * 10
    if positive not in ("gone", "perhaps"):
        names = [*names, *([positive] * 60)]
    table = table_of(pd.DataFrame({"a": np.arange(float(len(names))), "y": names}))
    assert advice(table, "y").positive == positive
    assert prepare(table, TrainingSpec("m", "y")).signature.positive == positive


@pytest.mark.parametrize(
    ("target", "code"),
    [("nothing", "training.unknown_target"), ("moment", "training.not_classes")],
)
def test_what_cannot_be_predicted_is_refused(bikes, target, code):
    with pytest.raises(UserError) as caught:
        advice(bikes, target)
    assert caught.value.code == code
