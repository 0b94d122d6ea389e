"""Stored tables, given back: as frames for modelling, as rows for a grid; and frames stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from mlops_desktop.core.dataset import Cell, Column, ColumnType, Profile
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.progress import Reporter, Silent
from mlops_desktop.data.content_hash import combine
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.examination import examine
from mlops_desktop.data.forms import SQL_TYPES
from mlops_desktop.data.profile import read_cells, summarise
from mlops_desktop.data.storing import View, opened, stored_names, table_sql, write_table

TABLE_FILE = "table.parquet"


@dataclass(frozen=True, slots=True)
class Stored:
    """A frame that was stored as a table.

    Attributes:
        table_file: name of the Parquet file in the folder.
    """

    table_file: str
    content_hash: str
    row_count: int
    profile: Profile


def read_frame(path: Path, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a stored table into a frame, rows in order.

    Args:
        names: the columns wanted, in that order; None: all.

    Returns:
        integer: int64, or float64 when values are missing (NaN); number: float64;
        boolean: bool, or object (True, False, None) when values are missing;
        date and date-time: datetime64[us] without zone (NaT; date-times with a zone are UTC);
        text: object (str or None).

    Raises:
        UserError: the table cannot be read, or has no such column.
    """
    with opened(path, len(names or ())) as engine:
        stored = stored_names(engine, path)
        wanted = list(stored) if names is None else list(names)
        places = {name: place for place, name in enumerate(stored)}
        for name in wanted:
            if name not in places:
                columns = first_names(stored)
                raise UserError("data.unknown_column", column=name, columns=columns, path=path)
        source = table_sql(path, len(stored))
        if not wanted:
            (rows,) = engine.row(f"SELECT count(*) FROM {source}")
            return pd.DataFrame(index=pd.RangeIndex(rows))
        columns = ", ".join(f"c{places[name]} AS k{at}" for at, name in enumerate(wanted))
        arrays = engine.arrays(f"SELECT {columns} FROM {source}")
    series = {at: _series(arrays[f"k{at}"]) for at in range(len(wanted))}
    frame = pd.DataFrame(series, copy=False)
    frame.columns = pd.Index(wanted, dtype=object)
    return frame


def _series(array: Any) -> pd.Series[Any]:
    """Return a DuckDB column as a series of the documented dtype."""
    mask = getattr(array, "mask", None)
    data = array if mask is None else array.data
    has_missing = mask is not None and bool(mask.any())
    if data.dtype == object:
        if has_missing:
            data = data.copy()
            data[mask] = None
        return pd.Series(data, dtype=object)
    if not has_missing:
        return pd.Series(data)
    if data.dtype.kind == "b":
        data = data.astype(object)
        data[mask] = None
        return pd.Series(data, dtype=object)
    if data.dtype.kind == "M":
        data = data.copy()
        data[mask] = "NaT"
        return pd.Series(data)
    data = data.astype("float64")
    data[mask] = float("nan")
    return pd.Series(data)


def read_rows(
    path: Path, columns: Sequence[Column], offset: int, limit: int
) -> tuple[tuple[Cell, ...], ...]:
    """Return some rows of a stored table; dates and times as ISO 8601 text.

    Raises:
        UserError: when the table cannot be read.
    """
    with opened(path, len(columns)) as engine:
        view = View(table_sql(path, len(columns)), tuple(columns), limit)
        return read_cells(engine, view, limit, offset)


def store_frame(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    folder: Path,
    reporter: Reporter | None = None,
) -> Stored:
    """Store a frame as ``folder/table.parquet``.

    Args:
        frame: its columns by position are ``columns``; values must be of their types.

    Raises:
        UserError: when the disk is full or the folder cannot be written.
    """
    reporter = reporter or Silent()
    path = folder / TABLE_FILE
    width = len(columns)
    given = pd.DataFrame({f"c{at}": _plain(frame.iloc[:, at], columns[at]) for at in range(width)})
    with Engine(path, folder, [], reporter, width) as engine:
        engine.register("given", given)
        expressions = [
            f"CAST(c{at} AS {SQL_TYPES[column.type]})" for at, column in enumerate(columns)
        ]
        write_table(engine, [column.name for column in columns], expressions, "given", path)
        view = View(table_sql(path, width), tuple(columns), len(frame))
        examined = examine(engine, view, reporter)
        content = combine(view.columns, view.rows, [item.digest for item in examined])
        profile = summarise(engine, view, examined)
    return Stored(TABLE_FILE, content, len(frame), profile)


def _plain(series: pd.Series[Any], column: Column) -> pd.Series[Any]:
    """Return the series in a dtype that DuckDB reads as the column's type, without an index."""
    series = series.reset_index(drop=True)
    if column.type is ColumnType.INTEGER:
        return series.astype("Int64")
    if column.type is ColumnType.NUMBER:
        return series.astype("float64")
    if column.type is ColumnType.BOOLEAN:
        return series.astype("boolean")
    if column.type in (ColumnType.DATE, ColumnType.DATETIME):
        written = "ISO8601" if series.dtype.kind not in "mM" else None
        times = pd.to_datetime(series, utc=column.zone is not None, format=written)
        if column.zone is not None:
            times = times.dt.tz_localize(None)
        return times.astype("datetime64[us]")
    return series.map(str, na_action="ignore").astype(object).where(series.notna(), None)
