"""The log as a person reads it, and the proof that nothing was altered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mlops_desktop.core.audit import AuditEntry, Damage, Problem, Verification
from mlops_desktop.core.errors import UserError
from mlops_desktop.jobs.work import Work
from mlops_desktop.services.session import Session, present_actor
from mlops_desktop.storage import facts, manifest
from mlops_desktop.storage.layout import REGISTRY
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.verify import verify as verify_project


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which entries to show; newest first, at most ``limit``, before ``before_seq``."""

    limit: int = 200
    before_seq: int | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def log(session: Session, wanted: LogFilter | None = None) -> tuple[AuditEntry, ...]:
    """Return entries of the log, newest first.

    Raises:
        UserError: ``project.damaged`` when an entry cannot be read.
    """
    wanted = wanted or LogFilter()
    with _reading(session):
        return session.project.log.entries(
            limit=wanted.limit,
            before_seq=wanted.before_seq,
            action=wanted.action,
            subject=wanted.subject,
            since=wanted.since,
            until=wanted.until,
        )


def count(session: Session) -> int:
    """Return how many entries the log has."""
    return session.project.log.count()


def entries_of_others(session: Session) -> int | None:
    """Return a number that grows when another program changes the project; None = ask later."""
    return session.project.entries_of_others()


def entry(session: Session, seq: int) -> AuditEntry | None:
    """Return one entry by its number."""
    return session.project.log.entry(seq)


def verify(session: Session, work: Work | None = None) -> Verification:
    """Check the whole project: the log, every fact against it, every stored file."""
    return verify_project(session.project, (work or Work()).step)


def verify_folder(folder: Path, work: Work | None = None) -> Verification:
    """Check the project in a folder, also one of an older format, without touching it.

    That it is too damaged to be opened is an answer, too.

    Raises:
        UserError: ``project.not_a_project``, ``.unfinished``, ``.newer``, ``environment.*``:
            nothing can be said about such a folder.
    """
    try:
        with Project.open_as_it_is(folder, present_actor()) as project:
            return verify_project(project, (work or Work()).step)
    except UserError as error:
        if error.code == "project.damaged":
            path = Path(str(error.facts["path"]))
            is_manifest = path.name == manifest.FILE_NAME
            damage = Damage.MANIFEST if is_manifest else Damage.DATABASE
            where = manifest.FILE_NAME if is_manifest else REGISTRY
            found = Problem(damage, where, f"cannot be opened: {error.facts['reason']}")
        elif error.code == "project.not_a_project" and (folder / REGISTRY).is_file():
            found = Problem(Damage.MANIFEST, manifest.FILE_NAME, "it is missing")
        else:
            raise
    return Verification(0, 0, 0, 0, "", "", (found,))


def check_presence(session: Session) -> None:
    """Look whether every stored file that the registry names is there; none is read.

    Raises:
        UserError: ``project.object_missing`` for the first that is not; ``project.damaged``.
    """
    project = session.project
    named = facts.digests(project.connection())
    present = {digest for digest, _ in project.objects.stored()}
    for digest in sorted(named.keys() - present):
        raise UserError("project.object_missing", digest=digest)


@contextmanager
def _reading(session: Session) -> Iterator[None]:
    """Say in words that an entry's bytes are no entry."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        path = session.project.layout.registry
        raise UserError("project.damaged", path=path, reason="its log cannot be read") from error
