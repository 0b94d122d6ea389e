"""Stages and the moves between them."""

from __future__ import annotations

import pytest

from mlops_desktop.core.stage import (
    ALLOWED_MOVES,
    Enforcement,
    GateResult,
    GateStatus,
    Policy,
    Stage,
)


def test_staging_and_production_hold_one_version_each() -> None:
    assert {stage for stage in Stage if stage.is_exclusive} == {Stage.STAGING, Stage.PRODUCTION}


def test_production_is_entered_from_staging_only() -> None:
    assert {stage for stage in Stage if Stage.PRODUCTION in ALLOWED_MOVES[stage]} == {Stage.STAGING}


def test_every_stage_has_its_moves_and_none_leads_to_itself() -> None:
    assert set(ALLOWED_MOVES) == set(Stage)
    assert not [stage for stage in Stage if stage in ALLOWED_MOVES[stage]]


def test_every_stage_can_be_reached_from_development_and_left_again() -> None:
    reached, frontier = {Stage.DEVELOPMENT}, [Stage.DEVELOPMENT]
    while frontier:
        for following in ALLOWED_MOVES[frontier.pop()] - reached:
            reached.add(following)
            frontier.append(following)
    assert reached == set(Stage)
    assert all(ALLOWED_MOVES.values())


def test_an_archived_version_goes_back_to_work_but_not_straight_to_production() -> None:
    assert ALLOWED_MOVES[Stage.ARCHIVED] == {Stage.DEVELOPMENT, Stage.STAGING}


@pytest.mark.parametrize("status", GateStatus)
@pytest.mark.parametrize("enforcement", Enforcement)
def test_only_a_preventing_gate_that_failed_blocks(
    status: GateStatus, enforcement: Enforcement
) -> None:
    gate = GateResult("metric", "At most 40 off", status, enforcement, "61 off")
    expected = status is GateStatus.FAIL and enforcement is Enforcement.PREVENT
    assert gate.is_blocking is expected


def test_the_built_in_policy_prevents_a_worse_version() -> None:
    policy = Policy()
    assert policy.number == 0
    assert policy.champion_gate is Enforcement.PREVENT
    assert policy.threshold is None
    assert policy.tolerance == 0.0
