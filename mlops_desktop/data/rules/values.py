"""The values that rules compare with, as SQL of a column's type."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.rules.rule import moment_of
from mlops_desktop.data.engine import literal
from mlops_desktop.data.long_lists import split_sql

_LARGEST = 2**64
"""Beyond every whole number that is stored."""
_MEMBER_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.DATE: "TIMESTAMP",
    ColumnType.DATETIME: "TIMESTAMP",
}


def outside(name: str, column: Column, low: Any, high: Any) -> str:
    """Return the condition of values outside two bounds; "" when the bounds are of another type.

    A date as the largest time includes its whole day.
    """
    bounds = [bound for bound in (low, high) if bound is not None]
    is_time = column.type in (ColumnType.DATE, ColumnType.DATETIME)
    if any(isinstance(bound, str) is not is_time for bound in bounds):
        return ""
    write = {
        ColumnType.INTEGER: _whole_bounds,
        ColumnType.NUMBER: _number_bounds,
        ColumnType.DATE: _time_bounds,
        ColumnType.DATETIME: _time_bounds,
    }[column.type]
    return f"({' OR '.join(write(name, column, low, high))})"


def _whole_bounds(name: str, _column: Column, low: Any, high: Any) -> Iterable[str]:
    if low is not None:
        yield f"{name} < {max(-_LARGEST, min(_LARGEST, math.ceil(low)))}::HUGEINT"
    if high is not None:
        yield f"{name} > {max(-_LARGEST, min(_LARGEST, math.floor(high)))}::HUGEINT"


def _number_bounds(name: str, _column: Column, low: Any, high: Any) -> Iterable[str]:
    if low is not None:
        yield f"{name} < {_number(low)}"
    if high is not None:
        yield f"{name} > {_number(high)}"


def _time_bounds(name: str, column: Column, low: Any, high: Any) -> Iterable[str]:
    if low is not None:
        yield f"{name} < {_moment(moment_of(low), column)}"
    if high is None:
        return
    last = moment_of(high)
    if isinstance(last, datetime) or last is None or last == date.max:
        yield f"{name} > {_moment(last, column)}"
    else:
        yield f"{name} >= {_moment(last + timedelta(days=1), column)}"


def _number(value: float) -> str:
    return f"CAST({literal(_double(value))} AS DOUBLE)"


def _double(value: float) -> str:
    try:
        return repr(float(value))
    except OverflowError:
        return f"{'-' if value < 0 else ''}inf"


def _moment(value: date | None, column: Column) -> str:
    """Return a moment as TIMESTAMP: a date as its midnight, a time with a zone as UTC."""
    return f"CAST({literal(_clock_text(value, column) if value else '')} AS TIMESTAMP)"


def _clock_text(value: date, column: Column) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None) if column.zone else _clock(value)
    return value.isoformat()


def _clock(value: datetime) -> datetime:
    return value.replace(tzinfo=None)


def not_among(name: str, column: Column, values: Iterable[Any]) -> str:
    """Return the condition of values that are none of the list.

    What cannot be a value of the column's type is left out of the list.
    """
    members = [text for value in values if (text := _member(value, column)) is not None]
    if not members:
        return f"{name} IS NOT NULL"
    kind = _MEMBER_TYPES[column.type]
    split = split_sql(members)
    if split is None:
        listed = ", ".join(f"CAST({literal(text)} AS {kind})" for text in members)
        return f"{name} NOT IN ({listed})"
    return f"{name} NOT IN (SELECT CAST(unnest({split}) AS {kind}))"


def _member(value: Any, column: Column) -> str | None:
    """Return a value as the text the engine casts to the column's type; None: it is none."""
    if column.type is ColumnType.TEXT:
        return _text(value)
    if column.type is ColumnType.BOOLEAN:
        text = _text(value).strip().lower()
        return text if text in {"true", "false"} else None
    if column.type in (ColumnType.INTEGER, ColumnType.NUMBER):
        return _number_member(value, column)
    moment = moment_of(value) if isinstance(value, str) else None
    return _clock_text(moment, column) if moment else None


def _number_member(value: Any, column: Column) -> str | None:
    number = None if isinstance(value, bool) else _parsed(value)
    if number is None:
        return None
    if column.type is ColumnType.NUMBER:
        return _double(number)
    is_whole = number == int(number) and -(2**63) <= number < 2**63
    return str(int(number)) if is_whole else None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole else str(value)


def _parsed(value: Any) -> int | float | None:
    if isinstance(value, int | float):
        return value
    for read in (int, float):
        try:
            number = read(value)
        except ValueError:
            continue
        return number if math.isfinite(number) else None
    return None
