"""The numbers of other tools, from the same data, to 1e-9 where their method is exact.

Evidently 0.7.23 and NannyML 0.13.1 computed the committed values; conventions are arguments here.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from monitoring.other_bins import equal_width_bins, pooled_sturges_bins

from mlops_desktop.monitoring.binning import (
    category_bins,
    doane_bins,
    doane_leftover_bins,
    pool_unseen,
    quantile_bins,
)
from mlops_desktop.monitoring.sample import Categories, Numbers
from mlops_desktop.monitoring.statistics import (
    ChiTest,
    Floor,
    KsTest,
    Merged,
    chi_square,
    evidently_scale,
    jensen_shannon,
    ks,
    psi,
    wasserstein,
)

DATA = Path(__file__).resolve().parents[1] / "data" / "drift"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EVIDENTLY = rows("evidently.csv")
NANNYML = rows("nannyml.csv")


def evidently_number(statistic: str, before: Numbers, now: Numbers) -> float | None:
    if statistic == "wasserstein":
        return wasserstein(Merged.of(before, now), evidently_scale(before)).value
    if statistic == "ks":
        # SciPy's "auto": exact up to 10,000 rows, and as if no values were tied.
        is_large = max(before.n, now.n) > 10_000
        test = KsTest.ASYMPTOTIC if is_large else KsTest.EXACT_NO_TIES
        return ks(Merged.of(before, now), test).p_value
    bins = pooled_sturges_bins(before, now)
    if statistic == "psi":
        return psi(bins, Floor.EVIDENTLY).value
    return jensen_shannon(bins, base=np.e).value


def evidently_category(statistic: str, before: Categories, now: Categories) -> float | None:
    bins = category_bins(before, now)
    if statistic == "psi":
        return psi(bins, Floor.EVIDENTLY).value
    if statistic == "chisquare":
        return chi_square(bins, ChiTest.GOODNESS_OF_FIT).p_value
    return jensen_shannon(bins, base=np.e).value


@pytest.mark.parametrize("statistic", ["psi", "jensenshannon", "wasserstein", "ks", "chisquare"])
def test_evidently(halves, statistic):
    wanted = [row for row in EVIDENTLY if row["statistic"] == statistic]
    assert wanted
    for row in wanted:
        before, now = (table[row["column"]] for table in halves[row["dataset"]])
        if row["type"] == "num":
            found = evidently_number(statistic, Numbers.of(before), Numbers.of(now))
        else:
            found = evidently_category(statistic, Categories.of(before), Categories.of(now))
        assert found == pytest.approx(float(row["value"]), abs=1e-9), row


@pytest.mark.parametrize("row", rows("psi_bins.csv"), ids=lambda row: row["column"])
def test_psi_under_five_binning_conventions(halves, row):
    if row["dataset"] == "bike_q1_vs_july":
        before, now = (table[row["column"]] for table in halves["bike_q1_vs_july"])
    else:
        before, now = (table[row["column"]] for table in halves["car_loan"])
        now = now[-5000:]
    pair = Numbers.of(before), Numbers.of(now)
    found = {
        "psi_10_ref_deciles": quantile_bins(*pair),
        "psi_20_ref_quantiles": quantile_bins(*pair, count=20),
        "psi_sturges_combined_evidently": pooled_sturges_bins(*pair),
        "psi_10_equal_width_ref_dropping_outside": equal_width_bins(*pair),
        "psi_doane_ref": doane_bins(*pair),
    }
    for name, bins in found.items():
        assert psi(bins).value == pytest.approx(float(row[name]), abs=1e-9), name


def nannyml_value(row: dict[str, str], halves) -> float:
    reference, current = halves["car_loan"]
    start = int(row["start"])
    chunk = (reference if row["period"] == "reference" else current)[row["column"]]
    chunk, before = chunk[start : start + 5_000], reference[row["column"]]
    if row["column"] in ("car_value", "loan_length"):
        pair = Numbers.of(before), Numbers.of(chunk)
        if row["statistic"] == "jensen_shannon":
            return jensen_shannon(doane_leftover_bins(*pair)).value
        merged = Merged.of(*pair)
        return (ks if row["statistic"] == "kolmogorov_smirnov" else wasserstein)(merged).value
    bins = category_bins(Categories.of(before), Categories.of(chunk))
    if row["statistic"] == "chi2":
        return chi_square(bins).value
    return jensen_shannon(pool_unseen(bins)).value


@pytest.mark.parametrize(
    ("statistic", "tolerance"),
    [
        ("jensen_shannon", {"abs": 1e-9}),
        ("chi2", {"abs": 1e-9}),
        # From 10,000 reference rows on NannyML estimates these two from histograms.
        ("kolmogorov_smirnov", {"abs": 3.1e-4}),
        ("wasserstein", {"rel": 0.04}),
    ],
)
def test_nannyml(halves, statistic, tolerance):
    wanted = [row for row in NANNYML if row["statistic"] == statistic]
    assert len(wanted) >= 40
    for row in wanted:
        found = nannyml_value(row, halves)
        assert found == pytest.approx(float(row["value"]), **tolerance), row


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("temp", 4.36212),
        ("casual", 1.99141),
        ("bikers", 1.76104),
        ("registered", 1.40184),
        ("windspeed", 0.36763),
        ("hum", 0.23982),
    ],
)
def test_evidently_wasserstein_of_the_first_quarter_against_july(halves, column, value):
    before, now = (Numbers.of(table[column]) for table in halves["bike_q1_vs_july"])
    found = wasserstein(Merged.of(before, now), evidently_scale(before)).value
    assert found == pytest.approx(value, abs=5e-6)


def test_evidently_when_a_constant_becomes_another_constant():
    pair = Numbers.of(np.full(1000, 1.0)), Numbers.of(np.full(1000, 5.0))
    bins = pooled_sturges_bins(*pair)
    assert psi(bins, Floor.EVIDENTLY).value == pytest.approx(18.41883867587797, abs=1e-9)
    assert jensen_shannon(bins, np.e).value == pytest.approx(0.8325546111576977, abs=1e-9)
    assert ks(Merged.of(*pair)).p_value == pytest.approx(0.0, abs=1e-9)


def test_nannyml_when_a_constant_moves_by_less_and_by_more_than_its_one_bin():
    same = np.full(200, 1.0)
    near, far = np.full(200, 1.001), np.full(200, 5.0)
    for current, value, distance in ((near, 0.0, 0.001), (far, 1.0, 4.0)):
        pair = Numbers.of(same), Numbers.of(current)
        assert jensen_shannon(doane_leftover_bins(*pair)).value == pytest.approx(value, abs=1e-9)
        assert ks(Merged.of(*pair)).value == pytest.approx(1.0)
        assert wasserstein(Merged.of(*pair)).value == pytest.approx(distance, abs=1e-9)


def test_psi_of_a_vanished_and_a_new_category():
    before = Categories.of(["a"] * 500 + ["b"] * 300 + ["c"] * 200)
    now = Categories.of(["a"] * 300 + ["b"] * 300 + ["d"] * 400)
    bins = category_bins(before, now)
    for floor in Floor:
        assert psi(bins, floor).value == pytest.approx(4.938, abs=5e-4)
