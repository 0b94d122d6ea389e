"""A forecast is set up on the train page: days, how far ahead, season, events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.gui.pages.train import TrainPage
from mlops_desktop.services import datasets, models, training
from mlops_desktop.services.session import Session

Open = Callable[[Session], TrainPage]
Settle = Callable[[], None]


@pytest.fixture(scope="module")
def stored_project(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with 120 days as daily@1 and June's hours as bikes@1, which has no dates."""
    folder = tmp_path_factory.mktemp("days")
    lines = ["day,users,holiday"]
    for place in range(120):
        day = date(2025, 1, 1) + timedelta(days=place)
        lines.append(f"{day},{1000 + 2 * place + 40 * (place % 7) + 11 * (place % 4)},{place % 9}")
    (folder / "daily.csv").write_text("\n".join(lines), encoding="utf-8")
    with Session.create(folder / "project", "Days") as made:
        datasets.import_file(made, folder / "daily.csv", "daily")
        datasets.import_file(made, samples / "bikes_2011_june.csv", "bikes")
    return folder / "project"


@pytest.fixture
def open_page(open_page: Callable[..., TrainPage]) -> Open:
    """Put this page on a desk with a project and wait until it shows it."""
    return partial(open_page, TrainPage)


def choose(page: TrainPage, settle: Settle, dataset: str, target: str) -> None:
    page.show_reference(Reference(dataset, namespace=Namespace.DATA))
    settle()
    page.what.target.set_value(target)
    settle()


def test_a_forecast_is_offered_only_where_a_column_holds_dates(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    choose(page, settle, "daily", "users")
    assert not page.check.backtest.isHidden()
    page.check.backtest.setChecked(True)
    choose(page, settle, "bikes", "bikers")
    assert page.check.backtest.isHidden()
    assert page.check.chosen_task() is Task.REGRESSION
    assert page.spec().forecast is None


def test_what_the_form_says_is_what_is_asked_for(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    choose(page, settle, "daily", "users")
    page.what.columns.set_left_out(["holiday"])
    page.check.backtest.setChecked(True)
    page.check.forecast.horizon.setValue(14)
    page.check.forecast.origins.setValue(4)
    page.check.forecast.events.tick(("holiday",))
    spec = page.spec()
    assert spec.task is Task.FORECAST
    assert spec.forecast == ForecastPlan("day", horizon=14, origins=4, events=("holiday",))
    assert (spec.exclude, spec.split, spec.positive) == ((), SplitPlan(), None)
    assert spec.algorithms == ("seasonal_naive", "ridge_on_lags", "boosting_on_lags")
    assert spec.metric == "mase"
    assert page.check.forecast.isVisibleTo(page.check)
    assert not page.what.columns.isEnabled()
    page.check.random.setChecked(True)
    assert page.spec().forecast is None
    assert page.what.columns.isEnabled()


def test_a_forecast_trained_here_makes_versions_with_a_backtest(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    choose(page, settle, "daily", "users")
    page.what.name.setText("growth")
    page.check.backtest.setChecked(True)
    page.check.forecast.origins.setValue(3)
    page.methods.choose(("seasonal_naive", "ridge_on_lags"))
    assert page.obstacle() == ""
    page.train()
    settle()
    found = models.version(session, "model:growth@2")
    assert len(found.facts.evaluation.backtest) == 21
    assert found.version.algorithm == "ridge_on_lags"


def test_a_forecast_is_trained_again_as_it_was(
    session: Session, open_page: Open, settle: Settle
) -> None:
    plan = ForecastPlan("day", horizon=3, origins=5, events=("holiday",), coverage=0.8)
    spec = TrainingSpec(
        model="growth",
        target="users",
        task=Task.FORECAST,
        algorithms=("seasonal_naive",),
        forecast=plan,
    )
    training.train(session, "daily", spec)
    page = open_page(session)
    page.show_reference(Reference("growth", namespace=Namespace.MODEL))
    settle()
    assert page.spec().forecast == plan
    assert page.methods.chosen(Task.FORECAST) == ("seasonal_naive",)
    assert not page.check.random.isEnabled()


def test_what_few_people_change_is_folded_and_asked_for(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    choose(page, settle, "daily", "users")
    page.check.backtest.setChecked(True)
    settle()
    fold = page.finer.forecast_fold
    assert not fold.isHidden()
    assert not fold.is_open
    assert page.finer.search_fold.isHidden()
    words = "learns changes since one season before, intervals for 90 % of the days"
    assert fold.summary.text() == words
    fold.button.click()
    form = page.finer.forecast
    form.learned.set_value(False)
    form.fill.set_value("zero")
    form.coverage.setValue(80)
    assert page.spec().forecast == ForecastPlan(
        "day", is_differenced=False, fill="zero", coverage=0.8
    )
    settle()
    page.copy_command()
    copied = QGuiApplication.clipboard().text()
    assert copied.endswith("--coverage 0.8 --fill zero --level")
    page.check.random.setChecked(True)
    assert fold.isHidden()
    assert not page.finer.search_fold.isHidden()


def test_the_days_are_counted_before_a_training(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    choose(page, settle, "daily", "users")
    page.check.backtest.setChecked(True)
    page.check.forecast.origins.setValue(3)
    settle()
    hint = page.check.forecast.date_row._hint.text()
    assert hint == "120 days from 2025-01-01 to 2025-04-30."


def test_yearly_terms_from_under_two_years_are_refused_beside_the_field(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    choose(page, settle, "daily", "users")
    page.check.backtest.setChecked(True)
    page.check.forecast.origins.setValue(3)
    page.finer.forecast_fold.set_open(True)
    page.finer.forecast.yearly.setChecked(True)
    settle()
    problem = page.finer.forecast.yearly_row._problem.text()
    assert problem.startswith("Yearly terms need two full years before the first forecast")
    assert "daily@1 has 120 days" in problem
    assert page.obstacle() in problem
    page.finer.forecast.yearly.setChecked(False)
    settle()
    assert page.finer.forecast.yearly_row._problem.isHidden()
    assert page.obstacle() == ""


def test_a_series_too_short_for_what_is_asked_is_refused_before_a_training(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    choose(page, settle, "daily", "users")
    page.check.backtest.setChecked(True)
    page.check.forecast.horizon.setValue(60)
    settle()
    assert "this forecast needs" in page.check.forecast.starts_row._problem.text()
    assert page.obstacle() != ""
