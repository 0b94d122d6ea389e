"""Weights, calibration, worths and thresholds on real tables, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from modeling.model_files import change, edit_array, find, refusal
from modeling.tables import table_of, train_into

from mlops_desktop.core.algorithms import algorithms_for
from mlops_desktop.core.decision import Balance, Calibration, Decision, Worth
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.search import Search, SearchMethod
from mlops_desktop.core.training import Split, SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.modeling import golden, holdout, parquet, persist
from mlops_desktop.modeling.evaluate import worths
from mlops_desktop.modeling.fit import fit_method
from mlops_desktop.modeling.prepare import prepare
from mlops_desktop.modeling.scoring import predict_labelled, score

WORTH = Worth("€", hit=-10, miss=-500, false_alarm=-10)
"""A biopsy costs 10, an overlooked tumour 500."""


def spec(*algorithms, plan=None, **decision):
    return TrainingSpec(
        "m",
        "diagnosis",
        algorithms=algorithms,
        positive="malignant",
        split=plan or SplitPlan(folds=3, holdout=0.3),
        decision=Decision(**decision),
    )


def trained(table, folder, wanted):
    recorder = train_into(folder, table, wanted)
    assert recorder.failures == {}
    return recorder.by_algorithm()


def value(result, name, split=Split.HOLDOUT):
    return next(item for item in result.metrics if (item.name, item.split) == (name, split))


def bikes_spec(*algorithms, **decision):
    return TrainingSpec(
        "m",
        "bikers",
        algorithms=algorithms,
        split=SplitPlan(folds=2),
        decision=Decision(**decision),
    )


# Thresholds and worths ---------------------------------------------------------------------


def test_the_threshold_is_elkans():
    # 10 for a needless biopsy against 490 more for an overlooked tumour.
    assert WORTH.threshold == pytest.approx(10 / 500)
    assert Worth("", 1, 0, 0, 1).threshold == 0.5


def test_a_threshold_set_by_hand_is_kept_and_decides_everywhere(cancer, tmp_path):
    result = trained(cancer, tmp_path, spec("linear", threshold=0.05))["linear"]
    signature = result.signature
    assert signature.threshold == 0.05
    assert dict(result.parameters)["threshold"] == "0.05, set by hand"
    stored = holdout.read(tmp_path / result.holdout_file, signature)
    place = signature.classes.index("malignant")
    sure = stored.outcome.probabilities[:, place]
    assert ((stored.outcome.predicted == place) == (sure >= 0.05)).all()
    assert ((sure >= 0.05) != (sure >= 0.5)).any()
    again = golden.reperform(tmp_path / result.model_file, tmp_path / result.golden_file, signature)
    assert again.is_identical
    assert again.behaviour_hash == result.behaviour_hash
    scored = score(tmp_path / result.model_file, signature, cancer)
    said = scored.frame["prediction"] == "malignant"
    assert (said == (scored.frame["probability_malignant"] >= 0.05)).all()
    _, outcome = predict_labelled(tmp_path / result.model_file, signature, cancer)
    assert ((outcome.predicted == place) == said.to_numpy()).all()


def test_metrics_are_measured_at_the_threshold(cancer, tmp_path):
    result = trained(cancer, tmp_path, spec("linear", threshold=0.05))["linear"]
    stored = parquet.read(tmp_path / result.holdout_file)
    accuracy = (stored["actual"] == stored["predicted"]).mean()
    assert value(result, "accuracy").value == pytest.approx(accuracy, rel=1e-12)
    usual = fit_method(prepare(cancer, spec("linear")), "linear", lambda _fold: None)
    folds = {item.name: item.value for item in usual.folds}
    assert value(result, "accuracy", Split.CROSS_VALIDATION).value != folds["accuracy"]
    assert value(result, "roc_auc", Split.CROSS_VALIDATION).value == folds["roc_auc"]


def test_worths_find_a_threshold_that_is_worth_more_than_the_usual_one(cancer, tmp_path):
    found = trained(cancer, tmp_path, spec("linear", "forest", worth=WORTH))
    for result in found.values():
        signature = result.signature
        assert 0 < signature.threshold < 0.5
        assert "worth most in the folds" in dict(result.parameters)["threshold"]
        stored = holdout.read(tmp_path / result.holdout_file, signature).outcome
        worth = value(result, "mean_worth")
        assert worth.value == pytest.approx(worths(stored, WORTH).mean())
        assert worth.low <= worth.value <= worth.high
        as_usual = type(stored)(
            stored.actual,
            stored.probabilities.argmax(axis=1),
            stored.probabilities,
            stored.classes,
            stored.positive,
        )
        assert worth.value > worths(as_usual, WORTH).mean()


def test_the_worth_counts_each_kind_of_decision_by_its_own_number(cancer, tmp_path):
    result = trained(cancer, tmp_path, spec("tree", worth=Worth("h", 7, -3, -2, 1)))["tree"]
    rows = parquet.read(tmp_path / result.holdout_file)
    actual, said = rows["actual"] == "malignant", rows["predicted"] == "malignant"
    total = 7 * (actual & said).sum() - 3 * (actual & ~said).sum()
    total += -2 * (~actual & said).sum() + (~actual & ~said).sum()
    assert value(result, "mean_worth").value == pytest.approx(total / len(rows))


def test_calibrated_probabilities_take_the_threshold_that_follows_from_the_worths(cancer, tmp_path):
    wanted = spec("forest", worth=WORTH, calibration=Calibration.SIGMOID)
    result = trained(cancer, tmp_path, wanted)["forest"]
    assert result.signature.threshold == WORTH.threshold
    assert dict(result.parameters)["threshold"] == "0.02, from the worths"


def test_worths_decide_a_search_and_a_training_where_they_are_stated(cancer, tmp_path):
    wanted = replace(
        spec("tree", worth=WORTH, plan=SplitPlan(folds=2, holdout=0.3)),
        metric="mean_worth",
        search=Search(candidates=3, method=SearchMethod.RANDOM),
    )
    assert prepare(cancer, wanted).metric == "mean_worth"
    result = trained(cancer, tmp_path, wanted)["tree"]
    values = [trial.value for trial in result.trials]
    assert len(set(values)) > 1
    assert [trial.value for trial in result.trials if trial.is_chosen] == [max(values)]
    assert value(result, "mean_worth", Split.CROSS_VALIDATION).value == pytest.approx(max(values))
    assert result.importances[0].value > 1  # euros, which no area under a curve is


def test_worths_that_nobody_stated_cannot_decide(cancer):
    with pytest.raises(UserError) as caught:
        prepare(cancer, replace(spec("tree"), metric="mean_worth"))
    assert caught.value.code == "decision.no_worth"
    assert str(caught.value).startswith(
        "Mean worth per row is to decide, and nobody said what decisions are worth."
    )


# Calibration -------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [Calibration.SIGMOID, Calibration.ISOTONIC])
@pytest.mark.parametrize("algorithm", ["naive_bayes", "forest", "boosting", "linear_svm", "linear"])
def test_calibrated_models_are_saved_loaded_and_made_again_to_the_bit(
    cancer, tmp_path, algorithm, way
):
    wanted = spec(algorithm, calibration=way, plan=SplitPlan(folds=2))
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    result = trained(cancer, first, wanted)[algorithm]
    again = trained(cancer, second, wanted)[algorithm]
    assert again.model_digest == result.model_digest
    assert golden.reperform(
        first / result.model_file, first / result.golden_file, result.signature
    ).is_identical


def test_calibration_mends_what_naive_bayes_exaggerates(cancer, tmp_path):
    losses = {}
    for way in Calibration:
        folder = tmp_path / way
        folder.mkdir()
        result = trained(cancer, folder, spec("naive_bayes", calibration=way))["naive_bayes"]
        losses[way] = value(result, "log_loss").value
    assert losses[Calibration.SIGMOID] < 0.8 * losses[Calibration.NONE]
    assert losses[Calibration.ISOTONIC] < losses[Calibration.NONE]


def test_calibration_of_grouped_rows_keeps_groups_together(cancer, tmp_path):
    frame = cancer.frame.assign(patient=np.arange(len(cancer.frame)) // 4)
    plan = SplitPlan(SplitMethod.GROUPED, group_by="patient", folds=3)
    wanted = spec("tree", calibration=Calibration.ISOTONIC, plan=plan)
    result = trained(table_of(frame), tmp_path, wanted)["tree"]
    assert persist.load(tmp_path / result.model_file).named_steps["model"].cv == 5


def test_an_altered_calibration_is_refused(cancer, tmp_path):
    wanted = spec("tree", calibration=Calibration.ISOTONIC)
    result = trained(cancer, tmp_path, wanted)["tree"]
    path = tmp_path / result.model_file

    def altered(attribute, edit):
        def change_it(schema, members):
            node = find(schema, "IsotonicRegression", attribute)["content"]["content"][attribute]
            edit_array(members, node, edit)

        return str(refusal(change(path, tmp_path / "altered.skops", change_it)))

    assert "X_thresholds_" in altered("X_thresholds_", lambda a: a[::-1].copy())
    assert "y_thresholds_" in altered("y_thresholds_", lambda a: a + 0.5)
    assert "y_thresholds_" in altered("y_thresholds_", lambda a: a[:-1].copy())


# Weights -----------------------------------------------------------------------------------


def test_balanced_classes_find_more_of_the_rare_one(cancer, tmp_path):
    rare = cancer.frame["diagnosis"] == "malignant"
    keep = ~rare | (np.cumsum(rare) % 6 == 0)
    table = table_of(cancer.frame[keep].reset_index(drop=True))
    found = []
    for balance in Balance:
        folder = tmp_path / balance
        folder.mkdir()
        result = trained(table, folder, spec("linear", balance=balance))["linear"]
        rows = parquet.read(folder / result.holdout_file)
        found.append(int((rows["predicted"] == "malignant").sum()))
        text = dict(result.parameters).get("weights", "")
        assert ("counts the same" in text) == (balance is Balance.CLASSES)
    assert found[1] > found[0]


def test_a_weight_of_zero_is_as_if_the_row_were_not_there(bikes):
    frame = bikes.frame.assign(count=(np.arange(len(bikes.frame)) % 3 > 0) * 1.0)
    prepared = prepare(table_of(frame), bikes_spec("tree", weight="count"))
    assert "count" not in [item.name for item in prepared.plan.inputs]
    weighted = fit_method(prepared, "tree", lambda _fold: None).model.named_steps["model"]
    train = prepared.division.train
    heavy = frame["count"].to_numpy()[train] > 0
    assert weighted.tree_.weighted_n_node_samples[0] == heavy.sum()
    assert weighted.tree_.value[0, 0, 0] == pytest.approx(
        prepared.target.values[train][heavy].mean()
    )


def test_metrics_count_every_row_once_whatever_it_weighs(bikes, tmp_path):
    frame = bikes.frame.assign(count=np.arange(len(bikes.frame)) % 5 + 1.0)
    result = trained(table_of(frame), tmp_path, bikes_spec("linear", weight="count"))["linear"]
    rows = parquet.read(tmp_path / result.holdout_file)
    expected = (rows["actual"] - rows["predicted"]).abs().mean()
    assert value(result, "mae").value == pytest.approx(expected)
    assert "metrics count every row once" in dict(result.parameters)["weights"]


@pytest.mark.parametrize("task", [Task.CLASSIFICATION, Task.REGRESSION])
def test_every_method_weights_rows_or_says_that_it_cannot(cancer, bikes, tmp_path, task):
    keys = [item.key for item in algorithms_for(task)]
    if task is Task.CLASSIFICATION:
        table, wanted = cancer, spec(*keys, balance=Balance.CLASSES, plan=SplitPlan(folds=2))
    else:
        frame = bikes.frame.assign(count=np.arange(len(bikes.frame)) % 5 + 1.0)
        table, wanted = table_of(frame), bikes_spec(*keys, weight="count")
    recorder = train_into(tmp_path, table, wanted)
    refused = {key for key, error in recorder.failures.items() if "cannot weight" in str(error)}
    assert refused == set(recorder.failures)
    assert {"neighbours", "voting", "stacking"} <= refused
    assert {"linear", "forest", "boosting", "tree"} <= set(recorder.by_algorithm())


# Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ({"threshold": 1.5}, "cannot be a threshold"),
        ({"balance": Balance.CLASSES, "weight": "mean radius"}, "at the same time"),
        ({"balance": Balance.CLASSES, "calibration": Calibration.SIGMOID}, "push them back"),
        ({"weight": "patients"}, "no column of numbers “patients”"),
        ({"weight": "diagnosis"}, "no column of numbers"),
        ({"worth": Worth("€", 0, 5, -1)}, "same class would be the answer"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(cancer, decision, words):
    with pytest.raises(UserError) as caught:
        prepare(cancer, spec("linear", **decision))
    assert words in str(caught.value)


def test_weights_below_zero_and_gaps_are_refused(bikes):
    frame = bikes.frame.assign(count=1.0)
    frame.loc[3, "count"] = -1
    frame.loc[5, "count"] = np.nan
    with pytest.raises(UserError, match="in 2 rows"):
        prepare(table_of(frame), bikes_spec("linear", weight="count"))


@pytest.mark.parametrize(
    "decision",
    [
        {"balance": Balance.CLASSES},
        {"calibration": Calibration.SIGMOID},
        {"worth": WORTH},
        {"threshold": 0.5},
    ],
)
def test_numbers_have_no_classes_to_decide_between(bikes, decision):
    with pytest.raises(UserError):
        prepare(bikes, bikes_spec("linear", **decision))


def test_three_classes_have_no_threshold(wine):
    wanted = TrainingSpec("m", "cultivar", decision=Decision(threshold=0.5))
    with pytest.raises(UserError, match="two classes; “cultivar” of … has 3"):
        prepare(wine, wanted)
