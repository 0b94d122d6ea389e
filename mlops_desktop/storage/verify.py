"""Proof that a project is whole: log, facts, schema, objects and manifest agree, byte for byte.

Nothing is written. The registry is read in one snapshot, so that others may go on working (with an
older SQLite, that cannot write ahead, writers wait until that part is done); every object's bytes
are hashed, by several threads (hashing releases the interpreter's lock).
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from mlops_desktop.core.audit import Damage, Problem, Verification
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.identity import Digest
from mlops_desktop.core.progress import OnStep, Step, Unit
from mlops_desktop.storage import facts, manifest, migrations
from mlops_desktop.storage.fs import CHUNK
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.replay import Replay, check_index
from mlops_desktop.storage.sqlite import APPLICATION_ID, Connection, SqliteError
from mlops_desktop.storage.words import words

_EVERY = 500
_TRIES = 3
_LINK = "a link to another place, not part of the project"


def verify(project: Project, on_step: OnStep | None = None) -> Verification:
    """Check everything and say what was found.

    Args:
        project: open; read-only suffices. One of an older format is held to that format's rules.
        on_step: told where the work is; whatever it raises ends the work.

    Raises:
        UserError: ``environment.*`` when the registry cannot be opened at all.
    """
    tell = on_step or _nobody
    check = _RegistryCheck(project, tell)
    for _ in range(_TRIES):
        check = _RegistryCheck(project, tell)
        if check.run():
            break
    problems = [*check.problems, *_check_manifest(project, check)]
    objects = _ObjectCheck(project, check.digests, tell)
    problems += objects.run()
    head = check.head.hex()
    return Verification(
        entries=check.entries,
        facts=check.facts,
        objects=objects.count,
        bytes_read=objects.bytes_read,
        head=head,
        words=words(head),
        problems=tuple(problems),
        unreferenced=objects.unreferenced,
    )


class _RegistryCheck:
    """Everything that is inside registry.db."""

    def __init__(self, project: Project, tell: OnStep) -> None:
        self._project = project
        self._tell = tell
        self.problems: list[Problem] = []
        self.entries = 0
        self.facts = 0
        self.head = b""
        self.digests: dict[Digest, str] = {}
        self.identity: tuple[str, str, int] | None = None

    def run(self) -> bool:
        """Check; return whether nobody wrote into a registry that was read at rest meanwhile."""
        with closing(self._project.tolerant_connection()) as connection:
            with self._surviving(), connection.snapshot():
                for part in (
                    self._check_database,
                    self._check_schema,
                    self._check_log_and_facts,
                    self._collect_digests,
                ):
                    with self._surviving():
                        part(connection)
            return self._project.is_current(connection)

    @contextmanager
    def _surviving(self) -> Iterator[None]:
        """Turn what a damaged file does to a query into a problem, and go on."""
        try:
            yield
        except (SqliteError, UserError, UnicodeError) as error:
            if isinstance(error, UserError) and not error.code.startswith("project."):
                raise
            self._found(Damage.DATABASE, "registry.db", str(error))

    def _check_database(self, connection: Connection) -> None:
        self._tell(Step("Checking the database"))
        for (answer,) in connection.rows("PRAGMA integrity_check"):
            if answer != "ok":
                self._found(Damage.DATABASE, "registry.db", str(answer))
        for table, rowid, parent, _ in connection.rows("PRAGMA foreign_key_check"):
            if table != "change_capture":
                detail = f"row {rowid} refers to a row of {parent} that is not there"
                self._found(Damage.DATABASE, table, detail)
        unlogged = connection.rows("SELECT tbl, pk, col, op FROM change_capture")
        for table, key, column, operation in unlogged:
            detail = f"a change ({operation}) was committed without a log entry"
            self._found(Damage.FACT_UNLOGGED, f"{table} {key} {column}", detail)

    def _check_schema(self, connection: Connection) -> None:
        reached = self._project.info.format
        expected = migrations.expected_schema(reached)
        found = migrations.schema_text(connection)
        # In a damaged table even names may be bytes.
        for kind, name in sorted(expected.keys() | found.keys(), key=repr):
            if expected.get((kind, name)) != found.get((kind, name)):
                detail = "it is missing" if (kind, name) not in found else "it was altered or added"
                self._found(Damage.SCHEMA, f"{kind} {name}", detail)
        numbers = (
            connection.value("PRAGMA application_id"),
            connection.value("PRAGMA user_version"),
        )
        if numbers != (APPLICATION_ID, reached):
            self._found(Damage.SCHEMA, "registry.db", f"its header says {numbers}")
        applied = [n for (n,) in connection.rows("SELECT name FROM _sqlite_migrations ORDER BY id")]
        if applied != migrations.step_names(reached):
            self._found(Damage.SCHEMA, "_sqlite_migrations", f"it names {applied}")

    def _check_log_and_facts(self, connection: Connection) -> None:
        row = connection.row("SELECT id, name FROM project")
        if row is not None:
            self.identity = (row[0], row[1], connection.value("PRAGMA user_version"))
        replay = Replay(self._project.info.id, self._project.objects)
        try:
            with self._surviving():
                self._read_log(connection, replay)
                self._check_format(replay)
        finally:
            self.problems += replay.problems
            self.entries, self.head = replay.entries, replay.head if replay.entries else b""
        for table in facts.table_names(connection):
            self._tell(Step("Comparing facts with the log", detail=table))
            with self._surviving():
                self.facts += connection.value(f'SELECT count(*) FROM "{table}"')
                self.problems += replay.compare(connection, table)
        self.problems += replay.leftover()

    def _check_format(self, replay: Replay) -> None:
        reached = self._project.info.format
        if replay.format not in (None, str(reached)):
            detail = f"its header says format {reached}, the log {replay.format}"
            self._found(Damage.SCHEMA, "registry.db", detail)

    def _read_log(self, connection: Connection, replay: Replay) -> None:
        total = connection.value("SELECT count(*) FROM audit_log")
        found = connection.each(
            "SELECT l.seq, l.body, l.leaf, l.prev, i.seq, i.at, i.action, i.subject_kind,"
            " i.subject_id, i.subject_name, i.outcome"
            " FROM audit_log l LEFT JOIN audit_index i ON i.seq=l.seq ORDER BY l.seq"
        )
        for row in found:
            if replay.entries % _EVERY == 0:
                self._tell(Step("Reading the log", replay.entries, total))
            replay.read(row[:4])
            problem = check_index(row[:4], row[4:])
            if problem is not None:
                self.problems.append(problem)
        stray = connection.value("SELECT count(*) FROM audit_index") - total
        if stray:
            self._found(Damage.FACT_UNLOGGED, "audit_index", f"{stray} rows too many")

    def _collect_digests(self, connection: Connection) -> None:
        self.digests = facts.digests(connection)

    def _found(self, damage: Damage, where: str, detail: str) -> None:
        self.problems.append(Problem(damage, where, detail))


class _ObjectCheck:
    """Every file of the object store against its name."""

    def __init__(self, project: Project, digests: dict[Digest, str], tell: OnStep) -> None:
        self._digests = digests
        self._tell = tell
        self._stored = list(project.objects.stored())
        self._folder = project.objects.folder
        self._stop = threading.Event()
        self._guard = threading.Lock()
        self.count = len(self._stored)
        self.bytes_read = 0
        self.unreferenced = sum(digest not in digests for digest, _ in self._stored)

    def run(self) -> Iterator[Problem]:
        """Yield what is missing, altered, or no file of this project."""
        yield from self._linked_folders()
        stored = {digest for digest, _ in self._stored}
        for digest in sorted(self._digests.keys() - stored):
            yield Problem(Damage.OBJECT_MISSING, f"object {digest}", self._digests[digest])
        total = sum(_size(path) for _, path in self._stored)
        waiting = iter(self._stored)
        with ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
            pending: set[Future[list[Problem]]] = set()
            try:
                while True:
                    while len(pending) < 8 and (batch := list(islice(waiting, 64))):
                        pending.add(pool.submit(self._hash_batch, batch))
                    if not pending:
                        break
                    done, pending = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
                    read = self.bytes_read
                    self._tell(Step("Hashing stored files", read, total, unit=Unit.BYTES))
                    for future in done:
                        yield from future.result()
            finally:
                self._stop.set()

    def _linked_folders(self) -> Iterator[Problem]:
        inner = sorted(self._folder.iterdir()) if self._folder.is_dir() else ()
        for place in (self._folder, *inner):
            if place.is_symlink():
                where = f"folder {place.relative_to(self._folder.parent).as_posix()}"
                yield Problem(Damage.OBJECT_CHANGED, where, _LINK)

    def _hash_batch(self, batch: list[tuple[Digest, Path]]) -> list[Problem]:
        found = [self._hash_one(digest, path) for digest, path in batch]
        return [problem for problem in found if problem is not None]

    def _hash_one(self, digest: Digest, path: Path) -> Problem | None:
        where = f"object {digest}"
        named_by = self._digests.get(digest, "no row refers to it")
        try:
            if path.is_symlink():  # this program makes none: the bytes belong to something else
                return Problem(Damage.OBJECT_CHANGED, where, f"{_LINK}; {named_by}")
            if not path.is_file() and path.exists():  # reading a pipe would wait for ever
                return Problem(Damage.OBJECT_CHANGED, where, f"no ordinary file; {named_by}")
            found = self._hash(path)
        except FileNotFoundError:
            return Problem(Damage.OBJECT_MISSING, where, named_by)
        except OSError as error:
            return Problem(Damage.OBJECT_CHANGED, where, f"{error.strerror}; {named_by}")
        if found == digest:
            return None
        return Problem(Damage.OBJECT_CHANGED, where, f"its bytes give {found}; {named_by}")

    def _hash(self, path: Path) -> str:
        hasher = hashlib.sha256()
        buffer = memoryview(bytearray(CHUNK))
        with path.open("rb", buffering=0) as stream:
            while size := stream.readinto(buffer):
                hasher.update(buffer[:size])
                with self._guard:
                    self.bytes_read += size
                if self._stop.is_set():
                    raise Cancelled
        return hasher.hexdigest()


def _check_manifest(project: Project, check: _RegistryCheck) -> Iterator[Problem]:
    """Yield where the manifest differs from the registry."""
    where = manifest.FILE_NAME
    try:
        said = manifest.read(project.path)
    except UserError as error:
        yield Problem(Damage.MANIFEST, where, str(error))
        return
    if check.identity is None:
        return
    told = (said.id, said.name, said.format)
    for what, left, right in zip(("id", "name", "format"), told, check.identity, strict=True):
        if left != right:
            yield Problem(
                Damage.MANIFEST, f"{where} {what}", f"“{left}”, the registry says “{right}”"
            )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _nobody(step: Step) -> None:
    """Listen to nothing."""
