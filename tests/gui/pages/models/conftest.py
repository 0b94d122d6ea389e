"""Projects with versions of every kind: rows counted, days forecast, methods joined."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.services import datasets, training
from mlops_desktop.services.session import Session

COUNTS = TrainingSpec(
    model="rentals",
    target="bikers",
    task=Task.COUNT,
    algorithms=("baseline", "poisson"),
    exclude=("casual", "registered"),
    split=SplitPlan(holdout=0.3, folds=2),
)
JOINED = TrainingSpec(
    model="demand",
    target="bikers",
    algorithms=("linear", "tree", "voting"),
    exclude=("casual", "registered"),
    split=SplitPlan(holdout=0.3, folds=2),
)
DAYS = TrainingSpec(
    model="daily_users",
    target="users",
    task=Task.FORECAST,
    algorithms=("seasonal_naive", "ridge_on_lags"),
    forecast=ForecastPlan("day", horizon=7, origins=4),
)


@pytest.fixture(scope="session")
def every_kind(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with rentals@1–2 (counts), demand@1–3 (the last a vote), daily_users@1–2."""
    folder = tmp_path_factory.mktemp("kinds")
    with (folder / "daily.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["day", "users"])
        for place in range(120):
            day = date(2025, 1, 1) + timedelta(days=place)
            wave = 150 * math.sin(2 * math.pi * place / 7) + 17 * (place % 5)
            writer.writerow([day.isoformat(), round(1000 + 2 * place + wave)])
    with Session.create(folder / "project", "Kinds") as made:
        datasets.import_file(made, folder / "daily.csv", "daily")
        datasets.import_file(made, samples / "bikes_2011_june.csv", "bikes")
        training.train(made, "bikes", COUNTS)
        training.train(made, "bikes", JOINED)
        training.train(made, "daily", DAYS)
    return folder / "project"


@pytest.fixture
def stored_project(every_kind: Path) -> Path:
    """The project that each test gets its own copy of."""
    return every_kind


@pytest.fixture
def open_page(open_page: Callable[..., ModelsPage]) -> Callable[[Session], ModelsPage]:
    """Put the models page on a desk with a project and wait until it shows it."""
    return partial(open_page, ModelsPage)
