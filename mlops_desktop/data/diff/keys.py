"""The columns that name a row in both tables: given by a person, or found.

A key has no missing value and no value twice, in either table. One column is looked for first
(the profiles know), then two, then three; measured numbers never make a key. Of several, the one
wins that the most rows share; of equal ones, the one whose columns stand first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, islice
from math import prod

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, Profile
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.data.diff.schema import Pair
from mlops_desktop.data.diff.values import comparable_sql
from mlops_desktop.data.engine import Connection
from mlops_desktop.data.storing import View

_SAMPLE = 20_000
_COLUMNS = 8
_MOST_TRIED = 3


def check_key(
    engine: Connection, views: tuple[View, View], pairs: Sequence[Pair], names: Sequence[str]
) -> tuple[Pair, ...]:
    """Return the key a person gave, by names now or before.

    Raises:
        UserError: ``data.diff_key_unknown``, ``data.diff_key_missing``, ``data.diff_key_twice``.
    """
    known = {pair.old.name: pair for pair in pairs} | {pair.new.name: pair for pair in pairs}
    for name in names:
        if name not in known:
            columns = first_names(pair.new.name for pair in pairs)
            raise UserError("data.diff_key_unknown", column=name, columns=columns or "none")
    key = tuple(dict.fromkeys(known[name] for name in names))
    for view, is_new in zip(views, (False, True), strict=True):
        _refuse_bad_key(engine, view, key, is_new=is_new)
    return key


def _refuse_bad_key(engine: Connection, view: View, key: Sequence[Pair], *, is_new: bool) -> None:
    names = ", ".join(pair.new.name if is_new else pair.old.name for pair in key)
    values = _key_values(key, is_new=is_new)
    some_missing = " OR ".join(f"({value}) IS NULL" for value in values)
    missing = engine.rows(f"SELECT place FROM {view.sql} WHERE {some_missing} LIMIT 1")
    facts = {"columns": names, "version": "after" if is_new else "before"}
    if missing:
        raise UserError("data.diff_key_missing", **facts, row=missing[0][0] + 1)
    twice = engine.rows(
        f"SELECT count(*), min(place) FROM {view.sql} GROUP BY {', '.join(values)}"
        " HAVING count(*) > 1 ORDER BY 2 LIMIT 1"
    )
    if twice:
        raise UserError("data.diff_key_twice", **facts, row=twice[0][1] + 1, count=twice[0][0])


def find_key(
    engine: Connection,
    views: tuple[View, View],
    pairs: Sequence[Pair],
    profiles: tuple[Profile, Profile],
) -> tuple[Pair, ...]:
    """Return the key found, () when there is none."""
    if not views[0].rows or not views[1].rows:
        return ()
    described = [
        (pair, profiles[0].columns[pair.before], profiles[1].columns[pair.after])
        for pair in pairs
        if pair.is_same_type and pair.new.type is not ColumnType.NUMBER
    ]
    full = [item for item in described if not item[1].missing and not item[2].missing]
    single = [(pair,) for pair, old, new in full if _is_unique(old) and _is_unique(new)][
        :_MOST_TRIED
    ]
    if single:
        return _most_shared(engine, views, single)
    full.sort(key=lambda item: -min(item[1].distinct, item[2].distinct))
    chosen = sorted(full[:_COLUMNS], key=lambda item: item[0].after)
    for size in (2, 3):
        fitting = [
            tuple(item[0] for item in group)
            for group in combinations(chosen, size)
            if prod(item[1].distinct for item in group) >= views[0].rows
            and prod(item[2].distinct for item in group) >= views[1].rows
        ]
        unique = _unique_in_both(engine, views, fitting)
        if unique:
            return _most_shared(engine, views, unique)
    return ()


def _is_unique(profile: ColumnProfile) -> bool:
    return profile.distinct == profile.count


def _unique_in_both(
    engine: Connection, views: tuple[View, View], groups: Sequence[tuple[Pair, ...]]
) -> list[tuple[Pair, ...]]:
    """Return the first few groups without a value twice; a sample rules most of them out."""
    likely = (group for group in groups if _are_unique(engine, views, group, _SAMPLE))
    return [
        group
        for group in islice(likely, _MOST_TRIED)
        if max(view.rows for view in views) <= _SAMPLE or _are_unique(engine, views, group, None)
    ]


def _are_unique(
    engine: Connection, views: tuple[View, View], group: Sequence[Pair], limit: int | None
) -> bool:
    """Say whether no value stands twice among the first ``limit`` rows of either table."""
    for view, is_new in zip(views, (False, True), strict=True):
        values = _key_values(group, is_new=is_new)
        names = ", ".join(f"{value} AS k{at}" for at, value in enumerate(values))
        ks = ", ".join(f"k{at}" for at in range(len(values)))
        end = f" LIMIT {limit}" if limit is not None else ""
        rows, distinct = engine.row(
            f"SELECT sum(n), count(*) FROM (SELECT count(*) AS n FROM"
            f" (SELECT {names} FROM {view.sql}{end}) GROUP BY {ks})"
        )
        if rows != distinct:
            return False
    return True


def _most_shared(
    engine: Connection, views: tuple[View, View], keys: Sequence[tuple[Pair, ...]]
) -> tuple[Pair, ...]:
    """Return the key with the most rows in both tables."""
    if len(keys) == 1:
        return keys[0]
    return max(keys, key=lambda key: _shared(engine, views, key))  # max keeps the first of equals


def _shared(engine: Connection, views: tuple[View, View], key: Sequence[Pair]) -> int:
    parts = []
    for view, is_new in zip(views, (False, True), strict=True):
        values = _key_values(key, is_new=is_new)
        names = ", ".join(f"{value} AS k{at}" for at, value in enumerate(values))
        parts.append(f"(SELECT {names} FROM {view.sql})")
    using = ", ".join(f"k{at}" for at in range(len(key)))
    return int(engine.row(f"SELECT count(*) FROM {parts[0]} JOIN {parts[1]} USING ({using})")[0])


def _key_values(key: Sequence[Pair], *, is_new: bool) -> list[str]:
    return [
        comparable_sql(
            f"c{pair.after if is_new else pair.before}", pair, pair.new if is_new else pair.old
        )
        for pair in key
    ]
