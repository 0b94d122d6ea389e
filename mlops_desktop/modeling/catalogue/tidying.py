"""What a fitted estimator keeps that its answers do not need."""

from __future__ import annotations

from typing import Any

from sklearn.base import BaseEstimator
from sklearn.calibration import _CalibratedClassifier
from sklearn.compose import ColumnTransformer

from mlops_desktop.modeling.features.levels import Recoded

_NEEDLESS = ("_optimizer", "_random_state", "named_estimators_")
"""A network's place in its own training; a second list of an ensemble's members."""


def take_out_needless(item: Any) -> None:
    """Take out, everywhere in a fitted estimator, what is not part of the model.

    A file is then smaller, holds fewer types, and has the same digest on every machine: gradient
    boosting keeps how many threads sorted its values into bins.
    """
    if isinstance(item, list | tuple):
        for part in item:
            take_out_needless(part)
        return
    if not isinstance(item, BaseEstimator | _CalibratedClassifier):
        return
    for name in _NEEDLESS:
        vars(item).pop(name, None)
    folds = getattr(item, "cv", None)
    if isinstance(folds, list):  # of rows, which are no part of a model
        item.cv = len(folds)
    elif folds is not None and hasattr(folds, "get_n_splits"):
        item.cv = folds.get_n_splits()
    if hasattr(item, "_bin_mapper"):
        item._bin_mapper.n_threads = 1  # noqa: SLF001 - there is no public way
    if isinstance(getattr(item, "_preprocessor", None), ColumnTransformer):
        item._preprocessor = Recoded.like(item._preprocessor)  # noqa: SLF001 - likewise
    for value in tuple(vars(item).values()):
        take_out_needless(value)
