"""Locks that the operating system frees when their holder dies, whatever kills it."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from mlops_desktop.core.errors import UserError
from mlops_desktop.storage.fs import naming

_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


class FileLock:
    """An exclusive lock on a file, also between threads of one process.

    The lock is on the open file, never on the file's existence: a left-over file locks nothing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if it is free.

        Raises:
            UserError: ``environment.*`` when the file cannot be made.
        """
        with naming(self.path):
            try:
                descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            except FileNotFoundError:
                return False  # its folder has just been swept
            try:
                taken = _lock(descriptor) and _is_same_file(descriptor, self.path)
            except BaseException:
                os.close(descriptor)
                raise
        if not taken:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def acquire(self, seconds: float) -> None:
        """Wait for the lock.

        Raises:
            UserError: ``environment.locked`` after that time, ``environment.*`` otherwise.
        """
        deadline = time.monotonic() + seconds
        while not self.try_acquire():
            if time.monotonic() >= deadline:
                raise UserError("environment.locked", seconds=round(seconds))
            time.sleep(0.02)

    def release(self) -> None:
        """Free the lock; the file stays."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> FileLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _is_same_file(descriptor: int, path: Path) -> bool:
    """Whether the locked file is still the one at ``path``: a sweep may have removed it."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(descriptor)
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            raise
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        # flock, not lockf: POSIX record locks vanish when *any* descriptor of the file closes.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            raise
        return True
