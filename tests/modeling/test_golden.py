"""Golden rows are predicted again to the bit here, and told apart when something changed."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from modeling.catalogued import TARGETS
from modeling.tables import table_of, train_into

from mlops_desktop.core.algorithms import algorithms_for, default_algorithms
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.modeling import golden, parquet
from mlops_desktop.modeling.predict import Answer

KEYS = [item.key for item in default_algorithms(Task.REGRESSION)]


@pytest.mark.parametrize("dataset", ["trained_bikes", "trained_cancer", "trained_wine"])
@pytest.mark.parametrize("algorithm", KEYS)
def test_the_usual_methods_reperform_to_the_bit(request, dataset, algorithm):
    expect_the_same(request.getfixturevalue(dataset), algorithm)


@pytest.mark.parametrize("task", TARGETS, ids=str)
def test_every_method_of_a_task_reperforms_to_the_bit(catalogued, task):
    trained = catalogued(task)
    assert set(trained.results) == {item.key for item in algorithms_for(task)}
    for key in trained.results:
        expect_the_same(trained, key)


def expect_the_same(trained, algorithm):
    """Predict the golden rows of a method again; every bit is as it was stored."""
    found = golden.reperform(
        trained.path(algorithm),
        trained.path(algorithm, "golden"),
        trained.results[algorithm].signature,
    )
    assert found.rows == min(100, len(parquet.read(trained.path(algorithm, "holdout"))))
    assert found.max_relative_difference == 0
    assert found.is_equal
    assert found.is_identical
    assert found.behaviour_hash == trained.results[algorithm].behaviour_hash


@pytest.mark.parametrize(("change", "is_equal"), [(1e-12, True), (1e-6, False)])
def test_only_differences_beyond_the_tolerance_count(trained_bikes, tmp_path, change, is_equal):
    stored = parquet.read(trained_bikes.path("linear", "golden"))
    stored["prediction"] *= 1 + change
    parquet.write(stored, tmp_path / "changed.parquet")
    found = golden.reperform(
        trained_bikes.path("linear"),
        tmp_path / "changed.parquet",
        trained_bikes.results["linear"].signature,
    )
    assert found.is_equal is is_equal
    assert not found.is_identical
    assert found.max_relative_difference == pytest.approx(change, rel=1e-3)


def test_another_label_is_a_difference(trained_cancer, tmp_path):
    stored = parquet.read(trained_cancer.path("linear", "golden"))
    stored.loc[0, "prediction"] = "unclear"
    parquet.write(stored, tmp_path / "changed.parquet")
    found = golden.reperform(
        trained_cancer.path("linear"),
        tmp_path / "changed.parquet",
        trained_cancer.results["linear"].signature,
    )
    assert not found.is_equal


def test_another_model_is_a_difference(trained_bikes):
    found = golden.reperform(
        trained_bikes.path("forest"),
        trained_bikes.path("linear", "golden"),
        trained_bikes.results["linear"].signature,
    )
    assert not found.is_equal


def test_golden_rows_are_rows_of_the_holdout_with_their_predictions(trained_wine):
    rows = parquet.read(trained_wine.path("linear", "golden"))
    stored = parquet.read(trained_wine.path("linear", "holdout"))
    held = trained_wine.table.frame.iloc[stored["row"]]
    assert set(rows["alcohol"]) <= set(held["alcohol"])
    assert set(rows["prediction"]) <= {"0", "1", "2"}


def test_the_behaviour_hash_is_over_the_predictions_bytes():
    numbers = Answer(np.array([1.0, -2.5]))
    expected = hashlib.sha256(np.array([1.0, -2.5], dtype="<f8").tobytes()).hexdigest()
    assert golden.behaviour_hash(numbers) == expected
    classes = Answer(np.array(["ja", "nö"], dtype=object), np.array([[0.75, 0.25], [0.5, 0.5]]))
    data = b"\x02\0\0\0ja" + b"\x03\0\0\0n\xc3\xb6"
    data += np.array([0.75, 0.25, 0.5, 0.5], dtype="<f8").tobytes()
    assert golden.behaviour_hash(classes) == hashlib.sha256(data).hexdigest()


def test_names_that_differ_in_case_only_can_be_stored(diabetes, tmp_path):
    frame = diabetes.frame.rename(columns={"age": "Bmi", "sex": "prediction"})
    result = train_into(
        tmp_path, table_of(frame), TrainingSpec("m", "target", algorithms=("linear",))
    ).results[0]
    found = golden.reperform(
        tmp_path / result.model_file, tmp_path / result.golden_file, result.signature
    )
    assert found.is_identical


def test_parquet_keeps_values_types_and_gaps(tmp_path):
    frame = pd.DataFrame(
        {
            'odd "name"': [1.5, np.nan, -0.0],
            "text": pd.Series(["ä", None, "it's"], dtype=object),
            "at": pd.to_datetime(["2011-01-01 05:30", None, "2012-02-29 00:00"]).astype(
                "datetime64[us]"
            ),
            "n": np.array([1, 2, 2**62], dtype=np.int64),
            "empty": pd.Series([None, None, None], dtype=object),
        }
    )
    path = tmp_path / "it's.parquet"
    parquet.write(frame, path)
    back = parquet.read(path)
    assert list(back.columns) == list(frame.columns)
    assert back["n"].tolist() == frame["n"].tolist()
    assert back['odd "name"'].to_numpy()[[0, 2]].tolist() == [1.5, 0.0]
    assert back["text"].isna().tolist() == [False, True, False]
    assert back["text"][2] == "it's"
    assert (back["at"].dropna() == frame["at"].dropna()).all()
    assert back["empty"].isna().all()


def test_a_folder_that_is_not_there_is_the_operating_systems_error(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        parquet.write(pd.DataFrame({"a": [1.0]}), tmp_path / "nowhere" / "a.parquet")
