"""The tour: one model's whole life in the real window, with a picture of every page.

Clicks what a person would click. The pictures, light and dark, and the longest waits of the event
loop per step go to the folder named by ``MLOPS_DESKTOP_TOUR``, or to the test's own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, QEvent, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop import app as front_door
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.page import Ask
from mlops_desktop.gui.pages.models.promote_dialog import PromoteDialog
from mlops_desktop.gui.pages.monitor.check_dialog import CheckDialog
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.services.session import Session
from mlops_desktop.settings.store import SettingsStore

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "bikeshare"
_LONG = 120_000


class Stalls:
    """Notes how long the event loop was away, by step."""

    def __init__(self) -> None:
        self.step = "start"
        self.longest: dict[str, int] = {}
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        away = self._clock.restart() - 5
        self.longest[self.step] = max(self.longest.get(self.step, 0), int(away))

    def stop(self) -> None:
        self._timer.stop()


class Tour:
    """The window, what a person does with it, and the pictures taken on the way."""

    def __init__(self, window: MainWindow, folder: Path, qtbot: QtBot) -> None:
        self.window = window
        self.folder = folder
        self.qtbot = qtbot
        self.stalls = Stalls()

    @property
    def page(self) -> object:
        return self.window.stack.current_page()

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        gateway = self.window.gateway

        def is_quiet() -> bool:
            return not gateway._pending and not gateway.jobs.running()

        self.qtbot.waitUntil(is_quiet, timeout=_LONG)

    def go(self, key: str, ref: object = None) -> object:
        self.stalls.step = key
        self.window.desk.navigate(key, ref)
        self.qtbot.waitUntil(lambda: self.window.stack.current == key, timeout=_LONG)
        self.settle()
        return self.page

    def press(self, button: QWidget) -> None:
        self.qtbot.waitUntil(button.isEnabled, timeout=_LONG)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def dialog(self, kind: type[Dialog]) -> Dialog:
        def opened() -> list[Dialog]:
            return [d for d in self.window.findChildren(kind) if d.isVisible()]

        self.qtbot.waitUntil(lambda: bool(opened()), timeout=_LONG)
        return opened()[-1]

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Save the window (or a dialog) in light and dark."""
        app = QApplication.instance()
        step, self.stalls.step = self.stalls.step, "pictures"
        for mode in (theme.Mode.DARK, theme.Mode.LIGHT):
            theme.apply(app, mode, 100)
            self.settle()
            app.processEvents()
            path = self.folder / f"{name}_{mode}.png"
            assert (widget or self.window).grab().save(str(path))
        app.processEvents()
        self.stalls.step = step

    def drop(self, path: Path) -> None:
        """Drop a file onto the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDropEvent(
            QPointF(640, 400),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QEvent.Type.Drop,
        )
        self.window.dropEvent(event)


@pytest.fixture
def tour(qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch) -> Iterator[Tour]:
    monkeypatch.setenv("MLOPS_DESKTOP_SETTINGS", str(tmp_path / "settings.json"))
    monkeypatch.setenv("MLOPS_DESKTOP_LOGS", str(tmp_path / "logs"))
    folder = Path(os.environ.get("MLOPS_DESKTOP_TOUR", tmp_path / "tour"))
    folder.mkdir(parents=True, exist_ok=True)
    window = front_door.make_window(qapp, SettingsStore())
    window.resize(1280, 800)
    window.show()
    made = Tour(window, folder, qtbot)
    yield made
    made.stalls.stop()
    lines = [f"{step:12} {away:5} ms" for step, away in made.stalls.longest.items()]
    (folder / "stalls.txt").write_text("\n".join(lines) + "\n")
    window._may_close = True
    window.close()
    window.deleteLater()
    theme.apply(qapp, theme.Mode.LIGHT, 100)


def import_dropped(tour: Tour, path: Path, picture: str = "") -> None:
    tour.stalls.step = "import"
    tour.drop(path)
    tour.qtbot.waitUntil(lambda: tour.window.stack.current == "data", timeout=_LONG)
    page = tour.page
    tour.qtbot.waitUntil(lambda: page.is_importing, timeout=_LONG)
    tour.settle()
    if picture:
        tour.picture(picture)
    tour.press(page.header.primary)
    tour.qtbot.waitUntil(lambda: not page.is_importing, timeout=_LONG)
    tour.settle()


def train(tour: Tour) -> None:
    page = tour.go("train")
    index = page.what.target.findText("bikers")
    page.what.target.setCurrentIndex(index)
    tour.qtbot.waitUntil(page.what.leave_out.isVisible, timeout=_LONG)
    tour.press(page.what.leave_out)
    assert set(page.what.columns.left_out()) == {"casual", "registered"}
    page.what.name.setText("demand")
    page.check.ordered.setChecked(True)
    page.check.folds.setValue(2)
    page.methods.choose(("baseline", "linear", "boosting"))
    tour.settle()
    tour.picture("train_setup")
    tour.press(page.header.primary)
    tour.qtbot.waitUntil(lambda: page.is_training, timeout=_LONG)
    tour.settle()
    tour.picture("train_result")


def promote(tour: Tour, to: Stage, reason: str) -> None:
    page = tour.page
    tour.press(page.header.primary)
    dialog = tour.dialog(PromoteDialog)
    tour.settle()
    assert dialog.to is to
    assert not dialog.accept_button.isEnabled()
    dialog.reason.setPlainText(reason)
    if to is Stage.PRODUCTION:
        assert not dialog.accept_button.isEnabled()
        dialog.confirm.setText(page.version.label)
    tour.picture(f"promote_{to}", dialog)
    tour.press(dialog.accept_button)
    tour.settle()


def check_july(tour: Tour) -> None:
    page = tour.go("monitor", Ask.CHECK_DRIFT)
    dialog = tour.dialog(CheckDialog)
    dialog.table.set_value("data:bikes_2011_july@1")
    tour.press(dialog.accept_button)
    tour.settle()
    assert page.columns.model.rowCount() > 5
    tour.picture("monitor")


def test_one_models_life_in_the_window(tour: Tour, tmp_path: Path) -> None:
    """Import, train, promote, score, watch, ask for lineage, prove."""
    tour.picture("welcome")
    project = tmp_path / "project"
    Session.create(project, "Bike demand").close()
    tour.window.flow.open(project)
    tour.qtbot.waitUntil(lambda: tour.window.desk.has_session, timeout=_LONG)
    tour.settle()
    tour.picture("home_empty")

    import_dropped(tour, SAMPLE / "bikes_2011_june.csv", "import")
    tour.picture("data")
    train(tour)

    models = tour.go("models")
    best = models.desk.session.project.models.best(models.chosen.model.id)
    assert models.browser.choose(best)
    tour.settle()
    tour.picture("models")
    promote(tour, Stage.STAGING, "Best of three on the held-out hours")
    promote(tour, Stage.PRODUCTION, "Planning starts using it")

    import_dropped(tour, SAMPLE / "bikes_2011_july.csv")
    tour.stalls.step = "score"
    models = tour.go("models")
    models.actions_.scoring.score(models.version, "data:bikes_2011_july@1", "july_scored")
    tour.settle()
    for dialog in tour.window.findChildren(Dialog):
        if dialog.isVisible():
            tour.picture("scored", dialog)
            dialog.reject()
    check_july(tour)

    lineage = tour.go("lineage")
    assert len(lineage.scene.graph.nodes) >= 10
    tour.picture("lineage")
    audit = tour.go("audit", Ask.VERIFY)
    assert audit.desk.verification is not None
    assert audit.desk.verification.is_sound
    tour.picture("audit")
    tour.go("home")
    tour.picture("home")
    tour.go("settings")
    tour.picture("settings")
    taken = {path.name for path in tour.folder.glob("*.png")}
    for page in (
        "home",
        "data",
        "train_setup",
        "models",
        "monitor",
        "lineage",
        "audit",
        "settings",
    ):
        assert {f"{page}_light.png", f"{page}_dark.png"} <= taken
