"""Ranges of cross-validation: wide enough for folds that share rows, and never impossible."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mlops_desktop.core.metrics import METRICS, Task
from mlops_desktop.core.training import MetricValue
from mlops_desktop.modeling.fit import summary


def only(name: str, values: list[float], task: Task, ratio: float = 0.25) -> MetricValue:
    found = {item.name: item for item in summary([{name: v} for v in values], task, ratio)}
    return found[name]


def test_the_range_is_nadeau_and_bengios():
    values = [2.0, 2.4, 1.9, 2.2, 2.1]
    item = only("mae", values, Task.REGRESSION)
    mean = sum(values) / 5
    variance = sum((v - mean) ** 2 for v in values) / 4
    half = stats.t.ppf(0.975, 4) * np.sqrt((1 / 5 + 0.25) * variance)
    assert (item.value, item.low, item.high) == pytest.approx((mean, mean - half, mean + half))


def test_the_range_ends_where_the_metric_does():
    item = only("accuracy", [0.99, 0.9, 1.0], Task.CLASSIFICATION)
    assert item.high == 1.0
    assert item.low > 0
    assert only("mae", [0.1, 3.0], Task.REGRESSION).low == 0.0


def test_folds_that_agree_do_not_say_how_sure_it_is():
    item = only("accuracy", [1.0, 1.0, 1.0], Task.CLASSIFICATION)
    assert (item.value, item.low, item.high) == (1.0, None, None)
    assert only("accuracy", [0.5], Task.CLASSIFICATION).low is None


def test_every_metric_has_a_range_of_values():
    for item in METRICS:
        assert item.lowest < item.highest, item.key
    assert {item.key for item in METRICS if item.lowest < 0} == {
        "r2",
        "mean_worth",
        "rank_agreement",
        "bias",
    }
