"""What each step makes, by values that were worked out by hand."""

from __future__ import annotations

import hashlib
import math
from datetime import date, datetime

import pytest
from recipes.bench import Table, table

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes import column_steps as c
from mlops_desktop.core.recipes import row_steps as r
from mlops_desktop.core.recipes import table_steps as t
from mlops_desktop.core.recipes import text_steps as x
from mlops_desktop.core.recipes import value_steps as v
from mlops_desktop.core.recipes.step import StepProblem

A, F = t.Aggregation, t.Function


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_two_columns_can_swap_their_names(run) -> None:
    made = run(c.Rename((("a", "b"), ("b", "a"))), table("a:integer, b:integer", (1, 2)))
    assert made.names == ["b", "a"]
    assert made.rows == [(1, 2)]


def test_only_whole_numbers_become_whole_numbers_and_the_others_are_counted(run) -> None:
    given = table("a:number", (1.0,), (2.5,), (None,), (-7.0,), (1e300,), (9.3e18,))
    made = run(c.Cast(("a",), ColumnType.INTEGER), given)
    assert made.values("a") == [1, None, None, -7, None, None]
    assert made.outcomes[0].lost == (("a", 3),)


def test_a_value_that_must_not_be_lost_stops_the_recipe_and_is_named(run) -> None:
    given = table("a:text", ("1",), ("x1",), ("y",))
    with pytest.raises(UserError) as stopped:
        run(
            [c.DropColumns(("b",)), c.Cast(("a",), ColumnType.INTEGER, c.BadValues.REFUSE)],
            table("a:text, b:text", *((row[0], "") for row in given.rows)),
        )
    assert stopped.value.code == "recipe.bad_values"
    assert "Step 2 (“Store a as whole number”) was stopped: 2 values of column “a”" in str(
        stopped.value
    )
    assert "“x1”" in stopped.value.message


@pytest.mark.parametrize(
    ("kind", "texts", "values"),
    [
        ("integer", ["007", " 12 ", "1.0", "1_0", ""], [7, 12, None, None, None]),
        ("number", ["12.5", "1e3", "inf", "1,5", "nan"], [12.5, 1000.0, None, None, None]),
        ("boolean", ["yes", "F", "0", "maybe"], [True, False, False, None]),
        ("date", ["2011-12-31", "31/12/2011", "2011-02-29"], [date(2011, 12, 31), None, None]),
        ("datetime", ["2011-12-31 23:59", "epoch"], [at("2011-12-31 23:59"), None]),
    ],
)
def test_texts_become_values_only_where_they_mean_exactly_that(run, kind, texts, values) -> None:
    made = run(c.Cast(("a",), ColumnType(kind)), table("a:text", *((text,) for text in texts)))
    assert made.values("a") == values


def test_values_are_written_as_texts_the_way_they_are_shown(run) -> None:
    given = table(
        "n:number, w:number, b:boolean, d:date, u:datetime@UTC, l:datetime",
        (2.0, 0.1, True, date(2013, 1, 2), at("2013-01-02 03:04:05"), at("2013-01-02 03:04")),
    )
    made = run(c.Cast(tuple(given.names), ColumnType.TEXT), given)
    assert made.rows == [
        ("2", "0.1", "true", "2013-01-02", "2013-01-02T03:04:05Z", "2013-01-02T03:04:00")
    ]


def test_a_date_cannot_become_a_number(run) -> None:
    with pytest.raises(UserError) as refused:
        run(c.Cast(("d",), ColumnType.NUMBER), table("d:date"))
    assert refused.value.code == "recipe.wrong_type"
    assert "column “d” holds dates, but" in refused.value.message


def test_a_hash_is_the_sha_256_of_salt_and_value(run) -> None:
    made = run(c.Mask(("a",), c.Masking.HASH, "salt"), table("a:integer", (7,), (None,), (7,)))
    expected = hashlib.sha256(b"salt7").hexdigest()
    assert made.values("a") == [expected, None, expected]


def test_of_a_name_only_the_first_letter_stays(run) -> None:
    made = run(c.Mask(("a",), c.Masking.FIRST_LETTER), table("a:text", ("Özil",), (None,)))
    assert made.values("a") == ["Ö…", None]


