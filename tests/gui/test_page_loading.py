"""Pages that nobody needed so far: imported off the GUI thread, never in the window's way."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mlops_desktop.core.errors import Cancelled
from mlops_desktop.gui import page_stack, preloading
from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.page_list import PAGES, PageEntry, page_entry
from mlops_desktop.gui.preloading import PRELOADER, Preloader, is_loaded, load_page
from mlops_desktop.gui.widgets.states import Skeleton
from mlops_desktop.jobs.work import Work
from mlops_desktop.services.session import Session

Make = Callable[[], MainWindow]


@pytest.fixture
def window(make_window: Make, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The window with an empty project on its home page."""
    folder = tmp_path / "Bike demand"
    Session.create(folder, "Bike demand").close()
    made = make_window()
    with qtbot.waitSignal(made.desk.session_changed, timeout=20_000):
        made.flow.open(folder)
    assert made.stack.current == "home"
    return made


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """No page counts as loaded; loading one waits for the event."""
    may_load = threading.Event()

    def load(_preloader: Preloader, entry: PageEntry) -> type[Page]:
        assert threading.current_thread() is not threading.main_thread()
        assert may_load.wait(10)
        return load_page(entry)

    monkeypatch.setattr(page_stack, "is_loaded", lambda _entry: False)
    monkeypatch.setattr(Preloader, "load", load)
    return may_load


def test_a_page_on_its_way_shows_bars_and_then_itself(
    window: MainWindow, unloaded: threading.Event, qtbot: QtBot
) -> None:
    window.desk.navigate("lineage")
    assert isinstance(window.stack.currentWidget(), Skeleton)
    assert window.rail.button("lineage").isChecked()
    unloaded.set()
    qtbot.waitUntil(lambda: window.stack.current == "lineage", timeout=10_000)
    assert window.stack.currentWidget() is window.stack.page("lineage")


def test_the_page_asked_for_last_is_the_one_that_is_shown(
    window: MainWindow, unloaded: threading.Event, qtbot: QtBot
) -> None:
    window.desk.navigate("lineage")
    window.desk.navigate("home")
    assert window.stack.current == "home"
    assert window.stack.currentWidget() is window.stack.page("home")
    window.desk.navigate("audit")
    unloaded.set()
    qtbot.waitUntil(lambda: window.stack.current == "audit", timeout=10_000)
    window.commands.run("view.back")
    assert window.stack.current == "home"


def test_a_page_that_cannot_be_imported_is_told_and_the_present_one_stays(
    window: MainWindow,
    unloaded: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    defects: list[tuple[BaseException, str]],
    expected_error: type[Exception],
) -> None:
    def fail(_preloader: Preloader, _entry: PageEntry) -> type[Page]:
        raise expected_error("no")

    monkeypatch.setattr(Preloader, "load", fail)
    window.desk.navigate("audit")
    qtbot.waitUntil(lambda: bool(defects), timeout=10_000)
    assert window.stack.current == "home"
    assert window.stack.currentWidget() is window.stack.page("home")
    assert window.rail.button("home").isChecked()
    assert any("Something went wrong inside the program" in text for text in window.bar.texts())


def test_a_project_closed_meanwhile_is_not_covered_by_its_page(
    window: MainWindow, unloaded: threading.Event, qtbot: QtBot
) -> None:
    window.desk.navigate("audit")
    window.flow.close()
    unloaded.set()
    qtbot.waitUntil(lambda: not window.gateway._pending, timeout=10_000)
    assert window.stack.current == "welcome"
    assert window.stack.currentWidget() is window.stack.welcome


def test_imports_that_nobody_waits_for_stand_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preloading, "SETTLED_AFTER", 3600.0)
    preloader = Preloader()
    preloader.stand_back()
    work = Work()
    importing = threading.Thread(target=stopped, args=(preloader, work))
    importing.start()
    # What somebody waits for is imported all the same.
    assert preloader.load(page_entry("home")).__name__ == "HomePage"
    assert importing.is_alive()
    work.stop.set()
    importing.join(10)
    assert not importing.is_alive()


def stopped(preloader: Preloader, work: Work) -> None:
    with pytest.raises(Cancelled):
        preloader.run(work)


def test_all_pages_are_imported_while_nothing_else_happens() -> None:
    Preloader().run(Work())
    assert all(is_loaded(entry) for entry in PAGES)


def test_a_page_is_loaded_only_when_its_class_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = PageEntry("half", "Half", "home", "half_a_page:HalfPage")
    assert not is_loaded(entry)
    monkeypatch.setitem(sys.modules, "half_a_page", type(sys)("half_a_page"))
    assert not is_loaded(entry)


def test_making_a_page_lets_imports_wait_for_a_moment(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    stood_back: list[Preloader] = []

    def note(preloader: Preloader) -> None:
        stood_back.append(preloader)

    monkeypatch.setattr(Preloader, "stand_back", note)
    load_page(page_entry("audit"))
    window.desk.navigate("audit")
    assert stood_back == [PRELOADER]
    window.desk.navigate("home")
    assert stood_back == [PRELOADER], "it was there already"
