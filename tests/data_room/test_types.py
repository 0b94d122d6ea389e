"""A column's type holds over the whole file, and nothing is spoilt to get it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_desktop.core.dataset import ColumnType, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.table import read_frame


def _column(values, name: str = "x") -> str:
    return f"{name},k\n" + "".join(f"{value},k{n}\n" for n, value in enumerate(values))


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        (["1", "-20", "+3"], "number", 1.0),
        (["1", "-20", "300"], "integer", 1),
        (["9223372036854775807", "-9223372036854775808"], "integer", 9223372036854775807),
        (["1.5", "-2", "3e5"], "number", 1.5),
        (["true", "FALSE", "True"], "boolean", True),
        (["yes", "no", "No"], "boolean", True),
        (["0", "1", "1"], "integer", 0),
        (["2011-01-31", "2012-02-29"], "date", "2011-01-31"),
        (["31.01.2011", "28.02.2011"], "date", "2011-01-31"),
        (["31/01/2011", "1/2/2011"], "date", "2011-01-31"),
        (["1/31/2011", "2/1/2011"], "date", "2011-01-31"),
        (["2011-01-31 10:00", "2011-01-31T11:30:15.25"], "datetime", "2011-01-31T10:00:00"),
        (["31.01.2011 10:00", "01.02.2011 11:00:59"], "datetime", "2011-01-31T10:00:00"),
        (["2011-01-31", "2011-01-31 10:00"], "datetime", "2011-01-31T00:00:00"),
        (["01067", "80331"], "text", "01067"),
        (["12345678901234567890", "1"], "text", "12345678901234567890"),
        (["1,000", "2,000"], "text", "1,000"),
        (["1,000", "2,5"], "number", 1.0),
        (["1,5", "1250"], "number", 1.5),
        (["1_000", "2_000"], "text", "1_000"),
        (["0x1F", "0x2F"], "text", "0x1F"),
        (["inf", "infinity"], "text", "inf"),
        (["epoch", "2011-01-31"], "text", "epoch"),
        (["2011-02-30", "2011-13-01"], "text", "2011-02-30"),
        (["1/2/11", "3/4/11"], "text", "1/2/11"),
        (["11/12/11", "12/11/11"], "text", "11/12/11"),
        (["10:30", "11:45"], "text", "10:30"),
        ([" 1", "2 ", " 3 "], "integer", 1),
        (["", " ", "4"], "integer", None),
    ],
)
def test_values_decide_the_type(imported, values, kind, first) -> None:
    quoted = [f'"{value}"' for value in values]
    done = imported(_column(quoted))
    assert done.types["x"] == kind
    assert done.rows()[0][0] == first
    assert done.result.rejects.cells == ()


def test_times_with_a_zone_become_utc(imported) -> None:
    done = imported(_column(["2011-01-31T10:00:00+02:00", "2011-01-31 23:30:00Z"]))
    assert (done.columns["x"].type, done.columns["x"].zone) == (ColumnType.DATETIME, "UTC")
    assert [row[0] for row in done.rows()] == ["2011-01-31T08:00:00Z", "2011-01-31T23:30:00Z"]


def test_times_with_and_without_a_zone_stay_text(imported) -> None:
    done = imported(_column(["2011-01-31T10:00:00Z", "2011-01-31T10:00:00"]))
    assert done.types["x"] == "text"
    assert done.finding("mixed_zones").columns == ("x",)


def test_dates_that_can_be_read_two_ways_stay_text(imported) -> None:
    done = imported(_column(["01/02/2011", "03/04/2011"]))
    assert done.types["x"] == "text"
    assert done.finding("ambiguous_dates").columns == ("x",)


def test_one_date_that_is_sure_decides_the_order_of_all(imported) -> None:
    done = imported(_column(["01/02/2011", "03/04/2011", "25/04/2011"]))
    assert [row[0] for row in done.rows()] == ["2011-02-01", "2011-04-03", "2011-04-25"]


def test_codes_with_leading_zeros_are_never_numbers(imported) -> None:
    done = imported(_column(["80331"] * 999 + ["01067"]))
    assert done.types["x"] == "text"
    assert done.finding("codes").columns == ("x",)


def test_99_percent_must_parse(imported) -> None:
    assert imported(_column(["1"] * 99 + ["oops"])).types["x"] == "integer"
    assert imported(_column(["1"] * 98 + ["oops"] * 2)).types["x"] == "text"


def test_a_number_among_integers_makes_all_numbers_and_loses_nothing(imported) -> None:
    done = imported(_column(["1"] * 999 + ["1.5"]))
    assert done.types["x"] == "number"
    assert done.rows()[-1][0] == 1.5


def test_the_last_rows_of_a_long_file_count_too(imported) -> None:
    lines = 280_000
    head = "".join(f"{n},{n},2011-01-01\n" for n in range(lines))
    text = "a,b,c\n" + head + "1.5,x,12.01.2011\n"
    done = imported(text)
    assert done.types == {"a": "number", "b": "integer", "c": "date"}
    assert [(c.line, c.column, c.value) for c in done.result.rejects.cells] == [
        (lines + 2, "b", "x"),
        (lines + 2, "c", "12.01.2011"),
    ]


def test_a_column_that_is_empty_for_long_gets_its_type_from_the_rest(imported) -> None:
    text = "a,b\n" + "a longer text,\n" * 400_000 + "x,7\nx,NA\n"
    done = imported(text)
    assert done.types["b"] == "integer"
    assert done.result.profile.columns[1].missing == 400_001
    assert done.result.profile.columns[1].top == (("7", 1),)


def test_a_column_without_values_is_text(imported) -> None:
    done = imported("a,b\n1,\n2,\n")
    assert done.types["b"] == "text"
    assert done.rows() == [(1, None), (2, None)]
    assert done.finding("empty").columns == ("b",)


def test_na_is_missing_where_it_stands_among_numbers(imported) -> None:
    done = imported("n,land\n1,NA\nNA,DE\n3,None\n")
    assert done.result.options.missing == ("NA",)
    assert done.rows() == [(1, None), (None, "DE"), (3, "None")]
    assert done.detected("missing").value == "empty, NA"


def test_na_is_a_value_where_nothing_says_otherwise(imported) -> None:
    done = imported("n,land\n1,NA\n2,DE\n")
    assert done.rows() == [(1, "NA"), (2, "DE")]


@pytest.mark.parametrize("token", ["N/A", "null", "NULL", "NaN", "#N/A"])
def test_some_words_are_missing_everywhere(imported, token) -> None:
    assert imported(f"n,t\n1,{token}\n2,x\n").rows() == [(1, None), (2, "x")]


def test_missing_words_can_be_chosen(imported) -> None:
    done = imported("n,t\n1,unknown\n-9,NULL\n3,x\n", missing=("unknown", "-9"))
    assert done.rows() == [(1, None), (None, "NULL"), (3, "x")]


def test_only_the_empty_text_can_be_chosen_as_missing(imported) -> None:
    done = imported("n,t\n1,NULL\n2,\n", missing=("",))
    assert done.rows() == [(1, "NULL"), (2, None)]


def test_chosen_types_are_used_even_where_few_values_parse(imported) -> None:
    text = "a,b,c,d\n" + "007,1,0,x\n" * 3 + "x,2,yes,5\n"
    types = tuple(
        (n, ColumnType(t))
        for n, t in zip("abcd", ["integer", "text", "boolean", "number"], strict=True)
    )
    done = imported(text, types=types)
    assert done.types == {"a": "integer", "b": "text", "c": "boolean", "d": "number"}
    assert done.rows()[0] == (7, "1", False, None)
    assert done.rows()[3] == (None, "2", True, 5.0)
    assert dict(done.result.rejects.cell_counts) == {"a": 1, "d": 3}


def test_a_type_no_value_has_is_refused(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported("a,b\nx,1\n", types=(("a", ColumnType.DATE),))
    assert caught.value.code == "data.type"


def test_a_type_for_a_column_that_is_not_there_is_refused(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported("a,b\nx,1\n", types=(("z", ColumnType.DATE),))
    assert caught.value.code == "data.unknown_column"
    assert "a, b" in caught.value.hint


def test_dates_chosen_where_their_order_is_unknown_are_refused(imported) -> None:
    with pytest.raises(UserError) as caught:
        imported(_column(["01/02/2011", "03/04/2011"]), types=(("x", ColumnType.DATE),))
    assert caught.value.code == "data.ambiguous_dates"


@pytest.mark.parametrize(
    ("name", "values", "meaning"),
    [
        ("season", [n % 4 for n in range(200)], "category"),
        ("customer_id", [n * 7 + 3 for n in range(200)], "identifier"),
        ("row", list(range(1, 201)), "identifier"),
        ("amount", [n * 7 + 3 for n in range(200)], "integer"),
        ("hour", [n % 24 for n in range(200)], "integer"),
        ("always", [5] * 200, "constant"),
        ("code", [f"K{n}" for n in range(200)], "identifier"),
        ("note", [f"a long text {n}" for n in range(200)], "text"),
        ("city", [["Bonn", "Köln"][n % 2] for n in range(200)], "category"),
        ("share", [n / 7 for n in range(200)], "number"),
    ],
)
def test_values_decide_the_meaning(imported, name, values, meaning) -> None:
    done = imported(_column(values, name))
    assert done.columns[name].semantic.value == meaning
    assert done.result.profile.columns[0].semantic.value == meaning


_NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
_WHOLE = st.integers(-(2**63), 2**63 - 1)


@settings(max_examples=25)
@given(st.lists(st.tuples(_NUMBERS, _WHOLE, st.datetimes(), st.booleans()), min_size=1, max_size=9))
def test_values_are_exactly_what_was_written(tmp_path_factory, table) -> None:
    folder = tmp_path_factory.mktemp("values")
    path = folder / "values.csv"
    lines = [f"{x!r},{n},{at.isoformat()},{ok}" for x, n, at, ok in table]
    path.write_text("x,n,at,ok\n" + "\n".join(lines) + "\n")
    kinds = (ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.DATETIME, ColumnType.BOOLEAN)
    types = tuple(zip(("x", "n", "at", "ok"), kinds, strict=True))
    result = import_file(path, ReaderOptions(types=types), folder, Silent())
    assert result.rejects.cells == ()
    frame = read_frame(folder / result.table_file)
    assert frame["x"].tolist() == [x for x, *_ in table]
    assert frame["n"].tolist() == [n for _, n, *_ in table]
    assert [at.to_pydatetime() for at in frame["at"]] == [at for *_, at, _ in table]
    assert frame["ok"].tolist() == [ok for *_, ok in table]
