"""A folder that is made beside its place and goes there whole, or leaves nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.storage.jobs import OWNER, JobFolder
from mlops_desktop.storage.locks import FileLock

_INNER = "project"


@contextmanager
def draft(place: Path) -> Iterator[Path]:
    """Give a path beside ``place`` to make a folder at; what is still there at the end goes.

    Raises:
        UserError: ``environment.*``.
        OSError: when nothing can be made there.
    """
    folder = _make(place)
    try:
        yield folder.path / _INNER
    finally:
        folder.remove()


def _make(place: Path) -> JobFolder:
    while True:
        path = Path(tempfile.mkdtemp(prefix=_prefix(place), dir=place.parent))
        lock = FileLock(path / OWNER)
        # A sweep in another process may take the new-born folder first: then another one.
        if lock.try_acquire():
            return JobFolder(path, lock)


def sweep(place: Path) -> None:
    """Remove the drafts for ``place`` whose process was killed; what is no draft stays."""
    beside = sorted(place.parent.iterdir()) if place.parent.is_dir() else ()
    for path in beside:
        if path.name.startswith(_prefix(place)):
            with suppress(UserError, OSError):  # another user's, or just swept
                _sweep_one(path)


def _sweep_one(path: Path) -> None:
    if path.is_symlink() or not {item.name for item in path.iterdir()} <= {OWNER, _INNER}:
        return
    lock = FileLock(path / OWNER)
    if lock.try_acquire():
        JobFolder(path, lock).remove()


def _prefix(place: Path) -> str:
    return f".{place.name}-draft-"
