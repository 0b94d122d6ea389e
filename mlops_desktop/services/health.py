"""Do the versions in use still answer the same, after this program or a package was upgraded?"""

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
from mlops_desktop.core.training import Environment
from mlops_desktop.core.version import VERSION, installed
from mlops_desktop.core.wording import named
from mlops_desktop.jobs.requests import Reperformed
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import behaviour, models
from mlops_desktop.services.behaviour import BehaviourCheck
from mlops_desktop.services.session import Session

APP = "MLOps Desktop"


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