def test_of_a_number_only_the_last_4_stay_and_as_many_are_hidden(run) -> None:
    given = ("DE68 2105", " 12345678 ", "1234567", "", None)
    made = run(c.Mask(("a",), c.Masking.LAST_FOUR), table("a:text", *((value,) for value in given)))
    assert made.values("a") == ["…2105", "…5678", "…", "…", None]


def test_a_blanked_column_keeps_its_place_and_type_and_comes_from_nothing(run) -> None:
    made = run(c.Mask(("a",), c.Masking.BLANK), table("a:integer, b:text", (7, "x"), (None, "y")))
    assert made.values("a") == [None, None]
    assert [column.type for column in made.columns] == [ColumnType.INTEGER, ColumnType.TEXT]
    assert made.fields[0].sources == frozenset()


def test_sorting_is_stable_and_missing_values_come_last(run) -> None:
    given = table(
        "a:integer, b:text", (2, "x"), (None, "y"), (1, "z"), (2, "u"), (None, "v"), (1, "w")
    )
    up = run(r.Sort(("a",)), given)
    down = run(r.Sort(("a",), ("a",)), given)
    assert up.values("b") == ["z", "w", "x", "u", "y", "v"]
    assert down.values("b") == ["x", "u", "z", "w", "y", "v"]


@pytest.mark.parametrize(("keep", "left"), [("first", [0, 1, 3]), ("last", [2, 3, 4])])
def test_of_equal_rows_the_first_or_last_stays_in_its_place(run, keep, left) -> None:
    given = table("k:text, n:integer", ("a", 0), (None, 1), ("a", 2), ("b", 3), (None, 4))
    made = run(r.Deduplicate(("k",), r.Keep(keep)), given)
    assert made.values("n") == left
    assert made.outcomes[0].rows_before == 5


def test_a_sample_has_exactly_as_many_rows_in_their_order_and_depends_on_the_seed(run) -> None:
    given = table("n:integer", *((at,) for at in range(100)))
    one, again = (run(r.Sample(rows=30, seed=1), given).values("n") for _ in range(2))
    other = run(r.Sample(rows=30, seed=2), given).values("n")
    assert len(one) == len(other) == 30
    assert one == again == sorted(one)
    assert one != other
    assert len(run(r.Sample(fraction=0.255), given).rows) == 26
    assert len(run(r.Sample(rows=1000), given).rows) == 100


def test_a_sample_draws_the_smallest_md5_of_seed_and_place(run) -> None:
    given = table("n:integer", *((at,) for at in range(50)))

    def mark(place: int) -> int:
        return int.from_bytes(hashlib.md5(f"7:{place}".encode()).digest()[8:], "little")  # noqa: S324

    expected = sorted(sorted(range(50), key=mark)[:9])
    assert run(r.Sample(rows=9, seed=7), given).values("n") == expected


def test_a_sample_after_a_filter_draws_from_the_places_that_are_left(run) -> None:
    given = table("n:integer", *((at % 2,) for at in range(40)))
    kept = r.Deduplicate(("n",))
    assert len(run([kept, r.Sample(fraction=0.5)], given).rows) == 1


def test_an_ordered_split_labels_the_last_rows_and_missing_ones_come_first(run) -> None:
    given = table("d:integer", (5,), (None,), (3,), (5,), (1,))
    made = run(r.Split("part", 0.4, r.Splitting.ORDERED, order="d"), given)
    assert made.values("part") == ["test", "train", "train", "test", "train"]


def test_a_random_split_has_exactly_the_share(run) -> None:
    given = table("n:integer", *((at,) for at in range(200)))
    made = run(r.Split("part", 0.25, seed=5), given)
    assert made.values("part").count("test") == 50
    assert made.values("n") == list(range(200))


WIND = table(
    "g:text, w:number, n:integer",
    ("a", 1.0, 1),
    ("a", None, 2),
    ("b", 4.0, None),
    ("a", 2.0, 4),
    (None, None, 4),
    (None, 10.0, 1),
    ("c", None, None),
)


def test_missing_values_are_filled_with_the_median_of_their_group(run) -> None:
    made = run(v.FillMissing(("w",), v.Filling.MEDIAN, by=("g",)), WIND)
    assert made.values("w") == [1.0, 1.5, 4.0, 2.0, 10.0, 10.0, None]
    fitted = {item.group: item.value for item in made.outcomes[0].fitted}
    assert fitted == {("a",): 1.5, ("b",): 4.0, ("c",): None, (None,): 10.0}
    assert made.outcomes[0].fitted_count == 4


