"""Promotion: gates, moves between stages, rollback, and what stood where at any moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import to_bytes
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import Digest
from mlops_desktop.core.model import ModelVersion, SameRows
from mlops_desktop.core.stage import (
    ALLOWED_MOVES,
    GateResult,
    Policy,
    Stage,
    StageEvent,
    StageHolder,
)
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import gates, resolve
from mlops_desktop.services.gate_answers import Asked
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class PromotionCheck:
    """What would happen if a version were promoted.

    Attributes:
        replaces: the version that would leave the stage, if any.
        policy: the rules that were applied.
        comparison: what the champion gate rests on, if it compared; stored with the promotion.
    """

    version: ModelVersion
    to_stage: Stage
    gates: tuple[GateResult, ...]
    replaces: ModelVersion | None
    policy: Policy
    comparison: SameRows | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether no gate prevents it."""
        return not any(gate.is_blocking for gate in self.gates)

    @property
    def needs_staging(self) -> bool:
        """Whether the version could go there if it were in staging."""
        present, onward = self.version.stage, ALLOWED_MOVES[Stage.STAGING]
        direct = ALLOWED_MOVES[present]
        return self.to_stage not in direct and self.to_stage in onward and Stage.STAGING in direct


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
    found: tuple[GateResult, ...] = ()
    comparison = None
    if to is Stage.PRODUCTION:  # other stages have no gates but the order
        asked = Asked(session, version, holder, policy, work or Work())
        found, comparison = gates.answers(asked)
    results = (gates.order(version, to), *found)
    return PromotionCheck(version, to, results, holder, policy, comparison)


def promote(
    session: Session, ref: Ref, to: Stage, reason: str, work: Work | None = None
) -> Outcome[PromotionSummary]:
    """Move a version to a stage, under the model's policy.

    The version that held an exclusive stage is archived in the same transaction. A refusal is
    kept in the log too.

    Raises:
        UserError: ``usage.reason``, ``promotion.gate_refused`` or ``.staging_first`` (exit code 1),
            ``promotion.champion_changed``, ``.moved_meanwhile`` or ``.policy_changed`` when
            someone else was faster, ``usage.hidden`` for a version that was put away.
    """
    session.require_writable()
    reason = _reason(reason)
    _refuse_hidden(session, resolve.model_version(session, ref))
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
            ``usage.reason``, ``usage.hidden``.
    """
    session.require_writable()
    reason = _reason(reason)
    owner = resolve.model(session, name)
    if number is not None:
        version = resolve.model_version(session, f"{owner.name}@{number}")
    else:
        previous = session.project.stages.previous_in_production(owner.id)
        if previous is None:
            raise UserError("promotion.nothing_to_roll_back", name=owner.name)
        version = previous
    if version.stage is Stage.PRODUCTION:
        raise UserError("promotion.already_there", version=version.label, stage="production")
    _refuse_hidden(session, version)
    found = check(session, version.label, Stage.PRODUCTION, work)
    # The order of stages is no question here: a rollback alone goes back from the archive.
    warnings = tuple(gates.as_warning(gate) for gate in found.gates if gate.gate != "order")
    return _move(session, replace(found, gates=warnings), "rollback", reason)


def stages(session: Session, as_of: datetime | None = None) -> tuple[StageHolder, ...]:
    """Return which version stood in which stage at a moment (None = now)."""
    return session.project.stages.holders(as_of)


def history(session: Session, name: str) -> tuple[StageEvent, ...]:
    """Return every move of a model's versions, newest first."""
    return session.project.stages.history(resolve.model(session, name).id)


def policy(session: Session, name: str) -> Policy:
    """Return the rules before production of a model."""
    return session.project.stages.policy(resolve.model(session, name).id)


def set_policy(session: Session, name: str, wanted: Policy, reason: str) -> Outcome[Policy]:
    """Replace a model's policy; the old one stays in the history."""
    reason = _reason(reason)
    owner = resolve.model(session, name)
    gates.check_policy(owner, wanted)
    with session.project.tx("policy.set", Subject("model", owner.id, owner.name), reason) as tx:
        stored = tx.set_policy(owner.id, wanted)
    return Outcome(stored, changed((EntityKind.POLICY, owner.id)))


