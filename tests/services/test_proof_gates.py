"""Before production the policy may ask for a reproduction and for a complete model card."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.stage import Enforcement, GateStatus, Policy, Stage
from mlops_desktop.services import model_cards, promotion, reproduction
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow

ASKING = Policy(reproduced_gate=Enforcement.PREVENT, card_gate=Enforcement.PREVENT)


@pytest.fixture
def staged(trained: Session, tmp_path: Path) -> Iterator[Session]:
    """demand@2 in staging; the worker is the module's."""
    shutil.copytree(trained.project.path, tmp_path / "project")
    session = Session.open(tmp_path / "project")
    session.runner = trained.runner
    promotion.promote(session, "demand@2", Stage.STAGING, "try")
    yield session
    session.project.close()


def asked(session: Session):
    found = promotion.check(session, "demand@2", Stage.PRODUCTION).gates
    return {gate.gate: gate for gate in found}


def test_a_policy_that_does_not_ask_shows_no_such_gate(staged: Session):
    assert {"reproduced", "card"}.isdisjoint(asked(staged))


def test_what_the_policy_asks_for_is_kept_in_the_policy(staged: Session):
    stored = promotion.set_policy(staged, "demand", ASKING, "proof first").value
    assert promotion.policy(staged, "demand") == stored == replace(ASKING, number=1)


def test_without_proof_nothing_enters_production_and_with_it_it_does(staged: Session):
    promotion.set_policy(staged, "demand", ASKING, "proof first")
    found = asked(staged)
    assert (found["reproduced"].status, found["card"].status) == (GateStatus.FAIL, GateStatus.FAIL)
    assert found["reproduced"].detail == "nobody has tried to reproduce demand@2"
    assert found["card"].detail.startswith("not stated: owner, risk tier, ")
    with pytest.raises(UserError) as caught:
        promotion.promote(staged, "demand@2", Stage.PRODUCTION, "now")
    assert caught.value.code == "promotion.gate_refused"
    kept = reproduction.reproduce(staged, "demand@2").value.kept
    stated = dict.fromkeys(("owner", "intended_use", "out_of_scope", "limits", "ethics"), "text")
    model_cards.edit(staged, "demand@2", {**stated, "risk_tier": "low"})
    found = asked(staged)
    assert found["reproduced"].evidence == kept.evidence_object
    assert found["reproduced"].detail.startswith("demand@2 IDENTICAL on ")
    assert found["card"].status is GateStatus.PASS
    promotion.promote(staged, "demand@2", Stage.PRODUCTION, "now")


def test_a_warning_policy_cannot_tell_before_the_first_attempt(staged: Session):
    wanted = Policy(reproduced_gate=Enforcement.WARN, card_gate=Enforcement.WARN)
    promotion.set_policy(staged, "demand", wanted, "proof is welcome")
    found = promotion.check(staged, "demand@2", Stage.PRODUCTION)
    assert found.is_allowed
    assert {g.gate: g.status for g in found.gates}["reproduced"] is GateStatus.CANNOT_TELL


def test_a_version_that_came_out_otherwise_is_no_proof(staged: Session):
    promotion.set_policy(staged, "demand", ASKING, "proof first")
    version = staged.project.models.in_stage(
        staged.project.models.by_name("demand").id, Stage.STAGING
    )
    staged.project.objects.path(version.split_object).unlink()
    reproduction.reproduce(staged, "demand@2")
    gate = asked(staged)["reproduced"]
    assert gate.status is GateStatus.FAIL
    assert gate.detail.startswith("demand@2 NOT POSSIBLE on ")
