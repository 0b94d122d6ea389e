"""Metrics equal scikit-learn's own; one formula for a value and for its resamples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics as reference

from mlops_desktop.core.decision import Worth
from mlops_desktop.core.metrics import METRICS, Task, metrics_for
from mlops_desktop.modeling.evaluate import (
    PredictedRows,
    all_metrics,
    class_places,
    measure,
    resampled,
)


def numbers(rows: int = 301) -> PredictedRows:
    random = np.random.default_rng(3)
    actual = random.normal(100, 5, rows)
    return PredictedRows(actual, actual + random.normal(0, 2, rows))


def classes(count: int, rows: int = 400, digits: int = 2) -> PredictedRows:
    """Coarse probabilities, so that many scores are equal."""
    random = np.random.default_rng(count)
    probabilities = np.round(random.dirichlet(np.ones(count), rows), digits)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    guessed = probabilities.argmax(axis=1)
    actual = np.where(random.random(rows) < 0.6, guessed, random.integers(0, count, rows))
    labels = tuple(f"class {place}" for place in range(count))
    return PredictedRows(actual, guessed, probabilities, labels, labels[0] if count == 2 else None)


def test_regression_metrics_are_those_of_scikit_learn():
    outcome = numbers()
    expected = {
        "mae": reference.mean_absolute_error(outcome.actual, outcome.predicted),
        "rmse": reference.root_mean_squared_error(outcome.actual, outcome.predicted),
        "medae": reference.median_absolute_error(outcome.actual, outcome.predicted),
        "r2": reference.r2_score(outcome.actual, outcome.predicted),
    }
    assert all_metrics(outcome) == pytest.approx(expected, rel=1e-12)


BY_ROWS = (Task.CLASSIFICATION, Task.REGRESSION)


@pytest.mark.parametrize("rows", [100, 101])
def test_median_error_of_even_and_odd_numbers_of_rows(rows):
    outcome = numbers(rows)
    expected = reference.median_absolute_error(outcome.actual, outcome.predicted)
    assert measure("medae", outcome) == pytest.approx(expected, rel=1e-12)


def test_two_class_metrics_are_those_of_scikit_learn_for_the_chosen_positive_class():
    outcome = classes(2)
    is_positive = outcome.actual == 0
    expected = {
        "accuracy": reference.accuracy_score(outcome.actual, outcome.predicted),
        "balanced_accuracy": reference.balanced_accuracy_score(outcome.actual, outcome.predicted),
        "f1": reference.f1_score(outcome.actual, outcome.predicted, pos_label=0),
        "roc_auc": reference.roc_auc_score(is_positive, outcome.probabilities[:, 0]),
        "log_loss": reference.log_loss(outcome.actual, outcome.probabilities),
    }
    assert all_metrics(outcome) == pytest.approx(expected, rel=1e-12)


def test_many_class_metrics_are_those_of_scikit_learn():
    outcome = classes(4)
    expected = {
        "accuracy": reference.accuracy_score(outcome.actual, outcome.predicted),
        "balanced_accuracy": reference.balanced_accuracy_score(outcome.actual, outcome.predicted),
        "f1": reference.f1_score(outcome.actual, outcome.predicted, average="macro"),
        "roc_auc": reference.roc_auc_score(
            outcome.actual, outcome.probabilities, multi_class="ovr"
        ),
        "log_loss": reference.log_loss(outcome.actual, outcome.probabilities),
    }
    assert all_metrics(outcome) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("metric", [item.key for item in METRICS if {*item.tasks} & {*BY_ROWS}])
def test_weights_mean_the_same_as_repeated_rows(metric):
    task = next(item.tasks[0] for item in METRICS if item.key == metric)
    outcome = classes(3, 60)
    if task is Task.REGRESSION:
        outcome = replace(numbers(60), quantile=0.8 if metric == "pinball" else None)
    if metric == "mean_worth":
        outcome = replace(classes(2, 60), worth=Worth("€", 3, -7, -1))
    random = np.random.default_rng(5)
    drawn = random.integers(0, 60, size=(8, 60))
    weights = np.stack([np.bincount(rows, minlength=60) for rows in drawn]).astype(float)
    expected = [measure(metric, outcome.take(rows)) for rows in drawn]
    assert resampled(metric, outcome, weights) == pytest.approx(expected, rel=1e-9)


def test_an_area_with_one_class_only_is_not_a_number():
    outcome = classes(2).take(np.flatnonzero(classes(2).actual == 1))
    assert np.isnan(measure("roc_auc", outcome))
    assert measure("accuracy", outcome) <= 1


def test_r2_of_a_constant_target_is_not_a_number():
    outcome = PredictedRows(np.full(5, 2.0), np.arange(5.0))
    assert np.isnan(measure("r2", outcome))


def test_a_class_the_model_does_not_know_is_never_right():
    labels = ("no", "yes")
    places = class_places(["yes", "perhaps"], labels)
    assert places.tolist() == [1, -1]
    outcome = PredictedRows(places, np.array([1, 1]), np.array([[0.1, 0.9], [0.1, 0.9]]), labels)
    assert measure("accuracy", outcome) == 0.5
    assert measure("log_loss", outcome) == pytest.approx((-np.log(0.9) - np.log(2**-52)) / 2)


def test_every_metric_of_the_catalogue_can_be_measured():
    for task, outcome in ((Task.REGRESSION, numbers()), (Task.CLASSIFICATION, classes(2))):
        assert list(all_metrics(outcome)) == [item.key for item in metrics_for(task)]
