"""Opening, making, copying and closing projects, from the wish to the open session."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.page import Desk
from mlops_desktop.gui.page_list import PAGES, PageEntry, page_entry
from mlops_desktop.gui.preloading import PRELOADER
from mlops_desktop.gui.single_instance import Instance, hand_over
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.file_dialogs import choose_folder
from mlops_desktop.gui.widgets.forms import FormRow
from mlops_desktop.gui.widgets.layouts import boxed, row

if TYPE_CHECKING:
    from mlops_desktop.jobs.work import Work
    from mlops_desktop.services.session import Session
    from mlops_desktop.settings.schema import Preferences

_LOG = logging.getLogger(__name__)
PAGE_KEYS = frozenset(entry.key for entry in PAGES)
SAMPLE_FOLDER = "MLOps Desktop sample"


class ProjectFlow(QObject):
    """What the File menu does.

    Signals:
        opening(Path): a project is being opened.
        failed(UserError): it could not be.
    """

    opening = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self.instance = Instance(self)

    # Open ---------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a project by its folder or manifest, on the reader thread."""
        is_same = self._desk.has_session and self._desk.session.info.path == _folder(path)
        if is_same:
            return
        if hand_over(path):
            self._desk.say(
                self.tr("{0} is open in another window; it came forward.").format(path.name)
            )
            return
        self._start(path, _Open(path, self._desk.settings.now))

    def choose(self) -> None:
        """Ask for a project's folder and open it."""
        choose_folder(
            self._window,
            self.tr("Open project"),
            self.open,
            folder=self._desk.settings.projects_folder(),
        )

    def create(self) -> None:
        """Ask for name and place of a new project and make it."""
        NewProjectDialog(self._window, self._desk.settings.projects_folder(), self._create).open()

    def _create(self, folder: Path, name: str) -> None:
        self._start(folder, _Create(folder, name, self._desk.settings.now))

    def _start(self, path: Path, make: Callable[[], Session]) -> None:
        self.opening.emit(path)
        self._desk.gateway.read(make, self._on_open, self.failed.emit, owner=self, key="open")

    def _on_open(self, session: Session) -> None:
        self.close()
        info = session.info
        self._desk.settings.remember(info.name, info.path)
        self.instance.claim(info.path)
        self._desk.set_session(session)
        self._desk.gateway.job(self.tr("Getting ready"), _Preload(session), is_quiet=True)

    # The sample ---------------------------------------------------------------------------

    def open_sample(self) -> None:
        """Open the sample project; build it first where it is not there yet."""
        folder = self._desk.settings.projects_folder() / SAMPLE_FOLDER
        if (folder / "project.mlopsd").exists():
            self.open(folder)
            return
        running = {job.title for job in self._desk.gateway.jobs.running()}
        title = self.tr("Building the sample project")
        if title in running:
            return
        self._desk.gateway.job(title, _BuildSample(folder), self.open, self.failed.emit, owner=self)

    # Copy and close -----------------------------------------------------------------------

    def save_copy(self) -> None:
        """Ask for a folder and write a verified copy into it."""
        choose_folder(self._window, self.tr("Save a copy into an empty folder"), self._save_copy)

    def _save_copy(self, folder: Path) -> None:
        session = self._desk.session
        target = _free_folder(folder, session.info.name)
        self._desk.gateway.job(
            self.tr("Saving a copy"), _SaveCopy(session, target), self._on_copied, owner=self
        )

    def _on_copied(self, folder: Path) -> None:
        self._desk.say(self.tr("A verified copy lies in {0}.").format(folder), Tone.OK)

    def close(self) -> None:
        """Close the open project, if any; its files are closed in the background."""
        if not self._desk.has_session:
            return
        session = self._desk.session
        self.instance.release()
        self._desk.set_session(None)
        self._desk.gateway.job(self.tr("Closing"), _Close(session), is_quiet=True)


# What runs off the GUI thread; objects instead of closures, so that it is plain what they hold.


