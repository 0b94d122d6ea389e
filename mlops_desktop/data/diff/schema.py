"""Which columns of two tables belong together, and what changed about them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.diff import SchemaChange, SchemaChangeKind
from mlops_desktop.data.content_hash import column_digest, type_tag
from mlops_desktop.data.engine import Connection
from mlops_desktop.data.storing import View


@dataclass(frozen=True, slots=True)
class Pair:
    """A column that both tables have, by its places in them."""

    before: int
    after: int
    old: Column
    new: Column

    @property
    def is_same_type(self) -> bool:
        """Whether its values are stored alike."""
        return type_tag(self.old) == type_tag(self.new)


def pair_columns(engine: Connection, before: View, after: View) -> tuple[Pair, ...]:
    """Return the columns both have, in the order of ``after``.

    Columns go together by name; of those left over, by equal content hash.
    """
    old = {column.name: place for place, column in enumerate(before.columns)}
    found = {
        place: old.pop(column.name)
        for place, column in enumerate(after.columns)
        if column.name in old
    }
    found.update(_renamed(engine, before, after, old, found))
    return tuple(
        Pair(found[place], place, before.columns[found[place]], after.columns[place])
        for place in sorted(found)
    )


def _renamed(
    engine: Connection, before: View, after: View, old: dict[str, int], found: dict[int, int]
) -> dict[int, int]:
    """Return place now to place before of the columns that only got another name."""
    new = [place for place in range(len(after.columns)) if place not in found]
    if not new or not old or before.rows != after.rows or not after.rows:
        return {}
    digests: dict[bytes, list[int]] = {}
    for place in old.values():
        digests.setdefault(column_digest(engine, before, place), []).append(place)
    renamed = {}
    for place in new:
        same = digests.get(column_digest(engine, after, place))
        if same:
            renamed[place] = same.pop(0)
    return renamed


def schema_changes(
    before: Sequence[Column], after: Sequence[Column], pairs: Sequence[Pair]
) -> tuple[SchemaChange, ...]:
    """Return what changed: added, removed, renamed, other type, moved to another place."""
    kinds = SchemaChangeKind
    old, new = {pair.before for pair in pairs}, {pair.after for pair in pairs}
    changes = [
        SchemaChange(kinds.ADDED, column.name, after=type_words(column))
        for place, column in enumerate(after)
        if place not in new
    ]
    changes += [
        SchemaChange(kinds.REMOVED, column.name, before=type_words(column))
        for place, column in enumerate(before)
        if place not in old
    ]
    changes += [
        SchemaChange(kinds.RENAMED, pair.new.name, pair.old.name, pair.new.name)
        for pair in pairs
        if pair.old.name != pair.new.name
    ]
    changes += [
        SchemaChange(kinds.TYPE, pair.new.name, type_words(pair.old), type_words(pair.new))
        for pair in pairs
        if not pair.is_same_type
    ]
    changes += [
        SchemaChange(kinds.ORDER, pair.new.name, str(pair.before + 1), str(pair.after + 1))
        for pair in moved_pairs(pairs)
    ]
    return tuple(changes)


def moved_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the fewest columns that must have moved: all but a longest run in the old order."""
    ends: list[int] = []
    last: list[int] = []
    came_from = [-1] * len(pairs)
    for at, pair in enumerate(pairs):
        place = bisect_left(ends, pair.before)
        ends[place : place + 1] = [pair.before]
        last[place : place + 1] = [at]
        came_from[at] = last[place - 1] if place else -1
    kept = set()
    at = last[-1] if last else -1
    while at >= 0:
        kept.add(at)
        at = came_from[at]
    return [pair for at, pair in enumerate(pairs) if at not in kept]


def type_words(column: Column) -> str:
    """Return a stored type in words: ``integer``, ``datetime (UTC)``."""
    if column.type is ColumnType.DATETIME and column.zone:
        return f"{column.type} ({column.zone})"
    return str(column.type)
