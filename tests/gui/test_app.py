"""The front door: light at start, honest about what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from mlops_desktop import app as front_door
from mlops_desktop.core.errors import UserError
from mlops_desktop.diagnostics import crash, qt_libraries
from mlops_desktop.services.session import Session

HEAVY = ("pandas", "sklearn", "scipy", "matplotlib", "sqlite_utils", "duckdb", "numpy", "skops")


def run_program(program: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that has ``app``, ``window`` and ``settle`` at hand, in its own process."""
    head = """
        import sys
        from pathlib import Path
        from mlops_desktop import app as front_door
        from mlops_desktop.settings.store import SettingsStore
        app = front_door.make_application(["test"])
        settings = SettingsStore(Path(sys.argv[1]) / "settings.json")
        window = front_door.make_window(app, settings)
        window.show()
        for _ in range(5):
            app.processEvents()
    """
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(head) + textwrap.dedent(program), str(tmp_path)],
        env={**os.environ, "MLOPS_DESKTOP_LOGS": str(tmp_path / "logs")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_nothing_heavy_is_imported_before_the_window_is_up(tmp_path: Path) -> None:
    program = f"""
        print(sorted(set({HEAVY!r}) & set(sys.modules)))
        window.close()
    """
    ended = run_program(program, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "[]"


@pytest.mark.slow
def test_no_page_leaves_a_class_of_qt_to_be_made_in_another_thread(tmp_path: Path) -> None:
    program = """
        def owed():
            qt = [sys.modules[name] for name in list(sys.modules) if name.startswith("PySide6.Qt")]
            return sorted(f"{m.__name__}.{n}" for m in qt for n in dir(m) if n not in vars(m))
        from mlops_desktop.gui.page_list import PAGES
        from mlops_desktop.gui.preloading import load_page
        before = owed()
        print(before, len([load_page(entry) for entry in PAGES if entry.exists()]) > 5, owed())
        window.close()
    """
    ended = run_program(program, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "[] True []"


@pytest.mark.slow
def test_a_project_is_opened_after_the_first_paint_and_off_the_gui_thread(tmp_path: Path) -> None:
    Session.create(tmp_path / "project", "Bike demand").close()
    program = """
        import threading
        from mlops_desktop.services import session as rooms
        threads = []
        plain = rooms.Session.open.__func__
        def noted(kind, *arguments, **options):
            threads.append(threading.current_thread().name)
            return plain(kind, *arguments, **options)
        rooms.Session.open = classmethod(noted)
        front_door._begin(window, Path(sys.argv[1]) / "project")
        from PySide6.QtCore import QEventLoop
        loop = QEventLoop()
        window.desk.session_changed.connect(loop.quit)
        window.flow.failed.connect(lambda error: (print(error), loop.quit()))
        loop.exec()
        print(threads, window.desk.has_session and window.desk.session.info.name)
        window.close()
    """
    ended = run_program(program, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "['reader'] Bike demand"


def test_without_a_display_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlops_desktop.diagnostics.display.has_display", lambda: False)
    with pytest.raises(UserError) as refused:
        front_door.make_application()
    assert refused.value.code == "environment.no_display"


def test_missing_libraries_are_named_before_qt_would_abort(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lacks_gl() -> None:
        raise qt_libraries.refusal(["libGL.so.1"])

    monkeypatch.setattr(qt_libraries, "check_platform", lacks_gl)
    with pytest.raises(UserError) as refused:
        front_door.make_application()
    assert "libgl1" in refused.value.hint


def test_the_last_project_is_opened_again_unless_it_is_gone(
    tmp_path: Path, make_window, settings
) -> None:
    window = make_window()
    folder = tmp_path / "project"
    settings.remember("Gone", tmp_path / "gone")
    assert front_door._last_project(window) is None
    folder.mkdir()
    (folder / "project.mlopsd").write_text("{}")
    settings.remember("There", folder)
    assert front_door._last_project(window) == folder
    settings.change(reopens_last=False)
    assert front_door._last_project(window) is None


def test_what_went_wrong_last_time_is_shown_once(make_window, qtbot) -> None:
    from mlops_desktop.gui.about import CrashDialog

    crash.write(ValueError("no"), "Training")
    window = make_window()
    front_door._begin(window, None)
    qtbot.waitUntil(lambda: window.findChild(CrashDialog) is not None)
    assert crash.last() == ""
    window.findChild(CrashDialog).accept()


def test_about_names_the_version_and_can_be_copied(make_window) -> None:
    from PySide6.QtGui import QGuiApplication

    from mlops_desktop.gui.about import AboutDialog

    window = make_window()
    window.commands.run("help.about")
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    dialog.cancel_button.click()
    assert "scikit-learn" in QGuiApplication.clipboard().text()
    dialog.accept()


def test_messages_of_qt_go_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

    front_door._on_qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), "a layout is missing")
    assert "Qt: a layout is missing" in caplog.text