def _reason(text: str) -> str:
    if not text.strip():
        raise UserError("usage.reason")
    return text.strip()


def _refuse_hidden(session: Session, version: ModelVersion) -> None:
    """Refuse to put to use what was put away, alone or with its whole model."""
    resolve.refuse_hidden(resolve.model(session, version.model))
    if version.is_hidden:
        raise UserError("usage.hidden", name=version.label, reference=f"model:{version.label}")


def _holder(session: Session, version: ModelVersion, to: Stage) -> ModelVersion | None:
    if not to.is_exclusive:
        return None
    holder = session.project.models.in_stage(version.model_id, to)
    return None if holder is None or holder.id == version.id else holder


def _refused(found: PromotionCheck) -> UserError:
    blocking = [gate for gate in found.gates if gate.is_blocking]
    return UserError(
        "promotion.staging_first" if found.needs_staging else "promotion.gate_refused",
        version=found.version.label,
        stage=str(found.to_stage),
        gates="; ".join(f"{gate.title}: {gate.detail}" for gate in blocking),
    )


def _log_refusal(session: Session, found: PromotionCheck, reason: str) -> None:
    version = found.version
    found, objects = _store_evidence(session, found)
    subject = Subject("model_version", version.id, version.label)
    with session.project.tx("stage.promotion", subject, reason, keep=True) as tx:
        entry = str(session.project.log.count() + 1)
        for role, digest in objects.items():
            tx.refer("audit_entry", entry, role, digest)
        tx.outcome = "refused: " + ", ".join(g.gate for g in found.gates if g.is_blocking)


def _store_evidence(
    session: Session, found: PromotionCheck
) -> tuple[PromotionCheck, dict[str, Digest]]:
    """Store the gates' answers and what they rest on; return the objects by their role.

    The gates name the comparison, but only a row that names it puts it under ``verify``.
    """
    objects: dict[str, Digest] = {}
    if found.comparison is not None:
        evidence = session.project.objects.put_bytes(to_bytes(found.comparison))
        objects["comparison"] = evidence
        gates_ = tuple(
            replace(gate, evidence=evidence) if gate.gate == "champion" else gate
            for gate in found.gates
        )
        found = replace(found, gates=gates_)
    objects["gates"] = session.project.objects.put_bytes(to_bytes(found.gates))
    return found, objects


def _move(
    session: Session, found: PromotionCheck, kind: str, reason: str
) -> Outcome[PromotionSummary]:
    """Move the version, unless what was checked is no longer so inside the transaction."""
    version, to = found.version, found.to_stage
    found, objects = _store_evidence(session, found)
    subject = Subject("model_version", version.id, version.label)
    with session.project.tx(f"stage.{kind}", subject, reason) as tx:
        _check_again(session, found)
        event = tx.move(version.id, to, kind, reason, objects["gates"])
        if "comparison" in objects:
            tx.refer("stage_event", str(event.seq), "comparison", objects["comparison"])
    changes = changed((EntityKind.STAGE, version.id), (EntityKind.MODEL, version.model_id))
    return Outcome(PromotionSummary(event, found), changes)


def _check_again(session: Session, found: PromotionCheck) -> None:
    """Refuse when champion, version or policy are not those that were checked."""
    version, to, project = found.version, found.to_stage, session.project
    present = project.models.in_stage(version.model_id, to) if to.is_exclusive else None
    expected = found.replaces.id if found.replaces else None
    if (present.id if present else None) != expected:
        raise UserError(
            "promotion.champion_changed",
            stage=str(to),
            present=present.label if present else "no version",
        )
    if resolve.known(project.models.version_by_id(version.id)).stage is not version.stage:
        raise UserError("promotion.moved_meanwhile", version=version.label)
    if project.stages.policy(version.model_id).number != found.policy.number:
        raise UserError("promotion.policy_changed", model=version.model)
