"""What lies where in a project folder; all of it relative, so that the folder can be moved."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.storage import manifest
from mlops_desktop.storage.fs import FileSystem, naming

REGISTRY = "registry.db"
UNFINISHED = "registry.db.new"
"""The registry while the project is made; its renaming is the moment the project exists."""
LOCK = "LOCK"
JOBS_FOLDER = "jobs"
FOLDERS = ("objects", JOBS_FOLDER, "backups", "trash")

_SIDES = ("", "-wal", "-shm", "-journal")
_LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one project."""

    folder: Path

    @property
    def registry(self) -> Path:
        """The database."""
        return self.folder / REGISTRY

    @property
    def unfinished(self) -> Path:
        """The database while it is made."""
        return self.folder / UNFINISHED

    @property
    def lock(self) -> Path:
        """The file whose lock guards creation and migration."""
        return self.folder / LOCK

    @property
    def objects(self) -> Path:
        """The object store."""
        return self.folder / "objects"

    @property
    def jobs(self) -> Path:
        """The job folders."""
        return self.folder / JOBS_FOLDER

    @property
    def backups(self) -> Path:
        """Copies of the registry from before its migrations."""
        return self.folder / "backups"

    def require_free(self) -> None:
        """Refuse a folder that holds anything; what an interrupted creation left is fine.

        Raises:
            UserError: ``project.already_exists``, ``environment.*``.
        """
        with naming(self.folder):
            if not self.folder.exists():
                return
            if not self.folder.is_dir() or not all(map(self._may_go, self.folder.iterdir())):
                raise UserError("project.already_exists", path=self.folder)

    def _may_go(self, item: Path) -> bool:
        """Whether an item holds nothing a person could miss."""
        if item.name in _LEFT_BY_SYSTEMS or item.name == LOCK:
            return True
        if item.name in FOLDERS:
            # With an unfinished registry beside them, even files here belong to nothing.
            is_empty = not any(file.is_file() for file in item.rglob("*"))
            return item.is_dir() and (is_empty or self.unfinished.exists())
        # The manifest says nothing without a registry, and there is none or we would not be here.
        return self._is_made_first(item)

    def _is_made_first(self, item: Path) -> bool:
        """Whether an item is what a creation writes before there is a registry."""
        made = {manifest.FILE_NAME, *(f"{UNFINISHED}{side}" for side in _SIDES)}
        return item.name in made or item.name.startswith(f".{manifest.FILE_NAME}.")

    def prepare(self, files: FileSystem) -> None:
        """Make the folders of a new project; what an interrupted creation left goes first.

        Raises:
            UserError: ``environment.*``.
        """
        self.clear(files)
        for folder in FOLDERS:
            files.ensure_folder(self.folder / folder)

    def finish(self, files: FileSystem) -> None:
        """Give the registry its name: from this moment the project exists.

        Raises:
            UserError: ``environment.*``.
        """
        with naming(self.registry):
            files.replace(self.unfinished, self.registry)
            files.sync_folder(self.folder)

    def clear(self, files: FileSystem) -> None:
        """Remove what an interrupted creation left; the lock stays, for it is held."""
        if not self.folder.is_dir():
            return
        for item in self.folder.iterdir():
            if item.name in FOLDERS and item.is_dir():
                shutil.rmtree(item, ignore_errors=True)
            elif self._is_made_first(item):
                files.discard(item)

    def destroy(self, files: FileSystem, *, with_folder: bool) -> None:
        """Undo a creation that failed before anybody was told of it."""
        for side in _SIDES:
            files.discard(self.folder / f"{REGISTRY}{side}")
        self.clear(files)
        files.discard(self.lock)
        if with_folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def replaceable(path: Path) -> Path:
    """Return where a file for the person may be written: links followed, nothing of a project's.

    A file is put in place by renaming, so whatever lies there is gone afterwards: never the
    registry, the objects or the manifest of this or any other project, and no device or pipe.

    Raises:
        UserError: ``project.own_file``, ``usage.special_file``, ``usage.no_folder`` for a link that
            leads nowhere, ``data.link_loop``, ``environment.*``.
    """
    with naming(path):
        place = _followed(path)
        if place.exists() and not place.is_file():
            raise UserError("usage.special_file", path=path)
        for folder in place.parents:
            if (folder / manifest.FILE_NAME).is_file() and _is_own(place, folder):
                raise UserError("project.own_file", path=path, folder=folder)
    return place


def _followed(path: Path) -> Path:
    try:
        place = path.resolve()
    except RuntimeError as error:  # Python up to 3.12 says so of links that lead in a circle
        raise UserError("data.link_loop", path=path) from error
    if path.is_symlink() and place.is_symlink():
        raise UserError("data.link_loop", path=path)
    if path.is_symlink() and not place.parent.is_dir():
        raise UserError("usage.no_folder", path=place.parent)
    return place


def _is_own(place: Path, folder: Path) -> bool:
    # Without regard to case: on Windows and macOS "Registry.DB" is the same file.
    first = place.relative_to(folder).parts[0].casefold()
    files = {manifest.FILE_NAME, LOCK, *(f"{REGISTRY}{side}" for side in _SIDES), UNFINISHED}
    return first in {name.casefold() for name in (*files, *FOLDERS)}


def find_folder(path: Path) -> Path:
    """Return the project folder for a folder or its manifest.

    Raises:
        UserError: ``project.not_a_project``.
    """
    folder = path.parent if path.is_file() and path.name == manifest.FILE_NAME else path
    if not folder.is_dir():
        raise UserError("project.not_a_project", path=path)
    return folder.absolute()
