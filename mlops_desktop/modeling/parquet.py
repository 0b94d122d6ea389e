"""Small Parquet files beside a model, written and read through DuckDB."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame; text may be missing as None or NaN, other missing values are NaN or NaT.

    Column names must differ also when case is ignored.
    """
    ready = pd.DataFrame({name: _storable(frame[name]) for name in frame.columns}, copy=False)
    with _connection() as connection:
        connection.register("ready", ready)
        casts = ", ".join(
            f"CAST({quoted(name)} AS {_sql_type(ready[name])}) AS {quoted(name)}" for name in ready
        )
        try:
            connection.execute(
                f"COPY (SELECT {casts} FROM ready) TO {_literal(path)} (FORMAT parquet)"  # noqa: S608 - names quoted
            )
        except duckdb.IOException as error:
            # As the operating system's own error, which every caller of a write expects.
            is_full = "No space left" in str(error)
            raise OSError(errno.ENOSPC if is_full else errno.EIO, str(error), str(path)) from error


def read(path: Path) -> pd.DataFrame:
    """Read what :func:`write` wrote: text as ``object``, missing as None or NaN."""
    with _connection() as connection:
        relation = connection.execute(f"SELECT * FROM read_parquet({_literal(path)})")  # noqa: S608 - quoted
        frame: pd.DataFrame = relation.df()
    return frame


def quoted(name: object) -> str:
    """Return a name as an SQL identifier."""
    return '"' + str(name).replace('"', '""') + '"'


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            # Columns of ``object`` are text here; without this their type is guessed from samples.
            "pandas_analyze_sample": 0,
        },
    )
    connection.execute("SET enable_progress_bar = false")  # it writes to stdout
    return connection


def _storable(series: pd.Series[Any]) -> pd.Series[Any]:
    if series.dtype == object or isinstance(series.dtype, pd.StringDtype):
        values = series.astype(object)
        texts = np.array([None if v is None or v != v else str(v) for v in values], dtype=object)  # noqa: PLR0124 - NaN
        return pd.Series(texts, dtype=object)
    return series.reset_index(drop=True)


def _sql_type(series: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(series.dtype):
        return "BOOLEAN"
    if pd.api.types.is_integer_dtype(series.dtype):
        return "BIGINT"
    if pd.api.types.is_float_dtype(series.dtype):
        return "DOUBLE"
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return "TIMESTAMP"
    return "VARCHAR"
