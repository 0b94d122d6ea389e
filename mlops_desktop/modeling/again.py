"""Stored answers beside those of a model that was trained again, number by number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.reproduction import AnswersAgain, MetricAgain
from mlops_desktop.core.training import MetricValue
from mlops_desktop.modeling import parquet
from mlops_desktop.modeling.golden import FLOOR

_GIVEN = ("row", "actual", "date", "origin")
"""Columns of hold-out rows that are no answer of the model."""


def golden_rows(before: Path, now: Path, inputs: int) -> AnswersAgain | None:
    """Compare golden rows; None when they are not the same rows.

    Args:
        inputs: how many columns, from the left, are inputs.
    """
    old, new = parquet.read(before), parquet.read(now)
    return _compared(old, new, [place < inputs for place in range(old.shape[1])])


def holdout_rows(before: Path, now: Path) -> AnswersAgain | None:
    """Compare hold-out rows; None when they are not the same rows."""
    old, new = parquet.read(before), parquet.read(now)
    return _compared(old, new, [str(name) in _GIVEN for name in old.columns])


def metrics_again(
    before: Sequence[MetricValue], now: Sequence[MetricValue]
) -> tuple[MetricAgain, ...]:
    """Put every stored metric beside the one measured again."""
    found = {(item.name, item.split): item.value for item in now}
    return tuple(
        MetricAgain(item.name, item.split, item.value, found.get((item.name, item.split)))
        for item in before
    )


def _compared(
    old: pd.DataFrame, new: pd.DataFrame, is_given: Sequence[bool]
) -> AnswersAgain | None:
    if old.shape != new.shape or list(old.columns) != list(new.columns):
        return None
    given = np.asarray(is_given, dtype=bool)
    if not old.loc[:, given].equals(new.loc[:, given]):
        return None
    changed = np.zeros(len(old), dtype=bool)
    numbers: list[tuple[Any, Any]] = []
    for place in np.flatnonzero(~given).tolist():
        one: pd.Series[Any] = old.iloc[:, place]
        two: pd.Series[Any] = new.iloc[:, place]
        if pd.api.types.is_numeric_dtype(one.dtype) and pd.api.types.is_numeric_dtype(two.dtype):
            numbers.append((one.to_numpy(np.float64), two.to_numpy(np.float64)))
        else:
            changed |= one.astype(str).to_numpy() != two.astype(str).to_numpy()
    return AnswersAgain(len(old), int(changed.sum()), _largest(numbers))


def _largest(numbers: Sequence[tuple[Any, Any]]) -> float:
    """Return the largest relative difference over all pairs of columns."""
    if not numbers or not len(numbers[0][0]):
        return 0.0
    old = np.column_stack([one for one, _ in numbers])
    new = np.column_stack([two for _, two in numbers])
    if (np.isnan(old) != np.isnan(new)).any() or np.isinf([old, new]).any():
        return math.inf
    old, new = np.nan_to_num(old), np.nan_to_num(new)
    scale = np.maximum(np.maximum(np.abs(old), np.abs(new)), FLOOR * np.abs(old).max())
    difference = np.abs(new - old)
    return float(np.divide(difference, scale, out=np.zeros_like(old), where=difference > 0).max())
