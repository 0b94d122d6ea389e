"""The log as a person reads it, and the proof that nothing was altered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mlops_desktop.core.audit import AuditEntry, Verification
from mlops_desktop.jobs.work import Work
from mlops_desktop.services.session import Session
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
    """Return entries of the log, newest first."""
    wanted = wanted or LogFilter()
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


def entry(session: Session, seq: int) -> AuditEntry | None:
    """Return one entry by its number."""
    return session.project.log.entry(seq)


def verify(session: Session, work: Work | None = None) -> Verification:
    """Check the whole project: the log, every fact against it, every stored file."""
    return verify_project(session.project, (work or Work()).step)
