"""A place in the source of a table, as a person would see it there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a file; ``text`` is cut where it is longer than anybody reads."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceLines:
    """A line with those around it.

    Attributes:
        lines: in the file's order; empty when the file is shorter.
        names: of a source that is no text, what stands above the cells: the column names,
            separated by tabs as the cells are; "" for the lines of a text.
    """

    lines: tuple[SourceLine, ...]
    names: str = ""
