"""The gates before a stage: which there are, how strict each is, and what they answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import metric as metric_of
from mlops_desktop.core.metrics import metrics_for
from mlops_desktop.core.model import Model, ModelVersion, SameRows
from mlops_desktop.core.stage import (
    ALLOWED_MOVES,
    Enforcement,
    GateResult,
    GateStatus,
    Policy,
    Stage,
)
from mlops_desktop.services import gate_answers
from mlops_desktop.services.gate_answers import Answer, Asked


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of a policy.

    Attributes:
        ask: finds the answer; not called while the gate is off.
        is_quiet: it is not shown at all while it is off.
    """

    key: str
    title: str
    ask: Callable[[Asked], Answer]
    is_quiet: bool = False

    def enforcement(self, policy: Policy) -> Enforcement:
        """Return how strict a policy is about it."""
        found: Enforcement = getattr(policy, f"{self.key}_gate")
        return found


POLICY_GATES = (
    Gate("metric", "{metric} good enough", gate_answers.metric),
    Gate("data", "Rules of the training data passed", gate_answers.data),
    Gate("champion", "Not worse than production on the same rows", gate_answers.champion),
    Gate("reproduced", "Made again from what is stored", gate_answers.reproduced, is_quiet=True),
    Gate("card", "Model card complete", gate_answers.card, is_quiet=True),
)
"""Before production, in the order they are shown."""


def answers(asked: Asked) -> tuple[tuple[GateResult, ...], SameRows | None]:
    """Ask every gate of the policy; also return the comparison that one of them rests on."""
    results, comparison = [], None
    for gate in POLICY_GATES:
        off = _off(gate, asked.policy)
        if off and gate.is_quiet:
            continue
        answer = Answer(GateStatus.OFF, off) if off else gate.ask(asked)
        comparison = answer.comparison or comparison
        key = asked.policy.metric or asked.version.metric
        results.append(
            GateResult(
                gate=gate.key,
                title=gate.title.format(metric=metric_of(key).title),
                status=answer.status,
                enforcement=gate.enforcement(asked.policy),
                detail=answer.detail,
                evidence=answer.evidence,
            )
        )
    return tuple(results), comparison


def _off(gate: Gate, policy: Policy) -> str:
    """Return why a gate is not asked; "" where it is."""
    if gate.enforcement(policy) is Enforcement.OFF:
        return "switched off"
    return "no threshold set" if gate.key == "metric" and policy.threshold is None else ""


def order(version: ModelVersion, to: Stage) -> GateResult:
    """Say whether the move is one of those that exist: production only from staging."""
    allowed = to in ALLOWED_MOVES[version.stage]
    objection = "" if allowed else f" is not a move; {_moves(version)}"
    return GateResult(
        gate="order",
        title="Stages in order",
        status=GateStatus.PASS if allowed else GateStatus.FAIL,
        enforcement=Enforcement.PREVENT,
        detail=f"{version.stage} → {to}{objection}",
    )


def _moves(version: ModelVersion) -> str:
    onward = " or ".join(sorted(ALLOWED_MOVES[version.stage]))
    return f"from {version.stage} it goes to {onward}"


def as_warning(gate: GateResult) -> GateResult:
    """Return the gate so that it can only warn, as for a rollback."""
    if gate.enforcement is Enforcement.PREVENT:
        return replace(gate, enforcement=Enforcement.WARN)
    return gate


def check_policy(owner: Model, wanted: Policy) -> None:
    """Refuse a policy that no version of the model could be judged by.

    Raises:
        UserError: ``promotion.policy_metric``, ``promotion.policy_tolerance``.
    """
    known = [item.key for item in metrics_for(owner.task, is_quantile=True, has_worth=True)]
    if wanted.metric and wanted.metric not in known:
        raise UserError(
            "promotion.policy_metric",
            metric=wanted.metric,
            model=owner.name,
            known=", ".join(known),
        )
    if not wanted.tolerance >= 0:
        raise UserError("promotion.policy_tolerance", tolerance=wanted.tolerance)
