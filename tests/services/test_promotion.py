"""Stages under rules: gates, refusals in the log, rivals, rollback, as of any moment."""

from __future__ import annotations

import threading

import pytest

from mlops_desktop.core import clock
from mlops_desktop.core.errors import Cancelled, ExitCode, UserError
from mlops_desktop.core.identity import Digest
from mlops_desktop.core.progress import Step
from mlops_desktop.core.stage import Enforcement, GateStatus, Policy, Stage
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import audit, models, promotion, shelf
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow


@pytest.fixture
def rival(trained: Session):
    """A second process's view of the same project."""
    with Session.open(trained.project.path) as session:
        yield session


def stage_of(session: Session, ref: str) -> Stage:
    return models.version(session, ref).version.stage


def test_production_is_reached_from_staging_only(trained: Session):
    with pytest.raises(UserError) as caught:
        promotion.promote(trained, "demand@1", Stage.PRODUCTION, "in a hurry")
    assert caught.value.code == "promotion.staging_first"
    assert caught.value.exit_code is ExitCode.REFUSED
    assert "promote demand@1 --to staging" in caught.value.hint
    assert "“Promote to staging”" in caught.value.hint
    assert stage_of(trained, "demand@1") is Stage.DEVELOPMENT


def test_a_refused_promotion_stands_in_the_log(trained: Session):
    entry = audit.log(trained, audit.LogFilter(limit=1))[0]
    assert entry.action == "stage.promotion"
    assert entry.outcome.startswith("refused")
    assert entry.why == "in a hurry"
    assert {change.table for change in entry.changes} == {"object_ref"}


def test_a_reason_is_required(trained: Session):
    with pytest.raises(UserError) as caught:
        promotion.promote(trained, "demand@1", Stage.STAGING, "  ")
    assert caught.value.code == "usage.reason"


def test_a_threshold_that_is_missed_prevents_production(trained: Session):
    promotion.set_policy(trained, "demand", Policy(threshold=1.0), "be strict")
    promotion.promote(trained, "demand@1", Stage.STAGING, "try it")
    check = promotion.check(trained, "demand@1", Stage.PRODUCTION)
    gate = next(gate for gate in check.gates if gate.gate == "metric")
    assert gate.status is GateStatus.FAIL
    assert not check.is_allowed
    promotion.set_policy(
        trained, "demand", Policy(threshold=1.0, metric_gate=Enforcement.WARN), "only warn"
    )
    assert promotion.check(trained, "demand@1", Stage.PRODUCTION).is_allowed


def test_the_first_in_production_has_no_rival(trained: Session):
    done = promotion.promote(trained, "demand@1", Stage.PRODUCTION, "first one").value
    assert done.event.to_stage is Stage.PRODUCTION
    assert done.check.replaces is None


def test_a_better_challenger_replaces_the_champion_which_is_archived(trained: Session):
    promotion.promote(trained, "demand@2", Stage.STAGING, "better")
    done = promotion.promote(trained, "demand@2", Stage.PRODUCTION, "better").value
    gate = next(gate for gate in done.check.gates if gate.gate == "champion")
    assert gate.status is GateStatus.PASS
    assert "better" in gate.detail
    assert gate.evidence is not None
    assert stage_of(trained, "demand@1") is Stage.ARCHIVED
    assert models.version(trained, "demand@production").version.number == 2


def test_a_worse_challenger_is_refused_on_the_same_rows(trained: Session):
    promotion.promote(trained, "demand@1", Stage.STAGING, "again")
    with pytest.raises(UserError, match="worse"):
        promotion.promote(trained, "demand@1", Stage.PRODUCTION, "again")
    assert models.version(trained, "demand@production").version.number == 2


def test_what_the_gates_rested_on_is_watched_over_by_verify(trained: Session):
    found = audit.verify(trained)
    assert found.is_sound
    assert found.unreferenced == 0
    refused = audit.log(trained, audit.LogFilter(limit=1))[0]
    roles = {c.new: c.key for c in refused.changes if c.column == "role"}
    assert set(roles) == {"gates", "comparison"}
    assert all("audit_entry" in key and str(refused.seq) in key for key in roles.values())
    (comparison,) = (
        c.new
        for c in refused.changes
        if c.column == "object" and c.key == roles["comparison"] and c.new
    )
    stored = trained.project.objects.path(Digest(comparison))
    whole = stored.read_bytes()
    stored.chmod(0o600)
    stored.write_bytes(whole[:-1] + b" ")
    damaged = audit.verify(trained)
    stored.write_bytes(whole)
    assert [problem.where for problem in damaged.problems] == [f"object {comparison}"]


