"""The tree of an expression, as it was written: nothing is looked up yet.

``at`` is the character (from 0) a message about the node points at; it does not count when two
trees are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from mlops_desktop.core.dataset import ColumnType

Scalar = str | int | float | bool | date | datetime | None

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
TEXT_TESTS = ("contains", "starts with", "ends with", "matches")
CHAINS = ("and", "or", "&")


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in the text; ``type`` None is the word ``missing``."""

    type: ColumnType | None
    value: Scalar
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A column's name."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """``-`` or ``not`` before its operand."""

    operator: str
    operand: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """A comparison, a test of a text or arithmetic between two operands."""

    operator: str
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """``and``, ``or`` or ``&`` between two or more operands."""

    operator: str
    operands: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """Whether a value lies between two others, both included."""

    operand: Node
    low: Node
    high: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Among:
    """Whether a value is one of some others."""

    operand: Node
    options: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class IsMissing:
    """Whether there is no value."""

    operand: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; the name in small letters."""

    name: str
    arguments: tuple[Node, ...]
    at: int = field(default=0, compare=False)


Node = Literal | Name | Unary | Binary | Chain | Between | Among | IsMissing | Call


def parts(node: Node) -> tuple[Node, ...]:  # noqa: PLR0911 - one return per kind of node
    """Return the nodes right below a node, in the order of the text."""
    match node:
        case Unary(operand=operand) | IsMissing(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Chain(operands=operands):
            return operands
        case Between(operand=operand, low=low, high=high):
            return (operand, low, high)
        case Among(operand=operand, options=options):
            return (operand, *options)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order of the text."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(parts(current)))


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read; equal when the trees are.

    Attributes:
        text: as it was written.
    """

    tree: Node
    text: str = field(default="", compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names it mentions, each once, in the order of the text."""
        return tuple(dict.fromkeys(n.name for n in walk(self.tree) if isinstance(n, Name)))
