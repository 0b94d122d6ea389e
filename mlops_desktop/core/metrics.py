"""The metrics a person can choose, as data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.errors import NewerUserError


class Task(StrEnum):
    """What is predicted.

    COUNT: numbers of things and positive amounts. FORECAST: the days to come of a dated series.
    ANOMALY: which rows are unlike the others, without an answer to learn from.
    """

    CLASSIFICATION = "classification"
    REGRESSION = "regression"
    COUNT = "count"
    FORECAST = "forecasting"
    ANOMALY = "anomaly"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Attributes:
        key: its name in files and on the command line.
        title: its name for people.
        short: its abbreviation in tables.
        tasks: what it judges and can decide about; none: it is only told beside the others.
        is_loss: whether smaller is better.
        in_target_units: whether the number has the target's unit.
        source: the definition it follows.
        lowest, highest: the ends of its range.
    """

    key: str
    title: str
    short: str
    tasks: tuple[Task, ...]
    is_loss: bool
    in_target_units: bool
    source: str
    lowest: float = 0.0
    highest: float = math.inf

    @property
    def in_a_sentence(self) -> str:
        """The title as it stands within a sentence; R² and F1 stay as they are."""
        title = self.title
        return title[0].lower() + title[1:] if title[1:2].islower() else title


_NUMBERS = (Task.REGRESSION, Task.COUNT)
_CLASSES = (Task.CLASSIFICATION,)
_DISTANCES = (*_NUMBERS, Task.FORECAST)

METRICS: tuple[Metric, ...] = (
    Metric("mae", "Mean absolute error", "MAE", _DISTANCES, True, True, "mean |y − ŷ|"),
    Metric("rmse", "Root mean squared error", "RMSE", _DISTANCES, True, True, "√mean (y − ŷ)²"),
    Metric("medae", "Median absolute error", "MedAE", _NUMBERS, True, True, "median |y − ŷ|"),
    Metric(
        "pinball",
        "Mean pinball loss",
        "Pinball",
        (Task.REGRESSION,),
        True,
        True,
        "mean max(q·(y − ŷ), (q − 1)·(y − ŷ)) at the quantile q aimed at (Koenker & Bassett 1978)",
    ),
    Metric(
        "r2",
        "R²",
        "R²",
        _NUMBERS,
        False,
        False,
        "1 − Σ(y − ŷ)² / Σ(y − ȳ)²",
        lowest=-math.inf,
        highest=1.0,
    ),
    Metric(
        "poisson_deviance",
        "Mean Poisson deviance",
        "Deviance",
        (Task.COUNT,),
        True,
        False,
        "2·mean (y ln(y/ŷ) − y + ŷ), ŷ at least 2.2·10⁻¹⁶",
    ),
    Metric(
        "accuracy",
        "Accuracy",
        "Acc.",
        _CLASSES,
        False,
        False,
        "share of right answers",
        highest=1.0,
    ),
    Metric(
        "balanced_accuracy",
        "Balanced accuracy",
        "Bal. acc.",
        _CLASSES,
        False,
        False,
        "mean recall over the classes",
        highest=1.0,
    ),
    Metric(
        "f1",
        "F1",
        "F1",
        _CLASSES,
        False,
        False,
        "2PR/(P+R) of the positive class; unweighted mean over more than two classes",
        highest=1.0,
    ),
    Metric(
        "roc_auc",
        "Area under the ROC curve",
        "AUC",
        _CLASSES,
        False,
        False,
        "probability that a positive row scores higher; one-vs-rest mean over more classes",
        highest=1.0,
    ),
    Metric(
        "log_loss",
        "Log loss",
        "Log loss",
        _CLASSES,
        True,
        False,
        "−mean ln p(true class), natural logarithm",
    ),
    Metric(
        "mean_worth",
        "Mean worth per row",
        "Worth",
        _CLASSES,
        False,
        False,
        "mean worth of the decisions, in the unit they were valued in; no rows weighted",
        lowest=-math.inf,
    ),
    Metric(
        "mase",
        "Mean absolute scaled error",
        "MASE",
        (Task.FORECAST,),
        True,
        False,
        "MAE / mean |y_t − y_{t−season}| of the training days (Hyndman & Koehler 2006)",
    ),
    Metric(
        "rank_agreement",
        "Agreement of the ranking",
        "Agreement",
        (Task.ANOMALY,),
        False,
        False,
        "mean Spearman ρ between the hold-out ranks that models of different folds give",
        lowest=-1.0,
        highest=1.0,
    ),
    Metric(
        "label_auc",
        "Area under the ROC curve, by known answers",
        "AUC (known)",
        (Task.ANOMALY,),
        False,
        False,
        "probability that a row known to be unusual scores higher than one known not to be",
        highest=1.0,
    ),
    Metric(
        "label_precision",
        "Precision, by known answers",
        "Prec. (known)",
        (Task.ANOMALY,),
        False,
        False,
        "share of the rows called unusual that are known to be",
        highest=1.0,
    ),
    Metric(
        "label_recall",
        "Recall, by known answers",
        "Recall (known)",
        (Task.ANOMALY,),
        False,
        False,
        "share of the rows known to be unusual that are called so",
        highest=1.0,
    ),
    Metric(
        "flagged_share",
        "Share called unusual",
        "Unusual",
        (),
        True,
        False,
        "share of the rows as unusual as the chosen share of the training rows (Wilson 1927)",
        highest=1.0,
    ),
    Metric(
        "coverage",
        "Share of days within the interval",
        "Coverage",
        (),
        False,
        False,
        "share of days with low ≤ y ≤ high",
        highest=1.0,
    ),
    Metric(
        "share_below",
        "Share of values that the answer is not below",
        "Below",
        (),
        False,
        False,
        "share of rows with y ≤ ŷ: where a quantile q is aimed at, q if it is met (Wilson 1927)",
        highest=1.0,
    ),
    Metric(
        "bias",
        "Bias",
        "Bias",
        (),
        True,
        True,
        "mean (ŷ − y): above zero, it forecasts too much",
        lowest=-math.inf,
    ),
)

