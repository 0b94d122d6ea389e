"""Project folders: make, open, upgrade, copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.audit import Actor
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.work import Work
from mlops_desktop.services.session import Session, present_actor
from mlops_desktop.storage.copy import save_copy as copy_project
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.records import ProjectInfo


def create(path: Path, name: str | None = None, actor: Actor | None = None) -> Session:
    """Make a project in a new or empty folder; its name defaults to the folder's."""
    return Session.create(path, name or path.absolute().name, actor)


def open(path: Path, *, read_only: bool = False, actor: Actor | None = None) -> Session:  # noqa: A001 - the verb a user would say
    """Open a project by its folder or its ``project.mlopsd``."""
    return Session.open(path, read_only=read_only, actor=actor)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A project that now has the present format.

    Attributes:
        before: the format it had.
        backups: where its registry lies as it was, when it had an older one.
    """

    project: ProjectInfo
    before: int
    backups: Path

    @property
    def is_changed(self) -> bool:
        """Whether there was anything to do."""
        return self.before != self.project.format


def upgrade(path: Path, actor: Actor | None = None) -> Upgraded:
    """Bring a project of an older format to the present one; its registry is backed up first.

    Raises:
        UserError: ``project.not_a_project``, ``project.newer``, ``project.damaged``,
            ``environment.*``: the project is as it was.
    """
    actor = actor or present_actor()
    with Project.open_as_it_is(path, actor) as found:
        before = found.info.format
    with Project.open(path, actor) as project:
        return Upgraded(project.info, before, project.layout.backups)


def save_copy(session: Session, destination: Path, work: Work | None = None) -> Path:
    """Write a complete, verified copy of the open project into a new or empty folder."""
    (work or Work()).step(Step("Copying the project"))
    copy_project(session.project, destination)
    return destination
