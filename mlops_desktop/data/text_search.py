"""Find the next row, or the one before, in which a column holds a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.progress import Reporter
from mlops_desktop.core.selection import RowOrder, TextHit, TextSearch
from mlops_desktop.data.engine import literal
from mlops_desktop.data.profile import cell_sql
from mlops_desktop.data.row_order import ordered

_ROWS_AT_ONCE = 500_000
_NUMERIC = frozenset({ColumnType.INTEGER, ColumnType.NUMBER})
_TIMES = frozenset({ColumnType.DATE, ColumnType.DATETIME})
_OF_NUMBERS = re.compile(r"[-+0-9.,eE]+")
_OF_TIMES = re.compile(r"[-0-9:TZ. ]+")


def find_text(
    path: Path,
    columns: Sequence[Column],
    order: RowOrder | None,
    search: TextSearch,
    reporter: Reporter | None = None,
) -> TextHit | None:
    """Return the nearest match, going on at the other end of the table; None when there is none.

    Capitals do not matter. Numbers are searched as they are stored, thousands marks left out.

    Raises:
        UserError: when a file cannot be read.
        Cancelled: a stop was asked for.
    """
    tests = _tests(columns, search)
    if not tests or search.total == 0:
        return None
    where = " OR ".join(tests.values())
    which = "CASE " + " ".join(f"WHEN {sql} THEN {at}" for at, sql in tests.items()) + " END"
    end = "DESC" if search.is_backwards else "ASC"
    with ordered(path, len(columns), order, reporter) as (engine, window):
        for first, last in _stretches(search):
            found = engine.rows(
                f"SELECT place, {which} FROM {window(first, last)} WHERE {where}"
                f" ORDER BY place {end} LIMIT 1"
            )
            if found:
                return TextHit(window.number(int(found[0][0])), int(found[0][1]))
    return None


def _tests(columns: Sequence[Column], search: TextSearch) -> dict[int, str]:
    """Return the condition of each column that could hold the text."""
    text = search.text.strip().replace("\0", "").replace("−", "-")
    if not text:
        return {}
    found = {}
    for at in search.columns:
        column, wanted = columns[at], text
        if column.type in _NUMERIC:
            if not _OF_NUMBERS.fullmatch(text):
                continue
            wanted = text.replace(",", "")
        elif column.type in _TIMES and not _OF_TIMES.fullmatch(text):
            continue
        cell = f"lower(CAST({cell_sql(f'c{at}', column, None)} AS VARCHAR))"
        found[at] = f"coalesce(contains({cell}, lower({literal(wanted)})), false)"
    return found


def _stretches(search: TextSearch) -> list[tuple[int, int]]:
    """Return the numbers of the rows to look at, first and last, piece by piece, once around."""
    start, total = search.start, search.total
    step = _ROWS_AT_ONCE
    if search.is_backwards:
        parts = [(0, start - 1), (start, total - 1)]
        return [
            (max(low, top - step + 1), top)
            for low, high in parts
            for top in range(high, low - 1, -step)
        ]
    parts = [(start + 1, total - 1), (0, start)]
    return [
        (low, min(high, low + step - 1))
        for first, high in parts
        for low in range(max(0, first), high + 1, step)
    ]
