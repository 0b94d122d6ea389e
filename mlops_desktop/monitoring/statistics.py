"""The statistics of two samples, each with its convention in words.

Conventions are arguments, so that the numbers of other tools can be had from the same data:
bins come from :mod:`.binning`, scales and floors from here. Missing values are not part of any
statistic; their share is compared on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy import special, stats

from mlops_desktop.core.monitor import Statistic
from mlops_desktop.monitoring.binning import Bins
from mlops_desktop.monitoring.exact import (
    BoolArray,
    Reach,
    chi_square_permutation_p,
    ks_exact_p,
)
from mlops_desktop.monitoring.sample import ROBUST_SIGMA, FloatArray, Numbers

EXACT_BELOW = 1_000
_EXACT_TOTAL = 10_000
_SMALL_EXPECTED = 5.0
TAIL = 0.001


class Floor(Enum):
    """What stands for a share of zero, whose logarithm does not exist."""

    AT_LEAST = "floor 1e-4"
    EVIDENTLY = "zero shares as 1e-4, or a millionth of the smallest"


class KsTest(Enum):
    """How the p-value of the Kolmogorov–Smirnov statistic is found."""

    AUTO = "auto"
    EXACT = "exact"
    EXACT_NO_TIES = "exact, ties ignored"
    ASYMPTOTIC = "asymptotic"


class ChiTest(Enum):
    """Which χ² is meant."""

    CONTINGENCY = "contingency"
    GOODNESS_OF_FIT = "goodness of fit"


@dataclass(frozen=True, slots=True)
class Scale:
    """What a distance is divided by."""

    value: float
    description: str


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Two sorted samples merged once: all that KS and Wasserstein need.

    Attributes:
        reach: the largest gap between the two empirical distributions, as an integer.
        area: ∫ |F − G|, in the column's units.
        inner: the same without the outermost 0.1 % of the values of both samples.
        ends: where runs of equal values end; None for samples too large for an exact test.
    """

    reach: Reach
    area: float
    inner: float
    ends: BoolArray | None

    @classmethod
    def of(cls, reference: Numbers, current: Numbers) -> Merged:
        """Merge two samples; O(n + m), both being sorted.

        Raises:
            ValueError: when a sample is empty.
        """
        n, m = reference.n, current.n
        if not n or not m:
            raise ValueError("both samples need at least one value")
        together = np.concatenate([reference.values, current.values])
        # A stable sort of two sorted runs is a merge.
        order = np.argsort(together, kind="stable")
        together = together[order]
        from_reference = order < n
        del order
        ends = np.append(together[1:] != together[:-1], True)
        # F·n·m − G·n·m = i·m − (k − i)·n = i·(n + m) − k·n for i reference values among k.
        gap = np.cumsum(from_reference, dtype=np.int64)
        gap *= n + m
        gap -= np.arange(n, n * (n + m) + 1, n, dtype=np.int64)
        np.abs(gap, out=gap)
        largest = int(np.max(gap, where=ends, initial=0))
        with np.errstate(over="ignore", invalid="ignore"):
            # Exact up to 2⁵³ = n·m of 95 million rows each.
            pieces = np.diff(together) * gap[:-1]
            # An infinite step between two far values counts nothing where the gap is zero.
            pieces[gap[:-1] == 0] = 0.0
            low, high = _tail_places(reference, current, together)
            inner = float(pieces[low:high].sum()) / (n * m)
            outer = float(pieces[:low].sum() + pieces[high:].sum()) / (n * m)
        kept = ends if n + m <= _EXACT_TOTAL else None
        return cls(Reach(n, m, largest), inner + outer, inner, kept)


