"""Steps about rows: which stay, in which order, in which part."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from mlops_desktop.core.recipes.parameter import Kind, about
from mlops_desktop.core.recipes.step import Step, listed, plain_number, wrong

_MOST_ROWS = 2**63


@dataclass(frozen=True, slots=True)
class FilterRows(Step):
    """Keep the rows for which a condition is true."""

    kind: ClassVar[str] = "filter_rows"
    title: ClassVar[str] = "Filter rows"
    summary: ClassVar[str] = (
        "Keeps the rows for which the condition is true. Where it is false, or cannot be told "
        "because a value is missing, the row is dropped."
    )

    condition: str = field(
        metadata=about(Kind.EXPRESSION, "Condition", "What must be true of a row to stay.")
    )

    def words(self) -> str:
        """Return the step in words."""
        return f"Keep rows where {self.condition}"


@dataclass(frozen=True, slots=True)
class Sort(Step):
    """Put rows in order."""

    kind: ClassVar[str] = "sort"
    title: ClassVar[str] = "Sort rows"
    summary: ClassVar[str] = (
        "Puts rows in order, missing values last. Equal rows keep their order; texts are "
        "compared character by character, capitals first."
    )

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "By which columns, the most important first.")
    )
    descending: tuple[str, ...] = field(
        default=(),
        metadata=about(
            Kind.COLUMNS, "Largest first", "Which of these run downwards.", is_optional=True
        ),
    )

    def words(self) -> str:
        """Return the step in words."""
        down = set(self.descending)
        return "Sort by " + listed(
            [f"{name} (largest first)" if name in down else name for name in self.columns]
        )

    def check(self) -> None:
        """Refuse a direction of a column that is not sorted by."""
        other = [name for name in self.descending if name not in self.columns]
        if other:
            raise wrong("Largest first", f"{listed(other)} is not among the columns to sort by")


class Keep(StrEnum):
    """Which of several equal rows stays."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Deduplicate(Step):
    """Keep one of the rows that are equal in some columns."""

    kind: ClassVar[str] = "deduplicate"
    title: ClassVar[str] = "Drop duplicates"
    summary: ClassVar[str] = (
        "Of rows that are equal in the named columns (in all, if none is named) keeps the first "
        "or the last. Two missing values are equal here. The rows that stay keep their order."
    )

    columns: tuple[str, ...] = field(
        default=(),
        metadata=about(
            Kind.COLUMNS, "Columns", "What must be equal; none named: all.", is_optional=True
        ),
    )
    keep: Keep = field(
        default=Keep.FIRST, metadata=about(Kind.CHOICE, "Keep", "Which of equal rows stays.")
    )

    def words(self) -> str:
        """Return the step in words."""
        of = listed(self.columns) if self.columns else "all columns"
        return f"Of rows equal in {of} keep the {self.keep.value}"


@dataclass(frozen=True, slots=True)
class Sample(Step):
    """Keep some rows drawn at random, in their order."""

    kind: ClassVar[str] = "sample"
    title: ClassVar[str] = "Sample rows"
    summary: ClassVar[str] = (
        "Keeps rows drawn at random, exactly as many as asked for, in their order. The same seed "
        "and number of rows draw the same places."
    )

    rows: float | None = field(
        default=None,
        metadata=about(
            Kind.NUMBER, "Rows", "How many rows; or give a share.", is_optional=True, low=1
        ),
    )
    fraction: float | None = field(
        default=None,
        metadata=about(
            Kind.NUMBER,
            "Share",
            "Which share of the rows, 0 to 1.",
            is_optional=True,
            low=0,
            high=1,
        ),
    )
    seed: int = field(
        default=0, metadata=about(Kind.NUMBER, "Seed", "Another seed draws other rows.")
    )

    def words(self) -> str:
        """Return the step in words."""
        if self.rows is not None:
            return f"Keep {self.rows:,.0f} rows drawn at random (seed {self.seed})"
        share = plain_number(100 * (self.fraction or 0))
        return f"Keep {share} % of the rows, drawn at random (seed {self.seed})"

    def check(self) -> None:
        """Refuse both, or neither, of number and share."""
        if (self.rows is None) == (self.fraction is None):
            raise wrong("Rows", "either a number of rows or a share must be given")
        if self.rows is not None and self.rows != int(self.rows):
            raise wrong("Rows", "it must be a whole number")
        if self.rows is not None and self.rows >= _MOST_ROWS:
            raise wrong("Rows", "it must be a number of at most 64 bits")


class Splitting(StrEnum):
    """How rows are dealt to the parts."""

    RANDOM = "random"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class Split(Step):
    """Label every row as belonging to one of two parts."""

    kind: ClassVar[str] = "split"
    title: ClassVar[str] = "Split into parts"
    summary: ClassVar[str] = (
        "Adds a column that says to which part a row belongs: a share drawn at random, or the "
        "last rows in the order of a column (missing values come first)."
    )

    column: str = field(
        default="part", metadata=about(Kind.NAME, "New column", "The column that is added.")
    )
    fraction: float = field(
        default=0.2,
        metadata=about(Kind.NUMBER, "Test share", "The share of test rows.", low=0, high=1),
    )
    how: Splitting = field(
        default=Splitting.RANDOM,
        metadata=about(Kind.CHOICE, "How", "At random, or the last rows of an order."),
    )
    seed: int = field(
        default=0,
        metadata=about(
            Kind.NUMBER,
            "Seed",
            "Another seed draws other rows.",
            when=("how", (Splitting.RANDOM.value,)),
        ),
    )
    order: str = field(
        default="",
        metadata=about(
            Kind.COLUMN,
            "Order by",
            "The column whose largest values become test rows.",
            when=("how", (Splitting.ORDERED.value,)),
        ),
    )
    train: str = field(
        default="train", metadata=about(Kind.TEXT, "Train label", "The text of the larger part.")
    )
    test: str = field(
        default="test", metadata=about(Kind.TEXT, "Test label", "The text of the test rows.")
    )

    def words(self) -> str:
        """Return the step in words."""
        share = f"{plain_number(100 * self.fraction)} %"
        if self.how is Splitting.ORDERED:
            return f"Label the last {share} of the rows by {self.order} as {self.test}"
        return f"Label {share} of the rows as {self.test}, drawn at random (seed {self.seed})"