def test_the_mean_of_whole_numbers_makes_numbers(run) -> None:
    made = run(v.FillMissing(("n",), v.Filling.MEAN), WIND)
    assert made.columns[2].type is ColumnType.NUMBER
    assert made.values("n") == [1.0, 2.0, 2.4, 4.0, 4.0, 1.0, 2.4]
    assert made.outcomes[0].fitted[0].value == 2.4


def test_of_values_that_are_equally_frequent_the_smallest_fills(run) -> None:
    made = run(v.FillMissing(("n",), v.Filling.MODE), WIND)
    assert made.values("n") == [1, 2, 1, 4, 4, 1, 1]


def test_the_last_value_before_fills_in_the_order_of_a_column(run) -> None:
    given = table(
        "t:integer, g:text, w:number",
        (4, "a", None), (1, "a", 1.0), (2, "b", None),
        (3, "a", 3.0), (5, "b", None), (0, "a", None),
    )  # fmt: skip
    made = run(v.FillMissing(("w",), v.Filling.FORWARD, order="t"), given)
    assert made.values("w") == [3.0, 1.0, 1.0, 3.0, 3.0, None]
    grouped = run(v.FillMissing(("w",), v.Filling.FORWARD, by=("g",), order="t"), given)
    assert grouped.values("w") == [3.0, 1.0, None, 3.0, None, None]


def test_a_constant_must_be_of_the_columns_type(run) -> None:
    with pytest.raises(UserError) as refused:
        run(v.FillMissing(("n",), v.Filling.CONSTANT, "many"), WIND)
    assert "“many” does not fit n, which holds whole numbers" in refused.value.message
    assert refused.value.hint == "Correct “Value” in this step."


NUMBERS = table("a:number", *((value,) for value in (0.0, 1.0, 2.0, 3.0, 4.0, 10.0, None, -1.0)))


def test_bins_of_equal_width_hold_their_lower_edge_and_the_last_both(run) -> None:
    made = run(v.Bin("a", "b", v.Binning.WIDTH, 2), NUMBERS)
    low, high = "[-1, 4.5)", "[4.5, 10]"
    assert made.values("b") == [low, low, low, low, low, high, None, low]
    assert [item.value for item in made.outcomes[0].fitted] == [-1.0, 4.5, 10.0]


def test_given_edges_count_what_lies_outside(run) -> None:
    step = v.Bin("a", "b", v.Binning.EDGES, edges=(0, 2, 4), labels=("low", "high"))
    made = run(step, NUMBERS)
    assert made.values("b") == ["low", "low", "high", "high", "high", None, None, None]
    assert made.outcomes[0].lost == (("b", 2),)


def test_quantile_bins_merge_equal_edges(run) -> None:
    given = table("a:integer", *((value,) for value in (1, 1, 1, 1, 1, 2, 3)))
    made = run(v.Bin("a", "b", v.Binning.QUANTILE, 4), given)
    assert [item.value for item in made.outcomes[0].fitted] == [1.0, 1.5, 3.0]
    assert made.values("b") == ["[1, 1.5)"] * 5 + ["[1.5, 3]"] * 2


def test_values_are_replaced_and_the_others_become_missing_or_stay(run) -> None:
    given = table("a:integer", (1,), (2,), (None,))
    keep = run(v.MapValues("a", (("1", "one"),)), given)
    lose = run(v.MapValues("a", (("1", "one"),), v.Otherwise.MISSING), given)
    rest = run(v.MapValues("a", (("1", "one"),), v.Otherwise.VALUE, "other"), given)
    assert keep.values("a") == ["one", "2", None]
    assert lose.values("a") == ["one", None, None]
    assert lose.outcomes[0].lost == (("a", 1),)
    assert rest.values("a") == ["one", "other", None]


def test_limits_of_whole_numbers_are_rounded_inwards(run) -> None:
    given = table("a:integer", (0,), (1,), (5,), (9,), (None,))
    assert run(v.Clip(("a",), low=0.5, high=7.5), given).values("a") == [1, 1, 5, 7, None]


