"""The shell: rail, pages, messages, jobs strip, menus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QWidget,
)

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.asking_again import AskingAgain
from mlops_desktop.gui.commands.catalogue import COMMANDS
from mlops_desktop.gui.commands.registry import Commands
from mlops_desktop.gui.gateway import Defects, Gateway
from mlops_desktop.gui.jobs_strip import JobsStrip
from mlops_desktop.gui.log_state import LogState
from mlops_desktop.gui.manual import Manual
from mlops_desktop.gui.page import Desk
from mlops_desktop.gui.page_list import PAGES
from mlops_desktop.gui.page_stack import PROJECT_PAGES, WELCOME, PageStack
from mlops_desktop.gui.project_flow import ProjectFlow
from mlops_desktop.gui.rail import Rail
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_4, SPACE_5
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.watch import Watch
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.drop_zone import dropped_files
from mlops_desktop.gui.widgets.file_dialogs import (
    choose_folder,
    choose_open_file,
    table_filters,
)
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.message_bar import MessageBar, PageMessage
from mlops_desktop.gui.window_commands import bindings
from mlops_desktop.settings.schema import THEMES, Preferences

if TYPE_CHECKING:
    from mlops_desktop.settings.store import SettingsStore

START_SIZE = (1280, 800)


class MainWindow(QMainWindow):
    """The one window.

    Args:
        settings: the person's preferences.
        on_defect: told of exceptions that are ours.

    Attributes:
        desk: what pages stand on; flow: what the File menu does; stack: the pages.
    """

    def __init__(self, settings: SettingsStore, on_defect: Defects) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setObjectName("main_window")
        self.gateway = Gateway(on_defect, self)
        self.commands = Commands(COMMANDS, self)
        self.desk = Desk(self.gateway, self.commands, settings, self)
        self.flow = ProjectFlow(self.desk, self)
        self._manual: Manual | None = None
        self._may_close = False
        self._build()
        self._connect()
        self.commands.bind(bindings(self, self))
        self._restore_geometry()
        self._show_title()
        self._show_theme(settings.now)
        self.stack.show_page(WELCOME)

    # Parts --------------------------------------------------------------------------------

    def _build(self) -> None:
        central = QWidget(self)
        central.setProperty("look", "window")
        central.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rail = Rail(PAGES, central)
        self.stack = PageStack(self.desk, self.rail, central)
        self.bar = MessageBar(central, margin=(SPACE_5, SPACE_4))
        self.strip = JobsStrip(self.gateway.jobs, central)
        self._log_state = LogState(self.desk, self.strip)
        self._asking = AskingAgain(self.desk, self)
        self.watch = Watch(self.desk, self)
        right = column(spacing=0)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.bar)
        right.addWidget(self.stack, 1)
        right.addWidget(self.strip)
        layout = row(spacing=0, parent=central)
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
        self.gateway.changed.connect(self.stack.on_changed)
        self.gateway.failed.connect(self._on_failed)
        self.flow.opening.connect(self._on_opening)
        self.flow.failed.connect(self._on_open_failed)
        self.flow.instance.raised.connect(self.come_forward)
        welcome = self.stack.welcome
        welcome.recent_chosen.connect(self.flow.open)
        welcome.recent_forgotten.connect(self._on_forgotten)
        welcome.sample_asked.connect(self.flow.open_sample)
        welcome.new_asked.connect(self.flow.create)
        welcome.open_asked.connect(self.flow.choose)
        welcome.file_dropped.connect(self.take_file)
        desk.preferences_changed.connect(self._show_theme)
        theme.notifier().changed.connect(self._on_theme_changed)

    # What happens -------------------------------------------------------------------------

    def _on_navigated(self, key: str, ref: object) -> None:
        self.bar.clear("said")
        self.stack.show_page(key, ref)

    def _on_said(self, message: PageMessage) -> None:
        self.bar.show_message(message)

    def _on_failed(self, error: UserError) -> None:
        self.bar.show_error(error)

    def _on_opening(self, path: Path) -> None:
        self.bar.clear()
        words = self.tr("Opening {0}…").format(path.name)
        self.bar.show_message(PageMessage("opening", words, tone=Tone.ACCENT))

    def _on_open_failed(self, error: UserError) -> None:
        self.bar.clear("opening")
        self.bar.show_error(error, "open")
        if not self.desk.has_session:
            self.stack.show_page(WELCOME)

    def _on_session_changed(self) -> None:
        self.bar.clear()
        self.stack.drop_pages()
        self.commands.set_project_open(is_open=self.desk.has_session)
        self._show_title()
        self.stack.show_first()

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
        choose_open_file(self, self.tr("Import data"), table_filters(), self.desk.import_file)

    def import_folder(self) -> None:
        """Ask for a folder of files and begin its import."""
        choose_folder(self, self.tr("Import a folder of files"), self.desk.import_file)

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
        self.stack.welcome.set_recent(self.desk.settings.now.recent)

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
        """Show the manual at the topic of the dialog, or the page, that is open."""
        if self._manual is None:
            self._manual = Manual(self)
        page, dialog = self.stack.current_page(), QApplication.activeModalWidget()
        topic = (page.topic() or page.key) if page else "index"
        if isinstance(dialog, Dialog):
            topic = dialog.help_topic or topic
            self._manual.come_over(dialog)
        self._manual.show_topic(topic)

    def come_forward(self) -> None:
        """Raise the window above others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # Look and keyboard --------------------------------------------------------------------

    def _show_theme(self, now: Preferences) -> None:
        for mode in THEMES:
            self.commands.set_checked(f"view.theme_{mode}", is_checked=mode == now.theme)

    def _on_theme_changed(self) -> None:
        self.commands.redraw_icons()
        self.strip.setFixedHeight(theme.px(32))
        self.rail.fit(self.width())

    def focus_next_region(self) -> None:
        """Move the keyboard from rail to page to strip and round again."""
        regions: list[QWidget] = [self.rail, self.stack, self.strip]
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
        """Keep the title right when the language changes; look for others' changes when used."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_title()
        elif event.type() == QEvent.Type.ActivationChange:
            self.watch.set_active(is_active=self.isActiveWindow())
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
        running = [job for job in self.gateway.jobs.running() if not job.gives_way]
        if running and not self._may_close:
            event.ignore()
            self._ask_to_close(len(running))
            return
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.desk.settings.change(window=geometry)
        self.hide()
        self.watch.set_active(is_active=False)
        self.desk.close()
        self.flow.instance.release()
        self.gateway.close()
        if self.desk.has_session:
            session = self.desk.session
            self.stack.drop_pages()
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
