"""The deeper profile: shape, gaps, spellings, keys, associations, personal data."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.stats.contingency import association as scipy_association

from mlops_desktop.core.codec import from_json, to_json
from mlops_desktop.core.dataset import Profile, SemanticType, Severity
from mlops_desktop.core.profile_parts import (
    AssociationMethod,
    Confidence,
    PersonalKind,
    TableFacts,
)
from mlops_desktop.data.personal import is_iban
from mlops_desktop.data.profile_findings import fact_findings
from mlops_desktop.data.profiling import national_ids
from mlops_desktop.data.profiling.association import correlation_ratio, cramers_v, mean_ranks
from mlops_desktop.data.profiling.ordinal import integer_order, text_order
from mlops_desktop.data.profiling.sampling import choose_rows
from mlops_desktop.data.table import read_frame


def column(done, name: str):
    return next(item for item in done.result.profile.columns if item.name == name)


def pair(done, first: str, second: str):
    found = done.result.profile.facts.associations
    return next(
        item
        for item in found.pairs
        if {found.columns[item.first], found.columns[item.second]} == {first, second}
    )


# One column -----------------------------------------------------------------------------------


def test_moments_agree_with_scipy(bikes) -> None:
    frame = read_frame(bikes.table)
    for name in ("temp", "hum", "casual", "bikers"):
        values = frame[name].to_numpy(float)
        found = column(bikes, name)
        assert found.skewness == pytest.approx(stats.skew(values, bias=False), rel=1e-9)
        assert found.kurtosis == pytest.approx(stats.kurtosis(values, bias=False), rel=1e-9)
        assert found.zeros == int((values == 0).sum())
        assert found.negatives == int((values < 0).sum())


def test_outliers_lie_beyond_one_and_a_half_box_lengths(imported) -> None:
    # Quartiles 2.25 and 6.75: the fences stand 6.75 beyond them.
    done = imported("x\n" + "\n".join(map(str, [1, 2, 3, 4, 5, 6, 7, 8, 40, -30])) + "\n")
    found = column(done, "x").outliers
    assert (found.low_fence, found.high_fence) == pytest.approx((-4.5, 13.5))
    assert (found.below, found.above) == (1, 1)
    assert (found.lowest, found.highest) == ((-30.0,), (40.0,))
    assert (column(done, "x").negatives, column(done, "x").zeros) == (1, 0)


def test_lengths_are_counted_in_characters(imported) -> None:
    found = column(imported("t\nä\nabc\n\nabcde\n"), "t").lengths
    assert (found.low, found.mean, found.high) == (1, 3.0, 5)


def test_an_hourly_clock_with_missing_hours(imported) -> None:
    hours = [n for n in range(48) if n not in (5, 6, 30)]
    lines = [f"2020-03-{1 + n // 24:02} {n % 24:02}:00,{n}" for n in hours]
    done = imported("at,n\n" + "\n".join(lines) + "\n")
    found = column(done, "at").spacing
    assert (found.step, found.seconds, found.gaps, found.missing) == ("hourly", 3600.0, 2, 3)
    first = found.largest[0]
    assert (first.start, first.end, first.missing) == (
        "2020-03-01T04:00:00",
        "2020-03-01T07:00:00",
        2,
    )
    assert done.finding("time_gaps").title == "at: hourly, 3 steps missing"


def test_days_weeks_and_months_are_recognised(imported) -> None:
    for step, frequency in (("daily", "D"), ("weekly", "W-MON"), ("monthly", "MS")):
        days = pd.date_range("2019-01-01", periods=40, freq=frequency).delete(7)
        done = imported("d\n" + "\n".join(days.strftime("%Y-%m-%d")) + "\n")
        found = column(done, "d").spacing
        assert (found.step, found.gaps, found.missing) == (step, 1, 1)


def test_dates_without_a_step_have_none(imported) -> None:
    days = ["2020-01-01", "2020-01-02", "2020-01-09", "2020-03-01", "2021-01-01"]
    found = column(imported("d\n" + "\n".join(days) + "\n"), "d").spacing
    assert (found.step, found.missing) == ("", 0)
    assert found.largest[0].start == "2020-03-01"


def test_one_city_in_three_spellings_is_noticed(imported) -> None:
    rows = ["Berlin"] * 20 + ["berlin "] * 3 + ["BERLIN"] * 2 + ["Paris"] * 20
    done = imported("city,n\n" + "\n".join(f'"{c}",{n}' for n, c in enumerate(rows)) + "\n")
    assert column(done, "city").variants == ((("Berlin", 20), ("berlin ", 3), ("BERLIN", 2)),)
    assert done.finding("variants").severity is Severity.WARN


def test_categories_with_an_order_are_ordinal(imported) -> None:
    rows = ["medium", "low", "high", "low"] * 10
    done = imported("risk,n\n" + "\n".join(f"{c},{n}" for n, c in enumerate(rows)) + "\n")
    found = column(done, "risk")
    assert found.semantic is SemanticType.ORDINAL
    assert found.order == ("low", "medium", "high")
    assert done.columns["risk"].semantic is SemanticType.ORDINAL


@pytest.mark.parametrize(
    ("name", "values", "order"),
    [
        ("size", ["XL", "S", "M", "L"], ("S", "M", "L", "XL")),
        ("age", ["65+", "18-34", "<18", "35-64"], ("<18", "18-34", "35-64", "65+")),
        ("cabin", ["2nd class", "1st class", "3rd class"], ("1st class", "2nd class", "3rd class")),
        ("grade", ["B", "A", "A+", "C-"], ("C-", "B", "A", "A+")),
        ("answer", ["Agree", "Disagree", "Neutral"], ("Disagree", "Neutral", "Agree")),
        ("colour", ["red", "green", "blue"], ()),
        ("blood", ["A", "B", "C"], ()),
    ],
)
def test_orders_are_known_where_they_are_certain(name, values, order) -> None:
    assert text_order(name, values) == order


def test_whole_numbers_are_grades_only_when_called_so() -> None:
    assert integer_order("rating", 1, 5, 5) == ("1", "2", "3", "4", "5")
    assert integer_order("district", 1, 5, 5) == ()


# The table ------------------------------------------------------------------------------------


def test_repeated_rows_are_counted(imported) -> None:
    done = imported("a,b\n1,x\n2,y\n1,x\n1,x\n2,\n")
    assert done.result.profile.facts.duplicates == 2
    assert done.finding("duplicates").title == "2 rows repeat another"
    assert done.result.profile.facts.keys == ()


def test_one_repeated_row_is_said_in_the_singular(imported) -> None:
    assert imported("a,b\n1,x\n2,y\n1,x\n").finding("duplicates").title == "1 row repeats another"


def test_a_pair_of_columns_that_tells_rows_apart_is_a_key(bikes) -> None:
    frame = read_frame(bikes.table)
    keys = [key.columns for key in bikes.result.profile.facts.keys]
    assert keys == [("day", "hr")]
    assert not frame.duplicated(["day", "hr"]).any()


def test_a_pair_that_fails_on_the_last_row_is_no_key(imported) -> None:
    lines = [f"{n // 60},{n % 60},{n % 7}" for n in range(3_600)]
    lines.append("0,0,6")
    done = imported("a,b,c\n" + "\n".join(lines) + "\n")
    assert ("a", "b") not in [key.columns for key in done.result.profile.facts.keys]


def test_pairs_that_were_not_tried_are_said() -> None:
    (told,) = fact_findings(TableFacts(duplicates=0, keys=(), keys_cut=True))
    assert told.title == "No key was found, and not every pair of columns was tried"
    assert fact_findings(TableFacts(duplicates=0, keys=(), keys_cut=False)) == ()


def test_a_single_key_makes_pairs_needless(imported) -> None:
    done = imported("id,a,b\n" + "\n".join(f"k{n},{n // 8},{n % 8}" for n in range(64)) + "\n")
    assert [key.columns for key in done.result.profile.facts.keys] == [("id",)]


def test_columns_that_are_missing_together_are_grouped(imported) -> None:
    lines = []
    for n in range(200):
        gone = n % 10 == 0
        lines.append(
            f"{'' if gone else n},{'' if gone and n != 50 else n * 2},{'' if n % 7 == 3 else 1}"
        )
    done = imported("a,b,c\n" + "\n".join(lines) + "\n")
    (group,) = done.result.profile.facts.missing_together
    assert (group.columns, group.every, group.some) == (("a", "b"), 19, 20)


def test_associations_of_numbers_agree_with_pandas(bikes) -> None:
    frame = read_frame(bikes.table)
    for first, second in (("temp", "atemp"), ("temp", "bikers"), ("hum", "casual")):
        found = pair(bikes, first, second)
        assert found.method is AssociationMethod.PEARSON
        assert found.value == pytest.approx(frame[first].corr(frame[second]), abs=1e-6)
        rank = frame[first].corr(frame[second], method="spearman")
        assert found.rank == pytest.approx(rank, abs=1e-6)
        assert found.rows == 500


def test_associations_leave_rows_with_gaps_out(imported) -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=300)
    frame = pd.DataFrame({"x": x, "y": (x + rng.normal(size=300)).round(1), "z": x**3})
    frame.loc[rng.random(300) < 0.2, "x"] = np.nan
    frame.loc[rng.random(300) < 0.1, "y"] = np.nan
    done = imported(frame.to_csv(index=False))
    for first, second in (("x", "y"), ("x", "z"), ("y", "z")):
        found, both = pair(done, first, second), frame[[first, second]].dropna()
        assert found.rows == len(both)
        assert found.value == pytest.approx(both[first].corr(both[second]), abs=1e-6)
        rank = stats.spearmanr(both[first], both[second]).statistic
        assert found.rank == pytest.approx(rank, abs=1e-6)


def test_cramers_v_is_scipys_with_the_correction_for_bias() -> None:
    table = np.array([[30, 10, 5], [4, 40, 11]])
    n, (rows, columns) = table.sum(), table.shape
    square = scipy_association(table, method="cramer") ** 2 * (min(rows, columns) - 1)
    corrected = max(0, square - (rows - 1) * (columns - 1) / (n - 1))
    tall, wide = (k - (k - 1) ** 2 / (n - 1) for k in (rows, columns))
    expected = np.sqrt(corrected / (min(tall, wide) - 1))
    assert cramers_v(table) == pytest.approx(expected, rel=1e-12)
    assert cramers_v(np.array([[5, 5], [5, 5]])) == 0.0
    assert cramers_v(np.array([[5, 5]])) is None


def test_the_correlation_ratio_of_a_hand_calculated_example() -> None:
    # Algebra 45 70 29 15 21, geometry 40 20 30 42, statistics 65 95 80 70 85 73: η² = 6780/9640.
    values = [45, 70, 29, 15, 21, 40, 20, 30, 42, 65, 95, 80, 70, 85, 73]
    groups = np.repeat([0, 1, 2], [5, 4, 6]).astype(np.int32)
    found = correlation_ratio(groups, np.array(values, float), 3)
    assert found**2 == pytest.approx(6780 / 9640)


def test_equal_values_share_their_mean_rank() -> None:
    codes = np.array([1, 0, 1, 2], np.int32)
    assert mean_ranks(codes, 3).tolist() == [2.5, 1.0, 2.5, 4.0]


def test_a_long_table_is_associated_from_a_sample_that_is_said(imported) -> None:
    rows = 60_000
    text = "n,x,w\n" + "".join(f"{n % 977},{(n % 977) * 2 + n % 3},w{n % 3}\n" for n in range(rows))
    found = imported(text).result.profile.facts.associations
    assert found.is_sample
    assert found.rows == pytest.approx(50_000, rel=0.01)
    sample = choose_rows(rows, 3)
    assert len(sample.places()) == found.rows


def test_the_sample_is_the_same_in_sql_and_numpy(bikes) -> None:
    import duckdb

    rows = choose_rows(200_000, 20)
    with duckdb.connect() as engine:
        found = engine.execute(f"SELECT i FROM range(200000) t(i) WHERE {rows.sql('i')} ORDER BY i")
        assert [item for (item,) in found.fetchall()] == rows.places().tolist()


# Personal data --------------------------------------------------------------------------------


def test_ibans_are_told_by_their_check_digits(imported) -> None:
    assert is_iban("DE89 3704 0044 0532 0130 00")
    assert is_iban("GB82WEST12345698765432")
    assert not is_iban("DE88 3704 0044 0532 0130 00")
    done = imported("a,n\n" + "DE89370400440532013000,1\nGB82WEST12345698765432,2\n" * 5)
    sign = column(done, "a").personal
    assert (sign.kind, sign.confidence) == (PersonalKind.IBAN, Confidence.CERTAIN)


def test_identity_numbers_are_told_by_check_digits_or_form() -> None:
    assert national_ids.is_checked("12345678Z")
    assert not national_ids.is_checked("12345678A")
    assert national_ids.is_checked("811228-9874")
    assert national_ids.is_written("078-05-1120")
    assert not national_ids.is_written("000-05-1120")


def test_names_of_people_need_a_telling_column(imported) -> None:
    lines = [f"Anna Schmidt{chr(97 + n)},New York{chr(97 + n)},{n}" for n in range(20)]
    done = imported("last_name,place,n\n" + "\n".join(lines) + "\n")
    assert column(done, "last_name").personal.kind is PersonalKind.NAME
    assert column(done, "last_name").personal.confidence is Confidence.LIKELY
    assert column(done, "place").personal is None


def test_streets_are_noticed_without_a_telling_name(imported) -> None:
    lines = [f"Lange Straße {n}" for n in range(1, 30)]
    done = imported("x,n\n" + "\n".join(f"{text},1" for text in lines) + "\n")
    assert column(done, "x").personal.kind is PersonalKind.ADDRESS


def test_nothing_of_a_personal_value_stays_in_the_profile(imported) -> None:
    lines = [f"anna{n % 5}@example.org,+49 228 {n:05d} 11,{n}" for n in range(30)]
    done = imported("contact,call,n\n" + "\n".join(lines) + "\n")
    profile = done.result.profile
    assert "example" not in json.dumps(to_json(profile))
    assert "+49" not in json.dumps(to_json(profile))
    assert column(done, "contact").top == (("aaaa9@aaaaaaa.aaa", 30),)
    assert profile.head == ()
    assert "almost certainly e-mail addresses" in done.finding("personal").detail


# Versions of profiles -------------------------------------------------------------------------


def test_a_profile_of_the_first_method_is_still_read(bikes) -> None:
    old = to_json(bikes.result.profile)
    old["method"] = "profile/1"
    del old["facts"]
    for item in old["columns"]:
        for key in list(item):
            if key in ("skewness", "outliers", "lengths", "spacing", "order", "personal"):
                del item[key]
    read = from_json(Profile, old)
    assert (read.method, read.facts) == ("profile/1", None)
    assert read.columns[0].skewness is None


def test_a_profile_survives_being_stored(bikes) -> None:
    profile = bikes.result.profile
    assert profile.method == "profile/2"
    assert from_json(Profile, json.loads(json.dumps(to_json(profile)))) == profile