def test_outliers_beyond_the_interquartile_range_become_missing(run) -> None:
    given = table("a:number", *((float(value),) for value in (1, 2, 3, 4, 100)))
    made = run(v.Clip(("a",), v.Clipping.IQR, outside=v.Outside.MISSING), given)
    assert made.values("a") == [1.0, 2.0, 3.0, 4.0, None]
    assert [item.value for item in made.outcomes[0].fitted] == [-1.0, 7.0]
    assert made.outcomes[0].lost == (("a", 1),)


def test_quantiles_are_of_type_seven(run) -> None:
    given = table("a:number", *((float(value),) for value in (10, 20, 30, 40)))
    made = run(v.Clip(("a",), v.Clipping.QUANTILE, 0.25, 0.75), given)
    assert made.values("a") == [17.5, 20.0, 30.0, 32.5]


def test_dates_are_read_in_the_stated_order_and_what_does_not_fit_is_counted(run) -> None:
    given = table("a:text", ("01/02/2013",), ("31.12.2012",), ("5-6-2011",), ("1/2/13",), ("x",))
    day = run(x.ParseDates(("a",), x.DateOrder.DAY), given)
    month = run(x.ParseDates(("a",), x.DateOrder.MONTH), given)
    assert day.values("a") == [date(2013, 2, 1), date(2012, 12, 31), date(2011, 6, 5), None, None]
    assert month.values("a") == [date(2013, 1, 2), None, date(2011, 5, 6), None, None]
    assert day.outcomes[0].lost == (("a", 2),)


def test_clock_times_of_a_zone_are_stored_in_utc(run) -> None:
    given = table("a:text", ("2013-07-01 12:00",), ("2013-01-01 12:00",))
    step = x.ParseDates(("a",), result=x.DateResult.DATETIME, zone="America/New_York")
    made = run(step, given)
    assert made.values("a") == [at("2013-07-01 16:00"), at("2013-01-01 17:00")]
    assert made.columns[0].zone == "UTC"


def test_whole_numbers_are_read_as_dates_by_a_pattern_only(run) -> None:
    given = table("a:integer", (20131231,), (20131301,))
    made = run(x.ParseDates(("a",), x.DateOrder.PATTERN, "%Y%m%d"), given)
    assert made.values("a") == [date(2013, 12, 31), None]
    with pytest.raises(UserError, match="only a pattern"):
        run(x.ParseDates(("a",)), given)
    with pytest.raises(UserError, match="“%Q”"):
        run(x.ParseDates(("a",), x.DateOrder.PATTERN, "%Q"), given)


def test_parts_of_a_time_are_those_of_the_zones_calendar(run) -> None:
    given = table("t:datetime@UTC", (at("2013-01-01 03:30"),), (None,))
    parts = (x.DatePart.DATE, x.DatePart.WEEKDAY, x.DatePart.WEEK, x.DatePart.HOUR)
    made = run(x.DateParts("t", parts, "America/New_York"), given)
    assert made.names == ["t", "t_date", "t_weekday", "t_week", "t_hour"]
    assert made.rows[0][1:] == (date(2012, 12, 31), 1, 1, 22)
    assert made.rows[1][1:] == (None, None, None, None)


def test_times_in_utc_need_a_zone_and_others_take_none(run) -> None:
    with pytest.raises(UserError) as needed:
        run(x.DateParts("t", (x.DatePart.DAY,)), table("t:datetime@UTC"))
    assert needed.value.code == "recipe.zone_needed"
    with pytest.raises(UserError) as not_needed:
        run(x.DateParts("t", (x.DatePart.DAY,), "Asia/Tokyo"), table("t:datetime"))
    assert not_needed.value.code == "recipe.zone_not_needed"
    with pytest.raises(UserError, match="Did you mean “America/New_York”"):
        run(x.DateParts("t", (x.DatePart.DAY,), "America/New_Yrok"), table("t:datetime@UTC"))


def test_the_last_part_of_a_text_takes_the_rest(run) -> None:
    given = table("a:text", ("x-y-z",), ("x",), ("-y",), (None,))
    made = run(x.SplitText("a", "-", ("one", "two")), given)
    assert made.values("one") == ["x", "x", None, None]
    assert made.values("two") == ["y-z", None, "y", None]


