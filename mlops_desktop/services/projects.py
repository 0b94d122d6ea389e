"""Project folders: make, open, copy."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.audit import Actor
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.work import Work
from mlops_desktop.services.session import Session
from mlops_desktop.storage.copy import save_copy as copy_project


def create(path: Path, name: str | None = None, actor: Actor | None = None) -> Session:
    """Make a project in a new or empty folder; its name defaults to the folder's."""
    return Session.create(path, name or path.absolute().name, actor)


def open(path: Path, *, read_only: bool = False, actor: Actor | None = None) -> Session:  # noqa: A001 - the verb a user would say
    """Open a project by its folder or its ``project.mlopsd``."""
    return Session.open(path, read_only=read_only, actor=actor)


def save_copy(session: Session, destination: Path, work: Work | None = None) -> Path:
    """Write a complete, verified copy of the open project into a new or empty folder."""
    (work or Work()).step(Step("Copying the project"))
    copy_project(session.project, destination)
    return destination
