"""Home lists the versions in use, whether they still answer the same, and asks them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.gui.pages.home import HomePage
from mlops_desktop.gui.pages.home.health_card import MOST_LINES, HealthCard
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.services import datasets, health, models, promotion, training
from mlops_desktop.services.health import HealthState, VersionHealth
from mlops_desktop.services.session import Session

Open = Callable[[Session], HomePage]
Settle = Callable[[], None]
SPEC = TrainingSpec(
    model="demand",
    target="bikers",
    algorithms=("baseline",),
    split=SplitPlan(holdout=0.3, folds=2),
)


@pytest.fixture(scope="module")
def stored_project(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with demand@1, in staging."""
    path = tmp_path_factory.mktemp("health") / "project"
    with Session.create(path, "Bikes") as made:
        datasets.import_file(made, samples / "bikes_2011_june.csv", "bikes")
        training.train(made, "bikes", SPEC)
        promotion.promote(made, "demand@1", Stage.STAGING, "trial")
    return path


@pytest.fixture
def open_page(open_page: Callable[..., HomePage]) -> Open:
    """Put this page on a desk with a project and wait until it shows it."""
    return partial(open_page, HomePage)


def test_a_staged_version_is_listed_and_asked_again(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    assert not page.health.isHidden()
    mark, title, detail = page.health.lines()[0]
    assert (mark, title) == (Mark.NONE, "demand@1 · staging")
    assert detail == "Not checked yet; nothing was upgraded since it was trained."
    page.health.check.click()
    assert not page.health.check.isEnabled()
    settle()
    assert health.staged(session)[0].state is HealthState.SAME
    mark, _, detail = page.health.lines()[0]
    assert mark is Mark.FINE
    assert detail.startswith("Answers the same, checked ")
    assert page.health.check.isEnabled()


def test_what_answers_otherwise_comes_first_and_the_rest_is_counted(
    session: Session, qtbot: QtBot
) -> None:
    version = models.version(session, "model:demand@1").version
    same = VersionHealth(version, HealthState.SAME, datetime(2026, 11, 21, tzinfo=UTC), 7)
    wrong = replace(same, version=replace(version, number=9), state=HealthState.DIFFERS)
    card = HealthCard()
    qtbot.addWidget(card)
    card.show_health([same] * MOST_LINES + [wrong])
    assert card.lines()[0][:2] == (Mark.PROBLEM, "demand@9 · staging")
    assert len(card.lines()) == MOST_LINES
    assert card.note.text() == "and 1 more"


def test_without_staged_versions_the_card_is_not_there(qtbot: QtBot) -> None:
    card = HealthCard()
    qtbot.addWidget(card)
    card.show_health(())
    assert card.isHidden()
