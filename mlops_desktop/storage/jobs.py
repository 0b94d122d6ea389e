"""Job folders: where a background process writes, held by a lock that dies with it.

``jobs/<id>/`` belongs to the process that holds ``jobs/<id>/lock``: the one that asked for the
work; the one that does it never outlives it. A folder whose lock is free is an orphan.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from mlops_desktop.core.identity import new_id
from mlops_desktop.storage.fs import DISK, FileSystem, naming
from mlops_desktop.storage.locks import FileLock

OWNER = "lock"


class JobFolder:
    """A folder for one piece of work, held as long as this object is open."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def create(cls, jobs_folder: Path, files: FileSystem = DISK) -> JobFolder:
        """Make a new job folder and hold it.

        Raises:
            UserError: ``environment.*``.
        """
        while True:
            path = jobs_folder / new_id()
            with naming(path):
                files.make_folder(path)
            lock = FileLock(path / OWNER)
            # A sweep in another process may take the new-born folder first: then another one.
            if lock.try_acquire():
                return cls(path, lock)

    @property
    def name(self) -> str:
        """The folder's name: the job's id."""
        return self.path.name

    def remove(self) -> None:
        """Remove the folder and let go of it; what is still open elsewhere is swept later."""
        _clear(self.path, keep=OWNER)
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> JobFolder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()


def is_alive(jobs_folder: Path, name: str) -> bool:
    """Say whether a process still holds that job folder."""
    lock = jobs_folder / name / OWNER
    if not name or not lock.exists():
        return False
    with FileLock(lock) as mine:
        return not mine.try_acquire()


def sweep(jobs_folder: Path) -> tuple[str, ...]:
    """Remove the job folders that nobody holds; return their names."""
    folders = sorted(jobs_folder.iterdir()) if jobs_folder.is_dir() else ()
    return tuple(path.name for path in folders if path.is_dir() and _sweep_one(path))


def _sweep_one(path: Path) -> bool:
    lock = FileLock(path / OWNER)
    if not lock.try_acquire():
        return False
    _clear(path, keep=OWNER)
    lock.release()
    shutil.rmtree(path, ignore_errors=True)
    return not path.exists()


def _clear(path: Path, keep: str) -> None:
    """Remove everything but the lock that keeps others away meanwhile."""
    for item in sorted(path.iterdir()) if path.is_dir() else ():
        if item.is_dir():
            shutil.rmtree(item, ignore_errors=True)
        elif item.name != keep:
            with suppress(OSError):
                item.unlink()
