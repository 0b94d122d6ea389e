"""Writing stage moves and policies."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import Digest, ModelId, ModelVersionId
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.stage import ALLOWED_MOVES, Policy, Stage, StageEvent
from mlops_desktop.storage.reading.models import Models
from mlops_desktop.storage.reading.stages import Stages
from mlops_desktop.storage.writing.writer import Writer, written

CREATED = "created"
ROLLBACK = "rollback"
DISPLACED = "displaced"


@dataclass(frozen=True, slots=True)
class _Event:
    model_id: ModelId
    version_id: ModelVersionId
    from_stage: Stage | None
    to_stage: Stage
    kind: str
    reason: str
    gates_object: Digest | None = None


class StageWriter(Writer):
    """Moves between stages and the policies before them."""

    def in_stage(self, model_id: ModelId, stage: Stage) -> ModelVersion | None:
        """Return the version in that stage as this transaction sees it: nobody can change it."""
        return Models(self._here).in_stage(model_id, stage)

    def move(
        self,
        version_id: ModelVersionId,
        to_stage: Stage,
        kind: str,
        reason: str,
        gates_object: Digest | None = None,
    ) -> StageEvent:
        """Move a version; who stands in an exclusive stage already goes to the archive.

        Args:
            version_id: the version.
            to_stage: where it goes.
            kind: ``promotion`` or ``rollback``; only the latter may leave the allowed moves.
            reason: why, for the history.
            gates_object: the gates' results, if any were asked.

        Raises:
            UserError: ``project.move_not_allowed``, ``project.already_there``.
        """
        version = written(Models(self._here).version_by_id(version_id))
        if version.stage is to_stage:
            raise UserError("project.already_there", version=version.label, stage=to_stage)
        if kind != ROLLBACK and to_stage not in ALLOWED_MOVES[version.stage]:
            raise UserError(
                "project.move_not_allowed",
                version=version.label,
                source=version.stage,
                target=to_stage,
                allowed=", ".join(sorted(ALLOWED_MOVES[version.stage])),
            )
        if to_stage.is_exclusive:
            self._displace(version, to_stage, reason)
        return self._record(
            _Event(
                version.model_id, version_id, version.stage, to_stage, kind, reason, gates_object
            )
        )

    def _displace(self, version: ModelVersion, stage: Stage, reason: str) -> None:
        holder = self.in_stage(version.model_id, stage)
        if holder is not None:
            why = f"{version.label} took its place: {reason}"
            self._record(_Event(holder.model_id, holder.id, stage, Stage.ARCHIVED, DISPLACED, why))

    def _enter_development(self, version_id: ModelVersionId, model_id: ModelId) -> None:
        self._record(_Event(model_id, version_id, None, Stage.DEVELOPMENT, CREATED, self.why))

    def _record(self, event: _Event) -> StageEvent:
        seq = self._db.value("SELECT coalesce(max(seq),0)+1 FROM stage_event")
        self._insert(
            "stage_event",
            {
                "seq": seq,
                "model_id": event.model_id,
                "version_id": event.version_id,
                "from_stage": event.from_stage,
                "to_stage": event.to_stage,
                "at": self._now,
                "actor": self.actor.name,
                "reason": event.reason,
                "kind": event.kind,
                "gates_object": event.gates_object,
            },
        )
        return Stages(self._here).event(seq)

    def set_policy(self, model_id: ModelId, policy: Policy) -> Policy:
        """Add the model's next policy (its ``number`` is given here); the reason is ``why``."""
        self._insert(
            "policy_version",
            {
                "model_id": model_id,
                "number": self._next_number("policy_version", "model_id", model_id),
                "metric": policy.metric,
                "threshold": policy.threshold,
                "metric_gate": policy.metric_gate,
                "champion_gate": policy.champion_gate,
                "tolerance": policy.tolerance,
                "reproduced_gate": policy.reproduced_gate,
                "card_gate": policy.card_gate,
                "data_gate": policy.data_gate,
                "at": self._now,
                "actor": self.actor.name,
                "reason": self.why,
            },
        )
        return Stages(self._here).policy(model_id)
