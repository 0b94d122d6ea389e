"""Rules of datasets: which are in force, what they say of versions, who waived that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.contract import RuleCheck, Waiver
from mlops_desktop.core.dataset import DatasetVersion, Profile
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.messages import message_for
from mlops_desktop.core.rules import suggest
from mlops_desktop.core.rules.contract import Contract, require_contract, to_text
from mlops_desktop.core.rules.outcome import CheckResult, FailingRows, blocking_words
from mlops_desktop.core.rules.rule import Rule
from mlops_desktop.jobs.requests import Exported
from mlops_desktop.jobs.rule_requests import CheckRules, ExportFailing, ReadFailing
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.rule_sheets import (
    RuleSheet,
    add_rules,
    export_json,
    in_force,
    read_json,
    remove_rule,
    replace_rule,
    set_rules,
    sheet_of,
    versions,
)
from mlops_desktop.services.session import Session
from mlops_desktop.storage.layout import replaceable
from mlops_desktop.storage.records import NewRuleCheck

__all__ = [
    "CheckSummary",
    "RuleSheet",
    "add_rules",
    "check",
    "check_new",
    "checks",
    "export_failing",
    "export_json",
    "failing",
    "in_force",
    "last_check",
    "read_json",
    "remove_rule",
    "replace_rule",
    "require_trainable",
    "set_rules",
    "standing",
    "suggest_rules",
    "versions",
    "waive",
]


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """What rules say of a version.

    Attributes:
        check: how it was recorded; None when rules were only tried.
        waiver: the word of who lets the version pass, if a rule blocks it and somebody did.
    """

    version: DatasetVersion
    result: CheckResult
    check: RuleCheck | None = None
    waiver: Waiver | None = None

    @property
    def is_blocked(self) -> bool:
        """Whether the version may not be trained on."""
        return self.result.blocked > 0 and self.waiver is None


def suggest_rules(session: Session, ref: Ref) -> tuple[Rule, ...]:
    """Return the rules that a version's profile suggests; they hold for that version."""
    version = resolve.dataset_version(session, ref)
    profile = from_bytes(Profile, session.project.objects.read(version.profile_object))
    return suggest.suggest(profile, resolve.columns_of(session, version))


def check(
    session: Session, ref: Ref, work: Work | None = None, rules: Sequence[Rule] | None = None
) -> Outcome[CheckSummary]:
    """Check a version against its dataset's rules, and record what they say.

    Args:
        rules: try these instead; nothing is recorded then.

    Raises:
        UserError: ``rules.none``, ``data.unknown``, ``data.unknown_version``, ``rules.*``.
    """
    version = resolve.dataset_version(session, ref)
    if rules is not None:
        require_contract(rules)
        result = _result(session, version, Contract(tuple(rules)), work or Work())
        return Outcome(CheckSummary(version, result))
    sheet = in_force(session, f"data:{version.dataset}")
    if sheet is None or not sheet.contract.rules:
        raise UserError("rules.none", name=version.dataset)
    session.require_writable()
    return _recorded(session, version, sheet, work or Work())


def check_new(session: Session, version: DatasetVersion, work: Work) -> CheckSummary | None:
    """Check a version that has just been stored, if its dataset has rules.

    The version is there whatever happens: a check that cannot be done, or is stopped, is told.
    """
    sheet = in_force(session, f"data:{version.dataset}")
    if sheet is None or not sheet.contract.rules:
        return None
    try:
        return _recorded(session, version, sheet, work).value
    except (UserError, Cancelled) as error:
        reason = str(error) if isinstance(error, UserError) else "it was stopped."
        facts = {"version": version.label, "reason": reason}
        session.tell(message_for("rules.not_checked_after").whole(facts))
        return None


def _recorded(
    session: Session, version: DatasetVersion, sheet: RuleSheet, work: Work
) -> Outcome[CheckSummary]:
    result = _result(session, version, sheet.contract, work)
    new = NewRuleCheck(
        dataset_version_id=version.id,
        rule_set_version_id=sheet.version.id,
        result_object=session.project.objects.put_bytes(to_bytes(result)),
        passed=result.passed,
        warned=result.warned,
        blocked=result.blocked,
    )
    subject = Subject("dataset_version", version.id, version.label)
    why = f"{result.passed} passed, {result.warned} to look at, {result.blocked} blocking"
    with session.project.tx("rules.check", subject, why) as tx:
        tx.outcome = "blocked" if result.blocked else "ok"
        made = tx.add_rule_check(new)
    summary = CheckSummary(version, result, made, _waiver(session, version, made, result))
    return Outcome(summary, changed((EntityKind.DATASET, version.dataset_id)))


def _result(
    session: Session, version: DatasetVersion, contract: Contract, work: Work
) -> CheckResult:
    previous = _previous(session, version)
    request = CheckRules(
        to_text(contract).decode(),
        resolve.table_file(session, version),
        _came_in(session, version),
        resolve.table_file(session, previous) if previous else None,
    )
    with session.job() as folder:
        return session.run(request, CheckResult, folder, work)


def _came_in(session: Session, version: DatasetVersion) -> datetime:
    """Return when a version last came in: an identical file counts as a new import."""
    imports = session.project.datasets.imports(version.id)
    return imports[-1].at if imports else version.created_at


def _previous(session: Session, version: DatasetVersion) -> DatasetVersion | None:
    """Return the version before, of those that are not put away."""
    older = session.project.datasets.versions(version.dataset_id)
    return next((item for item in older if item.number < version.number), None)


def checks(session: Session, ref: Ref) -> tuple[CheckSummary, ...]:
    """Return the checks of a version, newest first."""
    version = resolve.dataset_version(session, ref)
    found = session.project.contracts.checks(version.id)
    return tuple(_summary(session, version, item) for item in found)


