"""Looks up columns and functions, and finds the type of every part.

Whole numbers widen to numbers, dates to date-times (midnight), a text that is written out becomes
a date where it is compared with one, and ``missing`` is of whatever type its place asks for.
Nothing else changes its type by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import calls, tree
from mlops_desktop.core.expressions.faults import fault
from mlops_desktop.core.expressions.pattern import objection
from mlops_desktop.core.expressions.signature import NUMERIC, TEMPORAL
from mlops_desktop.core.expressions.tokens import read_moment
from mlops_desktop.core.expressions.tree import Expression, Node
from mlops_desktop.core.expressions.typed import (
    UNTYPED,
    Constant,
    Field,
    Found,
    Operation,
    Typed,
    Untyped,
    Value,
    values,
)
from mlops_desktop.core.expressions.words import a_type
from mlops_desktop.core.wording import did_you_mean

BOOLEAN, TEXT = ColumnType.BOOLEAN, ColumnType.TEXT
INTEGER, NUMBER = ColumnType.INTEGER, ColumnType.NUMBER
DATE, DATETIME = ColumnType.DATE, ColumnType.DATETIME
_SHOWN_COLUMNS = 20


def check(expression: Expression, columns: Sequence[Column]) -> Typed:
    """Check an expression against a table's columns.

    Args:
        columns: of the table; names are found with their exact capitals first.

    Raises:
        UserError: ``expression.*`` with the position and what was expected.
    """
    checker = Checker(expression.text, columns)
    root = checker.typed(checker.value(expression.tree), TEXT)
    used = dict.fromkeys(value.name for value in values(root) if isinstance(value, Field))
    return Typed(root.type, tuple(used), root, root.zone, expression)


def check_condition(expression: Expression, columns: Sequence[Column]) -> Typed:
    """Check an expression that must be true or false: a filter, a rule.

    Raises:
        UserError: ``expression.condition``, and what :func:`check` raises.
    """
    found = check(expression, columns)
    if found.type is not BOOLEAN:
        raise fault("expression.condition", expression.text, 0, found=a_type(found.type))
    return found


class Checker:
    """Checks the tree of one text."""

    def __init__(self, text: str, columns: Sequence[Column]) -> None:
        self.text = text
        self._columns = {column.name: column for column in columns}

    def fault(self, code: str, node: Node, **facts: object) -> UserError:
        """Return the error for a node."""
        return fault(code, self.text, node.at, **facts)

    def typed(self, value: Found, kind: ColumnType, zone: str | None = None) -> Value:
        """Return the value, a yet untyped missing one as the type."""
        return Constant(None, kind, zone) if isinstance(value, Untyped) else value

    def value(self, node: Node) -> Found:  # noqa: C901, PLR0911 - one branch per kind of node
        """Return what a node does.

        Raises:
            UserError: when it does not fit.
        """
        match node:
            case tree.Literal(type=None):
                return UNTYPED
            case tree.Literal(type=kind, value=value) if kind is not None:
                return Constant(value, kind)
            case tree.Name():
                return self._field(node)
            case tree.Call():
                return calls.call(self, node)
            case tree.IsMissing(operand=operand):
                inner = self.typed(self.value(operand), TEXT)
                return Operation("is missing", (inner,), BOOLEAN)
            case tree.Chain(operator=operator, operands=parts):
                kind = TEXT if operator == "&" else BOOLEAN
                found = [self._of(part, operator, (kind,)) for part in parts]
                return Operation(operator, tuple(self.typed(one, kind) for one in found), kind)
            case tree.Unary():
                return self._unary(node)
            case tree.Binary():
                return self._binary(node)
            case tree.Between(operand=operand, low=low, high=high):
                return self._compare("between", (operand, low, high), node)
            case tree.Among(operand=operand, options=options):
                return self._compare("in", (operand, *options), node)
        raise TypeError(f"unknown node {type(node).__name__}")

    def _field(self, node: tree.Name) -> Field:
        column = self._columns.get(node.name)
        if column is None:
            folded = node.name.casefold()
            alike = [one for one in self._columns.values() if one.name.casefold() == folded]
            if len(alike) > 1:
                names = ", ".join(one.name for one in alike)
                raise self.fault("expression.ambiguous_column", node, name=node.name, columns=names)
            if not alike:
                raise self._unknown(node)
            column = alike[0]
        zone = column.zone if column.type is DATETIME else None
        return Field(column.name, column.type, zone)

    def _unknown(self, node: tree.Name) -> UserError:
        names = list(self._columns)
        rest = f" and {len(names) - _SHOWN_COLUMNS:,} more" if len(names) > _SHOWN_COLUMNS else ""
        return self.fault(
            "expression.unknown_column",
            node,
            name=node.name[:80],
            nearest=did_you_mean(node.name, names),
            columns=", ".join(names[:_SHOWN_COLUMNS]) + rest,
        )

    def _of(self, node: Node, operator: str, kinds: tuple[ColumnType, ...]) -> Found:
        """Return an operand that must be of one of the types."""
        value = self.value(node)
        if value.type is not None and value.type not in kinds:
            expected = " or ".join(a_type(kind) for kind in kinds)
            raise self.fault(
                "expression.operand",
                node,
                operator=operator,
                expected=expected,
                found=a_type(value.type),
            )
        return value

    def _unary(self, node: tree.Unary) -> Value:
        if node.operator == "not":
            value = self.typed(self._of(node.operand, "not", (BOOLEAN,)), BOOLEAN)
            return Operation("not", (value,), BOOLEAN)
        value = self.typed(self._of(node.operand, "-", NUMERIC), INTEGER)
        return Operation("negate", (value,), value.type)

    def _binary(self, node: tree.Binary) -> Value:
        operator = node.operator
        if operator in tree.COMPARISONS:
            return self._compare(operator, (node.left, node.right), node)
        if operator == "matches":
            return self._matches(node)
        if operator in tree.TEXT_TESTS:
            sides = [
                self.typed(self._of(side, operator, (TEXT,)), TEXT)
                for side in (node.left, node.right)
            ]
            return Operation(operator, tuple(sides), BOOLEAN)
        left, right = (
            self.typed(self._of(side, operator, NUMERIC), INTEGER)
            for side in (node.left, node.right)
        )
        is_whole = left.type is right.type is INTEGER and operator not in {"/", "^"}
        kind = INTEGER if is_whole else NUMBER
        return Operation(operator, (widened(left, kind), widened(right, kind)), kind)

    def _matches(self, node: tree.Binary) -> Value:
        left = self.typed(self._of(node.left, "matches", (TEXT,)), TEXT)
        right = node.right
        if not isinstance(right, tree.Literal) or not isinstance(right.value, str):
            raise self.fault(
                "expression.plain_value",
                right,
                parameter="pattern",
                name="matches",
                expected="a regular expression between quotes",
                usage="text matches '^[a-z]+$'",
            )
        if right.type is not TEXT or (reason := objection(right.value)):
            raise self.fault("expression.pattern", right, reason=reason)
        return Operation("matches", (left,), BOOLEAN, None, (right.value,))

    def _compare(self, operator: str, nodes: Sequence[Node], node: Node) -> Value:
        found = [self.value(one) for one in nodes]
        if operator in {"=", "!="} and any(isinstance(one, Untyped) for one in found):
            raise self.fault("expression.compared_missing", node)
        moments = [one for one in found if one.type in TEMPORAL]
        if moments:
            found = [self._as_moment(one, part) for one, part in zip(found, nodes, strict=True)]
        operands = self.unified(found, nodes, "")
        return Operation(operator, tuple(operands), BOOLEAN)

    def _as_moment(self, value: Found, node: Node) -> Found:
        """Return a written-out text as the date it says, anything else as it is."""
        if not (isinstance(node, tree.Literal) and isinstance(node.value, str)):
            return value
        moment = read_moment(node.value)
        if moment is None:
            raise self.fault("expression.compared_date", node, found=node.value[:80])
        return Constant(moment, DATETIME if isinstance(moment, datetime) else DATE)

    def unified(self, found: Sequence[Found], nodes: Sequence[Node], name: str) -> list[Value]:
        """Bring values to one type.

        Args:
            name: the function that asks for it; "": a comparison.

        Raises:
            UserError: when there is no such type.
        """
        known = [one for one in found if not isinstance(one, Untyped)]
        if not known:
            return [Constant(None, TEXT) for _ in found]
        kind = known[0].type
        for value, node in zip(found, nodes, strict=True):
            if value.type is None or value.type is kind:
                continue
            pair = {kind, value.type}
            if pair == set(NUMERIC):
                kind = NUMBER
            elif pair == set(TEMPORAL):
                kind = DATETIME
            else:
                left, right = a_type(kind), a_type(value.type)
                if name:
                    raise self.fault("expression.common", node, name=name, left=left, right=right)
                raise self.fault("expression.comparison", node, left=left, right=right)
        zone = self._zone(found, nodes) if kind is DATETIME else None
        return [widened(self.typed(one, kind, zone), kind, zone) for one in found]

    def _zone(self, found: Sequence[Found], nodes: Sequence[Node]) -> str | None:
        """Return the zone of the first date-times that have one.

        Written-out times and dates are taken on that zone's clock; other times without a zone
        cannot stand beside times with one.
        """
        zones = [one.zone for one in found if one.zone is not None]
        if not zones:
            return None
        for value, node in zip(found, nodes, strict=True):
            if value.type is DATETIME and value.zone is None and not isinstance(value, Constant):
                raise self.fault("expression.mixed_zones", node)
        return zones[0]


def widened(value: Value, kind: ColumnType, zone: str | None = None) -> Value:
    """Return a whole number as number, a date or time without zone as time of the zone."""
    if value.type is kind and (kind is not DATETIME or value.zone is not None or zone is None):
        return value
    if isinstance(value, Constant):
        return _widened_constant(value, kind, zone)
    if value.type is INTEGER and kind is NUMBER:
        return Operation("to number", (value,), NUMBER)
    if value.type is DATE and kind is DATETIME:
        return Operation("to datetime", (value,), DATETIME, zone)
    return value


def _widened_constant(value: Constant, kind: ColumnType, zone: str | None) -> Constant:
    plain = value.value
    if kind is NUMBER and plain is not None:
        return Constant(float(plain), NUMBER)  # type: ignore[arg-type]
    if kind is DATETIME and isinstance(plain, date) and not isinstance(plain, datetime):
        plain = datetime(plain.year, plain.month, plain.day)  # noqa: DTZ001 - wall-clock time
    return replace(value, value=plain, type=kind, zone=zone)
