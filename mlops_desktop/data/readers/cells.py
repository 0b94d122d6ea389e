"""Which cells of a sheet are the table, and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlops_desktop.core.errors import UserError
from mlops_desktop.data.readers.staging import Value, text_of

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell (row, column) of merged cells, counted from 0."""

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})?(?::\$?([A-Z]{1,3})\$?([0-9]{1,7})?)?")
_MOST_HEADER_ROWS = 10


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, rows and columns counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """``A3:F200``."""
        return f"{letters(self.left)}{self.top + 1}:{letters(self.right)}{self.bottom + 1}"


def letters(column: int) -> str:
    """Return a column's letters; 0 is A."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _number(text: str) -> int:
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number - 1


def read_area(chosen: str | None, filled: Area) -> Area:
    """Return the cells of the table.

    Args:
        chosen: such as ``A3:F200``, ``A3:F`` (to the last row), ``A:F``; None: all that hold
            something.
        filled: the cells that hold something.

    Raises:
        UserError: when it is no range, or nothing is in it.
    """
    if chosen is None:
        return filled
    match = _RANGE.fullmatch(chosen.strip().upper())
    if match is None:
        raise UserError("data.range", range=chosen)
    first, top, last, bottom = match.groups()
    area = Area(
        int(top) - 1 if top else filled.top,
        _number(first),
        int(bottom) - 1 if bottom else filled.bottom,
        _number(last) if last else filled.right,
    )
    cut = Area(
        max(area.top, 0),
        area.left,
        min(area.bottom, filled.bottom),
        min(area.right, filled.right),
    )
    is_empty = cut.bottom < max(cut.top, filled.top) or cut.right < max(cut.left, filled.left)
    if area.top > area.bottom or area.left > area.right:
        raise UserError("data.range", range=chosen)
    if is_empty:
        raise UserError("data.empty_range", range=chosen, filled=filled.name)
    return cut


def title_height(rows: Sequence[Sequence[Value]], area: Area, merges: Sequence[Merge]) -> int:
    """Return how many rows above the names hold a title or nothing; 0 when there is no title.

    A title is one cell alone in its row, or one merged over the whole table. Below it must stand
    what can be nothing but names: a different text in every column, or names over several rows.

    Args:
        rows: the first rows of the area, from ``area.left`` to ``area.right``.
    """
    for height, row in enumerate(rows):
        cells = [text_of(value)[0].strip() for value in row]
        below = replace(area, top=area.top + height)
        if len(list(filter(None, cells))) > 1:
            is_full = all(cells) and all(isinstance(value, str) for value in row)
            are_names = is_full and len(set(cells)) == len(cells)
            return height if are_names or header_height(below, merges, None)[0] > 1 else 0
        if header_height(below, merges, None)[0] > 1:
            return 0  # a name over some of the columns
    return 0


def header_height(top: Area, merges: Sequence[Merge], chosen: int | None) -> tuple[int, str]:
    """Return how many rows the column names take, and why.

    Raises:
        UserError: when the chosen number cannot be.
    """
    if chosen is not None:
        if not 1 <= chosen <= _MOST_HEADER_ROWS:
            raise UserError("data.header_rows", rows=chosen, most=_MOST_HEADER_ROWS)
        return chosen, "chosen"
    height = 1
    for (first_row, first), (last_row, last) in sorted(merges):
        inside = first >= top.left and last <= top.right
        if not inside or not top.top <= first_row < top.top + height:
            continue
        if first_row == top.top and first == top.left and last == top.right:
            continue  # a title over everything names nothing
        below = last_row - top.top + 1 + (1 if last > first else 0)
        height = min(max(height, below), _MOST_HEADER_ROWS)
    return height, "cells of row 1 are merged over those below" if height > 1 else "one row"


def column_names(rows: Sequence[Sequence[Value]], area: Area, merges: Sequence[Merge]) -> list[str]:
    """Return the names from the rows of the header: ``2023`` over ``Q1`` gives ``2023 Q1``.

    Args:
        rows: the header's rows, from ``area.left`` to ``area.right``.
        merges: merged cells; without any, an empty cell of an upper row takes what stands to
            its left.
    """
    grid = [[text_of(value)[0].strip() for value in row] for row in rows]
    if len(grid) > 1:
        if merges:
            _spread(grid, area, merges)
        else:
            for row in grid[:-1]:
                for at in range(1, len(row)):
                    row[at] = row[at] or row[at - 1]
    names = []
    for column in zip(*grid, strict=True):
        parts: list[str] = []
        for part in column:
            if part and (not parts or parts[-1] != part):
                parts.append(part)
        names.append(" ".join(parts))
    return names


def _spread(grid: list[list[str]], area: Area, merges: Sequence[Merge]) -> None:
    for (first_row, first), (last_row, last) in merges:
        row, column = first_row - area.top, first - area.left
        if not (0 <= row < len(grid) and 0 <= column < len(grid[0])):
            continue
        for below in range(row, min(last_row - area.top + 1, len(grid))):
            for beside in range(column, min(last - area.left + 1, len(grid[0]))):
                grid[below][beside] = grid[row][column]
