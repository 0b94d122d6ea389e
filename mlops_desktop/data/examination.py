"""Every column looked at once: its profile and, for a stored table, its digest.

Short tables are read many columns at a time; of long ones two columns are worked on at once, as
long as both fit into memory.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import SimpleQueue

from mlops_desktop.core.dataset import Column, ColumnProfile, ColumnType
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.data.column_profile import profile_long_texts, profile_texts, profile_values
from mlops_desktop.data.column_values import (
    Texts,
    Values,
    is_short,
    read_columns,
    read_some_texts,
    read_text_lengths,
    read_values,
    text_blocks,
)
from mlops_desktop.data.content_hash import digest_texts, digest_values
from mlops_desktop.data.engine import Connection, Engine
from mlops_desktop.data.profiling.absence import Bits, missing_bits
from mlops_desktop.data.profiling.sampling import (
    MOST_KEPT,
    Kept,
    choose_rows,
    is_wanted,
    keep,
    keep_texts,
)
from mlops_desktop.data.storing import View

_AT_ONCE = 2
_MOST_ROWS = 4_000_000
MOST_ABSENCES = 400


@dataclass(frozen=True, slots=True)
class Examined:
    """One column, looked at.

    Attributes:
        digest: for the content hash; empty when not asked for.
        missing: where its values are missing; None where none, or all, are.
        kept: some of its values; None where it cannot be associated with others.
    """

    profile: ColumnProfile
    digest: bytes
    missing: Bits | None = None
    kept: Kept | None = None


class _Keeping:
    """Decides which columns' values are kept, and which rows of them.

    Nothing is kept of a table that is only previewed, and of a very wide one no more than fits.
    """

    def __init__(self, view: View, is_wanted: bool) -> None:
        self.rows = choose_rows(view.rows, len(view.columns))
        self.places = self.rows.places() if self.rows.is_sample and is_wanted else None
        self._is_wanted = is_wanted
        self._left = MOST_KEPT
        self._missing_left = MOST_ABSENCES

    def wants(self, profile: ColumnProfile) -> bool:
        """Say whether to keep values of this column."""
        # Two threads may each take the last place: one column too many does no harm.
        if not (self._is_wanted and self._left > 0 and is_wanted(profile)):
            return False
        self._left -= 1
        return True

    def bits(self, values: Values | Texts) -> Bits | None:
        """Return where values are missing."""
        if not self._is_wanted or self._missing_left <= 0:
            return None
        found = missing_bits(values)
        self._missing_left -= found is not None
        return found


def examine(
    engine: Engine,
    view: View,
    reporter: Reporter,
    with_digests: bool = True,
    phase: str = "Describing the columns",
) -> list[Examined]:
    """Return what every column holds, in order.

    Args:
        with_digests: also digest the columns; the view must be of a stored table.
        phase: what is told of it, where more than one table is looked at.
    """
    step = Step(phase, 0, len(view.columns))
    reporter.step(step)
    result: list[Examined] = []
    for column, examined in zip(view.columns, _examined(engine, view, with_digests), strict=True):
        result.append(examined)
        reporter.step(replace(step, done=len(result), detail=column.name))
    return result


@dataclass(frozen=True, slots=True)
class Known:
    """Columns that were looked at before.

    Attributes:
        keys: of each column of the view, what tells its values from others.
        found: what they hold, by these keys.
    """

    keys: Sequence[Hashable]
    found: dict[Hashable, Examined]


def examine_new(engine: Engine, view: View, reporter: Reporter, known: Known) -> list[Examined]:
    """Return what every column of a table that is only looked at holds; look at the new ones."""
    new = [index for index, key in enumerate(known.keys) if key not in known.found]
    if new:
        names = ", ".join(f"c{index} AS c{at}" for at, index in enumerate(new))
        columns = tuple(view.columns[index] for index in new)
        part = View(f"(SELECT {names} FROM {view.sql})", columns, view.rows)
        examined = examine(engine, part, reporter, with_digests=False)
        known.found.update(zip((known.keys[index] for index in new), examined, strict=True))
    return [known.found[key] for key in known.keys]


def _examined(engine: Engine, view: View, with_digests: bool) -> Iterator[Examined]:
    keeping = _Keeping(view, with_digests)
    if is_short(view.rows):
        columns = read_columns(engine, view.sql, view.columns, view.rows)
        for index, values in enumerate(columns):
            if values is None:
                yield _examine_long(engine, view, index, with_digests, keeping)
            else:
                yield _examine_values(view.columns[index], values, with_digests, keeping)
    elif view.rows > _MOST_ROWS or (os.cpu_count() or 1) < _AT_ONCE:
        for index in range(len(view.columns)):
            yield _examine_long(engine, view, index, with_digests, keeping)
    else:
        yield from _examined_at_once(engine, view, with_digests, keeping)


def _examined_at_once(
    engine: Engine, view: View, with_digests: bool, keeping: _Keeping
) -> Iterator[Examined]:
    free: SimpleQueue[Connection] = SimpleQueue()
    for _ in range(_AT_ONCE):
        free.put(engine.branch())

    def work(index: int) -> Examined:
        branch = free.get()
        try:
            return _examine_long(branch, view, index, with_digests, keeping)
        finally:
            free.put(branch)

    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="examine")
    try:
        yield from pool.map(work, range(len(view.columns)))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _examine_values(
    column: Column, values: Values, with_digest: bool, keeping: _Keeping
) -> Examined:
    digest = digest_values(values, column) if with_digest else b""
    if column.type is ColumnType.TEXT:
        profile = profile_texts(column, values)
    else:
        profile = profile_values(column, values)
    kept = keep(column, profile, values, keeping.places) if keeping.wants(profile) else None
    return Examined(profile, digest, keeping.bits(values), kept)


def _examine_long(
    engine: Connection, view: View, index: int, with_digest: bool, keeping: _Keeping
) -> Examined:
    column = view.columns[index]
    if column.type is not ColumnType.TEXT:
        values = read_values(engine, view.sql, index, column.type)
        return _examine_values(column, values, with_digest, keeping)
    texts = read_text_lengths(engine, view.sql, index)
    digest = b""
    if with_digest:
        blocks = text_blocks(engine, view.sql, index, texts)
        digest = digest_texts(texts, blocks, column)
    profile = profile_long_texts(engine, view.sql, index, column, texts)
    kept = None
    if keeping.wants(profile):
        wanted = keeping.rows.sql()
        some = read_some_texts(engine, view.sql, index, wanted, are_long=texts.are_long)
        kept = keep_texts(some)
    return Examined(profile, digest, keeping.bits(texts), kept)