def last_check(session: Session, ref: Ref) -> CheckSummary | None:
    """Return the check of a version that counts; None before the first."""
    version = resolve.dataset_version(session, ref)
    found = session.project.contracts.newest_check(version.id)
    return _summary(session, version, found) if found else None


def _summary(session: Session, version: DatasetVersion, found: RuleCheck) -> CheckSummary:
    result = from_bytes(CheckResult, session.project.objects.read(found.result_object))
    return CheckSummary(version, result, found, _waiver(session, version, found, result))


def _waiver(
    session: Session, version: DatasetVersion, found: RuleCheck, result: CheckResult
) -> Waiver | None:
    """Return the waiver that holds for a check.

    It is that of the check itself, or of an earlier one with the same rules in which at least
    the same ones blocked: the rows cannot have changed.
    """
    if not result.blocked:
        return None
    blocking = _blocking(result)
    contracts, objects = session.project.contracts, session.project.objects
    for waiver in contracts.waivers(version.id):
        waived = resolve.known(contracts.check(waiver.rule_check_id))
        if waived.id == found.id:
            return waiver
        if waived.rule_set_version_id == found.rule_set_version_id:
            earlier = from_bytes(CheckResult, objects.read(waived.result_object))
            if blocking <= _blocking(earlier):
                return waiver
    return None


def _blocking(result: CheckResult) -> set[int]:
    return {item.number for item in result.results if item.is_blocking}


def waive(session: Session, ref: Ref, reason: str) -> Outcome[CheckSummary]:
    """Let a version be trained on although its newest check blocks it.

    Raises:
        UserError: ``usage.reason``, ``rules.unchecked``, ``rules.not_blocked``,
            ``project.read_only``.
    """
    session.require_writable()
    version = resolve.dataset_version(session, ref)
    found = session.project.contracts.newest_check(version.id)
    if found is None:
        raise UserError("rules.unchecked", version=version.label)
    if not found.is_blocking:
        raise UserError("rules.not_blocked", version=version.label)
    subject = Subject("dataset_version", version.id, version.label)
    with session.project.tx("rules.waive", subject, reason.strip()) as tx:
        tx.add_waiver(found.id, reason)
    summary = _summary(session, version, found)
    return Outcome(summary, changed((EntityKind.DATASET, version.dataset_id)))


def failing(
    session: Session,
    ref: Ref,
    number: int,
    page: tuple[int, int] = (0, 100),
    work: Work | None = None,
) -> FailingRows:
    """Return a page of the rows that fail a rule of the version's newest check.

    Args:
        number: of the rule, from 1.
        page: how many failing rows to skip, and the most to read.

    Raises:
        UserError: ``rules.unchecked``, ``rules.no_such_rule``, ``rules.not_rows``.
    """
    version, rule = _rule(session, ref, number)
    table = resolve.table_file(session, version)
    return session.ask(ReadFailing(rule, table, *page), FailingRows, work)


def export_failing(  # noqa: PLR0913 - each is one plain thing the caller knows
    session: Session,
    ref: Ref,
    number: int,
    path: Path,
    work: Work | None = None,
    *,
    is_safe: bool = False,
) -> int:
    """Write all rows that fail a rule as CSV, their numbers first; return how many.

    Raises:
        UserError: what :func:`failing` raises, ``project.own_file``, ``environment.*``.
    """
    version, rule = _rule(session, ref, number)
    request = ExportFailing(rule, resolve.table_file(session, version), replaceable(path), is_safe)
    with session.job() as folder:
        return session.run(request, Exported, folder, work or Work()).rows


def _rule(session: Session, ref: Ref, number: int) -> tuple[DatasetVersion, str]:
    """Return the version and the JSON of one rule of its newest check."""
    version = resolve.dataset_version(session, ref)
    contracts = session.project.contracts
    found = contracts.newest_check(version.id)
    if found is None:
        raise UserError("rules.unchecked", version=version.label)
    sheet = sheet_of(session, resolve.known(contracts.version_by_id(found.rule_set_version_id)))
    rules = sheet.contract.rules
    if not 1 <= number <= len(rules):
        raise UserError("rules.no_such_rule", number=number, count=len(rules))
    return version, to_text(Contract((rules[number - 1],))).decode()


def standing(
    session: Session, version: DatasetVersion, work: Work, *, records: bool = True
) -> CheckSummary | None:
    """Return what the rules in force say of a version; None where there are none.

    Args:
        records: whether the check of a version that they never saw is recorded.
    """
    contracts = session.project.contracts
    rules = contracts.newest(version.dataset_id)
    sheet = sheet_of(session, rules) if rules else None
    if rules is None or sheet is None or not sheet.contract.rules:
        return None
    found = contracts.newest_check(version.id)
    if found is None or found.rule_set_version_id != rules.id:
        if not records:
            return CheckSummary(version, _result(session, version, sheet.contract, work))
        return _recorded(session, version, sheet, work).value
    return _summary(session, version, found)


def require_trainable(session: Session, version: DatasetVersion, work: Work) -> None:
    """Refuse a version that a rule blocks; one that the present rules never saw is checked first.

    Raises:
        UserError: ``rules.blocked`` naming the rules and how many rows fail.
    """
    summary = standing(session, version, work)
    if summary is None:
        return
    if summary.is_blocked:
        raise UserError(
            "rules.blocked", version=version.label, rules=blocking_words(summary.result)
        )
    if summary.waiver is not None:
        waiver = summary.waiver
        facts = {"actor": waiver.actor, "reason": waiver.reason, "version": version.label}
        told = message_for("rules.waived").whole({**facts, "rules": blocking_words(summary.result)})
        session.tell(told)
