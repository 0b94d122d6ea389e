"""Promotion: gates, moves between stages, rollback, and what stood where at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import to_bytes
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.stage import (
    Enforcement,
    GateResult,
    Policy,
    Stage,
    StageEvent,
    StageHolder,
)
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import gates, resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class PromotionCheck:
    """What would happen if a version were promoted.

    Attributes:
        replaces: the version that would leave the stage, if any.
        policy: the rules that were applied.
    """

    version: ModelVersion
    to_stage: Stage
    gates: tuple[GateResult, ...]
    replaces: ModelVersion | None
    policy: Policy

    @property
    def is_allowed(self) -> bool:
        """Whether no gate prevents it."""
        return not any(gate.is_blocking for gate in self.gates)


@dataclass(frozen=True, slots=True)
class PromotionSummary:
    """What a promotion or rollback did."""

    event: StageEvent
    check: PromotionCheck


def check(session: Session, ref: Ref, to: Stage, work: Work | None = None) -> PromotionCheck:
    """Ask every gate, changing nothing."""
    version = resolve.model_version(session, ref)
    policy = session.project.stages.policy(version.model_id)
    holder = _holder(session, version, to)
    results = (gates.order(version, to), *_policy_gates(session, version, to, policy, work))
    return PromotionCheck(version, to, results, holder, policy)


def promote(
    session: Session, ref: Ref, to: Stage, reason: str, work: Work | None = None
) -> Outcome[PromotionSummary]:
    """Move a version to a stage, under the model's policy.

    The version that held an exclusive stage is archived in the same transaction. A refusal is
    kept in the log too.

    Raises:
        UserError: ``usage.reason``, ``promotion.gate_refused`` (exit code 1),
            ``promotion.champion_changed`` when someone else promoted in between.
    """
    reason = _reason(reason)
    found = check(session, ref, to, work)
    if not found.is_allowed:
        _log_refusal(session, found, reason)
        raise _refused(found)
    return _move(session, found, "promotion", reason)


def rollback(
    session: Session,
    name: str,
    reason: str,
    number: int | None = None,
    work: Work | None = None,
) -> Outcome[PromotionSummary]:
    """Bring an earlier version back to production, as a new promotion; gates only warn.

    Args:
        number: which version; None = what was in production before the present one.

    Raises:
        UserError: ``promotion.nothing_to_roll_back``, ``promotion.already_there``,
            ``usage.reason``.
    """
    reason = _reason(reason)
    owner = resolve.model(session, name)
    if number is not None:
        version = resolve.model_version(session, f"{name}@{number}")
    else:
        previous = session.project.stages.previous_in_production(owner.id)
        if previous is None:
            raise UserError("promotion.nothing_to_roll_back", name=name)
        version = previous
    if version.stage is Stage.PRODUCTION:
        raise UserError("promotion.already_there", version=version.label, stage="production")
    policy = session.project.stages.policy(owner.id)
    holder = _holder(session, version, Stage.PRODUCTION)
    found = tuple(
        gates.as_warning(gate)
        for gate in _policy_gates(session, version, Stage.PRODUCTION, policy, work)
    )
    check_result = PromotionCheck(version, Stage.PRODUCTION, found, holder, policy)
    return _move(session, check_result, "rollback", reason)


def stages(session: Session, as_of: datetime | None = None) -> tuple[StageHolder, ...]:
    """Return which version stood in which stage at a moment (None = now)."""
    return session.project.stages.holders(as_of)


def history(session: Session, name: str) -> tuple[StageEvent, ...]:
    """Return every move of a model's versions, oldest first."""
    return session.project.stages.history(resolve.model(session, name).id)


def policy(session: Session, name: str) -> Policy:
    """Return the rules before production of a model."""
    return session.project.stages.policy(resolve.model(session, name).id)


def set_policy(session: Session, name: str, wanted: Policy, reason: str) -> Outcome[Policy]:
    """Replace a model's policy; the old one stays in the history."""
    reason = _reason(reason)
    owner = resolve.model(session, name)
    gates.check_policy(owner, wanted)
    with session.project.tx("policy.set", Subject("model", owner.id, name), reason) as tx:
        stored = tx.set_policy(owner.id, wanted)
    return Outcome(stored, changed((EntityKind.POLICY, owner.id)))


def _reason(text: str) -> str:
    if not text.strip():
        raise UserError("usage.reason")
    return text.strip()


def _holder(session: Session, version: ModelVersion, to: Stage) -> ModelVersion | None:
    if not to.is_exclusive:
        return None
    holder = session.project.models.in_stage(version.model_id, to)
    return None if holder is None or holder.id == version.id else holder


def _policy_gates(
    session: Session, version: ModelVersion, to: Stage, policy: Policy, work: Work | None
) -> tuple[GateResult, ...]:
    """Ask the gates before production; other stages have none."""
    if to is not Stage.PRODUCTION:
        return ()
    facts = resolve.facts_of(session, version)
    champion = _holder(session, version, to)
    return (
        gates.metric(version, facts, policy),
        gates.champion(session, version, champion, policy, work),
    )


def _refused(found: PromotionCheck) -> UserError:
    blocking = [gate for gate in found.gates if gate.is_blocking]
    return UserError(
        "promotion.gate_refused",
        version=found.version.label,
        stage=str(found.to_stage),
        gates="; ".join(f"{gate.title}: {gate.detail}" for gate in blocking),
    )


def _log_refusal(session: Session, found: PromotionCheck, reason: str) -> None:
    version = found.version
    subject = Subject("model_version", version.id, version.label)
    with session.project.tx("stage.promotion", subject, reason, keep=True) as tx:
        tx.outcome = "refused: " + ", ".join(g.gate for g in found.gates if g.is_blocking)


def _move(
    session: Session, found: PromotionCheck, kind: str, reason: str
) -> Outcome[PromotionSummary]:
    """Move the version, reading the champion and its stage again inside the transaction."""
    version, to = found.version, found.to_stage
    gates_object = session.project.objects.put_bytes(to_bytes(found.gates))
    subject = Subject("model_version", version.id, version.label)
    with session.project.tx(f"stage.{kind}", subject, reason) as tx:
        present = session.project.models.in_stage(version.model_id, to) if to.is_exclusive else None
        expected = found.replaces.id if found.replaces else None
        if (present.id if present else None) != expected:
            raise UserError(
                "promotion.champion_changed",
                stage=str(to),
                present=present.label if present else "empty",
            )
        if (
            resolve.known(session.project.models.version_by_id(version.id)).stage
            is not version.stage
        ):
            raise UserError("promotion.moved_meanwhile", version=version.label)
        event = tx.move(version.id, to, kind, reason, gates_object)
    changes = changed((EntityKind.STAGE, version.id), (EntityKind.MODEL, version.model_id))
    return Outcome(PromotionSummary(event, found), changes)


ENFORCEMENTS = tuple(Enforcement)
"""What a gate may be set to."""
