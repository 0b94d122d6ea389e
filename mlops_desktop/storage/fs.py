"""File operations of the room, in one place: every write goes through here.

The order that makes a file durable (write aside, sync, rename, sync the folder) is written once,
in terms of small operations that a test can make fail one by one.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlops_desktop.core.errors import UserError

CHUNK = 1 << 20
"""Bytes moved at once."""

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_PATIENCE = 2.0 if sys.platform == "win32" else 0.0
_SYNC_UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}


def as_user_error(error: OSError, path: Path) -> UserError:
    """Return the sentence for what the operating system answered about ``path``."""
    if error.errno in _FULL:
        return UserError("environment.disk_full", path=path)
    if error.errno == errno.EFBIG:
        return UserError("environment.file_size", path=path)
    if error.errno in _DENIED:
        return UserError("environment.no_permission", path=path)
    reason = error.strerror or type(error).__name__
    return UserError("environment.input_output", path=path, reason=reason)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` inside into a :class:`UserError` that names ``path``.

    Raises:
        UserError: ``environment.disk_full``, ``.file_size``, ``.no_permission`` or
            ``.input_output``.
    """
    try:
        yield
    except OSError as error:
        raise as_user_error(error, path) from error


class FileSystem:
    """The operations on files that change something, one method each.

    They raise ``OSError``; the composed ones (:meth:`write_file`, :meth:`ensure_folder`) raise
    :class:`UserError`. Tests derive from this class to make the n-th operation fail.
    """

    def create(self, path: Path) -> int:
        """Open a new file for writing; fails when it exists. Returns its descriptor."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.open(path, flags, 0o644)

    def write(self, descriptor: int, data: bytes | memoryview) -> None:
        """Write all of ``data``."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    def sync(self, descriptor: int) -> None:
        """Wait until the file's bytes are on the disk, not merely in its cache."""
        if sys.platform == "darwin":
            import fcntl

            # os.fsync reaches the drive's cache only (fsync(2) of macOS).
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close the file."""
        os.close(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """Rename atomically; virus scanners on Windows may hold a new file for a moment."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                source.replace(target)
            except PermissionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def unlink(self, path: Path) -> None:
        """Remove a file, a read-only one too."""
        if sys.platform == "win32":
            path.chmod(0o666)
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()

    def make_folder(self, path: Path) -> None:
        """Make a folder and its parents; one that exists is fine."""
        path.mkdir(parents=True, exist_ok=True)

    def set_read_only(self, path: Path) -> None:
        """Take the right to write from everybody."""
        path.chmod(0o444)

    def sync_folder(self, path: Path) -> None:
        """Make renames in a folder durable. Windows has no such operation."""
        if sys.platform == "win32":
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            # Some network and FUSE file systems cannot sync a folder; the file itself was synced.
            if error.errno not in _SYNC_UNSUPPORTED:
                raise
        finally:
            os.close(descriptor)

    def ensure_folder(self, path: Path) -> None:
        """Make a folder durable in its parent; does nothing when it is there.

        Raises:
            UserError: ``environment.*``.
        """
        if path.is_dir():
            return
        with naming(path):
            self.make_folder(path)
            try:
                self.sync_folder(path.parent)
            except BaseException:
                # So that the next attempt makes and syncs it again instead of finding it there.
                with suppress(OSError):
                    self.remove_folder(path)
                raise

    def write_aside(self, path: Path, chunks: Iterable[bytes | memoryview]) -> None:
        """Write a new, synced file; removes it again when anything goes wrong.

        Raises:
            OSError: from the operations.
        """
        descriptor = self.create(path)
        try:
            try:
                written = 0
                for chunk in chunks:
                    self.write(descriptor, chunk)
                    written += len(chunk)
                self.sync(descriptor)
            finally:
                self.close(descriptor)
            if path.stat().st_size != written:
                raise OSError(errno.EIO, "the file's length is not what was written")
        except BaseException:
            self.discard(path)
            raise

    def write_file(self, path: Path, data: bytes) -> None:
        """Put ``data`` at ``path`` so that after a crash either the old or the new bytes are there.

        Raises:
            UserError: ``environment.*``.
        """
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with naming(path):
            self.write_aside(aside, [data])
            try:
                self.replace(aside, path)
            except BaseException:
                self.discard(aside)
                raise
            self.sync_folder(path.parent)

    def discard(self, path: Path) -> None:
        """Remove a file nobody needs; what cannot be removed now is swept later."""
        with suppress(OSError):
            self.unlink(path)


DISK = FileSystem()
"""The real thing."""
