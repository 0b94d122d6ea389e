"""Answers that aim at a quantile are judged by its own loss, and by how many values lie below."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of, train_into
from sklearn.metrics import mean_pinball_loss

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.quantile import quantile_of
from mlops_desktop.core.search import Search, SearchMethod
from mlops_desktop.core.training import MethodParameters, Split, SplitPlan, TrainingSpec
from mlops_desktop.modeling import holdout
from mlops_desktop.modeling.compare import ComparedVersion, beside, same_rows
from mlops_desktop.modeling.evaluate import PredictedRows, all_metrics, measure
from mlops_desktop.modeling.prepare import prepare


def waits(rows: int = 600) -> pd.DataFrame:
    """Waiting times whose spread grows with the crowd."""
    random = np.random.default_rng(2)
    crowd = random.uniform(1, 5, rows)
    return pd.DataFrame({"crowd": crowd, "wait": crowd * random.exponential(1.0, rows)})


def asked(quantile=None, *algorithms, metric=None, **more):
    values = [("max_iter", "30")]
    if quantile is not None:
        values += [("loss", "quantile"), ("quantile", str(quantile))]
    return TrainingSpec(
        "m",
        "wait",
        task=Task.REGRESSION,
        algorithms=algorithms or ("boosting",),
        metric=metric,
        split=SplitPlan(folds=2),
        parameters=(MethodParameters("boosting", tuple(values)),),
        **more,
    )


def held(result):
    return {item.name: item for item in result.metrics if item.split is Split.HOLDOUT}


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.9])
def test_the_pinball_loss_is_scikit_learns(quantile):
    random = np.random.default_rng(4)
    actual, predicted = random.normal(size=(2, 200))
    outcome = PredictedRows(actual, predicted, quantile=quantile)
    expected = mean_pinball_loss(actual, predicted, alpha=quantile)
    assert measure("pinball", outcome) == pytest.approx(expected, rel=1e-12)
    places = random.integers(0, 200, 50)
    expected = mean_pinball_loss(actual[places], predicted[places], alpha=quantile)
    assert measure("pinball", outcome.take(places)) == pytest.approx(expected, rel=1e-12)


def test_a_quantile_is_judged_and_decided_by_its_own_loss(tmp_path):
    table, spec = table_of(waits()), asked(0.9, "boosting", "baseline", "linear")
    assert prepare(table, spec).metric == "pinball"
    results = train_into(tmp_path, table, spec).by_algorithm()
    for key, result in results.items():
        outcome = holdout.read(tmp_path / result.holdout_file, result.signature).outcome
        found = held(result)
        expected = mean_pinball_loss(outcome.actual, outcome.predicted, alpha=0.9)
        assert found["pinball"].value == pytest.approx(expected, rel=1e-12), key
        assert found["pinball"].low <= expected <= found["pinball"].high
        share = found["share_below"]
        assert share.value == (outcome.actual <= outcome.predicted).mean()
        assert share.low < share.value < share.high
        folds = {item.name for item in result.metrics if item.split is Split.CROSS_VALIDATION}
        assert "pinball" in folds
    boosting, linear = held(results["boosting"]), held(results["linear"])
    assert 0.8 < boosting["share_below"].value < 0.97
    assert boosting["pinball"].value < linear["pinball"].value
    # The mean is the wrong mark for a quantile: by it the linear model would look better.
    assert boosting["mae"].value > linear["mae"].value


def test_without_a_quantile_nothing_changes(tmp_path):
    (result,) = train_into(tmp_path, table_of(waits()), asked()).results
    assert list(held(result)) == ["mae", "rmse", "medae", "r2"]
    assert result.signature.quantile is None
    actual = np.arange(5.0)
    assert "pinball" not in all_metrics(PredictedRows(actual, actual + 1))
    assert np.isnan(measure("pinball", PredictedRows(actual, actual + 1)))


def test_the_pinball_loss_without_a_quantile_is_refused_with_the_next_step():
    with pytest.raises(UserError, match="none is aimed at") as caught:
        prepare(table_of(waits()), asked(metric="pinball"))
    assert "Choose the loss quantile" in caught.value.hint


def test_a_search_looks_for_the_smallest_pinball_loss(tmp_path):
    search = Search(candidates=3, method=SearchMethod.RANDOM)
    (result,) = train_into(tmp_path, table_of(waits()), asked(0.8, search=search)).results
    folds = {m.name: m.value for m in result.metrics if m.split is Split.CROSS_VALIDATION}
    chosen = next(trial for trial in result.trials if trial.is_chosen)
    assert chosen.value == pytest.approx(folds["pinball"])
    assert chosen.value == min(trial.value for trial in result.trials)


def test_versions_are_compared_by_the_pinball_loss_on_the_same_rows(tmp_path):
    table = table_of(waits())
    versions = []
    for name, quantile in (("one", 0.9), ("two", 0.5)):
        (tmp_path / name).mkdir()
        (result,) = train_into(tmp_path / name, table, asked(quantile)).results
        train = np.load(tmp_path / name / result.split_file)["train"]
        path = tmp_path / name / result.model_file
        versions.append(ComparedVersion(name, path, result.signature, table, train))
    (found,) = same_rows(beside(versions), ("pinball", "mae"), 0)
    pinball = next(item for item in found.differences if item.metric == "pinball")
    # Both by the first one's question: who aims at the middle is worse at nine tenths.
    assert pinball.second > pinball.first


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((("loss", "quantile"), ("quantile", "0.25")), 0.25),
        ((("loss", "quantile"),), 0.5),
        ((("quantile", "0.25"),), None),
        ((("loss", "absolute_error"), ("quantile", "0.25")), None),
    ],
)
def test_a_quantile_is_aimed_at_where_the_loss_says_so(values, expected):
    spec = TrainingSpec("m", "wait", parameters=(MethodParameters("boosting", values),))
    assert quantile_of(spec) == expected
    assert quantile_of(TrainingSpec("m", "wait", algorithms=("linear",))) is None
