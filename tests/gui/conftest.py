"""Fixtures of the window's tests: offscreen, isolated preferences, nothing left behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.preloading import make_qt_classes
from mlops_desktop.gui.theme import theme
from mlops_desktop.settings.store import SettingsStore


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Preferences, logs and home of a test lie in its own folder."""
    monkeypatch.setenv("MLOPS_DESKTOP_SETTINGS", str(tmp_path / "preferences" / "settings.json"))
    monkeypatch.setenv("MLOPS_DESKTOP_LOGS", str(tmp_path / "logs"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return


@pytest.fixture(autouse=True)
def no_nested_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """No dialog may block: each would hang a test and freeze a window."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a nested event loop was started")

    for kind in (QDialog, QFileDialog, QMessageBox):
        monkeypatch.setattr(kind, "exec", refuse)
    for name in ("getOpenFileName", "getSaveFileName", "getExistingDirectory"):
        monkeypatch.setattr(QFileDialog, name, refuse)
    for name in ("information", "warning", "critical", "question"):
        monkeypatch.setattr(QMessageBox, name, refuse)


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """A test leaves no window, no running timer and no thread behind."""
    threads = set(threading.enumerate())
    before = set(qapp.topLevelWidgets())
    yield
    for widget in set(qapp.topLevelWidgets()) - before:
        widget.close()
        widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()
    left = [widget for widget in qapp.topLevelWidgets() if widget not in before]
    assert not [widget for widget in left if widget.isVisible()], left
    timers = [timer for timer in qapp.findChildren(QTimer) if timer.isActive()]
    assert not timers, timers
    for thread in set(threading.enumerate()) - threads:
        thread.join(5)
    alive = [thread.name for thread in set(threading.enumerate()) - threads]
    assert not alive, f"threads left behind: {alive}"


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light look at 100 %, as the front door makes it."""
    make_qt_classes()
    theme.apply(qapp, theme.Mode.LIGHT, 100)
    yield qapp
    theme.apply(qapp, theme.Mode.LIGHT, 100)


class Defects(list[tuple[BaseException, str]]):
    """Collects what would go into the crash file."""

    def __call__(self, error: BaseException, where: str) -> None:
        self.append((error, where))


@pytest.fixture
def defects() -> Iterator[Defects]:
    """Defects that were reported; a test that expects none need not look."""
    found = Defects()
    yield found
    assert not [error for error, _ in found if not isinstance(error, ExpectedError)], found


class ExpectedError(Exception):
    """A defect that a test makes on purpose."""


@pytest.fixture
def expected_error() -> type[Exception]:
    """The kind of defect that ``defects`` does not mind."""
    return ExpectedError


@pytest.fixture
def gateway(app: QApplication, defects: Defects) -> Iterator[Gateway]:
    """A gateway whose threads end with the test."""
    made = Gateway(defects)
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    """Preferences in the test's own folder."""
    return SettingsStore()


@pytest.fixture
def make_window(
    app: QApplication, defects: Defects, settings: SettingsStore
) -> Iterator[Callable[[], MainWindow]]:
    """Make windows that are closed with the test."""
    made: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(settings, defects)
        window.resize(1280, 800)
        window.show()
        made.append(window)
        return window

    yield make
    for window in made:
        window._may_close = True
        window.close()
        window.deleteLater()
