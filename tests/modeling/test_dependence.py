"""Partial dependence and single curves equal scikit-learn's brute-force ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from modeling.tables import Trained, train_into
from sklearn.inspection import partial_dependence

from mlops_desktop.core.training import FieldSignature, SplitPlan, TrainingSpec
from mlops_desktop.modeling.dependence import MOST_COLUMNS, MOST_CURVES, dependences, grid_of
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.prepare import prepare


def nothing() -> None:
    """Nobody stops."""


def ours(trained, algorithm: str, column: str, rows: int = 60):
    signature = trained.results[algorithm].signature
    prepared = prepare(trained.table, trained.spec)
    inputs = prepared.inputs.iloc[prepared.division.holdout[:rows]]
    field = next(item for item in signature.inputs if item.name == column)
    grid = grid_of(field, inputs[column])
    model = load(trained.path(algorithm))
    return model, inputs, grid, dependences(model, inputs, [grid], signature, nothing)


@pytest.mark.parametrize("algorithm", ["linear", "boosting"])
def test_two_classes_are_those_of_scikit_learn(trained_cancer, algorithm):
    column = "mean concave points"
    model, inputs, grid, (found,) = ours(trained_cancer, algorithm, column)
    signature = trained_cancer.results[algorithm].signature
    expected = partial_dependence(
        model,
        inputs,
        [column],
        custom_values={column: grid.values},
        kind="both",
        method="brute",
        response_method="predict_proba",
    )
    place = signature.classes.index(signature.positive)
    # scikit-learn gives the second class of two.
    average, single = expected["average"][0], expected["individual"][0]
    sign, start = (1, 0) if place == 1 else (-1, 1)
    assert found.label == signature.positive
    assert found.mean == pytest.approx(start + sign * average)
    shown = np.linspace(0, 59, MOST_CURVES).round().astype(int)
    assert np.array(found.curves) == pytest.approx(start + sign * single[shown])


def test_three_classes_are_those_of_scikit_learn(trained_wine):
    model, inputs, grid, found = ours(trained_wine, "linear", "proline", rows=36)
    expected = partial_dependence(
        model,
        inputs.astype({"proline": float}),
        ["proline"],
        custom_values={"proline": grid.values},
        kind="average",
        method="brute",
        response_method="predict_proba",
    )
    assert [item.label for item in found] == ["0", "1", "2"]
    for place, item in enumerate(found):
        assert item.mean == pytest.approx(expected["average"][place])
        assert len(item.curves) == 36


def test_numbers_are_those_of_scikit_learn(diabetes, tmp_path):
    spec = TrainingSpec("it", "target", algorithms=("forest",), split=SplitPlan(folds=2), seed=1)
    results = train_into(tmp_path, diabetes, spec).by_algorithm()
    trained = Trained(diabetes, spec, tmp_path, results)
    model, inputs, grid, (found,) = ours(trained, "forest", "bmi")
    expected = partial_dependence(
        model, inputs, ["bmi"], custom_values={"bmi": grid.values}, kind="average", method="brute"
    )
    assert found.label == ""
    assert found.mean == pytest.approx(expected["average"][0])
    assert [float(point) for point in found.points] == pytest.approx(grid.values)


def test_the_columns_that_matter_most_are_told(trained_bikes):
    result = trained_bikes.results["boosting"]
    told = [item.column for item in result.dependence]
    assert told == [item.column for item in result.importances][:MOST_COLUMNS]


def test_points_of_numbers_run_from_the_smallest_to_the_largest_by_quantiles():
    values = pd.Series([*np.arange(100.0), 1e6, np.nan])
    grid = grid_of(FieldSignature("n", "number"), values)
    assert len(grid.values) == 20
    assert (grid.values[0], grid.values[-1]) == (0.0, 1e6)
    assert np.isin(grid.values, values).all()


def test_points_of_categories_come_by_frequency_and_only_known_ones():
    values = pd.Series(["b"] * 3 + ["a"] * 3 + ["c"] * 5 + ["new"] * 9 + [None], dtype=object)
    field = FieldSignature("t", "text", categories=("a", "b", "c"))
    assert grid_of(field, values).values.tolist() == ["c", "a", "b"]


def test_a_column_of_one_value_or_of_whole_texts_has_no_points():
    assert grid_of(FieldSignature("n", "number"), pd.Series([1.0, 1.0])) is None
    words = pd.Series(["one text", "another text"], dtype=object)
    assert grid_of(FieldSignature("t", "text"), words) is None


def test_dates_are_told_as_iso_text(trained_bikes):
    (found,) = ours(trained_bikes, "linear", "moment")[3]
    assert all(point.startswith("2011-") for point in found.points)
    assert list(found.points) == sorted(found.points)
