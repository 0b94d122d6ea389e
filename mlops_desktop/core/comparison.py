"""Model versions side by side: the rows that they answer differently, and what differs."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import Cell

MOST_VERSIONS = 5
"""Versions side by side at most: more cannot be read beside one another."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that at least one version answers differently from the reference.

    Attributes:
        row: where it stands in the table, counted from 0.
        actual: the known answer.
        answers: of each version, in the order compared; the reference's comes first.
        cells: in the order of :attr:`ChangedRows.columns`.
    """

    row: int
    actual: Cell
    answers: tuple[Cell, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Rows whose decision changes, among those that no compared version was trained on.

    A predicted class differs from the reference's, or a predicted number differs from it by more
    than 10 % of the target's standard deviation.

    Attributes:
        table: the dataset version they are rows of, ``bikes@2``.
        columns: the versions' input columns, in the table's order.
        total: how many there are; ``rows`` are the first of them.
    """

    table: str
    columns: tuple[str, ...]
    total: int
    rows: tuple[ChangedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DifferentDay:
    """A day that versions of a forecast forecast otherwise than the reference.

    Attributes:
        day: ISO date.
        actual: the value that came; None: the day has not come.
        answers: what each version forecast, in the order compared; the reference's comes first.
    """

    day: str
    actual: float | None
    answers: tuple[float, ...]

    @property
    def apart(self) -> float:
        """How far the farthest forecast is from the reference's."""
        return max(abs(answer - self.answers[0]) for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that can differ between versions.

    Attributes:
        part: ``data``, ``recipe``, ``columns``, ``features``, ``method``, ``check`` or
            ``environment``.
        name: in words; of a parameter, package or column its name.
        values: of each version, in words, the reference's first.
    """

    part: str
    name: str
    values: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether no version differs from the reference in it."""
        return len(set(self.values)) == 1
