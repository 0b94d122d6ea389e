"""From how unusual a row is, in a method's own unit, to the share of rows that are less."""

from __future__ import annotations

from math import ceil
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from mlops_desktop.modeling.target import Floats

MOST_KNOTS = 20_000
"""Of more training rows the most unusual half of so many are kept exactly, the rest thinned."""

_NEARLY = 1e-9
_MOST = 1e300
"""How unusual a row is at most: what is too far away to be told in floating point is this far."""


class Detector(BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """Answers the share of training rows that are less unusual, 0 to 1.

    Between two training rows the share is interpolated, so that a difference in the last digit of
    a distance never moves an answer by a whole row; beyond the most unusual one it is 1.

    Args:
        scorer: an estimator without target whose ``score_samples`` is lower for unusual rows, as
            scikit-learn has it.

    Attributes:
        scorer_: the fitted one.
        knots_: float64 of shape (k,), how unusual training rows are, ascending, all different.
        shares_: float64 of shape (k,), the share of training rows below each.
    """

    def __init__(self, scorer: Any = None) -> None:
        self.scorer = scorer

    def fit(self, X: Floats, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Learn what is usual from rows of numbers, float64 of shape (rows, features)."""
        self.scorer_ = self.scorer.fit(X)
        own = getattr(self.scorer_, "training_scores", self.scorer_.score_samples)
        self.knots_, self.shares_ = _ladder(_finite(own(X)))
        self.n_features_in_ = int(X.shape[1])
        # The template is what was fitted; one copy is enough.
        self.scorer = None
        return self

    def unusual(self, X: Floats) -> Floats:  # noqa: N803 - sklearn's name
        """Return how unusual rows are in the method's own unit, float64 of shape (rows,)."""
        check_is_fitted(self, "knots_")
        return _finite(self.scorer_.score_samples(X))

    def share_below(self, unusual: Floats) -> Floats:
        """Return the share of training rows that are less unusual, 0 to 1."""
        top = float(self.knots_[-1])
        is_beyond = unusual > top + _NEARLY * max(1.0, abs(top))
        shares = np.interp(unusual, self.knots_, self.shares_)
        return np.where(is_beyond, 1.0, shares)

    def share_from(self, threshold: float) -> float:
        """Return the share of the training rows whose own score is at least the threshold."""
        place = int(np.searchsorted(self.shares_, threshold))
        return 1.0 - float(self.shares_[place]) if place < self.shares_.size else 0.0

    def predict(self, X: Floats) -> Floats:  # noqa: N803 - sklearn's name
        """Return the score of rows, float64 of shape (rows,), 0 to 1."""
        return self.share_below(self.unusual(X))


def _finite(scores: Any) -> Floats:
    """Return how unusual rows are from scikit-learn's scores, without infinities."""
    unusual = -np.asarray(scores, dtype=np.float64)
    return np.nan_to_num(np.clip(unusual, -_MOST, _MOST), nan=_MOST)


def _ladder(unusual: Floats) -> tuple[Floats, Floats]:
    """Return the different values in order, and the share of rows strictly below each."""
    knots, counts = np.unique(unusual, return_counts=True)
    shares = (np.cumsum(counts) - counts) / unusual.size
    if knots.size > MOST_KNOTS:
        exact = MOST_KNOTS // 2
        rest = np.linspace(0, knots.size - exact - 1, MOST_KNOTS - exact).round().astype(np.int64)
        kept = np.unique(np.append(rest, np.arange(knots.size - exact, knots.size)))
        knots, shares = knots[kept], shares[kept]
    return knots.astype(np.float64), shares.astype(np.float64)


def threshold_of(share: float, rows: int) -> float:
    """Return the score from which a row is called unusual.

    It lies half a row below the first of the ⌊share · rows⌋ most unusual training rows; of fewer
    than 1/share training rows none is called unusual, only what lies beyond all of them.

    Args:
        share: of the training rows to be called unusual.
        rows: training rows.
    """
    return (ceil(rows * (1 - share) - _NEARLY) - 0.5) / rows
