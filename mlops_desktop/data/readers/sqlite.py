"""A table, view or query of an SQLite file that is not ours: the one module here that opens one.

The file may be hostile, so it is opened for reading only, its schema is not trusted, its functions
are ours, and an authorizer refuses everything but reading. The user's file is never written to:
one with a write-ahead log that is empty is opened as immutable, so that no side file appears.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.progress import Step, Unit
from mlops_desktop.data.engine import identifier
from mlops_desktop.data.limits import MAX_ANSWER_BYTES, MAX_ANSWER_RATIO
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.readers.reader import ROWS_OF_A_PREVIEW, Request
from mlops_desktop.data.readers.staging import Staging

MAGIC = b"SQLite format 3\0"
MOST_SECONDS = 600.0
"""So long may a query run without giving a row."""
_STEPS = 20_000
_BUSY_SECONDS = 2.0
_LONGEST = 64 * 1024 * 1024
_CHECK_EVERY = 2_000
_HEAP = 256 * 1024 * 1024
"""What SQLite may hold, sorted rows and temporary tables included.

It holds for the whole process from then on: SQLite lets no statement raise it again.
"""
_FORBIDDEN_WORDS = ("not authorized", "prohibited", "unsafe use of")
_WAL = 2  # bytes 18 and 19 of the header: the file is in write-ahead mode
_FUNCTION_NAMES = """
abs avg ceil ceiling char coalesce concat concat_ws count cume_dist date datetime dense_rank exp
first_value floor format glob group_concat hex ifnull iif instr julianday json json_array
json_array_length json_extract json_group_array json_group_object json_object json_type json_valid
lag last_value lead length like likelihood likely ln log log10 log2 lower ltrim max min mod
nth_value ntile nullif percent_rank pi pow power printf quote radians rank replace round row_number
rtrim sign sqrt strftime string_agg substr substring sum time timediff total trim trunc typeof
unicode unixepoch unlikely upper -> ->>
"""
_SAFE_FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})


def _authorize(
    action: int, _first: str | None, second: str | None, _base: str | None, _by: str | None
) -> int:
    """Permit reading and harmless functions, whoever asks: the query, a view or a trigger."""
    if action in _ALLOWED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _SAFE_FUNCTIONS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


class SqliteReader:
    """Reads a table, a view or the answer of a query."""

    kind: ClassVar[str] = "sqlite"
    suffixes: ClassVar[tuple[str, ...]] = (".sqlite", ".sqlite3", ".db", ".db3", ".gpkg")
    uses: ClassVar[frozenset[str]] = frozenset({"table", "query", "leave_out"})
    is_text: ClassVar[bool] = False

    def recognise(self, path: Path, start: bytes) -> str | None:
        """Say why the file is an SQLite database; None when it is not."""
        _ = path
        return "the file is an SQLite database" if start.startswith(MAGIC) else None

    def prepare(self, request: Request) -> Prepared:
        """Read the rows; see :class:`mlops_desktop.data.readers.reader.Reader`."""
        request.reporter.step(Step(f"Opening {request.path.name}"))
        options = request.options
        if options.table is not None and options.query is not None:
            raise UserError("data.table_and_query")
        if options.query is not None and not options.query.strip():
            raise UserError("data.empty_query", path=request.path)
        # Hashed before the database is opened: what is read is what was hashed, or it changed.
        sha256 = request.sha256()
        watch = _Watch(request)
        with _failures(request, watch), _opened(request, watch) as connection:
            tables = _tables(connection)
            if options.query is not None:
                found, sql = Detection("query", options.query, "chosen"), options.query
            else:
                found = _choose(request, connection, tables)
                sql = f"SELECT * FROM {identifier(found.value)}"
            prepared = _read(request, connection, (sql, sha256, found), watch)
        table = None if options.query else found.value
        return replace(prepared, sheets=tables, options=replace(prepared.options, table=table))


class _Watch:
    """Stops a query that nobody waits for any more, or that gives no row for too long."""

    def __init__(self, request: Request) -> None:
        self._reporter = request.reporter
        self._since = time.monotonic()
        self.is_late = False
        self.is_cancelled = False

    def progress(self) -> None:
        """Note that a row has come."""
        self._since = time.monotonic()

    def __call__(self) -> int:
        try:
            self._reporter.check()
        except Cancelled:
            self.is_cancelled = True
            return 1
        self.is_late = time.monotonic() - self._since > MOST_SECONDS
        return int(self.is_late)


@contextmanager
def _failures(request: Request, watch: _Watch) -> Iterator[None]:
    path = request.path
    try:
        yield
    except MemoryError as error:
        raise UserError("data.heavy_query", path=path, size=f"{_HEAP >> 20} MB") from error
    except sqlite3.Error as error:
        if watch.is_cancelled:
            raise Cancelled from error
        if watch.is_late:
            minutes = f"{MOST_SECONDS / 60:.0f}"
            raise UserError("data.slow_query", path=path, minutes=minutes) from error
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise UserError("data.locked_database", path=path) from error
        reason = str(error).rstrip(".")
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN):
            raise UserError("data.damaged_database", path=path, reason=reason) from error
        if code == sqlite3.SQLITE_AUTH or any(words in reason for words in _FORBIDDEN_WORDS):
            raise UserError("data.forbidden_query", path=path, reason=reason) from error
        raise UserError("data.failed_query", path=path, reason=reason) from error


@contextmanager
def _opened(request: Request, watch: _Watch) -> Iterator[sqlite3.Connection]:
    path = request.path.absolute()
    mode = "immutable=1" if _is_at_rest(path) else "mode=ro"
    connection = sqlite3.connect(
        f"file:{quote(path.as_posix())}?{mode}", uri=True, timeout=_BUSY_SECONDS
    )
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 200)
        connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1)
        for pragma in (
            "trusted_schema = OFF",
            "query_only = ON",
            "cell_size_check = ON",
            "mmap_size = 0",
            "temp_store = MEMORY",
            f"hard_heap_limit = {_HEAP}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        connection.set_progress_handler(watch, _STEPS)
        connection.set_authorizer(_authorize)
        yield connection
    finally:
        connection.close()


def _is_at_rest(path: Path) -> bool:
    """Say whether everything is in a write-ahead file's main part."""
    with path.open("rb") as file:
        header = file.read(20)
    log = path.with_name(path.name + "-wal")
    return header[18:20] == bytes([_WAL, _WAL]) and not (log.exists() and log.stat().st_size)


