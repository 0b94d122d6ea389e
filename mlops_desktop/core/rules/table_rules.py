"""Rules about rows together, several columns, or the version before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import parse
from mlops_desktop.core.recipes.parameter import NUMBERS, TIMES, Kind, about
from mlops_desktop.core.recipes.step import listed
from mlops_desktop.core.rules.rule import Rule, percent


@dataclass(frozen=True, slots=True)
class Unique(Rule):
    """No two rows are equal in some columns."""

    kind: ClassVar[str] = "unique"
    title: ClassVar[str] = "Unique"
    summary: ClassVar[str] = (
        "No two rows have the same values in the columns together. Rows that lack one of them are "
        "left aside. All rows that share their values are listed."
    )

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "One column, or several that count together.")
    )

    def words(self) -> str:
        """Return the rule in words."""
        if len(self.columns) == 1:
            return f"{self.columns[0]} differs in every row"
        return f"{listed(self.columns)} together differ in every row"


@dataclass(frozen=True, slots=True)
class Expression(Rule):
    """A condition holds in every row."""

    kind: ClassVar[str] = "expression"
    title: ClassVar[str] = "Condition"
    summary: ClassVar[str] = (
        "A condition on one or several columns is true in every row, such as "
        "casual + registered = bikers. Rows for which it cannot be told because a value is "
        "missing do not fail; they are counted."
    )

    condition: str = field(
        metadata=about(Kind.EXPRESSION, "Condition", "What must be true of every row.")
    )

    def words(self) -> str:
        """Return the rule in words."""
        return f"In every row {' '.join(self.condition.split())}"

    def contradiction(self) -> str:
        """Say why the condition cannot be read."""
        try:
            parse(self.condition)
        except UserError as error:
            return error.message[:1].lower() + error.message[1:].rstrip(".")
        return ""


@dataclass(frozen=True, slots=True)
class Freshness(Rule):
    """The newest date is recent."""

    kind: ClassVar[str] = "freshness"
    title: ClassVar[str] = "Freshness"
    summary: ClassVar[str] = (
        "The newest date lies at most so many days before the moment the version came in, which "
        "is recorded; not before today. Dates are compared as days in UTC, times without a zone "
        "are taken as UTC."
    )
    types: ClassVar[tuple[ColumnType, ...]] = TIMES

    column: str = field(metadata=about(Kind.COLUMN, "Column", "Which column.", types=TIMES))
    days: float = field(
        metadata=about(Kind.NUMBER, "Days", "The largest age of the newest date.", low=0)
    )

    def words(self) -> str:
        """Return the rule in words."""
        days = "1 day" if self.days == 1 else f"{self.days:,.6g} days"
        return f"The newest {self.column} is at most {days} older than the import"


@dataclass(frozen=True, slots=True)
class RowCountChange(Rule):
    """The number of rows is near the previous version's."""

    kind: ClassVar[str] = "row_count_change"
    title: ClassVar[str] = "Change of the row count"
    summary: ClassVar[str] = (
        "The number of rows differs from the previous version's by at most this share, upwards or "
        "downwards. Of a first version it cannot be told."
    )

    percent: float = field(
        metadata=about(
            Kind.NUMBER, "Per cent", "The largest change, of the previous number of rows.", low=0
        )
    )

    def words(self) -> str:
        """Return the rule in words."""
        return f"The number of rows changes by at most {percent(self.percent)}"


@dataclass(frozen=True, slots=True)
class SumChange(Rule):
    """A column's sum is near the previous version's."""

    kind: ClassVar[str] = "sum_change"
    title: ClassVar[str] = "Change of a sum"
    summary: ClassVar[str] = (
        "The sum of the column differs from the previous version's by at most this share of it, "
        "upwards or downwards. Of a first version, or where the previous sum was 0, it cannot be "
        "told."
    )
    types: ClassVar[tuple[ColumnType, ...]] = NUMBERS

    column: str = field(metadata=about(Kind.COLUMN, "Column", "Which column.", types=NUMBERS))
    percent: float = field(
        metadata=about(Kind.NUMBER, "Per cent", "The largest change, of the previous sum.", low=0)
    )

    def words(self) -> str:
        """Return the rule in words."""
        return f"The sum of {self.column} changes by at most {percent(self.percent)}"
