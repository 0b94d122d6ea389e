"""Home lists the versions in use, whether they still answer the same, and asks them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mlops_desktop.core.model import Reperformance
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.gui.asking_again import AskingAgain
from mlops_desktop.gui.pages.home import HomePage
from mlops_desktop.gui.pages.home.health_card import MOST_LINES, HealthCard
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.message_bar import PageMessage
from mlops_desktop.services import audit, datasets, health, models, promotion, training
from mlops_desktop.services.behaviour import BehaviourCheck
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


# By itself, after an upgrade -----------------------------------------------------------------


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    """This program is another version than the one that trained the model."""
    monkeypatch.setattr(health, "VERSION", "99.0")


@pytest.fixture
def said() -> list[PageMessage]:
    """What the window was told to say."""
    return []


@pytest.fixture
def opened(
    session: Session, open_page: Open, said: list[PageMessage]
) -> tuple[HomePage, AskingAgain]:
    """The page, and what asks by itself."""
    page = open_page(session)
    page.desk.said.connect(said.append)
    return page, AskingAgain(page.desk, page)


def test_after_an_upgrade_a_staged_version_is_asked_by_itself_and_nobody_is_disturbed(
    opened: tuple[HomePage, AskingAgain],
    session: Session,
    settle: Settle,
    said: list[PageMessage],
    upgraded: None,
) -> None:
    page, asking = opened
    asking.look()
    settle()
    newest = session.project.log.entries(limit=1)[0]
    assert (newest.action, newest.actor.name) == ("model.check", "MLOps Desktop")
    assert newest.why.startswith("By itself after an upgrade: MLOps Desktop ")
    assert page.desk.asked[0].is_same
    assert said == []
    (job,) = page.desk.gateway.jobs.all()
    assert (job.title, job.gives_way) == ("Checking a version after an upgrade", True)


def test_it_looks_a_moment_after_a_project_was_opened(
    opened: tuple[HomePage, AskingAgain], session: Session, settle: Settle, upgraded: None
) -> None:
    page, asking = opened
    page.desk.session_changed.emit()
    assert asking._later.isActive()
    settle()
    assert session.project.log.entries(limit=1)[0].actor.name == "MLOps Desktop"


def test_without_an_upgrade_or_switched_off_nothing_is_asked(
    opened: tuple[HomePage, AskingAgain],
    session: Session,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, asking = opened
    before = audit.count(session)
    asking.look()
    settle()
    page.desk.settings.change(asks_again=False)
    monkeypatch.setattr(health, "VERSION", "99.0")
    asking.look()
    settle()
    assert page.desk.gateway.jobs.all() == ()
    assert audit.count(session) == before


def test_one_that_could_not_be_asked_is_a_sentence_on_the_page(
    opened: tuple[HomePage, AskingAgain],
    session: Session,
    settle: Settle,
    said: list[PageMessage],
    upgraded: None,
) -> None:
    page, asking = opened
    path = session.project.objects.path(health.staged(session)[0].version.artifact_object)
    path.chmod(0o644)
    path.write_bytes(b"other")
    asking.look()
    settle()
    assert not page.health.problems.isHidden()
    assert page.health.problems.text().startswith("demand@1 could not be asked. ")
    assert "altered" in page.health.problems.text()
    assert [(message.text, message.tone) for message in said] == [
        ("demand@1 could not be asked.", Tone.WARN)
    ]


def test_one_that_answers_otherwise_is_said_aloud_before_one_that_could_not_be_asked(
    opened: tuple[HomePage, AskingAgain], session: Session, said: list[PageMessage]
) -> None:
    _, asking = opened
    version = health.staged(session)[0].version
    other = BehaviourCheck(version, Reperformance(100, 0.5, False, False, "0"))
    failed = BehaviourCheck(version, None, problem="It is gone.")
    asking._on_answers((failed, other))
    (message,) = said
    assert "no longer answers the same" in message.text
    assert message.tone is Tone.BAD
