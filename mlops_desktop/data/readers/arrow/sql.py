"""Arrow's types as types and expressions of DuckDB; what would lose digits becomes text."""

from __future__ import annotations

from mlops_desktop.data.readers.arrow.schema import Field
from mlops_desktop.data.readers.arrow.values import BYTES

_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_FLOATS = {2: "FLOAT", 4: "FLOAT", 8: "DOUBLE"}
_INTEGERS = {1: "TINYINT", 2: "SMALLINT", 4: "INTEGER", 8: "BIGINT"}
_MOST_DIGITS = 38


def stored_type(field: Field) -> str:
    """Return the type in which the values are held as they came."""
    if field.kind == "int":
        return ("" if field.is_signed else "U") + _INTEGERS[field.width]
    if field.kind == "float":
        return _FLOATS[field.width]
    if field.kind == "bool":
        return "BOOLEAN"
    if field.kind in ("date", "time", "timestamp", "duration"):
        return "BIGINT"
    return "BLOB" if field.kind in BYTES else "VARCHAR"


def is_sure(field: Field, column: str) -> str:
    """Return SQL, per row, that says whether a value keeps all its digits; "": always."""
    if field.kind == "timestamp" and field.unit == "ns" and field.zone:
        return f"{column} % 1000 = 0"
    if _is_decimal(field):
        return f"({column} IS NULL OR TRY_CAST({column} AS {_decimal(field)}) IS NOT NULL)"
    return ""


def sql_of(field: Field, column: str, *, is_exact: bool) -> str:
    """Return the expression of a stored column's values.

    Args:
        is_exact: whether all values pass :func:`is_sure`.
    """
    if field.kind == "timestamp":
        return _zoned(field, column, is_exact=is_exact)
    if field.kind in ("date", "time"):
        return _calendar(field, column)
    if field.kind == "duration":
        return f"({column} / {_PER_DAY[field.unit]}.0::DOUBLE)"
    if _is_decimal(field) and is_exact:
        return f"CAST({column} AS {_decimal(field)})"
    return column


def _is_decimal(field: Field) -> bool:
    return field.kind == "decimal" and 0 <= field.scale <= field.precision <= _MOST_DIGITS


def _decimal(field: Field) -> str:
    return f"DECIMAL({max(1, field.precision)},{field.scale})"


def _calendar(field: Field, column: str) -> str:
    if field.unit == "d":
        return f"(DATE '1970-01-01' + CAST({column} AS INTEGER))"
    if field.kind == "date":
        return f"CAST({_moment('ms', column)} AS DATE)"
    if field.unit == "ns":
        return f"strftime(make_timestamp_ns({column}), '%H:%M:%S.%n')"
    return f"CAST(CAST({_moment(field.unit, column)} AS TIME) AS VARCHAR)"


def _moment(unit: str, column: str) -> str:
    if unit == "ns":
        return f"make_timestamp_ns({column})"
    return f"make_timestamp({column} * {({'s': 1_000_000, 'ms': 1_000, 'us': 1})[unit]})"


def _zoned(field: Field, column: str, *, is_exact: bool) -> str:
    moment = _moment(field.unit, column)
    if not field.zone:
        return moment
    if is_exact:
        return f"CAST(CAST({moment} AS TIMESTAMP) AS TIMESTAMPTZ)"
    return f"(CAST({moment} AS VARCHAR) || 'Z')"
