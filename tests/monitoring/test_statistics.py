"""The statistics themselves: against SciPy, against brute force, and by their laws."""

from __future__ import annotations

import warnings
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from monitoring.other_bins import pooled_sturges_bins
from scipy import stats

from mlops_desktop.monitoring.binning import (
    Bins,
    category_bins,
    doane_edges,
    pool_rare,
    quantile_bins,
)
from mlops_desktop.monitoring.exact import benjamini_hochberg
from mlops_desktop.monitoring.sample import Categories, Numbers
from mlops_desktop.monitoring.statistics import (
    ChiTest,
    KsTest,
    Merged,
    chi_square,
    cramers_v,
    jensen_shannon,
    ks,
    psi,
    psi_by_chance,
    robust_scale,
    wasserstein,
)

few = arrays.arrays(np.float64, st.integers(1, 40), elements=st.integers(-5, 5).map(float))
any_numbers = arrays.arrays(
    np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6, allow_nan=False)
)


def bins_of(reference: list[int], current: list[int]) -> Bins:
    labels = tuple(f"c{i}" for i in range(len(reference)))
    return Bins(np.array(reference), np.array(current), sum(reference), sum(current), "", labels)


@given(any_numbers, any_numbers)
def test_ks_and_wasserstein_are_those_of_scipy(x, y):
    merged = Merged.of(Numbers.of(x), Numbers.of(y))
    places = np.concatenate([x, y])
    gaps = stats.ecdf(x).cdf.evaluate(places) - stats.ecdf(y).cdf.evaluate(places)
    assert ks(merged).value == pytest.approx(np.abs(gaps).max(), abs=1e-12)
    expected = stats.wasserstein_distance(x, y)
    assert wasserstein(merged).value == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert merged.inner <= merged.area * (1 + 1e-9) + 1e-12


@given(few, few)
def test_ks_and_wasserstein_do_not_depend_on_the_order_of_the_two_sides(x, y):
    one, other = Merged.of(Numbers.of(x), Numbers.of(y)), Merged.of(Numbers.of(y), Numbers.of(x))
    assert ks(one).value == pytest.approx(ks(other).value)
    assert ks(one).p_value == pytest.approx(ks(other).p_value)
    assert wasserstein(one).value == pytest.approx(wasserstein(other).value)


