"""Do the versions in use still answer the same, after this program or a package was upgraded?

The window asks them by itself when a project is opened for writing and something that computes is
installed in another version than when they were asked last (:func:`check_upgraded`). Writing that
down needs no person: as with a run that had broken off, it is a fact that was found and no decision
that was made. The log names the program as who acted, and why it did.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core.audit import AuditEntry
from mlops_desktop.core.changes import Outcome, changed
from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import Digest
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.progress import Step
from mlops_desktop.core.training import Environment
from mlops_desktop.core.version import VERSION, installed
from mlops_desktop.core.wording import named
from mlops_desktop.jobs.requests import Reperformed
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import behaviour, models
from mlops_desktop.services.behaviour import BehaviourCheck
from mlops_desktop.services.session import Session

APP = behaviour.PROGRAM


class HealthState(StrEnum):
    """What is known of a version's answers today.

    SAME: it answered the same, and nothing was upgraded since. NEW: never checked, but nothing was
    upgraded since it was trained. STALE: something was upgraded since. DIFFERS: at the last check
    it answered otherwise.
    """

    SAME = "same"
    NEW = "new"
    STALE = "stale"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class VersionHealth:
    """One staged version.

    Attributes:
        checked_at: None when it was never checked.
        entry: the log entry of the last check, 0 before the first.
        upgraded: (name, then, now) of what is installed in another version since.
        problem: why the last check cannot be read, "" otherwise.
    """

    version: ModelVersion
    state: HealthState
    checked_at: datetime | None = None
    entry: int = 0
    upgraded: tuple[tuple[str, str, str], ...] = ()
    problem: str = ""

    @property
    def words(self) -> str:
        """What is known, in words."""
        if self.state is HealthState.SAME:
            return "answers the same"
        if self.state is HealthState.DIFFERS:
            return "answered otherwise"
        if self.problem:
            return "the last check cannot be read"
        if self.state is HealthState.NEW:
            return "not checked yet; nothing was upgraded since it was trained"
        return f"not checked since {named([name for name, _, _ in self.upgraded])} changed"

    @property
    def is_due(self) -> bool:
        """Whether it should be asked its golden rows again."""
        return self.state is not HealthState.SAME


def staged(session: Session) -> tuple[VersionHealth, ...]:
    """Return the health of every version in staging or production; nothing is run."""
    return tuple(
        _health(session, version)
        for row in models.list_models(session)
        for version in (row.production, row.staging)
        if version is not None
    )


def check_due(session: Session, work: Work | None = None) -> Outcome[tuple[BehaviourCheck, ...]]:
    """Ask every staged version its golden rows again that was not since an upgrade.

    One that cannot be asked stops no other. A version that answered otherwise is asked again.

    Raises:
        UserError: ``project.read_only``.
    """
    session.require_writable()
    work = work or Work()
    due = (item.version for item in staged(session) if item.is_due)
    found = tuple(behaviour.check_or_problem(session, item, work, keep=True) for item in due)
    return Outcome(found, changed())


def upgraded(session: Session) -> tuple[VersionHealth, ...]:
    """Return the staged versions that were asked, or trained, before an upgrade; nothing is run.

    None in a project that is open for reading only, where no check could be kept.
    """
    if session.project.is_read_only:
        return ()
    return tuple(item for item in staged(session) if item.upgraded)


def check_upgraded(
    session: Session, work: Work | None = None
) -> Outcome[tuple[BehaviourCheck, ...]]:
    """Ask the staged versions again for which something was upgraded, as nobody's wish.

    Each is kept as evidence, so that the next opening has nothing to ask; one that could not be
    asked stops no other, and is asked again at the next opening.

    Raises:
        Cancelled: those that were asked by then are kept.
    """
    work = work or Work(gives_way=True)
    due, found = upgraded(session), list[BehaviourCheck]()
    try:
        for place, item in enumerate(due):
            work.step(Step(f"Asking {item.version.label}", place, len(due)))
            found.append(
                behaviour.check_or_problem(
                    session, item.version, work, keep=True, unasked=_because(item)
                )
            )
    finally:
        session.runner.rest()
    return Outcome(tuple(found), changed())


def _because(item: VersionHealth) -> str:
    parts = [f"{name} {before} → {now}" for name, before, now in item.upgraded]
    return f"By itself after an upgrade: {', '.join(parts)}"


def _health(session: Session, version: ModelVersion) -> VersionHealth:
    entry = next(
        iter(session.project.log.entries(limit=1, action="model.check", subject=version.id)), None
    )
    at, seq = (entry.at, entry.seq) if entry else (None, 0)
    try:
        upgraded = _upgraded(_environment(session, version, entry))
    except UserError as error:
        return VersionHealth(version, HealthState.STALE, at, seq, problem=str(error))
    if entry is not None and entry.outcome != "ok":
        state = HealthState.DIFFERS
    elif upgraded:
        state = HealthState.STALE
    else:
        state = HealthState.SAME if entry else HealthState.NEW
    return VersionHealth(version, state, at, seq, upgraded)


def _environment(session: Session, version: ModelVersion, entry: AuditEntry | None) -> Environment:
    """Return where a version was checked last, or else trained."""
    read = session.project.objects.read
    if entry is not None and entry.objects:
        return from_bytes(Reperformed, read(Digest(entry.objects[0]))).environment
    return from_bytes(Environment, read(version.environment_object))


def _upgraded(then: Environment) -> tuple[tuple[str, str, str], ...]:
    """Return what is installed in another version now."""
    before = {APP: then.app, "Python": then.python, **dict(then.packages)}
    now = {APP: VERSION, "Python": platform.python_version()}
    now |= {name: installed(name) for name, _ in then.packages}
    return tuple((name, old, now[name]) for name, old in before.items() if old != now[name])
