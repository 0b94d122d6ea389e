"""The metrics a person can choose, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Task(StrEnum):
    """What is predicted."""

    CLASSIFICATION = "classification"
    REGRESSION = "regression"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Attributes:
        key: its name in files and on the command line.
        title: its name for people.
        short: its abbreviation in tables.
        is_loss: whether smaller is better.
        in_target_units: whether the number has the target's unit.
        source: the definition it follows.
    """

    key: str
    title: str
    short: str
    task: Task
    is_loss: bool
    in_target_units: bool
    source: str


METRICS: tuple[Metric, ...] = (
    Metric("mae", "Mean absolute error", "MAE", Task.REGRESSION, True, True, "mean |y − ŷ|"),
    Metric(
        "rmse", "Root mean squared error", "RMSE", Task.REGRESSION, True, True, "√mean (y − ŷ)²"
    ),
    Metric(
        "medae", "Median absolute error", "MedAE", Task.REGRESSION, True, True, "median |y − ŷ|"
    ),
    Metric("r2", "R²", "R²", Task.REGRESSION, False, False, "1 − Σ(y − ŷ)² / Σ(y − ȳ)²"),
    Metric(
        "accuracy", "Accuracy", "Acc.", Task.CLASSIFICATION, False, False, "share of right answers"
    ),
    Metric(
        "balanced_accuracy",
        "Balanced accuracy",
        "Bal. acc.",
        Task.CLASSIFICATION,
        False,
        False,
        "mean recall over the classes",
    ),
    Metric(
        "f1",
        "F1",
        "F1",
        Task.CLASSIFICATION,
        False,
        False,
        "2PR/(P+R) of the positive class; unweighted mean over more than two classes",
    ),
    Metric(
        "roc_auc",
        "Area under the ROC curve",
        "AUC",
        Task.CLASSIFICATION,
        False,
        False,
        "probability that a positive row scores higher; one-vs-rest mean over more classes",
    ),
    Metric(
        "log_loss",
        "Log loss",
        "Log loss",
        Task.CLASSIFICATION,
        True,
        False,
        "−mean ln p(true class), natural logarithm",
    ),
)

DEFAULT_METRIC = {Task.REGRESSION: "mae", Task.CLASSIFICATION: "roc_auc"}


def metric(key: str) -> Metric:
    """Return the metric of that key; raises ``KeyError``."""
    return {item.key: item for item in METRICS}[key]


def metrics_for(task: Task) -> tuple[Metric, ...]:
    """Return the metrics of a task, in the order they are shown."""
    return tuple(item for item in METRICS if item.task is task)


def is_better(key: str, value: float, than: float) -> bool:
    """Say whether ``value`` beats ``than`` in that metric."""
    return value < than if metric(key).is_loss else value > than
