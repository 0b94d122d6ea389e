"""A folder beside a destination, in which a file is written before it takes its place there."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".mlops-desktop-export-"
_NEWBORN = 60.0
"""Seconds for which a folder may not be held yet by the process that made it."""


@contextmanager
def working_folder(folder: Path) -> Iterator[Path]:
    """Give a new folder in a folder, held while it is in use and removed afterwards.

    Those that killed processes left there go first: the system has let go of them. Where folders
    cannot be locked (Windows, some network shares), they stay.

    Raises:
        OSError: it cannot be made.
    """
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            _remove_if_left(left)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=folder) as name:
        held = _hold(Path(name))
        try:
            yield Path(name)
        finally:
            if held is not None:
                os.close(held)


def _remove_if_left(folder: Path) -> None:
    if time.time() - folder.stat().st_mtime < _NEWBORN:
        return
    held = _hold(folder)
    if held is not None:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _hold(folder: Path) -> int | None:
    """Lock a folder; None where another process has it, or folders cannot be locked."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
