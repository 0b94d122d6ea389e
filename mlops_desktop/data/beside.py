"""A folder beside a destination, in which a file is written before it takes its place there."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".mlops-desktop-export-"
_UNHELD = ".mlops-desktop-new-"
"""What a folder is called until it is held, so that nobody takes it for one that was left."""


@contextmanager
def working_folder(folder: Path) -> Iterator[Path]:
    """Give a new folder in a folder, held while it is in use and removed afterwards.

    Those that killed processes left there go first.

    Raises:
        OSError: it cannot be made.
    """
    sweep(folder)
    unheld = Path(tempfile.mkdtemp(prefix=_UNHELD, dir=folder))
    held = _hold(unheld)
    used = unheld.rename(folder / unheld.name.replace(_UNHELD, PREFIX))
    try:
        yield used
    finally:
        shutil.rmtree(used, ignore_errors=True)
        if held is not None:
            os.close(held)


def sweep(folder: Path) -> None:
    """Remove what processes that were killed left in a folder: the system has let go of it.

    Where folders cannot be locked (Windows, some network shares), it stays.
    """
    for left in folder.glob(f"{PREFIX}*"):
        held = _hold(left)
        if held is not None:
            shutil.rmtree(left, ignore_errors=True)
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
