"""The catalogue's functions as SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.expressions.signature import TIME_STARTS, TIME_UNITS
from mlops_desktop.core.expressions.typed import Operation, Value
from mlops_desktop.data.engine import literal
from mlops_desktop.data.expressions.pieces import Lets, clock, moment, whole, wide


class Writer(Protocol):
    """What writes the arguments: :class:`mlops_desktop.data.expressions.writer.Writer`."""

    lets: Lets

    def sql(self, value: Value) -> str:
        """Return the SQL of a value."""

    def raw(self, value: Value) -> str:
        """Return the SQL of a number that may be infinite or not a number."""

    def clock(self, value: Value, zone: str | None = None) -> str:
        """Return a date or date-time as clocks show it."""


Written = Callable[[Writer, Operation], str]

INTEGER, NUMBER, TEXT = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.TEXT
DATE, DATETIME = ColumnType.DATE, ColumnType.DATETIME

_SPACES = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)
_NUMBER_FORM = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_INTEGER_FORM = r"[+-]?[0-9]+"
_DATE_FORM = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_TIME_FORM = _DATE_FORM + r"([T ]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?)?"
_LONGEST_MOVE = {
    "days": 3_700_000,
    "weeks": 530_000,
    "months": 120_000,
    "years": 10_000,
    "hours": 88_000_000,
    "minutes": 5_300_000_000,
    "seconds": 320_000_000_000,
}


def _plain(template: str) -> Written:
    """Return the writer of a function that is one of the engine's: ``lower({0})``."""

    def write(writer: Writer, value: Operation) -> str:
        return template.format(*(writer.sql(operand) for operand in value.operands))

    return write


def _rounding(name: str) -> Written:
    def write(writer: Writer, value: Operation) -> str:
        operand = value.operands[0]
        if operand.type is INTEGER:
            return writer.sql(operand)
        return whole(f"{name}({writer.raw(operand)})")

    return write


def _on_number(template: str) -> Written:
    """Return the writer of a function on a number that hands on what is not finite."""

    def write(writer: Writer, value: Operation) -> str:
        return template.format(f"CAST({writer.raw(value.operands[0])} AS DOUBLE)")

    return write


def _part(template: str) -> Written:
    """Return the writer of a part of a date, in the zone named or its own."""

    def write(writer: Writer, value: Operation) -> str:
        return template.format(writer.clock(value.operands[0], _zone(value)))

    return write


def _zone(value: Operation) -> str | None:
    zone = value.options[-1] if value.options else None
    return zone if isinstance(zone, str) else None


def _many(name: str) -> Written:
    def write(writer: Writer, value: Operation) -> str:
        return f"{name}({', '.join(writer.sql(operand) for operand in value.operands)})"

    return write


def _abs(writer: Writer, value: Operation) -> str:
    if value.type is INTEGER:
        return whole(f"abs({wide(writer.sql(value.operands[0]))})")
    return f"abs({writer.raw(value.operands[0])})"


def _round(writer: Writer, value: Operation) -> str:
    digits = value.options[0]
    if digits is None:
        return _rounding("round")(writer, value)
    return f"round(CAST({writer.raw(value.operands[0])} AS DOUBLE), {int(digits)})"


def _log(writer: Writer, value: Operation) -> str:
    number, base = (f"CAST({writer.sql(operand)} AS DOUBLE)" for operand in value.operands)
    return f"(ln({number}) / {writer.lets.finite(f'ln({base})')})"


def _bucket(writer: Writer, value: Operation) -> str:
    width, start = value.options
    wide_sql = f"CAST('{width!r}' AS DOUBLE)"
    start_sql = f"CAST('{start or 0!r}' AS DOUBLE)"
    number = f"CAST({writer.raw(value.operands[0])} AS DOUBLE)"
    found = f"(floor(({number} - {start_sql}) / {wide_sql}) * {wide_sql} + {start_sql})"
    return whole(found) if value.type is INTEGER else found


def _end(name: str) -> Written:
    def write(writer: Writer, value: Operation) -> str:
        text, count = (writer.sql(operand) for operand in value.operands)
        return f"{name}({text}, {writer.lets.clamped(count, 0)})"

    return write


def _mid(writer: Writer, value: Operation) -> str:
    text, start, count = (writer.sql(operand) for operand in value.operands)
    lets = writer.lets
    return f"substring({text}, {lets.clamped(start, 1)}, {lets.clamped(count, 0)})"


def _split_part(writer: Writer, value: Operation) -> str:
    separator, number = value.options
    text = writer.sql(value.operands[0])
    return f"string_split({text}, {literal(str(separator))})[{int(number or 1)}]"


def _read(writer: Writer, value: Operation, form: str, kind: str) -> str:
    """Return what a text says, NULL where it is not of the form."""
    text = f"trim({writer.sql(value.operands[0])}, {literal(_SPACES)})"
    return writer.lets.let(
        text,
        lambda v: (
            f"(CASE WHEN regexp_full_match({v}, {literal(form)}) AND NOT starts_with({v}, '0000-')"
            f" THEN TRY_CAST({v} AS {kind}) END)"
        ),
    )


def _to_number(writer: Writer, value: Operation) -> str:
    if value.operands[0].type is TEXT:
        return _read(writer, value, _NUMBER_FORM, "DOUBLE")
    return f"CAST({writer.raw(value.operands[0])} AS DOUBLE)"


def _to_integer(writer: Writer, value: Operation) -> str:
    operand = value.operands[0]
    if operand.type is TEXT:
        return _read(writer, value, _INTEGER_FORM, "BIGINT")
    if operand.type is NUMBER:
        return whole(f"trunc({writer.raw(operand)})")
    return f"CAST({writer.sql(operand)} AS BIGINT)"