def test_texts_are_put_together_without_missing_ones(run) -> None:
    given = table("a:text, b:integer", ("x", 1), (None, 2), (None, None))
    assert run(x.JoinTexts(("a", "b"), "c", "-"), given).values("c") == ["x-1", "2", None]


def test_texts_are_cleaned_and_empty_ones_become_missing(run) -> None:
    given = table("a:text", ("  Zoë\u00a0 \t Ünal ",), ("   ",), (None,), ("ﬁ Ł",))
    made = run(x.CleanText(("a",), tuple(x.Cleaning), x.Case.LOWER), given)
    assert made.values("a")[:3] == ["zoe unal", None, None]
    assert made.outcomes[0].lost == (("a", 1),)


def test_distinct_values_are_counted_per_calendar_day_of_a_zone(run) -> None:
    given = table(
        "t:datetime@UTC, who:text",
        (at("2013-01-01 04:59"), "a"),
        (at("2013-01-01 05:00"), "a"),
        (at("2013-01-02 04:59"), "b"),
        (at("2013-01-01 12:00"), "a"),
        (at("2013-01-01 12:00"), None),
        (None, "c"),
    )
    step = t.Aggregate(
        (A(F.COUNT_DISTINCT, "who", "active"), A(F.COUNT)), time="t", zone="America/New_York"
    )
    made = run(step, given)
    assert made.names == ["day", "active", "count"]
    assert made.rows == [(date(2012, 12, 31), 1, 1), (date(2013, 1, 1), 2, 4), (None, 1, 1)]


def test_weeks_begin_on_monday_and_months_on_their_first_day(run) -> None:
    given = table("d:date", (date(2013, 3, 3),), (date(2013, 3, 4),), (date(2013, 3, 10),))
    week = run(t.Aggregate((A(F.COUNT),), time="d", calendar=t.Calendar.WEEK), given)
    month = run(t.Aggregate((A(F.COUNT),), time="d", calendar=t.Calendar.MONTH), given)
    assert week.rows == [(date(2013, 2, 25), 1), (date(2013, 3, 4), 2)]
    assert month.rows == [(date(2013, 3, 1), 3)]


def test_aggregates_leave_missing_values_out(run) -> None:
    given = table(
        "g:text, v:number",
        ("b", 1.0),
        ("a", None),
        ("b", 4.0),
        ("b", None),
        ("b", 1.0),
        (None, 2.0),
    )
    results = tuple(A(function, "v", function.value) for function in F)
    made = run(t.Aggregate((*results, A(F.COUNT, "", "rows")), ("g",)), given)
    assert made.values("g") == ["a", "b", None]
    group = dict(zip(made.names, made.rows[1], strict=True))
    assert group == {
        "g": "b", "count": 3, "count distinct": 2, "sum": 6.0, "mean": 2.0, "median": 1.0,
        "min": 1.0, "max": 4.0, "std": pytest.approx(math.sqrt(3)), "first": 1.0, "last": 1.0,
        "rows": 4,
    }  # fmt: skip
    assert made.rows[0] == ("a", 0, 0, *[None] * 8, 1)


def test_sums_of_numbers_are_exact_and_rounded_once(run) -> None:
    values = [0.1] * 10 + [1e16, 1.0, -1e16, 1e-30, 3.7, -2.25, 123456.789]
    made = run(t.Aggregate((A(F.SUM, "v"),)), table("v:number", *((value,) for value in values)))
    assert made.rows == [(math.fsum(values),)]
    tiny = [5e-324, 1e-300, -2e-310]
    made = run(t.Aggregate((A(F.SUM, "v"),)), table("v:number", *((value,) for value in tiny)))
    assert made.rows == [(math.fsum(tiny),)]


def test_a_sum_beyond_64_bits_is_refused_in_words(run) -> None:
    given = table("v:integer", (2**62,), (2**62,))
    with pytest.raises(UserError) as refused:
        run([t.Aggregate((A(F.SUM, "v"),)), c.Rename((("sum_v", "v"),))], given)
    assert refused.value.code == "recipe.overflow"


SALES = table(
    "day:integer, shop:text, sold:number",
    (1, "x", 1.0), (1, "y", 2.0), (2, "x", 3.0), (1, "x", 4.0), (2, None, 5.0),
)  # fmt: skip


