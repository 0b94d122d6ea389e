"""DuckDB, locked down: the one table engine.

No extension is installed or loaded, no file is reachable but those named when the engine is
opened, and the configuration cannot be changed afterwards. SQL is generated in this room only.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from mlops_desktop.core.errors import Cancelled
from mlops_desktop.core.progress import Reporter, Silent, Step, Unit
from mlops_desktop.data.failures import engine_failures
from mlops_desktop.data.limits import MEMORY

_POLL_SECONDS = 0.1
_MANY = 100
_MOST_THREADS = 4  # each holds tens of megabytes while reading
_WIDE = 1_000
_ALL = 100.0
_THOUSAND = 1_000


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


class Connection:
    """Runs statements on one DuckDB connection, for one thread at a time."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, about: Path, reporter: Reporter
    ) -> None:
        self._connection = connection
        self._about = about
        self._reporter = reporter

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement; raises ``Cancelled``, or a ``UserError`` for disk and memory."""
        self._reporter.check()
        with self._failures():
            self._connection.execute(sql, list(parameters) or None)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        self.run(sql, parameters)
        with self._failures():
            return self._connection.fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
        """Run a query of exactly one row and return it."""
        return self.rows(sql, parameters)[0]

    def arrays(self, sql: str, parameters: Sequence[Any] = ()) -> dict[str, Any]:
        """Run a query and return its columns as numpy arrays (masked where values are missing)."""
        self.run(sql, parameters)
        with self._failures():
            return self._connection.fetchnumpy()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            with engine_failures(self._about):
                yield
        except duckdb.InterruptException as error:
            self._reporter.check()
            raise Cancelled from error


class _Telling:
    """What is told of a step whose share done the engine knows."""

    def __init__(self, step: Step, statements: int) -> None:
        self._step = step if step.total else replace(step, done=0, total=_THOUSAND, unit=Unit.NONE)
        self._total = self._step.total or _THOUSAND
        self._told = 0
        self._statements = max(1, statements)
        self.begun = 0

    def reached(self, begun: int, percent: float) -> Step | None:
        """Return the step as far as it is; None when nobody knows, or nothing has moved.

        Args:
            begun: how many statements had begun.
            percent: the share of the last of them that is done; negative or NaN: not known.
        """
        if not (begun and 0 <= percent <= _ALL):
            return None
        share = (min(begun, self._statements) - 1 + percent / _ALL) / self._statements
        done = int(share * self._total)
        if done <= self._told:
            return None
        self._told = done
        return replace(self._step, done=done)


class Engine(Connection):
    """DuckDB for one piece of work; a context manager.

    Args:
        about: the file named in error messages.
        folder: where DuckDB may write (results, spilled data); None: it writes nothing.
        files: files it may read.
        reporter: asked several times a second whether to stop; running statements are then
            interrupted and ``Cancelled`` is raised.
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
        connection = duckdb.connect(
            config={
                "threads": 1 if columns > _WIDE else min(_MOST_THREADS, os.cpu_count() or 1),
                "memory_limit": MEMORY,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "temp_directory": str(folder / "spill") if folder else "",
            }
        )
        super().__init__(connection, about, reporter or Silent())
        self._branches: list[duckdb.DuckDBPyConnection] = []
        self._lock_down(folder, files, columns)
        self._over = threading.Event()
        self._watcher: threading.Thread | None = None
        self._telling: _Telling | None = None
        self._guard = threading.Lock()

    def _lock_down(self, folder: Path | None, files: Sequence[Path], columns: int) -> None:
        # DuckDB follows links before it compares: both spellings are allowed.
        paths = [str(spelt) for path in files for spelt in (path.absolute(), path.resolve())]
        folders = [str(spelt) for spelt in (folder.absolute(), folder.resolve())] if folder else []
        # Looking for common parts takes time with the square of the number of expressions.
        disabled = "common_subexpressions" if columns > _MANY else ""
        for statement in (
            "SET TimeZone = 'UTC'",
            "SET enable_progress_bar_print = false",  # after two seconds it writes to stdout
            "SET enable_progress_bar = true",  # and it measures how far statements are
            f"SET disabled_optimizers = '{disabled}'",
            f"SET allowed_paths = {literals(paths)}",
            f"SET allowed_directories = {literals(folders)}",
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
        self.close()

    def end_watch(self) -> None:
        """Stop asking the reporter."""
        self._over.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None

    def close(self) -> None:
        """Give everything back."""
        self.end_watch()
        for branch in self._branches:
            branch.close()
        self._connection.close()

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            try:
                self._reporter.check()
                self._tell()
            except Cancelled:
                # Repeated until the engine is closed: a statement may be about to start.
                for connection in (self._connection, *self._branches):
                    connection.interrupt()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement; see :meth:`Connection.run`."""
        if self._telling is not None:
            self._telling.begun += 1
        super().run(sql, parameters)

    @contextmanager
    def telling(self, step: Step, statements: int = 1) -> Iterator[None]:
        """Tell a step, and while the engine works on it how far that is.

        The share done comes from the engine, which knows how much of its input it has gone
        through; it is told in units of the step, or in thousandths where it has no total.

        Args:
            step: what is done, of which nothing is done yet.
            statements: how many statements it takes; each is an equal part of it.

        Raises:
            Cancelled: a stop was asked for.
        """
        self._reporter.step(step)
        with self._guard:
            self._telling = _Telling(step, statements)
        try:
            yield
        finally:
            # The watcher tells while it holds the guard: behind this it tells nothing more of the
            # step, and cannot tell it after the next one.
            with self._guard:
                self._telling = None

    def _tell(self) -> None:
        with self._guard:
            if self._telling is not None:
                begun = self._telling.begun
                step = self._telling.reached(begun, self._connection.query_progress())
                if step is not None:
                    self._reporter.step(step)

    def branch(self) -> Connection:
        """Return a further connection to the same tables, for another thread."""
        connection = self._connection.cursor()
        self._branches.append(connection)
        return Connection(connection, self._about, self._reporter)

    def register(self, name: str, value: object) -> None:
        """Make a data frame visible under a name."""
        self._connection.register(name, value)
