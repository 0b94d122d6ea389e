"""The shell: start page, projects, pages, strip, keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.core.changes import EntityKind, changed
from mlops_desktop.core.progress import Step
from mlops_desktop.gui import page_list, page_stack
from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.page import Desk, Page
from mlops_desktop.gui.page_list import PageEntry
from mlops_desktop.gui.project_flow import NewProjectDialog
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import RAIL_WIDTH, RAIL_WIDTH_ICONS
from mlops_desktop.gui.theme.tokens import DARK
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.jobs.work import Work
from mlops_desktop.services.session import Session
from mlops_desktop.settings.store import SettingsStore

Make = Callable[[], MainWindow]


class NotesPage(Page):
    """A small page, as somebody would write one."""

    key, title, icon = "home", "Notes", "home"
    interested_in = frozenset({EntityKind.MODEL})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.asked = 0
        self.references: list[object] = []

    def refresh(self) -> None:
        self.asked += 1
        session = self.desk.session
        self.load(lambda: session.info.name, self._show)

    def _show(self, name: str) -> None:
        self.header.set_subtitle(name)
        self.badge_changed.emit(2)
        self.states.show_content()

    def show_reference(self, ref: object) -> None:
        self.references.append(ref)


class OtherPage(NotesPage):
    key, title, icon = "data", "Other", "data"


@pytest.fixture
def own_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two small pages instead of the real ones."""
    places = {"home": "NotesPage", "data": "OtherPage"}

    def load(entry: PageEntry) -> type[Page]:
        return globals()[places[entry.key]]  # type: ignore[no-any-return]

    monkeypatch.setattr(page_stack, "load_page", load)
    monkeypatch.setattr(page_stack, "is_loaded", lambda _entry: True)
    monkeypatch.setattr(PageEntry, "exists", lambda entry: entry.key in places)


