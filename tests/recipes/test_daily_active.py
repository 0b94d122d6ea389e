"""Daily active users: distinct values per calendar day, compared with pandas."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.progress import Silent
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.core.recipes.table_steps import Aggregate, Aggregation, Function
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.recipes.running import InputTable, run_recipe
from mlops_desktop.data.table import read_frame

FLIGHTS = Path(__file__).parents[1] / "data" / "flights_4_days.csv.gz"
ACTIVE = Aggregation(Function.COUNT_DISTINCT, "tailnum", "active")


@pytest.fixture(scope="module")
def flights(tmp_path_factory) -> InputTable:
    folder = tmp_path_factory.mktemp("flights")
    text = folder / "flights.csv"
    text.write_bytes(gzip.decompress(FLIGHTS.read_bytes()))
    imported = import_file(text, ReaderOptions(), folder, Silent())
    return InputTable(folder / imported.table_file, imported.columns)


def _expected(zone: str) -> list[tuple[str, int]]:
    frame = pd.read_csv(FLIGHTS)
    frame = frame[frame["dep_time"].notna()]
    local = pd.to_datetime(frame["time_hour"], utc=True).dt.tz_convert(zone)
    counts = frame["tailnum"].groupby(local.dt.strftime("%Y-%m-%d")).nunique()
    return [(str(day), int(count)) for day, count in counts.items()]


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Asia/Tokyo", "Pacific/Apia"])
def test_aircraft_that_flew_are_counted_per_day_of_any_zone_as_pandas_does(
    flights, zone, tmp_path
) -> None:
    recipe = Recipe(
        "daily-aircraft",
        "aircraft that left New York on each day",
        (
            FilterRows("dep_time is not missing"),
            Aggregate((ACTIVE,), time="time_hour", zone=zone),
        ),
    )
    run_recipe(recipe, {"flights@1": flights}, tmp_path, Silent())
    made = read_frame(tmp_path / "table.parquet")
    days = made["day"].dt.strftime("%Y-%m-%d").tolist()
    assert list(zip(days, made["active"].tolist(), strict=True)) == _expected(zone)


def test_the_day_of_a_zone_is_not_the_day_in_utc() -> None:
    assert _expected("America/New_York") != _expected("UTC")
    assert len(_expected("America/New_York")) == 4
