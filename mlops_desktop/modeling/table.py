"""A table as modeling gets it, and its columns in the one form that pipelines are fitted on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType

LARGEST = 3.0e38
"""Numbers beyond ± this are cut: trees compute in float32, whose largest value is 3.4e38."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and what their columns mean.

    Attributes:
        frame: one column per entry of ``columns``, by name; any index is ignored.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None."""
        return next((item for item in self.columns if item.name == name), None)


class Kind(StrEnum):
    """How a column goes into a model."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    CATEGORY = "category"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Input:
    """One input column: its name, how it goes in, the time zone of its date-times."""

    name: str
    kind: Kind
    zone: str | None = None


def kind_of(column: Column) -> Kind:
    """Return how a column goes into a model; whole numbers may be categories."""
    if column.type is ColumnType.BOOLEAN:
        return Kind.BOOLEAN
    if column.type in (ColumnType.DATE, ColumnType.DATETIME):
        return Kind.DATE
    if column.type is ColumnType.TEXT:
        return Kind.CATEGORY
    if column.type is ColumnType.INTEGER and column.semantic is SemanticType.CATEGORY:
        return Kind.CATEGORY
    return Kind.NUMBER


def canonical(frame: pd.DataFrame, inputs: Iterable[Input]) -> pd.DataFrame:
    """Return the inputs in the one form that pipelines are fitted on.

    Numbers and booleans become float64 (true 1, false 0, missing and infinite NaN), categories
    ``object`` of str (missing NaN), dates and date-times ``datetime64[us]`` without zone, in the
    column's zone. The index counts from 0.
    """
    return pd.DataFrame({item.name: values(frame[item.name], item) for item in inputs}, copy=False)


def values(series: pd.Series[Any], item: Input) -> Any:
    """Return one column's values in canonical form."""
    if item.kind is Kind.CATEGORY:
        return pd.Series(as_text(series), dtype=object, copy=False)
    if item.kind is Kind.DATE:
        return _as_datetime(series, item.zone)
    return as_float(series)


def as_float(series: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return float64 values; missing and infinite become NaN, the rest is cut at ±LARGEST."""
    numbers = uncut(series)
    if numbers.size and np.nanmax(np.abs(numbers), initial=0.0) > LARGEST:
        numbers = np.clip(numbers, -LARGEST, LARGEST)
    return numbers


def uncut(series: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return float64 values as large as they are; missing and infinite become NaN."""
    numbers = series.to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(numbers).any():
        numbers = np.where(np.isinf(numbers), np.nan, numbers)
    return numbers


def cut_rows(series: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the places of the numbers of which :func:`as_float` cuts something off."""
    return np.flatnonzero(np.abs(uncut(series)) > LARGEST).astype(np.int64)


def as_text(series: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return an object array of str, missing as NaN; whole numbers without a point."""
    missing = series.isna().to_numpy()
    if pd.api.types.is_bool_dtype(series.dtype) or pd.api.types.is_numeric_dtype(series.dtype):
        texts = np.array([_label(v) for v in series.tolist()], dtype=object)
    else:
        texts = np.array([_label(v) for v in series.astype(object).tolist()], dtype=object)
    texts[missing] = np.nan
    return texts


def _label(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _as_datetime(series: pd.Series[Any], zone: str | None) -> pd.Series[Any]:
    moments = pd.to_datetime(series, errors="coerce")
    if moments.dt.tz is None and zone is not None:
        moments = moments.dt.tz_localize("UTC")  # stored tables hold such times in UTC
    if moments.dt.tz is not None:
        moments = moments.dt.tz_convert(zone or "UTC").dt.tz_localize(None)
    return moments.astype("datetime64[us]").reset_index(drop=True)
