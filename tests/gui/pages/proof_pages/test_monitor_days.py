"""A forecast that is watched: the days that have come, beside what was forecast of them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.gui.pages.monitor import MonitorPage
from mlops_desktop.services import datasets, monitoring, training
from mlops_desktop.services.session import Session

DAYS = TrainingSpec(
    model="daily_users",
    target="users",
    task=Task.FORECAST,
    algorithms=("seasonal_naive",),
    forecast=ForecastPlan("day", horizon=7, origins=3),
)


def write_series(file: Path, days: int) -> Path:
    """Write so many days with a week's shape."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["day", "users"])
        for place in range(days):
            day = date(2025, 1, 1) + timedelta(days=place)
            writer.writerow([day.isoformat(), 1000 + 40 * (place % 7) + 13 * (place % 5)])
    return file


@pytest.fixture(scope="module")
def watched_forecast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a forecast that was checked on 21 later days."""
    folder = tmp_path_factory.mktemp("days")
    with Session.create(folder / "project", "Days") as made:
        datasets.import_file(made, write_series(folder / "daily.csv", 100), "daily")
        training.train(made, "daily", DAYS)
        datasets.import_file(made, write_series(folder / "later.csv", 121), "daily")
        monitoring.run(made, "model:daily_users@1", "data:daily@2")
    return folder / "project"


@pytest.fixture
def stored_project(watched_forecast: Path) -> Path:
    """The project that each test gets its own copy of."""
    return watched_forecast


def test_the_days_that_have_come_stand_beside_their_forecast(
    session: Session,
    open_page: Callable[[type[MonitorPage], Session], MonitorPage],
    settle: Callable[[], None],
) -> None:
    page = open_page(MonitorPage, session)
    settle()
    assert page.days.isVisible()
    assert not page.changed.isVisible()
    (card,), (panel,) = page.days.cards, page.days.panels
    assert card._title.text() == "What was forecast, and what came"
    assert panel.accessibleName().startswith("Forecast and actual on 21 days, 11 Apr")
    assert panel.image() is not None
