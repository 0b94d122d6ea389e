"""Logs, crash file, versions, display, system libraries."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.diagnostics import crash, logs, qt_libraries
from mlops_desktop.diagnostics.display import has_display
from mlops_desktop.diagnostics.versions import version_lines, versions


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    place = tmp_path / "logs"
    monkeypatch.setenv("MLOPS_DESKTOP_LOGS", str(place))
    yield place
    logs.stop()
    crash.stop()


def broken() -> ZeroDivisionError:
    try:
        return ZeroDivisionError(1 / 0)
    except ZeroDivisionError as error:
        return error


def test_the_log_is_written_and_started_once(folder: Path) -> None:
    path = logs.start()
    assert logs.start() == path
    logging.getLogger("mlops_desktop.somewhere").info("a line")
    assert path == folder / "mlops-desktop.log"
    assert path.read_text().count("a line") == 1


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("MLOPS_DESKTOP_LOGS", str(tmp_path / "taken"))
    logs.start()
    logging.getLogger("mlops_desktop").error("nowhere to go")
    assert crash.write(broken(), "a test") is None
    assert crash.last() == ""


def test_a_defect_is_kept_until_it_was_seen(folder: Path) -> None:
    assert crash.last() == ""
    path = crash.write(broken(), "Training bike_demand")
    assert path == folder / "crash.txt"
    text = crash.last()
    for part in ("Training bike_demand", "ZeroDivisionError", "MLOps Desktop", "broken"):
        assert part in text
    crash.seen()
    assert crash.last() == ""
    assert (folder / "seen-crash.txt").exists()


def test_what_nobody_caught_is_written_down(folder: Path) -> None:
    crash.start()
    error = broken()
    sys.excepthook(type(error), error, error.__traceback__)

    def fail() -> None:
        raise LookupError("in a thread")

    thread = threading.Thread(target=fail, name="reader")
    thread.start()
    thread.join()
    text = crash.last()
    assert "the window" in text
    assert "in reader" in text
    assert "LookupError: in a thread" in text


def test_a_clean_run_leaves_no_crash_file(folder: Path) -> None:
    crash.start()
    crash.stop()
    assert list(folder.glob("*")) == []
    assert sys.excepthook is sys.__excepthook__


@pytest.mark.skipif(os.name == "nt", reason="needs a signal")
def test_a_killed_interpreter_is_told_at_the_next_start(folder: Path) -> None:
    program = (
        "import os, signal; from mlops_desktop.diagnostics import crash; crash.start();"
        "os.kill(os.getpid(), signal.SIGSEGV)"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert ended.returncode != 0
    assert "Segmentation fault" in crash.last()
    crash.seen()
    assert crash.last() == ""


def test_versions_name_the_product_and_its_libraries() -> None:
    found = dict(versions())
    assert found["MLOps Desktop"]
    assert found["scikit-learn"].startswith("1.")
    assert any(line.startswith("Python 3.") for line in version_lines())


def test_asking_for_versions_imports_nothing_heavy() -> None:
    program = (
        "import sys; from mlops_desktop.diagnostics.versions import versions; versions();"
        "heavy = {'pandas', 'sklearn', 'numpy', 'matplotlib', 'PySide6', 'sqlite_utils'};"
        "sys.exit(len(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="displays as on Linux")
class TestDisplay:
    def test_nothing_set_is_no_display(self) -> None:
        assert not has_display({})

    def test_a_display_nobody_serves_is_none(self, tmp_path: Path) -> None:
        assert not has_display({"DISPLAY": ":987"})
        assert not has_display({"DISPLAY": "nonsense"})
        assert not has_display({"WAYLAND_DISPLAY": "w-0", "XDG_RUNTIME_DIR": str(tmp_path)})

    def test_qt_can_bring_its_own(self) -> None:
        assert has_display({"QT_QPA_PLATFORM": "offscreen"})
        assert has_display({"QT_QPA_PLATFORM": "minimal:x=1"})
        assert not has_display({"QT_QPA_PLATFORM": "xcb"})

    def test_a_server_that_answers_is_one(self, tmp_path: Path) -> None:
        path = tmp_path / "wayland-7"
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
            server.bind(str(path))
            server.listen()
            assert has_display({"WAYLAND_DISPLAY": str(path)})
            assert has_display({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)})


class TestQtLibraries:
    def test_the_missing_ones_are_named_in_one_line_with_their_packages(self) -> None:
        absent = {"libEGL.so.1", "libxkbcommon.so.0"}
        with pytest.raises(UserError) as refused:
            qt_libraries.check_platform(
                {"QT_QPA_PLATFORM": "offscreen"}, lambda name: name not in absent
            )
        error = refused.value
        assert error.exit_code is ExitCode.ENVIRONMENT
        assert error.message == (
            "The window needs system libraries that are missing: libEGL.so.1, libxkbcommon.so.0."
        )
        assert "apt-get install libegl1 libxkbcommon0." in error.hint
        assert "\n" not in str(error)

    def test_x_needs_more_than_offscreen(self) -> None:
        def is_there(name: str) -> bool:
            return name != "libxcb-cursor.so.0"

        qt_libraries.check_platform({"QT_QPA_PLATFORM": "offscreen"}, is_there)
        qt_libraries.check_platform({"WAYLAND_DISPLAY": "wayland-0"}, is_there)
        with pytest.raises(UserError) as refused:
            qt_libraries.check_platform({"DISPLAY": ":0"}, is_there)
        assert "libxcb-cursor0" in refused.value.hint

    def test_the_loaders_own_words_are_understood(self) -> None:
        error = ImportError("libGL.so.1: cannot open shared object file: No such file")
        assert "libGL.so.1" in qt_libraries.refusal_of(error).message
        assert "libgl1" in qt_libraries.refusal_of(error).hint

    def test_an_import_that_fails_otherwise_says_why(self) -> None:
        refusal = qt_libraries.refusal_of(ImportError("No module named 'PySide6'"))
        assert "No module named 'PySide6'" in refusal.message

    def test_every_library_has_a_package(self) -> None:
        for library, package in {**qt_libraries.ALWAYS, **qt_libraries.FOR_X}.items():
            assert library.startswith("lib")
            assert ".so." in library
            assert package.startswith("lib")

    @pytest.mark.skipif(sys.platform != "linux", reason="loader of Linux")
    def test_the_lists_cover_what_qt_really_loads(self) -> None:
        import PySide6

        plugin = Path(PySide6.__path__[0]) / "Qt" / "plugins" / "platforms" / "libqxcb.so"
        try:
            listed = subprocess.run(
                ["ldd", plugin], capture_output=True, text=True, check=True
            ).stdout
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("no ldd here")
        wanted = {line.split()[0] for line in listed.splitlines() if "lib" in line.split()[0]}
        known = {*qt_libraries.ALWAYS, *qt_libraries.FOR_X}
        direct = {name for name in wanted if name.startswith(("libxcb", "libX11", "libxkb"))}
        assert direct <= known
