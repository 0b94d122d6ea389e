"""What an import did not take as it stood, and the files that it took together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowReject:
    """A row that could not be split into the columns; it is left out, and kept in the list."""

    line: int
    reason: str
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class CellReject:
    """A value that is not of its column's type."""

    line: int
    column: str
    value: str
    reason: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Rejects:
    """Everything that was not taken as it stood.

    Attributes:
        rows: the row rejects, all of them.
        cells: the cell rejects, all of them up to the list's limit of 100,000.
        cell_counts: (column, how many), complete even when the list is cut.
    """

    rows: tuple[RowReject, ...] = ()
    cells: tuple[CellReject, ...] = ()
    cell_counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One of several files that were read as one table; its name is relative to the folder."""

    name: str
    sha256: str
    size: int
    rows: int
