"""The forms a text can have to stand for a number, a date, …, as generated SQL.

A form is strict: it gives a value only where the text means exactly that, and NULL elsewhere.
DuckDB's own casts are wider (they read 1_000, 0x1F, 1.5 as an integer, "epoch" as a date), so each
form narrows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.data.engine import literal
from mlops_desktop.data.number_style import NumberStyle

SQL_TYPES = {
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMP",
    ColumnType.TEXT: "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write values of a type.

    Attributes:
        key: its name in this room.
        words: how a value looks, for people: "a date such as 31/12/2011".
        parse: from an SQL expression (text or NULL) to one of the value or NULL.
        family: texts of this form are among those :func:`family_test` finds.
    order: ``day`` or ``month`` first, where both readings of the same text are possible.
        zone: the zone of date-times of this form.
    """

    key: str
    type: ColumnType
    words: str
    parse: Callable[[str], str]
    family: str
    order: str | None = None
    zone: str | None = None


def _integer(text: str) -> str:
    value = f"TRY_CAST({text} AS BIGINT)"
    # Written back it must be the same text; trimming only where that fails saves time.
    back = f"CAST({value} AS VARCHAR)"
    return f"CASE WHEN {back} = {text} OR {back} = trim({text}) THEN {value} END"


def _integer_with_zeros(text: str) -> str:
    is_whole = f"regexp_full_match(trim({text}), '[+-]?[0-9]+')"
    return f"CASE WHEN {is_whole} THEN TRY_CAST({text} AS BIGINT) END"


def _number(text: str) -> str:
    value = f"TRY_CAST({text} AS DOUBLE)"
    return f"CASE WHEN isfinite({value}) AND NOT contains({text}, '_') THEN {value} END"


def _number_with_comma(text: str) -> str:
    value = _number(f"replace({text}, ',', '.')")
    return f"CASE WHEN NOT contains({text}, '.') THEN {value} END"


def _grouped(style: NumberStyle) -> Callable[[str], str]:
    """Return the parser of numbers with a thousands mark in all, some or none of the values."""
    plain = _number_with_comma if style.decimal == "," else _number
    pattern = style.grouped.replace("'", "''")

    def parse(text: str) -> str:
        bare = f"trim({text})"
        digits = f"translate({bare}, {literal(style.marks)}, '')"
        value = f"TRY_CAST(replace({digits}, '{style.decimal}', '.') AS DOUBLE)"
        return (
            f"CASE WHEN regexp_full_match({bare}, '{pattern}') THEN {value} ELSE {plain(text)} END"
        )

    return parse


def _grouped_integer(style: NumberStyle) -> Callable[[str], str]:
    mark = "[" + style.marks.replace("'", "''") + "]"

    def parse(text: str) -> str:
        bare = f"trim({text})"
        pattern = f"[+-]?[0-9]{{1,3}}({mark}[0-9]{{3}})+"
        value = f"TRY_CAST(translate({bare}, {literal(style.marks)}, '') AS BIGINT)"
        return (
            f"CASE WHEN regexp_full_match({bare}, '{pattern}') THEN {value}"
            f" ELSE {_integer(text)} END"
        )

    return parse


def code_like(text: str) -> str:
    """Return SQL: whether digits are a code that a number would spoil (01067, 20 digits)."""
    bare = f"trim({text})"
    return (
        f"(({bare}[1] = '0' AND length({bare}) > 1 AND {bare}[2] BETWEEN '0' AND '9')"
        f" OR (length({bare}) > 18 AND TRY_CAST({text} AS BIGINT) IS NULL))"
        f" AND regexp_full_match({bare}, '[+-]?[0-9]+')"
    )