def _to_text(writer: Writer, value: Operation) -> str:
    operand = value.operands[0]
    if operand.type is NUMBER:
        # A whole number is written like one: 100000, not 100000.0.
        return rf"regexp_replace(CAST({writer.sql(operand)} AS VARCHAR), '\.0$', '')"
    if operand.type is DATETIME:
        return f"replace(CAST({writer.clock(operand)} AS VARCHAR), ' ', 'T')"
    return f"CAST({writer.sql(operand)} AS VARCHAR)"


def _to_date(writer: Writer, value: Operation) -> str:
    if value.operands[0].type is TEXT:
        return _read(writer, value, _DATE_FORM, "DATE")
    return f"CAST({writer.clock(value.operands[0], _zone(value))} AS DATE)"


def _to_datetime(writer: Writer, value: Operation) -> str:
    operand = value.operands[0]
    if operand.type is TEXT:
        return _read(writer, value, _TIME_FORM, "TIMESTAMP")
    return f"TRY_CAST({writer.sql(operand)} AS TIMESTAMP)"


def _start_of(writer: Writer, value: Operation) -> str:
    unit, zone = value.options
    operand = value.operands[0]
    start = f"date_trunc('{unit}', {writer.clock(operand, _zone(value))})"
    if unit in TIME_STARTS:
        return moment(f"CAST({start} AS TIMESTAMP)", str(zone) if zone else operand.zone)
    return f"CAST({start} AS DATE)"


def _date_add(writer: Writer, value: Operation) -> str:
    first, count = value.operands
    unit = str(value.options[0])
    zone = None if unit in TIME_UNITS else first.zone  # hours pass alike in every zone
    kind = "DATE" if value.type is DATE else "TIMESTAMP"
    start = _within_years(writer, clock(writer.sql(first), zone), kind)
    steps = writer.lets.let(writer.sql(count), lambda v: _steps(v, unit))
    moved = f"CAST({start} + to_{unit}({steps}) AS {kind})"
    return moment(_within_years(writer, moved, kind), zone)


def _steps(sql: str, unit: str) -> str:
    """Return a count of units, NULL where it leads out of the years 1 to 9999 from any of them."""
    farthest = _LONGEST_MOVE[unit]
    number = "BIGINT" if unit in TIME_UNITS else "INTEGER"
    return f"CAST(CASE WHEN {sql} BETWEEN {-farthest} AND {farthest} THEN {sql} END AS {number})"


def _within_years(writer: Writer, sql: str, kind: str) -> str:
    """Return a date or time, NULL outside the years 1 to 9999."""
    low, high = (f"CAST('{day}' AS {kind})" for day in ("0001-01-01", "9999-12-31 23:59:59.999999"))
    return writer.lets.let(sql, lambda v: f"(CASE WHEN {v} BETWEEN {low} AND {high} THEN {v} END)")


def _days_between(writer: Writer, value: Operation) -> str:
    first, second = (f"CAST({writer.clock(operand)} AS DATE)" for operand in value.operands)
    return f"date_diff('day', {first}, {second})"


def _seconds_between(writer: Writer, value: Operation) -> str:
    first, second = (wide(f"epoch_us({writer.sql(operand)})") for operand in value.operands)
    return f"(CAST({second} - {first} AS DOUBLE) / 1e6)"


def _with_zone(writer: Writer, value: Operation) -> str:
    return moment(writer.sql(value.operands[0]), _zone(value))


FUNCTIONS: dict[str, Written] = {
    "if": _plain("(CASE WHEN {0} THEN {1} ELSE {2} END)"),
    "coalesce": _many("coalesce"),
    "min": _many("least"),
    "max": _many("greatest"),
    "abs": _abs,
    "round": _round,
    "floor": _rounding("floor"),
    "ceil": _rounding("ceil"),
    "sign": _plain("CAST(sign({0}) AS BIGINT)"),
    "sqrt": _on_number("sqrt({0})"),
    "exp": _plain("exp(CAST({0} AS DOUBLE))"),
    "ln": _on_number("ln({0})"),
    "log10": _on_number("log10({0})"),
    "log": _log,
    "bucket": _bucket,
    "length": _plain("length({0})"),
    "lower": _plain("lower({0})"),
    "upper": _plain("upper({0})"),
    "trim": _plain("trim({0}, " + literal(_SPACES) + ")"),
    "replace": _plain("replace({0}, {1}, {2})"),
    "left": _end("left"),
    "right": _end("right"),
    "mid": _mid,
    "find": _plain("CAST(instr({0}, {1}) AS BIGINT)"),
    "split_part": _split_part,
    "without_accents": _plain("strip_accents({0})"),
    "number": _to_number,
    "integer": _to_integer,
    "text": _to_text,
    "date": _to_date,
    "datetime": _to_datetime,
    "year": _part("year({0})"),
    "quarter": _part("quarter({0})"),
    "month": _part("month({0})"),
    "week": _part("weekofyear({0})"),
    "day": _part("day({0})"),
    "weekday": _part("isodow({0})"),
    "is_weekend": _part("(isodow({0}) >= 6)"),
    "hour": _part("hour({0})"),
    "minute": _part("minute({0})"),
    "second": _part("second({0})"),
    "start_of": _start_of,
    "date_add": _date_add,
    "days_between": _days_between,
    "seconds_between": _seconds_between,
    "with_zone": _with_zone,
    "to_zone": _plain("{0}"),
}

RAW = frozenset({"abs", "round", "sqrt", "exp", "ln", "log10", "log", "bucket", "number"})
"""Functions whose numbers may be infinite or none before they are checked."""
