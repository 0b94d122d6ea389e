"""A small project with one model's whole life, and pages on a desk without a window."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.gui.commands.catalogue import COMMANDS
from mlops_desktop.gui.commands.registry import Commands
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.page import Desk, Page
from mlops_desktop.services import datasets, monitoring, promotion, scoring, training
from mlops_desktop.services.session import Session
from mlops_desktop.settings.store import SettingsStore

SAMPLE = Path(__file__).parents[4] / "resources" / "samples" / "bikeshare"


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """June imported, two versions trained, one in production, July scored and checked."""
    with Session.create(tmp_path_factory.mktemp("projects") / "bikes", "Bikes") as session:
        datasets.import_file(session, SAMPLE / "bikes_2011_june.csv", "bikes")
        spec = TrainingSpec(
            model="demand",
            target="bikers",
            algorithms=("baseline", "linear"),
            exclude=("casual", "registered"),
            metric="mae",
            split=SplitPlan(folds=2),
        )
        training.train(session, "bikes", spec)
        promotion.promote(session, "demand@2", Stage.STAGING, "the better one")
        promotion.promote(session, "demand@2", Stage.PRODUCTION, "passed the gates")
        datasets.import_file(session, SAMPLE / "bikes_2011_july.csv", "july")
        scoring.score(session, "demand@production", "july")
        monitoring.run(session, "demand@production", "july")
        yield session


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A project with nothing in it."""
    with Session.create(tmp_path_factory.mktemp("projects") / "blank", "Blank") as session:
        yield session


@pytest.fixture
def damaged(life: Session, tmp_path: Path) -> Iterator[Session]:
    """A copy of it in which a stored file was deleted."""
    shutil.copytree(life.info.path, tmp_path / "damaged")
    with Session.open(tmp_path / "damaged") as opened:
        _, place = next(opened.project.objects.stored())
        place.unlink()
        yield opened


@pytest.fixture
def unreadable(life: Session, tmp_path: Path) -> Iterator[Session]:
    """A copy of it whose registry was overwritten while it was open."""
    shutil.copytree(life.info.path, tmp_path / "unreadable")
    with Session.open(tmp_path / "unreadable") as opened:
        registry = tmp_path / "unreadable" / "registry.db"
        with registry.open("r+b") as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            stream.write(b"\xab" * size)
        yield opened


@pytest.fixture
def settle(gateway: Gateway, qtbot: QtBot) -> Callable[[], None]:
    """Wait until every answer has come and every chart is drawn."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not gateway._pending and not gateway.jobs.running(), timeout=20_000)

    return wait


@pytest.fixture
def open_page(
    gateway: Gateway, settings: SettingsStore, settle: Callable[[], None]
) -> Iterator[Callable[[type[Page], Session], Page]]:
    """Put a page on a desk with a project and wait until it shows it."""
    shell = QWidget()
    shell.resize(1100, 760)
    desks: list[Desk] = []

    def make(kind: type[Page], session: Session) -> Page:
        desk = Desk(gateway, Commands(COMMANDS, shell), settings, shell)
        desk.set_session(session)
        desks.append(desk)
        page = kind(desk, shell)
        page.resize(1072, 740)
        gateway.changed.connect(page.on_changed)
        shell.show()
        page.on_shown()
        settle()
        return page

    yield make
    for desk in desks:
        desk.close()
    shell.close()
    shell.deleteLater()