def _pair(true: str, false: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        values = f"WHEN '{true}' THEN true WHEN '{false}' THEN false"
        # Most files write it one way: only what is not that is trimmed and put in lower case.
        return f"CASE {text} {values} ELSE CASE lower(trim({text})) {values} END END"

    return parse


def _any_boolean(text: str) -> str:
    bare = f"lower(trim({text}))"
    return (
        f"CASE WHEN {bare} IN ('true', 'yes', 'y', 't', '1') THEN true"
        f" WHEN {bare} IN ('false', 'no', 'n', 'f', '0') THEN false END"
    )


def _year(text: str) -> str:
    """Return SQL: whether a year of four digits comes first; keeps out "epoch" and 11/12/11."""
    return (
        f"{text}[1] BETWEEN '0' AND '9' AND {text}[5] IN ('-', '/')"
        f" AND NOT starts_with({text}, '0000')"
    )


def _iso_date(text: str) -> str:
    # The length keeps out times and eras.
    bare = f"trim({text})"
    usual = f"length({text}) = 10 AND {text}[5] = '-' AND {text} >= '0001'"
    return (
        f"CASE WHEN {usual} THEN TRY_CAST({text} AS DATE)"
        f" WHEN length({bare}) BETWEEN 8 AND 10 AND {_year(bare)}"
        f" THEN TRY_CAST({bare} AS DATE) END"
    )


def _date_of(pattern: str, mark: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        bare = f"trim({text})"
        value = f"try_strptime({bare}, '{pattern}')"
        # A year of two digits would be read as the year 11: the century is not guessed.
        return (
            f"CASE WHEN length({bare}) BETWEEN 8 AND 10 AND contains({text}, '{mark}')"
            f" AND year({value}) >= 1000 THEN CAST({value} AS DATE) END"
        )

    return parse


def _datetime_of(pattern: str, mark: str) -> Callable[[str], str]:
    patterns = f"['{pattern} %H:%M:%S', '{pattern} %H:%M', '{pattern}']"

    def parse(text: str) -> str:
        bare = f"trim({text})"
        value = f"try_strptime({bare}, {patterns})"
        return (
            f"CASE WHEN length({bare}) BETWEEN 8 AND 19 AND contains({text}, '{mark}')"
            f" AND year({value}) >= 1000 THEN {value} END"
        )

    return parse


_ZONED = r"[T ].*:.*(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$"


def _iso_datetime(text: str) -> str:
    bare = f"trim({text})"
    value = f"TRY_CAST({text} AS TIMESTAMP)"
    return (
        f"CASE WHEN CAST({value} AS VARCHAR) = {text} AND {_year(text)} THEN {value}"
        f" WHEN length({bare}) BETWEEN 8 AND 27 AND {_year(bare)}"
        f" AND NOT regexp_matches({bare}, '[A-SU-Za-z(]|:.*[+-]')"
        f" THEN TRY_CAST({bare} AS TIMESTAMP) END"
    )


def _zoned_datetime(text: str) -> str:
    # The session's zone is UTC, so the instant comes out in UTC.
    bare = f"trim({text})"
    return (
        f"CASE WHEN length({bare}) BETWEEN 17 AND 35 AND regexp_matches({bare}, '{_ZONED}')"
        f" AND {_year(bare)}"
        f" THEN CAST(TRY_CAST({bare} AS TIMESTAMPTZ) AS TIMESTAMP) END"
    )


def family_test(family: str, text: str) -> str:
    """Return SQL: whether a text can have any form of the family; cheap, and never too narrow."""
    bare = f"trim({text})"
    if family == "number":
        return f"({bare}[1] BETWEEN '0' AND '9' OR {bare}[1] IN ('-', '+', '.', ','))"
    if family == "boolean":
        return (
            f"(length({bare}) < 6 AND lower({bare}) IN"
            " ('true', 'false', 'yes', 'no', 'y', 'n', 't', 'f'))"
        )
    if family == "date":
        pattern = "^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]"
        return f"(length({bare}) >= 8 AND regexp_matches({bare}, '{pattern}'))"
    return "true"


_INTEGER, _NUMBER, _BOOLEAN = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN
_DATE, _MOMENT = ColumnType.DATE, ColumnType.DATETIME
_WITH_COMMA, _ZONED_WORDS = "a number with a decimal comma", "a time with zone, 2011-12-31T23:59Z"


def _written_forms() -> Iterator[Form]:
    """Yield the forms of dates and times that are not ISO 8601."""
    for order, pattern, mark, sample in (
        ("day", "%d.%m.%Y", ".", "31.12.2011"),
        ("day", "%d/%m/%Y", "/", "31/12/2011"),
        ("month", "%m/%d/%Y", "/", "12/31/2011"),
        ("day", "%d-%m-%Y", "-", "31-12-2011"),
        ("month", "%m-%d-%Y", "-", "12-31-2011"),
    ):
        key = pattern.replace("%", "")
        words = f"a date such as {sample}"
        yield Form(key, _DATE, words, _date_of(pattern, mark), "date", order)
        words = f"a time such as {sample} 23:59"
        yield Form(f"{key}_time", _MOMENT, words, _datetime_of(pattern, mark), "date", order)


FORMS: tuple[Form, ...] = (
    Form("integer", _INTEGER, "a whole number", _integer, "number"),
    Form("number", _NUMBER, "a number", _number, "number"),
    Form("number_comma", _NUMBER, _WITH_COMMA, _number_with_comma, "number"),
    Form("true_false", _BOOLEAN, "true or false", _pair("true", "false"), "boolean"),
    Form("yes_no", _BOOLEAN, "yes or no", _pair("yes", "no"), "boolean"),
    Form("y_n", _BOOLEAN, "y or n", _pair("y", "n"), "boolean"),
    Form("t_f", _BOOLEAN, "t or f", _pair("t", "f"), "boolean"),
    Form("iso_date", _DATE, "a date such as 2011-12-31", _iso_date, "date"),
    Form("iso_datetime", _MOMENT, "a time such as 2011-12-31 23:59", _iso_datetime, "date"),
    Form("zoned_datetime", _MOMENT, _ZONED_WORDS, _zoned_datetime, "date", zone="UTC"),
    *_written_forms(),
)

# Read only when the person chose the type: they may spoil codes or mix ways of writing.
CHOSEN_FORMS: tuple[Form, ...] = (
    Form("integer_any", ColumnType.INTEGER, "a whole number", _integer_with_zeros, "number"),
    Form("boolean_any", ColumnType.BOOLEAN, "yes or no", _any_boolean, "any"),
)

TEXT = Form("text", ColumnType.TEXT, "text", lambda text: text, "any")


ORDERS = {"dmy": "day", "mdy": "month", "ymd": None}
"""Which part of a date comes first, as people choose it, and the forms' word for it."""


def automatic_forms(style: NumberStyle) -> tuple[Form, ...]:
    """Return the forms a column may be found to have, with these marks in numbers."""
    other = "number" if style.decimal == "," else "number_comma"
    forms = tuple(form for form in FORMS if form.key != other)
    return forms + _grouped_forms(style) if style.thousands else forms


@cache
def _grouped_forms(style: NumberStyle) -> tuple[Form, ...]:
    sample = f"1{style.thousands}234{style.decimal}5"
    whole, number = f"a whole number such as {sample[:5]}", f"a number such as {sample}"
    return (
        Form("integer_grouped", _INTEGER, whole, _grouped_integer(style), "number"),
        Form("number_grouped", _NUMBER, number, _grouped(style), "number"),
    )


def forms_of(chosen: ColumnType, style: NumberStyle, order: str | None = None) -> tuple[Form, ...]:
    """Return the forms a column may have whose type the person chose.

    Args:
        order: ``dmy``, ``mdy`` or ``ymd``, for dates and date-times.
    """
    forms = (*automatic_forms(style), *CHOSEN_FORMS)
    return tuple(
        form
        for form in forms
        if form.type is chosen and (order is None or form.order == ORDERS[order])
    )
