from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.stage import ALLOWED_MOVES, Enforcement, Policy, Stage

MOVE = Subject("model_version", "", "demand")


@pytest.fixture
def three(life):
    """Three versions of one model, all in development."""
    life.dataset_version()
    model = life.model()
    return [life.version(model) for _ in range(3)]


def stages_of(project, versions):
    return [project.models.version_by_id(version.id).stage for version in versions]


def test_promoting_a_second_version_archives_the_first(project, life, three):
    first, second, _ = three
    life.produce(first)
    life.produce(second)
    assert stages_of(project, three) == [Stage.ARCHIVED, Stage.PRODUCTION, Stage.DEVELOPMENT]
    newest, displaced = project.stages.history(first.model_id)[:2]
    assert (newest.kind, newest.version_id, newest.to_stage) == (
        "promotion",
        second.id,
        Stage.PRODUCTION,
    )
    assert (displaced.kind, displaced.version_id) == ("displaced", first.id)
    assert (displaced.from_stage, displaced.to_stage) == (Stage.PRODUCTION, Stage.ARCHIVED)
    assert displaced.at == newest.at
    assert displaced.reason == "demand@2 took its place: better"
    entry = project.log.entries(1)[0]
    assert {c.key for c in entry.changes if c.table == "stage_event"} == {
        str(displaced.seq),
        str(newest.seq),
    }


def test_a_version_begins_in_development(project, three):
    (event,) = project.stages.of_version(three[0].id)
    assert (event.from_stage, event.to_stage, event.kind) == (None, Stage.DEVELOPMENT, "created")


@pytest.mark.parametrize("start", list(Stage))
@pytest.mark.parametrize("end", list(Stage))
def test_promotions_make_the_allowed_moves_and_no_others(project, life, three, start, end):
    ways = {
        Stage.DEVELOPMENT: (),
        Stage.STAGING: (Stage.STAGING,),
        Stage.PRODUCTION: (Stage.STAGING, Stage.PRODUCTION),
        Stage.ARCHIVED: (Stage.ARCHIVED,),
    }
    life.move(three[0], *ways[start])
    if end in ALLOWED_MOVES[start]:
        life.move(three[0], end)
        assert stages_of(project, three)[0] is end
        return
    with pytest.raises(UserError) as caught:
        life.move(three[0], end)
    code = "project.already_there" if start is end else "project.move_not_allowed"
    assert caught.value.code == code
    assert "demand@1" in caught.value.message
    assert stages_of(project, three)[0] is start


def test_a_rollback_goes_straight_from_the_archive_to_production(project, life, three):
    first, second, _ = three
    life.produce(first)
    life.produce(second)
    assert project.stages.previous_in_production(first.model_id).id == first.id
    life.move(first, Stage.PRODUCTION, kind="rollback")
    assert stages_of(project, three)[:2] == [Stage.PRODUCTION, Stage.ARCHIVED]
    assert project.stages.history()[0].kind == "rollback"
    # The one before is now the one that was rolled back.
    assert project.stages.previous_in_production(first.model_id).id == second.id


def test_before_the_first_promotion_there_is_nothing_to_go_back_to(project, life, three):
    model_id = three[0].model_id
    assert project.stages.previous_in_production(model_id) is None
    life.produce(three[0])
    assert project.stages.previous_in_production(model_id) is None
    life.move(three[0], Stage.ARCHIVED)
    assert project.stages.previous_in_production(model_id).id == three[0].id


def test_the_one_in_a_stage_is_known_inside_the_transaction(project, life, three):
    first, second, _ = three
    life.produce(first)
    life.move(second, Stage.STAGING)
    with project.tx("model.promote", MOVE, "better") as tx:
        assert tx.in_stage(first.model_id, Stage.PRODUCTION).id == first.id
        event = tx.move(second.id, Stage.PRODUCTION, "promotion", "better", life.blob)
        assert tx.in_stage(first.model_id, Stage.PRODUCTION).id == second.id
    assert event == project.stages.history()[0]
    assert event.gates_object == life.blob
    assert event.actor == "Ana Lima"


def test_of_several_in_development_the_last_to_come_is_meant(project, life, three):
    life.move(three[0], Stage.ARCHIVED, Stage.DEVELOPMENT)
    assert project.models.in_stage(three[0].model_id, Stage.DEVELOPMENT).id == three[0].id


def test_who_stood_where_can_be_asked_for_any_moment(project, life, three):
    first, second, _ = three
    life.produce(first)
    life.produce(second)
    assert {(h.number, h.stage) for h in project.stages.holders()} == {(2, Stage.PRODUCTION)}
    history = list(reversed(project.stages.history()))
    for event in history:
        held: dict[str, Stage] = {}
        for earlier in history:
            if earlier.at <= event.at:
                held[earlier.version_id] = earlier.to_stage
        expected = {(v, stage) for v, stage in held.items() if stage.is_exclusive}
        found = project.stages.holders(event.at)
        assert {(h.version_id, h.stage) for h in found} == expected
    assert project.stages.holders(history[0].at - timedelta(seconds=1)) == ()


def test_every_model_has_its_own_production(project, life, three):
    life.produce(three[0])
    other = life.version(life.model("other"))
    life.produce(other)
    assert [(h.model, h.number) for h in project.stages.holders()] == [("demand", 1), ("other", 1)]


def test_policies_are_numbered_and_the_last_one_counts(project, life, three):
    model_id = three[0].model_id
    assert project.stages.policy(model_id) == Policy()
    asked = Policy(0, "mae", 20.0, Enforcement.WARN, Enforcement.OFF, 0.5)
    for number in (1, 2):
        with project.tx("policy.set", MOVE, "stricter") as tx:
            policy = tx.set_policy(model_id, asked)
        assert policy == Policy(number, "mae", 20.0, Enforcement.WARN, Enforcement.OFF, 0.5)
        assert project.stages.policy(model_id) == policy


moves = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(Stage), st.sampled_from(["promotion", "rollback"])
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_whatever_moves_are_tried_history_and_present_agree(project, life, moves):
    """The stage machine against a dictionary."""
    life.dataset_version()
    model = life.model(f"m{project.log.count()}")
    versions = [life.version(model) for _ in range(3)]
    expected = dict.fromkeys(range(3), Stage.DEVELOPMENT)
    for which, stage, kind in moves:
        allowed = kind == "rollback" or stage in ALLOWED_MOVES[expected[which]]
        if stage is expected[which] or not allowed:
            with pytest.raises(UserError):
                life.move(versions[which], stage, kind=kind)
            continue
        life.move(versions[which], stage, kind=kind)
        for other, held in expected.items():
            if held is stage and stage.is_exclusive:
                expected[other] = Stage.ARCHIVED
        expected[which] = stage
    assert stages_of(project, versions) == list(expected.values())
    history = project.stages.history(model.id)
    for version, stage in zip(versions, expected.values(), strict=True):
        assert next(e.to_stage for e in history if e.version_id == version.id) is stage
    held = {(h.number - 1, h.stage) for h in project.stages.holders() if h.model == model.name}
    assert held == {(n, stage) for n, stage in expected.items() if stage.is_exclusive}
