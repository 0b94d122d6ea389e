"""From probabilities to decisions: row weights, calibration, and the threshold worth most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.model_selection import StratifiedKFold
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import has_fit_parameter

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.decision import Balance, Calibration, Decision, Worth
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MetricValue, Split, TrainingSpec
from mlops_desktop.modeling import catalogue, grouping
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.rule import Rule, chosen_places
from mlops_desktop.modeling.table import Table, as_float
from mlops_desktop.modeling.target import Floats, Integers, Target

if TYPE_CHECKING:
    from mlops_desktop.modeling.prepare import Prepared


MOST_FOLDS = 5
"""A calibration is cross-fitted in at most so many parts."""

_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)


# What was asked ----------------------------------------------------------------------------


def check_decision(spec: TrainingSpec, target: Target) -> None:
    """Refuse what cannot be decided that way.

    Raises:
        UserError: ``decision.…``, naming the thing and the next step.
    """
    asked = spec.decision
    name = target.column.name
    is_classes = target.task is Task.CLASSIFICATION
    is_two = len(target.classes) == 2
    for is_asked, is_possible, what in (
        (asked.balance is not Balance.NONE, is_classes, "balance"),
        (asked.calibration is not Calibration.NONE, is_classes, "calibration"),
        (asked.worth is not None, is_two, "worth"),
        (asked.threshold is not None, is_two, "threshold"),
    ):
        if is_asked and not is_possible:
            raise UserError(f"decision.{what}_needs", target=name, count=len(target.classes))
    if asked.threshold is not None and not 0 < asked.threshold < 1:
        raise UserError("decision.threshold_range", threshold=f"{asked.threshold:g}")
    if asked.balance is not Balance.NONE and asked.weight is not None:
        raise UserError("decision.balance_or_weight", column=asked.weight)
    if asked.balance is not Balance.NONE and asked.calibration is not Calibration.NONE:
        raise UserError("decision.balance_or_calibration")
    if asked.worth is not None:
        elkan_threshold(asked.worth)


def read_weights(table: Table, target: Target, name: str) -> Floats:
    """Return the weights of the rows that have a target.

    Raises:
        UserError: ``decision.unknown_weight``, ``decision.weight_values``.
    """
    column = table.column(name)
    if column is None or column.type not in _NUMBERS or name == target.column.name:
        numbers = [item.name for item in table.columns if item.type in _NUMBERS]
        others = [item for item in numbers if item != target.column.name]
        raise UserError("decision.unknown_weight", column=name, columns=", ".join(others))
    values = as_float(table.frame[name].iloc[target.rows])
    bad = ~(values >= 0)
    if bad.any() or not values.any():
        raise UserError(
            "decision.weight_values", column=name, rows=grouping.count_words(int(bad.sum()))
        )
    return values


def weights_of(table: Table, spec: TrainingSpec, target: Target) -> Floats | None:
    """Return the weights by a column, if one was named."""
    name = spec.decision.weight
    return None if name is None else read_weights(table, target, name)


# While fitting -----------------------------------------------------------------------------


def row_weights(prepared: Prepared, rows: Integers) -> Floats | None:
    """Return how much each row counts while fitting; None: all the same.

    Balanced classes: n / (classes × rows of its class), King & Zeng 2001.
    """
    decision = prepared.spec.decision
    if decision.balance is Balance.CLASSES:
        codes = prepared.target.codes[rows]
        return np.asarray(compute_sample_weight("balanced", codes), dtype=np.float64)
    return None if prepared.weights is None else prepared.weights[rows]


def fit_weighted(
    key: str, estimator: Any, inputs: Any, answers: Any, weights: Floats | None
) -> None:
    """Fit an estimator, with weights where rows have any.

    Raises:
        UserError: ``decision.no_weights`` when the method cannot weight rows.
    """
    if weights is None:
        estimator.fit(inputs, answers)
        return
    inner = estimator
    if isinstance(inner, TransformedTargetRegressor):
        inner = inner.regressor
    if isinstance(inner, CalibratedClassifierCV):
        inner = inner.estimator
    if catalogue.method(key).joins is not None or not has_fit_parameter(inner, "sample_weight"):
        raise UserError("decision.no_weights", algorithm=algorithm(key).title)
    estimator.fit(inputs, answers, sample_weight=weights)


def calibrated(prepared: Prepared, key: str, estimator: Any, rows: Integers) -> Any:
    """Return an estimator whose probabilities are corrected by cross-fitting.

    The correction is fitted to probabilities of rows that a copy of the estimator was not fitted
    to; the estimator itself is fitted to all rows. Groups stay together. The baseline answers
    shares of the training rows, which need no correction.

    Raises:
        UserError: ``decision.no_calibration`` when a class has too few rows, or the method joins
            others.
    """
    way = prepared.spec.decision.calibration
    method = catalogue.method(key)
    if way is Calibration.NONE or not method.uses_inputs:
        return estimator
    if method.joins is not None:
        raise UserError("decision.no_calibration", algorithm=algorithm(key).title)
    codes = prepared.target.codes[rows]
    folds = max(2, min(MOST_FOLDS, int(np.bincount(codes)[np.unique(codes)].min())))
    cv: Any = StratifiedKFold(folds, shuffle=True, random_state=prepared.spec.seed)
    if prepared.groups is not None:
        groups = prepared.groups[rows]
        folds = min(folds, np.unique(groups).size)
        cv = list(grouping.grouped_folds(groups, codes, folds, prepared.spec.seed))
    if isinstance(estimator, CalibratedClassifierCV):
        return estimator.set_params(method=str(way), cv=cv)
    return CalibratedClassifierCV(estimator, method=str(way), cv=cv, ensemble=False, n_jobs=1)


def forget_folds(estimator: Any) -> None:
    """Keep only how many folds a calibration had: their rows are no part of a model."""
    if isinstance(estimator, CalibratedClassifierCV) and isinstance(estimator.cv, list):
        estimator.cv = len(estimator.cv)


# The threshold -----------------------------------------------------------------------------


def elkan_threshold(worth: Worth) -> float:
    """Return the probability from which on the positive class is worth more.

    p·hit + (1 − p)·false alarm ≥ p·miss + (1 − p)·rest, solved for p (Elkan 2001, eq. 2).

    Raises:
        UserError: ``decision.worth_pointless`` when one class would be the answer whatever p is.
    """
    gain, loss = worth.hit - worth.miss, worth.rest - worth.false_alarm
    if not (np.isfinite([gain, loss]).all() and gain > 0 and loss > 0):
        raise UserError("decision.worth_pointless")
    return float(loss / (gain + loss))


def settled_threshold(prepared: Prepared, outcomes: Sequence[PredictedRows]) -> float | None:
    """Return the threshold that was asked for; None: the most probable class is the answer.

    From worths: :func:`elkan_threshold` when probabilities are calibrated; else the threshold at
    which rows that were not fitted, those of the folds, are worth most (Sheng & Ling 2006).
    """
    decision = prepared.spec.decision
    known = known_threshold(decision)
    if known is not None or decision.worth is None:
        return known
    return _best_threshold(outcomes, decision.worth, elkan_threshold(decision.worth))


def known_threshold(decision: Decision) -> float | None:
    """Return the threshold that stands before anything is fitted, if there is one."""
    if decision.threshold is not None or decision.worth is None:
        return decision.threshold
    is_calibrated = decision.calibration is not Calibration.NONE
    return elkan_threshold(decision.worth) if is_calibrated else None


def _best_threshold(outcomes: Sequence[PredictedRows], worth: Worth, right: float) -> float:
    """Return the cut between two probabilities that is worth most; of equal ones the nearest."""
    place = outcomes[0].positive_place
    found = [item.probabilities[:, place] for item in outcomes if item.probabilities is not None]
    scores = np.concatenate(found)
    actual = np.concatenate([item.actual == place for item in outcomes])
    order = np.argsort(-scores, kind="stable")
    gains = np.where(actual[order], worth.hit - worth.miss, worth.false_alarm - worth.rest)
    ends = np.append(np.flatnonzero(np.diff(scores[order])), scores.size - 1)
    total = np.append(0.0, np.cumsum(gains)[ends])
    above = np.append(1.0, scores[order][ends])
    below = np.append(scores[order][np.append(0, ends[:-1] + 1)], 0.0)
    cuts = np.clip((above + below) / 2, 1e-6, 1 - 1e-6)
    best = np.flatnonzero(total >= total.max() - 1e-9 * max(1.0, abs(total.max())))
    return float(cuts[best[np.abs(cuts[best] - right).argmin()]])


def at_threshold(prepared: Prepared, threshold: float | None) -> Prepared:
    """Return a training whose classes are decided at a threshold."""
    return replace(prepared, signature=replace(prepared.signature, threshold=threshold))


def decided(outcome: PredictedRows, threshold: float | None) -> PredictedRows:
    """Return an outcome with its classes decided again."""
    if threshold is None or outcome.probabilities is None:
        return outcome
    places = chosen_places(outcome.probabilities, Rule(outcome.positive_place, threshold))
    return replace(outcome, predicted=places)


def told(decision: Decision, threshold: float | None) -> tuple[tuple[str, str], ...]:
    """Return what was decided, as parameters in words."""
    found = []
    if decision.balance is Balance.CLASSES:
        found.append(("weights", "each class as a whole counts the same while fitting"))
    if decision.weight is not None:
        found.append(("weights", f"{decision.weight}, while fitting; metrics count every row once"))
    if decision.calibration is not Calibration.NONE:
        found.append(("calibration", f"{decision.calibration}, cross-fitted"))
    if threshold is not None:
        source = "set by hand"
        if decision.threshold is None:
            is_right = decision.calibration is not Calibration.NONE
            source = "from the worths" if is_right else "worth most in the folds"
        found.append(("threshold", f"{threshold:.6g}, {source}"))
    return tuple(found)


# What it is worth --------------------------------------------------------------------------


def worths(outcome: PredictedRows, worth: Worth) -> Floats:
    """Return what the decision about each row is worth, in the person's unit."""
    actual = outcome.actual == outcome.positive_place
    said = outcome.predicted == outcome.positive_place
    return np.where(
        actual,
        np.where(said, worth.hit, worth.miss),
        np.where(said, worth.false_alarm, worth.rest),
    ).astype(np.float64)


def mean_worth(outcome: PredictedRows, worth: Worth, seed: int) -> MetricValue:
    """Return the mean worth per held-out row with its 95 % percentile bootstrap interval.

    A mean over rows depends on how many rows had each of the four outcomes only: these counts
    are drawn (multinomial), which is what drawing rows with replacement does.
    """
    each = worths(outcome, worth)
    random = np.random.default_rng([seed, 6])
    values, counts = np.unique(each, return_counts=True)
    drawn = random.multinomial(each.size, counts / each.size, size=2_000) @ values / each.size
    low, high = np.quantile(drawn, (0.025, 0.975))
    return MetricValue("mean_worth", Split.HOLDOUT, float(each.mean()), float(low), float(high))
