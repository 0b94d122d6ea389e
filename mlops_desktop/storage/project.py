"""An open project: its folder, its objects, its registry, and the one way to change it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from mlops_desktop.core import clock
from mlops_desktop.core.audit import Actor, Subject
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import RunId
from mlops_desktop.core.training import RunStatus
from mlops_desktop.storage import birth, jobs
from mlops_desktop.storage.connections import Connections, Door, ForReading, ForWriting
from mlops_desktop.storage.fs import DISK, FileSystem
from mlops_desktop.storage.layout import Layout, find_folder
from mlops_desktop.storage.objects import ObjectStore
from mlops_desktop.storage.reading.contracts import Cards, Contracts
from mlops_desktop.storage.reading.datasets import Datasets
from mlops_desktop.storage.reading.log import Log
from mlops_desktop.storage.reading.models import Models
from mlops_desktop.storage.reading.proofs import ModelCards, Reproductions
from mlops_desktop.storage.reading.recipes import Recipes, Transformations
from mlops_desktop.storage.reading.stages import Stages
from mlops_desktop.storage.reading.trainings import Trainings
from mlops_desktop.storage.reading.uses import Predictions, Reports
from mlops_desktop.storage.records import ProjectInfo
from mlops_desktop.storage.sqlite import Connection, SqliteError
from mlops_desktop.storage.transaction import Transaction, Transactions


class Project:
    """A project that is open in this process; several processes may have it open.

    Threads may share it: each gets a connection of its own.

    Attributes:
        layout: its paths.
        actor: who acts.
        is_read_only: whether it was opened for reading only.
        files: the operations it writes with.
        objects: its files by content.
        datasets, recipes, transformations, contracts, cards, models, model_cards, trainings,
            reproductions, stages, predictions, reports, log: what it knows.
    """

    def __init__(self, layout: Layout, actor: Actor, files: FileSystem, *, read_only: bool) -> None:
        self.layout = layout
        self.actor = actor
        self.is_read_only = read_only
        self.files = files
        self.objects = ObjectStore(layout.objects, files, is_read_only=read_only)
        door: Door = ForReading(layout.registry) if read_only else ForWriting(layout.registry)
        self._door = door
        self._connections = Connections(door)
        try:
            self.info = _info(self.connection(), layout.folder)
        except BaseException:
            self._connections.close()
            raise
        self._transactions = Transactions(self.info.id, actor)
        self.datasets = Datasets(self.connection)
        self.recipes = Recipes(self.connection)
        self.transformations = Transformations(self.connection)
        self.contracts = Contracts(self.connection)
        self.cards = Cards(self.connection)
        self.models = Models(self.connection)
        self.model_cards = ModelCards(self.connection)
        self.trainings = Trainings(self.connection)
        self.reproductions = Reproductions(self.connection)
        self.stages = Stages(self.connection)
        self.predictions = Predictions(self.connection)
        self.reports = Reports(self.connection)
        self.log = Log(self.connection)

    @classmethod
    def create(cls, path: Path, name: str, actor: Actor, files: FileSystem = DISK) -> Project:
        """Make a project in a new or empty folder and open it.

        Raises:
            UserError: ``project.already_exists``, ``environment.*``; nothing is left behind then,
                or only what the next creation in this folder takes away.
        """
        layout = Layout(path.absolute())
        birth.create(layout, name, actor, files)
        return cls(layout, actor, files, read_only=False)

    @classmethod
    def open_as_it_is(cls, path: Path, actor: Actor) -> Project:
        """Open a project of this or an older format to be verified, without touching it.

        Only the log and the objects may be asked for: an older one lacks some tables.

        Raises:
            UserError: as :meth:`open`, but no ``project.needs_upgrade``.
        """
        layout = Layout(find_folder(path))
        birth.check_readable(layout, any_format=True)
        return cls(layout, actor, DISK, read_only=True)

    @classmethod
    def open(
        cls, path: Path, actor: Actor, read_only: bool = False, files: FileSystem = DISK
    ) -> Project:
        """Open a project; one of an older format is brought up, a backup of its registry is kept.

        Args:
            path: its folder or its ``project.mlopsd``.
            actor: who acts.
            read_only: change nothing, not even side files; the way in for a project that is
                damaged or lies where nobody may write.
            files: the operations to write with.

        Raises:
            UserError: ``project.not_a_project``, ``.unfinished``, ``.newer``, ``.damaged``,
                ``.needs_upgrade``, ``environment.*``.
        """
        layout = Layout(find_folder(path))
        if read_only:
            birth.check_readable(layout, any_format=False)
        else:
            birth.make_ready(layout, actor, files)
        return cls(layout, actor, files, read_only=read_only)

    @property
    def path(self) -> Path:
        """The project folder."""
        return self.layout.folder

    @property
    def jobs_folder(self) -> Path:
        """Where background processes write."""
        return self.layout.jobs

    def connection(self) -> Connection:
        """Return the calling thread's connection; for this room only."""
        return self._connections.mine()

    def tolerant_connection(self) -> Connection:
        """Return a connection that reads damaged text too; the caller closes it."""
        return self._door.open(tolerant=True)

    def is_current(self, connection: Connection) -> bool:
        """Say whether nobody has written past a connection that reads a file at rest."""
        return self._door.is_current(connection)

    @contextmanager
    def tx(
        self, action: str, subject: Subject, why: str = "", *, keep: bool = False
    ) -> Iterator[Transaction]:
        """Change the registry: everything in the body and its log entry, or nothing.

        When the body raises, nothing was changed. When it changed nothing, nothing is logged.

        Args:
            action: what happens, such as ``model.promote``.
            subject: what it happens to; ``tx.subject`` may name it anew inside.
            why: the reason, as a person gave it.
            keep: log it even when nothing changed, such as a promotion that was refused.

        Raises:
            UserError: ``project.read_only``, ``project.damaged``, ``environment.*``.
            RuntimeError: when this thread has a transaction open already.
        """
        if self.is_read_only:
            raise UserError("project.read_only", path=self.path)
        with self._transactions.open(
            self.connection(), action, subject, why, keep=keep
        ) as transaction:
            yield transaction

    def entries_of_others(self) -> int | None:
        """Return how many log entries were not written by this object; None = ask again later.

        Grows whenever another program changed something. One quick read.

        Raises:
            UserError: when the registry cannot be read.
        """
        before = self._transactions.logged
        count = self.log.count()
        if not self._transactions.is_idle or self._transactions.logged != before:
            return None
        return count - before

    def recover(self) -> tuple[RunId, ...]:
        """Tidy up after processes that died: mark their runs aborted, remove what they left.

        Returns:
            The runs that were marked.

        Raises:
            UserError: ``environment.*``.
        """
        dead = self._runs_of_dead_jobs()
        if dead:
            subject = Subject("project", self.info.id, self.info.name)
            with self.tx("run.recover", subject, "their process ended unexpectedly") as tx:
                dead = self._runs_of_dead_jobs()  # another process may have been faster
                for run_id in dead:
                    tx.end_run(run_id, RunStatus.ABORTED, "the process ended unexpectedly")
        jobs.sweep(self.jobs_folder)
        self.objects.sweep()
        return dead

    def _runs_of_dead_jobs(self) -> tuple[RunId, ...]:
        return tuple(
            run_id
            for run_id, job in self.trainings.jobs_of_running()
            if not jobs.is_alive(self.jobs_folder, job)
        )

    def close(self) -> None:
        """Close every thread's connection; the threads must have finished their reading."""
        self._connections.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _info(connection: Connection, folder: Path) -> ProjectInfo:
    try:
        row = connection.row("SELECT id, name, created_at FROM project")
        found_format = int(connection.value("PRAGMA user_version"))
        created_at = clock.from_text(row[2]) if row else None
    except (SqliteError, ValueError, TypeError) as error:
        raise UserError("project.damaged", path=connection.path, reason=str(error)) from error
    if row is None or created_at is None:
        raise UserError("project.damaged", path=connection.path, reason="it names no project")
    return ProjectInfo(row[0], row[1], folder, found_format, created_at)
