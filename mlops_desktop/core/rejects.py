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
class Reject:
    """A row or a value that was not taken as it stands; ``column`` is "" for a whole row.

    Attributes:
        file: of a folder, whose line it is; "" where there is one file only.
    """

    line: int
    column: str
    value: str
    reason: str
    file: str = ""


def in_file_order(rejects: Rejects) -> tuple[Reject, ...]:
    """Return row and cell rejects as one list in the order of the file's lines.

    Takes half a second for 100,000 of them.
    """
    rows = [Reject(item.line, "", item.text, item.reason, item.file) for item in rejects.rows]
    cells = [
        Reject(item.line, item.column, item.value, item.reason, item.file) for item in rejects.cells
    ]
    return tuple(sorted(rows + cells, key=lambda item: (item.file, item.line, item.column)))


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One of several files that were read as one table; its name is relative to the folder."""

    name: str
    sha256: str
    size: int
    rows: int
