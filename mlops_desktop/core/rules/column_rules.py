"""Rules about the values of one column, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.expressions.pattern import objection
from mlops_desktop.core.recipes.checking import TYPE_WORDS
from mlops_desktop.core.recipes.parameter import NUMBERS, TEXTS, TIMES, Kind, about
from mlops_desktop.core.recipes.step import listed
from mlops_desktop.core.rules.rule import Rule, moment_of, percent, said

Bound = int | float | str | None
"""A number, or a date or date-time as ISO 8601 text."""


@dataclass(frozen=True, slots=True)
class HasType(Rule):
    """A column holds values of a type."""

    kind: ClassVar[str] = "type"
    title: ClassVar[str] = "Type"
    summary: ClassVar[str] = (
        "The column is there and is stored as the type; whole numbers also count as numbers. Where "
        "it is text, the rows that cannot be read as the type are listed."
    )

    column: str = field(metadata=about(Kind.COLUMN, "Column", "Which column."))
    type: ColumnType = field(
        metadata=about(Kind.CHOICE, "Type", "What its values must be stored as.")
    )

    def words(self) -> str:
        """Return the rule in words."""
        return f"{self.column} holds {TYPE_WORDS[self.type]}"


@dataclass(frozen=True, slots=True)
class Required(Rule):
    """A column has a value in every row."""

    kind: ClassVar[str] = "required"
    title: ClassVar[str] = "Required"
    summary: ClassVar[str] = "The column is there and has a value in every row."

    column: str = field(metadata=about(Kind.COLUMN, "Column", "Which column."))

    def words(self) -> str:
        """Return the rule in words."""
        return f"{self.column} is never missing"


@dataclass(frozen=True, slots=True)
class MissingShare(Rule):
    """A column lacks few of its values."""

    kind: ClassVar[str] = "missing_share"
    title: ClassVar[str] = "Missing at most"
    summary: ClassVar[str] = (
        "At most this share of the rows has no value in the column. A table without rows lacks "
        "nothing."
    )

    column: str = field(metadata=about(Kind.COLUMN, "Column", "Which column."))
    percent: float = field(
        metadata=about(
            Kind.NUMBER, "Per cent", "The largest share of rows without a value.", low=0, high=100
        )
    )

    def words(self) -> str:
        """Return the rule in words."""
        return f"{self.column} is missing in at most {percent(self.percent)} of the rows"


@dataclass(frozen=True, slots=True)
class Range(Rule):
    """Values lie between two bounds."""

    kind: ClassVar[str] = "range"
    title: ClassVar[str] = "Range"
    summary: ClassVar[str] = (
        "Every value lies from the least to the largest, both included; one of them may be left "
        "open. Bounds of dates and times are written as 2011-12-31 or 2011-12-31T14:30 (of times "
        "with a zone, in UTC). Missing values do not count."
    )
    types: ClassVar[tuple[ColumnType, ...]] = (*NUMBERS, *TIMES)

    column: str = field(
        metadata=about(Kind.COLUMN, "Column", "Which column.", types=(*NUMBERS, *TIMES))
    )
    low: Bound = field(
        default=None,
        metadata=about(Kind.TEXT, "Least", "A number or a date; empty: open.", is_optional=True),
    )
    high: Bound = field(
        default=None,
        metadata=about(Kind.TEXT, "Largest", "A number or a date; empty: open.", is_optional=True),
    )

    def words(self) -> str:
        """Return the rule in words."""
        if self.high is None:
            return f"{self.column} is at least {said(self.low)}"
        if self.low is None:
            return f"{self.column} is at most {said(self.high)}"
        return f"{self.column} is between {said(self.low)} and {said(self.high)}"

    def contradiction(self) -> str:
        """Say what is wrong with the bounds."""
        given = [bound for bound in (self.low, self.high) if bound is not None]
        if not given:
            return "neither the least nor the largest value is given"
        for bound in given:
            if isinstance(bound, bool) or (isinstance(bound, str) and moment_of(bound) is None):
                return f"{said(bound)} is neither a number nor a date such as 2011-12-31"
        if len({isinstance(bound, str) for bound in given}) > 1:
            return "one bound is a number, the other a date"
        return "the least is larger than the largest" if _is_reversed(*given) else ""


def _is_reversed(low: object, high: object = None) -> bool:
    if isinstance(low, str) and isinstance(high, str):
        first, second = (datetime.fromisoformat(text).replace(tzinfo=None) for text in (low, high))
        return first > second
    return isinstance(low, int | float) and isinstance(high, int | float) and low > high


@dataclass(frozen=True, slots=True)
class Allowed(Rule):
    """Values are among a list."""

    kind: ClassVar[str] = "allowed"
    title: ClassVar[str] = "Allowed values"
    summary: ClassVar[str] = (
        "Every value is one of the list; capitals and spaces count. Missing values do not count."
    )

    column: str = field(metadata=about(Kind.COLUMN, "Column", "Which column."))
    values: tuple[bool | int | float | str, ...] = field(
        metadata=about(Kind.TEXTS, "Values", "Every value that may stand there.")
    )

    def words(self) -> str:
        """Return the rule in words."""
        return f"{self.column} is one of {listed([said(item) for item in self.values], 6)}"


@dataclass(frozen=True, slots=True)
class Pattern(Rule):
    """Texts have a form."""

    kind: ClassVar[str] = "pattern"
    title: ClassVar[str] = "Pattern"
    summary: ClassVar[str] = (
        "The whole of every text fits a regular expression, such as [A-Z]{2}[0-9]{4}. Missing "
        "values do not count."
    )
    types: ClassVar[tuple[ColumnType, ...]] = TEXTS

    column: str = field(metadata=about(Kind.COLUMN, "Column", "Which column.", types=TEXTS))
    pattern: str = field(
        metadata=about(Kind.TEXT, "Pattern", "A regular expression for the whole text.")
    )

    def words(self) -> str:
        """Return the rule in words."""
        return f"{self.column} has the form {self.pattern}"

    def contradiction(self) -> str:
        """Say why the pattern cannot be used."""
        reason = objection(f"^(?:{self.pattern})$")
        return f"the pattern cannot be used: {reason}" if reason else ""
