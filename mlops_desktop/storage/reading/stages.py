"""Stages as a history: who stood where, now and at any moment; and the policies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mlops_desktop.core import clock
from mlops_desktop.core.identity import ModelId
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.stage import Policy, Stage, StageEvent, StageHolder
from mlops_desktop.storage.reading.models import Models
from mlops_desktop.storage.reading.repository import Repository, Shape
from mlops_desktop.storage.sqlite import Value

_EVENT = """
SELECT e.seq, e.model_id, e.version_id, v.number, e.from_stage, e.to_stage, e.at, e.actor, e.reason,
  e.kind, e.gates_object
FROM stage_event e JOIN model_version v ON v.id=e.version_id
"""
_END_OF_TIME = "9999"

_EVENTS = Shape(StageEvent)
_HOLDERS = Shape(StageHolder)
_POLICIES = Shape(Policy)


class Stages(Repository):
    """Stage history, holders and policies."""

    def history(
        self, model_id: ModelId | None = None, limit: int | None = None
    ) -> tuple[StageEvent, ...]:
        """Return the moves of one model or of all, newest first, at most ``limit``."""
        most = -1 if limit is None else limit
        if model_id is None:
            return self._events("ORDER BY e.seq DESC LIMIT ?", [most])
        return self._events("WHERE e.model_id=? ORDER BY e.seq DESC LIMIT ?", [model_id, most])

    def of_version(self, version_id: str) -> tuple[StageEvent, ...]:
        """Return the moves of one version, newest first."""
        return self._events("WHERE e.version_id=? ORDER BY e.seq DESC", [version_id])

    def event(self, seq: int) -> StageEvent:
        """Return the move of that number; raises ``LookupError``."""
        found = self._events("WHERE e.seq=?", [seq])
        if not found:
            raise LookupError(f"no stage event {seq}")
        return found[0]

    def holders(self, as_of: datetime | None = None) -> tuple[StageHolder, ...]:
        """Return which versions stood in staging and production, computed from the history.

        Args:
            as_of: the moment; None means now.
        """
        until = _END_OF_TIME if as_of is None else clock.to_text(as_of)
        rows = self._connection().rows(
            "SELECT m.name, e.version_id, v.number, e.to_stage, e.at, e.reason, e.actor"
            " FROM stage_event e JOIN model_version v ON v.id=e.version_id"
            " JOIN model m ON m.id=e.model_id"
            " WHERE e.to_stage IN ('staging','production') AND e.at<=:until"
            " AND e.seq=(SELECT max(seq) FROM stage_event"
            "   WHERE version_id=e.version_id AND at<=:until)"
            " ORDER BY m.name, e.to_stage DESC",
            {"until": until},
        )
        return _HOLDERS.all(rows)

    def previous_in_production(self, model_id: ModelId) -> ModelVersion | None:
        """Return what was in production before the present one; what a rollback brings back.

        When nothing is in production now, that is the version that was there last.
        """
        models = Models(self._connection)
        present = models.in_stage(model_id, Stage.PRODUCTION)
        version_id = self._connection().value(
            # The IN repeats the condition of the partial index, without which it is not used.
            "SELECT version_id FROM stage_event WHERE to_stage IN ('staging','production')"
            " AND model_id=? AND to_stage='production' AND version_id<>?"
            " ORDER BY seq DESC LIMIT 1",
            [model_id, present.id if present else ""],
        )
        return None if version_id is None else models.version_by_id(version_id)

    def policy(self, model_id: ModelId) -> Policy:
        """Return the model's present policy; the built-in one (number 0) when none was set."""
        row = self._connection().row(
            "SELECT number, metric, threshold, metric_gate, champion_gate, tolerance,"
            " coalesce(reproduced_gate,'off'), coalesce(card_gate,'off'), coalesce(data_gate,'off')"
            " FROM policy_version WHERE model_id=? ORDER BY number DESC LIMIT 1",
            [model_id],
        )
        return _POLICIES.one(row) or Policy()

    def _events(self, rest: str, values: Sequence[Value]) -> tuple[StageEvent, ...]:
        return _EVENTS.all(self._connection().rows(f"{_EVENT} {rest}", values))
