"""How unusual a row is, by methods that scikit-learn does not have in this form.

As in scikit-learn ``score_samples`` is higher for usual rows, so unusual ones are below.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.neighbors import NearestNeighbors

from mlops_desktop.modeling.target import Floats

ROBUST_SIGMA = 1.349
"""Interquartile range of a normal distribution in standard deviations."""

_FLOOR = 0.01
"""A direction without spread counts as one with this share of the mean spread: a value that is
new there is far away, but not infinitely so."""


class SingleValue(BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """The farthest value of a row: max |x − median| / σ over the features.

    σ is the interquartile range / 1.349; where half of the values are alike (categories as 0 and
    1) the standard deviation; where all are alike 1.

    Attributes:
        middle_, scale_: float64 of shape (features,).
    """

    def fit(self, X: Floats, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Learn middle and scale of each feature."""
        low, self.middle_, high = np.quantile(X, (0.25, 0.5, 0.75), axis=0)
        spread, deviation = (high - low) / ROBUST_SIGMA, X.std(axis=0)
        scale = np.where(spread > 0, spread, deviation)
        self.scale_ = np.where(scale > 0, scale, 1.0)
        self.n_features_in_ = int(X.shape[1])
        return self

    def score_samples(self, X: Floats) -> Floats:  # noqa: N803 - sklearn's name
        """Return minus the farthest distance, float64 of shape (rows,)."""
        return np.asarray(-np.abs((X - self.middle_) / self.scale_).max(axis=1))


class NeighbourDistance(BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Minus the mean distance to the nearest training rows (Ramaswamy et al. 2000).

    Of many training rows a random part is compared with (Sugiyama & Borgwardt 2013); a row of that
    part is not its own neighbour.

    Attributes:
        nearest_: the fitted search.
    """

    def __init__(self, n_neighbors: int = 10, compared: int = 10_000, seed: int = 0) -> None:
        self.n_neighbors = n_neighbors
        self.compared = compared
        self.seed = seed

    def fit(self, X: Floats, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Keep the rows that are compared with."""
        kept = np.ascontiguousarray(X[self._kept(len(X))])
        count = min(self.n_neighbors, len(kept) - 1)
        self.nearest_ = NearestNeighbors(n_neighbors=count, n_jobs=1).fit(kept)
        self.n_features_in_ = int(X.shape[1])
        return self

    def score_samples(self, X: Floats) -> Floats:  # noqa: N803 - sklearn's name
        """Return minus the mean distance, float64 of shape (rows,)."""
        return np.asarray(-self.nearest_.kneighbors(X)[0].mean(axis=1))

    def training_scores(self, X: Floats) -> Floats:  # noqa: N803 - sklearn's name
        """Return the scores of the rows it was fitted on, none of them its own neighbour."""
        scores = np.empty(len(X))
        kept = self._kept(len(X))
        scores[kept] = -self.nearest_.kneighbors()[0].mean(axis=1)
        others = np.setdiff1d(np.arange(len(X)), kept)
        if others.size:
            scores[others] = self.score_samples(X[others])
        return scores

    def _kept(self, rows: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        if rows <= self.compared:
            return np.arange(rows)
        random = np.random.default_rng([self.seed, 6])
        return np.sort(random.choice(rows, self.compared, replace=False))


class RobustDistance(BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Minus the Mahalanobis distance from the middle of the usual rows.

    The covariance is that of probabilistic principal components (Tipping & Bishop 1999): leading
    directions with their variance, all others with their mean variance. It is found twice, the
    second time without the farthest ``trimmed`` share of the rows (one step of concentration,
    Rousseeuw & Van Driessen 1999).

    Attributes:
        mean_: float64 of shape (features,).
        components_: float64 of shape (directions, features); variances_: of shape (directions,).
        rest_: variance of every other direction.
    """

    def __init__(self, explained: float = 0.95, trimmed: float = 0.1) -> None:
        self.explained = explained
        self.trimmed = trimmed

    def fit(self, X: Floats, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Find the middle and the directions."""
        self._find(X)
        left = max(2, int(np.ceil(len(X) * (1 - self.trimmed))))
        if left < len(X):
            order = np.argsort(-self.score_samples(X), kind="stable")
            self._find(X[np.sort(order[:left])])
        self.n_features_in_ = int(X.shape[1])
        return self

    def score_samples(self, X: Floats) -> Floats:  # noqa: N803 - sklearn's name
        """Return minus the distance, float64 of shape (rows,)."""
        centred = X - self.mean_
        along = centred @ self.components_.T
        across = np.maximum((centred**2).sum(axis=1) - (along**2).sum(axis=1), 0.0)
        squares = (along**2 / self.variances_).sum(axis=1) + across / self.rest_
        return np.asarray(-np.sqrt(squares))

    def _find(self, X: Floats) -> None:  # noqa: N803 - sklearn's name
        self.mean_ = X.mean(axis=0)
        centred = X - self.mean_
        values, vectors = np.linalg.eigh(centred.T @ centred / (len(X) - 1))
        values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
        floor = _FLOOR * float(values.mean()) or 1.0
        told = np.cumsum(values) / (values.sum() or 1.0)
        count = int(np.searchsorted(told, self.explained - 1e-12)) + 1
        count = max(1, min(count, int((values > floor).sum())))
        self.components_ = np.ascontiguousarray(vectors[:, :count].T)
        self.variances_ = np.maximum(values[:count], floor)
        others = values[count:]
        self.rest_ = max(float(others.mean()) if others.size else floor, floor)
