"""The metrics, computed for one set of row weights or for many at once.

Every metric takes a matrix of row weights (resamples × rows) and gives one value per resample:
a point value is the resample in which every row counts once. So a number and its bootstrap
interval come from the same formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlops_desktop.core.decision import Worth
from mlops_desktop.core.metrics import Task, metrics_for
from mlops_desktop.modeling.target import Floats, Integers
from mlops_desktop.modeling.units import Units

Weights = Floats


@dataclass(frozen=True, slots=True)
class PredictedRows:
    """Rows whose answer is known and predicted.

    Attributes:
        actual, predicted: float64 of shape (n,) for numbers; for classes int64 places in
            ``classes`` (−1 in ``actual``: a class the model does not know).
        probabilities: float64 of shape (n, classes) in the order of ``classes``; None for numbers.
        classes: class labels as text; empty for numbers.
        positive: the positive one of two classes; None otherwise.
        is_count: whether numbers are counts or positive amounts.
        quantile: that the numbers aim at, 0–1; None: none.
        worth: what the decisions between two classes are worth; None: nobody said.
        units: which rows are alike and drawn together; None: each stands by itself.
    """

    actual: Floats | Integers
    predicted: Floats | Integers
    probabilities: Floats | None = None
    classes: tuple[str, ...] = ()
    positive: str | None = None
    is_count: bool = False
    quantile: float | None = None
    worth: Worth | None = None
    units: Units | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        """The keys of what judges them, in the order they are shown."""
        found = metrics_for(
            self.task, is_quantile=self.quantile is not None, has_worth=self.worth is not None
        )
        return tuple(item.key for item in found)

    @property
    def task(self) -> Task:
        """What is predicted."""
        if self.classes:
            return Task.CLASSIFICATION
        return Task.COUNT if self.is_count else Task.REGRESSION

    @property
    def size(self) -> int:
        """How many rows."""
        return int(self.actual.size)

    def take(self, rows: np.ndarray[Any, Any]) -> PredictedRows:
        """Return some of the rows, by place or by mask; places may repeat."""
        probabilities = None if self.probabilities is None else self.probabilities[rows]
        return PredictedRows(
            self.actual[rows],
            self.predicted[rows],
            probabilities,
            self.classes,
            self.positive,
            self.is_count,
            self.quantile,
            self.worth,
            None if self.units is None else self.units.take(rows),
        )

    @property
    def positive_place(self) -> int:
        """The place of the positive class; the second of two when none was chosen."""
        return 1 if self.positive is None else self.classes.index(self.positive)


def losses(outcome: PredictedRows) -> tuple[Floats, ...]:
    """Return what each row costs, by which it is told how long neighbours stay alike.

    Of numbers the error and its size, of classes what the true one lacks of probability 1; each
    float64 of shape (n,).
    """
    if not outcome.classes:
        errors = _errors(outcome)
        return errors, np.abs(errors)
    if outcome.probabilities is None:
        return (1 - _hits(outcome),)
    return (1 - _chosen(outcome),)


def class_places(labels: Sequence[str], classes: Sequence[str]) -> Integers:
    """Return the places of labels in ``classes``; −1 for a label that is not there."""
    places = {label: place for place, label in enumerate(classes)}
    return np.array([places.get(label, -1) for label in labels], dtype=np.int64)


def measure(metric: str, outcome: PredictedRows) -> float:
    """Return a metric over all rows; NaN where it is not defined (AUC with one class only).

    Raises:
        KeyError: for a metric of the other task.
    """
    return float(resampled(metric, outcome, np.ones((1, outcome.size)))[0])


def all_metrics(outcome: PredictedRows) -> dict[str, float]:
    """Return every metric of the task by key, in the order they are shown."""
    return {key: measure(key, outcome) for key in outcome.metrics}


def resampled(metric: str, outcome: PredictedRows, weights: Weights) -> Floats:
    """Return a metric per resample.

    Args:
        weights: float64 of shape (resamples, rows), how often each row counts; whole numbers.

    Returns:
        float64 of shape (resamples,); NaN where the metric is not defined.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return _BY_METRIC[metric](outcome, weights)


