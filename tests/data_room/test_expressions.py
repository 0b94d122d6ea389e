"""What expressions do in the table engine: missing values, limits, zones, safety."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb
import pytest

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import FUNCTIONS, check, parse
from mlops_desktop.core.expressions.zones import zone_names
from mlops_desktop.data.expressions import to_sql
from mlops_desktop.data.forms import SQL_TYPES

HUGE = 2**63 - 1


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def _column(name: str, value: object) -> Column:
    zone = None
    if isinstance(value, datetime) and value.tzinfo is not None:
        zone = str(value.tzinfo)
    kinds = {bool: "boolean", int: "integer", float: "number", str: "text", date: "date"}
    kind = kinds.get(type(value), "datetime")
    return Column(name, ColumnType(kind), SemanticType(kind), zone)


@pytest.fixture
def value(engine):
    """Evaluate an expression over one row; a type in place of a value is a missing one."""

    def run(text: str, **row: object) -> object:
        samples = {int: 0, float: 0.0, str: "", bool: False, date: date.min}
        columns = [_column(name, samples.get(one, one)) for name, one in row.items()]
        typed = check(parse(text), columns)
        names = {column.name: f"c{at}" for at, column in enumerate(columns)}
        fields = "".join(
            f", CAST(? AS {SQL_TYPES[column.type]}) AS {names[column.name]}" for column in columns
        )
        stored = [
            None
            if one in samples
            else one.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
            if column.zone
            else one
            for column, one in zip(columns, row.values(), strict=True)
        ]
        sql = f"SELECT {to_sql(typed, names)} FROM (SELECT 1{fields})"
        found = engine.execute(sql, stored)
        assert str(found.description[0][1]) == SQL_TYPES[typed.type]
        return found.fetchone()[0]

    return run


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=str)
def test_every_example_of_the_catalogue_gives_what_it_says(function, value) -> None:
    assert (value(f"text({function.example})") or "") == function.gives


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x > 1", None),
        ("x = x", None),
        ("not (x > 1)", None),
        ("x + 1", None),
        ("x is missing", True),
        ("x is not missing", False),
        ("false and x > 1", False),
        ("true and x > 1", None),
        ("true or x > 1", True),
        ("false or x > 1", None),
        ("x in (1, 2)", None),
        ("1 in (1, x)", True),
        ("3 in (1, x)", None),
        ("3 not in (1, x)", None),
        ("5 between x and 3", False),
        ("2 between x and 3", None),
        ("if(x > 1, 'a', 'b')", "b"),
        ("'a' & text(x)", None),
        ("max(x, 2)", 2),
        ("coalesce(x, 7)", 7),
        ("left('abc', x)", None),
    ],
)
def test_what_is_made_from_a_missing_value_is_missing(text, expected, value) -> None:
    assert value(text, x=int) is expected or value(text, x=int) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0",
        "0 / 0",
        "1 / (i - i)",
        "1 / (1 / 0)",
        "exp(-(1 / 0))",
        "5 % 0",
        "5.5 % 0",
        "i + 1",
        "i * i",
        "-i - 2",
        "abs(-i - 1 + 0 * i) * 2",
        "sqrt(-1)",
        "ln(0)",
        "log(5, 1)",
        "log(5, 0)",
        "0 ^ -1",
        "(-8) ^ 0.5",
        "exp(1000)",
        "1e308 * 10",
        "floor(1e30)",
        "integer(1e19)",
        "number('1_000')",
        "number('nan')",
        "number('1e999')",
        "integer('12345678901234567890')",
        "date('2013-02-30')",
        "date('0000-01-01')",
        "datetime('2013-05-01 24:00')",
        "date_add(9999-12-31, 1, 'days')",
        "date_add(2013-01-01, i, 'days')",
        "date_add(2013-01-01T00:00, -i, 'seconds')",
        "split_part('a-b', '-', 3)",
    ],
)
def test_what_cannot_be_calculated_is_missing_and_stops_nothing(text, value) -> None:
    assert value(text, i=HUGE) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-7 % 3", 2),
        ("7 % -3", -2),
        ("-2 ^ 2", -4.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("i = 9007199254740993", True),
        ("mid('abc', -5, 2)", "ab"),
        ("mid('abc', 2, 99999999999)", "bc"),
        ("right('abc', -1)", ""),
        ("find('abc', 'x')", 0),
        ("text(100000.0)", "100000"),
        ("text(1 = 1)", "true"),
        ("text(0.1 + 0.2)", "0.30000000000000004"),
        ("'B' < 'a'", True),
        (r"'x1' matches '^\w\d$'", True),
        ("'50%_' contains '%'", True),
        ("'abc' contains '%'", False),
        ("bucket(-1, 10)", -10),
        ("bucket(0.5, 0.25, 0.125)", 0.375),
        ("week(2013-12-30)", 1),
        ("if(1 = 1, 1, 2.5)", 1.0),
    ],
)
def test_values(text, expected, value) -> None:
    found = value(text, i=9007199254740993)
    assert found == expected
    assert type(found) is type(expected)


def test_a_number_that_is_none_is_missing(value) -> None:
    assert value("x is missing", x=float("nan")) is True
    assert value("x > 1", x=float("inf")) is True
    assert value("x + 1", x=float("inf")) is None


def test_parts_of_times_are_those_of_their_zone_or_of_the_one_named(value) -> None:
    late = datetime(2013, 6, 30, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert value("hour(x)", x=late) == 23
    assert value("hour(x, 'Europe/Berlin')", x=late) == 1
    assert value("date(x, 'Europe/Berlin')", x=late) == date(2013, 7, 1)
    assert value("date(x)", x=late) == date(2013, 6, 30)
    assert value("date(x, 'America/New_York')", x=late.replace(hour=1)) == date(2013, 6, 29)
    assert value("start_of(x, 'month', 'Europe/Berlin')", x=late) == date(2013, 7, 1)
    assert value("text(to_zone(x, 'Asia/Tokyo'))", x=late) == "2013-07-01T08:30:00"
    assert value("x = 2013-06-30T23:30", x=late) is True
    berlin = late.astimezone(ZoneInfo("Europe/Berlin"))
    assert value("hour(x)", x=berlin) == 1
    assert value("x = 2013-07-01T01:30", x=berlin) is True
    assert value("x >= 2013-07-01", x=berlin) is True


def test_days_are_added_on_the_clock_and_hours_in_time(value) -> None:
    before = datetime(2013, 3, 30, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert value("hour(date_add(x, 1, 'day'))", x=before) == 12
    assert value("hour(date_add(x, 24, 'hours'))", x=before) == 13
    assert value("days_between(x, date_add(x, 1, 'day'))", x=before) == 1


def test_every_time_zone_that_can_be_named_is_known_to_the_engine(engine) -> None:
    known = {row[0] for row in engine.execute("SELECT name FROM pg_timezone_names()").fetchall()}
    assert set(zone_names()) - known == set()


def test_nothing_that_is_written_reaches_the_engine_unquoted(value, engine) -> None:
    evil = "'); DROP TABLE kept; --"
    engine.execute("CREATE OR REPLACE TABLE kept AS SELECT 1 AS one")
    quoted = evil.replace("'", "''")
    assert value(f"'{quoted}'") == evil
    assert value(f"replace('a', 'a', '{quoted}')") == evil
    assert value(f"split_part('x', '{quoted}', 1)") == "x"
    assert value("'a' matches '''; DROP TABLE kept'") is False
    assert engine.execute("SELECT one FROM kept").fetchone() == (1,)


def test_columns_are_the_identifiers_given_and_nothing_else() -> None:
    columns = [Column('a"; DROP', ColumnType.INTEGER, SemanticType.INTEGER)]
    sql = to_sql(check(parse('[a"; DROP] + 1'), columns), {'a"; DROP': "c7"})
    assert "c7" in sql
    assert "DROP" not in sql


def test_deeply_nested_expressions_do_not_grow_beyond_measure(value) -> None:
    text = "exp(" * 90 + "x" + ")" * 90
    columns = [Column("x", ColumnType.NUMBER, SemanticType.NUMBER)]
    assert len(to_sql(check(parse(text), columns), {"x": "c0"})) < 20_000
    assert value("(" * 45 + "x" + " / (x + 1))" * 45, x=1.0) == pytest.approx(2.0**-45)


def test_names_inside_the_engine_never_hide_a_column() -> None:
    column = Column("v1", ColumnType.NUMBER, SemanticType.NUMBER)
    sql = to_sql(check(parse("exp(exp(exp(exp(v1 + v1))))"), [column]), {"v1": '"v1"'})
    with duckdb.connect(config={"threads": 1}) as connection:
        found = connection.execute(f'SELECT {sql} FROM (SELECT -10.0::DOUBLE AS "v1")')
        assert found.fetchone()[0] == pytest.approx(15.154262, rel=1e-4)


def test_a_pattern_that_only_the_engine_refuses_is_told_with_its_place() -> None:
    columns = [Column("s", ColumnType.TEXT, SemanticType.TEXT)]
    typed = check(parse("s matches '" + "(a|b|c)*" * 110 + "'"), columns)
    assert to_sql(typed, {"s": "c0"})
    with pytest.raises(UserError, match="pattern"):
        check(parse("s matches 'a**'"), columns)


def test_times_that_clocks_show_twice_or_never_have_one_meaning(value) -> None:
    twice = "with_zone(2013-10-27T02:30, 'Europe/Berlin')"
    never = "with_zone(2013-03-31T02:30, 'Europe/Berlin')"
    assert value(f"hour({twice}, 'UTC')") == 1
    assert value(f"text({never})") == "2013-03-31T03:30:00"
