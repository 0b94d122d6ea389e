"""What another program changes in the open project is seen without a key being pressed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mlops_desktop.core.audit import Subject
from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.watch import EVERY_MS
from mlops_desktop.services.session import Session


@pytest.fixture
def window(make_window: Callable[[], MainWindow], tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A window with an empty project, at rest on its data page."""
    Session.create(tmp_path / "bikes", "Bikes").close()
    made = make_window()
    with qtbot.waitSignal(made.desk.session_changed, timeout=20_000):
        made.flow.open(tmp_path / "bikes")
    made.desk.navigate("data")
    qtbot.waitUntil(lambda: not made.gateway._pending, timeout=20_000)
    return made


def add_dataset(session: Session, name: str) -> None:
    with session.project.tx("data.create", Subject("dataset", "", name)) as tx:
        tx.add_dataset(name)


def look(window: MainWindow, qtbot: QtBot) -> list[object]:
    told: list[object] = []
    window.gateway.changed.connect(told.append)
    window.watch.look()
    qtbot.waitUntil(lambda: not window.gateway._pending, timeout=20_000)
    window.gateway.changed.disconnect(told.append)
    return told


def test_what_another_program_changes_is_read_again(window: MainWindow, qtbot: QtBot) -> None:
    page = window.stack.current_page()
    assert isinstance(page, DataPage)
    assert look(window, qtbot) == []
    with Session.open(window.desk.session.info.path) as other:
        add_dataset(other, "from_the_command_line")
    assert len(look(window, qtbot)) == 1
    assert look(window, qtbot) == []


def test_the_windows_own_changes_are_not_taken_for_anothers(
    window: MainWindow, qtbot: QtBot
) -> None:
    add_dataset(window.desk.session, "own")
    assert look(window, qtbot) == []


def test_it_looks_only_while_the_window_is_used(
    app: QApplication, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = window.watch._timer
    assert timer.interval() == EVERY_MS
    for is_active in (False, True, False):
        monkeypatch.setattr(window, "isActiveWindow", lambda answer=is_active: answer)
        app.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
        assert timer.isActive() is is_active
