"""Columns that give the target away are named, good predictors are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.data.leakage import find_leaks


@pytest.fixture
def leaks(imported):
    """Find the leaks of a frame's target, by code."""

    def run(frame: pd.DataFrame, target: str) -> dict[str, tuple[str, ...]]:
        done = imported(frame.to_csv(index=False))
        found = find_leaks(done.table, done.result.columns, target)
        return {item.code + ":" + ",".join(item.columns): item.columns for item in found}

    return run


@pytest.fixture
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "area": rng.integers(20, 200, 500),
            "rooms": rng.integers(1, 7, 500),
            "city": rng.choice(["Bonn", "Köln", "Trier"], 500),
            "price": rng.normal(1_000, 200, 500).round(2),
            "sold": rng.choice(["yes", "no"], 500),
        }
    )


def test_the_parts_of_the_target_are_to_be_left_out(bikes) -> None:
    (finding,) = find_leaks(bikes.table, bikes.result.columns, "bikers")
    assert finding.title == "casual + registered = bikers"
    assert finding.columns == ("casual", "registered")


def test_a_part_is_given_away_by_the_total_and_the_rest(bikes) -> None:
    (finding,) = find_leaks(bikes.table, bikes.result.columns, "casual")
    assert finding.columns == ("bikers", "registered")


def test_clean_data_has_no_leaks(leaks, frame) -> None:
    assert leaks(frame, "price") == {}
    assert leaks(frame, "sold") == {}
    assert leaks(frame, "city") == {}


def test_a_copy_is_a_leak(leaks, frame) -> None:
    frame["again"] = frame["sold"]
    assert list(leaks(frame, "sold")) == ["copy:again"]


def test_a_code_for_each_class_is_a_leak(leaks, frame) -> None:
    frame["city_code"] = frame["city"].map({"Bonn": 1, "Köln": 2, "Trier": 3})
    assert list(leaks(frame, "city")) == ["one_to_one:city_code"]


def test_another_unit_of_the_target_is_a_leak(leaks, frame) -> None:
    frame["price_usd"] = (frame["price"] * 1.1 + 3).round(2)
    assert list(leaks(frame, "price")) == ["correlation:price_usd"]


def test_a_column_that_tells_the_class_alone_is_a_leak(leaks, frame) -> None:
    rng = np.random.default_rng(4)
    frame["notary"] = np.where(frame["sold"] == "yes", rng.choice(["A", "B"], 500), "none yet")
    frame["fee"] = np.where(
        frame["sold"] == "yes", rng.uniform(10, 20, 500), rng.uniform(0, 9, 500)
    )
    assert list(leaks(frame, "sold")) == ["alone:notary", "alone:fee"]


def test_a_good_predictor_is_not_a_leak(leaks, frame) -> None:
    rng = np.random.default_rng(5)
    frame["estimate"] = frame["price"] + rng.normal(0, 30, 500)
    frame["viewed"] = np.where(rng.uniform(size=500) < 0.95, frame["sold"], "no")
    assert leaks(frame, "price") == {}
    assert leaks(frame, "sold") == {}


def test_row_numbers_do_not_leak_because_each_is_unique(leaks, frame) -> None:
    frame["row"] = range(500)
    frame["key"] = [f"k{n}" for n in range(500)]
    assert leaks(frame, "sold") == {}
    assert leaks(frame, "price") == {}


def test_rows_without_target_do_not_matter(leaks, frame) -> None:
    frame["again"] = frame["price"]
    frame.loc[::3, "price"] = np.nan
    assert list(leaks(frame, "price")) == ["copy:again"]


def test_a_target_that_is_not_there_is_named(bikes) -> None:
    with pytest.raises(UserError, match="no column “rentals”"):
        find_leaks(bikes.table, bikes.result.columns, "rentals")


def test_numbers_that_repeat_do_not_tell_a_class_they_know_nothing_of(leaks, frame) -> None:
    rng = np.random.default_rng(6)
    many = pd.DataFrame({"n": rng.integers(0, 100, 30_000), "t": rng.choice(["a", "b"], 30_000)})
    assert leaks(many, "t") == {}
    assert leaks(frame, "rooms") == {}


def test_long_tables_are_screened_without_losing_a_leak(leaks) -> None:
    rng = np.random.default_rng(7)
    rows = 90_000
    frame = pd.DataFrame(
        {
            "x": rng.normal(size=rows).round(6),
            "zip": rng.integers(10_000, 35_000, rows),
            "noise": rng.integers(0, 9, rows),
            "word": rng.choice(["u", "v", "w"], rows),
        }
    )
    frame["town"] = "town " + (frame["zip"] % 40).astype(str)
    frame["twice"] = (frame["x"] * 2).round(6)
    assert list(leaks(frame, "town")) == ["alone:zip"]
    assert list(leaks(frame, "x")) == ["correlation:twice"]
    assert leaks(frame, "word") == {}


@pytest.mark.parametrize("largest", [1e200, 1e308])
def test_numbers_too_large_to_be_squared_are_compared_all_the_same(leaks, frame, largest) -> None:
    """A copy is found, another column is none; a warning of numpy would fail this test."""
    huge = frame["price"] / frame["price"].abs().max() * largest
    other = np.random.default_rng(8).normal(size=len(frame)) / 10 * largest
    found = leaks(frame.assign(huge=huge, twice=huge / 2, other=other), "huge")
    assert "twice" in {name for columns in found.values() for name in columns}
    assert "other" not in {name for columns in found.values() for name in columns}