def _mean(values: Floats, weights: Weights) -> Floats:
    return np.asarray((weights @ values) / weights.sum(axis=1))


def _errors(outcome: PredictedRows) -> Floats:
    return np.asarray(outcome.actual - outcome.predicted, dtype=np.float64)


def _mae(outcome: PredictedRows, weights: Weights) -> Floats:
    return _mean(np.abs(_errors(outcome)), weights)


def _rmse(outcome: PredictedRows, weights: Weights) -> Floats:
    return np.sqrt(_mean(_errors(outcome) ** 2, weights))


def _pinball(outcome: PredictedRows, weights: Weights) -> Floats:
    if outcome.quantile is None:
        return np.full(len(weights), np.nan)
    errors = _errors(outcome)
    losses = np.maximum(outcome.quantile * errors, (outcome.quantile - 1) * errors)
    return _mean(np.asarray(losses), weights)


def _poisson_deviance(outcome: PredictedRows, weights: Weights) -> Floats:
    # No model here answers below zero; an answer of zero for rows that are not would cost
    # infinitely much and is counted as the smallest step instead, as log loss does.
    predicted = np.maximum(outcome.predicted, np.finfo(np.float64).eps)
    actual = np.asarray(outcome.actual, dtype=np.float64)
    ratio = np.where(actual > 0, actual / predicted, 1.0)
    return _mean(np.asarray(2 * (actual * np.log(ratio) - actual + predicted)), weights)


def _r2(outcome: PredictedRows, weights: Weights) -> Floats:
    if outcome.size < 2:
        return np.full(len(weights), np.nan)
    # Centred on the overall mean first: Σ(y − ȳ)² by sums of squares loses digits otherwise.
    centred = np.asarray(outcome.actual - outcome.actual.mean(), dtype=np.float64)
    total = weights.sum(axis=1)
    around_mean = weights @ centred**2 - (weights @ centred) ** 2 / total
    around_prediction = weights @ _errors(outcome) ** 2
    return np.where(around_mean > 0, 1 - around_prediction / around_mean, np.nan)


