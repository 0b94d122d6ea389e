"""How expressions are written, and what is said about wrong ones."""

from __future__ import annotations

import pytest

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import (
    check,
    check_condition,
    complete,
    parse,
    pointer,
    render,
)

COLUMNS = tuple(
    Column(name, kind, SemanticType(kind.value), zone)
    for name, kind, zone in (
        ("price", ColumnType.NUMBER, None),
        ("units", ColumnType.INTEGER, None),
        ("paid", ColumnType.BOOLEAN, None),
        ("order date", ColumnType.DATE, None),
        ("sent", ColumnType.DATETIME, None),
        ("seen", ColumnType.DATETIME, "UTC"),
        ("Name", ColumnType.TEXT, None),
        ("name", ColumnType.TEXT, None),
        ("City", ColumnType.TEXT, None),
    )
)


def refused(text: str) -> UserError:
    with pytest.raises(UserError) as caught:
        check(parse(text), COLUMNS)
    return caught.value


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("price==1 AND NOT(paid)", "price = 1 and not paid"),
        ('City <> "O\'Hara"', "City != 'O''Hara'"),
        ("`order date` >= 2013-5-1", "[order date] >= 2013-05-01"),
        ("-price^2", "-price ^ 2"),
        ("(-price)^2", "(-price) ^ 2"),
        ("2^3^2", "2 ^ 3 ^ 2"),
        ("(2^3)^2", "(2 ^ 3) ^ 2"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1-2)-3", "1 - 2 - 3"),
        ("not City in ('a')", "City not in ('a')"),
        ("City NOT Starts With 'a'", "City not starts with 'a'"),
        ("price is not missing or price not between 1 and 2 + 3", None),
        ("IF(paid, 1, missing)", "if(paid, 1, missing)"),
        ("sent > 2013-05-01T10:30", "sent > 2013-05-01T10:30:00"),
        ("a or (b or c)", "a or (b or c)"),
        ("(a or b) and c", None),
    ],
)
def test_the_canonical_spelling_means_the_same(text: str, canonical: str | None) -> None:
    assert render(parse(text)) == (canonical or text)
    assert parse(render(parse(text))) == parse(text)


@pytest.mark.parametrize(
    ("text", "kind", "columns"),
    [
        ("units + 1", "integer", ("units",)),
        ("units / 2", "number", ("units",)),
        ("units * price + units", "number", ("units", "price")),
        ("2 ^ 3", "number", ()),
        ("city & '!'", "text", ("City",)),
        ("[order date] = '2013-05-01'", "boolean", ("order date",)),
        ("if(paid, 1, price)", "number", ("paid", "price")),
        ("if(paid, missing, [order date])", "date", ("paid", "order date")),
        ("coalesce(sent, [order date])", "datetime", ("sent", "order date")),
        ("round(price)", "integer", ("price",)),
        ("round(price, 2)", "number", ("price",)),
        ("start_of(sent, 'hours')", "datetime", ("sent",)),
        ("start_of(sent, 'MONTH')", "date", ("sent",)),
        ("date(seen, 'europe/berlin')", "date", ("seen",)),
        ("date_add([order date], 3, 'hours')", "datetime", ("order date",)),
        ("bucket(units, 10)", "integer", ("units",)),
        ("bucket(units, 0.5)", "number", ("units",)),
        ("missing", "text", ()),
        ("Name & name", "text", ("Name", "name")),
    ],
)
def test_every_expression_has_a_type_and_its_columns(text, kind, columns) -> None:
    typed = check(parse(text), COLUMNS)
    assert typed.type.value == kind
    assert typed.columns == columns


