"""Real columns before and after."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.monitor import ColumnDrift, Tolerances
from mlops_desktop.core.progress import Silent
from mlops_desktop.monitoring.drift import compare

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "drift"
BIKES = ROOT / "resources" / "samples" / "bikeshare"

NUMBER = (ColumnType.NUMBER, SemanticType.NUMBER)
CATEGORY = (ColumnType.TEXT, SemanticType.CATEGORY)


@pytest.fixture(scope="session")
def bikes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hourly rentals of January to May, and of July."""
    return (
        pd.read_csv(BIKES / "bikes_2011_january_to_may.csv"),
        pd.read_csv(BIKES / "bikes_2011_july.csv"),
    )


@pytest.fixture(scope="session")
def halves(bikes) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """All pairs of tables by name."""
    found = {}
    for name in ("diabetes_halves", "wine_halves", "tiny"):
        frame = pd.read_csv(DATA / f"{name}.csv.gz")
        found[name] = tuple(
            frame[frame["half"] == half].drop(columns="half") for half in ("reference", "current")
        )
    with np.load(DATA / "car_loan.npz") as loan:
        found["car_loan"] = tuple(
            pd.DataFrame(
                {key.removeprefix(f"{half}_"): loan[key] for key in loan if key.startswith(half)}
            )
            for half in ("reference", "current")
        )
    winter, july = bikes
    found["bike_q1_vs_july"] = (winter[winter["mnth"].isin(["Jan", "Feb", "March"])], july)
    return found


def drift_of(before, now, kind=NUMBER, tolerances: Tolerances | None = None) -> ColumnDrift:
    """Compare one column."""
    tables = (pd.DataFrame({"x": values}) for values in (before, now))
    columns = [Column("x", *kind)]
    return compare(*tables, columns, tolerances or Tolerances(), Silent())[0]


@pytest.fixture
def drift():
    """Compare one column: drift(before, now, kind)."""
    return drift_of
