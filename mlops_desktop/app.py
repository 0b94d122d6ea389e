"""The window's front door: wires settings, diagnostics and the window, and runs it.

Nothing heavy is imported before the window has been painted: no pandas, no scikit-learn, no
matplotlib, no database. A project is opened on the reader thread afterwards.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.diagnostics import crash, logs, qt_libraries
from mlops_desktop.settings.schema import Preferences
from mlops_desktop.settings.store import SettingsStore

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType
    from PySide6.QtWidgets import QApplication

    from mlops_desktop.gui.main_window import MainWindow

_LOG = logging.getLogger(__name__)


def run(project: Path | None = None, argv: Sequence[str] | None = None) -> int:
    """Open the window and return when it is closed.

    Args:
        project: a project's folder or ``project.mlopsd``; None opens the last one, or the start
            page.
        argv: the program's arguments, for Qt; ``sys.argv`` if None.

    Returns:
        The exit code.

    Raises:
        UserError: ``environment.qt_libraries``, ``environment.no_display``.
    """
    if project is not None:
        project = project.absolute()
    app = make_application(argv)
    logs.start()
    crash.start()
    try:
        if project is not None and _is_open_elsewhere(project):
            return int(ExitCode.DONE)
        window = make_window(app, SettingsStore())
        window.show()
        _begin(window, project)
        return int(app.exec())
    finally:
        crash.stop()


def make_application(argv: Sequence[str] | None = None) -> QApplication:
    """Load Qt and make the application.

    Raises:
        UserError: ``environment.qt_libraries`` with the missing ones;
            ``environment.no_display`` when there is nothing to show a window on.
    """
    from mlops_desktop.diagnostics.display import has_display

    if not has_display():
        raise UserError("environment.no_display")
    qt_libraries.check_platform()
    try:
        from PySide6.QtCore import qInstallMessageHandler
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise qt_libraries.refusal_of(error) from error
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(list(argv or sys.argv[:1]))
    app.setApplicationName("mlops-desktop")
    app.setApplicationDisplayName("MLOps Desktop")
    app.setDesktopFileName("mlops-desktop")
    if present is None:
        qInstallMessageHandler(_on_qt_message)
    return app


def make_window(app: QApplication, settings: SettingsStore) -> MainWindow:
    """Dress the application and make the window; nothing is shown or opened yet."""
    from mlops_desktop.gui.main_window import MainWindow
    from mlops_desktop.gui.preloading import make_qt_classes, take_short_turns
    from mlops_desktop.gui.theme import icons, theme

    take_short_turns()
    make_qt_classes()
    theme.follow_system(app)
    dress = _Dress(app)
    dress(settings.now)
    app.setWindowIcon(icons.app_icon())
    settings.listen(dress)
    return MainWindow(settings, _on_defect)


def _begin(window: MainWindow, project: Path | None) -> None:
    """Open the project once the window has been painted, and tell of the last crash."""
    from PySide6.QtCore import QTimer

    start = project or _last_project(window)
    if start is not None:
        # A timer of 0 ms runs after the events that paint the window.
        QTimer.singleShot(0, window, _Open(window, start))
    text = crash.last()
    if text:
        QTimer.singleShot(0, window, _TellCrash(window, text))


class _Open:
    def __init__(self, window: MainWindow, project: Path) -> None:
        self._window, self._project = window, project

    def __call__(self) -> None:
        self._window.flow.open(self._project)


class _TellCrash:
    def __init__(self, window: MainWindow, text: str) -> None:
        self._window, self._text = window, text

    def __call__(self) -> None:
        from mlops_desktop.gui.about import CrashDialog

        CrashDialog(self._window, self._text).open()


class _Dress:
    """Puts on the look that the preferences ask for, when they ask for another one."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._worn: tuple[str, int] | None = None

    def __call__(self, now: Preferences) -> None:
        from mlops_desktop.gui.theme import theme

        if self._worn != (now.theme, now.font_percent):
            self._worn = (now.theme, now.font_percent)
            theme.apply(self._app, now.theme, now.font_percent)


def _last_project(window: MainWindow) -> Path | None:
    now = window.desk.settings.now
    if not now.reopens_last or not now.recent:
        return None
    path = Path(now.recent[0].path)
    return path if (path / "project.mlopsd").exists() else None


def _is_open_elsewhere(project: Path) -> bool:
    from mlops_desktop.gui.single_instance import hand_over

    return hand_over(project)


def _on_defect(error: BaseException, where: str) -> None:
    crash.write(error, where)


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    from PySide6.QtCore import QtMsgType as Kind

    levels = {
        Kind.QtDebugMsg: logging.DEBUG,
        Kind.QtInfoMsg: logging.INFO,
        Kind.QtWarningMsg: logging.WARNING,
        Kind.QtCriticalMsg: logging.ERROR,
        Kind.QtFatalMsg: logging.CRITICAL,
    }
    _LOG.log(levels.get(kind, logging.WARNING), "Qt: %s", text)
