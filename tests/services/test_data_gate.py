"""A version is not promoted unseen when a rule blocks the rows it was trained on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rules.column_rules import Range, Required
from mlops_desktop.core.rules.outcome import CheckResult
from mlops_desktop.core.rules.rule import RuleSeverity
from mlops_desktop.core.stage import Enforcement, GateResult, GateStatus, Policy, Stage
from mlops_desktop.services import promotion, rules
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow

SOUND = (Required("hr"),)
BLOCKING = (Required("hr"), Range("windspeed", high=0.3, severity=RuleSeverity.BLOCK))


@pytest.fixture
def demand(trained: Session):
    """demand@1 in staging, trained on bikes@1."""
    if promotion.stages(trained) == ():
        promotion.promote(trained, "demand@1", Stage.STAGING, "try it")
    return trained


def _gate(session: Session) -> GateResult:
    found = promotion.check(session, "demand@1", Stage.PRODUCTION)
    return next(gate for gate in found.gates if gate.gate == "data")


def test_a_dataset_without_rules_passes_and_says_so(demand) -> None:
    gate = _gate(demand)
    assert (gate.status, gate.enforcement) == (GateStatus.PASS, Enforcement.WARN)
    assert gate.detail == "bikes has no rules"


def test_rules_that_hold_are_counted(demand) -> None:
    rules.set_rules(demand, "bikes", SOUND)
    assert rules.last_check(demand, "bikes@1") is None
    gate = _gate(demand)
    assert (gate.status, gate.detail) == (GateStatus.PASS, "bikes@1: 1 passed, 0 to look at")
    assert rules.last_check(demand, "bikes@1") is None, "asking records nothing"


def test_a_rule_set_later_that_blocks_the_rows_is_found(demand) -> None:
    rules.set_rules(demand, "bikes", BLOCKING)
    gate = _gate(demand)
    assert gate.status is GateStatus.FAIL
    assert "1 blocking: rule 2 fails in" in gate.detail
    assert not gate.is_blocking, "by the built-in policy it warns"
    rules.check(demand, "bikes@1")
    gate = _gate(demand)
    stored = from_bytes(CheckResult, demand.project.objects.read(gate.evidence))
    assert stored.blocked == 1


def test_the_policy_prevents_what_blocked_rows_made_until_it_is_waived(demand) -> None:
    strict = replace(promotion.policy(demand, "demand"), data_gate=Enforcement.PREVENT)
    assert promotion.set_policy(demand, "demand", strict, "be strict").value.data_gate == "prevent"
    assert promotion.policy(demand, "demand").data_gate is Enforcement.PREVENT
    with pytest.raises(UserError, match="Rules of the training data passed: bikes@1") as refused:
        promotion.promote(demand, "demand@1", Stage.PRODUCTION, "go")
    assert refused.value.code == "promotion.gate_refused"
    rules.waive(demand, "bikes@1", "the sensor was mended")
    gate = _gate(demand)
    assert gate.status is GateStatus.PASS
    assert "waived it (“the sensor was mended”)" in gate.detail
    done = promotion.promote(demand, "demand@1", Stage.PRODUCTION, "go").value
    stored = demand.project.objects.read(done.event.gates_object)
    frozen = from_bytes(tuple[GateResult, ...], stored)
    assert next(one for one in frozen if one.gate == "data") == gate


def test_the_gate_can_be_switched_off(demand) -> None:
    promotion.set_policy(demand, "demand", Policy(data_gate=Enforcement.OFF), "not now")
    gate = _gate(demand)
    assert (gate.status, gate.detail) == (GateStatus.OFF, "switched off")


def test_a_metric_gate_that_is_off_is_not_said_to_lack_its_threshold(demand) -> None:
    off = Policy(threshold=1.0, metric_gate=Enforcement.OFF)
    promotion.set_policy(demand, "demand", off, "not now")
    check = promotion.check(demand, "demand@1", Stage.PRODUCTION)
    gate = next(one for one in check.gates if one.gate == "metric")
    assert (gate.status, gate.detail) == (GateStatus.OFF, "switched off")
