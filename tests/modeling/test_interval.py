"""Bootstrap intervals: seeded, of the right width, paired when two are compared."""

from __future__ import annotations

import numpy as np
import pytest

from mlops_desktop.modeling.evaluate import PredictedRows, measure
from mlops_desktop.modeling.interval import MOST_ROWS, differences, intervals, resamples


def outcome_of(rows: int, noise: float = 1.0, seed: int = 0) -> PredictedRows:
    random = np.random.default_rng(seed)
    actual = random.normal(size=rows)
    return PredictedRows(actual, actual + noise * random.normal(size=rows))


def test_resamples_draw_as_many_rows_as_there_are():
    weights = np.concatenate(list(resamples(37, seed=1)))
    assert weights.shape == (500, 37)
    assert (weights.sum(axis=1) == 37).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(37), abs=0.2)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    outcome = outcome_of(200)
    first = intervals(["mae"], outcome, 4)
    assert first == intervals(["mae"], outcome, 4)
    assert first != intervals(["mae"], outcome, 5)


def test_the_interval_of_a_mean_has_the_width_of_the_normal_theory():
    outcome = outcome_of(2_000)
    interval = intervals(["mae"], outcome, 0)["mae"]
    errors = np.abs(outcome.actual - outcome.predicted)
    expected = 2 * 1.96 * errors.std(ddof=1) / np.sqrt(2_000)
    assert interval.high - interval.low == pytest.approx(expected, rel=0.12)
    assert interval.low < interval.value < interval.high
    assert interval.value == measure("mae", outcome)


@pytest.mark.parametrize("metric", ["mae", "rmse", "medae", "r2"])
def test_beyond_the_row_limit_the_interval_still_has_the_width_of_all_rows(metric):
    few, many = outcome_of(MOST_ROWS), outcome_of(9 * MOST_ROWS)
    narrow, wide = intervals([metric], many, 0)[metric], intervals([metric], few, 0)[metric]
    assert narrow.value == measure(metric, many)
    assert (wide.high - wide.low) / (narrow.high - narrow.low) == pytest.approx(3, rel=0.25)


def test_intervals_of_a_mean_cover_the_truth_about_19_times_out_of_20():
    truth = np.sqrt(2 / np.pi)  # the mean of |error| for standard normal errors
    hits = 0
    for seed in range(100):
        interval = intervals(["mae"], outcome_of(150, seed=seed), seed)["mae"]
        hits += interval.low <= truth <= interval.high
    assert 87 <= hits <= 99


def test_an_undefined_metric_has_no_interval():
    outcome = PredictedRows(
        np.zeros(30, dtype=np.int64),
        np.zeros(30, dtype=np.int64),
        np.full((30, 2), 0.5),
        ("a", "b"),
    )
    interval = intervals(["roc_auc"], outcome, 0)["roc_auc"]
    assert np.isnan([interval.value, interval.low, interval.high]).all()


def test_a_paired_difference_is_narrower_than_two_separate_intervals():
    first = outcome_of(500)
    second = PredictedRows(first.actual, first.predicted + 0.05)
    paired = differences(["rmse"], first, second, 0)["rmse"]
    alone = intervals(["rmse"], first, 0)["rmse"]
    assert paired.value == pytest.approx(measure("rmse", second) - measure("rmse", first))
    assert paired.high - paired.low < (alone.high - alone.low) / 3


def test_equal_predictions_differ_by_nothing():
    first = outcome_of(300)
    assert differences(["mae"], first, first, 0)["mae"].low == 0
    assert differences(["mae"], first, first, 0)["mae"].high == 0
