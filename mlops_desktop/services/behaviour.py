"""Does a version still answer as on the day it was trained? Its golden rows, predicted again."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mlops_desktop.core.audit import Actor, Subject
from mlops_desktop.core.changes import Outcome, changed
from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion, Reperformance
from mlops_desktop.core.training import Environment
from mlops_desktop.core.wording import counted
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import foreign_limits, models, resolve, version_differences
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session

_VISIBLE = 1e-9
"""A relative difference up to this size is none."""

_LARGE = 0.001
"""From this relative difference on it is told in per cent."""

PROGRAM = "MLOps Desktop"
"""Who acts, as the log names it, where nobody asked; account and machine are those it ran on."""

DIFFERS = "differs"
"""Outcome in the log of a check whose answers are not the same."""


@dataclass(frozen=True, slots=True)
class BehaviourCheck:
    """What predicting a version's golden rows again showed.

    Attributes:
        answers: None when the version could not be asked.
        made_with: what was installed in another version when it was trained: ``numpy 2.1.0``.
        checked_with: the same things now; both "" when nothing differs.
        problem: why it could not be asked, "" otherwise.
        entry: the log entry that keeps the check, 0 when none does.
    """

    version: ModelVersion
    answers: Reperformance | None
    made_with: str = ""
    checked_with: str = ""
    problem: str = ""
    entry: int = 0

    @property
    def is_same(self) -> bool:
        """Whether it answers the same, each number to within 1e-9."""
        return self.answers is not None and self.answers.is_equal

    @property
    def headline(self) -> str:
        """What was found, in a sentence."""
        label, answers = self.version.label, self.answers
        if answers is None:
            return f"{label} could not be asked."
        rows = counted(answers.rows, "golden row")
        if answers.is_identical:
            return f"{label} still answers the same: {rows}, every digit."
        if answers.is_equal:
            return f"{label} still answers the same: {rows}, every number to nine digits."
        return f"{label} no longer answers the same: {_difference(answers, rows)}."

    @property
    def environments(self) -> str:
        """What was installed in another version when it was trained; "" when nothing was."""
        if not self.made_with:
            return ""
        made = "Imported" if self.version.is_imported else "Trained"
        return f"{made} with {self.made_with}; checked with {self.checked_with}."


def _difference(answers: Reperformance, rows: str) -> str:
    size = answers.max_relative_difference
    if not math.isfinite(size):
        return f"of {rows} some are answered with something that is no number"
    if size <= _VISIBLE:
        return f"of {rows} some get another class"
    share = f"{100 * size:.2g} %" if size >= _LARGE else f"one part in {round(1 / size):,}"
    return f"on {rows} its numbers differ by up to {share}"


def check(
    session: Session, ref: Ref, work: Work | None = None, *, keep: bool = True
) -> Outcome[BehaviourCheck]:
    """Predict a version's golden rows again and compare with the stored answers.

    Args:
        keep: write the check into the log, with the numbers and the environment as evidence.

    Raises:
        UserError: ``project.object_damaged`` or ``models.file_*`` when a stored file was altered,
            ``project.read_only`` when the check cannot be kept.
    """
    if keep:
        session.require_writable()
    version = resolve.model_version(session, ref)
    return _check(session, version, work or Work(), keep=keep)


def check_staged(
    session: Session, work: Work | None = None, *, keep: bool = True
) -> Outcome[tuple[BehaviourCheck, ...]]:
    """Check every version in staging or production; one that cannot be asked stops no other.

    Raises:
        UserError: ``project.read_only`` when the checks cannot be kept.
    """
    if keep:
        session.require_writable()
    work = work or Work()
    found = tuple(
        check_or_problem(session, version, work, keep=keep)
        for row in models.list_models(session)
        for version in (row.production, row.staging)
        if version is not None
    )
    return Outcome(found, changed())


def check_or_problem(
    session: Session, version: ModelVersion, work: Work, *, keep: bool, unasked: str = ""
) -> BehaviourCheck:
    """Check a version; why it could not be asked is an answer, too.

    Args:
        unasked: why the program checks it by itself, for the log; "" when a person asked.
    """
    try:
        return _check(session, version, work, keep=keep, unasked=unasked).value
    except UserError as error:
        return BehaviourCheck(version, None, problem=str(error))


def _check(
    session: Session, version: ModelVersion, work: Work, *, keep: bool, unasked: str = ""
) -> Outcome[BehaviourCheck]:
    objects = session.project.objects
    request = requests.Reperform(
        label=version.label,
        artifact=objects.sound(version.artifact_object),
        golden=objects.sound(version.golden_object),
        signature=resolve.facts_of(session, version).signature,
    )
    limits = foreign_limits.of_version(session, version)
    with session.job() as folder:
        found = session.run(request, requests.Reperformed, folder, work, limits=limits)
    made_in = from_bytes(Environment, objects.read(version.environment_object))
    others = version_differences.other_packages(made_in, found.environment)
    result = BehaviourCheck(
        version=version,
        answers=found.answers,
        made_with=version_differences.packages(made_in, others),
        checked_with=version_differences.packages(found.environment, others),
        entry=_keep(session, version, found, unasked) if keep else 0,
    )
    return Outcome(result, changed())


def _keep(
    session: Session, version: ModelVersion, found: requests.Reperformed, unasked: str
) -> int:
    """Write the check into the log; return the entry's number."""
    evidence = session.project.objects.put_bytes(to_bytes(found))
    subject = Subject("model_version", version.id, version.label)
    with session.project.tx("model.check", subject, unasked, keep=True) as tx:
        if unasked:
            tx.actor = Actor(PROGRAM, session.actor.os_user, session.actor.machine)
        entry = str(session.project.log.count() + 1)
        tx.refer("audit_entry", entry, "answers", evidence)
        tx.outcome = "ok" if found.answers.is_equal else DIFFERS
    return tx.entry
