"""DuckDB, locked down: the one table engine.

No extension is installed or loaded, no file is reachable but those named when the engine is
opened, and the configuration cannot be changed afterwards. SQL is generated in this room only.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from mlops_desktop.core.errors import Cancelled
from mlops_desktop.core.progress import Reporter, Silent
from mlops_desktop.data.failures import engine_failures
from mlops_desktop.data.limits import MEMORY

_POLL_SECONDS = 0.1
_WIDE = 1_000


def identifier(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for SQL, where a parameter cannot stand (file names, reader options)."""
    if "\0" in text:
        raise ValueError("SQL text cannot hold NUL")
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Sequence[str]) -> str:
    """Quote a list of texts for SQL."""
    return "[" + ", ".join(literal(text) for text in texts) + "]"


class Engine:
    """One DuckDB connection for one piece of work; a context manager.

    Args:
        about: the file named in error messages.
        folder: where DuckDB may write (results, spilled data); None: it writes nothing.
        files: files it may read.
        reporter: asked several times a second whether to stop; a running statement is then
            interrupted and ``Cancelled`` raised.
        columns: width of the widest table; wide ones are worked on with one thread, because
            each thread holds a block of every column.
    """

    def __init__(
        self,
        about: Path,
        folder: Path | None = None,
        files: Sequence[Path] = (),
        reporter: Reporter | None = None,
        columns: int = 0,
    ) -> None:
        self._about = about
        self._reporter = reporter or Silent()
        self._connection = duckdb.connect(
            config={
                "threads": 1 if columns > _WIDE else max(1, os.cpu_count() or 1),
                "memory_limit": MEMORY,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "temp_directory": str(folder / "spill") if folder else "",
            }
        )
        self._lock_down(folder, files)
        self._over = threading.Event()
        self._watcher: threading.Thread | None = None

    def _lock_down(self, folder: Path | None, files: Sequence[Path]) -> None:
        paths = [str(path.absolute()) for path in files]
        for statement in (
            "SET TimeZone = 'UTC'",
            f"SET allowed_paths = {literals(paths)}",
            f"SET allowed_directories = {literals([str(folder.absolute())] if folder else [])}",
            "SET enable_external_access = false",
            "SET lock_configuration = true",
        ):
            self._connection.execute(statement)

    def __enter__(self) -> Engine:
        if not isinstance(self._reporter, Silent):
            self._watcher = threading.Thread(target=self._watch, name="stop-watcher", daemon=True)
            self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._watcher is not None:
            self._watcher.join()
        self._connection.close()

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            try:
                self._reporter.check()
            except Cancelled:
                # Repeated until the engine is closed: a statement may be about to start.
                self._connection.interrupt()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement; raises ``Cancelled``, or a ``UserError`` for disk and memory."""
        self._reporter.check()
        try:
            with engine_failures(self._about):
                self._connection.execute(sql, list(parameters) or None)
        except duckdb.InterruptException as error:
            self._reporter.check()
            raise Cancelled from error

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        self.run(sql, parameters)
        with engine_failures(self._about):
            return self._connection.fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
        """Run a query of exactly one row and return it."""
        return self.rows(sql, parameters)[0]

    def arrays(self, sql: str, parameters: Sequence[Any] = ()) -> dict[str, Any]:
        """Run a query and return its columns as numpy arrays (masked where values are missing)."""
        self.run(sql, parameters)
        with engine_failures(self._about):
            return self._connection.fetchnumpy()

    def register(self, name: str, value: object) -> None:
        """Make a data frame visible under a name."""
        self._connection.register(name, value)
