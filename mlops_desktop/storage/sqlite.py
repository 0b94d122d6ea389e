"""SQLite, spoken here and nowhere else.

One library per process: whatever sqlite-utils chose (pysqlite3 where it has wheels), because two
copies of SQLite in one process break each other's locks. SQLite before 3.51.3 can corrupt a WAL
database with two writers (the "WAL-reset bug"), so there the rollback journal is used instead.
"""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mlops_desktop.core.errors import UserError


@contextmanager
def _held_back(*modules: str) -> Iterator[None]:
    """Let a library do without modules it would only offer to work with.

    What is loaded already is not held back.
    """
    held = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(held))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in held:
            del sys.modules[name]


with _held_back("pandas", "numpy"):  # they cost a quarter of a second, at every start
    import sqlite_utils

_driver: Any = importlib.import_module("sqlite_utils.utils").sqlite3

VERSION: tuple[int, ...] = tuple(int(part) for part in _driver.sqlite_version.split("."))
WAL_IS_SAFE = VERSION >= (3, 51, 3)
BUSY_SECONDS = 10.0
_BATCH = 500
_SIDE_FILES = 1 << 16
"""Bytes that opening a registry needs at least: 32 KiB for what processes share, and its log."""
APPLICATION_ID = 0x4D4C4F44
"""``MLOD``, in the file's header: this is a registry of ours."""

Value = str | int | float | bytes | None
Row = tuple[Any, ...]
SqliteError: type[Exception] = _driver.Error
IntegrityError: type[Exception] = _driver.IntegrityError

_LOCKED = {"SQLITE_BUSY", "SQLITE_LOCKED"}
_DENIED = {"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"}
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT"}


class Mode(StrEnum):
    """How a database file is opened."""

    WRITE = "rw"
    CREATE = "rwc"
    READ = "ro"
    AT_REST = "immutable"
    """Read without locks or side files; only while nobody writes."""


