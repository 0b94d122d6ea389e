"""The rows wanted of a stored table, written down once: then any page of them is read in a moment.

A filter alone leaves the places of the rows it keeps. Sorted rows lie all over the table, and a
page of them would mean reading all of it; so these, and a few rows out of many, are copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mlops_desktop.core.dataset import Cell, Column
from mlops_desktop.core.progress import Reporter, Silent, Step, Unit
from mlops_desktop.core.selection import RowOrder, Selection
from mlops_desktop.data.engine import Engine, literal
from mlops_desktop.data.profile import read_cells
from mlops_desktop.data.selection import selection_sql
from mlops_desktop.data.storing import View, opened, table_sql, write_table

ROWS_FILE, PLACES_FILE = "rows.parquet", "places.parquet"
_COPYING = "Copying the rows"
_MANY = 0.01
"""Of the table's rows: when a filter keeps fewer, a page of them is spread over too much of it."""


def write_order(
    path: Path,
    columns: Sequence[Column],
    selection: Selection,
    folder: Path,
    reporter: Reporter | None = None,
) -> RowOrder:
    """Write the rows wanted, or their places, into a folder.

    Raises:
        UserError: ``expression.*``, ``data.unknown_column``, the table cannot be read, the disk
            is full.
        Cancelled: a stop was asked for.
    """
    reporter = reporter or Silent()
    table = table_sql(path, len(columns))
    wanted = selection_sql(table, columns, selection)
    with opened(path, len(columns), reporter, folder, path) as engine:
        of = _count(engine, path)
        step = _arranging(selection, of)
        if not selection.sort:
            file = folder / PLACES_FILE
            with engine.telling(step):
                engine.run(
                    f"COPY (SELECT place FROM {wanted}) TO {literal(str(file.absolute()))}"
                    " (FORMAT parquet, COMPRESSION zstd)"
                )
            kept = _count(engine, file)
            if kept == 0 or kept >= _MANY * of:
                return RowOrder(file, holds_rows=False, total=kept)
            step = replace(step, phase=_COPYING)
        file = folder / ROWS_FILE
        with engine.telling(step):
            _write_rows(engine, columns, wanted, file)
        return RowOrder(file, holds_rows=True, total=_count(engine, file))


def copy_rows(  # noqa: PLR0913 - each is one plain thing the caller knows
    path: Path,
    columns: Sequence[Column],
    selection: Selection,
    folder: Path,
    reporter: Reporter | None = None,
    *,
    kept: Sequence[Column] = (),
) -> Path:
    """Write the rows wanted as a stored table of their own into a folder; return its file.

    Args:
        kept: the columns it has, in this order; none: all.

    Raises:
        UserError: ``expression.*``, ``data.unknown_column``, the table cannot be read, the disk
            is full.
    """
    wanted = selection_sql(table_sql(path, len(columns)), columns, selection)
    with (
        opened(path, len(columns), reporter, folder, path) as engine,
        engine.telling(_arranging(selection, _count(engine, path))),
    ):
        _write_rows(engine, columns, wanted, folder / ROWS_FILE, kept)
    return folder / ROWS_FILE


def _arranging(selection: Selection, rows: int) -> Step:
    phase = "Sorting" if selection.sort else "Filtering" if selection.where else _COPYING
    return Step(phase, 0, rows, unit=Unit.ROWS)


def _write_rows(
    engine: Engine,
    columns: Sequence[Column],
    wanted: str,
    file: Path,
    kept: Sequence[Column] = (),
) -> None:
    names = [column.name for column in columns]
    written = [column.name for column in kept] or names
    write_table(engine, written, [f"c{names.index(name)}" for name in written], wanted, file)


def _count(engine: Engine, file: Path) -> int:
    name = literal(str(file.absolute()))
    return int(engine.row(f"SELECT count(*) FROM read_parquet({name})")[0])


def read_page(
    path: Path, columns: Sequence[Column], order: RowOrder | None, offset: int, limit: int
) -> tuple[tuple[Cell, ...], ...]:
    """Return some rows in an order that was written, or as stored; dates as ISO 8601 text.

    Raises:
        UserError: when a file cannot be read.
    """
    with ordered(path, len(columns), order) as (engine, window):
        sql = f"(SELECT * FROM {window(offset, offset + limit - 1)} ORDER BY place) AS page"
        return read_cells(engine, View(sql, tuple(columns), limit), limit)


class Window:
    """The table expression of rows by their numbers, from the first to the last, both included.

    Its columns are c0, c1, … and ``place``, which grows with the number.
    """

    def __init__(self, engine: Engine, path: Path, width: int, order: RowOrder | None) -> None:
        self._engine = engine
        self._file = order.path if order is not None and order.holds_rows else path
        self._places = order.path if order is not None and not order.holds_rows else None
        self._width = width

    def __call__(self, first: int, last: int) -> str:
        """Return the expression."""
        first, last = int(first), int(last)
        table = table_sql(self._file, self._width)
        if self._places is None:
            return f"(SELECT * FROM {table} WHERE place BETWEEN {first} AND {last}) AS rows_wanted"
        kept = f"{_places_sql(self._places)} WHERE number BETWEEN {first} AND {last}"
        low, high = self._engine.row(f"SELECT min(kept), max(kept) FROM {kept}")
        # Between the two, only the parts of the file where they lie are read.
        within = "false" if low is None else f"place BETWEEN {low} AND {high}"
        return (
            f"(SELECT * FROM {table} WHERE {within}"
            f" AND place IN (SELECT kept FROM {kept})) AS rows_wanted"
        )

    def number(self, place: int) -> int:
        """Return the number of the row at a place."""
        if self._places is None:
            return place
        sql = f"SELECT number FROM {_places_sql(self._places)} WHERE kept = {int(place)}"
        return int(self._engine.row(sql)[0])


def _places_sql(file: Path) -> str:
    name = literal(str(file.absolute()))
    return f"read_parquet({name}, file_row_number=true) AS places(kept, number)"


@contextmanager
def ordered(
    path: Path, width: int, order: RowOrder | None, reporter: Reporter | None = None
) -> Iterator[tuple[Engine, Window]]:
    """Open an engine on the rows in an order, and give their window.

    Raises:
        UserError: when a file cannot be read.
    """
    file = order.path if order is not None and order.holds_rows else path
    folder = None if order is None else order.path.parent
    with opened(file, width, reporter, folder, path) as engine:
        yield engine, Window(engine, path, width, order)
