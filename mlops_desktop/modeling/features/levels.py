"""Ordered categories, and what was missing."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted


class Levels(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Categories as 0, 1, 2 … in a stated order.

    Args:
        orders: per column its categories from low to high; any other value becomes NaN.

    Attributes:
        orders_: the same, once the columns have been counted.
    """

    def __init__(self, orders: list[list[str]] | None = None) -> None:
        self.orders = orders

    def fit(self, X: pd.DataFrame, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Learn nothing: the order is given."""
        self.n_features_in_ = X.shape[1]
        self.orders_ = [list(order) for order in self.orders or []]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:  # noqa: N803
        """Return float64 of shape (rows, columns)."""
        check_is_fitted(self, "orders_")
        parts = []
        for place, order in enumerate(self.orders_):
            levels = {value: float(level) for level, value in enumerate(order)}
            parts.append(X.iloc[:, place].map(levels).to_numpy(dtype=np.float64))
        return np.column_stack(parts)


class WasMissing(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """1 where a value is missing, 0 elsewhere."""

    def fit(self, X: pd.DataFrame, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Learn nothing."""
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:  # noqa: N803
        """Return float64 of shape (rows, columns)."""
        return X.isna().to_numpy(dtype=np.float64)

    def __sklearn_is_fitted__(self) -> bool:
        """Whether the columns have been counted."""
        return hasattr(self, "n_features_in_")
