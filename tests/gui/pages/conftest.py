"""A page on a desk without a window around it, and projects to put there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.gui.commands.catalogue import COMMANDS
from mlops_desktop.gui.commands.registry import Commands
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.page import Desk, Page
from mlops_desktop.services.session import Session
from mlops_desktop.settings.store import SettingsStore

PATIENCE = 60_000
"""Milliseconds: some tests train a model."""


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the bike rentals: June has 720 hours, July 744, both 15 columns."""
    return Path(__file__).parents[3] / "resources" / "samples" / "bikeshare"


@pytest.fixture
def session(stored_project: Path, tmp_path: Path) -> Iterator[Session]:
    """The test's own copy of its module's ``stored_project``."""
    shutil.copytree(stored_project, tmp_path / "project")
    with Session.open(tmp_path / "project") as opened:
        yield opened


@pytest.fixture
def shell(app: QApplication) -> Iterator[QWidget]:
    """What stands for the window around a page."""
    made = QWidget()
    made.resize(1100, 760)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def settle(gateway: Gateway, shell: QWidget, qtbot: QtBot) -> Callable[[], None]:
    """Wait until every answer has come, every job has ended and nothing is about to be asked."""

    def is_quiet() -> bool:
        is_asked = bool(gateway._pending or gateway._running)
        return not is_asked and not any(item.isActive() for item in shell.findChildren(QTimer))

    def wait() -> None:
        qtbot.waitUntil(is_quiet, timeout=PATIENCE)

    return wait


@pytest.fixture
def open_page(
    gateway: Gateway, settings: SettingsStore, shell: QWidget, settle: Callable[[], None]
) -> Iterator[Callable[[type[Page], Session], Page]]:
    """Put a page on a desk with a project and wait until it shows it."""
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
