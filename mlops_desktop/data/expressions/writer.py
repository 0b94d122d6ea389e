"""The typed tree as SQL: columns, values and operators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import duckdb

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.expressions.faults import fault
from mlops_desktop.core.expressions.tree import COMPARISONS, Binary, Literal, walk
from mlops_desktop.core.expressions.typed import Constant, Field, Operation, Typed, Value
from mlops_desktop.data.engine import literal
from mlops_desktop.data.expressions import functions
from mlops_desktop.data.expressions.pieces import Lets, clock, moment, whole, wide
from mlops_desktop.data.forms import SQL_TYPES

INTEGER, NUMBER = ColumnType.INTEGER, ColumnType.NUMBER
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
}
_TEXT_TESTS = {"contains": "contains", "starts with": "starts_with", "ends with": "ends_with"}


def write(typed: Typed, names: Mapping[str, str]) -> str:
    """Return the SQL expression; see :func:`mlops_desktop.data.expressions.to_sql`."""
    check_patterns(typed)
    return Writer(names).sql(typed.tree)


def check_patterns(typed: Typed) -> None:
    """Let the engine itself read every regular expression.

    Raises:
        UserError: ``expression.pattern``.
    """
    expression = typed.expression
    for node in walk(expression.tree):
        if isinstance(node, Binary) and node.operator == "matches":
            pattern = node.right.value if isinstance(node.right, Literal) else None
            try:
                with duckdb.connect(config=_CLOSED) as engine:
                    engine.execute("SELECT regexp_matches('', ?)", [pattern]).fetchall()
            except duckdb.Error as error:
                reason = str(error).splitlines()[0].partition(": ")[2].rstrip(".")
                raise fault(
                    "expression.pattern", expression.text, node.right.at, reason=reason
                ) from error


class Writer:
    """Writes one expression."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self.lets = Lets(names.values())

    def sql(self, value: Value) -> str:
        """Return the SQL of a value; numbers are finite or come from a column as they are."""
        text, is_raw = self._written(value)
        return self.lets.finite(text) if is_raw else text

    def raw(self, value: Value) -> str:
        """Return the SQL of a number that may be infinite or not a number.

        Only for operations that hand such a value on: the check is then made once, above them.
        """
        return self._written(value)[0]

    def clock(self, value: Value, zone: str | None = None) -> str:
        """Return a date or date-time as clocks show it, in its own zone or the one named."""
        sql = self.sql(value)
        is_time = value.type is ColumnType.DATETIME
        return clock(sql, zone or value.zone) if is_time and value.zone else sql

    def _written(self, value: Value) -> tuple[str, bool]:
        """Return the SQL, and whether it is a number that may be infinite or none."""
        match value:
            case Constant():
                return _constant(value), False
            case Field():
                return self._field(value), False
            case Operation(name=name) if name in functions.FUNCTIONS:
                return functions.FUNCTIONS[name](self, value), name in functions.RAW and (
                    value.type is NUMBER
                )
            case Operation(type=kind) if kind is NUMBER:
                return self._number(value)
            case Operation():
                return self._operation(value), False

    def _field(self, value: Field) -> str:
        name = self._names[value.name]
        if value.type is NUMBER:
            return f"(CASE WHEN isnan({name}) THEN NULL ELSE {name} END)"
        return name

    def _number(self, value: Operation) -> tuple[str, bool]:
        """Return arithmetic in floating point."""
        match value.name:
            case "to number":
                return f"CAST({self.sql(value.operands[0])} AS DOUBLE)", False
            case "negate":
                return f"(-{self.raw(value.operands[0])})", True
            case "+" | "-" | "*":
                left, right = map(self.raw, value.operands)
                return f"({left} {value.name} {right})", True
            case "/":
                # Infinite divisors would give zero: they are checked first.
                return f"({self.raw(value.operands[0])} / {self.sql(value.operands[1])})", True
            case "^":
                left, right = map(self.sql, value.operands)
                return f"pow({left}, {right})", True
            case _:
                left, right = map(self.sql, value.operands)
                return self.lets.let(right, lambda v: f"((({left} % {v}) + {v}) % {v})"), True

    def _operation(self, value: Operation) -> str:  # noqa: PLR0911 - one return per operator
        if value.type is INTEGER:
            return self._whole_number(value)
        operands = [self.sql(operand) for operand in value.operands]
        match value.name:
            case "and" | "or":
                return "(" + f" {value.name.upper()} ".join(operands) + ")"
            case "&":
                return "(" + " || ".join(operands) + ")"
            case "not":
                return f"(NOT {operands[0]})"
            case "is missing":
                return f"({operands[0]} IS NULL)"
            case "to datetime":
                return moment(f"TRY_CAST({operands[0]} AS TIMESTAMP)", value.zone)
            case _:
                return self._test(value, operands)

    def _test(self, value: Operation, operands: list[str]) -> str:
        first, *others = operands
        if value.name in COMPARISONS:
            sign = "<>" if value.name == "!=" else value.name
            return f"({first} {sign} {others[0]})"
        if value.name == "between":
            return f"({first} BETWEEN {others[0]} AND {others[1]})"
        if value.name == "in":
            return f"({first} IN ({', '.join(others)}))"
        if value.name == "matches":
            return f"regexp_matches({first}, {literal(str(value.options[0]))}, 'c')"
        return f"{_TEXT_TESTS[value.name]}({first}, {others[0]})"

    def _whole_number(self, value: Operation) -> str:
        operands = [self.sql(operand) for operand in value.operands]
        if value.name == "negate":
            return whole(f"(-{wide(operands[0])})")
        left, right = operands
        if value.name == "%":
            return self.lets.let(right, lambda v: _rest(left, v))
        return whole(f"({wide(left)} {value.name} {wide(right)})")


def _rest(left: str, right: str) -> str:
    """Return the rest of a division with the divisor's sign."""
    divisor = f"CAST(CASE WHEN {right} <> 0 THEN {right} END AS HUGEINT)"
    return whole(f"((({wide(left)} % {divisor}) + {divisor}) % {divisor})")


def _constant(value: Constant) -> str:
    plain = value.value
    kind = SQL_TYPES[value.type]
    if plain is None:
        return f"CAST(NULL AS {kind})"
    if isinstance(plain, bool):
        return "TRUE" if plain else "FALSE"
    if isinstance(plain, str):
        return literal(plain)
    if isinstance(plain, datetime):
        return moment(f"CAST('{plain.isoformat(' ')}' AS TIMESTAMP)", value.zone)
    if isinstance(plain, date):
        return f"CAST('{plain.isoformat()}' AS DATE)"
    return f"CAST('{plain!r}' AS {kind})"
