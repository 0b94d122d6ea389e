"""Stored tables as modeling and monitoring want them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlops_desktop.data.table import read_frame
from mlops_desktop.jobs.requests import TableFile
from mlops_desktop.modeling.table import Table


def load(source: TableFile, names: Sequence[str] | None = None) -> Table:
    """Load a stored table, or some of its columns."""
    columns = tuple(c for c in source.columns if names is None or c.name in names)
    return Table(read_frame(source.path, [c.name for c in columns]), columns)


def load_split(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Load the row numbers of training and hold-out, int64, 0-based."""
    with np.load(path, allow_pickle=False) as parts:
        return parts["train"], parts["holdout"]


def count_rows(source: TableFile) -> int:
    """Return how many rows a stored table has."""
    return len(read_frame(source.path, []))


class StoredColumns:
    """A stored table of which one column at a time is read, so that two large ones fit.

    Args:
        source: the table.
        rows: numbers of the rows wanted, 0-based; None = all.
    """

    def __init__(self, source: TableFile, rows: npt.NDArray[np.int64] | None = None) -> None:
        self._source = source
        self._rows = rows

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self._source.columns)

    def __getitem__(self, name: str) -> pd.Series[Any]:
        series = read_frame(self._source.path, [name])[name]
        return series if self._rows is None else series.iloc[self._rows]
