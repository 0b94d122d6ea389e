"""Some rows of a stored table: those that a condition keeps, in an order, one page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import check_condition, parse
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.progress import Reporter
from mlops_desktop.core.selection import Selected, Selection
from mlops_desktop.data.expressions import to_sql
from mlops_desktop.data.profile import read_cells
from mlops_desktop.data.storing import View, opened, table_sql


def selection_sql(table: str, columns: Sequence[Column], selection: Selection) -> str:
    """Return the table expression of the rows wanted, in their order, columns c0, c1, ….

    Args:
        table: a table expression as of :func:`mlops_desktop.data.storing.table_sql`.

    Raises:
        UserError: ``expression.*``, ``data.unknown_column``.
    """
    names = {column.name: f"c{at}" for at, column in enumerate(columns)}
    where = ""
    if selection.where.strip():
        where = f" WHERE {to_sql(check_condition(parse(selection.where), columns), names)}"
    keys = []
    for key in selection.sort:
        if key.column not in names:
            known = first_names(names)
            raise UserError("data.unknown_column", column=key.column, columns=known)
        keys.append(f"{names[key.column]} {'DESC' if key.is_descending else 'ASC'} NULLS LAST")
    order = f" ORDER BY {', '.join([*keys, 'place'])}" if keys else ""
    return f"(SELECT * FROM {table}{where}{order}) AS selected"


def read_selection(
    path: Path,
    columns: Sequence[Column],
    selection: Selection,
    page: tuple[int, int],
    reporter: Reporter | None = None,
) -> Selected:
    """Read a page of the rows wanted; dates and times as ISO 8601 text.

    Args:
        page: how many of the rows wanted to skip, and the most to read.

    Raises:
        UserError: ``expression.*``, ``data.unknown_column``, or the table cannot be read.
    """
    offset, limit = page
    sql = selection_sql(table_sql(path, len(columns)), columns, selection)
    with opened(path, len(columns), reporter) as engine:
        (total,) = engine.row(f"SELECT count(*) FROM {sql}")
        rows = read_cells(engine, View(sql, tuple(columns), int(total)), limit, offset)
    return Selected(rows, int(total))
