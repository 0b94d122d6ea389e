"""The rectangle that cells span, and how much of it may be nothing but a claim."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.data.limits import MAX_CLAIMED_CELLS, MAX_WORKBOOK_CELLS, WORKBOOK_MEMORY

_PLACE, _VALUE = 32, 40
"""Bytes that a reader takes for each cell of the rectangle, and for each value beside, measured."""


@dataclass(slots=True)
class Extent:
    """The smallest rectangle around the cells seen so far, and how many they were."""

    filled: int = 0
    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0

    def see(self, row: int, first: int, last: int) -> None:
        """Take the cells of a row from the ``first`` column to the ``last``."""
        if self.filled:
            self.top, self.bottom = min(self.top, row), max(self.bottom, row)
            self.left, self.right = min(self.left, first), max(self.right, last)
        else:
            self.top, self.bottom, self.left, self.right = row, row, first, last
        self.filled += last - first + 1

    @property
    def cells(self) -> int:
        """How many cells the rectangle has."""
        if not self.filled:
            return 0
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


def memory_of(cells: int, filled: int, texts: int = 0) -> int:
    """Return the bytes a reader takes for a rectangle with so many values and bytes of texts."""
    return _PLACE * cells + _VALUE * filled + texts


def check_extent(path: Path, part: str, cells: int, filled: int, texts: int = 0) -> None:
    """Refuse a rectangle that does not fit into memory.

    Args:
        cells: of the rectangle, which is what a reader makes room for.
        filled: those of them that the file itself holds one by one; the rest is empty or is one
            cell said to repeat, which costs the file nothing and the memory as much.
        texts: bytes that their texts take, each as often as it is repeated.

    Raises:
        UserError: when there are too many, or too many that the file does not hold.
    """
    claimed = cells - filled
    if cells > MAX_WORKBOOK_CELLS or claimed > max(MAX_CLAIMED_CELLS, filled):
        raise UserError(
            "data.workbook_extent",
            path=path,
            part=part,
            cells=f"{cells:,}",
            most=f"{MAX_CLAIMED_CELLS:,}",
        )
    size = memory_of(cells, filled, texts)
    if size > WORKBOOK_MEMORY:
        raise UserError(
            "data.workbook_memory",
            path=path,
            part=part,
            cells=f"{cells:,}",
            filled=f"{filled:,}",
            size=f"{size / 1e9:.1f} GB",
            most=f"{WORKBOOK_MEMORY / 1e9:.1f} GB",
        )
