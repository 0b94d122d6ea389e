"""The estimators of :mod:`mlops_desktop.core.algorithms.linear`."""

from __future__ import annotations

from typing import Any

from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import (
    ElasticNet,
    ElasticNetCV,
    GammaRegressor,
    Lasso,
    LassoCV,
    LogisticRegression,
    PoissonRegressor,
    Ridge,
    TweedieRegressor,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC, LinearSVR

from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling.catalogue.circumstances import Circumstances, Parameters
from mlops_desktop.modeling.catalogue.making import (
    SCALED,
    Method,
    as_they_are,
    splitter,
)

_STEPS = 1000  # iterations of a solver at most


def calibrated(classifier: Any, parameters: Parameters) -> Any:
    """Give a classifier without probabilities honest ones.

    Platt 1999: a sigmoid of the decision value, fitted to decision values of rows that the
    classifier was not fitted to (cross-fitting); the classifier itself is fitted to all rows.
    """
    cv = splitter(Task.CLASSIFICATION, parameters["cv"], parameters["random_state"])
    return CalibratedClassifierCV(classifier, method="sigmoid", cv=cv, ensemble=False, n_jobs=1)


def in_units(regressor: Any) -> Any:
    """Fit a regressor to the standardised target: its tolerances then fit any unit."""
    return TransformedTargetRegressor(regressor, transformer=StandardScaler())


def folded(settings: Parameters, _task: Task, circumstances: Circumstances) -> Parameters:
    """Add seed and inner folds."""
    return {**settings, "cv": circumstances.inner_folds, "random_state": circumstances.seed}


def _linear(task: Task, parameters: Parameters) -> Any:
    return (LogisticRegression if task is Task.CLASSIFICATION else Ridge)(**parameters)


def _settle_linear(settings: Parameters, task: Task, _circumstances: Circumstances) -> Parameters:
    return {**settings, "max_iter": _STEPS} if task is Task.CLASSIFICATION else settings


def _logistic(parameters: Parameters, l1_ratio: float) -> Any:
    return LogisticRegression(
        C=parameters["C"],
        l1_ratio=l1_ratio,
        solver="saga",
        tol=1e-3,
        max_iter=_STEPS,
        random_state=parameters["random_state"],
    )


def _found(kind: Any, parameters: Parameters, **more: Any) -> Any:
    cv = splitter(Task.REGRESSION, parameters["cv"], parameters["random_state"])
    return kind(cv=cv, max_iter=10 * _STEPS, n_jobs=1, **more)


def _lasso(task: Task, parameters: Parameters) -> Any:
    if task is Task.CLASSIFICATION:
        return _logistic(parameters, 1.0)
    if parameters["alpha"] == "automatic":
        return _found(LassoCV, parameters)
    return Lasso(parameters["alpha"], max_iter=10 * _STEPS)


def _elastic_net(task: Task, parameters: Parameters) -> Any:
    share = parameters["l1_ratio"]
    if task is Task.CLASSIFICATION:
        return _logistic(parameters, share)
    if parameters["alpha"] == "automatic":
        return _found(ElasticNetCV, parameters, l1_ratio=share)
    return ElasticNet(parameters["alpha"], l1_ratio=share, max_iter=10 * _STEPS)


def _poisson(_task: Task, parameters: Parameters) -> Any:
    return PoissonRegressor(alpha=parameters["alpha"], max_iter=_STEPS)


def _gamma(_task: Task, parameters: Parameters) -> Any:
    return GammaRegressor(alpha=parameters["alpha"], max_iter=_STEPS)


def _tweedie(_task: Task, parameters: Parameters) -> Any:
    return TweedieRegressor(
        alpha=parameters["alpha"], power=parameters["power"], link="log", max_iter=_STEPS
    )


def _naive_bayes(_task: Task, parameters: Parameters) -> Any:
    return GaussianNB(var_smoothing=parameters["var_smoothing"])


def _linear_svm(task: Task, parameters: Parameters) -> Any:
    seed, freedom = parameters["random_state"], parameters["C"]
    if task is Task.CLASSIFICATION:
        # The primal problem: no chance in it, and quick when there are more rows than columns.
        classifier = LinearSVC(C=freedom, dual=False, max_iter=_STEPS, random_state=seed)
        return calibrated(classifier, parameters)
    return in_units(LinearSVR(C=freedom, epsilon=0.1, max_iter=10 * _STEPS, random_state=seed))


LINEAR: dict[str, Method] = {
    "linear": Method(_linear, SCALED, _settle_linear),
    "lasso": Method(_lasso, SCALED, folded),
    "elastic_net": Method(_elastic_net, SCALED, folded),
    "poisson": Method(_poisson, SCALED, as_they_are),
    "gamma": Method(_gamma, SCALED, as_they_are, needs_positive=True),
    "tweedie": Method(_tweedie, SCALED, as_they_are),
    "naive_bayes": Method(_naive_bayes, SCALED, as_they_are),
    "linear_svm": Method(_linear_svm, SCALED, folded),
}
