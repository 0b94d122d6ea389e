"""Daily series for the forecasting room."""

from __future__ import annotations

import pandas as pd
import pytest
from modeling.forecasting.days import daily
from modeling.tables import DATA

from mlops_desktop.modeling.table import Table


@pytest.fixture(scope="session")
def aircraft() -> Table:
    """Return the distinct aircraft that left New York City on each day of 2013."""
    frame = pd.read_csv(DATA / "daily_active_aircraft_2013.csv", parse_dates=["date"])
    frame["date"] = frame["date"].astype("datetime64[us]")
    return daily(frame.astype({"active": float}))
