"""Daily tables as an import would find them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.modeling.table import Table


def daily(frame: pd.DataFrame, zone: str | None = None, **types: ColumnType) -> Table:
    """Wrap a frame whose column ``date`` holds dates (or date-times, when ``types`` say so)."""
    kinds = {"date": ColumnType.DATE, **types}
    columns = [
        Column(
            str(name),
            kinds.get(str(name), ColumnType.NUMBER),
            SemanticType.NUMBER,
            zone=zone if name == "date" else None,
        )
        for name in frame.columns
    ]
    return Table(frame, tuple(columns))


def weekly(days: int, start: str = "2020-01-01", seed: int = 0) -> pd.DataFrame:
    """Return a series with a week's pattern and some noise."""
    dates = pd.date_range(start, periods=days, unit="us")
    pattern = np.array([10.0, 12.0, 13.0, 12.0, 15.0, 30.0, 25.0])
    noise = np.random.default_rng(seed).normal(0, 0.5, days)
    return pd.DataFrame({"date": dates, "users": pattern[dates.day_of_week] + noise})