def _tail_places(reference: Numbers, current: Numbers, together: FloatArray) -> tuple[int, int]:
    """Return where in the merged values the outermost 0.1 % of both samples end and begin."""
    cut = [min(max(1, int(side.n * TAIL)), (side.n - 1) // 2) for side in (reference, current)]
    low = min(reference.values[cut[0]], current.values[cut[1]])
    high = max(reference.values[-1 - cut[0]], current.values[-1 - cut[1]])
    first = int(np.searchsorted(together, low, side="left"))
    return first, int(np.searchsorted(together, high, side="right")) - 1


def psi(bins: Bins, floor: Floor = Floor.AT_LEAST) -> Statistic:
    """Return the population stability index Σ (q − p)·ln(q / p), natural logarithm.

    Source: Siddiqi 2006, "Credit Risk Scorecards"; the sum of both Kullback–Leibler divergences.
    """
    p, q = (_floored(share, floor) for share in bins.shares())
    value = float(np.sum((q - p) * np.log(q / p)))
    return Statistic("psi", value, f"{bins.description}, {floor.value}")


def psi_by_chance(bins: Bins, alpha: float = 0.05) -> float:
    """Return the PSI that samples of these sizes exceed without drift with probability alpha.

    PSI ≈ (1/n + 1/m)·χ²(k − 1) (Yurdakul & Naranjo 2020, J. Risk Model Validation 14).
    """
    used = int(np.count_nonzero((bins.reference + bins.current) > 0))
    if used < 2:
        return 0.0
    limit = float(special.chdtri(used - 1, alpha))
    return limit * (1 / max(bins.n_reference, 1) + 1 / max(bins.n_current, 1))


def jensen_shannon(bins: Bins, base: float = 2.0) -> Statistic:
    """Return the Jensen–Shannon distance √(½KL(p‖m) + ½KL(q‖m)), m = (p + q)/2.

    Source: Endres & Schindelin 2003 (a metric). Base 2 gives 0–1, base e at most 0.8326. Shares
    are normalised to one first, as SciPy does.
    """
    p, q = (share / max(share.sum(), 1e-300) for share in bins.shares())
    middle = (p + q) / 2
    divergence = (special.rel_entr(p, middle) + special.rel_entr(q, middle)).sum() / 2
    value = float(np.sqrt(max(divergence, 0.0) / np.log(base)))
    name = "base 2" if base == 2.0 else "base e" if base == np.e else f"base {base:g}"
    return Statistic("jensen_shannon", value, f"{bins.description}, {name}")


def ks(merged: Merged, test: KsTest = KsTest.AUTO) -> Statistic:
    """Return the two-sample Kolmogorov–Smirnov statistic max |F − G| and its p-value.

    ``AUTO`` takes the exact permutation distribution (ties respected) when one sample has fewer
    than 1,000 values and both together at most 10,000, else the asymptotic one: the one-sample
    distribution of Marsaglia, Tsang & Wang (2003) at n·m/(n + m), as SciPy does.

    Raises:
        ValueError: when an exact p with ties is asked for more than 10,000 values.
    """
    n, m = merged.reach.n, merged.reach.m
    value = merged.reach.gap / (n * m)
    if test is KsTest.AUTO:
        is_small = min(n, m) < EXACT_BELOW and merged.ends is not None
        test = KsTest.EXACT if is_small else KsTest.ASYMPTOTIC
    if test is KsTest.ASYMPTOTIC:
        p = float(stats.kstwo.sf(value, np.round(n * m / (n + m))))
        return Statistic("ks", value, "two-sample, two-sided; asymptotic p", min(max(p, 0.0), 1.0))
    if test is KsTest.EXACT_NO_TIES:
        p = ks_exact_p(merged.reach)
        return Statistic("ks", value, "two-sample, two-sided; exact p, ties ignored", p)
    if merged.ends is None:
        raise ValueError(f"exact p with ties is for at most {_EXACT_TOTAL:,} values")
    p = ks_exact_p(merged.reach, merged.ends)
    return Statistic("ks", value, "two-sample, two-sided; exact permutation p", p)


def robust_scale(reference: Numbers) -> Scale:
    """Return IQR / 1.349 of the reference; its standard deviation when the IQR is zero.

    A constant reference has neither: then distances stay in the column's units.
    """
    low, high = reference.quantiles((0.25, 0.75))
    sigma = float(high - low) / ROBUST_SIGMA
    if sigma > 0:
        return Scale(sigma, "in robust σ of the reference (IQR / 1.349)")
    sigma = reference.std()
    if sigma > 0 and not reference.is_constant:
        return Scale(
            sigma, "in standard deviations of the reference (its middle half is one value)"
        )
    return Scale(1.0, "in the column's units (the reference is constant)")


def evidently_scale(reference: Numbers) -> Scale:
    """Return Evidently's and Azure's norm: standard deviation (ddof 0), at least 0.001."""
    return Scale(
        max(reference.std(), 0.001), "in standard deviations of the reference, at least 0.001"
    )


UNITS = Scale(1.0, "in the column's units")


def wasserstein(merged: Merged, scale: Scale = UNITS) -> Statistic:
    """Return the Wasserstein-1 distance ∫ |F − G| divided by the scale.

    Source: Vallender 1974; equal to the mean distance between equal quantiles.
    """
    return Statistic("wasserstein", merged.area / scale.value, scale.description)


def chi_square(
    bins: Bins, test: ChiTest = ChiTest.CONTINGENCY, seed: int | None = None
) -> Statistic:
    """Return Pearson's χ² with its p-value.

    ``CONTINGENCY``: homogeneity of the 2 × k table, Yates' correction for 2 × 2 only, as
    ``scipy.stats.chi2_contingency`` and NannyML. With a ``seed``, p comes from permutations
    when any expected count is below 5 (Cochran 1954). ``GOODNESS_OF_FIT``: Evidently's, which
    takes the reference as exact: an unseen category makes p = 0.

    Raises:
        ValueError: when a sample is empty.
    """
    if not bins.n_reference or not bins.n_current:
        raise ValueError("both samples need at least one value")
    if test is ChiTest.GOODNESS_OF_FIT:
        return _goodness_of_fit(bins)
    table = _table(bins)
    k = table.shape[1]
    if k < 2:
        return Statistic("chi2", 0.0, "one category only", 1.0)
    expected = _expected(table)
    if seed is not None and expected.min() < _SMALL_EXPECTED:
        p, draws = chi_square_permutation_p(
            bins.reference[_used(bins)], bins.current[_used(bins)], seed
        )
        text = f"2 × {k} table; p from {draws:,} permutations (an expected count is under 5)"
        return Statistic("chi2", _pearson(table, expected, is_corrected=k == 2), text, p)
    value = _pearson(table, expected, is_corrected=k == 2)
    note = ", Yates' correction" if k == 2 else ""
    return Statistic("chi2", value, f"2 × {k} table{note}", float(special.chdtrc(k - 1, value)))


def cramers_v(bins: Bins) -> Statistic:
    """Return the bias-corrected Cramér's V of sample × category, 0–1, about 0 without drift.

    Source: Bergsma 2013, J. Korean Stat. Soc. 42: φ² = max(0, χ²/N − (k − 1)/(N − 1)), divided
    by the corrected smaller dimension less one; χ² without Yates' correction.
    """
    table = _table(bins)
    k, total = table.shape[1], float(table.sum())
    text = f"bias-corrected, 2 × {k} table"
    if k < 2 or total < 3:
        return Statistic("cramers_v", 0.0, text)
    phi = _pearson(table, _expected(table), is_corrected=False) / total
    phi = max(0.0, phi - (k - 1) / (total - 1))
    columns = k - (k - 1) ** 2 / (total - 1)
    rows = 2 - 1 / (total - 1)
    return Statistic("cramers_v", float(np.sqrt(phi / min(columns - 1, rows - 1))), text)


def _floored(share: FloatArray, floor: Floor) -> FloatArray:
    if floor is Floor.AT_LEAST:
        return np.maximum(share, 1e-4)
    smallest = share[share > 0].min()
    return np.where(share > 0, share, 1e-4 if smallest > 1e-4 else smallest / 1e6)


def _used(bins: Bins) -> BoolArray:
    used: BoolArray = (bins.reference + bins.current) > 0
    return used


def _table(bins: Bins) -> FloatArray:
    table = np.stack([bins.reference, bins.current]).astype(np.float64)
    return table[:, _used(bins)]


def _expected(table: FloatArray) -> FloatArray:
    expected: FloatArray = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return expected


def _pearson(table: FloatArray, expected: FloatArray, *, is_corrected: bool) -> float:
    gap = np.abs(table - expected)
    if is_corrected:
        gap = gap - np.minimum(0.5, gap)
    return float((gap * gap / expected).sum())


def _goodness_of_fit(bins: Bins) -> Statistic:
    expected = bins.reference * (bins.n_current / bins.n_reference)
    text = "goodness of fit to the reference's shares, as if those were exact"
    if ((expected == 0) & (bins.current > 0)).any():
        return Statistic("chi2", float("inf"), text, 0.0)
    used = expected > 0
    value = float((((bins.current - expected) ** 2)[used] / expected[used]).sum())
    p = float(special.chdtrc(int(used.sum()) - 1, value)) if used.sum() > 1 else 1.0
    return Statistic("chi2", value, text, p)
