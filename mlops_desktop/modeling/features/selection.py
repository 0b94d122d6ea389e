"""The inputs that say most about the target."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_selection import f_classif, f_regression
from sklearn.utils.validation import check_is_fitted


class Selection(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Keeps the inputs with the largest F statistic against the target.

    For classes the F of a one-way analysis of variance, for numbers that of a straight line.
    Missing values count as the mean. Of equals the first is kept, and the order stays.

    Args:
        count: how many; all when there are fewer.
        is_class: whether the target is a class.

    Attributes:
        kept_: int64, ascending places.
    """

    def __init__(self, count: int = 1, *, is_class: bool = False) -> None:
        self.count = count
        self.is_class = is_class

    def fit(self, X: Any, y: Any) -> Self:  # noqa: N803 - sklearn's name
        """Choose the inputs on the training rows."""
        numbers = np.asarray(X, dtype=np.float64)
        self.n_features_in_ = numbers.shape[1]
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # of inputs with one value: they come last
            if np.isnan(numbers).any():
                means = np.nan_to_num(np.nanmean(numbers, axis=0))
                numbers = np.where(np.isnan(numbers), means, numbers)
            statistic, _ = (f_classif if self.is_class else f_regression)(numbers, y)
        ranks = np.argsort(-np.nan_to_num(statistic, nan=-1.0), kind="stable")
        self.kept_ = np.sort(ranks[: self.count]).astype(np.int64)
        return self

    def transform(self, X: Any) -> np.ndarray[Any, np.dtype[np.float64]]:  # noqa: N803
        """Return float64 of shape (rows, inputs kept)."""
        check_is_fitted(self, "kept_")
        return np.ascontiguousarray(np.asarray(X, dtype=np.float64)[:, self.kept_])