@contextmanager
def speaking(path: Path) -> Iterator[None]:
    """Turn SQLite's answers a person can act on into a :class:`UserError` that names ``path``.

    Raises:
        UserError: ``environment.locked``, ``.disk_full``, ``.no_permission``, ``.input_output``,
            ``project.damaged``.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        raise UserError("project.damaged", path=path, reason=str(error)) from error
    except SqliteError as error:
        known = _as_user_error(error, path)
        if known is None:
            raise
        raise known from error


def _as_user_error(error: Exception, path: Path) -> UserError | None:
    code = str(getattr(error, "sqlite_errorname", ""))
    kind = "_".join(code.split("_")[:2])
    if kind in _LOCKED:
        return UserError("environment.locked", seconds=round(BUSY_SECONDS))
    if kind == "SQLITE_FULL" or (kind == "SQLITE_IOERR" and _is_full(path)):
        return UserError("environment.disk_full", path=path)
    if kind in _DENIED:
        return UserError("environment.no_permission", path=path)
    if kind == "SQLITE_IOERR":
        return UserError("environment.input_output", path=path, reason=str(error))
    # A column that is no UTF-8 carries no code; nothing of ours ever writes one.
    if kind in _DAMAGED or "decode to UTF-8" in str(error):
        return UserError("project.damaged", path=path, reason=str(error))
    return None


def _is_full(path: Path) -> bool:
    """Whether not even the side files fit: SQLite calls that an I/O error, not a full disk."""
    try:
        return shutil.disk_usage(path.parent).free < _SIDE_FILES
    except OSError:
        return False


class Connection:
    """One thread's connection to one database file, with every protection switched on.

    Statements run in SQLite's own autocommit mode: only :meth:`begin` opens a transaction.

    Attributes:
        path: the file.
        db: the same connection as a ``sqlite_utils.Database``.
    """

    def __init__(self, path: Path, mode: Mode = Mode.WRITE, *, tolerant: bool = False) -> None:
        self.path = path
        with speaking(path):
            self._raw = _driver.connect(
                _uri(path, mode),
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                cached_statements=512,
                # close() may come from another thread; everything else stays in its own.
                check_same_thread=False,
            )
        try:
            with speaking(path):
                self._set_up(mode, tolerant)
        except BaseException:
            self._raw.close()
            raise

    def _set_up(self, mode: Mode, tolerant: bool) -> None:
        if tolerant:
            self._raw.text_factory = _decode_anything
        self.db = sqlite_utils.Database(self._raw, execute_plugins=False)
        for pragma in (
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "mmap_size=0",
        ):
            self._raw.execute(f"PRAGMA {pragma}")
        if sys.platform == "darwin":
            self._raw.execute("PRAGMA fullfsync=ON")
            self._raw.execute("PRAGMA checkpoint_fullfsync=ON")
        if mode in (Mode.READ, Mode.AT_REST):
            self._raw.execute("PRAGMA query_only=ON")
        elif mode is Mode.WRITE:
            self.set_durable()

    def set_durable(self) -> None:
        """Choose how hard a commit waits: FULL suffices in WAL mode, EXTRA otherwise."""
        wal = self.value("PRAGMA journal_mode") == "wal"
        self._raw.execute(f"PRAGMA synchronous={'FULL' if wal else 'EXTRA'}")

    def set_journal(self) -> None:
        """Choose the journal for this SQLite; the caller holds the project's lock.

        Two processes that switch at the same instant answer "database is locked" to each other.
        """
        self.value(f"PRAGMA journal_mode={'WAL' if WAL_IS_SAFE else 'DELETE'}")
        self.set_durable()

    def rows(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> list[Row]:
        """Return all rows of a query.

        Raises:
            UserError: as :func:`speaking`.
        """
        with speaking(self.path):
            found: list[Row] = self._raw.execute(sql, values).fetchall()
            return found

    def each(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> Iterator[Row]:
        """Yield the rows of a query one by one."""
        with speaking(self.path):
            cursor = self._raw.execute(sql, values)
            # In batches: a reader that stops early leaves nothing that still asks the database.
            while batch := cursor.fetchmany(_BATCH):
                yield from batch

    def row(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        with speaking(self.path):
            found: Row | None = self._raw.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> Any:
        """Return the first column of the first row, or None."""
        found = self.row(sql, values)
        return None if found is None else found[0]

    def run(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> int:
        """Execute a statement; return how many rows it changed.

        Raises:
            UserError: as :func:`speaking`.
        """
        with speaking(self.path):
            changed: int = self._raw.execute(sql, values).rowcount
            return changed

    def insert(self, table: str, values: Mapping[str, Value]) -> None:
        """Insert one row; names come from our own code, never from a person."""
        names = ",".join(f'"{name}"' for name in values)
        marks = ",".join("?" * len(values))
        self.run(f'INSERT INTO "{table}"({names}) VALUES({marks})', tuple(values.values()))

    def begin(self) -> None:
        """Open a transaction that may write; waits for other writers.

        Raises:
            UserError: ``environment.locked`` after :data:`BUSY_SECONDS`, and as :func:`speaking`.
        """
        self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the transaction durable.

        Raises:
            UserError: as :func:`speaking`; the transaction is still open then.
        """
        self.run("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction, if one is open."""
        if self._raw.in_transaction:
            self.run("ROLLBACK")

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self._raw.in_transaction)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let every query inside see one moment, whatever others write meanwhile."""
        if self.in_transaction:
            yield
            return
        self.run("BEGIN")
        try:
            yield
        finally:
            self.rollback()

    def copy_to(self, other: Connection) -> None:
        """Copy the whole database, as it is at one moment, into another, empty one.

        Raises:
            UserError: as :func:`speaking`.
        """
        with speaking(other.path):
            self._raw.backup(other._raw)

    def protect(self) -> None:
        """Refuse statements that no code of ours may send: schema changes and their pragmas.

        Lifted nowhere: creation and migration use connections without it.
        """
        self._raw.set_authorizer(_authorize)

    def close(self) -> None:
        """Close the connection; an open transaction is undone."""
        self._raw.close()


MEMORY = Path(":memory:")
"""A database without a file; each connection has its own."""


def _uri(path: Path, mode: Mode) -> str:
    if path == MEMORY:
        return "file::memory:"
    options = "mode=ro&immutable=1" if mode is Mode.AT_REST else f"mode={mode}"
    # Not Path.as_uri(): for a share it writes file://server/…, which SQLite takes for an authority.
    place = path.absolute().as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(place)}?{options}"


def _decode_anything(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _codes(*names: str) -> frozenset[int]:
    return frozenset(getattr(_driver, f"SQLITE_{name}") for name in names)


_SCHEMA_CHANGES = _codes(
    "ALTER_TABLE",
    "CREATE_INDEX",
    "CREATE_TABLE",
    "CREATE_TRIGGER",
    "CREATE_VIEW",
    "DROP_INDEX",
    "DROP_TABLE",
    "DROP_TRIGGER",
    "DROP_VIEW",
    "ATTACH",
)
_FORBIDDEN_PRAGMAS = frozenset(
    {"writable_schema", "ignore_check_constraints", "foreign_keys", "recursive_triggers"}
)


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None
) -> int:
    if action in _SCHEMA_CHANGES:
        return int(_driver.SQLITE_DENY)
    if action == _driver.SQLITE_PRAGMA and first in _FORBIDDEN_PRAGMAS and second is not None:
        return int(_driver.SQLITE_DENY)
    return int(_driver.SQLITE_OK)
