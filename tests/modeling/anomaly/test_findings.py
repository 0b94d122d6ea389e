"""What is found, why, and what known answers and other folds say about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.anomaly.planted import planted, spec_of
from modeling.tables import table_of, train_into
from scipy.stats import spearmanr

from mlops_desktop.core.anomaly import KnownUnusual
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.features import ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.search import Search
from mlops_desktop.core.shares import wilson
from mlops_desktop.core.training import Split, SplitPlan, TrainingSpec
from mlops_desktop.modeling.anomaly.agreement import agreement
from mlops_desktop.modeling.anomaly.use import TOGETHER
from mlops_desktop.modeling.detectors.detector import Detector, threshold_of
from mlops_desktop.modeling.detectors.scorers import RobustDistance, SingleValue
from mlops_desktop.modeling.scoring import score
from mlops_desktop.modeling.table import Table


def value_of(result, name: str) -> float:
    return next(m.value for m in result.metrics if (m.name, m.split) == (name, Split.HOLDOUT))


@pytest.mark.parametrize("key", ["neighbour_distance", "robust_distance"])
def test_rows_that_break_how_columns_go_together_are_found(found, key):
    result = found.results[key]
    assert value_of(result, "label_auc") > 0.97
    assert value_of(result, "label_auc") > value_of(found.results["single_value"], "label_auc")


def test_the_known_answers_teach_nothing(found, planted_rows, tmp_path):
    """Without the column, and with it turned round, the models are the same to the bit."""
    turned = planted_rows.frame.assign(odd=~planted_rows.frame["odd"])
    for number, frame in enumerate((turned, planted_rows.frame.drop(columns="odd"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        labels = "odd" if "odd" in frame else None
        others = train_into(folder, table_of(frame), spec_of(share=0.02, labels=labels))
        for key, result in others.by_algorithm().items():
            assert result.model_digest == found.results[key].model_digest
            assert value_of(result, "rank_agreement") == value_of(
                found.results[key], "rank_agreement"
            )


def test_the_rarer_known_answer_is_the_unusual_one(found):
    signature = found.results["isolation"].signature
    assert signature.known == KnownUnusual("odd", "true")
    assert signature.target == ""
    assert "odd" not in [field.name for field in signature.inputs]


def test_the_columns_that_make_a_row_unusual_are_named(found):
    """A weight that does not go with its length is named; the harmless column never leads."""
    result = found.results["robust_distance"]
    scored = score(found.path("robust_distance"), result.signature, found.table)
    odd = scored.frame[scored.frame["unusual"] & scored.frame["odd"]]
    assert len(odd) >= 15
    assert odd["because"].str.match(r"(weight|length) \(").all()
    assert scored.frame.loc[~scored.frame["unusual"], "because"].isna().all()


def test_a_row_beyond_all_training_rows_scores_one(found):
    frame = found.table.frame.head(3).copy()
    frame["third"] = 1e6
    for key, result in found.results.items():
        scored = score(found.path(key), result.signature, Table(frame, found.table.columns))
        if key != "isolation":
            assert (scored.frame["score"] == 1.0).all(), key
            assert scored.frame["because"].str.startswith("third (").all(), key


def test_where_no_single_column_explains_a_row_several_do():
    detector = Detector(SingleValue()).fit(np.random.default_rng(0).normal(size=(100, 2)))
    from mlops_desktop.modeling.anomaly import use

    words = use._words(["a", "b"], np.array([0.0, -0.1]), np.array([1.0, 1.0]), 1e-9)
    assert words == TOGETHER
    assert detector.predict(np.zeros((1, 2)))[0] < 0.1


def test_a_score_is_the_share_of_training_rows_that_are_less_unusual():
    rows = np.arange(-50.0, 51.0)[:, None]
    detector = Detector(SingleValue()).fit(rows)
    found = detector.predict(np.array([[0.0], [25.0], [50.0], [51.0]]))
    assert found[0] == 0.0
    assert found[1] == pytest.approx((2 * 24 + 1) / 101)
    assert found[2] == pytest.approx(99 / 101)
    assert found[3] == 1.0


def test_equal_rows_are_all_usual():
    detector = Detector(SingleValue()).fit(np.ones((40, 2)))
    assert (detector.predict(np.ones((5, 2))) == 0.0).all()
    assert (detector.predict(np.full((5, 2), 2.0)) == 1.0).all()


@pytest.mark.parametrize(
    ("share", "rows", "called"), [(0.01, 1000, 10), (0.05, 90, 4), (0.01, 50, 0)]
)
def test_no_more_than_the_share_of_the_training_rows_is_called_unusual(share, rows, called):
    scores = np.arange(rows) / rows
    assert int((scores >= threshold_of(share, rows)).sum()) == called
    assert threshold_of(share, rows) < 1.0


def test_many_training_rows_keep_the_unusual_end_exactly(monkeypatch):
    monkeypatch.setattr("mlops_desktop.modeling.detectors.detector.MOST_KNOTS", 50)
    rows = np.arange(1.0, 1001.0)[:, None]
    detector = Detector(SingleValue()).fit(rows)
    whole = np.sort(np.abs(rows[:, 0] - np.median(rows)))
    assert detector.knots_.size <= 50
    assert set(whole[-10:] / detector.scorer_.scale_[0]) <= set(detector.knots_)


def test_the_distance_of_a_round_cloud_is_that_of_mahalanobis():
    random = np.random.default_rng(1)
    rows = random.multivariate_normal([1, 2], [[2.0, 0.8], [0.8, 1.0]], size=4000)
    found = -RobustDistance(explained=1.0, trimmed=0.0).fit(rows).score_samples(rows[:50])
    centred = rows[:50] - rows.mean(axis=0)
    inverse = np.linalg.inv(np.cov(rows.T))
    assert found == pytest.approx(np.sqrt(np.einsum("ij,jk,ik->i", centred, inverse, centred)))


def test_the_agreement_is_spearmans_mean_over_all_pairs():
    random = np.random.default_rng(4)
    base = random.normal(size=300)
    scores = np.array([base + random.normal(size=300) for _ in range(3)]).round(1)
    expected = np.mean(
        [spearmanr(scores[a], scores[b]).statistic for a, b in ((0, 1), (0, 2), (1, 2))]
    )
    found = agreement(scores, seed=0)
    assert found.value == pytest.approx(expected)
    assert found.low < found.value < found.high


def test_the_interval_of_an_agreement_holds_the_true_value_most_of_the_time():
    random = np.random.default_rng(9)
    held = 0
    for seed in range(60):
        pair = random.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=150).T
        found = agreement(pair, seed)
        truth = 6 / np.pi * np.arcsin(0.3)  # Spearman's ρ of a normal pair with correlation 0.6
        held += found.low <= truth <= found.high
    assert held >= 52


def test_equal_scores_agree_on_nothing():
    assert np.isnan(agreement(np.ones((2, 10)), 0).value)


def test_the_interval_of_a_share_is_wilsons():
    low, high = wilson(10, 100)  # Newcombe 1998 gives 0.0552 to 0.1744
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0


TREATED = FeatureChoices(columns=(ColumnChoice("third", Treatment.TARGET),))


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (replace(spec_of(), target="weight"), "anomaly.no_target"),
        (spec_of(share=0.9), "anomaly.share"),
        (spec_of("forest"), "training.unknown_algorithm"),
        (replace(spec_of(), features=TREATED), "anomaly.not_with"),
        (replace(spec_of(), search=Search()), "anomaly.not_with"),
        (replace(spec_of(), positive="true"), "anomaly.not_with"),
        (replace(spec_of(), sensitive=("amount",)), "anomaly.not_with"),
        (replace(spec_of(), metric="label_auc"), "anomaly.needs_labels"),
        (replace(spec_of(), metric="mae"), "training.metric_of_other_task"),
        (spec_of(labels="nowhere"), "anomaly.unknown_labels"),
        (spec_of(labels="weight"), "anomaly.which_answer"),
        (replace(spec_of(labels="odd"), positive="perhaps"), "anomaly.unknown_answer"),
        (replace(spec_of(), exclude=("nowhere",)), "training.unknown_column"),
        (replace(spec_of(), task=Task.REGRESSION), "anomaly.only_for_unusual"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(planted_rows, tmp_path, spec, code):
    with pytest.raises(UserError) as caught:
        train_into(tmp_path, planted_rows, spec)
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_too_few_rows_are_refused(tmp_path):
    with pytest.raises(UserError, match="has 6 rows"):
        train_into(tmp_path, table_of(planted(6, 1)), spec_of())


def test_a_constant_column_of_answers_judges_nothing(tmp_path):
    with pytest.raises(UserError, match="nothing can be judged"):
        train_into(tmp_path, table_of(planted().assign(odd=False)), spec_of(labels="odd"))


def test_rows_that_are_all_alike_cannot_be_ranked(tmp_path):
    frame = pd.DataFrame({"a": np.ones(200), "b": 3.0})
    recorder = train_into(tmp_path, table_of(frame), spec_of("single_value"))
    assert recorder.failures["single_value"].code == "anomaly.no_agreement"
    assert list(tmp_path.iterdir()) == []


def test_rows_may_be_held_out_in_order_and_in_groups(planted_rows, tmp_path):
    frame = planted_rows.frame.assign(shop=[f"s{n % 12}" for n in range(1000)])
    from mlops_desktop.core.training import SplitMethod

    for method, more in (
        (SplitMethod.ORDERED, {"order_by": "third"}),
        (SplitMethod.GROUPED, {"group_by": "shop"}),
    ):
        folder = tmp_path / str(method)
        folder.mkdir()
        spec = replace(spec_of("single_value"), split=SplitPlan(method, folds=3, **more))
        recorder = train_into(folder, table_of(frame), spec)
        assert recorder.failures == {}


def test_a_plan_alone_asks_for_unusual_rows(planted_rows, tmp_path):
    spec = TrainingSpec("odd", algorithms=("single_value",), anomaly=spec_of().anomaly)
    assert train_into(tmp_path, planted_rows, spec).begun == ["single_value"]


@pytest.mark.parametrize("value", [1e12, 1e200, -3e38, np.inf])
def test_huge_values_are_scored_and_explained(found, value):
    frame = found.table.frame.head(5).copy()
    frame.loc[0, "third"] = value
    for key, result in found.results.items():
        with np.errstate(all="ignore"):
            scored = score(found.path(key), result.signature, Table(frame, found.table.columns))
        assert scored.frame["score"].between(0, 1).all(), key
        if np.isfinite(value) and key != "isolation":
            assert scored.frame["score"][0] == 1.0, key
            assert scored.frame["because"][0].startswith("third ("), key


def test_a_huge_value_among_the_training_rows_ends_no_training(tmp_path):
    frame = planted()
    frame.loc[3, "third"] = 1e300
    frame.loc[4, "third"] = np.inf
    recorder = train_into(tmp_path, table_of(frame), spec_of())
    assert recorder.failures == {}


def test_one_column_and_only_dates_are_enough(tmp_path):
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(300) ** 2 % 977, "D")
    frame = pd.DataFrame({"day": days.astype("datetime64[us]")})
    recorder = train_into(tmp_path, table_of(frame), spec_of())
    assert recorder.failures == {}
