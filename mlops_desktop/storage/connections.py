"""One connection per thread, made when first needed, all closed together."""

from __future__ import annotations

import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from mlops_desktop.core.errors import UserError
from mlops_desktop.storage.fs import naming
from mlops_desktop.storage.sqlite import Connection, Mode, SqliteError


class Door(Protocol):
    """A way into one registry."""

    def open(self, *, tolerant: bool = False) -> Connection:
        """Return one more connection, for the calling thread.

        Args:
            tolerant: read text that is no UTF-8 instead of failing, to be able to name it.
        """

    def is_current(self, connection: Connection) -> bool:
        """Say whether a connection still shows what is there."""

    def close(self) -> None:
        """Let go of everything but the connections."""


class Connections:
    """The connections of one open project, one per thread.

    Args:
        door: makes them.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        self._by_thread: dict[threading.Thread, Connection] = {}
        self._guard = threading.Lock()
        self._is_closed = False

    def mine(self) -> Connection:
        """Return the calling thread's connection.

        Raises:
            UserError: when the registry cannot be opened.
            RuntimeError: after :meth:`close`.
        """
        thread = threading.current_thread()
        found = self._by_thread.get(thread)
        if found is not None and (found.in_transaction or self._door.is_current(found)):
            return found
        if self._is_closed:
            raise RuntimeError("the project is closed")
        fresh = self._door.open()
        with self._guard:
            self._close_those_of_dead_threads()
            self._by_thread[thread] = fresh
        if found is not None:
            found.close()
        return fresh

    def close(self) -> None:
        """Close all of them; the other threads must have finished with theirs."""
        self._is_closed = True
        with self._guard:
            for connection in self._by_thread.values():
                connection.close()
            self._by_thread.clear()
        self._door.close()

    def _close_those_of_dead_threads(self) -> None:
        for thread in [thread for thread in self._by_thread if not thread.is_alive()]:
            self._by_thread.pop(thread).close()


class ForWriting:
    """Opens a registry to read and write, with its schema locked against statements.

    Args:
        path: the registry.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, *, tolerant: bool = False) -> Connection:
        """Return one more connection; see :class:`Door`.

        Raises:
            UserError: ``environment.*`` or ``project.damaged``.
        """
        connection = checked(Connection(self._path, Mode.WRITE, tolerant=tolerant))
        connection.protect()
        return connection

    def is_current(self, connection: Connection) -> bool:  # noqa: ARG002
        """Return True: SQLite keeps such connections current itself."""
        return True

    def close(self) -> None:
        """Do nothing."""


class ForReading:
    """Opens a registry that must not be altered, nor its folder.

    At rest (nobody has a write-ahead log there) the file is read as it lies, without a side file;
    such a connection is replaced as soon as somebody writes. While another program writes, its log
    is read along. Where that cannot work (a write-ahead log left behind on a medium that cannot be
    written), a private copy is opened.

    Args:
        path: the registry.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._copy: Path | None = None
        self._seen: dict[Connection, tuple[int, int]] = {}

    def open(self, *, tolerant: bool = False) -> Connection:
        """Return one more connection; see :class:`Door`.

        Raises:
            UserError: ``project.damaged`` or ``environment.*``.
        """
        if self._copy is not None:
            return self._open_copy(self._copy, tolerant)
        if self._is_at_rest():
            stamp = self._stamp()
            connection = checked(Connection(self._path, Mode.AT_REST, tolerant=tolerant))
            self._seen = {**self._seen, connection: stamp}
            return connection
        try:
            return checked(Connection(self._path, Mode.READ, tolerant=tolerant))
        except UserError as error:
            if error.code != "environment.no_permission":
                raise
            return self._open_copy(self._make_copy(), tolerant)

    def is_current(self, connection: Connection) -> bool:
        """Say whether nobody has written since a connection was opened at rest."""
        stamp = self._seen.get(connection)
        if stamp is None:
            return True
        if self._is_at_rest() and self._stamp() == stamp:
            return True
        self._seen = {known: at for known, at in self._seen.items() if known is not connection}
        return False

    def close(self) -> None:
        """Remove the private copy, if one was needed."""
        if self._copy is not None:
            with suppress(OSError):
                shutil.rmtree(self._copy.parent)

    def _is_at_rest(self) -> bool:
        return not any(_has_content(side) for side in _side_files(self._path))

    def _stamp(self) -> tuple[int, int]:
        with naming(self._path):
            status = self._path.stat()
        return status.st_mtime_ns, status.st_size

    def _make_copy(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="mlops-desktop-"))
        with naming(folder):
            for file in (self._path, *_side_files(self._path)):
                if file.exists():
                    shutil.copyfile(file, folder / file.name)
        self._copy = folder / self._path.name
        return self._copy

    def _open_copy(self, path: Path, tolerant: bool) -> Connection:
        connection = checked(Connection(path, Mode.WRITE, tolerant=tolerant))
        connection.run("PRAGMA query_only=ON")
        return connection


def checked(connection: Connection) -> Connection:
    """Return the connection after a first read: only then SQLite looks at the file.

    Raises:
        UserError: ``environment.*`` or ``project.damaged``; the connection is closed then.
    """
    try:
        connection.value("SELECT count(*) FROM sqlite_schema")
    except SqliteError as error:
        connection.close()
        raise UserError("project.damaged", path=connection.path, reason=str(error)) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _side_files(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
