"""Whether two rankings of the same rows agree."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from mlops_desktop.modeling.interval import RESAMPLES, Interval, percentiles
from mlops_desktop.modeling.target import Floats
from mlops_desktop.modeling.units import Units, drawing


def agreement(scores: Floats, seed: int, units: Units | None = None) -> Interval:
    """Return the mean Spearman ρ of all pairs of rankings, with its 95 % bootstrap interval.

    Ties share their mean rank (Spearman 1904). The interval is the expanded percentile bootstrap
    over rows or units of rows (see :mod:`~mlops_desktop.modeling.units`), ranks as in all rows.

    Args:
        scores: float64 of shape (rankings, rows), at least two rankings.
        seed: of the bootstrap.
        units: which rows are drawn together.

    Returns:
        NaN where a ranking has one rank only.
    """
    ranks = np.apply_along_axis(rankdata, 1, scores)
    value = float(_mean_rho(ranks, np.ones((1, ranks.shape[1])))[0])
    if np.isnan(value):
        return Interval(value, np.nan, np.nan)
    how = drawing(ranks.shape[1], units, [*ranks], seed)
    part = ranks if how.rows is None else ranks[:, how.rows]
    drawn = np.concatenate([_mean_rho(part, weights) for weights in how.weights(seed, RESAMPLES)])
    low, high = percentiles(drawn[~np.isnan(drawn)], how.drawn.count)
    if how.rows is not None:
        middle = float(_mean_rho(part, np.ones((1, how.size)))[0])
        low, high = (value + how.shrink * (end - middle) for end in (low, high))
    return Interval(value, float(low), float(np.minimum(high, 1.0)))


def _mean_rho(ranks: Floats, weights: Floats) -> Floats:
    """Return the mean correlation over all pairs, per resample: float64 of shape (resamples,)."""
    total = weights.sum(axis=1)
    # Centred on the overall mean first: sums of squares of large ranks lose digits otherwise.
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    means = (weights @ centred.T) / total[:, None]
    pairs = [(one, two) for one in range(len(ranks)) for two in range(one)]
    found = np.empty((len(pairs), len(weights)))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (weights @ (centred**2).T) / total[:, None] - means**2
        for place, (one, two) in enumerate(pairs):
            both = (weights @ (centred[one] * centred[two])) / total - means[:, one] * means[:, two]
            square = spread[:, one] * spread[:, two]
            found[place] = np.where(square > 0, both / np.sqrt(square), np.nan)
    return np.asarray(found.mean(axis=0))