def test_asking_the_gates_stores_nothing(trained: Session):
    before = audit.verify(trained).objects
    asked = promotion.check(trained, "demand@1", Stage.PRODUCTION)
    assert asked.comparison is not None
    assert audit.verify(trained).objects == before


def test_a_policy_that_changed_meanwhile_stops_a_promotion(
    trained: Session, rival: Session, monkeypatch
):
    checked = promotion.check

    def check_then_change(*args):
        found = checked(*args)
        promotion.set_policy(rival, "demand", Policy(threshold=0.5), "stricter")
        return found

    monkeypatch.setattr(promotion, "check", check_then_change)
    with pytest.raises(UserError) as caught:
        promotion.promote(trained, "demand@1", Stage.DEVELOPMENT, "step back")
    assert caught.value.code == "promotion.policy_changed"
    assert stage_of(trained, "demand@1") is Stage.STAGING
    promotion.set_policy(trained, "demand", Policy(), "as before")


def test_a_version_put_away_is_not_promoted(trained: Session):
    promotion.promote(trained, "demand@1", Stage.DEVELOPMENT, "step back")
    shelf.archive(trained, "demand@1", "not needed")
    with pytest.raises(UserError) as caught:
        promotion.promote(trained, "demand@1", Stage.STAGING, "try")
    assert caught.value.code == "usage.hidden"
    shelf.restore(trained, "demand@1")


def test_what_is_in_production_cannot_be_hidden(trained: Session):
    with pytest.raises(UserError) as caught:
        shelf.archive(trained, "demand@production", "tidy up")
    assert caught.value.code == "promotion.in_use"


def test_rollback_brings_back_the_one_before_as_a_new_event(trained: Session):
    events = len(promotion.history(trained, "demand"))
    done = promotion.rollback(trained, "demand", "planning broke").value
    assert done.event.number == 1
    assert done.event.kind == "rollback"
    assert stage_of(trained, "demand@2") is Stage.ARCHIVED
    assert len(promotion.history(trained, "demand")) == events + 2


def test_every_past_state_can_be_asked_for(trained: Session):
    history = promotion.history(trained, "demand")
    second = next(
        event for event in history if event.number == 2 and event.to_stage is Stage.PRODUCTION
    )
    then = promotion.stages(trained, second.at)
    assert [h.number for h in then if h.stage is Stage.PRODUCTION] == [2]
    now = promotion.stages(trained, clock.utc_now())
    assert [h.number for h in now if h.stage is Stage.PRODUCTION] == [1]
    before_all = promotion.stages(trained, history[0].at.replace(year=2000))
    assert before_all == ()


def test_of_two_who_promote_at_once_one_is_told(trained: Session, rival: Session, monkeypatch):
    promotion.promote(trained, "demand@2", Stage.STAGING, "ready")
    asked = promotion.check

    def overtaken(session, ref, to, work=None):
        found = asked(session, ref, to, work)
        monkeypatch.setattr(promotion, "check", asked)
        promotion.promote(rival, ref, to, "I was faster")
        return found

    monkeypatch.setattr(promotion, "check", overtaken)
    with pytest.raises(UserError) as caught:
        promotion.promote(trained, "demand@2", Stage.PRODUCTION, "mine")
    assert caught.value.code == "promotion.champion_changed"
    holders = [h for h in promotion.stages(trained) if h.stage is Stage.PRODUCTION]
    assert [(h.number, h.reason) for h in holders] == [(2, "I was faster")]
    assert audit.verify(trained).is_sound


def test_small_versions_are_compared_while_a_training_runs(trained: Session):
    first, second = (models.version(trained, f"demand@{number}").version for number in (1, 2))
    busy = trained.runner._main.lock
    with busy:
        stop = threading.Event()
        watch = threading.Timer(60, stop.set)
        watch.start()
        same = models.same_rows(trained, first, second, Work(stop=stop))
        watch.cancel()
        watch.join()
    assert same.rows > 0


def test_large_versions_wait_for_a_training_and_say_so(trained: Session, monkeypatch):
    first, second = (models.version(trained, f"demand@{number}").version for number in (1, 2))
    monkeypatch.setattr(models, "QUICK_CELLS", 0)
    stop, told = threading.Event(), []

    def listen(step: Step) -> None:
        told.append(step.phase)
        stop.set()

    with trained.runner._main.lock, pytest.raises(Cancelled):
        models.same_rows(trained, first, second, Work(listen, stop))
    assert told == ["Waiting for other work to finish"]
