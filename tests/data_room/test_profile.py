"""The profile says what a table holds; its numbers agree with numpy and pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlops_desktop.core.dataset import ColumnType, SemanticType, Severity
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.profile import describe
from mlops_desktop.data.storing import opened, stored_view
from mlops_desktop.data.table import read_frame


def test_numbers_agree_with_numpy(bikes) -> None:
    frame = read_frame(bikes.table)
    profiles = {item.name: item for item in bikes.result.profile.columns}
    for name in ("temp", "windspeed", "casual", "bikers"):
        values = frame[name].to_numpy(float)
        found = profiles[name]
        assert (found.count, found.missing) == (500, 0)
        assert found.distinct == len(np.unique(values))
        assert (found.low, found.high) == (values.min(), values.max())
        assert found.mean == pytest.approx(values.mean(), rel=1e-12)
        assert found.std == pytest.approx(values.std(ddof=1), rel=1e-12)
        expected = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])
        assert found.quantiles == pytest.approx(expected, rel=1e-12)
        counts, edges = np.histogram(values, bins=20)
        assert found.histogram.counts == tuple(counts)
        assert found.histogram.edges == pytest.approx(edges)


def test_top_values_agree_with_pandas(bikes) -> None:
    frame = read_frame(bikes.table)
    for profile in bikes.result.profile.columns:
        counts = frame[profile.name].value_counts().to_numpy()[:20]
        assert [count for _, count in profile.top] == counts.tolist()
    weather = next(p for p in bikes.result.profile.columns if p.name == "weathersit")
    assert dict(weather.top) == frame["weathersit"].value_counts().to_dict()


def test_missing_values_are_counted_and_left_out(imported) -> None:
    done = imported("a,b\n1,x\n,x\n3,\n5,y\n")
    number, text = done.result.profile.columns
    assert (number.count, number.missing, number.distinct, number.mean) == (3, 1, 3, 3.0)
    assert (text.count, text.missing, text.distinct) == (3, 1, 2)
    assert text.top == (("x", 2), ("y", 1))


def test_dates_and_times_have_bounds_as_text(imported) -> None:
    done = imported("d,t\n2011-01-03,2011-01-03 10:00\n2011-01-01,2011-01-01 09:30:00.5\n")
    day, moment = done.result.profile.columns
    assert (day.low, day.high) == ("2011-01-01", "2011-01-03")
    assert (moment.low, moment.high) == ("2011-01-01T09:30:00.500000", "2011-01-03T10:00:00")
    assert day.mean is None
    assert day.histogram.edges[0] == pd.Timestamp("2011-01-01").timestamp()
    assert sum(day.histogram.counts) == 2
    assert dict(day.top) == {"2011-01-01": 1, "2011-01-03": 1}


def test_huge_numbers_do_not_overflow(imported) -> None:
    done = imported("x,y\n1e308,-1e308\n1e308,1e308\n1.2e308,1.2e308\n")
    first, second = done.result.profile.columns
    assert first.mean == pytest.approx(1.0666666666666666e308)
    assert first.std == pytest.approx(1.1547005383792515e307)
    assert second.histogram is None


def test_the_first_200_rows_are_kept(bikes) -> None:
    assert len(bikes.result.profile.head) == 200
    assert list(bikes.result.profile.head) == bikes.rows()[:200]


def test_long_texts_are_cut_where_they_are_only_shown(imported) -> None:
    long = "x" * 5_000
    done = imported(f"a,b\n1,{long}\n2,short\n")
    assert done.result.profile.head[0][1] == "x" * 2_000 + "…"
    assert done.result.profile.columns[1].top[1][0] == "x" * 500
    assert done.rows()[0][1] == long


def test_a_stored_table_can_be_profiled_again(bikes) -> None:
    columns = bikes.result.columns
    with opened(bikes.table, len(columns)) as engine:
        again = describe(engine, stored_view(engine, bikes.table, columns), Silent())
    assert again.columns == bikes.result.profile.columns
    assert again.head == bikes.result.profile.head


def test_a_sum_is_found_without_knowing_a_target(bikes) -> None:
    finding = bikes.finding("sum")
    assert finding.severity is Severity.BAD
    assert finding.title == "casual + registered = bikers"
    assert finding.columns == ("casual", "registered")


def test_sums_of_several_parts_are_found_among_many_columns(imported) -> None:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({f"n{k}": rng.integers(0, 1_000, 400) for k in range(30)})
    frame["total"] = frame["n3"] + frame["n7"] + frame["n20"] + frame["n21"]
    frame["net"] = (rng.normal(size=400) * 100).round(2)
    frame["tax"] = (frame["net"] * 0.19).round(2)
    frame["gross"] = frame["net"] + frame["tax"]
    done = imported(frame.to_csv(index=False))
    titles = {item.title for item in done.result.profile.findings if item.code == "sum"}
    assert titles == {"n3 + n7 + n20 + n21 = total", "net + tax = gross"}


def test_a_sum_with_one_exception_is_not_a_sum(imported) -> None:
    rows = [(n % 17 + 1, n % 23 + 2) for n in range(3_000)]
    lines = [f"{a},{b},{a + b}" for a, b in rows]
    lines[2_345] = "1,2,4"
    done = imported("a,b,c\n" + "\n".join(lines) + "\n")
    assert [item for item in done.result.profile.findings if item.code == "sum"] == []


def test_sums_hold_where_values_are_missing(imported) -> None:
    lines = [f"{n % 17},{n % 23},{n % 17 + n % 23}" for n in range(300)]
    lines[5] = "1,,7"
    done = imported("a,b,c\n" + "\n".join(lines) + "\n")
    assert done.finding("sum").title == "a + b = c"


def test_a_missing_date_and_its_parts_are_said(bikes) -> None:
    finding = bikes.finding("no_date")
    assert finding.title == "No date column"
    assert "the year is missing" in finding.detail
    assert finding.columns == ("mnth", "day", "hr")


def test_rows_and_rejects_are_said(bikes, imported) -> None:
    assert bikes.finding("rejects").title == "500 rows, 0 rejected"
    finding = imported("a,b\n1,2\n3\n").finding("rejects")
    assert finding.title == "2 rows, 1 rejected"
    assert "line 3" in finding.detail


def test_constants_gaps_and_identifiers_are_said(imported) -> None:
    lines = [f"k{n},5,{'x' if n == 3 else ''},{n % 7}" for n in range(60)]
    done = imported("key,always,rare,n\n" + "\n".join(lines) + "\n")
    assert done.finding("identifier").columns == ("key",)
    assert done.finding("constant").columns == ("always", "rare")
    assert done.finding("missing").columns == ("rare",)


def test_personal_data_is_noticed(imported, bikes) -> None:
    assert bikes.finding("personal").severity is Severity.OK
    lines = [f"p{n}@example.org,+49 228 {n:05d} 11,{n}" for n in range(30)]
    finding = imported("contact,call,n\n" + "\n".join(lines) + "\n").finding("personal")
    assert finding.severity is Severity.WARN
    assert finding.columns == ("contact", "call")
    assert "“Mask personal data”" in finding.detail


def test_dates_that_can_be_read_two_ways_are_no_phone_numbers(imported) -> None:
    days = "".join(f"0{n}/0{n}/2011,{n}\n" for n in range(1, 10))
    done = imported("day,n\n" + days)
    assert done.finding("personal").severity is Severity.OK


def test_a_name_row_of_numbers_is_doubted(imported) -> None:
    assert imported("1,2\n3,4\n5,6\n").finding("header").severity is Severity.WARN


def test_long_tables_are_described_as_short_ones_are(imported) -> None:
    rows = 60_000  # enough for two columns at once
    text = "n,x,t\n" + "".join(f"{n % 977},{n / 8},t{n % 13}\n" for n in range(rows))
    done = imported(text)
    number, share, word = done.result.profile.columns
    assert (number.distinct, share.distinct, word.distinct) == (977, rows, 13)
    assert share.mean == pytest.approx((rows - 1) / 16)
    assert share.type is ColumnType.NUMBER
    assert word.semantic is SemanticType.CATEGORY
