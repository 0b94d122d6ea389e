"""A real project, a desk without a window around it, and the data page on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.gui.commands.catalogue import COMMANDS
from mlops_desktop.gui.commands.registry import Commands
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.page import Desk
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.jobs.runner import Runner
from mlops_desktop.services import datasets, shelf
from mlops_desktop.services.session import Session
from mlops_desktop.settings.store import SettingsStore

SAMPLE = Path(__file__).parents[4] / "resources" / "samples" / "bikeshare"


@pytest.fixture
def july() -> Path:
    """744 hours of bike rentals, 15 columns."""
    return SAMPLE / "bikes_2011_july.csv"


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """Semicolons, decimal commas; line 42 has two fields, line 102 no number."""
    lines = [f"{n};{n / 4:.2f};{('Rome', 'Oslo')[n % 2]}".replace(".", ",") for n in range(300)]
    lines[40] = "broken;line"
    lines[100] = "100;cheap;Rome"
    file = tmp_path / "prices.csv"
    file.write_text("\n".join(["id;price;city", *lines]) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One project for a module's tests that only look."""
    folder = tmp_path_factory.mktemp("projects") / "bikes"
    with Session.create(folder, "Bikes") as session:
        datasets.import_file(session, SAMPLE / "bikes_2011_june.csv", "bikes")
        datasets.append_file(session, SAMPLE / "bikes_2011_july.csv", "bikes")
        datasets.import_file(session, SAMPLE / "bikes_2011_july.csv", "secret")
        shelf.archive(session, "secret", "Imported by mistake")
        yield session


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    """One warm background process for all projects: starting one takes a second."""
    made = Runner()
    yield made
    made.close()


@pytest.fixture
def own(tmp_path: Path, runner: Runner) -> Iterator[Session]:
    """An empty project of the test's own."""
    session = Session.create(tmp_path / "project", "Own")
    session.runner = runner
    yield session
    session.project.close()


@pytest.fixture
def open_page(
    gateway: Gateway, settings: SettingsStore, qtbot: QtBot
) -> Iterator[Callable[[Session], DataPage]]:
    """Put the data page on a desk with this project and wait until it shows it."""
    shell = QWidget()
    shell.resize(1100, 760)
    desks: list[Desk] = []

    def make(session: Session) -> DataPage:
        desk = Desk(gateway, Commands(COMMANDS, shell), settings, shell)
        desk.set_session(session)
        desks.append(desk)
        page = DataPage(desk, shell)
        page.resize(1072, 740)
        gateway.changed.connect(page.on_changed)
        shell.show()
        page.on_shown()
        qtbot.waitUntil(lambda: is_quiet(page), timeout=20_000)
        return page

    yield make
    for desk in desks:
        desk.close()
    shell.close()
    shell.deleteLater()


def is_quiet(page: DataPage) -> bool:
    """Say whether no answer is on its way."""
    gateway = page.desk.gateway
    return not gateway._pending and not gateway.jobs.running()


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[DataPage], None]:
    """Wait until every answer has come."""

    def wait(page: DataPage) -> None:
        qtbot.waitUntil(lambda: is_quiet(page), timeout=20_000)

    return wait