def test_times_keep_their_zone_or_get_the_one_named() -> None:
    def zone(text: str) -> str | None:
        return check(parse(text), COLUMNS).zone

    assert zone("seen") == "UTC"
    assert zone("sent") is None
    assert zone("coalesce(seen, 2013-05-01T10:00)") == "UTC"
    assert zone("with_zone(sent, 'Europe/Berlin')") == "Europe/Berlin"
    assert zone("to_zone(seen, 'Europe/Berlin')") == "Europe/Berlin"
    assert zone("date_add(to_zone(seen, 'Asia/Tokyo'), 1, 'day')") == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("text", "code", "position", "part"),
    [
        ("", "empty", 1, ""),
        ("   ", "empty", 1, ""),
        ("prise > 1", "unknown_column", 1, "“price”"),
        ("price > 1 and unit > 2", "unknown_column", 15, "“units”"),
        ("NAME = 'x'", "ambiguous_column", 1, "Name, name"),
        ("rond(price)", "unknown_function", 1, "“round”"),
        ("round(price", "ended", 12, "“)”"),
        ("price > ", "ended", 9, "a column"),
        ("price 3", "expected", 7, "“3”"),
        ("price ? 3", "character", 7, "“?”"),
        ("City = 'Bonn", "unclosed", 8, "'"),
        ("[] > 1", "nameless", 1, ""),
        ("price > 2nd", "number", 9, "“2n”"),
        ("[order date] > 2013-02-30", "date", 16, "2013-02-30"),
        ("1 < price < 3", "chained", 11, ""),
        ("price = missing", "compared_missing", 7, "is missing"),
        ("price > 'a'", "comparison", 9, "a number and text"),
        ("[order date] > 'soon'", "compared_date", 16, "soon"),
        ("price and paid", "operand", 1, "true or false"),
        ("City + 'a'", "operand", 1, "a number"),
        ("round(City)", "argument_type", 7, "round(x, [digits])"),
        ("round(price, units)", "plain_value", 14, "written out"),
        ("round(price, 1, 2)", "argument_count", 1, "1 to 2 values"),
        ("if(paid, 1, 'a')", "common", 13, "a whole number and text"),
        ("City matches '('", "pattern", 14, ""),
        ("City matches '(?=a)'", "pattern", 14, "(?:"),
        (r"City matches '(a)\1'", "pattern", 14, ""),
        ("City matches '(a{500}){500}'", "pattern", 14, "repetitions"),
        ("City matches City", "plain_value", 14, ""),
        ("hour(seen, 'Europe/Berln')", "zone", 12, "Europe/Berlin"),
        ("hour(sent, 'UTC')", "no_zone", 6, "with_zone"),
        ("with_zone(seen, 'UTC')", "has_zone", 1, "to_zone"),
        ("seen > sent", "mixed_zones", 8, "with_zone"),
        ("start_of(sent, 'decade')", "plain_value", 16, "'month'"),
    ],
)
def test_a_wrong_expression_is_told_with_its_place(text, code, position, part) -> None:
    error = refused(text)
    assert (error.code, error.facts["position"]) == (f"expression.{code}", position)
    assert part in str(error)


def test_a_condition_must_be_true_or_false() -> None:
    assert check_condition(parse("price > 1"), COLUMNS).type is ColumnType.BOOLEAN
    with pytest.raises(UserError, match="gives a number"):
        check_condition(parse("price + 1"), COLUMNS)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1",
        "-" * 9000 + "1",
        "not " * 2000 + "paid",
        "1" + "^1" * 4000,
        "1" + "-1" * 4000,
        "if(paid," * 1000,
        "(" * 99 + "1" + "+1)" * 99 + "+1" * 50,
    ],
)
def test_deep_nesting_is_refused_in_words(text: str) -> None:
    error = refused(text)
    assert error.code in {"expression.too_deep", "expression.ended"}


def test_long_lists_and_long_chains_are_not_deep() -> None:
    many = " or ".join(f"units = {n}" for n in range(600))
    assert check(parse(many), COLUMNS).columns == ("units",)
    assert check(parse(f"units in ({', '.join(map(str, range(1500)))})"), COLUMNS)


def test_a_text_beyond_the_limit_is_refused() -> None:
    assert refused("1+" * 5001).code == "expression.too_long"


def test_the_caret_stands_below_the_wrong_character() -> None:
    assert pointer(refused("price >\tprise")) == ("price > prise", "        ^")
    line, caret = pointer(refused("price > 1 and " * 20 + "prise > 1"))
    assert line[len(caret) - 1 :].startswith("prise")
    assert len(line) < 70
    assert pointer(UserError("data.unknown", name="x")) == ()


def test_completion_offers_columns_functions_and_operators_where_they_fit() -> None:
    def offered(text: str) -> list[str]:
        return [one.text for one in complete(text, len(text), COLUMNS)]

    assert offered("pr")[0] == "price"
    assert "[order date]" in offered("date")
    assert "start_of(" in offered("price > star")
    assert offered("price ")[0] == "="
    assert offered("price is ") == ["missing", "not missing"]
    assert offered("City starts ") == ["with"]
    assert offered("City = 'pr") == []
    [one] = complete("1 + [order d", 12, COLUMNS)
    assert (one.text, one.start, one.end) == ("[order date]", 4, 12)