def _medae(outcome: PredictedRows, weights: Weights) -> Floats:
    errors = np.abs(_errors(outcome))
    order = np.argsort(errors, kind="stable")
    counts = np.cumsum(weights[:, order], axis=1)
    total = counts[:, -1:]
    # The median is the mean of the two middle values, which coincide for an odd number of rows.
    lower = (counts > (total - 1) // 2).argmax(axis=1)
    upper = (counts > total // 2).argmax(axis=1)
    middle = errors[order]
    return np.asarray((middle[lower] + middle[upper]) / 2)


def _hits(outcome: PredictedRows) -> Floats:
    return np.asarray(outcome.actual == outcome.predicted, dtype=np.float64)


def _accuracy(outcome: PredictedRows, weights: Weights) -> Floats:
    return _mean(_hits(outcome), weights)


def _per_class(places: np.ndarray[Any, Any], outcome: PredictedRows) -> Floats:
    return np.asarray(places[:, None] == np.arange(len(outcome.classes)), dtype=np.float64)


def _balanced_accuracy(outcome: PredictedRows, weights: Weights) -> Floats:
    actual = _per_class(outcome.actual, outcome)
    recall = (weights @ (actual * _hits(outcome)[:, None])) / (weights @ actual)
    return _mean_of_defined(recall)


def _share_below(outcome: PredictedRows, weights: Weights) -> Floats:
    return _mean(np.asarray(outcome.actual <= outcome.predicted, dtype=np.float64), weights)


def _f1(outcome: PredictedRows, weights: Weights) -> Floats:
    actual, predicted = _per_class(outcome.actual, outcome), _per_class(outcome.predicted, outcome)
    both = weights @ (actual * predicted)
    either = weights @ actual + weights @ predicted
    scores = np.where(either > 0, 2 * both / either, np.nan)
    if len(outcome.classes) == 2:
        return np.nan_to_num(scores[:, outcome.positive_place])
    return _mean_of_defined(scores)


def _precision(outcome: PredictedRows, weights: Weights) -> Floats:
    called = np.asarray(outcome.predicted == outcome.positive_place, dtype=np.float64)
    return np.asarray((weights @ (called * _hits(outcome))) / (weights @ called))


def _recall(outcome: PredictedRows, weights: Weights) -> Floats:
    is_positive = np.asarray(outcome.actual == outcome.positive_place, dtype=np.float64)
    return np.asarray((weights @ (is_positive * _hits(outcome))) / (weights @ is_positive))


def _log_loss(outcome: PredictedRows, weights: Weights) -> Floats:
    smallest = np.finfo(np.float64).eps
    return _mean(-np.log(np.clip(_chosen(outcome), smallest, 1 - smallest)), weights)


def _chosen(outcome: PredictedRows) -> Floats:
    """Return each row's probability of its true class; 0 of a class that is not known."""
    probabilities = _probabilities(outcome)
    chosen = np.take_along_axis(probabilities, np.maximum(outcome.actual, 0)[:, None], axis=1)[:, 0]
    return np.where(outcome.actual < 0, 0.0, chosen)


def _roc_auc(outcome: PredictedRows, weights: Weights) -> Floats:
    probabilities = _probabilities(outcome)
    if len(outcome.classes) == 2:
        places = [outcome.positive_place]
    else:
        places = list(range(len(outcome.classes)))
    areas = [_area(outcome.actual == place, probabilities[:, place], weights) for place in places]
    return _mean_of_defined(np.column_stack(areas))


def _area(is_positive: np.ndarray[Any, Any], scores: Floats, weights: Weights) -> Floats:
    """Return the area under the ROC curve: P(positive scores higher) + ½ P(equal scores).

    Mann & Whitney 1947; Hanley & McNeil 1982. Rows of equal score form a group.
    """
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf))
    sorted_weights = weights[:, order]
    positives = np.add.reduceat(sorted_weights * is_positive[order], starts, axis=1)
    negatives = np.add.reduceat(sorted_weights, starts, axis=1) - positives
    below = np.cumsum(negatives, axis=1) - negatives / 2
    pairs = positives.sum(axis=1) * negatives.sum(axis=1)
    return np.where(pairs > 0, (positives * below).sum(axis=1) / pairs, np.nan)


def _probabilities(outcome: PredictedRows) -> Floats:
    if outcome.probabilities is None:
        raise ValueError("this metric needs probabilities")
    return outcome.probabilities


def worths(outcome: PredictedRows, worth: Worth) -> Floats:
    """Return what the decision about each row is worth, in the person's unit."""
    actual = outcome.actual == outcome.positive_place
    said = outcome.predicted == outcome.positive_place
    return np.where(
        actual,
        np.where(said, worth.hit, worth.miss),
        np.where(said, worth.false_alarm, worth.rest),
    ).astype(np.float64)


def _mean_worth(outcome: PredictedRows, weights: Weights) -> Floats:
    if outcome.worth is None:
        return np.full(len(weights), np.nan)
    return _mean(worths(outcome, outcome.worth), weights)


def _mean_of_defined(values: Floats) -> Floats:
    defined = ~np.isnan(values)
    return np.asarray(np.where(defined, values, 0.0).sum(axis=1) / defined.sum(axis=1))


_BY_METRIC = {
    "mae": _mae,
    "rmse": _rmse,
    "medae": _medae,
    "pinball": _pinball,
    "r2": _r2,
    "poisson_deviance": _poisson_deviance,
    "accuracy": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "f1": _f1,
    "roc_auc": _roc_auc,
    "log_loss": _log_loss,
    "mean_worth": _mean_worth,
    "label_auc": _roc_auc,
    "label_precision": _precision,
    "label_recall": _recall,
    "share_below": _share_below,
}