@pytest.fixture(scope="session")
def stored_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project, made once."""
    folder = tmp_path_factory.mktemp("projects") / "Bike demand"
    Session.create(folder, "Bike demand").close()
    return folder


@pytest.fixture
def project(stored_project: Path, tmp_path: Path) -> Path:
    """A copy of the empty project for one test."""
    return Path(shutil.copytree(stored_project, tmp_path / "Bike demand"))


def opened(window: MainWindow, project: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.desk.session_changed, timeout=20_000):
        window.flow.open(project)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(Text) if label.isVisible()]


def test_without_a_project_the_start_page_offers_ways_to_begin(make_window: Make) -> None:
    window = make_window()
    assert window.stack.current == "welcome"
    assert window.windowTitle() == "MLOps Desktop"
    assert not window.rail.button("models").isEnabled()
    assert window.rail.button("settings").isEnabled()
    assert "No project was open on this computer yet." in texts(window)


def test_opening_a_project_shows_its_page_and_remembers_it(
    make_window: Make, project: Path, own_pages: None, qtbot: QtBot, settings: SettingsStore
) -> None:
    window = make_window()
    opened(window, project, qtbot)
    assert window.stack.current == "home"
    assert window.windowTitle() == "Bike demand — MLOps Desktop"
    page = window.stack.page("home")
    qtbot.waitUntil(lambda: "Bike demand" in texts(page))
    assert [entry.name for entry in settings.now.recent] == ["Bike demand"]
    assert window.rail.button("home").accessibleName() == "Home, 2"


def test_a_project_that_is_none_is_told_on_the_start_page(
    make_window: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    window = make_window()
    with qtbot.waitSignal(window.flow.failed, timeout=20_000):
        window.flow.open(tmp_path / "nothing here")
    assert any("is not a project" in text for text in window.bar.texts())
    assert window.stack.current == "welcome"


def test_closing_a_project_goes_back_to_the_start_page(
    make_window: Make, project: Path, own_pages: None, qtbot: QtBot
) -> None:
    window = make_window()
    opened(window, project, qtbot)
    window.commands.run("file.close")
    assert window.stack.current == "welcome"
    assert not window.desk.has_session
    assert "Bike demand" in [entry.name for entry in window.desk.settings.now.recent]
    with pytest.raises(RuntimeError):
        window.stack.page("home")


def test_pages_are_made_when_first_visited_and_look_again_when_something_changed(
    make_window: Make, project: Path, own_pages: None, qtbot: QtBot
) -> None:
    window = make_window()
    opened(window, project, qtbot)
    assert window.stack.findChild(OtherPage) is None
    window.desk.navigate("data", "bikes@2")
    home, data = window.stack.page("home"), window.stack.page("data")
    assert isinstance(home, NotesPage)
    assert isinstance(data, OtherPage)
    qtbot.waitUntil(lambda: data.references == ["bikes@2"], timeout=5_000)
    assert (home.asked, data.asked) == (1, 1)
    window.gateway.changed.emit(changed((EntityKind.DATASET, "d")))
    assert (home.asked, data.asked) == (1, 1), "not interested"
    window.gateway.changed.emit(changed((EntityKind.MODEL, "m")))
    assert (home.asked, data.asked) == (1, 2), "the visible one at once"
    window.commands.run("view.back")
    assert window.stack.current == "home"
    assert home.asked == 2, "the other one when it is shown"


def test_a_broken_page_is_told_and_the_window_goes_on(
    make_window: Make,
    project: Path,
    own_pages: None,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    defects: list[tuple[BaseException, str]],
    expected_error: type[Exception],
) -> None:
    window = make_window()
    opened(window, project, qtbot)

    def fail(_page: Page, _desk: Desk, _parent: QWidget | None = None) -> None:
        raise expected_error("no")

    monkeypatch.setattr(OtherPage, "__init__", fail)
    window.rail.button("data").click()
    assert window.stack.current == "home"
    assert window.rail.button("home").isChecked()
    assert defects[0][1] == "the page Data"
    assert any("Something went wrong inside the program" in text for text in window.bar.texts())


def test_the_rail_and_the_keys_lead_to_pages(
    make_window: Make, project: Path, own_pages: None, qtbot: QtBot
) -> None:
    window = make_window()
    opened(window, project, qtbot)
    window.rail.button("data").click()
    assert window.stack.current == "data"
    assert window.rail.button("data").isChecked()
    window.commands.action("view.home").trigger()
    assert window.stack.current == "home"


def test_a_failed_page_offers_to_try_again(
    make_window: Make,
    project: Path,
    own_pages: None,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from mlops_desktop.core.errors import UserError

    window = make_window()
    opened(window, project, qtbot)
    page = window.stack.page("home")

    def refuse() -> str:
        raise UserError("data.unknown", name="bikes")

    page.load(refuse, lambda _value: None)
    qtbot.waitUntil(lambda: "There is no dataset “bikes”." in texts(page))
    page.load(refuse, lambda _value: None, key="details")
    qtbot.waitUntil(lambda: page.bar.texts() == ("There is no dataset “bikes”.",))


def test_the_strip_shows_what_runs_and_stops_it(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    assert "Nothing running" in texts(window.strip)

    def train(work: Work) -> None:
        work.step(Step("Random forest", 2, 5, "fold 3 of 5"))
        work.stop.wait(10)
        work.check()

    window.gateway.job("Training bike_demand", train)
    line = "Training bike_demand · Random forest · fold 3 of 5"
    qtbot.waitUntil(lambda: line in texts(window.strip))
    window.strip._cancel.click()
    assert "Training bike_demand · stopping…" in texts(window.strip)
    qtbot.waitUntil(lambda: "Training bike_demand · cancelled" in texts(window.strip))


def test_several_jobs_are_listed_with_a_cancel_each(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()

    def work_hard(work: Work) -> None:
        work.stop.wait(10)
        work.check()

    for number in range(3):
        window.gateway.job(f"Job {number}", work_hard)
    assert "and 2 more" in [
        button.text() for button in window.strip.findChildren(type(window.strip._others))
    ]
    window.strip._others.click()
    dialog = window.findChild(Dialog)
    assert isinstance(dialog, Dialog)
    assert {"Job 0", "Job 1", "Job 2"} <= set(texts(dialog))
    for job in window.gateway.jobs.running():
        job.cancel()
    qtbot.waitUntil(lambda: not window.gateway.jobs.running())
    dialog.accept()


def test_closing_asks_while_work_is_running(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()

    def work_hard(work: Work) -> None:
        work.stop.wait(10)
        work.check()

    window.gateway.job("Training", work_hard)
    assert not window.close()
    dialog = window.findChild(Dialog)
    assert isinstance(dialog, Dialog)
    assert dialog.accept_button.text() == "Stop it and close"
    dialog.accept_button.click()
    assert not window.isVisible()


def test_the_log_is_verified_once_after_opening(
    make_window: Make, project: Path, own_pages: None, qtbot: QtBot
) -> None:
    window = make_window()
    opened(window, project, qtbot)
    assert "Log not verified yet" in texts(window.strip)
    qtbot.waitUntil(
        lambda: any(text.startswith("Log verified · ") for text in texts(window.strip)),
        timeout=20_000,
    )


def test_a_dropped_project_is_opened_and_a_dropped_file_imported(
    make_window: Make, project: Path, own_pages: None, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    window.take_file(tmp_path / "bikes.csv")
    assert window.bar.texts() == ("Open a project first, then drop bikes.csv again.",)
    with qtbot.waitSignal(window.desk.session_changed, timeout=20_000):
        window.take_file(project / "project.mlopsd")
    window.take_file(tmp_path / "bikes.csv")
    page = window.stack.page("data")
    assert isinstance(page, OtherPage)
    qtbot.waitUntil(lambda: page.references == [tmp_path / "bikes.csv"], timeout=5_000)


def test_a_new_project_is_made_where_the_person_says(
    make_window: Make, own_pages: None, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    window.commands.run("file.new")
    dialog = window.findChild(NewProjectDialog)
    assert isinstance(dialog, NewProjectDialog)
    assert not dialog.accept_button.isEnabled()
    dialog.folder_field.setText(str(tmp_path))
    dialog.name_field.setText("Churn: 2026/27")
    assert dialog.target() == tmp_path / "Churn_ 2026_27"
    with qtbot.waitSignal(window.desk.session_changed, timeout=20_000):
        dialog.accept_button.click()
    assert window.desk.session.info.name == "Churn: 2026/27"
    assert (tmp_path / "Churn_ 2026_27" / "project.mlopsd").exists()


def test_a_folder_that_is_taken_is_refused_in_the_dialog(make_window: Make, tmp_path: Path) -> None:
    (tmp_path / "Churn").mkdir()
    (tmp_path / "Churn" / "notes.txt").write_text("mine")
    window = make_window()
    window.flow.create()
    dialog = window.findChild(NewProjectDialog)
    assert isinstance(dialog, NewProjectDialog)
    dialog.folder_field.setText(str(tmp_path))
    dialog.name_field.setText("Churn")
    dialog.accept_button.click()
    assert dialog.isVisible()
    assert any("is not empty" in text for text in dialog.bar.texts())
    dialog.reject()


def test_a_copy_is_complete_and_verified(
    make_window: Make, project: Path, own_pages: None, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    opened(window, project, qtbot)
    (tmp_path / "copies").mkdir()
    window.flow._save_copy(tmp_path / "copies")
    qtbot.waitUntil(lambda: bool(window.bar.texts()), timeout=20_000)
    assert window.bar.texts() == (f"A verified copy lies in {tmp_path / 'copies'}.",)
    with Session.open(tmp_path / "copies") as copy:
        assert copy.info.name == "Bike demand"


def test_a_second_start_hands_over_to_the_open_window(
    make_window: Make, project: Path, own_pages: None, qtbot: QtBot
) -> None:
    from mlops_desktop.gui.single_instance import hand_over

    window = make_window()
    assert not hand_over(project)
    opened(window, project, qtbot)
    with qtbot.waitSignal(window.flow.instance.raised):
        assert hand_over(project / "project.mlopsd")


def test_the_theme_switches_from_the_menu_and_is_kept(
    make_window: Make, app: QApplication, settings: SettingsStore
) -> None:
    window = make_window()
    settings.listen(lambda now: theme.apply(app, now.theme, now.font_percent))
    window.commands.run("view.theme_dark")
    assert theme.tokens() is DARK
    assert window.commands.action("view.theme_dark").isChecked()
    assert not window.commands.action("view.theme_system").isChecked()
    assert SettingsStore(settings.path).now.theme == "dark"


def test_the_font_grows_and_keeps_its_limits(make_window: Make, settings: SettingsStore) -> None:
    commands = make_window().commands
    for _ in range(15):
        commands.run("view.font_bigger")
    assert settings.now.font_percent == 200
    for _ in range(15):
        commands.run("view.font_smaller")
    assert settings.now.font_percent == 80
    commands.run("view.font_normal")
    assert settings.now.font_percent == 100


def test_the_rail_shows_icons_only_where_width_is_scarce(
    make_window: Make, app: QApplication
) -> None:
    window = make_window()
    assert window.rail.width() == RAIL_WIDTH
    window.resize(800, 600)
    QApplication.processEvents()
    assert window.rail.width() == RAIL_WIDTH_ICONS
    assert window.rail.button("models").toolTip() == "Models"


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_the_window_fits_a_small_screen_at_every_font_size(
    make_window: Make, app: QApplication, percent: int
) -> None:
    window = make_window()
    theme.apply(app, theme.Mode.LIGHT, percent)
    for key in ("welcome", "settings"):
        window.stack.show_page(key)
        window.resize(1280, 720)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (1280, 720)


def test_f6_goes_round_the_parts_of_the_window(make_window: Make) -> None:
    window = make_window()
    window.activateWindow()
    window.focus_next_region()
    assert window.rail.isAncestorOf(window.focusWidget())
    window.focus_next_region()
    assert window.stack.isAncestorOf(window.focusWidget())
    window.focus_next_region()
    assert not window.stack.isAncestorOf(window.focusWidget())


def test_f1_explains_the_page(make_window: Make) -> None:
    window = make_window()
    window.stack.show_page("settings")
    window.show_help()
    assert window._manual is not None
    assert window._manual.topic() == "settings"
    QTest.keyClick(window._manual, Qt.Key.Key_Escape)
    assert not window._manual.isVisible()


def test_settings_take_effect_and_are_kept(
    make_window: Make, settings: SettingsStore, tmp_path: Path
) -> None:
    from mlops_desktop.gui.pages.settings import SettingsPage

    window = make_window()
    window.commands.run("view.settings")
    page = window.stack.page("settings")
    assert isinstance(page, SettingsPage)
    page.theme_field.set_value("dark")
    page.theme_field.activated.emit(page.theme_field.currentIndex())
    page.font_field.setValue(15)
    page.name_field.setText("  Ana   Lima ")
    page.name_field.editingFinished.emit()
    page.reopen_field.setChecked(False)
    page._on_folder(tmp_path)
    kept = SettingsStore(settings.path).now
    assert (kept.theme, kept.font_percent, kept.actor_name) == ("dark", 150, "Ana Lima")
    assert (kept.reopens_last, kept.projects_folder) == (False, str(tmp_path))
    assert page.folder_field.text() == str(tmp_path)


def test_every_field_of_the_shell_has_a_name(make_window: Make) -> None:
    window = make_window()
    window.stack.show_page("settings")
    for child in window.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible():
            named = child.accessibleName() or getattr(child, "text", str)()
            assert named or isinstance(child.parent(), QComboBox), child


def test_every_page_of_the_list_exists_or_is_left_out() -> None:
    assert {
        entry.key for entry in page_list.PAGES if entry.key != "settings"
    } == page_stack.PROJECT_PAGES
    with pytest.raises(KeyError):
        page_list.page_entry("nonsense")
