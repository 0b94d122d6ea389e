"""Every column looked at once: its profile and, for a stored table, its digest.

Short tables are read many columns at a time; of long ones two columns are worked on at once, as
long as both fit into memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

from mlops_desktop.core.dataset import Column, ColumnProfile, ColumnType
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.data.column_profile import profile_long_texts, profile_texts, profile_values
from mlops_desktop.data.column_values import (
    Values,
    is_short,
    read_columns,
    read_text_lengths,
    read_values,
    text_blocks,
)
from mlops_desktop.data.content_hash import digest_texts, digest_values
from mlops_desktop.data.engine import Connection, Engine
from mlops_desktop.data.storing import View

_AT_ONCE = 2
_MOST_ROWS = 4_000_000


@dataclass(frozen=True, slots=True)
class Examined:
    """One column's profile and its digest for the content hash (empty when not asked for)."""

    profile: ColumnProfile
    digest: bytes


def examine(
    engine: Engine, view: View, reporter: Reporter, with_digests: bool = True
) -> list[Examined]:
    """Return what every column holds, in order.

    Args:
        with_digests: also digest the columns; the view must be of a stored table.
    """
    columns = view.columns
    result: list[Examined] = []
    for index, examined in enumerate(_examined(engine, view, with_digests)):
        reporter.step(Step("Describing the columns", index, len(columns), columns[index].name))
        result.append(examined)
    return result


def _examined(engine: Engine, view: View, with_digests: bool) -> Iterator[Examined]:
    if is_short(view.rows):
        columns = read_columns(engine, view.sql, view.columns, view.rows)
        for column, values in zip(view.columns, columns, strict=True):
            yield _examine_values(column, values, with_digests)
    elif view.rows > _MOST_ROWS or (os.cpu_count() or 1) < _AT_ONCE:
        for index in range(len(view.columns)):
            yield _examine_long(engine, view, index, with_digests)
    else:
        yield from _examined_at_once(engine, view, with_digests)


def _examined_at_once(engine: Engine, view: View, with_digests: bool) -> Iterator[Examined]:
    free: SimpleQueue[Connection] = SimpleQueue()
    for _ in range(_AT_ONCE):
        free.put(engine.branch())

    def work(index: int) -> Examined:
        branch = free.get()
        try:
            return _examine_long(branch, view, index, with_digests)
        finally:
            free.put(branch)

    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="examine")
    try:
        yield from pool.map(work, range(len(view.columns)))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _examine_values(column: Column, values: Values, with_digest: bool) -> Examined:
    digest = digest_values(values, column) if with_digest else b""
    if column.type is ColumnType.TEXT:
        return Examined(profile_texts(column, values), digest)
    return Examined(profile_values(column, values), digest)


def _examine_long(engine: Connection, view: View, index: int, with_digest: bool) -> Examined:
    column = view.columns[index]
    if column.type is not ColumnType.TEXT:
        values = read_values(engine, view.sql, index, column.type)
        return _examine_values(column, values, with_digest)
    texts = read_text_lengths(engine, view.sql, index)
    digest = b""
    if with_digest:
        blocks = text_blocks(engine, view.sql, index, view.rows)
        digest = digest_texts(texts, blocks, column)
    return Examined(profile_long_texts(engine, view.sql, index, column, texts), digest)
