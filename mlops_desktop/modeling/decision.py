"""From probabilities to decisions: row weights, calibration, and the threshold worth most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.model_selection import StratifiedKFold
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import has_fit_parameter

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.decision import Balance, Calibration, Decision, Worth
from mlops_desktop.core.errors import UserError
from mlops_desktop.modeling import catalogue
from mlops_desktop.modeling.decision_asked import known_threshold
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.rule import Rule, chosen_places
from mlops_desktop.modeling.target import Floats, Integers

MOST_FOLDS = 5
"""A calibration is cross-fitted in at most so many parts."""


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


def is_calibrated(prepared: Prepared, key: str) -> bool:
    """Whether a method's probabilities are to be corrected: the baseline's never are."""
    is_asked = prepared.spec.decision.calibration is not Calibration.NONE
    return is_asked and catalogue.method(key).uses_inputs


def calibrated(prepared: Prepared, key: str, estimator: Any, rows: Integers) -> Any:
    """Return an estimator whose probabilities are corrected by cross-fitting.

    The correction is fitted to probabilities of rows that a copy of the estimator was not fitted
    to; the estimator itself is fitted to all rows. The baseline answers
    shares of the training rows, which need no correction.

    Raises:
        UserError: ``decision.no_calibration`` when a class has too few rows, or the method joins
            others.
    """
    if not is_calibrated(prepared, key):
        return estimator
    way = prepared.spec.decision.calibration
    if catalogue.method(key).joins is not None:
        raise UserError("decision.no_calibration", algorithm=algorithm(key).title)
    codes = prepared.target.codes[rows]
    folds = max(2, min(MOST_FOLDS, int(np.bincount(codes)[np.unique(codes)].min())))
    cv = StratifiedKFold(folds, shuffle=True, random_state=prepared.spec.seed)
    if isinstance(estimator, CalibratedClassifierCV):
        return estimator.set_params(method=str(way), cv=cv)
    return CalibratedClassifierCV(estimator, method=str(way), cv=cv, ensemble=False, n_jobs=1)


# The threshold -----------------------------------------------------------------------------


def settled_threshold(prepared: Prepared, outcomes: Sequence[PredictedRows]) -> float | None:
    """Return the threshold that was asked for; None: the most probable class is the answer.

    From worths: their own threshold when probabilities are calibrated; else the one at which rows
    that were not fitted, those of the folds, are worth most (Sheng & Ling 2006).
    """
    decision = prepared.spec.decision
    if decision.worth is None or not finds_threshold(decision):
        return known_threshold(decision)
    return _best_threshold(outcomes, decision.worth, decision.worth.threshold)


def finds_threshold(decision: Decision) -> bool:
    """Whether the threshold is found from the answers of the folds."""
    return decision.worth is not None and known_threshold(decision) is None


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