class _Open:
    def __init__(self, path: Path, now: Preferences) -> None:
        self._path, self._now = path, now

    def __call__(self) -> Session:
        from mlops_desktop.services.session import Session, present_actor

        PRELOADER.preload(_first_page(self._now))
        return Session.open(self._path, actor=present_actor(self._now.actor_name or None))


class _Create:
    def __init__(self, path: Path, name: str, now: Preferences) -> None:
        self._path, self._name, self._now = path, name, now

    def __call__(self) -> Session:
        from mlops_desktop.services.session import Session, present_actor

        PRELOADER.preload(_first_page(self._now))
        actor = present_actor(self._now.actor_name or None)
        return Session.create(self._path, self._name, actor=actor)


class _Preload:
    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self, work: Work) -> None:
        PRELOADER.run(work)
        # The first preview or page of rows would otherwise wait for the libraries to load.
        self._session.warm_up(work)


class _Close:
    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self, _work: Work) -> None:
        self._session.close()


class _BuildSample:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, work: Work) -> Path:
        from mlops_desktop.services.sample import build_sample

        return build_sample(self._folder, work, _LOG.info)


class _SaveCopy:
    def __init__(self, session: Session, folder: Path) -> None:
        self._session, self._folder = session, folder

    def __call__(self, work: Work) -> Path:
        from mlops_desktop.services import projects

        return projects.save_copy(self._session, self._folder, work)


def _first_page(now: Preferences) -> PageEntry:
    return page_entry(now.last_page) if now.last_page in PAGE_KEYS else PAGES[0]


def _folder(path: Path) -> Path:
    return path.parent if path.suffix == ".mlopsd" else path


def _free_folder(folder: Path, name: str) -> Path:
    """Return the folder itself when it is empty, else a new one in it."""
    if folder.is_dir() and not any(folder.iterdir()):
        return folder
    target = folder / name
    number = 2
    while target.exists():
        target = folder / f"{name} {number}"
        number += 1
    return target


class NewProjectDialog(Dialog):
    """Asks for a name and a place.

    Args:
        folder: where projects usually lie.
        then: called with the new project's folder and its name.
    """

    help_topic = "index"

    def __init__(self, parent: QWidget, folder: Path, then: Callable[[Path, str], object]) -> None:
        super().__init__(
            parent,
            self.tr("New project"),
            self.tr("Make project"),
            lead=self.tr(
                "A project is one folder with everything in it: data, models, decisions, log."
            ),
        )
        self._then = then
        self.name_field = QLineEdit(self, placeholderText=self.tr("Bike demand"))
        self.folder_field = QLineEdit(str(folder), self)
        choose = Button(self.tr("Choose…"), self._choose, parent=self)
        self._name_row = FormRow(self.tr("Name"), self.name_field, parent=self)
        self.folder_field.setAccessibleName(self.tr("Folder"))
        place = boxed(row(self.folder_field, choose))
        place.setFocusProxy(self.folder_field)
        self._place_row = FormRow(self.tr("In the folder"), place, parent=self)
        self.body.addWidget(self._name_row)
        self.body.addWidget(self._place_row)
        self.name_field.textChanged.connect(self._check)
        self.folder_field.textChanged.connect(self._check)
        self.on_accept = self._finish
        self._check()
        self.name_field.setFocus()

    def target(self) -> Path:
        """Return the folder that would be made."""
        name = self.name_field.text().strip()
        safe = "".join("_" if sign in '<>:"/\\|?*' or ord(sign) < 32 else sign for sign in name)
        return Path(self.folder_field.text().strip()).expanduser() / (safe.strip(". ") or "project")

    def _check(self) -> None:
        is_named = bool(self.name_field.text().strip())
        self.accept_button.setEnabled(is_named and bool(self.folder_field.text().strip()))
        self._place_row.set_hint(str(self.target()) if is_named else "")

    def _choose(self) -> None:
        choose_folder(self, self.tr("Folder for projects"), self._on_folder)

    def _on_folder(self, folder: Path) -> None:
        self.folder_field.setText(str(folder))

    def _finish(self) -> None:
        target, name = self.target(), self.name_field.text().strip()
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            self.show_error(UserError("project.already_exists", path=target))
            return
        self.accept()
        self._then(target, name)
