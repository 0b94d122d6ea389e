"""What differs between two versions of a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.dataset import Cell, Column, ColumnProfile

MOST_CHANGES = 1_000
"""Changed rows in one page."""


class SchemaChangeKind(StrEnum):
    """What happened to a column."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    TYPE = "type"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change of the columns.

    Attributes:
        column: its name now; of a removed one, its name before.
        before, after: the names (renamed), types (type) or places counted from 1 (order).
    """

    kind: SchemaChangeKind
    column: str
    before: str = ""
    after: str = ""


class Sign(StrEnum):
    """What happened to a row; the sign is what a person sees."""

    CHANGED = "~"
    ADDED = "+"
    REMOVED = "−"


class Matching(StrEnum):
    """How rows of both versions were brought together."""

    GIVEN = "given"
    FOUND = "found"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that differs, its cells in the order of :attr:`TableDiff.columns`.

    Attributes:
        before_row, after_row: where it stands, counted from 0; None where it does not.
        before, after: its cells, None for columns the version lacks; empty where it has no
            such row.
        changed: places of the cells that differ.
    """

    sign: Sign
    before_row: int | None
    after_row: int | None
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    changed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CommonBins:
    """How both versions' values are spread over the same bins.

    Attributes:
        edges: of numbers; dates and times in seconds since 1970-01-01. Empty for values.
        labels: the values, most frequent first, of columns with few of them; else empty.
        before, after: how many values lie in each bin, or are each value.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    edges: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """How far a column moved from one version to the other; None where it has no such number.

    Attributes:
        mean, median: after − before.
        missing: the share of missing values, after − before.
        effect: the means' difference in standard deviations (both versions' variances averaged).
        moved: the share of rows that would have to lie in another bin, or be missing or not, for
            both spreads to be alike: half the sum of the shares' differences, 0–1.
    """

    missing: float
    mean: float | None = None
    median: float | None = None
    effect: float | None = None
    moved: float | None = None


@dataclass(frozen=True, slots=True)
class CellChange:
    """A changed cell and the rows it stands in, counted from 0."""

    before_row: int
    after_row: int
    before: Cell
    after: Cell


@dataclass(frozen=True, slots=True)
class ColumnDiff:
    """One column of either version.

    Attributes:
        before, after: the column there, None where there is none.
        changed: cells that differ among the rows both versions have.
        movement: None where only one version has the column.
    """

    before: Column | None
    after: Column | None
    before_profile: ColumnProfile | None
    after_profile: ColumnProfile | None
    changed: int = 0
    examples: tuple[CellChange, ...] = ()
    bins: CommonBins | None = None
    movement: Movement | None = None

    @property
    def name(self) -> str:
        """Its name now; of a removed column, before."""
        column = self.after or self.before
        return column.name if column else ""


@dataclass(frozen=True, slots=True)
class DiffRows:
    """A page of the rows that differ: changed ones, then added, then removed, each in order.

    Attributes:
        total: how many there are with the signs asked for.
    """

    total: int
    offset: int
    rows: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class TableDiff:
    """Everything that differs between two versions.

    Attributes:
        before, after: ``sales@2``, ``sales@3``.
        key: names, now, of the columns that brought rows together; empty for whole content.
        columns: those of ``after`` in order, then those that were removed.
        is_identical: whether columns and rows are the same in content and order.
        is_reordered: whether rows both have stand in another order.
        summary: a sentence.
    """

    before: str
    after: str
    rows_before: int
    rows_after: int
    matching: Matching
    key: tuple[str, ...]
    schema: tuple[SchemaChange, ...]
    added: int
    removed: int
    changed: int
    columns: tuple[ColumnDiff, ...]
    rows: DiffRows
    is_identical: bool = False
    is_reordered: bool = False
    summary: str = ""
