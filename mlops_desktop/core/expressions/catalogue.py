"""Every function, as data: what it takes, what it gives, one sentence, one example.

The checker, the completion and the manual's page derive from this list.
"""

from __future__ import annotations

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.expressions.signature import (
    ANY,
    NUMERIC,
    ORDERED,
    TEMPORAL,
    Function,
    Gives,
    Parameter,
    Plain,
)

_I, _N, _B = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN
_D, _DT, _T = ColumnType.DATE, ColumnType.DATETIME, ColumnType.TEXT

_NUMBER = Parameter("x", NUMERIC)
_TEXT = Parameter("text", (_T,))
_MOMENT = Parameter("date", TEMPORAL)
_TIME = Parameter("time", (_DT,))
_ZONE = Parameter("zone", (_T,), is_optional=True, plain=Plain.ZONE)
_VALUES = Parameter("value", ORDERED, is_repeated=True, is_shared=True)


def _of_number(name: str, help_text: str, example: str, gives: str) -> Function:
    return Function(name, "Numbers", (_NUMBER,), _N, help_text, example, gives)


def _of_moment(name: str, help_text: str, example: str, gives: str) -> Function:
    return Function(name, "Dates", (_MOMENT, _ZONE), _I, help_text, example, gives)


_CHOICE = "Choosing"
_NUMBERS = "Numbers"
_TEXTS = "Text"
_DATES = "Dates"
_CASTS = "Other types"

