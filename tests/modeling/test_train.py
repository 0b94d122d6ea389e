"""Training: every method and task, files, repeatability, progress, failures apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from modeling.tables import Recorder, Trained, table_of, train_into
from sklearn import metrics as reference

from mlops_desktop.core.algorithms import ALGORITHMS
from mlops_desktop.core.errors import Cancelled
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import Split, SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.modeling import catalogue, holdout, parquet, persist
from mlops_desktop.modeling.fit import fit_method
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.prepare import prepare
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.train import train

KEYS = [item.key for item in ALGORITHMS if item.is_default and Task.REGRESSION in item.tasks]
TASKS = ["trained_bikes", "trained_cancer", "trained_wine"]


@pytest.fixture(params=TASKS)
def trained(request: pytest.FixtureRequest) -> Trained:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("algorithm", KEYS)
def test_every_method_is_saved_and_predicts_the_same_after_loading(trained, algorithm):
    prepared = prepare(trained.table, trained.spec)
    model = fit_method(prepared, algorithm, lambda _fold: None).model
    loaded = persist.load(trained.path(algorithm))
    rows = prepared.inputs.iloc[prepared.division.holdout]
    before, after = predict(model, rows), predict(loaded, rows)
    assert (before.values == after.values).all()
    if before.probabilities is not None:
        assert (before.probabilities == after.probabilities).all()
        assert (after.values == np.asarray(loaded.predict(rows))).all()


def test_every_method_fits_its_table(trained):
    assert list(trained.results) == KEYS
    metric = prepare(trained.table, trained.spec).metric
    values = {
        key: next(m.value for m in result.metrics if m.name == metric and m.split is Split.HOLDOUT)
        for key, result in trained.results.items()
    }
    is_loss = metric == "mae"
    worst = max(values.values()) if is_loss else min(values.values())
    assert values["baseline"] == worst


def test_holdout_metrics_are_scikit_learns_on_the_stored_predictions(trained_bikes):
    result = trained_bikes.results["forest"]
    stored = parquet.read(trained_bikes.path("forest", "holdout"))
    truth = trained_bikes.table.frame["bikers"].to_numpy()[stored["row"].to_numpy()]
    assert (stored["actual"].to_numpy() == truth).all()
    value = next(m for m in result.metrics if m.name == "mae" and m.split is Split.HOLDOUT)
    expected = reference.mean_absolute_error(stored["actual"], stored["predicted"])
    assert value.value == pytest.approx(expected, rel=1e-12)
    assert value.low < value.value < value.high


def test_cross_validation_is_the_mean_over_folds_with_its_interval(trained_cancer):
    result = trained_cancer.results["linear"]
    names = [m.name for m in result.metrics if m.split is Split.CROSS_VALIDATION]
    assert names == ["accuracy", "balanced_accuracy", "f1", "roc_auc", "log_loss"]
    accuracy = next(
        m for m in result.metrics if (m.name, m.split) == ("accuracy", Split.CROSS_VALIDATION)
    )
    assert 0.85 < accuracy.value < 1
    assert accuracy.low < accuracy.value < accuracy.high


def test_the_stored_holdout_is_read_back_as_it_was_judged(trained_wine):
    result = trained_wine.results["linear"]
    stored = holdout.read(trained_wine.path("linear", "holdout"), result.signature)
    accuracy = next(m for m in result.metrics if (m.name, m.split) == ("accuracy", Split.HOLDOUT))
    assert (stored.outcome.actual == stored.outcome.predicted).mean() == accuracy.value
    assert stored.outcome.probabilities.shape == (len(stored.rows), 3)
    with np.load(trained_wine.path("linear", "split")) as parts:
        assert (parts["holdout"] == stored.rows).all()
        assert set(parts["train"]) | set(parts["holdout"]) == set(range(178))
        assert parts["train"].dtype == np.int64


def test_the_same_seed_gives_the_same_models_to_the_bit(trained_bikes, tmp_path):
    again = train_into(tmp_path, trained_bikes.table, trained_bikes.spec).by_algorithm()
    for key, result in trained_bikes.results.items():
        assert again[key].model_digest == result.model_digest, key
        assert again[key].behaviour_hash == result.behaviour_hash, key
        assert again[key].metrics == result.metrics, key
        assert again[key].importances == result.importances, key


def test_another_seed_divides_the_rows_differently(trained_wine, tmp_path):
    spec = TrainingSpec("it", "cultivar", algorithms=("baseline",), seed=8)
    train_into(tmp_path, trained_wine.table, spec)
    with (
        np.load(tmp_path / "baseline.split.npz") as other,
        np.load(trained_wine.path("baseline", "split")) as first,
    ):
        assert other["holdout"].tolist() != first["holdout"].tolist()


def test_classes_are_held_out_in_proportion(trained_cancer):
    with np.load(trained_cancer.path("linear", "split")) as parts:
        diagnosis = trained_cancer.table.frame["diagnosis"].to_numpy()
        shares = [(diagnosis[parts[name]] == "malignant").mean() for name in ("train", "holdout")]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)


def test_progress_names_candidate_and_fold(wine, tmp_path):
    recorder = Recorder()
    spec = TrainingSpec(
        "bike_demand", "cultivar", algorithms=("baseline", "linear"), split=SplitPlan(folds=3)
    )
    train(wine, spec, tmp_path, recorder, recorder)
    assert {step.phase for step in recorder.steps} == {"Training bike_demand"}
    assert [step.detail for step in recorder.steps][:5] == [
        "candidate 1 of 2 · fold 1 of 3",
        "candidate 1 of 2 · fold 2 of 3",
        "candidate 1 of 2 · fold 3 of 3",
        "candidate 1 of 2 · final fit",
        "candidate 1 of 2 · evaluation",
    ]
    fractions = [step.fraction for step in recorder.steps]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0


def test_cancelling_in_a_fold_stops_there_and_leaves_no_file_of_the_candidate(wine, tmp_path):
    class Impatient(Recorder):
        def step(self, step):
            super().step(step)
            if step.detail == "candidate 2 of 2 · evaluation":
                raise Cancelled

    recorder = Impatient()
    spec = TrainingSpec("m", "cultivar", algorithms=("baseline", "linear"))
    with pytest.raises(Cancelled):
        train(wine, spec, tmp_path, recorder, recorder)
    assert [result.algorithm for result in recorder.results] == ["baseline"]
    assert recorder.begun == ["baseline", "linear"]
    assert all(path.name.startswith("baseline.") for path in tmp_path.iterdir())


def test_a_method_that_cannot_be_fitted_does_not_stop_the_others(tmp_path, monkeypatch, wine):
    monkeypatch.setattr(catalogue, "MOST_COMPARISONS", 10)
    recorder = train_into(
        tmp_path, wine, TrainingSpec("m", "cultivar", algorithms=("neighbours", "linear"))
    )
    assert list(recorder.failures) == ["neighbours"]
    assert "Nearest neighbours would take too long" in str(recorder.failures["neighbours"])
    assert [result.algorithm for result in recorder.results] == ["linear"]
    assert all(path.name.startswith("linear.") for path in tmp_path.iterdir())


def test_numbers_that_do_not_allow_a_fit_are_told_per_method(tmp_path):
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"a": random.normal(size=80), "y": random.normal(size=80)})
    frame.loc[3, "y"] = 9e36  # as large as a target may be; beyond it nothing is trained
    recorder = train_into(
        tmp_path, table_of(frame), TrainingSpec("m", "y", algorithms=("baseline", "boosting"))
    )
    assert set(recorder.failures) | set(recorder.by_algorithm()) == {"baseline", "boosting"}


def test_rows_without_a_target_are_left_out(diabetes, tmp_path):
    frame = diabetes.frame.copy()
    frame.loc[::4, "target"] = np.nan
    spec = TrainingSpec("m", "target", algorithms=("linear",))
    train_into(tmp_path, table_of(frame), spec)
    with np.load(tmp_path / "linear.split.npz") as parts:
        used = np.concatenate([parts["train"], parts["holdout"]])
    assert not set(used) & set(range(0, len(frame), 4))
    assert len(used) == frame["target"].notna().sum()


def test_extreme_and_infinite_numbers_are_taken_in(diabetes, tmp_path):
    frame = diabetes.frame.copy()
    frame.loc[0, "bmi"], frame.loc[1, "bmi"], frame.loc[2, "bmi"] = np.inf, -np.inf, 1e308
    recorder = train_into(
        tmp_path, table_of(frame), TrainingSpec("m", "target", split=SplitPlan(folds=2))
    )
    assert recorder.failures == {}


def test_an_ordered_holdout_takes_the_last_rows_and_chains_forward(bikes):
    plan = SplitPlan(SplitMethod.ORDERED, order_by="moment", holdout=0.25, folds=4)
    shuffled = bikes.frame.sample(frac=1, random_state=1).reset_index(drop=True)
    prepared = prepare(Table(shuffled, bikes.columns), TrainingSpec("m", "bikers", split=plan))
    moments = shuffled["moment"].to_numpy()
    train_rows, held = prepared.division.train, prepared.division.holdout
    assert held.size == 250
    assert moments[train_rows].max() < moments[held].min()
    for inside, outside in prepared.division.folds:
        assert moments[train_rows[inside]].max() < moments[train_rows[outside]].min()
    assert len(prepared.division.folds) == 4


@pytest.mark.parametrize("algorithm", KEYS)
def test_true_and_false_are_answered_as_such_by_a_file_that_loads(bikes, tmp_path, algorithm):
    spec = TrainingSpec("m", "workingday", algorithms=(algorithm,), split=SplitPlan(folds=2))
    result = train_into(tmp_path, bikes, spec).results[0]
    assert persist.load(tmp_path / result.model_file).classes_.tolist() == [False, True]
    assert result.signature.classes == ("false", "true")


def test_whole_number_classes_are_answered_as_whole_numbers(trained_wine):
    assert persist.load(trained_wine.path("linear")).classes_.tolist() == [0, 1, 2]
    assert trained_wine.results["linear"].signature.classes == ("0", "1", "2")
    assert trained_wine.results["linear"].signature.task is Task.CLASSIFICATION


def test_charts_get_what_they_need(trained):
    evaluation = trained.results["forest"].evaluation
    rows = len(parquet.read(trained.path("forest", "holdout")))
    if trained.results["forest"].signature.task is Task.REGRESSION:
        assert len(evaluation.predicted_actual.x) == rows
        assert sum(evaluation.residuals.y) == rows
        assert evaluation.roc is None
        return
    assert sum(sum(row) for row in evaluation.confusion) == rows
    if len(trained.results["forest"].signature.classes) == 2:
        area = np.trapezoid(evaluation.roc.y, evaluation.roc.x)
        value = next(m.value for m in trained.results["forest"].metrics if m.name == "roc_auc")
        assert area == pytest.approx(value, abs=1e-12)
    else:
        assert evaluation.roc is None


def test_importances_rank_what_the_answer_was_made_from(tmp_path):
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.normal(size=(400, 3)), columns=["strong", "weak", "noise"])
    frame["y"] = 5 * frame["strong"] + frame["weak"]
    recorder = train_into(tmp_path, table_of(frame), TrainingSpec("m", "y", algorithms=("linear",)))
    importances = recorder.results[0].importances
    assert [item.column for item in importances] == ["strong", "weak", "noise"]
    assert importances[0].value > 2
    assert abs(importances[2].value) < 0.05


def test_the_baseline_leans_on_nothing(trained):
    assert {item.value for item in trained.results["baseline"].importances} == {0.0}
