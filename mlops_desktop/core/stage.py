"""Stages, the moves between them, and the gates a move must pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core.identity import Digest, ModelId, ModelVersionId


class Stage(StrEnum):
    """Where a model version stands; a version is in exactly one stage."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"
    ARCHIVED = "archived"

    @property
    def is_exclusive(self) -> bool:
        """Whether at most one version of a model may be here."""
        return self in (Stage.STAGING, Stage.PRODUCTION)


ALLOWED_MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.DEVELOPMENT: frozenset({Stage.STAGING, Stage.ARCHIVED}),
    Stage.STAGING: frozenset({Stage.DEVELOPMENT, Stage.PRODUCTION, Stage.ARCHIVED}),
    Stage.PRODUCTION: frozenset({Stage.ARCHIVED}),
    Stage.ARCHIVED: frozenset({Stage.DEVELOPMENT, Stage.STAGING}),
}
"""Forward moves a promotion may make; rollback alone goes from archived straight to production."""


class Enforcement(StrEnum):
    """What a gate that says no does."""

    PREVENT = "prevent"
    WARN = "warn"
    OFF = "off"


class GateStatus(StrEnum):
    """What a gate found. ``CANNOT_TELL`` is treated as a warning, never as a pass."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    CANNOT_TELL = "cannot_tell"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules before a version enters production (append-only, numbered per model).

    Attributes:
        number: 0 is the built-in policy.
        metric: the metric the threshold is about; empty means the model's deciding metric.
        threshold: the worst acceptable hold-out value, or None for no threshold.
        metric_gate: what happens when the threshold is missed.
        champion_gate: what happens when the version is worse than the one in production on the
            same rows.
        tolerance: how much worse (in the metric's own unit) still counts as "not worse".
        reproduced_gate: what happens when the version was not made again from what is stored.
        card_gate: what happens when its model card has empty fields.
        data_gate: what happens when a rule blocks the data the version was trained on, and nobody
            waived that.
    """

    number: int = 0
    metric: str = ""
    threshold: float | None = None
    metric_gate: Enforcement = Enforcement.PREVENT
    champion_gate: Enforcement = Enforcement.PREVENT
    tolerance: float = 0.0
    reproduced_gate: Enforcement = Enforcement.OFF
    card_gate: Enforcement = Enforcement.OFF
    data_gate: Enforcement = Enforcement.WARN


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate's answer, frozen into the promotion.

    Attributes:
        gate: ``order``, ``metric``, ``champion``, ``reproduced``, ``card`` or ``data``.
        title: what was asked, in words.
        detail: what was found, with numbers and units.
        evidence: the object that holds the numbers behind it, if any.
    """

    gate: str
    title: str
    status: GateStatus
    enforcement: Enforcement
    detail: str
    evidence: Digest | None = None

    @property
    def is_blocking(self) -> bool:
        """Whether the move must not happen."""
        return self.status is GateStatus.FAIL and self.enforcement is Enforcement.PREVENT


@dataclass(frozen=True, slots=True)
class StageEvent:
    """One move in the append-only history that is the truth about stages."""

    seq: int
    model_id: ModelId
    version_id: ModelVersionId
    number: int
    from_stage: Stage | None
    to_stage: Stage
    at: datetime
    actor: str
    reason: str
    kind: str
    gates_object: Digest | None = None


@dataclass(frozen=True, slots=True)
class StageHolder:
    """Which version stood in a stage at a moment."""

    model: str
    version_id: ModelVersionId
    number: int
    stage: Stage
    since: datetime
    reason: str
    actor: str
