"""What each gate of a policy answers about a version: in words, with the number behind it."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.certainty import why_no_range
from mlops_desktop.core.identity import Digest
from mlops_desktop.core.metrics import is_better
from mlops_desktop.core.metrics import metric as metric_of
from mlops_desktop.core.model import MetricDifference, ModelVersion, SameRows
from mlops_desktop.core.model_card import in_words
from mlops_desktop.core.rules.outcome import blocking_words
from mlops_desktop.core.stage import Enforcement, GateStatus, Policy
from mlops_desktop.core.training import Split
from mlops_desktop.core.wording import counted
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, model_cards, models, resolve, rules
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Asked:
    """What the gates before production are asked about.

    Attributes:
        present: the version in production now, which this one would replace.
    """

    session: Session
    version: ModelVersion
    present: ModelVersion | None
    policy: Policy
    work: Work


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gate found.

    Attributes:
        evidence: the object that holds the numbers behind it, if any.
        comparison: with the version in production, if there was one.
    """

    status: GateStatus
    detail: str
    evidence: Digest | None = None
    comparison: SameRows | None = None


def metric(asked: Asked) -> Answer:
    """Compare the hold-out value with the policy's threshold."""
    version, threshold = asked.version, asked.policy.threshold
    key = asked.policy.metric or version.metric
    facts = resolve.facts_of(asked.session, version)
    value = next(
        (m.value for m in facts.metrics if m.name == key and m.split is Split.HOLDOUT), None
    )
    if value is None or threshold is None:
        return Answer(GateStatus.CANNOT_TELL, f"{key} was not measured for {version.label}")
    good = value == threshold or is_better(key, value, threshold)
    limit = "at most" if metric_of(key).is_loss else "at least"
    doubt = "; it may have been trained on these rows" if version.is_imported else ""
    return Answer(
        GateStatus.PASS if good else GateStatus.FAIL,
        f"{metric_of(key).short} {value:.4g}; {limit} {threshold:.4g} wanted{doubt}",
    )


def champion(asked: Asked) -> Answer:
    """Compare with the version in production on rows neither was trained on.

    Worse (the whole 95 % interval beyond the tolerance) fails; an interval that spans "no
    change" passes when the mean is not worse and is "cannot tell" otherwise; too few rows (100;
    of forecasts 28 days that both backtests forecast) are always "cannot tell". Of what finds
    unusual rows only known answers can tell.
    """
    if asked.present is None:
        return Answer(GateStatus.PASS, "nothing is in production yet")
    same = models.same_rows(asked.session, asked.present, asked.version, asked.work)
    status, detail = _judge(same, asked.version.metric, asked.policy.tolerance)
    return Answer(status, f"{detail} ({asked.present.label})", comparison=same)


def data(asked: Asked) -> Answer:
    """Ask the rules in force about the rows the version was trained on; a waiver lets it pass.

    Rules that never saw these rows are tried on them; nothing is recorded by that.
    """
    session, version = asked.session, asked.version
    if version.is_imported:
        detail = f"{version.label} was imported: the rows it was trained on are not known"
        return Answer(GateStatus.CANNOT_TELL, detail)
    rows = datasets.version_by_id(session, version.dataset_version_id)
    found = rules.standing(session, rows, asked.work, records=False)
    if found is None:
        return Answer(GateStatus.PASS, f"{rows.dataset} has no rules")
    result = found.result
    told = f"{rows.label}: {result.passed} passed, {result.warned} to look at"
    if result.blocked:
        told += f", {result.blocked} blocking: {blocking_words(result)}"
    if found.waiver is not None:
        told += f"; {found.waiver.actor} waived it (“{found.waiver.reason}”)"
    status = GateStatus.FAIL if found.is_blocked else GateStatus.PASS
    return Answer(status, told, found.check.result_object if found.check else None)


def reproduced(asked: Asked) -> Answer:
    """Ask whether the last attempt to make the version again succeeded; none is made here.

    Before the first attempt nothing can be told; a policy that prevents asks for one.
    """
    version = asked.version
    found = asked.session.project.reproductions.newest(version.id)
    if found is None:
        prevents = asked.policy.reproduced_gate is Enforcement.PREVENT
        detail = f"nobody has tried to reproduce {version.label}"
        if version.is_imported:
            detail = f"{version.label} was imported: how it was trained is not known"
        return Answer(GateStatus.FAIL if prevents else GateStatus.CANNOT_TELL, detail)
    status = GateStatus.PASS if found.verdict.is_reproduced else GateStatus.FAIL
    detail = f"{version.label} {found.verdict.words} on {found.at.astimezone():%Y-%m-%d}"
    return Answer(status, detail, found.evidence_object)


def card(asked: Asked) -> Answer:
    """Ask whether every field of the version's model card is stated."""
    view = model_cards.show(asked.session, asked.version.label)
    evidence = view.state.document_object if view.state else None
    if view.is_complete:
        return Answer(GateStatus.PASS, "every field is stated", evidence)
    return Answer(GateStatus.FAIL, f"not stated: {in_words(view.missing)}", evidence)


def _judge(same: SameRows, key: str, tolerance: float) -> tuple[GateStatus, str]:
    if same.shortage:
        return GateStatus.CANNOT_TELL, same.shortage.replace("Only", "only").rstrip(".")
    found = next((item for item in same.differences if item.metric == key), None)
    if found is None:
        return GateStatus.CANNOT_TELL, _unjudged(same, key)
    worse, best_case, worst_case = _worsening(found)
    on = f"on {counted(same.rows, same.unit)}"
    if not found.is_known:
        why = f"{metric_of(key).short} {found.difference:+.4g} {on}. {why_no_range(same.drawn)}"
        return GateStatus.CANNOT_TELL, why.rstrip(".")
    numbers = (
        f"{metric_of(key).short} {found.difference:+.4g} "
        f"(95 % range {found.low:+.4g} to {found.high:+.4g}) {on}"
    )
    if best_case > tolerance:
        status, words = GateStatus.FAIL, "worse"
    elif worst_case < 0:
        status, words = GateStatus.PASS, "better"
    elif worse > tolerance:
        status, words = GateStatus.CANNOT_TELL, "no evidence either way"
    else:
        status, words = GateStatus.PASS, "not worse"
    return status, f"{words}: {numbers}"


def _unjudged(same: SameRows, key: str) -> str:
    """Say why these rows do not tell which version is better."""
    if same.agreement is None:
        return f"{metric_of(key).short} has no value on these {counted(same.rows, same.unit)}"
    return (
        "without known answers nobody can tell which of the two is right; on "
        f"{counted(same.rows, same.unit)} that neither learned from they rank alike with ρ "
        f"{same.agreement.value:.2f} (95 % range {same.agreement.spread(2)}), and "
        f"{counted(same.decisions_changed, 'row')} would be called otherwise"
    )


def _worsening(found: MetricDifference) -> tuple[float, float, float]:
    """Return mean, smallest and largest worsening; positive = the challenger is worse."""
    if metric_of(found.metric).is_loss:
        return found.difference, found.low, found.high
    return -found.difference, -found.high, -found.low