def test_a_pivot_makes_a_column_of_each_value(run) -> None:
    made = run(t.Pivot(("day",), "shop", "sold"), SALES)
    assert made.names == ["day", "x", "y", "missing"]
    assert made.rows == [(1, 5.0, 2.0, None), (2, 3.0, None, 5.0)]
    assert [item.value for item in made.outcomes[0].fitted] == ["x", "y", None]


@pytest.mark.parametrize("rows", [SALES, table("day:integer, shop:text, sold:number")])
def test_a_pivot_of_texts_cannot_be_summed_whether_there_are_rows_or_not(run, rows) -> None:
    with pytest.raises(UserError) as refused:
        run(t.Pivot(("day",), "sold", "shop"), rows)
    assert refused.value.code == "recipe.wrong_type"


def test_a_pivot_of_named_values_has_exactly_these_columns(run) -> None:
    made = run(t.Pivot(("day",), "shop", "sold", F.COUNT, ("y", "z")), SALES)
    assert made.names == ["day", "y", "z"]
    assert made.rows == [(1, 1, 0), (2, 0, 0)]


def test_unpivoting_makes_rows_in_the_order_of_rows_and_columns(run) -> None:
    given = table("id:integer, a:integer, b:number", (1, 10, 0.5), (2, None, 1.5))
    made = run(t.Unpivot(("a", "b")), given)
    assert made.names == ["id", "name", "value"]
    assert made.rows == [(1, "a", 10.0), (1, "b", 0.5), (2, "a", None), (2, "b", 1.5)]


LEFT = table("k:integer, a:text", (2, "p"), (1, "q"), (None, "r"), (3, "s"), (2, "t"))
RIGHT = table("k:number, a:text, b:integer", (1.0, "u", 7), (2.0, "v", 8), (None, "w", 9))


def test_a_left_join_keeps_every_row_in_its_order(run) -> None:
    step = t.Join("right", (("k", "k"),), suffix="_right")
    made = run(step, LEFT, right=RIGHT)
    assert made.names == ["k", "a", "a_right", "b"]
    assert made.values("a") == ["p", "q", "r", "s", "t"]
    assert made.values("b") == [8, 7, None, None, 8]


def test_an_inner_join_keeps_matches_and_an_anti_join_the_rest(run) -> None:
    inner = run(t.Join("right", (("k", "k"),), t.JoinKind.INNER, ("b",)), LEFT, right=RIGHT)
    anti = run(t.Join("right", (("k", "k"),), t.JoinKind.ANTI), LEFT, right=RIGHT)
    assert inner.rows == [(2, "p", 8), (1, "q", 7), (2, "t", 8)]
    assert anti.rows == [(None, "r"), (3, "s")]


def test_a_row_that_matches_several_is_refused_unless_allowed(run) -> None:
    many = table("k:integer, c:text", (2, "one"), (5, "x"), (2, "two"), (5, "y"))
    with pytest.raises(UserError) as refused:
        run(t.Join("many", (("k", "k"),)), LEFT, many=many)
    assert "2 rows match more than one row of many; the first has k 2" in refused.value.message
    allowed = t.Join("many", (("k", "k"),), fan_out=t.FanOut.ALLOW)
    made = run([allowed, c.KeepColumns(("a", "c"))], LEFT, many=many)
    assert made.rows[:3] == [("p", "one"), ("p", "two"), ("q", None)]
    assert (made.outcomes[0].rows_before, made.outcomes[0].rows_after) == (5, 7)


def _numbered(name: str, rows: int) -> Table:
    return table(f"k:integer, {name}:integer", *((1 + at % 2, at) for at in range(rows)))


def test_a_join_that_would_make_far_too_many_rows_is_stopped_before_it_begins(run) -> None:
    join = t.Join("many", (("k", "k"),), fan_out=t.FanOut.ALLOW, most_rows=1_000)
    with pytest.raises(UserError) as refused:
        run(join, _numbered("a", 100), many=_numbered("b", 31))
    # 50 rows of each key here, 16 and 15 there.
    assert "the 100 rows here and the 31 of many would make 1,550" in refused.value.message
    assert "most of them have k 1" in refused.value.message
    assert "The limit is 1,000" in refused.value.message
    assert "Most rows" in refused.value.hint


