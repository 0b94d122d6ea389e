"""The shell: rail, pages, messages, jobs strip, menus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mlops_desktop.core.changes import ChangeSet
from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.about import AboutDialog, SelfTestDialog, open_log_folder
from mlops_desktop.gui.commands.catalogue import COMMANDS
from mlops_desktop.gui.commands.registry import Commands
from mlops_desktop.gui.gateway import Defects, Gateway
from mlops_desktop.gui.jobs_strip import JobsStrip
from mlops_desktop.gui.log_state import LogState
from mlops_desktop.gui.manual import Manual
from mlops_desktop.gui.page import Ask, Desk, Page
from mlops_desktop.gui.page_list import PAGES, page_entry
from mlops_desktop.gui.project_flow import ProjectFlow
from mlops_desktop.gui.rail import Rail
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_4, SPACE_5
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.welcome import Welcome
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.drop_zone import dropped_files
from mlops_desktop.gui.widgets.file_dialogs import choose_open_file
from mlops_desktop.gui.widgets.message_bar import MessageBar, PageMessage

if TYPE_CHECKING:
    from mlops_desktop.settings.store import SettingsStore

PROJECT_PAGES = frozenset(entry.key for entry in PAGES if entry.needs_project)
START_SIZE = (1280, 800)
IMPORTABLE = "Tables (*.csv *.tsv *.txt *.xlsx);;All files (*)"


class MainWindow(QMainWindow):
    """The one window.

    Args:
        settings: the person's preferences.
        on_defect: told of exceptions that are ours.

    Signals:
        page_shown(str): another page is visible.

    Attributes:
        desk: what pages stand on; flow: what the File menu does.
    """

    page_shown = Signal(str)

    def __init__(self, settings: SettingsStore, on_defect: Defects) -> None:
        super().__init__(acceptDrops=True)
        self.setObjectName("main_window")
        self._on_defect = on_defect
        self.gateway = Gateway(on_defect, self)
        self.commands = Commands(COMMANDS, self)
        self.desk = Desk(self.gateway, self.commands, settings, self)
        self.flow = ProjectFlow(self.desk, self)
        self._pages: dict[str, Page] = {}
        self._history: list[str] = []
        self._current = ""
        self._manual: Manual | None = None
        self._may_close = False
        self._build()
        self._connect()
        self._bind()
        self._restore_geometry()
        self._show_title()
        self._welcome.set_recent(settings.now.recent)
        self.show_page("welcome")

    # Parts --------------------------------------------------------------------------------

    def _build(self) -> None:
        central = QWidget(self)
        central.setProperty("look", "window")
        central.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rail = Rail(PAGES, central)
        self.stack = QStackedWidget(central)
        self.bar = MessageBar(central, margin=(SPACE_5, SPACE_4))
        self.strip = JobsStrip(self.gateway.jobs, central)
        self._log_state = LogState(self.desk, self.strip)
        self._welcome = Welcome(self.stack)
        self.stack.addWidget(self._welcome)
        right = QVBoxLayout(spacing=0)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.bar)
        right.addWidget(self.stack, 1)
        right.addWidget(self.strip)
        layout = QHBoxLayout(central, spacing=0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.rail)
        layout.addLayout(right, 1)
        self.setCentralWidget(central)
        self._build_menus()

    def _build_menus(self) -> None:
        # The menus stand behind one button in the rail (and in the bar on top on macOS).
        self.menu = QMenu(self)
        native = self.menuBar() if self.menuBar().isNativeMenuBar() else None
        menus = self.commands.fill(native or self.menu)
        self._recent_menu = QMenu(self.tr("Recent projects"), self)
        file_menu = menus[("File",)]
        file_menu.insertMenu(self.commands.action("file.sample"), self._recent_menu)
        self._recent_menu.aboutToShow.connect(self._fill_recent)
        self.rail.set_menu(self.menu, is_shown=native is None)
        if native is None:
            self.setMenuBar(None)  # type: ignore[arg-type]

    def _connect(self) -> None:
        self.rail.page_chosen.connect(self.desk.navigate)
        desk = self.desk
        desk.navigated.connect(self._on_navigated)
        desk.said.connect(self._on_said)
        desk.import_asked.connect(self._on_import_asked)
        desk.session_changed.connect(self._on_session_changed)
        self.gateway.changed.connect(self._on_changed)
        self.gateway.failed.connect(self._on_failed)
        self.flow.opening.connect(self._on_opening)
        self.flow.failed.connect(self._on_open_failed)
        self.flow.instance.raised.connect(self.come_forward)
        welcome = self._welcome
        welcome.recent_chosen.connect(self.flow.open)
        welcome.recent_forgotten.connect(self._on_forgotten)
        welcome.sample_asked.connect(self.flow.open_sample)
        welcome.new_asked.connect(self.flow.create)
        welcome.open_asked.connect(self.flow.choose)
        welcome.file_dropped.connect(self.take_file)
        theme.notifier().changed.connect(self._on_theme_changed)

    def _bind(self) -> None:
        settings = self.desk.settings
        bindings: dict[str, Callable[[], object]] = {
            "file.new": self.flow.create,
            "file.open": self.flow.choose,
            "file.sample": self.flow.open_sample,
            "file.import": self.desk.import_file,
            "file.save_copy": self.flow.save_copy,
            "file.close": self.flow.close,
            "file.quit": self.close,
            "view.back": self.go_back,
            "view.refresh": self._refresh,
            "view.next_region": self._next_region,
            "help.page": self.show_help,
            "help.self_test": lambda: SelfTestDialog(self, self.gateway).open(),
            "help.logs": open_log_folder,
            "help.about": lambda: AboutDialog(self).open(),
            "model.train": lambda: self.desk.navigate("train"),
            "model.score": lambda: self.desk.navigate("models", Ask.SCORE),
            "model.monitor": lambda: self.desk.navigate("monitor", Ask.CHECK_DRIFT),
            "model.verify": lambda: self.desk.navigate("audit", Ask.VERIFY),
            "view.theme_system": lambda: settings.change(theme="system"),
            "view.theme_light": lambda: settings.change(theme="light"),
            "view.theme_dark": lambda: settings.change(theme="dark"),
            "view.font_bigger": lambda: self._scale_font(10),
            "view.font_smaller": lambda: self._scale_font(-10),
            "view.font_normal": lambda: settings.change(font_percent=100),
        }
        for entry in PAGES:
            bindings[f"view.{entry.key}"] = _Go(self.desk, entry.key)
        self.commands.bind(bindings)

    # Pages --------------------------------------------------------------------------------

    @property
    def current(self) -> str:
        """The key of the page that is shown, or ``welcome``."""
        return self._current

    def page(self, key: str) -> Page:
        """Return a page; make it when it is wanted for the first time.

        Raises:
            RuntimeError: when it needs a project and none is open.
        """
        if key not in self._pages:
            entry = page_entry(key)
            if entry.needs_project and not self.desk.has_session:
                raise RuntimeError(f"no project is open for {key}")
            page = entry.load()(self.desk, self.stack)
            page.badge_changed.connect(_Count(self.rail, key))
            self._pages[key] = page
            self.stack.addWidget(page)
        return self._pages[key]

    def show_page(self, key: str, ref: object = None) -> None:
        """Show a page, and on it what ``ref`` points at."""
        if key in PROJECT_PAGES and not self.desk.has_session:
            key = "welcome"
        if key != "welcome" and not page_entry(key).exists():
            return
        if self._current and key != self._current:
            self._history.append(self._current)
        self._current = key
        self.rail.set_current(key)
        if key == "welcome":
            self.stack.setCurrentWidget(self._welcome)
        else:
            page = self.page(key)
            self.stack.setCurrentWidget(page)
            page.on_shown()
            if ref is not None:
                page.show_reference(ref)
            if key in PROJECT_PAGES and self.desk.settings.now.last_page != key:
                self.desk.settings.change(last_page=key)
        self.page_shown.emit(key)

    def go_back(self) -> None:
        """Show the page that was shown before."""
        if self._history:
            key = self._history.pop()
            self.show_page(key)
            if self._history:
                self._history.pop()

    def _drop_pages(self) -> None:
        for key in [key for key in self._pages if key in PROJECT_PAGES]:
            page = self._pages.pop(key)
            self.rail.set_count(key, 0)
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._history.clear()
        self._current = ""

    def _refresh(self) -> None:
        if self._current in self._pages:
            self._pages[self._current].refresh()

    # What happens -------------------------------------------------------------------------

    def _on_navigated(self, key: str, ref: object) -> None:
        self.bar.clear("said")
        self.show_page(key, ref)

    def _on_said(self, message: PageMessage) -> None:
        self.bar.show_message(message)

    def _on_failed(self, error: UserError) -> None:
        self.bar.show_error(error)

    def _on_changed(self, changes: ChangeSet) -> None:
        for page in self._pages.values():
            page.on_changed(changes)

    def _on_opening(self, path: Path) -> None:
        self.bar.clear()
        words = self.tr("Opening {0}…").format(path.name)
        self.bar.show_message(PageMessage("opening", words, tone=Tone.ACCENT))

    def _on_open_failed(self, error: UserError) -> None:
        self.bar.clear("opening")
        self.bar.show_error(error, "open")
        if not self.desk.has_session:
            self.show_page("welcome")

    def _on_session_changed(self) -> None:
        self.bar.clear()
        self._drop_pages()
        is_open = self.desk.has_session
        self.commands.set_project_open(is_open=is_open)
        self._show_title()
        if not is_open:
            self._welcome.set_recent(self.desk.settings.now.recent)
            self.show_page("welcome")
            return
        last = self.desk.settings.now.last_page
        self.show_page(last if last in PROJECT_PAGES and page_entry(last).exists() else "home")

    def _show_title(self) -> None:
        is_open = self.desk.has_session
        self.rail.set_project_open(is_open=is_open, keys=PROJECT_PAGES)
        if is_open:
            info = self.desk.session.info
            self.rail.set_project(info.name, _short(info.path), str(info.path))
            self.setWindowTitle(f"{info.name} — MLOps Desktop")
        else:
            self.rail.set_project("MLOps Desktop", self.tr("No project open"), "")
            self.setWindowTitle("MLOps Desktop")

    def _on_import_asked(self, path: Path | None) -> None:
        if path is not None:
            self.desk.navigate("data", path)
            return
        choose_open_file(self, self.tr("Import data"), IMPORTABLE, self.desk.import_file)

    def take_file(self, path: Path) -> None:
        """Do what dropping a file means: open a project, or begin an import."""
        if path.suffix == ".mlopsd" or (path / "project.mlopsd").exists():
            self.flow.open(path)
        elif not self.desk.has_session:
            self.desk.say(
                self.tr("Open a project first, then drop {0} again.").format(path.name), Tone.WARN
            )
        else:
            self.desk.import_file(path)

    def _on_forgotten(self, path: str) -> None:
        self.desk.settings.forget(path)
        self._welcome.set_recent(self.desk.settings.now.recent)

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for entry in self.desk.settings.now.recent:
            action = self._recent_menu.addAction(entry.name)
            action.setStatusTip(entry.path)
            action.setData(entry.path)
            action.triggered.connect(self._on_recent)
        self._recent_menu.setEnabled(bool(self.desk.settings.now.recent))

    def _on_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.flow.open(Path(str(action.data())))

    def show_help(self) -> None:
        """Show the manual at the topic of the page that is shown."""
        if self._manual is None:
            self._manual = Manual(self)
        page = self._pages.get(self._current)
        self._manual.show_topic((page.help_topic or page.key) if page else "index")

    def come_forward(self) -> None:
        """Raise the window above others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # Look and keyboard --------------------------------------------------------------------

    def _scale_font(self, step: int) -> None:
        percent = self.desk.settings.now.font_percent + step
        self.desk.settings.change(font_percent=min(200, max(80, percent)))

    def _on_theme_changed(self) -> None:
        self.commands.redraw_icons()
        self.strip.setFixedHeight(theme.px(32))
        self.rail.fit(self.width())

    def _next_region(self) -> None:
        regions: list[QWidget] = [self.rail, self.stack.currentWidget(), self.strip]
        focused = self.focusWidget()
        at = -1
        for place, region in enumerate(regions):
            if focused is not None and region.isAncestorOf(focused):
                at = place
        for step in range(1, len(regions) + 1):
            region = regions[(at + step) % len(regions)]
            if _focus_first(region):
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show icons only in the rail where width is scarce."""
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def showEvent(self, event: QShowEvent) -> None:
        """Begin on the page, not in a field of it."""
        super().showEvent(event)
        self.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Keep the title right when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_title()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files anywhere."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first file."""
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.take_file(files[0])

    # The end ------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask while work is running; else put everything away."""
        running = self.gateway.jobs.running()
        if running and not self._may_close:
            event.ignore()
            self._ask_to_close(len(running))
            return
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.desk.settings.change(window=geometry)
        self.hide()
        self.flow.instance.release()
        self.gateway.close()
        if self.desk.has_session:
            session = self.desk.session
            self._drop_pages()
            self.desk.set_session(None)
            session.close()
        event.accept()

    def _ask_to_close(self, count: int) -> None:
        dialog = Dialog(
            self,
            self.tr("Work is still running"),
            self.tr("Stop it and close"),
            lead=self.tr("{0} running. Stopped work leaves nothing half-done behind.").format(
                count
            ),
        )
        dialog.cancel_button.setText(self.tr("Keep working"))
        dialog.accepted.connect(self._on_close_confirmed)
        dialog.open()

    def _on_close_confirmed(self) -> None:
        self._may_close = True
        self.close()

    def _restore_geometry(self) -> None:
        self.resize(*START_SIZE)
        text = self.desk.settings.now.window
        if text:
            self.restoreGeometry(QByteArray.fromBase64(text.encode("ascii", "ignore")))


class _Go:
    """Goes to a page."""

    def __init__(self, desk: Desk, key: str) -> None:
        self._desk, self._key = desk, key

    def __call__(self) -> None:
        self._desk.navigate(self._key)


class _Count:
    """Hands a page's count to the rail."""

    def __init__(self, rail: Rail, key: str) -> None:
        self._rail, self._key = rail, key

    def __call__(self, count: int) -> None:
        self._rail.set_count(self._key, count)


def _short(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)


def _focus_first(region: QWidget) -> bool:
    for child in region.findChildren(QWidget):
        wants = child.focusPolicy() & Qt.FocusPolicy.TabFocus
        if wants and child.isVisible() and child.isEnabled():
            child.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
    return False
