"""The gates before a stage: each answers in words, with the number behind it."""

from __future__ import annotations

from dataclasses import replace

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import is_better, metrics_for
from mlops_desktop.core.metrics import metric as metric_of
from mlops_desktop.core.model import MetricDifference, Model, ModelVersion, SameRows, VersionFacts
from mlops_desktop.core.rules.outcome import blocking_words
from mlops_desktop.core.stage import (
    ALLOWED_MOVES,
    Enforcement,
    GateResult,
    GateStatus,
    Policy,
    Stage,
)
from mlops_desktop.core.training import Split
from mlops_desktop.core.wording import counted
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, models, rules
from mlops_desktop.services.session import Session

_RULES_PASSED = "Rules of the training data passed"


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


def metric(version: ModelVersion, facts: VersionFacts, policy: Policy) -> GateResult:
    """Compare the hold-out value with the policy's threshold."""
    key = policy.metric or version.metric
    title = f"{metric_of(key).title} good enough"
    if policy.threshold is None or policy.metric_gate is Enforcement.OFF:
        return GateResult("metric", title, GateStatus.OFF, policy.metric_gate, "no threshold set")
    value = next(
        (m.value for m in facts.metrics if m.name == key and m.split is Split.HOLDOUT), None
    )
    if value is None:
        detail = f"{key} was not measured for {version.label}"
        return GateResult("metric", title, GateStatus.CANNOT_TELL, policy.metric_gate, detail)
    good = value == policy.threshold or is_better(key, value, policy.threshold)
    limit = "at most" if metric_of(key).is_loss else "at least"
    doubt = "; it may have been trained on these rows" if version.is_imported else ""
    return GateResult(
        gate="metric",
        title=title,
        status=GateStatus.PASS if good else GateStatus.FAIL,
        enforcement=policy.metric_gate,
        detail=f"{metric_of(key).short} {value:.4g}; {limit} {policy.threshold:.4g} wanted{doubt}",
    )


def champion(
    session: Session,
    version: ModelVersion,
    present: ModelVersion | None,
    policy: Policy,
    work: Work | None,
) -> tuple[GateResult, SameRows | None]:
    """Compare with the version in production on rows neither was trained on.

    Worse (the whole 95 % interval beyond the tolerance) fails; an interval that spans "no
    change" passes when the mean is not worse and is "cannot tell" otherwise; too few rows (100;
    of forecasts 28 days that both backtests forecast) are always "cannot tell". Of what finds
    unusual rows only known answers can tell.

    Returns:
        The answer, and the comparison it rests on, if there was one.
    """
    title = "Not worse than production on the same rows"
    gate = GateResult("champion", title, GateStatus.PASS, policy.champion_gate, "")
    if policy.champion_gate is Enforcement.OFF:
        return replace(gate, status=GateStatus.OFF, detail="switched off"), None
    if present is None:
        return replace(gate, detail="nothing is in production yet"), None
    same = models.same_rows(session, present, version, work)
    status, detail = _judge(same, version.metric, policy.tolerance)
    return replace(gate, status=status, detail=f"{detail} ({present.label})"), same


def data(session: Session, version: ModelVersion, policy: Policy, work: Work | None) -> GateResult:
    """Ask the rules in force about the rows the version was trained on; a waiver lets it pass.

    Rules that never saw these rows are tried on them; nothing is recorded by that.
    """
    gate = GateResult("data", _RULES_PASSED, GateStatus.PASS, policy.data_gate, "")
    if policy.data_gate is Enforcement.OFF:
        return replace(gate, status=GateStatus.OFF, detail="switched off")
    if version.is_imported:
        detail = f"{version.label} was imported: the rows it was trained on are not known"
        return replace(gate, status=GateStatus.CANNOT_TELL, detail=detail)
    rows = datasets.version_by_id(session, version.dataset_version_id)
    found = rules.standing(session, rows, work or Work(), records=False)
    if found is None:
        return replace(gate, detail=f"{rows.dataset} has no rules")
    result = found.result
    told = f"{rows.label}: {result.passed} passed, {result.warned} to look at"
    if result.blocked:
        told += f", {result.blocked} blocking: {blocking_words(result)}"
    if found.waiver is not None:
        told += f"; {found.waiver.actor} waived it (“{found.waiver.reason}”)"
    status = GateStatus.FAIL if found.is_blocked else GateStatus.PASS
    evidence = found.check.result_object if found.check else None
    return replace(gate, status=status, detail=told, evidence=evidence)


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
    known = [item.key for item in metrics_for(owner.task)]
    if wanted.metric and wanted.metric not in known:
        raise UserError(
            "promotion.policy_metric",
            metric=wanted.metric,
            model=owner.name,
            known=", ".join(known),
        )
    if not wanted.tolerance >= 0:
        raise UserError("promotion.policy_tolerance", tolerance=wanted.tolerance)


def _judge(same: SameRows, key: str, tolerance: float) -> tuple[GateStatus, str]:
    if same.obstacle:
        return GateStatus.CANNOT_TELL, same.obstacle.rstrip(".")
    if same.shortage:
        return GateStatus.CANNOT_TELL, same.shortage.replace("Only", "only").rstrip(".")
    found = next((item for item in same.differences if item.metric == key), None)
    if found is None:
        return GateStatus.CANNOT_TELL, _unjudged(same, key)
    worse, best_case, worst_case = _worsening(found)
    numbers = (
        f"{metric_of(key).short} {found.difference:+.4g} "
        f"(95 % range {found.low:+.4g} to {found.high:+.4g}) on {counted(same.rows, same.unit)}"
    )
    if best_case > tolerance:
        return GateStatus.FAIL, f"worse: {numbers}"
    if worst_case < 0:
        return GateStatus.PASS, f"better: {numbers}"
    if worse > tolerance:
        return GateStatus.CANNOT_TELL, f"no evidence either way: {numbers}"
    return GateStatus.PASS, f"not worse: {numbers}"


def _unjudged(same: SameRows, key: str) -> str:
    """Say why these rows do not tell which version is better."""
    if same.agreement is None:
        return f"{metric_of(key).short} has no value on these {counted(same.rows, same.unit)}"
    return (
        "without known answers nobody can tell which of the two is right; on "
        f"{counted(same.rows, same.unit)} that neither learned from they rank alike with ρ "
        f"{same.agreement.value:.2f} (95 % range {same.agreement.low:.2f} to "
        f"{same.agreement.high:.2f}), and {counted(same.decisions_changed, 'row')} "
        "would be called otherwise"
    )


def _worsening(found: MetricDifference) -> tuple[float, float, float]:
    """Return mean, smallest and largest worsening; positive = the challenger is worse."""
    if metric_of(found.metric).is_loss:
        return found.difference, found.low, found.high
    return -found.difference, -found.high, -found.low
