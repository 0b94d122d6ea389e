"""Aligned tables and lists of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlops_desktop.cli.text.plain import clip, safe, width

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Heading:
    """A table column: its title, whether its cells are numbers, the widest it may get."""

    title: str
    is_number: bool = False
    limit: int = 60


def headings(*titles: str) -> tuple[Heading, ...]:
    """Return headings from titles; a title that begins with ``>`` is a column of numbers."""
    return tuple(Heading(title.removeprefix(">"), title.startswith(">")) for title in titles)


def table(columns: Sequence[Heading], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a heading line and one line per row; text to the left, numbers to the right."""
    cells = [[clip(safe(cell), h.limit) for cell, h in zip(r, columns, strict=True)] for r in rows]
    titles = [safe(heading.title) for heading in columns]
    widths = [max(map(width, column)) for column in zip(titles, *cells, strict=True)]
    for row in [titles, *cells]:
        yield _GAP.join(
            _pad(cell, size, to_right=heading.is_number)
            for cell, size, heading in zip(row, widths, columns, strict=True)
        ).rstrip()


def fitting(columns: Sequence[Heading], rows: Sequence[Sequence[str]], room: int | None) -> int:
    """Return how many columns from the left fit into ``room`` terminal columns (None: all)."""
    if room is None:
        return len(columns)
    used = -len(_GAP)
    for index, heading in enumerate(columns):
        widest = max(
            map(width, [heading.title, *(clip(safe(r[index]), heading.limit) for r in rows)])
        )
        used += widest + len(_GAP)
        if used > room:
            return max(1, index)
    return len(columns)


def facts(pairs: Iterable[tuple[str, str]], indent: str = "  ") -> Iterator[str]:
    """Yield ``label   value`` lines, values aligned; empty values are left out."""
    kept = [(label, safe(value)) for label, value in pairs if value]
    room = max((width(label) for label, _ in kept), default=0)
    for label, value in kept:
        yield f"{indent}{_pad(label, room)}{_GAP}{value}"


def _pad(text: str, room: int, *, to_right: bool = False) -> str:
    blank = " " * (room - width(text))
    return blank + text if to_right else text + blank
