"""An open project with its background worker: what every use case works on."""

from __future__ import annotations

import getpass
import platform
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from mlops_desktop.core.audit import Actor
from mlops_desktop.core.errors import UserError
from mlops_desktop.jobs.limits import Limits
from mlops_desktop.jobs.runner import OnEvent, Runner
from mlops_desktop.jobs.work import Work
from mlops_desktop.storage.jobs import JobFolder
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.records import ProjectInfo

R = TypeVar("R")


def present_actor(name: str | None = None) -> Actor:
    """Return who acts on this machine; the shown name defaults to the account's."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError):
        account = "unknown"
    return Actor(name or account, account, platform.node())


def _unheard(_note: str) -> None:
    """Nobody listens."""


class Session:
    """One open project and its workers.

    Use it as a context manager, or call :meth:`close`. Safe to use from several threads.

    Attributes:
        on_note: called with each sentence that a person should know beside an answer, in the
            thread that asked.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.on_note: Callable[[str], object] = _unheard
        self.runner = Runner()

    @classmethod
    def create(cls, path: Path, name: str, actor: Actor | None = None) -> Session:
        """Make a project in a new or empty folder and open it.

        Raises:
            UserError: ``project.already_exists``, ``usage.name``, ``environment.*``.
        """
        return cls(Project.create(path, name, actor or present_actor()))

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, actor: Actor | None = None) -> Session:
        """Open a project by its folder or its ``project.mlopsd``.

        Raises:
            UserError: ``project.not_a_project``, ``project.newer``, ``environment.*``.
        """
        project = Project.open(path, actor or present_actor(), read_only=read_only)
        if not read_only:
            project.recover()
        return cls(project)

    @property
    def info(self) -> ProjectInfo:
        """Name, id, folder and format of the project."""
        return self.project.info

    def require_writable(self) -> None:
        """Refuse work whose result could not be stored, before it begins.

        Raises:
            UserError: ``project.read_only``.
        """
        if self.project.is_read_only:
            raise UserError("project.read_only", path=self.project.path)

    @property
    def actor(self) -> Actor:
        """Who acts in this session."""
        return self.project.actor

    def tell(self, note: str) -> None:
        """Tell something beside the answer: nothing is refused, but it should be known."""
        self.on_note(note)

    def warm_up(self, work: Work) -> None:
        """Start the worker before it is needed; ends early when asked to stop."""
        self.runner.warm_up(work)

    def close(self) -> None:
        """End the workers and close the project."""
        self.runner.close()
        self.project.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def job(self) -> Iterator[Path]:
        """Give a job folder of its own, locked while in use and removed afterwards.

        For a project open for reading only it lies elsewhere: nothing may appear in the project.
        """
        if self.project.is_read_only:
            with tempfile.TemporaryDirectory(prefix="mlops-desktop-") as name:
                yield Path(name)
            return
        with JobFolder.create(self.project.jobs_folder) as folder:
            yield folder.path

    def run(  # noqa: PLR0913, PLR0917 - as of Runner.run
        self,
        request: object,
        answer: type[R],
        folder: Path,
        work: Work,
        on_event: OnEvent | None = None,
        limits: Limits | None = None,
    ) -> R:
        """Do long work in the worker; see :meth:`Runner.run`."""
        return self.runner.run(request, answer, folder, work, on_event=on_event, limits=limits)

    def ask(self, request: object, answer: type[R], work: Work | None = None) -> R:
        """Do quick work that leaves nothing behind; it may overtake long work."""
        with self.job() as folder:
            return self.runner.run(request, answer, folder, work or Work(), quick=True)
