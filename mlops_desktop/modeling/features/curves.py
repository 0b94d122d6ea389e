"""Numbers beyond themselves: smooth curves, products, principal components."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.utils.validation import check_is_fitted

from mlops_desktop.modeling.table import LARGEST

KNOTS = 5
Floats = np.ndarray[Any, np.dtype[np.float64]]


class NaturalSpline(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Natural cubic splines of numbers, knots at quantiles of the training rows.

    The basis is that of Hastie, Tibshirani & Friedman 2009 (eq. 5.4–5.5), with the number moved
    to 0–1 between the outer knots. Beyond them the curve stays at its end. A missing number
    gives NaN everywhere.

    Attributes:
        knots_: per column float64, ascending; fewer where values repeat, one or two: a line.
    """

    def fit(self, X: Any, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Place the knots."""
        numbers = np.asarray(X, dtype=np.float64)
        self.n_features_in_ = numbers.shape[1]
        self.knots_ = [_knots(column) for column in numbers.T]
        return self

    def transform(self, X: Any) -> Floats:  # noqa: N803
        """Return float64 of shape (rows, knots − 1 per column, at least 1)."""
        check_is_fitted(self, "knots_")
        columns = np.asarray(X, dtype=np.float64).T
        return np.column_stack(
            [_basis(column, knots) for column, knots in zip(columns, self.knots_, strict=True)]
        )


def _knots(column: Floats) -> Floats:
    present = column[~np.isnan(column)]
    if not present.size:
        return np.zeros(1)
    return np.unique(np.quantile(present, np.linspace(0, 1, KNOTS)))


def _basis(column: Floats, knots: Floats) -> Floats:
    low, width = knots[0], knots[-1] - knots[0]
    places = (np.clip(column, low, knots[-1]) - low) / (width or 1.0)
    outputs = [places]
    if len(knots) > 2:
        at = (knots - low) / width
        last = _bend(places, at[-2], at[-1])
        outputs += [_bend(places, at[k], at[-1]) - last for k in range(len(at) - 2)]
    return np.column_stack(outputs)


def _bend(places: Floats, knot: float, end: float) -> Floats:
    bend: Floats = np.maximum(places - knot, 0) ** 3 / (end - knot)
    return bend


class Products(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Numbers, and after them the product of each pair."""

    def fit(self, X: Any, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Count the numbers."""
        self.n_features_in_ = np.shape(X)[1]
        return self

    def transform(self, X: Any) -> Floats:  # noqa: N803
        """Return float64 of shape (rows, n + n(n − 1)/2), cut at ±LARGEST."""
        check_is_fitted(self, "n_features_in_")
        numbers = np.asarray(X, dtype=np.float64)
        with np.errstate(over="ignore"):
            made = [
                numbers[:, a] * numbers[:, b] for a, b in combinations(range(numbers.shape[1]), 2)
            ]
        return np.clip(np.column_stack([numbers, *made]), -LARGEST, LARGEST)


class Components(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Principal components of numbers (Hotelling 1933), the widest first.

    Args:
        count: how many; fewer when a fold has fewer rows.

    Attributes:
        mean_: float64 of shape (numbers,).
        components_: float64 of shape (components, numbers), of length 1 each.
        shares_: each one's share of the variance, 0–1.
    """

    def __init__(self, count: int = 1) -> None:
        self.count = count

    def fit(self, X: Any, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Find the components."""
        numbers = np.asarray(X, dtype=np.float64)
        self.n_features_in_ = numbers.shape[1]
        found = PCA(min(self.count, *numbers.shape), svd_solver="full").fit(numbers)
        self.mean_ = np.ascontiguousarray(found.mean_)
        self.components_ = np.ascontiguousarray(found.components_)
        self.shares_ = np.ascontiguousarray(found.explained_variance_ratio_)
        return self

    def transform(self, X: Any) -> Floats:  # noqa: N803
        """Return float64 of shape (rows, components)."""
        check_is_fitted(self, "components_")
        result: Floats = (np.asarray(X, dtype=np.float64) - self.mean_) @ self.components_.T
        return result
