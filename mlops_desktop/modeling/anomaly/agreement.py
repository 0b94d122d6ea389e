"""Whether two rankings of the same rows agree."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from mlops_desktop.modeling.interval import Interval, resamples
from mlops_desktop.modeling.target import Floats

MOST_ROWS = 5_000
_LEVELS = (0.025, 0.975)


def agreement(scores: Floats, seed: int) -> Interval:
    """Return the mean Spearman ρ of all pairs of rankings, with its 95 % bootstrap interval.

    Ties share their mean rank (Spearman 1904). The interval is the percentile bootstrap over rows
    (Efron & Tibshirani 1993, ch. 13), ranks as in all rows; beyond 5,000 rows the spread is
    measured on a sample of so many and shrunk by √(m/n) (Politis & Romano 1994).

    Args:
        scores: float64 of shape (rankings, rows), at least two rankings.
        seed: of the bootstrap.

    Returns:
        NaN where a ranking has one rank only.
    """
    ranks = np.apply_along_axis(rankdata, 1, scores)
    value = float(_mean_rho(ranks, np.ones((1, ranks.shape[1])))[0])
    if np.isnan(value):
        return Interval(value, np.nan, np.nan)
    rows, part = ranks.shape[1], ranks
    if rows > MOST_ROWS:
        random = np.random.default_rng([seed, rows, 7])
        part = ranks[:, np.sort(random.choice(rows, MOST_ROWS, replace=False))]
    size = part.shape[1]
    drawn = np.concatenate([_mean_rho(part, weights) for weights in resamples(size, seed)])
    drawn = drawn[~np.isnan(drawn)]
    if not drawn.size:
        return Interval(value, np.nan, np.nan)
    low, high = np.quantile(drawn, _LEVELS)
    if size < rows:
        middle = float(_mean_rho(part, np.ones((1, size)))[0])
        shrink = np.sqrt(size / rows)
        low, high = value + shrink * (low - middle), value + shrink * (high - middle)
    return Interval(value, float(low), float(min(high, 1.0)))


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
