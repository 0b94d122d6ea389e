"""What a run takes of the disk, watched while the engine works."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.core.wording import size_text
from mlops_desktop.data.limits import RESERVED_BYTES

_TOLD_SECONDS = 1.0
_WORTH_TELLING = 10_000_000


class DiskWatch:
    """A reporter that stops the work before the disk is full, and tells what was written.

    The engine asks it several times a second, from a thread of its own.

    Args:
        inner: who listens.
        folder: where the run writes.
    """

    def __init__(self, inner: Reporter, folder: Path) -> None:
        self._inner = inner
        self._folder = folder
        self._lock = threading.Lock()
        self._step: Step | None = None
        self._written = ""
        self._told = time.monotonic()
        self.is_full = False

    def step(self, step: Step) -> None:
        """Pass a step on."""
        with self._lock:
            self._step = step
            self._inner.step(self._with_written(step))

    def check(self) -> None:
        """Raise ``Cancelled`` when asked to, or when only the reserve is left on the disk."""
        self._inner.check()
        if shutil.disk_usage(self._folder).free < RESERVED_BYTES:
            self.is_full = True
        if self.is_full:
            raise Cancelled
        if time.monotonic() - self._told >= _TOLD_SECONDS:
            self._tell()

    def _tell(self) -> None:
        with self._lock:
            self._told = time.monotonic()
            written = _written(self._folder)
            if self._step is not None and written >= _WORTH_TELLING:
                self._written = f"{size_text(written)} written"
                self._inner.step(self._with_written(self._step))

    def _with_written(self, step: Step) -> Step:
        return replace(step, detail=" · ".join(filter(None, (step.detail, self._written))))


def _written(folder: Path) -> int:
    """Return the bytes of the files in a folder, and in those in it."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue  # the engine removes what it has read again
    return total


@contextmanager
def watched(reporter: Reporter, folder: Path) -> Iterator[DiskWatch]:
    """Let a run write to the folder as long as the reserve of the disk is left.

    Raises:
        UserError: ``environment.disk_full``.
    """
    watch = DiskWatch(reporter, folder)
    try:
        yield watch
    except Cancelled as error:
        if watch.is_full:
            raise UserError("environment.disk_full", path=folder) from error
        raise