def test_a_join_makes_as_many_rows_as_it_says_are_meant(run) -> None:
    join = t.Join("many", (("k", "k"),), fan_out=t.FanOut.ALLOW, most_rows=1_550)
    made = run(join, _numbered("a", 100), many=_numbered("b", 31))
    assert len(made.rows) == made.outcomes[0].rows_after == 1_550


def test_without_a_word_about_it_a_join_makes_ten_times_the_longer_table(run, monkeypatch) -> None:
    monkeypatch.setattr("mlops_desktop.data.recipes.joining_plans._MOST_JOINED", 100)
    join = t.Join("many", (("k", "k"),), fan_out=t.FanOut.ALLOW)
    assert len(run(join, _numbered("a", 100), many=_numbered("b", 20)).rows) == 1_000
    with pytest.raises(UserError, match=r"would make 1,050.* The limit is 1,000"):
        run(join, _numbered("a", 100), many=_numbered("b", 21))


def test_rows_without_a_match_count_among_the_rows_a_join_makes(run) -> None:
    lonely = table("k:integer, b:integer", (9, 1), (9, 2))
    join = t.Join("many", (("k", "k"),), fan_out=t.FanOut.ALLOW, most_rows=99)
    with pytest.raises(UserError, match="would make 100"):
        run(join, _numbered("a", 100), many=lonely)
    inner = t.Join("many", (("k", "k"),), t.JoinKind.INNER, fan_out=t.FanOut.ALLOW, most_rows=99)
    assert run(inner, _numbered("a", 100), many=lonely).rows == []


def test_keys_of_different_types_do_not_join(run) -> None:
    with pytest.raises(UserError) as refused:
        run(t.Join("right", (("a", "k"),)), LEFT, right=RIGHT)
    assert "“a” holds texts, “k” of right numbers" in refused.value.message


def test_a_union_matches_columns_by_name_and_widens_whole_numbers(run) -> None:
    more = table("a:text, k:number", ("z", 0.5))
    made = run(t.Union("more"), LEFT, more=more)
    assert made.rows[-2:] == [(2.0, "t"), (0.5, "z")]
    assert made.columns[0].type is ColumnType.NUMBER


def test_a_union_refuses_other_columns_unless_they_may_be_missing(run) -> None:
    more = table("k:integer, extra:text", (9, "e"))
    with pytest.raises(UserError, match="only more has the column “extra”"):
        run(t.Union("more"), LEFT, more=more)
    made = run(t.Union("more", t.OtherColumns.MISSING), LEFT, more=more)
    assert made.names == ["k", "a", "extra"]
    assert made.rows[-2:] == [(2, "t", None), (9, None, "e")]


@pytest.mark.parametrize("otherwise", list(v.Otherwise))
def test_thousands_of_replaced_values_give_what_a_few_would_and_keep_the_order(
    run, otherwise
) -> None:
    given = table("x:text", *((f"v{at * 7919 % 6000}",) for at in range(6000)), (None,), ("o'",))
    pairs = tuple((f"v{at}", f"new {at % 10} \x1f '") for at in range(5000))
    step = v.MapValues("x", pairs, otherwise, "rest" if otherwise is v.Otherwise.VALUE else "")
    made, known = run(step, given), dict(pairs)
    other = {"keep": lambda text: text, "missing": lambda _: None, "value": lambda _: "rest"}
    expected = [
        None if text is None else known.get(text) or other[otherwise.value](text)
        for text in given.values("x")
    ]
    assert made.values("x") == expected


def test_a_value_listed_twice_among_very_many_is_found() -> None:
    pairs = tuple((f"v{at}", "x") for at in range(200_000))
    with pytest.raises(StepProblem) as refused:
        v.MapValues("x", (*pairs, ("v77", "y"))).check()
    assert refused.value.facts["reason"] == "“v77” is listed twice"


def test_a_pivot_over_very_many_values_is_refused_before_it_computes_anything(run) -> None:
    given = table("g:integer, n:integer", *((at % 3, at) for at in range(3_000)))
    with pytest.raises(UserError, match=r"would make more than 1,?000 columns"):
        run(t.Pivot(("g",), "n", "n"), given)