def _tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the ordinary tables and the views, in the order they were made."""
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
        " AND name NOT LIKE 'sqlite^_%' ESCAPE '^' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    return tuple(str(row[0]) for row in rows)


def _choose(request: Request, connection: sqlite3.Connection, tables: tuple[str, ...]) -> Detection:
    chosen = request.options.table
    known = first_names(tables)
    if chosen is not None:
        if chosen not in tables:
            raise UserError(
                "data.no_table", path=request.path, table=chosen, tables=known or "none"
            )
        return Detection("table", chosen, "chosen")
    for name in tables:
        sql = f"SELECT 1 FROM {identifier(name)} LIMIT 1"
        try:
            has_rows = connection.execute(sql).fetchone() is not None
        except sqlite3.OperationalError:
            continue  # a view of tables that are gone
        if has_rows:
            many = f"the first of {len(tables)} tables that holds rows"
            return Detection("table", name, "the only table" if len(tables) == 1 else many)
    raise UserError("data.empty_database", path=request.path)


def _read(
    request: Request,
    connection: sqlite3.Connection,
    wanted: tuple[str, str, Detection],
    watch: _Watch,
) -> Prepared:
    sql, sha256, found = wanted
    try:
        cursor = connection.execute(sql)
    except (sqlite3.Warning, sqlite3.ProgrammingError) as error:
        raise UserError("data.failed_query", path=request.path, reason=str(error)) from error
    if cursor.description is None:
        raise UserError("data.forbidden_query", path=request.path, reason="it gives no rows")
    every = [str(item[0]) for item in cursor.description]
    kept = request.kept(every)
    names = [every[at] for at in kept]
    most = request.row_limit
    if most is None and request.is_preview and not _is_table(connection, found):
        most = ROWS_OF_A_PREVIEW  # a small file may have an endless answer
    total = _rows(connection, found) if most is None else None
    most_bytes = max(MAX_ANSWER_BYTES, MAX_ANSWER_RATIO * request.stamp.size)
    with Staging(request) as staging:
        for number, row in enumerate(cursor, 1):
            if number - 1 == most:
                sha256 = ""
                break
            watch.progress()
            if staging.size > most_bytes:
                raise _endless(request, found, number, staging.size)
            if number % _CHECK_EVERY == 0:
                phase = f"Reading the rows of {request.path.name}"
                request.reporter.step(Step(phase, number, total, unit=Unit.ROWS))
            values = row if len(kept) == len(row) else [row[at] for at in kept]
            staging.add(number, _values(request, names, values))
        return staging.finish(names, sha256, [found, *request.told_left_out()])


def _endless(request: Request, found: Detection, rows: int, size: int) -> UserError:
    what = "The query" if found.option == "query" else f"“{found.value}”"
    return UserError(
        "data.endless_query",
        path=request.path,
        what=what,
        rows=f"{rows:,}",
        size=f"{size / 1e9:,.1f} GB",
        file=f"{request.stamp.size / 1e6:,.1f} MB",
    )


def _is_table(connection: sqlite3.Connection, found: Detection) -> bool:
    """Say whether it is a table that is read, which holds no more rows than the file."""
    if found.option != "table":
        return False
    sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"
    return connection.execute(sql, [found.value]).fetchone() is not None


def _rows(connection: sqlite3.Connection, found: Detection) -> int | None:
    """Return how many rows there are; None where only reading them tells."""
    if not _is_table(connection, found):
        return None
    (rows,) = connection.execute(f"SELECT count(*) FROM {identifier(found.value)}").fetchone()
    return int(rows)


def _values(
    request: Request, names: Sequence[str], row: Sequence[object]
) -> list[str | int | float | None]:
    values: list[str | int | float | None] = []
    for name, value in zip(names, row, strict=True):
        if isinstance(value, bytes):
            raise UserError("data.binary_column", path=request.path, column=name)
        values.append(value if isinstance(value, str | int | float) else None)
    return values
