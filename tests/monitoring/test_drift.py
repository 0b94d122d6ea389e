"""Verdicts: drift, no drift, cannot tell, not checked, each with its reason in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlops_desktop.core import codec
from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import Cancelled
from mlops_desktop.core.monitor import ColumnDrift, Size, Tolerances, Verdict
from mlops_desktop.core.progress import Silent
from mlops_desktop.monitoring.drift import compare

CATEGORY = (ColumnType.TEXT, SemanticType.CATEGORY)
BOOLEAN = (ColumnType.BOOLEAN, SemanticType.BOOLEAN)


def normal(n: int, seed: int, shift: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(shift, 1, n)


def changed(values: np.ndarray, where: slice | int, to: float) -> np.ndarray:
    copy = values.copy()
    copy[where] = to
    return copy


def statistic(found: ColumnDrift, name: str):
    return next(item for item in found.statistics if item.name == name)


def text(*parts: tuple[str | None, int]) -> np.ndarray:
    return np.array([value for value, count in parts for _ in range(count)], dtype=object)


def test_july_is_warmer_than_the_months_before(bikes):
    columns = [
        Column("temp", ColumnType.NUMBER, SemanticType.NUMBER),
        Column("hr", ColumnType.INTEGER, SemanticType.INTEGER),
        Column("weathersit", *CATEGORY),
        Column("season", ColumnType.INTEGER, SemanticType.CATEGORY),
        Column("holiday", ColumnType.INTEGER, SemanticType.CATEGORY),
    ]
    temp, hour, weather, season, holiday = compare(*bikes, columns, Tolerances(), Silent())
    assert (temp.verdict, temp.size, temp.effect) == (Verdict.DRIFT, Size.LARGE, "wasserstein")
    assert temp.sentence == "0.76 against 0.38 on average"
    assert "over the tolerance of 0.10 σ" in temp.reason
    assert temp.p_value == 0
    assert (hour.verdict, hour.size) == (Verdict.NO_DRIFT, Size.NONE)
    assert weather.verdict is Verdict.DRIFT
    assert "“clear”: 86 % of the rows against 60 %" in weather.sentence
    # A number that stands for categories is compared as categories.
    assert not season.is_numeric
    assert season.unseen == (("3", 744),)
    assert "“3” is new (744 rows)" in season.sentence
    assert holiday.verdict is Verdict.NO_DRIFT


def test_every_number_carries_its_convention(bikes):
    columns = [
        Column("temp", ColumnType.NUMBER, SemanticType.NUMBER),
        Column("weathersit", *CATEGORY),
    ]
    number, category = compare(*bikes, columns, Tolerances(), Silent())
    assert {item.name for item in number.statistics} == {
        "psi",
        "ks",
        "wasserstein",
        "jensen_shannon",
    }
    assert {item.name for item in category.statistics} == {
        "psi",
        "chi2",
        "cramers_v",
        "jensen_shannon",
    }
    assert statistic(number, "psi").convention == "reference deciles, open ends, floor 1e-4"
    assert "IQR / 1.349" in statistic(number, "wasserstein").convention
    assert "base 2" in statistic(number, "jensen_shannon").convention
    assert "permutation" in statistic(category, "chi2").convention
    assert all(item.convention for item in (*number.statistics, *category.statistics))


def test_the_record_survives_as_json(bikes):
    columns = [Column("temp", ColumnType.NUMBER, SemanticType.NUMBER)]
    (found,) = compare(*bikes, columns, Tolerances(), Silent())
    assert codec.from_bytes(ColumnDrift, codec.to_bytes(found)) == found


def test_a_shift_is_found(drift):
    found = drift(normal(600, 1), normal(500, 2, shift=0.4))
    assert found.verdict is Verdict.DRIFT
    assert found.adjusted_p < 0.05


def test_a_wider_spread_at_the_same_mean_is_found_and_said(drift):
    found = drift(normal(2000, 1), 2 * normal(2000, 2))
    assert found.verdict is Verdict.DRIFT
    assert "the middle half spans" in found.sentence


def test_with_twenty_rows_nobody_can_tell_and_the_reason_says_what_could_be_seen(drift):
    found = drift(normal(2000, 1), normal(20, 2, shift=3))
    assert found.verdict is Verdict.CANNOT_TELL
    assert "Only 20 rows" in found.reason
    assert "at least 30 are needed" in found.reason
    assert "with 20 rows only shifts above about 0.75 σ could be seen" in found.reason
    assert found.adjusted_p is None


def test_twenty_rows_of_categories_cannot_tell_either(drift):
    found = drift(text(("a", 500), ("b", 500)), text(("a", 20)), CATEGORY)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "points could be seen" in found.reason


def test_missing_values_do_not_count_as_rows(drift):
    values = changed(normal(200, 2), slice(0, 180), np.nan)
    found = drift(normal(2000, 1), values)
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.n_current == 20
    assert found.missing_current == 180
    assert "missing in 90 % of the rows against 0 %" in found.reason


def test_a_large_effect_that_may_be_chance_cannot_be_told_with_few_rows(drift):
    found = drift(normal(50, 1), normal(50, 2, shift=0.1))
    assert found.size is not Size.NONE
    assert found.verdict is Verdict.CANNOT_TELL
    assert "could be chance" in found.reason


def test_a_real_but_small_change_is_no_drift(drift):
    found = drift(normal(200_000, 1), normal(200_000, 2, shift=0.03))
    assert found.p_value < 0.05
    assert found.verdict is Verdict.NO_DRIFT
    assert "real but small" in found.reason


def test_tolerances_decide(drift):
    tight = Tolerances(wasserstein=(0.01, 0.1, 0.2))
    found = drift(normal(200_000, 1), normal(200_000, 2, shift=0.03), tolerances=tight)
    assert found.verdict is Verdict.DRIFT
    assert found.size is Size.SMALL


def test_an_effect_in_the_middle_of_a_distribution_is_seen_by_psi(drift):
    rng = np.random.default_rng(3)
    two_humps = np.where(rng.random(3000) < 0.5, -1.0, 1.0) + rng.normal(0, 0.2, 3000)
    flat = rng.uniform(-1.3, 1.3, 3000)
    found = drift(two_humps, flat)
    assert found.effect == "psi"
    assert found.verdict is Verdict.DRIFT


def test_categories_of_tables_of_very_different_size_are_still_seen(drift):
    before = text(("a", 50_000), ("b", 50_000))
    found = drift(before, text(("a", 350), ("b", 150)), CATEGORY)
    assert statistic(found, "cramers_v").value < 0.1
    assert found.effect == "psi"
    assert found.verdict is Verdict.DRIFT


def test_a_thousandfold_category_column_without_drift_is_no_drift(drift):
    rng = np.random.default_rng(5)
    before, now = (rng.integers(0, 500, 2000).astype(str).astype(object) for _ in range(2))
    found = drift(before, now, CATEGORY)
    assert found.verdict is Verdict.NO_DRIFT


def test_new_values_are_counted(drift):
    found = drift(text(("a", 500), ("b", 500)), text(("a", 480), ("b", 470), ("c", 50)), CATEGORY)
    assert found.unseen == (("c", 50),)
    assert found.verdict is Verdict.DRIFT
    assert "“c” is new (50 rows)" in found.sentence


def test_a_constant_that_stays_is_no_drift_and_one_that_moves_is(drift):
    ones = np.ones(500)
    assert drift(ones, ones).verdict is Verdict.NO_DRIFT
    for moved in (ones + 0.001, ones - 5, normal(500, 1)):
        found = drift(ones, moved)
        assert (found.verdict, found.size) == (Verdict.DRIFT, Size.LARGE)
        assert found.effect == "psi"
    assert drift(ones, ones - 5).sentence == "always −4, before always 1"
    assert drift(normal(500, 1), ones).verdict is Verdict.DRIFT


@pytest.mark.parametrize("empty", [np.array([]), np.full(100, np.nan)])
def test_a_column_without_values_has_an_answer(drift, empty):
    found = drift(normal(500, 1), empty)
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.reason.startswith("The current table has no value")
    assert drift(empty, empty).verdict is Verdict.CANNOT_TELL
    assert drift(text(("a", 100)), text((None, 100)), CATEGORY).verdict is Verdict.CANNOT_TELL


def test_more_missing_values_are_drift_of_their_own(drift):
    found = drift(normal(1000, 1), changed(normal(1000, 2), slice(0, 500), np.nan))
    assert found.verdict is Verdict.DRIFT
    assert found.effect == "missing"
    assert "their absence did: missing in 50 % of the rows against 0 %" in found.reason
    assert found.sentence.endswith("missing in 50 % of the rows against 0 %")


def test_a_few_more_missing_values_are_not(drift):
    found = drift(normal(1000, 1), changed(normal(1000, 2), slice(0, 5), np.nan))
    assert found.verdict is Verdict.NO_DRIFT
    assert statistic(found, "missing").value < 0.1


def test_infinite_values_are_left_out_and_counted(drift):
    found = drift(normal(1000, 1), changed(normal(1000, 2), 0, np.inf))
    assert found.verdict is Verdict.NO_DRIFT
    assert "1 infinite value is left out." in found.reason
    assert found.n_current == 999


@pytest.mark.parametrize("outlier", [1e9, 1.7e308, -1.7e308])
def test_one_wild_value_is_not_drift_and_hides_none(drift, outlier):
    wild = changed(normal(2000, 2), 0, outlier)
    found = drift(normal(2000, 1), wild)
    assert found.verdict is Verdict.NO_DRIFT
    assert "A few far values" in found.reason
    hidden = drift(changed(normal(2000, 1), 0, outlier), normal(2000, 2, shift=0.5))
    assert hidden.verdict is Verdict.DRIFT


def test_identifiers_dates_and_absent_columns_are_answered_without_a_verdict():
    n = 500
    before = pd.DataFrame({"id": [f"a{i}" for i in range(n)], "gone": 1.0, "text": 1.0})
    now = pd.DataFrame({"id": [f"b{i}" for i in range(n)], "text": ["x"] * n})
    for table in (before, now):
        table["day"] = pd.Timestamp("2026-01-01")
    columns = [
        Column("id", ColumnType.TEXT, SemanticType.TEXT),
        Column("id", ColumnType.INTEGER, SemanticType.IDENTIFIER),
        Column("day", ColumnType.DATE, SemanticType.DATE),
        Column("gone", ColumnType.NUMBER, SemanticType.NUMBER),
        Column("text", ColumnType.NUMBER, SemanticType.NUMBER),
    ]
    found = compare(before, now, columns, Tolerances(), Silent())
    assert [item.verdict for item in found] == [
        Verdict.NOT_CHECKED,
        Verdict.NOT_CHECKED,
        Verdict.NOT_CHECKED,
        Verdict.CANNOT_TELL,
        Verdict.CANNOT_TELL,
    ]
    assert "The current table has no column gone." in found[3].reason
    assert "holds text" in found[4].reason
    assert all(item.reason for item in found)


def test_booleans_are_two_categories_whatever_their_dtype(drift):
    before = np.array([True, False] * 500)
    now = np.array([True, True, False, None] * 200, dtype=object)
    found = drift(before, now, BOOLEAN)
    assert {name for name, _ in found.reference_top} == {"true", "false"}
    assert found.verdict is Verdict.DRIFT
    nullable = pd.array([True, False, None, True] * 200, dtype="boolean")
    assert drift(before, nullable, BOOLEAN).n_current == 600


def test_p_values_are_adjusted_over_the_columns():
    rng = np.random.default_rng(8)
    names = [f"x{i}" for i in range(20)]
    before = pd.DataFrame({name: rng.normal(size=300) for name in names})
    now = pd.DataFrame({name: rng.normal(size=300) for name in names})
    columns = [Column(name, ColumnType.NUMBER, SemanticType.NUMBER) for name in names]
    found = compare(before, now, columns, Tolerances(), Silent())
    assert all(item.adjusted_p >= item.p_value for item in found)
    smallest = min(found, key=lambda item: item.p_value)
    assert smallest.adjusted_p > smallest.p_value


def test_without_drift_there_are_few_alarms():
    alarms = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        n, m = (500, 300) if seed % 2 else (150, 120)

        def table(size: int, rng=rng) -> pd.DataFrame:
            return pd.DataFrame(
                {
                    "a": rng.normal(size=size),
                    "b": rng.lognormal(size=size),
                    "c": rng.integers(0, 12, size),
                    "d": rng.choice(list("pqrstu"), size),
                    "e": np.where(rng.random(size) < 0.1, np.nan, rng.uniform(size=size)),
                }
            )

        columns = [
            Column("a", ColumnType.NUMBER, SemanticType.NUMBER),
            Column("b", ColumnType.NUMBER, SemanticType.NUMBER),
            Column("c", ColumnType.INTEGER, SemanticType.INTEGER),
            Column("d", *CATEGORY),
            Column("e", ColumnType.NUMBER, SemanticType.NUMBER),
        ]
        found = compare(table(n), table(m), columns, Tolerances(), Silent())
        alarms += any(item.verdict is Verdict.DRIFT for item in found)
    # Benjamini–Hochberg promises at most 5 % of comparisons; 40 of them give 2 on average.
    assert alarms <= 4


def test_the_same_tables_give_the_same_answers(bikes):
    columns = [
        Column("weathersit", *CATEGORY),
        Column("hum", ColumnType.NUMBER, SemanticType.NUMBER),
    ]
    once = compare(*bikes, columns, Tolerances(), Silent())
    assert compare(*bikes, columns, Tolerances(), Silent()) == once


def test_histograms_and_categories_hold_every_value(bikes):
    columns = [
        Column("casual", ColumnType.INTEGER, SemanticType.INTEGER),
        Column("mnth", *CATEGORY),
    ]
    number, category = compare(*bikes, columns, Tolerances(), Silent())
    before, now = number.reference_histogram, number.current_histogram
    assert before.edges == now.edges
    assert sum(before.counts) == number.n_reference == len(bikes[0])
    assert sum(now.counts) == number.n_current == 744
    assert [name for name, _ in category.reference_top] == [n for n, _ in category.current_top]
    assert sum(count for _, count in category.reference_top) == len(bikes[0])


def test_many_categories_are_pooled_for_the_picture(drift):
    rng = np.random.default_rng(6)
    values = rng.integers(0, 40, 2000).astype(str).astype(object)
    found = drift(values, values, CATEGORY)
    assert len(found.reference_top) == 13
    assert found.reference_top[-1][0] == "28 others"
    assert sum(count for _, count in found.reference_top) == 2000


class OneAtATime:
    """A table that is never in memory as a whole."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.asked: list[str] = []

    def __contains__(self, name: object) -> bool:
        return name in self.frame

    def __getitem__(self, name: str) -> pd.Series:
        self.asked.append(name)
        return self.frame[name]


def test_columns_may_be_handed_out_one_at_a_time(bikes):
    columns = [
        Column(name, ColumnType.NUMBER, SemanticType.NUMBER) for name in ("temp", "hum", "bikers")
    ]
    sources = [OneAtATime(table) for table in bikes]
    found = compare(*sources, columns, Tolerances(), Silent())
    assert found == compare(*bikes, columns, Tolerances(), Silent())
    assert sorted(sources[0].asked) == ["bikers", "hum", "temp"]


class Impatient(Silent):
    def step(self, step) -> None:
        if step.done == 1:
            raise Cancelled


def test_it_can_be_stopped_between_columns(bikes):
    columns = [Column("temp", ColumnType.NUMBER, SemanticType.NUMBER)] * 5
    with pytest.raises(Cancelled):
        compare(*bikes, columns, Tolerances(), Impatient())
