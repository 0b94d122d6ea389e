"""What a step changed, found from the first rows before and after it. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.dataset import Cell
from mlops_desktop.core.recipes.column_steps import Rename
from mlops_desktop.core.recipes.outcome import RecipePreview, TablePart
from mlops_desktop.core.recipes.step import Step

Row = tuple[Cell, ...]

_DROPPING = frozenset({"filter_rows", "deduplicate", "sample"})
_OTHER_ROWS = frozenset({"sort", "aggregate", "pivot", "unpivot"})
"""Kinds after which a row does not stand where it stood."""


class Sign(StrEnum):
    """How a row, column or cell differs; the text is drawn before it."""

    SAME = ""
    CHANGED = "~"
    ADDED = "+"
    REMOVED = "−"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two tables with what is different in it.

    Attributes:
        columns: a sign for each column; rows: for each row.
        cells: (row, column) of cells whose value is another one on the other side.
        notes: what more there is to say of a column: "was temp", "text before".
    """

    part: TablePart
    columns: tuple[Sign, ...]
    rows: tuple[Sign, ...]
    cells: frozenset[tuple[int, int]] = frozenset()
    notes: tuple[str, ...] = ()

    def sign(self, row: int, column: int) -> Sign:
        """Return the sign of a cell: that of its row, its column, or its own."""
        if self.rows[row] is not Sign.SAME:
            return self.rows[row]
        if self.columns[column] in (Sign.ADDED, Sign.REMOVED):
            return self.columns[column]
        return Sign.CHANGED if (row, column) in self.cells else Sign.SAME


def sides(preview: RecipePreview, step: Step) -> tuple[Side, Side]:
    """Return both tables with what the step changed.

    Rows are compared where the step keeps them in place, or only leaves some out; after others
    (sorting, groups) only columns are.
    """
    before, after = preview.before, preview.after
    renamed = dict(step.names) if isinstance(step, Rename) else {}
    old_places = {renamed.get(c.name, c.name): place for place, c in enumerate(before.columns)}
    new_places = {c.name: place for place, c in enumerate(after.columns)}
    pairs = {new_places[name]: old_places[name] for name in new_places if name in old_places}
    kept = _kept_rows(preview, step)
    old_cells, new_cells = _changed_cells(before.rows, after.rows, pairs, kept)
    touched = {column for _, column in new_cells}
    signs, notes = [], []
    for place, column in enumerate(after.columns):
        old = before.columns[pairs[place]] if place in pairs else None
        sign, note = Sign.ADDED, ""
        if old is not None:
            is_other = old.name != column.name or old.type != column.type or place in touched
            sign = Sign.CHANGED if is_other else Sign.SAME
            note = old.name if old.name != column.name else ""
        signs.append(sign)
        notes.append(note)
    gone = [
        Sign.SAME if place in pairs.values() else Sign.REMOVED
        for place in range(len(before.columns))
    ]
    dropped = _dropped(before.rows, kept, step)
    return (
        Side(before, tuple(gone), dropped, frozenset(old_cells), ("",) * len(before.columns)),
        Side(
            after, tuple(signs), (Sign.SAME,) * len(after.rows), frozenset(new_cells), tuple(notes)
        ),
    )


def _kept_rows(preview: RecipePreview, step: Step) -> list[tuple[int, int]]:
    """Return (place before, place after) of the rows that are the same ones."""
    before, after = preview.before.rows, preview.after.rows
    if step.kind in _OTHER_ROWS:
        return []
    if step.kind in _DROPPING:
        return _subsequence(before, after)
    if preview.outcome.rows_before > preview.outcome.rows_after:
        return []
    is_fanned = step.kind == "join" and preview.outcome.rows_before != preview.outcome.rows_after
    return [] if is_fanned else [(n, n) for n in range(min(len(before), len(after)))]


def _subsequence(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[int, int]]:
    kept, place = [], 0
    for number, row in enumerate(before):
        if place < len(after) and row == after[place]:
            kept.append((number, place))
            place += 1
    return kept


def _dropped(
    before: Sequence[Row], kept: Sequence[tuple[int, int]], step: Step
) -> tuple[Sign, ...]:
    if step.kind not in _DROPPING:
        return (Sign.SAME,) * len(before)
    stay = {old for old, _ in kept}
    return tuple(Sign.SAME if n in stay else Sign.REMOVED for n in range(len(before)))


def _changed_cells(
    before: Sequence[Row],
    after: Sequence[Row],
    pairs: Mapping[int, int],
    kept: Sequence[tuple[int, int]],
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    old_cells, new_cells = set(), set()
    for old_row, new_row in kept:
        for new, old in pairs.items():
            if before[old_row][old] != after[new_row][new]:
                old_cells.add((old_row, old))
                new_cells.add((new_row, new))
    return old_cells, new_cells
