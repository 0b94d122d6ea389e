"""What the running of a recipe, or its preview, tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.dataset import Cell, Column, Profile
from mlops_desktop.core.identity import Digest


@dataclass(frozen=True, slots=True, order=True)
class SourceColumn:
    """A column of an input table, by the table's name in the run and the column's."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class ColumnSources:
    """Which input columns a column's values come from.

    Attributes:
        sources: exactly these, sorted; None: opaque, they cannot be told.
    """

    column: str
    sources: tuple[SourceColumn, ...] | None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A value that was computed from the data it was applied to.

    Attributes:
        what: ``median``, ``low``, ``edge``.
        group: the values of the grouping columns, if any.
    """

    column: str
    what: str
    value: Cell
    group: tuple[Cell, ...] = ()


class Fitting(StrEnum):
    """Where a run takes the values from that its steps compute from rows."""

    ANEW = "anew"
    """From its own rows."""
    RECORDED = "recorded"
    """From the run before, as they were recorded with it."""


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What one step did.

    Attributes:
        number: from 1.
        lost: (column, how many values became missing), where any did.
        fitted: what was computed from the data; the first 10,000 values.
        fitted_count: how many values were computed.
    """

    number: int
    kind: str
    words: str
    rows_before: int
    rows_after: int
    lost: tuple[tuple[str, int], ...] = ()
    fitted: tuple[Fitted, ...] = ()
    fitted_count: int = 0


@dataclass(frozen=True, slots=True)
class Transformed:
    """The table a recipe made, its file lying in the job's folder.

    Attributes:
        recipe: digest of the recipe.
        content_hash: the logical content hash, version 1, hexadecimal.
        sources: of each column in order, the input columns its values come from.
        row_sources: the input columns that decide which rows there are and in which order;
            None: opaque.
    """

    recipe: Digest
    columns: tuple[Column, ...]
    row_count: int
    content_hash: str
    table_file: str
    profile: Profile
    steps: tuple[StepOutcome, ...]
    sources: tuple[ColumnSources, ...]
    row_sources: tuple[SourceColumn, ...] | None


@dataclass(frozen=True, slots=True)
class RunDetails:
    """What a project keeps of a run: all that :class:`Transformed` tells beside the table.

    Attributes:
        sources, row_sources: as of :class:`Transformed`; tables by their names in the run.
        fitted_from: label of the dataset version with whose making the fitted values were
            recorded; "": they were computed from the run's own rows.
    """

    steps: tuple[StepOutcome, ...]
    sources: tuple[ColumnSources, ...]
    row_sources: tuple[SourceColumn, ...] | None
    fitted_from: str = ""


@dataclass(frozen=True, slots=True)
class TablePart:
    """The first rows of a table."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class RecipePreview:
    """A step before and after.

    Attributes:
        outcome: counts and fitted values of the step, of the rows that were read.
        rows_read: how many rows of the main table were read.
        rows_there: how many it has; more than were read: this is a sample.
        later: the columns after each of the recipe's further steps, as far as these fit; fewer
            than there are: the next one does not.
    """

    before: TablePart
    after: TablePart
    outcome: StepOutcome
    sources: tuple[ColumnSources, ...]
    rows_read: int
    rows_there: int
    later: tuple[tuple[Column, ...], ...] = ()

    @property
    def is_sample(self) -> bool:
        """Whether only the first rows were looked at, so that counts and values may differ."""
        return self.rows_read < self.rows_there
