"""Compare two stored tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from mlops_desktop.core.dataset import Cell, Column, Profile
from mlops_desktop.core.diff import (
    CellChange,
    ColumnDiff,
    DiffRows,
    Matching,
    RowChange,
    Sign,
    TableDiff,
)
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.data.diff.keys import check_key, find_key
from mlops_desktop.data.diff.rows import (
    CONTENT_STATEMENTS,
    KEY_STATEMENTS,
    Changes,
    Place,
    compare_by_content,
    compare_by_key,
    find_places,
    first_places,
    is_in_place,
    read_places,
)
from mlops_desktop.data.diff.schema import Pair, pair_columns, schema_changes
from mlops_desktop.data.diff.spread import common_bins, movement, profiles_of
from mlops_desktop.data.diff.summary import summary_of
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.failures import reading
from mlops_desktop.data.storing import View, stored_view

_EXAMPLES = 5
_MOST_WITH_EXAMPLES = 200
ALL_SIGNS = (Sign.CHANGED, Sign.ADDED, Sign.REMOVED)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the tables."""

    path: Path
    columns: tuple[Column, ...]
    label: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of a comparison.

    Attributes:
        key: names of the columns that name a row; empty: find them.
        by_content: compare whole rows, whatever a key may be.
        signs, offset, limit: which of the rows that differ are listed.
    """

    key: tuple[str, ...] = ()
    by_content: bool = False
    signs: tuple[Sign, ...] = ALL_SIGNS
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class _Matched:
    """Both tables in one engine, columns paired and ``changes`` filled."""

    engine: Engine
    views: tuple[View, View]
    pairs: tuple[Pair, ...]
    key: tuple[Pair, ...]
    changes: Changes


def compare_tables(
    before: Side, after: Side, wish: Wish, folder: Path, reporter: Reporter
) -> TableDiff:
    """Return everything that differs.

    Args:
        folder: where what does not fit into memory may be put meanwhile.

    Raises:
        UserError: ``data.diff_key_*`` for a key that does not name rows; a table that cannot be
            read; the disk is full.
    """
    with _matched(before, after, wish, folder, reporter) as matched:
        reporter.step(Step("Comparing columns"))
        columns = _columns(matched, (before.profile, after.profile), reporter)
        rows, columns = _page(matched, wish, columns)
        return _diff(matched, (before, after), wish, columns, rows)


def read_changes(
    before: Side, after: Side, wish: Wish, folder: Path, reporter: Reporter
) -> DiffRows:
    """Return a further page of the rows that differ.

    Raises:
        UserError: as :func:`compare_tables`.
    """
    with _matched(before, after, wish, folder, reporter) as matched:
        columns = _columns(matched, None, reporter)
        return _page(matched, wish, columns, with_examples=False)[0]


@contextmanager
def _matched(
    before: Side, after: Side, wish: Wish, folder: Path, reporter: Reporter
) -> Iterator[_Matched]:
    phase = f"Comparing {after.label} with {before.label}"
    reporter.step(Step(phase))
    files = [before.path, after.path]
    for path in files:
        with reading(path), path.open("rb"):
            pass
    width = max(len(before.columns), len(after.columns))
    with Engine(after.path, folder, files, reporter, width) as engine:
        try:
            views = (
                stored_view(engine, before.path, before.columns),
                stored_view(engine, after.path, after.columns),
            )
            pairs = pair_columns(engine, *views)
            if wish.key:
                key = check_key(engine, views, pairs, wish.key)
            elif wish.by_content:
                key = ()
            else:
                key = find_key(engine, views, pairs, (before.profile, after.profile))
            step = Step(phase, 0, views[0].rows + views[1].rows, unit=Unit.ROWS)
            if key:
                with engine.telling(step, statements=KEY_STATEMENTS):
                    changes = compare_by_key(engine, *views, pairs, key)
            else:
                with engine.telling(step, statements=CONTENT_STATEMENTS):
                    changes = compare_by_content(engine, *views, pairs)
            yield _Matched(engine, views, pairs, key, changes)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0].rstrip(".")
            tables = f"{before.label} or {after.label}"
            raise UserError("data.damaged_table", path=tables, reason=reason) from error


def _columns(
    matched: _Matched, profiles: tuple[Profile, Profile] | None, reporter: Reporter
) -> list[ColumnDiff]:
    """Return the columns, those of the newer table first; bare without profiles."""
    by_after = {pair.after: pair for pair in matched.pairs}
    cells = dict(zip(matched.changes.compared, matched.changes.cells, strict=True))
    old, new = matched.views
    found = []
    for place, column in enumerate(new.columns):
        pair = by_after.get(place)
        profile = profiles[1].columns[place] if profiles else None
        if pair is None:
            found.append(ColumnDiff(None, column, None, profile))
            continue
        diff = ColumnDiff(pair.old, column, None, profile, cells.get(pair, 0))
        if profiles:
            reporter.check()
            both = profiles_of(pair, profiles)
            bins = common_bins(matched.engine, matched.views, pair, both)
            diff = replace(diff, before_profile=both[0], bins=bins, movement=movement(both, bins))
        found.append(diff)
    kept = {pair.before for pair in matched.pairs}
    for place, column in enumerate(old.columns):
        if place not in kept:
            profile = profiles[0].columns[place] if profiles else None
            found.append(ColumnDiff(column, None, profile, None))
    return found


def _page(
    matched: _Matched, wish: Wish, columns: list[ColumnDiff], *, with_examples: bool = True
) -> tuple[DiffRows, list[ColumnDiff]]:
    """Return the page of rows asked for, and the columns with examples of changed cells."""
    engine, changes = matched.engine, matched.changes
    places = find_places(engine, changes, wish.signs, wish.offset, wish.limit)
    examples: dict[Pair, list[Place]] = {}
    if with_examples:
        changed = [at for at, count in enumerate(changes.cells) if count]
        for at in changed[:_MOST_WITH_EXAMPLES]:
            examples[changes.compared[at]] = first_places(engine, at, _EXAMPLES)
    every = [*places, *(place for group in examples.values() for place in group)]
    old = read_places(engine, matched.views[0], [p.before for p in every if p.before is not None])
    new = read_places(engine, matched.views[1], [p.after for p in every if p.after is not None])
    rows = tuple(_row(matched, len(columns), place, old, new) for place in places)
    total = sum(
        count
        for sign, count in (
            (Sign.CHANGED, changes.changed),
            (Sign.ADDED, changes.added),
            (Sign.REMOVED, changes.removed),
        )
        if sign in wish.signs
    )
    told = list(columns)
    for pair, group in examples.items():
        cells = tuple(_cell(pair, place, old, new) for place in group)
        told[pair.after] = replace(told[pair.after], examples=cells)
    return DiffRows(total, wish.offset, rows), told


_Cells = dict[int, tuple[Cell, ...]]


def _cell(pair: Pair, place: Place, old: _Cells, new: _Cells) -> CellChange:
    before, after = place.before or 0, place.after or 0
    return CellChange(before, after, old[before][pair.before], new[after][pair.after])


def _row(matched: _Matched, width: int, place: Place, old: _Cells, new: _Cells) -> RowChange:
    """Return a row with its cells in the order of the diff's columns."""
    before: list[Cell] = []
    if place.before is not None:
        before = [None] * width
        cells = old[place.before]
        for pair in matched.pairs:
            before[pair.after] = cells[pair.before]
        kept = {pair.before for pair in matched.pairs}
        gone = [at for at in range(len(cells)) if at not in kept]
        for at, source in enumerate(gone, len(matched.views[1].columns)):
            before[at] = cells[source]
    after: list[Cell] = []
    if place.after is not None:
        after = [*new[place.after], *[None] * (width - len(matched.views[1].columns))]
    compared = zip(matched.changes.compared, place.differs, strict=False)
    changed = [pair.after for pair, differs in compared if differs]
    return RowChange(
        place.sign,
        place.before,
        place.after,
        tuple(before),
        tuple(after),
        tuple(changed) if place.sign is Sign.CHANGED else (),
    )


def _diff(
    matched: _Matched,
    sides: tuple[Side, Side],
    wish: Wish,
    columns: Sequence[ColumnDiff],
    rows: DiffRows,
) -> TableDiff:
    old, new = matched.views
    changes = matched.changes
    schema = schema_changes(old.columns, new.columns, matched.pairs)
    is_alike = not schema and not (changes.added or changes.removed or changes.changed)
    is_in_order = is_alike and is_in_place(matched.engine, old, new, matched.pairs)
    matching = Matching.CONTENT
    if matched.key:
        matching = Matching.GIVEN if wish.key else Matching.FOUND
    diff = TableDiff(
        before=sides[0].label,
        after=sides[1].label,
        rows_before=old.rows,
        rows_after=new.rows,
        matching=matching,
        key=tuple(pair.new.name for pair in matched.key),
        schema=schema,
        added=changes.added,
        removed=changes.removed,
        changed=changes.changed,
        columns=tuple(columns),
        rows=rows,
        is_identical=is_alike and is_in_order,
        is_reordered=is_alike and not is_in_order,
    )
    return replace(diff, summary=summary_of(diff))
