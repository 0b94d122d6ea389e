"""The real window in a tour's hands: it clicks, waits, takes pictures, and notes what took long."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.dialog import Dialog

LONG = 120_000
"""Milliseconds after which what was waited for does not come any more."""


class Stalls:
    """Notes, by step, the longest piece of work between two turns of the event loop.

    On a machine that others use as well the time on the clock says little: what counts is the
    processor's time that the window's own thread took.
    """

    def __init__(self) -> None:
        self.step = "start"
        self.used: dict[str, float] = {}
        self.away: dict[str, float] = {}
        self._used, self._clock = time.thread_time(), time.perf_counter()
        self.every = 5
        self._timer = QTimer(interval=self.every)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        used, clock = time.thread_time(), time.perf_counter()
        for kept, spent in (
            (self.used, used - self._used),
            (self.away, clock - self._clock - self.every / 1000),
        ):
            kept[self.step] = max(kept.get(self.step, 0.0), spent * 1000)
        self._used, self._clock = used, clock

    def stop(self) -> None:
        """Note nothing any more."""
        self._timer.stop()

    def lines(self) -> list[str]:
        """Return a line per step: milliseconds of processor, and on the clock."""
        return [
            f"{step:22} {used:5.0f} ms processor {self.away[step]:5.0f} ms clock"
            for step, used in self.used.items()
        ]


class Tour:
    """The window, what a person does with it, and the pictures taken on the way.

    Args:
        folder: where the pictures go.
    """

    def __init__(self, window: MainWindow, folder: Path, qtbot: QtBot) -> None:
        self.window = window
        self.folder = folder
        self.qtbot = qtbot
        self.stalls = Stalls()

    def begin(self, step: str) -> None:
        """Note what follows under this name, and what was done until now under the last one."""
        self.qtbot.wait(2 * self.stalls.every)
        self.stalls.step = step

    @property
    def page(self) -> object:
        """The page on top."""
        return self.window.stack.current_page()

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        gateway = self.window.gateway

        def is_quiet() -> bool:
            return not gateway._pending and not gateway._running

        self.wait(is_quiet)

    def wait(self, is_so) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(is_so, timeout=LONG)

    def go(self, key: str, ref: object = None) -> object:
        """Go to a page as the rail and the commands do."""
        self.begin(key)
        self.window.desk.navigate(key, ref)
        self.wait(lambda: self.window.stack.current == key)
        self.settle()
        return self.page

    def press(self, button: QWidget) -> None:
        """Click a button as soon as it can be clicked."""
        self.wait(button.isEnabled)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def tab(self, bar: QTabBar, place: int) -> None:
        """Click a tab."""
        spot = bar.tabRect(place).center()
        self.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=spot)
        assert bar.currentIndex() == place
        self.settle()

    def click_row(self, view: QAbstractItemView, number: int) -> None:
        """Click a row of a list or table."""
        index = view.model().index(number, 0)
        view.scrollTo(index)
        spot: QPoint = view.visualRect(index).center()
        self.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        self.settle()

    def choose(self, menu: QMenu, words: str) -> None:
        """Open a menu and choose what begins with these words."""
        menu.aboutToShow.emit()
        next(item for item in menu.actions() if item.text().startswith(words)).trigger()
        self.settle()

    def link(self, words: str) -> None:
        """Click a link or button of the window by its words."""

        def found() -> list[QWidget]:
            every = self.window.findChildren(QWidget)
            return [w for w in every if w.isVisible() and _words_of(w).startswith(words)]

        self.wait(lambda: bool(found()))
        self.press(found()[0])

    def dialog(self, kind: type[Dialog]) -> Dialog:
        """Wait for a dialog."""

        def opened() -> list[Dialog]:
            return [d for d in self.window.findChildren(kind) if d.isVisible()]

        self.wait(lambda: bool(opened()))
        return opened()[-1]

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Save the window (or a dialog) in light and dark."""
        app = QApplication.instance()
        step = self.stalls.step
        for mode in (theme.Mode.DARK, theme.Mode.LIGHT):
            self.begin("switching the theme")
            theme.apply(app, mode, 100)
            self.settle()
            self.begin("pictures")
            path = self.folder / f"{name}_{mode}.png"
            assert (widget or self.window).grab().save(str(path))
        self.begin(step)

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


def _words_of(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) and hasattr(widget, "click") else ""
