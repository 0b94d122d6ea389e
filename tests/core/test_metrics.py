"""The catalogue of metrics."""

from __future__ import annotations

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import (
    DEFAULT_METRIC,
    METRICS,
    Task,
    is_better,
    metric,
    metrics_for,
)


def test_every_task_has_metrics_and_a_default_among_them() -> None:
    for task in Task:
        assert DEFAULT_METRIC[task] in [one.key for one in metrics_for(task)]


def test_keys_are_unique_and_every_metric_says_what_it_follows() -> None:
    assert len({one.key for one in METRICS}) == len(METRICS)
    assert all(one.title and one.short and one.source for one in METRICS)


@pytest.mark.parametrize("key", ["mae", "rmse", "medae", "log_loss"])
def test_of_two_losses_the_smaller_is_better(key: str) -> None:
    assert is_better(key, 1.0, than=2.0)
    assert not is_better(key, 2.0, than=1.0)


@pytest.mark.parametrize("key", ["r2", "accuracy", "balanced_accuracy", "f1", "roc_auc"])
def test_of_two_scores_the_larger_is_better(key: str) -> None:
    assert is_better(key, 0.9, than=0.8)


@pytest.mark.parametrize("one", METRICS, ids=lambda one: one.key)
def test_equal_values_are_not_better_than_each_other(one) -> None:
    assert not is_better(one.key, 0.5, than=0.5)


def test_a_metric_that_only_a_newer_program_knows_is_said_in_words() -> None:
    with pytest.raises(UserError, match=r"holds a metric that .* does not know: “luck”"):
        metric("luck")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("mae", "mean absolute error"),
        ("poisson_deviance", "mean Poisson deviance"),
        ("r2", "R²"),
        ("f1", "F1"),
    ],
)
def test_a_title_within_a_sentence_begins_small_unless_it_is_an_abbreviation(key, words) -> None:
    assert metric(key).in_a_sentence == words
