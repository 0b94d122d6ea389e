"""Gates that ask for proof: was the version made again, is its model card complete?"""

from __future__ import annotations

from dataclasses import replace

from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.model_card import in_words
from mlops_desktop.core.stage import Enforcement, GateResult, GateStatus, Policy
from mlops_desktop.services import model_cards
from mlops_desktop.services.session import Session


def reproduced(session: Session, version: ModelVersion, policy: Policy) -> GateResult:
    """Ask whether the last attempt to make the version again succeeded; none is made here.

    Before the first attempt nothing can be told; a policy that prevents asks for one.
    """
    gate = GateResult(
        "reproduced", "Made again from what is stored", GateStatus.PASS, policy.reproduced_gate, ""
    )
    if policy.reproduced_gate is Enforcement.OFF:
        return replace(gate, status=GateStatus.OFF, detail="switched off")
    found = session.project.reproductions.newest(version.id)
    if found is None:
        detail = f"nobody has tried to reproduce {version.label}"
        if version.is_imported:
            detail = f"{version.label} was imported: how it was trained is not known"
        return replace(gate, status=_untold(policy), detail=detail)
    status = GateStatus.PASS if found.verdict.is_reproduced else GateStatus.FAIL
    detail = f"{version.label} {found.verdict.words} on {found.at.astimezone():%Y-%m-%d}"
    return replace(gate, status=status, detail=detail, evidence=found.evidence_object)


def _untold(policy: Policy) -> GateStatus:
    """Return what no attempt means: a policy that prevents asks for one."""
    prevents = policy.reproduced_gate is Enforcement.PREVENT
    return GateStatus.FAIL if prevents else GateStatus.CANNOT_TELL


def card(session: Session, version: ModelVersion, policy: Policy) -> GateResult:
    """Ask whether every field of the version's model card is stated."""
    gate = GateResult("card", "Model card complete", GateStatus.PASS, policy.card_gate, "")
    if policy.card_gate is Enforcement.OFF:
        return replace(gate, status=GateStatus.OFF, detail="switched off")
    view = model_cards.show(session, version.label)
    evidence = view.state.document_object if view.state else None
    if view.is_complete:
        return replace(gate, detail="every field is stated", evidence=evidence)
    missing = f"not stated: {in_words(view.missing)}"
    return replace(gate, status=GateStatus.FAIL, detail=missing, evidence=evidence)
