"""Expressions whose columns, functions and types have been looked up.

What :mod:`checker` makes and the table engine's side reads: every operation has one meaning, its
operands have the types it works on, and nothing in it is a name that a person wrote except the
columns of the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.expressions.tree import Expression, Scalar


@dataclass(frozen=True, slots=True)
class Constant:
    """A value; None is missing. Date-times are wall-clock times in ``zone``."""

    value: Scalar
    type: ColumnType
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the schema, by its exact name."""

    name: str
    type: ColumnType
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or function at work.

    Attributes:
        name: an operator (``+``, ``=``, ``in``, ``between``, ``is missing``, …), ``to number`` and
            ``to datetime`` where a value was widened, or a function of the catalogue.
        operands: already of the types that the operation works on.
        zone: of the result when it is a date-time; None: wall-clock time of no stated zone.
        options: what had to stand in the text as a plain value (digits, unit, zone, pattern), in
            the order of the parameters that ask for it; an omitted one is None.
    """

    name: str
    operands: tuple[Value, ...]
    type: ColumnType
    zone: str | None = None
    options: tuple[str | int | float | None, ...] = ()


Value = Constant | Field | Operation


class Untyped:
    """The word ``missing`` before its place has given it a type."""

    type = None
    zone = None


UNTYPED = Untyped()
Found = Value | Untyped


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression that fits a schema.

    Attributes:
        type: of its result.
        columns: exact names of the columns used, each once, in the order of the text.
        tree: what it does.
        zone: time zone of a date-time result.
        expression: what was checked.
    """

    type: ColumnType
    columns: tuple[str, ...]
    tree: Value
    zone: str | None
    expression: Expression


def values(root: Value) -> Iterator[Value]:
    """Yield a value and all that it is made of, in the order of the text."""
    waiting = [root]
    while waiting:
        current = waiting.pop()
        yield current
        if isinstance(current, Operation):
            waiting.extend(reversed(current.operands))
