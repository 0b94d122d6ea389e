"""Categories as numbers, and what was missing."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.utils.validation import check_is_fitted

from mlops_desktop.core.features import MOST_CODES


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


class Codes(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Categories as 0, 1, 2 …, in no order, for a method that divides them into sets.

    A missing one becomes NaN. Rare ones share the last code, and an unknown one gets that too;
    where none is rare it becomes NaN.

    Args:
        rare_share: categories with a smaller share of the rows are rare, 0–0.5.

    Attributes:
        known_: per column the categories with a code of their own, by the alphabet.
        rare_: per column how many share the last code.
    """

    def __init__(self, rare_share: float = 0.0) -> None:
        self.rare_share = rare_share

    def fit(self, X: pd.DataFrame, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Choose the categories that have a code of their own."""
        self.n_features_in_ = X.shape[1]
        self.known_: list[list[str]] = []
        self.rare_: list[int] = []
        for place in range(X.shape[1]):
            counts = X.iloc[:, place].value_counts()
            own = [str(v) for v, n in counts.items() if n >= self.rare_share * len(X)]
            if len(counts) > MOST_CODES or len(own) < len(counts):
                # Equally frequent ones go by the alphabet: the order of rows must not matter.
                own = sorted(own, key=lambda value: (-int(counts[value]), value))
                own = own[: MOST_CODES - 1]
            self.known_.append(sorted(own))
            self.rare_.append(len(counts) - len(own))
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:  # noqa: N803
        """Return float64 of shape (rows, columns)."""
        check_is_fitted(self, "known_")
        parts = []
        for place, (known, rare) in enumerate(zip(self.known_, self.rare_, strict=True)):
            codes = {value: float(code) for code, value in enumerate(known)}
            column = X.iloc[:, place]
            found = column.map(codes).to_numpy(dtype=np.float64, copy=True)
            if rare:
                found[np.isnan(found) & column.notna().to_numpy()] = float(len(known))
            parts.append(found)
        return np.column_stack(parts)


class Recoded(BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Codes as the place among those that a fit of boosting has seen; any other becomes NaN.

    It stands in a model file for scikit-learn's own, which would hold functions.

    Attributes:
        seen_: per column, from the left, float64 codes, ascending; further columns stay.
    """

    @classmethod
    def like(cls, preprocessor: ColumnTransformer) -> Self:
        """Return what does the same as boosting's own, of which all codes stand first."""
        made = cls()
        made.n_features_in_ = int(preprocessor.n_features_in_)
        encoder = preprocessor.named_transformers_["encoder"]
        made.seen_ = [
            np.ascontiguousarray(codes[~np.isnan(codes)], dtype=np.float64)
            for codes in encoder.categories_
        ]
        return made

    def transform(self, X: Any) -> np.ndarray[Any, np.dtype[np.float64]]:  # noqa: N803
        """Return float64 of the same shape."""
        found = np.array(X, dtype=np.float64, order="C")
        if found.ndim != 2 or found.shape[1] != self.n_features_in_:
            raise ValueError(f"{self.n_features_in_} inputs are expected")
        for place, seen in enumerate(self.seen_):
            column = found[:, place].copy()
            at = np.searchsorted(seen, column)
            is_seen = at < seen.size
            is_seen[is_seen] = seen[at[is_seen]] == column[is_seen]
            found[:, place] = np.where(is_seen, at, np.nan)
        return found
