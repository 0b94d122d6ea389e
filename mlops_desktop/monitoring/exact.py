"""Exact and permutation p-values for samples too small for asymptotic ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mlops_desktop.monitoring.sample import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]

_DRAWS = 9_999
_LEAST_DRAWS = 999
_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class Reach:
    """The largest gap between two empirical distributions, as an integer.

    Attributes:
        n, m: rows of the two samples.
        gap: max |F − G| · n · m.
    """

    n: int
    m: int
    gap: int


def ks_exact_p(reach: Reach, ends: BoolArray | None = None) -> float:
    """Return P(D ≥ d) over all ways to deal the pooled values to the two samples.

    The pooled values are dealt one by one, like lattice paths from (0, 0) to (n, m); paths that
    reach the observed gap are counted out as they do so (Hodges 1957, Ark. Mat. 3). With ties
    the gap only counts where a run of equal values ends (Schröer & Trenkler 1995, Comput. Stat.
    Data Anal. 20): the limit of a permutation test, without its resolution.

    Args:
        reach: sizes and the observed gap.
        ends: shape (n + m,), True where a pooled value is the last of its run of equals;
            None takes all values as different (SciPy's and Evidently's convention).

    Returns:
        The p-value, exact to rounding, also when tiny.
    """
    if reach.gap <= 0:
        return 1.0
    n, m = sorted((reach.n, reach.m))
    total, gap = n + m, reach.gap
    number = np.arange(n + 1, dtype=np.float64)
    paths: FloatArray = np.zeros(n + 1)
    paths[0] = 1.0
    low = high = 0
    gone = 0.0
    for step in range(1, total + 1):
        top = min(high + 1, n)
        # i values of the smaller sample among `step`: one more of the larger, or one more of it.
        dealt = paths[low : top + 1] * (number[low : top + 1] + (m - step + 1))
        dealt[1:] += paths[low:top] * (n - number[low:top])
        dealt /= total - step + 1
        paths[low : top + 1] = dealt
        high = top
        if ends is not None and not ends[step - 1]:
            continue
        # Inside the band: |i·(n + m) − step·n| < gap, in integers.
        first = max(low, (step * n - gap) // total + 1)
        last = min(high, -((-step * n - gap) // total) - 1)
        gone += float(paths[low:first].sum() + paths[last + 1 : high + 1].sum())
        paths[low:first] = 0.0
        paths[last + 1 : high + 1] = 0.0
        low, high = first, last
        if low > high:
            break
    return min(1.0, gone)


def chi_square_permutation_p(
    reference: IntArray, current: IntArray, seed: int
) -> tuple[float, int]:
    """Return the permutation p-value of Pearson's χ² on a 2 × k table, and the draws made.

    Rows are dealt anew to the two samples with all margins kept (multivariate hypergeometric);
    p = (1 + draws at least as large) / (1 + draws) (Phipson & Smyth 2010).
    """
    together = reference + current
    n, m = int(reference.sum()), int(current.sum())
    draws = int(np.clip(_CELLS // len(together), _LEAST_DRAWS, _DRAWS))
    smaller = min(n, m)
    observed = (reference if n <= m else current).astype(np.float64)
    expected = together * (smaller / (n + m))
    # With fixed margins χ² is, up to a constant, Σ (o − e)² / e of one row.
    limit = float((((observed - expected) ** 2) / expected).sum()) * (1 - 1e-12)
    rng = np.random.default_rng(seed)
    reached = 0
    block = max(1, 500_000 // len(together))
    for start in range(0, draws, block):
        size = min(block, draws - start)
        dealt = rng.multivariate_hypergeometric(together, smaller, size=size, method="marginals")
        reached += int(np.count_nonzero((((dealt - expected) ** 2) / expected).sum(1) >= limit))
    return (1 + reached) / (1 + draws), draws


def benjamini_hochberg(p_values: FloatArray) -> FloatArray:
    """Return p-values adjusted to control the false discovery rate (Benjamini & Hochberg 1995)."""
    count = len(p_values)
    if not count:
        return p_values
    order = np.argsort(p_values)[::-1]
    scaled = p_values[order] * (count / np.arange(count, 0, -1))
    adjusted = np.empty(count)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled))
    return adjusted
