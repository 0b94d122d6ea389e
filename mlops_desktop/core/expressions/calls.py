"""Functions with their arguments, checked against the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import tree
from mlops_desktop.core.expressions.catalogue import FUNCTIONS
from mlops_desktop.core.expressions.signature import (
    DAY_STARTS,
    DAY_UNITS,
    TIME_STARTS,
    TIME_UNITS,
    Function,
    Gives,
    Parameter,
    Plain,
)
from mlops_desktop.core.expressions.tree import Node
from mlops_desktop.core.expressions.typed import Found, Operation, Value
from mlops_desktop.core.expressions.words import a_type, one_of
from mlops_desktop.core.expressions.zones import zone_named, zone_names
from mlops_desktop.core.wording import did_you_mean

INTEGER, NUMBER, TEXT = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.TEXT
DATE, DATETIME = ColumnType.DATE, ColumnType.DATETIME
_MOST_DIGITS = 15
_CONVERTS = frozenset(
    {"date", "year", "quarter", "month", "week", "day", "weekday", "is_weekend"}
    | {"hour", "minute", "second", "start_of"}
)

Option = str | int | float | None


class Checker(Protocol):
    """What checks the arguments: :class:`mlops_desktop.core.expressions.checker.Checker`."""

    def fault(self, code: str, node: Node, **facts: object) -> UserError:
        """Return the error for a node."""

    def value(self, node: Node) -> Found:
        """Return what a node does."""

    def typed(self, value: Found, kind: ColumnType, zone: str | None = None) -> Value:
        """Return the value, a yet untyped missing one as the type."""

    def unified(self, found: Sequence[Found], nodes: Sequence[Node], name: str) -> list[Value]:
        """Bring values to one type."""


def call(checker: Checker, node: tree.Call) -> Operation:
    """Return what a call does.

    Raises:
        UserError: no such function, or arguments that do not fit.
    """
    function = FUNCTIONS.get(node.name)
    if function is None:
        raise checker.fault(
            "expression.unknown_function",
            node,
            name=node.name[:80],
            nearest=did_you_mean(node.name, FUNCTIONS),
        )
    parameters = _matched(checker, function, node)
    found: list[Found] = []
    nodes: list[Node] = []
    shared: list[int] = []
    options: list[Option] = []
    for parameter, argument in zip(parameters, node.arguments, strict=False):
        if parameter.plain is not None:
            options.append(_plain(checker, function, parameter, argument))
            continue
        if parameter.is_shared:
            shared.append(len(found))
        found.append(_argument(checker, function, parameter, argument))
        nodes.append(argument)
    given = len(node.arguments)
    options += [None for parameter in parameters[given:] if parameter.plain is not None]
    operands = _operands(checker, function, found, nodes, shared)
    return _finished(checker, function, operands, tuple(options), node)


def _matched(checker: Checker, function: Function, node: tree.Call) -> list[Parameter]:
    """Return the parameter of every argument, then those that were left out."""
    parameters = list(function.parameters)
    given = len(node.arguments)
    if parameters[-1].is_repeated:
        parameters += [parameters[-1]] * (given - len(parameters))
    least = sum(not parameter.is_optional for parameter in function.parameters)
    if not least <= given <= len(parameters):
        expected = f"{least}" if least == len(parameters) else f"{least} to {len(parameters)}"
        if parameters[-1].is_repeated:
            expected = f"{least} or more"
        raise checker.fault(
            "expression.argument_count",
            node,
            name=function.name,
            expected=f"{expected} {'value' if expected == '1' else 'values'}",
            found=given,
            usage=function.usage,
        )
    return parameters


def _argument(checker: Checker, function: Function, parameter: Parameter, node: Node) -> Found:
    value = checker.value(node)
    kind = value.type
    is_widened = kind is INTEGER and NUMBER in parameter.types
    if kind is not None and kind not in parameter.types and not is_widened:
        raise checker.fault(
            "expression.argument_type",
            node,
            parameter=parameter.name,
            name=function.name,
            expected=one_of(parameter.types),
            found=a_type(kind),
            usage=function.usage,
        )
    return value if parameter.is_shared else checker.typed(value, parameter.types[0])


def _operands(
    checker: Checker,
    function: Function,
    found: Sequence[Found],
    nodes: Sequence[Node],
    shared: Sequence[int],
) -> list[Value]:
    operands = list(found)
    together = checker.unified(
        [found[at] for at in shared], [nodes[at] for at in shared], function.name
    )
    for at, value in zip(shared, together, strict=True):
        operands[at] = value
    return [checker.typed(value, TEXT) for value in operands]


def _plain(checker: Checker, function: Function, parameter: Parameter, node: Node) -> Option:
    """Return the value of an argument that must be written out."""
    value = _written(node)
    plain = parameter.plain
    if plain is Plain.ZONE and isinstance(value, str):
        zone = zone_named(value)
        if zone is None:
            hint = did_you_mean(value, zone_names())
            raise checker.fault("expression.zone", node, zone=value[:80], nearest=hint)
        return zone
    if plain in {Plain.MOVE_UNIT, Plain.START_UNIT} and isinstance(value, str):
        units = (
            (*DAY_UNITS, *TIME_UNITS) if plain is Plain.MOVE_UNIT else (*DAY_STARTS, *TIME_STARTS)
        )
        unit = value.strip().lower()
        for spelt in (unit, unit + "s", unit.removesuffix("s")):
            if spelt in units:
                return spelt
    if plain is None or not _is_fine(plain, value):
        raise checker.fault(
            "expression.plain_value",
            node,
            parameter=parameter.name,
            name=function.name,
            expected=plain.value if plain else "",
            usage=function.usage,
        )
    return value


def _is_fine(plain: Plain, value: Option) -> bool:
    if isinstance(value, str):
        return plain is Plain.SEPARATOR and value != ""
    if value is None:
        return False
    is_whole = isinstance(value, int)
    return {
        Plain.DIGITS: is_whole and 0 <= value <= _MOST_DIGITS,
        Plain.PLACE: is_whole and value != 0 and abs(value) < 2**31,
        Plain.WIDTH: value > 0,
        Plain.NUMBER: True,
    }.get(plain, False)


def _written(node: Node) -> Option:
    """Return the text or number that a node is, signed or not; None for anything else."""
    if isinstance(node, tree.Unary) and node.operator == "-":
        inner = _written(node.operand)
        return -inner if isinstance(inner, int | float) else None
    is_value = isinstance(node, tree.Literal) and node.type in (TEXT, INTEGER, NUMBER)
    return node.value if is_value else None  # type: ignore[union-attr,return-value]


def _finished(
    checker: Checker,
    function: Function,
    operands: list[Value],
    options: tuple[Option, ...],
    node: tree.Call,
) -> Operation:
    """Return the operation with the type and zone of its result."""
    first = operands[0]
    kind, zone = _result(function, operands, options), None
    moved = first.type is DATETIME or options[-1:] in [(unit,) for unit in TIME_UNITS]
    if function.name == "date_add" and moved and first.type is DATE:
        first, kind = _midnight(first), DATETIME
        operands = [first, *operands[1:]]
    if function.name in _CONVERTS and options and options[-1] is not None:
        _require_zone(checker, first, node)
    if function.name == "with_zone" and first.zone is not None:
        raise checker.fault("expression.has_zone", node, zone=first.zone)
    if function.name == "to_zone":
        _require_zone(checker, first, node)
    if kind is DATETIME:
        shared = next((one.zone for one in operands if one.type is DATETIME), None)
        last = options[-1] if options else None
        changes = function.name in {"with_zone", "to_zone", "start_of"} and last is not None
        zone = str(last) if changes else shared
    return Operation(function.name, tuple(operands), kind, zone, options)


def _midnight(value: Value) -> Value:
    """Return a date as midnight."""
    return Operation("to datetime", (value,), DATETIME)


def _require_zone(checker: Checker, value: Value, node: tree.Call) -> None:
    if value.zone is None:
        raise checker.fault("expression.no_zone", node.arguments[0])


def _result(  # noqa: PLR0911 - one return per kind of result
    function: Function, operands: Sequence[Value], options: Sequence[Option]
) -> ColumnType:
    first = operands[0].type
    match function.result:
        case Gives.COMMON:
            return operands[-1].type
        case Gives.FIRST:
            return first
        case Gives.WHOLE:
            return INTEGER if options[0] is None else NUMBER
        case Gives.START:
            return DATETIME if options[0] in TIME_STARTS else DATE
        case Gives.MOVED:
            return DATETIME if first is DATETIME else DATE
        case Gives.BUCKET:
            parts = [option for option in options if option is not None]
            is_whole = first is INTEGER and all(isinstance(part, int) for part in parts)
            return INTEGER if is_whole else NUMBER
        case kind:
            return kind