_ALL = (
    Function(
        "if",
        _CHOICE,
        (
            Parameter("condition", (_B,)),
            Parameter("then", ANY, is_shared=True),
            Parameter("otherwise", ANY, is_shared=True),
        ),
        Gives.COMMON,
        "The one value where the condition is true, the other where it is false or missing.",
        "if(2 > 1, 'yes', 'no')",
        "yes",
    ),
    Function(
        "coalesce",
        _CHOICE,
        (Parameter("value", ANY, is_repeated=True, is_shared=True),),
        Gives.COMMON,
        "The first of the values that is not missing.",
        "coalesce(missing, 3, 4)",
        "3",
    ),
    Function(
        "min",
        _CHOICE,
        (_VALUES,),
        Gives.COMMON,
        "The lowest of the values in the row; missing ones are left out.",
        "min(3, 1, 2)",
        "1",
    ),
    Function(
        "max",
        _CHOICE,
        (_VALUES,),
        Gives.COMMON,
        "The highest of the values in the row; missing ones are left out.",
        "max(3, 1, 2)",
        "3",
    ),
    Function(
        "abs", _NUMBERS, (_NUMBER,), Gives.FIRST, "The number without its sign.", "abs(-3.5)", "3.5"
    ),
    Function(
        "round",
        _NUMBERS,
        (_NUMBER, Parameter("digits", (_I,), is_optional=True, plain=Plain.DIGITS)),
        Gives.WHOLE,
        "Rounded to that many digits behind the point, halves away from zero; "
        "without digits, to a whole number.",
        "round(2.567, 1)",
        "2.6",
    ),
    Function(
        "floor",
        _NUMBERS,
        (_NUMBER,),
        _I,
        "The next whole number below, or the number itself.",
        "floor(-2.5)",
        "-3",
    ),
    Function(
        "ceil",
        _NUMBERS,
        (_NUMBER,),
        _I,
        "The next whole number above, or the number itself.",
        "ceil(2.1)",
        "3",
    ),
    Function("sign", _NUMBERS, (_NUMBER,), _I, "−1, 0 or 1.", "sign(-7)", "-1"),
    _of_number("sqrt", "The square root; missing below zero.", "sqrt(9)", "3"),
    _of_number("exp", "e to the power of the number.", "exp(0)", "1"),
    _of_number("ln", "The natural logarithm; missing unless above zero.", "ln(1)", "0"),
    _of_number("log10", "The logarithm to base 10; missing unless above zero.", "log10(1000)", "3"),
    Function(
        "log",
        _NUMBERS,
        (_NUMBER, Parameter("base", NUMERIC)),
        _N,
        "The logarithm to a base; missing where there is none.",
        "log(9, 3)",
        "2",
    ),
    Function(
        "bucket",
        _NUMBERS,
        (
            _NUMBER,
            Parameter("width", NUMERIC, plain=Plain.WIDTH),
            Parameter("start", NUMERIC, is_optional=True, plain=Plain.NUMBER),
        ),
        Gives.BUCKET,
        "The lower end of the bucket the number falls into; buckets are equally wide and "
        "one begins at the start (else 0).",
        "bucket(37, 10)",
        "30",
    ),
    Function("length", _TEXTS, (_TEXT,), _I, "How many characters.", "length('abc')", "3"),
    Function("lower", _TEXTS, (_TEXT,), _T, "In small letters.", "lower('ABC')", "abc"),
    Function("upper", _TEXTS, (_TEXT,), _T, "In capitals.", "upper('abc')", "ABC"),
    Function(
        "trim", _TEXTS, (_TEXT,), _T, "Without white space at both ends.", "trim('  a b ')", "a b"
    ),
    Function(
        "replace",
        _TEXTS,
        (_TEXT, Parameter("old", (_T,)), Parameter("new", (_T,))),
        _T,
        "With every occurrence of a part replaced.",
        "replace('a-b-c', '-', '/')",
        "a/b/c",
    ),
    Function(
        "left",
        _TEXTS,
        (_TEXT, Parameter("count", (_I,))),
        _T,
        "The first characters; none for a count below 1.",
        "left('abcde', 2)",
        "ab",
    ),
    Function(
        "right",
        _TEXTS,
        (_TEXT, Parameter("count", (_I,))),
        _T,
        "The last characters; none for a count below 1.",
        "right('abcde', 2)",
        "de",
    ),
    Function(
        "mid",
        _TEXTS,
        (_TEXT, Parameter("start", (_I,)), Parameter("count", (_I,))),
        _T,
        "Characters from a position on; the first is 1, a lower start counts as 1.",
        "mid('abcde', 2, 3)",
        "bcd",
    ),
    Function(
        "find",
        _TEXTS,
        (_TEXT, Parameter("part", (_T,))),
        _I,
        "The position where a part first begins, 0 when it is not in the text.",
        "find('abcde', 'cd')",
        "3",
    ),
    Function(
        "split_part",
        _TEXTS,
        (
            _TEXT,
            Parameter("separator", (_T,), plain=Plain.SEPARATOR),
            Parameter("number", (_I,), plain=Plain.PLACE),
        ),
        _T,
        "The text's first, second, … part between separators (−1: the last); "
        "missing when there are fewer.",
        "split_part('a-b-c', '-', 2)",
        "b",
    ),
    Function(
        "without_accents",
        _TEXTS,
        (_TEXT,),
        _T,
        "With plain letters in place of accented ones.",
        "without_accents('café')",
        "cafe",
    ),
    Function(
        "number",
        _CASTS,
        (Parameter("value", (_T, _N, _I, _B)),),
        _N,
        "As a number; missing where the text is none. True is 1.",
        "number('12.5')",
        "12.5",
    ),
    Function(
        "integer",
        _CASTS,
        (Parameter("value", (_T, _N, _I, _B)),),
        _I,
        "As a whole number, digits behind the point cut off; missing where the text is none.",
        "integer(2.9)",
        "2",
    ),
    Function(
        "text",
        _CASTS,
        (Parameter("value", ANY),),
        _T,
        "As text; dates and times as in 2013-05-31T14:30:00.",
        "text(12)",
        "12",
    ),
    Function(
        "date",
        _CASTS,
        (Parameter("value", (_T, _D, _DT)), _ZONE),
        _D,
        "The calendar day of a time, in its own time zone or the one named; "
        "or the date that a text such as 2013-05-31 says, missing where it says none.",
        "date('2013-05-31')",
        "2013-05-31",
    ),
    Function(
        "datetime",
        _CASTS,
        (Parameter("value", (_T, _D, _DT)),),
        _DT,
        "The time that a text such as 2013-05-31T14:30 says, missing where it says none; "
        "midnight of a date.",
        "datetime('2013-05-31 14:30')",
        "2013-05-31T14:30:00",
    ),
    _of_moment("year", "The year.", "year(2013-05-31)", "2013"),
    _of_moment("quarter", "The quarter, 1 to 4.", "quarter(2013-05-31)", "2"),
    _of_moment("month", "The month, 1 to 12.", "month(2013-05-31)", "5"),
    _of_moment("week", "The ISO week, 1 to 53.", "week(2013-12-30)", "1"),
    _of_moment("day", "The day of the month.", "day(2013-05-31)", "31"),
    _of_moment(
        "weekday", "The day of the week: 1 is Monday, 7 Sunday.", "weekday(2013-05-31)", "5"
    ),
    Function(
        "is_weekend",
        _DATES,
        (_MOMENT, _ZONE),
        _B,
        "Whether it is a Saturday or Sunday.",
        "is_weekend(2013-06-01)",
        "true",
    ),
    Function(
        "hour",
        _DATES,
        (_TIME, _ZONE),
        _I,
        "The hour, 0 to 23, in the time's own zone or the one named.",
        "hour(2013-05-31T14:30)",
        "14",
    ),
    Function("minute", _DATES, (_TIME, _ZONE), _I, "The minute.", "minute(2013-05-31T14:30)", "30"),
    Function(
        "second", _DATES, (_TIME, _ZONE), _I, "The second.", "second(2013-05-31T14:30:59)", "59"
    ),
    Function(
        "start_of",
        _DATES,
        (_MOMENT, Parameter("unit", (_T,), plain=Plain.START_UNIT), _ZONE),
        Gives.START,
        "The first day of its 'week' (Monday), 'month', 'quarter' or 'year', its 'day', or the "
        "beginning of its 'hour' or 'minute'.",
        "start_of(2013-05-31, 'month')",
        "2013-05-01",
    ),
    Function(
        "date_add",
        _DATES,
        (_MOMENT, Parameter("count", (_I,)), Parameter("unit", (_T,), plain=Plain.MOVE_UNIT)),
        Gives.MOVED,
        "That many 'days', 'weeks', 'months' or 'years' (or 'hours', 'minutes', 'seconds') later; "
        "the last day of a short month stands for days it has not.",
        "date_add(2013-01-31, 1, 'months')",
        "2013-02-28",
    ),
    Function(
        "days_between",
        _DATES,
        (Parameter("first", TEMPORAL), Parameter("second", TEMPORAL)),
        _I,
        "How many calendar days the second is after the first.",
        "days_between(2013-05-01, 2013-05-31)",
        "30",
    ),
    Function(
        "seconds_between",
        _DATES,
        (Parameter("first", (_DT,)), Parameter("second", (_DT,))),
        _N,
        "How many seconds the second is after the first.",
        "seconds_between(2013-05-31T14:30, 2013-05-31T14:31)",
        "60",
    ),
    Function(
        "with_zone",
        _DATES,
        (_TIME, Parameter("zone", (_T,), plain=Plain.ZONE)),
        _DT,
        "Says in which time zone times without one were read off the clock.",
        "hour(with_zone(2013-05-31T14:30, 'UTC'), 'Europe/Berlin')",
        "16",
    ),
    Function(
        "to_zone",
        _DATES,
        (_TIME, Parameter("zone", (_T,), plain=Plain.ZONE)),
        _DT,
        "The same moments in another time zone.",
        "day(to_zone(with_zone(2013-05-31T23:30, 'UTC'), 'Europe/Berlin'))",
        "1",
    ),
)

FUNCTIONS: dict[str, Function] = {function.name: function for function in _ALL}
