"""Fitting one method: its folds, its final fit, and the answers that judge it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import stdtrit
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import Pipeline

from mlops_desktop.core.metrics import Task, metrics_for
from mlops_desktop.core.training import MetricValue, Split
from mlops_desktop.modeling import catalogue, ensemble, rounds
from mlops_desktop.modeling.decision import (
    calibrated,
    decided,
    fit_weighted,
    is_calibrated,
    row_weights,
    settled_threshold,
    told,
)
from mlops_desktop.modeling.ensemble import Recipe, Team, settled
from mlops_desktop.modeling.evaluate import PredictedRows, all_metrics
from mlops_desktop.modeling.features.build import build_preprocessing
from mlops_desktop.modeling.inner import follow_split
from mlops_desktop.modeling.monotone import keep_monotone
from mlops_desktop.modeling.predict import Answer, predict
from mlops_desktop.modeling.prepare import Prepared
from mlops_desktop.modeling.rule import chosen_places, rule_of
from mlops_desktop.modeling.target import Integers
from mlops_desktop.modeling.threads import for_fitting, one_thread
from mlops_desktop.modeling.units import units_of


@dataclass(frozen=True, slots=True)
class Fitted:
    """A method fitted on the training rows.

    Attributes:
        parameters: what was chosen, as text, and remarks of the fit.
        folds: cross-validation metrics, mean and interval.
        recipe: what was fitted, to be fitted again within a method that joins others.
        threshold: the positive class is the answer from this probability on; None: the more
            probable class is.
        by_fold: the deciding metric in each fold of plain cross-validation; NaN where undefined.
    """

    model: Pipeline
    parameters: tuple[tuple[str, str], ...]
    folds: tuple[MetricValue, ...]
    recipe: Recipe
    threshold: float | None = None
    by_fold: tuple[float, ...] = ()


def fit_method(
    prepared: Prepared, key: str, on_fold: Callable[[int], None], team: Team | None = None
) -> Fitted:
    """Cross-validate a method and fit it on all training rows.

    Args:
        on_fold: called before each fold (1-based) and, with the number after the last fold,
            before the final fit; raises ``Cancelled`` to stop.
        team: the methods of this training that a method may join. Who is joined in a fold is
            chosen by the other folds, so that no fold judges a choice it had a say in.

    Raises:
        UserError: ``training.too_many_rows``, ``training.needs_positive``,
            ``training.unknown_member``.
    """
    team = team or Team(prepared.metric)
    recipe = settled(prepared, key, team.best_first())
    train = prepared.division.train
    outcomes = []
    for number, (inside, outside) in enumerate(prepared.division.folds, start=1):
        on_fold(number)
        chosen = recipe
        if recipe.members:
            chosen = settled(prepared, key, team.best_first(without=number - 1))
        model, _ = fit_recipe(prepared, chosen, train[inside])
        rows = train[outside]
        outcomes.append(outcome(prepared, model, rows))
    on_fold(len(prepared.division.folds) + 1)
    model, remarks = fit_recipe(prepared, recipe, train)
    texts = tuple((name, str(value)) for name, value in recipe.parameters.items()) + remarks
    return finished(prepared, Fitted(model, texts, (), recipe), outcomes)


def finished(prepared: Prepared, fitted: Fitted, outcomes: Sequence[PredictedRows]) -> Fitted:
    """Return what was fitted with its threshold, and its folds measured at that.

    Args:
        outcomes: of the test rows of each fold.
    """
    threshold = settled_threshold(prepared, outcomes)
    scores = [all_metrics(decided(item, threshold)) for item in outcomes]
    return replace(
        fitted,
        folds=summary(scores, prepared.target.task, fold_ratio(prepared)),
        parameters=(*fitted.parameters, *told(prepared.spec.decision, threshold)),
        threshold=threshold,
        by_fold=tuple(score[prepared.metric] for score in scores),
    )


def outcome(prepared: Prepared, model: Any, rows: Integers) -> PredictedRows:
    """Predict rows of the training table and put the answers beside the truth."""
    return judge(prepared, model, predict(model, prepared.inputs.iloc[rows]), rows)


def judge(prepared: Prepared, model: Any, answer: Answer, rows: Integers) -> PredictedRows:
    """Put answers beside the truth; ``rows`` are places in ``Target.rows``."""
    target = prepared.target
    if answer.probabilities is None:
        is_count = target.task is Task.COUNT
        quantile = prepared.signature.quantile
        return PredictedRows(
            target.values[rows],
            answer.values,
            is_count=is_count,
            quantile=quantile,
            units=units_of(prepared.spec.split, prepared.groups, rows),
        )
    probabilities = _for_all_classes(answer.probabilities, model, target.values, target.codes)
    if probabilities.shape[1] != len(target.classes):
        raise AssertionError("one probability per class is expected")
    return PredictedRows(
        target.codes[rows],
        chosen_places(probabilities, rule_of(prepared.signature)),
        probabilities,
        target.classes,
        prepared.signature.positive,
        worth=prepared.spec.decision.worth,
        units=units_of(prepared.spec.split, prepared.groups, rows),
    )


def _for_all_classes(
    probabilities: np.ndarray[Any, Any], model: Any, values: np.ndarray[Any, Any], codes: Integers
) -> np.ndarray[Any, Any]:
    """Give classes that a fold never saw the probability 0 (ordered folds may lack some)."""
    count = int(codes.max()) + 1
    if probabilities.shape[1] == count:
        return probabilities
    places = np.searchsorted(np.unique(values), model.classes_)
    whole = np.zeros((len(probabilities), count))
    whole[:, places] = probabilities
    return whole


def fit_recipe(
    prepared: Prepared, recipe: Recipe, rows: Integers
) -> tuple[Pipeline, tuple[tuple[str, str], ...]]:
    """Fit a recipe to rows (places in ``Target.rows``); return the model and remarks."""
    method = catalogue.method(recipe.key)
    inputs, answers = prepared.inputs.iloc[rows], prepared.target.values[rows]
    with _collected_warnings() as caught:
        if method.joins is not None or not method.uses_inputs:
            estimator = calibrated(prepared, recipe.key, ensemble.build(prepared, recipe), rows)
            inner = {follow_split(estimator, prepared, rows, _neighbours(recipe))}
            stops = _settle_members(estimator, prepared, recipe, rows)
            with for_fitting():
                weights = row_weights(prepared, rows)
                fit_weighted(recipe.key, estimator, inputs, answers, weights)
            stops |= {rounds.told(item, prepared) for item in rounds.boosted(estimator)}
            steps = [("model", estimator)]
        else:
            features, numbers, words = _preprocessed(prepared, recipe, rows)
            found = fit_estimator(prepared, recipe, features, numbers, rows)
            estimator, inner, stops = found.estimator, {words, found.inner}, {found.stop}
            steps = [("features", features), ("model", estimator)]
    catalogue.tidy(estimator)
    told = (*_told("inner_folds", inner), *_told("early_stopping", stops))
    return Pipeline(steps), (*_found(estimator), *told, *_remarks(caught))


def _preprocessed(prepared: Prepared, recipe: Recipe, rows: Integers) -> tuple[Any, Any, str]:
    """Return a method's fitted preprocessing, the rows' numbers, and what its folds follow."""
    features = build_preprocessing(prepared.plan, catalogue.method(recipe.key).preparation)
    words = follow_split(features, prepared, rows)
    with one_thread():
        inputs, answers = prepared.inputs.iloc[rows], prepared.target.values[rows]
        numbers = features.fit_transform(inputs, answers)
    catalogue.tidy(features)
    return features, numbers, words


@dataclass(frozen=True, slots=True)
class Estimated:
    """A fitted estimator of a method that stands alone.

    Attributes:
        inner: what its own folds follow, in words; stop: when boosting stopped and by which rows.
    """

    estimator: Any
    inner: str = ""
    stop: str = ""


def fit_estimator(
    prepared: Prepared, recipe: Recipe, features: Any, numbers: Any, rows: Integers
) -> Estimated:
    """Fit the estimator of a method that stands alone to preprocessed rows.

    Args:
        features: the fitted preprocessing that made ``numbers``.
        rows: their places in ``Target.rows``.
    """
    estimator = ensemble.build(prepared, recipe)
    keep_monotone(estimator, features, prepared, catalogue.method(recipe.key).preparation)
    answers, weights = prepared.target.values[rows], row_weights(prepared, rows)
    watch = rounds.watch_for(estimator, prepared, rows)
    stop = ""
    if watch is not None:
        with for_fitting():
            rounds.fit_watched(estimator, watch, numbers, answers, weights)
        stop = rounds.told(estimator, prepared, watch)
        if not is_calibrated(prepared, recipe.key):
            return Estimated(estimator, stop=stop)
        # Who corrects probabilities fits boosting several times: each to as many rounds.
        estimator = rounds.with_rounds(estimator)
    estimator = calibrated(prepared, recipe.key, estimator, rows)
    inner = follow_split(estimator, prepared, rows, _neighbours(recipe))
    with for_fitting():
        fit_weighted(recipe.key, estimator, numbers, answers, weights)
    stops = stop or "".join(rounds.told(item, prepared) for item in rounds.boosted(estimator))
    return Estimated(estimator, inner, stops)


def _settle_members(joined: Any, prepared: Prepared, recipe: Recipe, rows: Integers) -> set[str]:
    """Give each boosting that is to be joined the rounds it needs on rows like those held out.

    The joined method fits it to rows that it chooses itself, which tell no group and no time.

    Returns:
        When each stopped, in words.
    """
    found = set()
    names = dict(getattr(joined, "estimators", None) or ())
    for member in recipe.members:
        last = names[member.key].steps[-1][1]
        if rounds.watch_for(last, prepared, rows) is None:
            continue
        features, numbers, _ = _preprocessed(prepared, member, rows)
        alone = fit_estimator(prepared, member, features, numbers, rows)
        rounds.fix_rounds(last, alone.estimator)
        found.add(alone.stop)
    return found


def _neighbours(recipe: Recipe) -> int:
    """Return how many rows a fit needs at the least: as many as it asks neighbours."""
    asked = recipe.parameters.get("n_neighbors", 0)
    return max([int(asked), *(_neighbours(item) for item in recipe.members)])


def _told(name: str, told: set[str]) -> tuple[tuple[str, str], ...]:
    """Return words of the fit under a name; nothing where there are none."""
    words = "; ".join(sorted(told - {""}))
    return ((name, words),) if words else ()


def _found(estimator: Any) -> tuple[tuple[str, str], ...]:
    """Return the shrinkage that a fit found by itself."""
    return (("alpha_found", f"{estimator.alpha_:.6g}"),) if hasattr(estimator, "alpha_") else ()


@contextmanager
def _collected_warnings() -> Iterator[list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


def _remarks(caught: list[warnings.WarningMessage]) -> tuple[tuple[str, str], ...]:
    if any(issubclass(item.category, ConvergenceWarning) for item in caught):
        return (("remark", "the fit stopped before it had fully converged"),)
    return ()


def fold_ratio(prepared: Prepared) -> float:
    """Return test rows per training row, the mean over the folds."""
    return float(
        np.mean([outside.size / inside.size for inside, outside in prepared.division.folds])
    )


def summary(scores: list[dict[str, float]], task: Task, ratio: float) -> tuple[MetricValue, ...]:
    """Return the mean over the folds where a metric is defined, with its 95 % interval.

    Mean ± t₀.₉₇₅,ₖ₋₁·√((1/k + n_test/n_train)·s²), s² with ddof 1 over k folds: the folds share
    training rows, so plain s²/k is too small (Nadeau & Bengio 2003, "Inference for the
    generalization error", Machine Learning 52). Cut off at the ends of the metric's range; no ends
    where all folds give the same value.

    Args:
        ratio: n_test / n_train of a fold.
    """
    found = []
    for item in metrics_for(task, is_quantile=True, has_worth=True):
        values = np.array([score.get(item.key, np.nan) for score in scores])
        values = values[~np.isnan(values)]
        if not values.size:
            continue
        mean = float(values.mean())
        low = high = None
        deviation = float(values.std(ddof=1)) if values.size > 1 else 0.0
        if deviation > 1e-12 * abs(mean):
            error = deviation * np.sqrt(1 / values.size + ratio)
            half = float(stdtrit(values.size - 1, 0.975) * error)
            low, high = max(mean - half, item.lowest), min(mean + half, item.highest)
        found.append(MetricValue(item.key, Split.CROSS_VALIDATION, mean, low, high))
    return tuple(found)
