"""An expression in its canonical spelling: small letters, no needless parentheses.

What is rendered reads back as the same tree.
"""

from __future__ import annotations

from datetime import date, datetime

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.expressions import tree
from mlops_desktop.core.expressions.parser import (
    COMPARISON,
    NOT,
    POWER,
    PRECEDENCE,
    SIGN,
)
from mlops_desktop.core.expressions.tokens import is_bare
from mlops_desktop.core.expressions.tree import Expression, Literal, Node

_ATOM = 100
_NEGATED = (tree.IsMissing, tree.Among, tree.Between)


def render(expression: Expression) -> str:
    """Return the canonical text of an expression."""
    return _text(expression.tree)


def quoted(name: str) -> str:
    """Return a column's name as it is written in an expression: ``price``, ``[order date]``."""
    return name if is_bare(name) else "[" + name.replace("]", "]]") + "]"


def _precedence(node: Node) -> int:
    """Return how tightly a node holds together."""
    match node:
        case tree.Unary(operator="-"):
            return SIGN
        case tree.Unary():
            return COMPARISON if _is_negated_test(node) else NOT
        case tree.Binary(operator=operator) | tree.Chain(operator=operator):
            return PRECEDENCE.get(operator.split()[0], COMPARISON)
        case tree.Between() | tree.Among() | tree.IsMissing():
            return COMPARISON
        case _:
            return _ATOM


def _is_negated_test(node: tree.Unary) -> bool:
    inner = node.operand
    if isinstance(inner, tree.Binary):
        return inner.operator in tree.TEXT_TESTS
    return isinstance(inner, _NEGATED)


def _inside(node: Node, loosest: int) -> str:
    """Return a part's text, in parentheses unless it holds together more tightly."""
    text = _text(node)
    return text if _precedence(node) > loosest else f"({text})"


def _text(node: Node) -> str:  # noqa: PLR0911 - one return per kind of node
    match node:
        case Literal():
            return _literal(node)
        case tree.Name(name=name):
            return quoted(name)
        case tree.Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(_text, arguments))})"
        case tree.Chain(operator=operator, operands=operands):
            level = PRECEDENCE[operator]
            return f" {operator} ".join(_inside(part, level) for part in operands)
        case tree.Unary(operator="-", operand=operand):
            return "-" + _inside(operand, SIGN - 1)
        case tree.Unary(operand=operand):
            if _is_negated_test(node):
                return _test(operand, "not ")
            return "not " + _inside(operand, NOT - 1)
        case tree.Binary(operator=operator):
            if PRECEDENCE.get(operator, COMPARISON) == COMPARISON:
                return _test(node, "")
            return _arithmetic(node)
        case _:
            return _test(node, "")


def _arithmetic(node: tree.Binary) -> str:
    level = PRECEDENCE[node.operator]
    if level == POWER:
        # From the right, and a sign may follow: 2 ^ -3 ^ 2.
        left, right = _inside(node.left, POWER), _inside(node.right, SIGN - 1)
    else:
        left, right = _inside(node.left, level - 1), _inside(node.right, level)
    return f"{left} {node.operator} {right}"


def _test(node: Node, negation: str) -> str:
    match node:
        case tree.IsMissing(operand=operand):
            return f"{_inside(operand, COMPARISON)} is {negation}missing"
        case tree.Among(operand=operand, options=options):
            listed = ", ".join(map(_text, options))
            return f"{_inside(operand, COMPARISON)} {negation}in ({listed})"
        case tree.Between(operand=operand, low=low, high=high):
            ends = f"{_inside(low, COMPARISON)} and {_inside(high, COMPARISON)}"
            return f"{_inside(operand, COMPARISON)} {negation}between {ends}"
        case tree.Binary(operator=operator, left=left, right=right):
            first, second = _inside(left, COMPARISON), _inside(right, COMPARISON)
            return f"{first} {negation}{operator} {second}"
    raise TypeError(f"{type(node).__name__} is no test")


def _literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if node.type is ColumnType.NUMBER:
        return repr(value)
    return "missing" if value is None else str(value)
