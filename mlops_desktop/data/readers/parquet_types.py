"""Which type of ours a column of DuckDB's types becomes, and when that is exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.engine import Engine

_SMALL = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
)
_LARGE = frozenset({"UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM"})
_TEXTS = frozenset({"VARCHAR", "UUID", "TIME", "TIME_NS", "TIME WITH TIME ZONE", "INTERVAL", "BIT"})
_MOMENTS = frozenset({"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS"})
_NOTHING = '"NULL"'  # a column of pandas without any value
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_EXACT_DIGITS = 15  # so many decimal digits survive a double in any case
_INT64 = "BETWEEN -9223372036854775808 AND 9223372036854775807"


@dataclass(frozen=True, slots=True)
class Plan:
    """How one column is read.

    Attributes:
        value: SQL of its values in the type.
        text: SQL of its values to be judged as text, where they are not all exact.
        exact: SQL, per row, whether the type holds the value exactly; "" when it always does.
        must_be_exact: whether the column is refused where it is not.
        stays_text: whether the text is kept where it is not, instead of being judged.
    """

    name: str
    type: ColumnType
    value: str
    text: str
    exact: str = ""
    zone: str | None = None
    must_be_exact: bool = False
    stays_text: bool = False


def structure_of(engine: Engine, sql: str, source: str) -> list[tuple[str, str]]:
    """Return (name, type) of a record's fields."""
    rows = engine.rows(f"DESCRIBE SELECT unnest({sql}) FROM {source}")
    return [(row[0], row[1]) for row in rows]


def plan_of(path: Path, name: str, sql: str, kind: str) -> Plan:  # noqa: PLR0911 - one per type
    """Return how a column of a DuckDB type is read.

    Raises:
        UserError: for a type that has no place in a table; it is named.
    """
    if kind in _SMALL:
        return Plan(name, ColumnType.INTEGER, sql, sql)
    if kind in _LARGE:
        return Plan(name, ColumnType.INTEGER, sql, sql, f"{sql} {_INT64}", stays_text=True)
    if kind in ("FLOAT", "DOUBLE"):
        value = f"CASE WHEN NOT isnan({sql}) THEN {sql} END"
        return Plan(name, ColumnType.NUMBER, value, value, f"NOT isinf({sql})")
    if match := _DECIMAL.fullmatch(kind):
        return _decimal(name, sql, int(match.group(1)), int(match.group(2)))
    if kind == "BOOLEAN":
        return Plan(name, ColumnType.BOOLEAN, sql, sql)
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return _moment(name, sql, kind)
    if kind in _TEXTS or kind.startswith("ENUM(") or kind == _NOTHING:
        text = f"CAST({sql} AS VARCHAR)"
        return Plan(name, ColumnType.TEXT, text, text)
    if kind == "BLOB":
        text = f"TRY(decode({sql}))"
        exact = f"({sql} IS NULL OR {text} IS NOT NULL)"
        return Plan(name, ColumnType.TEXT, text, text, exact, must_be_exact=True)
    if (
        kind.endswith("]")
        or kind.startswith(("STRUCT(", "MAP(", "UNION("))
        or kind
        in (
            "JSON",
            "VARIANT",
        )
    ):
        text = f"CAST(to_json({sql}) AS VARCHAR)"
        return Plan(name, ColumnType.TEXT, text, text)
    raise UserError("data.column_kind", path=path, column=name, kind=kind.lower())


def _decimal(name: str, sql: str, digits: int, scale: int) -> Plan:
    if scale == 0:
        exact = "" if digits <= 18 else f"{sql} {_INT64}"
        return Plan(name, ColumnType.INTEGER, sql, sql, exact, stays_text=True)
    exact = ""
    if digits > _EXACT_DIGITS:
        exact = f"(CAST(CAST({sql} AS DOUBLE) AS DECIMAL({digits},{scale})) = {sql})"
        exact = f"coalesce(TRY({exact}), {sql} IS NULL)"
    # Digits that a double would round are kept as text.
    text = f"CAST({sql} AS VARCHAR)"
    return Plan(name, ColumnType.NUMBER, sql, text, exact, stays_text=True)


def _moment(name: str, sql: str, kind: str) -> Plan:
    in_range = f"(isfinite({sql}) AND year({sql}) BETWEEN 1 AND 9999)"
    text = f"CAST({sql} AS VARCHAR)"
    if kind == "DATE":
        return Plan(name, ColumnType.DATE, sql, text, in_range)
    if kind in _MOMENTS:
        return Plan(name, ColumnType.DATETIME, sql, text, in_range)
    if kind == "TIMESTAMP_NS":
        whole = f"(CAST({sql} AS TIMESTAMP) = {sql})"
        return Plan(
            name, ColumnType.DATETIME, sql, text, f"({in_range} AND {whole})", stays_text=True
        )
    return Plan(name, ColumnType.DATETIME, sql, text, in_range, "UTC")
