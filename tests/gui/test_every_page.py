"""What holds for every page, found by itself so that a new one cannot be forgotten."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.page_list import PAGES, PageEntry
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.resources import resource
from mlops_desktop.services.session import Session

Make = Callable[[], MainWindow]
ENTRIES = [entry for entry in PAGES if entry.exists()]


@pytest.fixture(scope="module")
def stored_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project, made once."""
    folder = tmp_path_factory.mktemp("projects") / "Empty"
    Session.create(folder, "Empty").close()
    return folder


@pytest.fixture
def window(make_window: Make, stored_project: Path, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A window with a copy of the empty project open."""
    made = make_window()
    folder = Path(shutil.copytree(stored_project, tmp_path / "Empty"))
    with qtbot.waitSignal(made.desk.session_changed, timeout=30_000):
        made.flow.open(folder)
    return made


@pytest.fixture(params=ENTRIES, ids=lambda entry: entry.key)
def page(request: pytest.FixtureRequest, window: MainWindow, qtbot: QtBot) -> Page:
    """Each page, shown and answered."""
    entry: PageEntry = request.param
    window.desk.navigate(entry.key)
    qtbot.waitUntil(lambda: window.stack.current == entry.key, timeout=20_000)
    shown = window.stack.page(entry.key)
    qtbot.waitUntil(lambda: shown.states.state is not State.LOADING, timeout=20_000)
    return shown


def test_a_page_says_what_it_is(page: Page) -> None:
    entry = next(entry for entry in ENTRIES if entry.key == page.key)
    assert (page.title, page.icon) == (entry.title, entry.icon)
    assert resource("help", f"{page.help_topic or page.key}.md").exists()
    assert page.header.title()


def test_an_empty_project_is_no_failure(page: Page) -> None:
    assert page.states.state is not State.FAILED
    assert page.bar.texts() == ()


@pytest.mark.parametrize("percent", [100, 200])
def test_a_page_fits_a_small_screen(
    page: Page, app: QApplication, window: MainWindow, percent: int
) -> None:
    theme.apply(app, theme.Mode.LIGHT, percent)
    window.resize(1280, 720)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1280, 720)


def test_a_page_survives_a_live_switch_of_colours(page: Page, app: QApplication) -> None:
    light = page.grab().toImage()
    theme.apply(app, theme.Mode.DARK, 100)
    QApplication.processEvents()
    dark = page.grab().toImage()
    corner = dark.pixelColor(2, 2)
    assert corner.lightness() < 60 < light.pixelColor(2, 2).lightness()


def _is_in_a_choice(widget: QWidget) -> bool:
    """Say whether it is the list that opens below a choice; the choice itself has the name."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QComboBox):
        above = above.parentWidget()
    return above is not None


def test_everything_that_takes_the_keyboard_has_a_name(page: Page) -> None:
    nameless = [
        child
        for child in page.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not child.accessibleName()
        and not getattr(child, "text", str)()
        and not isinstance(child.parent(), QAbstractScrollArea)
        and not _is_in_a_choice(child)
    ]
    assert [
        f"{type(child).__name__} in {type(child.parent()).__name__}" for child in nameless
    ] == []


def test_words_of_people_and_files_are_never_markup(page: Page) -> None:
    labels = [label for label in page.findChildren(QLabel) if label.text()]
    assert [
        label.text() for label in labels if label.textFormat() is not Qt.TextFormat.PlainText
    ] == []


def test_a_page_can_look_again_at_any_time(page: Page, qtbot: QtBot) -> None:
    page.refresh()
    page.refresh()
    qtbot.waitUntil(lambda: page.states.state is not State.LOADING, timeout=20_000)
    assert page.states.state is not State.FAILED