@given(st.integers(2, 60), st.integers(2, 60), st.integers(0, 10_000))
def test_exact_p_is_that_of_scipy_when_no_values_are_tied(n, m, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(0.5, 1, size=m)
    with warnings.catch_warnings(record=True) as failures:
        warnings.simplefilter("always")
        expected = stats.ks_2samp(x, y, method="exact")
    # SciPy's own count sometimes fails for a handful of rows and falls back.
    assume(not failures)
    merged = Merged.of(Numbers.of(x), Numbers.of(y))
    for test in (KsTest.EXACT, KsTest.EXACT_NO_TIES):
        assert ks(merged, test).p_value == pytest.approx(expected.pvalue, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("seed", range(8))
def test_exact_p_with_ties_is_the_share_of_all_deals_that_reach_as_far(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 3, 5).astype(float), rng.integers(0, 4, 6).astype(float)
    found = ks(Merged.of(Numbers.of(x), Numbers.of(y)), KsTest.EXACT)
    together = np.concatenate([x, y])
    reached = []
    for chosen in combinations(range(11), 5):
        is_first = np.zeros(11, dtype=bool)
        is_first[list(chosen)] = True
        merged = Merged.of(Numbers.of(together[is_first]), Numbers.of(together[~is_first]))
        reached.append(merged.reach.gap >= Merged.of(Numbers.of(x), Numbers.of(y)).reach.gap)
    assert found.p_value == pytest.approx(np.mean(reached), abs=1e-12)


def test_a_tiny_exact_p_keeps_its_digits():
    x, y = np.arange(40.0), np.arange(40.0) + 100
    merged = Merged.of(Numbers.of(x), Numbers.of(y))
    # All of one side below the other: 2 of C(80, 40) deals.
    assert ks(merged).p_value == pytest.approx(2 / 107507208733336176461620, rel=1e-9)


def test_from_a_thousand_rows_on_p_is_asymptotic():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=1500), rng.normal(0.05, 1, size=1200)
    found = ks(Merged.of(Numbers.of(x), Numbers.of(y)))
    assert "asymptotic" in found.convention
    assert found.p_value == pytest.approx(stats.ks_2samp(x, y, method="asymp").pvalue, rel=1e-9)


def test_exact_p_with_ties_is_refused_for_large_samples():
    x = Numbers.of(np.arange(9000.0))
    with pytest.raises(ValueError, match="10,000"):
        ks(Merged.of(x, x), KsTest.EXACT)


@given(any_numbers, st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_quantiles_are_numpys_to_the_last_bit(values, shares):
    found = Numbers.of(values).quantiles(shares)
    assert (found == np.quantile(values, shares)).all()


@pytest.mark.parametrize("shape", ["normal", "ties", "heavy", "constant", "gaps", "sorted"])
def test_large_columns_are_sorted_exactly(shape):
    rng = np.random.default_rng(3)
    values = {
        "normal": lambda: rng.normal(size=120_000),
        "ties": lambda: rng.integers(0, 9, 120_000).astype(float),
        "heavy": lambda: rng.standard_cauchy(120_000) ** 3,
        "constant": lambda: np.r_[np.zeros(119_000), rng.normal(size=1000)],
        "gaps": lambda: np.where(rng.random(120_000) < 0.3, np.nan, rng.normal(size=120_000)),
        "sorted": lambda: np.arange(120_000.0)[::-1],
    }[shape]()
    values[7], values[99] = np.inf, -np.inf
    found = Numbers.of(values)
    finite = values[np.isfinite(values)]
    assert (found.values == np.sort(finite)).all()
    assert found.infinite == 2
    assert found.missing == np.isnan(values).sum()
    assert found.rows == len(values)


@given(any_numbers)
def test_doane_and_sturges_edges_are_numpys(values):
    edges = np.histogram_bin_edges(values, "doane")
    assert doane_edges(Numbers.of(values)) == pytest.approx(edges)
    sample = Numbers.of(values)
    if sample.levels(20) is None:
        bins = pooled_sturges_bins(sample, sample)
        count = len(np.histogram_bin_edges(np.r_[values, values], "sturges")) - 1
        assert len(bins.reference) == count


@given(few, few)
def test_quantile_bins_lose_no_value(x, y):
    bins = quantile_bins(Numbers.of(x), Numbers.of(y))
    assert bins.reference.sum() == len(x)
    assert bins.current.sum() == len(y)
    assert "reference" in bins.description or "below / equal / above" in bins.description


counts = st.lists(st.integers(0, 50), min_size=2, max_size=9)


@given(counts, counts)
def test_psi_and_jensen_shannon_keep_their_laws(first, second):
    size = min(len(first), len(second))
    one, other = [1 + c for c in first[:size]], [1 + c for c in second[:size]]
    there, back = bins_of(one, other), bins_of(other, one)
    assert psi(there).value >= 0
    assert psi(there).value == pytest.approx(psi(back).value)
    distance = jensen_shannon(there).value
    assert 0 <= distance <= 1 + 1e-12
    assert distance == pytest.approx(jensen_shannon(back).value)
    nats = jensen_shannon(there, base=np.e).value
    assert nats == pytest.approx(distance * np.sqrt(np.log(2)))
    assert psi(bins_of(one, one)).value == pytest.approx(0.0)


@given(counts, counts)
def test_chi_square_is_scipys_contingency_test(first, second):
    size = min(len(first), len(second))
    table = np.array([first[:size], second[:size]]) + 1
    found = chi_square(bins_of(*table.tolist()))
    expected = stats.chi2_contingency(table)
    assert found.value == pytest.approx(expected.statistic, abs=1e-9)
    assert found.p_value == pytest.approx(expected.pvalue, abs=1e-12)


def test_chi_square_is_a_permutation_test_when_expected_counts_are_small():
    table = [[3, 9, 1], [8, 2, 1]]
    found = chi_square(bins_of(*table), seed=1)
    assert "9,999 permutations" in found.convention
    # Every 2 × 3 table with these margins, weighted by how often it is dealt.
    weight, reached = 0.0, 0.0
    margins, n = np.array([11, 11, 2]), 13
    law = stats.multivariate_hypergeom(margins, n)
    expected = margins * n / 24
    limit = ((np.array(table[0]) - expected) ** 2 / expected).sum()
    for a in range(12):
        for b in range(12):
            row = np.array([a, b, n - a - b])
            if 0 <= row[2] <= 2:
                p = law.pmf(row)
                weight += p
                reached += p * (((row - expected) ** 2 / expected).sum() >= limit - 1e-9)
    assert weight == pytest.approx(1.0)
    assert found.p_value == pytest.approx(reached, abs=0.01)
    assert chi_square(bins_of(*table), seed=1) == found


def test_goodness_of_fit_takes_an_unseen_category_as_impossible():
    found = chi_square(bins_of([50, 50, 0], [45, 50, 5]), ChiTest.GOODNESS_OF_FIT)
    assert found.p_value == 0.0


def test_cramers_v_by_hand():
    # 2 × 2, N = 400: φ² = 16/400; corrected: 0.04 − 1/399; both dimensions 2 − 1/399.
    bins = bins_of([120, 80], [80, 120])
    expected = np.sqrt((0.04 - 1 / 399) / (1 - 1 / 399))
    assert cramers_v(bins).value == pytest.approx(expected, abs=1e-12)


def test_cramers_v_is_one_for_disjoint_and_about_zero_for_equal_samples():
    rng = np.random.default_rng(2)
    assert cramers_v(bins_of([500, 0], [0, 500])).value == pytest.approx(1.0)
    values = [
        cramers_v(
            category_bins(
                Categories.of(rng.integers(0, 50, 2000)), Categories.of(rng.integers(0, 50, 2000))
            )
        ).value
        for _ in range(20)
    ]
    assert np.mean(values) < 0.05


def test_psi_by_chance_is_exceeded_in_five_per_cent_of_comparisons_without_drift():
    rng = np.random.default_rng(4)
    over = []
    for _ in range(400):
        bins = quantile_bins(Numbers.of(rng.normal(size=500)), Numbers.of(rng.normal(size=500)))
        over.append(psi(bins).value > psi_by_chance(bins))
    assert 0.02 < np.mean(over) < 0.10


def test_rare_categories_are_pooled_only_when_rare_on_both_sides():
    before = Categories.of(["a"] * 980 + ["b"] * 9 + ["c"] * 6 + ["d"] * 5)
    now = Categories.of(["a"] * 950 + ["b"] * 45 + ["c"] * 5)
    bins = pool_rare(category_bins(before, now))
    assert bins.labels == ("a", "b", "Other")
    assert list(bins.reference) == [980, 9, 11]
    assert list(bins.current) == [950, 45, 5]
    assert "1%" in bins.description


def test_the_robust_scale_falls_back_and_says_so():
    normal = robust_scale(Numbers.of(np.random.default_rng(0).normal(0, 3, 50_000)))
    assert normal.value == pytest.approx(3, rel=0.03)
    assert "IQR / 1.349" in normal.description
    mostly_zero = Numbers.of([0.0] * 90 + [10.0] * 10)
    assert robust_scale(mostly_zero).value == pytest.approx(3.0)
    assert "standard deviation" in robust_scale(mostly_zero).description
    constant = robust_scale(Numbers.of([4.0] * 10))
    assert constant.value == 1.0
    assert "constant" in constant.description


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_scipys(p_values):
    found = benjamini_hochberg(np.array(p_values))
    assert found == pytest.approx(stats.false_discovery_control(p_values))


def test_the_ends_of_the_number_line_do_no_harm():
    far = Numbers.of([-1.7e308, 1.7e308])
    assert wasserstein(Merged.of(far, far)).value == 0
    assert wasserstein(Merged.of(far, Numbers.of([0.0, 1.0]))).value > 1e307


def test_an_empty_sample_is_refused():
    with pytest.raises(ValueError, match="at least one value"):
        Merged.of(Numbers.of([]), Numbers.of([1.0]))
    with pytest.raises(ValueError, match="at least one value"):
        chi_square(category_bins(Categories.of([]), Categories.of(["a"])))