DEFAULT_METRIC = {
    Task.REGRESSION: "mae",
    Task.COUNT: "mae",
    Task.CLASSIFICATION: "roc_auc",
    Task.FORECAST: "mase",
    Task.ANOMALY: "rank_agreement",
}


def metric(key: str) -> Metric:
    """Return the metric of that key; raises ``NewerUserError``."""
    found = {item.key: item for item in METRICS}.get(key)
    if found is None:
        raise NewerUserError("project.newer_value", what="metric", value=key)
    return found


QUANTILE_METRIC = "pinball"
"""What judges answers that aim at a quantile; nothing else has it."""


WORTH_METRIC = "mean_worth"
"""What judges decisions by what they are worth; only where that was stated."""
WORTH = "worth"
"""A shorter name for it, on the command line."""


def metrics_for(
    task: Task, *, is_quantile: bool = False, has_worth: bool = False
) -> tuple[Metric, ...]:
    """Return the metrics of a task, in the order they are shown.

    Args:
        is_quantile: whether a quantile is, or may be, aimed at.
        has_worth: whether it is stated, or may be, what decisions are worth.
    """
    hidden = {QUANTILE_METRIC: not is_quantile, WORTH_METRIC: not has_worth}
    return tuple(item for item in METRICS if task in item.tasks and not hidden.get(item.key))


LABEL_METRICS = ("label_auc", "label_precision", "label_recall")
"""What known answers tell about a method that never learned from them."""


def purpose(task: Task, target: str) -> str:
    """Say what a model is for: ``bikers (regression)``, or that it finds unusual rows."""
    return f"{target} ({task})" if target else "rows unlike the others (anomaly)"


def is_better(key: str, value: float, than: float) -> bool:
    """Say whether ``value`` beats ``than`` in that metric."""
    return value < than if metric(key).is_loss else value > than
