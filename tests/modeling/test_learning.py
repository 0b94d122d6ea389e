"""The learning curve: honest sizes on the folds already used, at a bounded cost."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of

from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.modeling import learning
from mlops_desktop.modeling.evaluate import measure
from mlops_desktop.modeling.fit import fit_method, fit_recipe, outcome
from mlops_desktop.modeling.learning import learning_curve
from mlops_desktop.modeling.prepare import prepare


def curve_of(table, spec):
    prepared = prepare(table, spec)
    fitted = fit_method(prepared, spec.algorithms[0], lambda _fold: None)
    return prepared, fitted, learning_curve(prepared, spec.algorithms[0], fitted, lambda: None)


def spec_of(target: str, algorithm: str, **split) -> TrainingSpec:
    return TrainingSpec("it", target, algorithms=(algorithm,), split=SplitPlan(**split), seed=3)


def test_more_rows_help_where_there_is_much_to_learn(bikes):
    _, _, curve = curve_of(bikes, spec_of("bikers", "boosting", folds=4))
    assert list(curve.x) == sorted(curve.x)
    assert len(curve.x) == 4
    assert list(curve.y) == sorted(curve.y, reverse=True)


def test_the_last_point_is_the_training_itself_on_the_same_folds(bikes):
    prepared, fitted, curve = curve_of(bikes, spec_of("bikers", "linear", folds=5))
    values = []
    train = prepared.division.train
    for inside, outside in prepared.division.folds[: learning.MOST_FOLDS]:
        model, _ = fit_recipe(prepared, fitted.recipe, train[inside])
        values.append(measure("mae", outcome(prepared, model, train[outside])))
    assert curve.y[-1] == pytest.approx(np.mean(values))
    assert curve.x[-1] == 640


def test_classes_stay_in_proportion_and_each_part_lies_within_the_next(cancer, monkeypatch):
    seen = []

    def watched(prepared, recipe, rows):
        seen.append(rows)
        return fit_recipe(prepared, recipe, rows)

    spec = spec_of("diagnosis", "linear", folds=3)
    prepared = prepare(cancer, spec)
    fitted = fit_method(prepared, "linear", lambda _fold: None)
    monkeypatch.setattr(learning, "fit_recipe", watched)
    learning_curve(prepared, "linear", fitted, lambda: None)
    share = prepared.target.codes.mean()
    for rows in seen:
        assert prepared.target.codes[rows].mean() == pytest.approx(share, abs=0.03)
    first_fold = seen[:: learning.MOST_FOLDS]
    for small, large in pairwise(first_fold):
        assert set(small) < set(large)


def test_of_ordered_rows_the_latest_ones_are_learned_from(bikes, monkeypatch):
    seen = []

    def watched(prepared, recipe, rows):
        seen.append(rows)
        return fit_recipe(prepared, recipe, rows)

    spec = spec_of("bikers", "linear", folds=3, method=SplitMethod.ORDERED, order_by="moment")
    prepared = prepare(bikes, spec)
    fitted = fit_method(prepared, "linear", lambda _fold: None)
    monkeypatch.setattr(learning, "fit_recipe", watched)
    learning_curve(prepared, "linear", fitted, lambda: None)
    inside = prepared.division.train[prepared.division.folds[0][0]]
    assert seen[0].tolist() == inside[-len(seen[0]) :].tolist()


def test_large_tables_cost_no_more_than_the_bound():
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.normal(size=(9_000, 4)), columns=list("abcd"))
    frame["y"] = frame["a"] + random.normal(size=9_000)
    _, _, curve = curve_of(table_of(frame), spec_of("y", "neighbours", folds=2))
    cost = learning.algorithm("neighbours").cost
    assert curve.x[-2] <= learning.MOST_ROWS[cost]
    assert curve.x[-1] == 3_600


def test_too_few_rows_have_no_curve():
    frame = pd.DataFrame({"a": np.arange(40.0), "y": np.arange(40.0) % 7})
    assert curve_of(table_of(frame), spec_of("y", "linear", folds=2))[2] is None


def test_a_part_that_cannot_be_fitted_means_no_curve_and_no_failure(bikes, monkeypatch):
    def broken(_prepared, _recipe, _rows):
        raise ValueError("too few rows for these parameters")

    spec = spec_of("bikers", "linear", folds=3)
    prepared = prepare(bikes, spec)
    fitted = fit_method(prepared, "linear", lambda _fold: None)
    monkeypatch.setattr(learning, "fit_recipe", broken)
    assert learning_curve(prepared, "linear", fitted, lambda: None) is None


def test_it_can_be_stopped_before_each_fit(bikes):
    spec = replace(spec_of("bikers", "linear", folds=3), task=Task.REGRESSION)
    prepared = prepare(bikes, spec)
    fitted = fit_method(prepared, "linear", lambda _fold: None)
    asked = []
    learning_curve(prepared, "linear", fitted, lambda: asked.append(1))
    assert len(asked) == learning.MOST_FOLDS * len(learning.SHARES)


def test_a_large_table_is_measured_on_some_rows_of_one_fold(monkeypatch):
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.normal(size=(30_000, 3)), columns=list("abc"))
    frame["y"] = frame["a"] + random.normal(size=30_000)
    prepared = prepare(table_of(frame), spec_of("y", "linear", folds=2))
    fitted = fit_method(prepared, "linear", lambda _fold: None)
    seen = []

    def watched(prepared, model, rows):
        seen.append(rows)
        return outcome(prepared, model, rows)

    monkeypatch.setattr(learning, "outcome", watched)
    curve = learning_curve(prepared, "linear", fitted, lambda: None)
    _, outside = prepared.division.folds[0]
    assert [rows.size for rows in seen] == [learning.MOST_JUDGED] * len(learning.SHARES)
    for rows in seen:
        np.testing.assert_array_equal(rows, seen[0])
        assert set(rows) <= set(prepared.division.train[outside])
    assert curve.x[-1] == 12_000
    assert curve.y[-1] == fitted.by_fold[0]
