"""Every column looked at once: its profile and, for a stored table, its digest.

Columns are independent, so two are worked on at a time while they are short enough to hold twice.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

from mlops_desktop.core.dataset import ColumnProfile, ColumnType
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.data.column_profile import profile_text, profile_values
from mlops_desktop.data.column_values import read_text_lengths, read_values, text_blocks
from mlops_desktop.data.content_hash import digest_texts, digest_values
from mlops_desktop.data.engine import Connection, Engine
from mlops_desktop.data.storing import View

_AT_ONCE = 2
_FEWEST_ROWS = 50_000
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
    places = range(len(view.columns))
    if not _FEWEST_ROWS <= view.rows <= _MOST_ROWS or (os.cpu_count() or 1) < _AT_ONCE:
        for index in places:
            yield _examine(engine, view, index, with_digests)
        return
    free: SimpleQueue[Connection] = SimpleQueue()
    for _ in range(_AT_ONCE):
        free.put(engine.branch())

    def work(index: int) -> Examined:
        branch = free.get()
        try:
            return _examine(branch, view, index, with_digests)
        finally:
            free.put(branch)

    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="examine")
    try:
        yield from pool.map(work, places)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _examine(engine: Connection, view: View, index: int, with_digest: bool) -> Examined:
    column = view.columns[index]
    digest = b""
    if column.type is ColumnType.TEXT:
        texts = read_text_lengths(engine, view.sql, index)
        profile = profile_text(engine, view.sql, index, column, texts)
        if with_digest:
            blocks = text_blocks(engine, view.sql, index, view.rows)
            digest = digest_texts(texts, blocks, column)
        return Examined(profile, digest)
    values = read_values(engine, view.sql, index, column.type)
    if with_digest:
        digest = digest_values(values, column)
    return Examined(profile_values(column, values), digest)
