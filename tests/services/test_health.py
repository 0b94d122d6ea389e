"""The health of staged versions: checked until something that computes is upgraded."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.errors import Cancelled
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.progress import Step
from mlops_desktop.core.stage import Stage
from mlops_desktop.jobs.requests import Reperformed
from mlops_desktop.jobs.work import WAITING, Work
from mlops_desktop.modeling import parquet
from mlops_desktop.services import (
    audit,
    behaviour,
    datasets,
    health,
    models,
    promotion,
    training,
    version_files,
)
from mlops_desktop.services.health import HealthState
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow


@pytest.fixture
def staged(trained: Session, tmp_path: Path) -> Iterator[Session]:
    """demand@1 in production, demand@2 in staging; the worker is the module's."""
    shutil.copytree(trained.project.path, tmp_path / "project")
    session = Session.open(tmp_path / "project")
    session.runner = trained.runner
    promotion.promote(session, "demand@1", Stage.STAGING, "try")
    promotion.promote(session, "demand@1", Stage.PRODUCTION, "try")
    promotion.promote(session, "demand@2", Stage.STAGING, "try")
    yield session
    session.project.close()


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch):
    """Pretend that packages are installed in another version."""
    real = health.installed

    def run(**versions: str) -> None:
        names = {name.replace("_", "-"): number for name, number in versions.items()}
        monkeypatch.setattr(health, "installed", lambda name: names.get(name) or real(name))

    return run


def states(session: Session):
    return [(item.version.label, item.state) for item in health.staged(session)]


def test_a_project_without_staged_versions_has_an_empty_list(trained: Session):
    assert health.staged(trained) == ()


def test_a_version_just_trained_is_new_and_once_checked_the_same(staged: Session):
    assert states(staged) == [("demand@1", HealthState.NEW), ("demand@2", HealthState.NEW)]
    entry = behaviour.check(staged, "demand@2").value.entry
    first, second = health.staged(staged)
    assert (first.state, first.checked_at, first.entry) == (HealthState.NEW, None, 0)
    assert (second.state, second.entry) == (HealthState.SAME, entry)
    assert second.checked_at == audit.entry(staged, entry).at
    assert second.words == "answers the same"


def test_after_an_upgrade_nothing_counts_as_checked_and_the_upgrade_is_named(staged, upgrade):
    behaviour.check(staged, "demand@2")
    upgrade(scikit_learn="99.1")
    first, second = health.staged(staged)
    assert first.state is second.state is HealthState.STALE
    assert second.words == "not checked since scikit-learn changed"
    ((name, _, now),) = second.upgraded
    assert (name, now) == ("scikit-learn", "99.1")


def test_an_upgrade_of_this_program_counts_too(staged, monkeypatch):
    monkeypatch.setattr(health, "VERSION", "9.9")
    assert health.staged(staged)[0].words == "not checked since MLOps Desktop changed"


def test_those_that_are_due_are_asked_again_and_those_that_are_not_are_left(staged: Session):
    behaviour.check(staged, "demand@2")
    (only,) = health.check_due(staged).value
    assert (only.version.label, only.is_same) == ("demand@1", True)
    assert {state for _, state in states(staged)} == {HealthState.SAME}
    assert health.check_due(staged).value == ()
    assert audit.verify(staged).is_sound


def test_a_version_that_answered_otherwise_stays_so_until_it_is_asked_again(staged: Session):
    with staged.project.tx("model.check", _subject(staged), keep=True) as tx:
        tx.outcome = "differs"
    assert states(staged)[1] == ("demand@2", HealthState.DIFFERS)
    health.check_due(staged)
    assert states(staged)[1] == ("demand@2", HealthState.SAME)


def _subject(session: Session):
    version = session.project.models.version(session.project.models.by_name("demand").id, 2)
    return Subject("model_version", version.id, version.label)


def test_a_damaged_file_stops_no_other(staged: Session):
    version = health.staged(staged)[0].version
    path = staged.project.objects.path(version.artifact_object)
    path.chmod(0o644)
    path.write_bytes(b"other")
    first, second = health.check_due(staged).value
    assert (first.is_same, bool(first.problem), second.is_same) == (False, True, True)
    assert states(staged) == [("demand@1", HealthState.NEW), ("demand@2", HealthState.SAME)]


def test_evidence_that_was_altered_is_no_health(staged: Session):
    entry = behaviour.check(staged, "demand@1").value.entry
    (digest,) = [c.new for c in audit.entry(staged, entry).changes if c.column == "object"]
    path = staged.project.objects.path(digest)
    path.chmod(0o644)
    path.write_bytes(b"{}")
    found = health.staged(staged)[0]
    assert (found.state, found.words) == (HealthState.STALE, "the last check cannot be read")
    assert "altered" in found.problem


# By itself, after an upgrade -----------------------------------------------------------------


def checked_long_ago(session: Session, version: ModelVersion) -> None:
    """Put a check into the log that was made with a scikit-learn of before."""
    entry = behaviour.check(session, version.label).value.entry
    (digest,) = audit.entry(session, entry).objects
    found = from_bytes(Reperformed, session.project.objects.read(digest))
    packages = tuple(
        (name, "0.24" if name == "scikit-learn" else number)
        for name, number in found.environment.packages
    )
    old = replace(found, environment=replace(found.environment, packages=packages))
    evidence = session.project.objects.put_bytes(to_bytes(old))
    subject = Subject("model_version", version.id, version.label)
    with session.project.tx("model.check", subject, keep=True) as tx:
        tx.refer("audit_entry", str(session.project.log.count() + 1), "answers", evidence)


@pytest.fixture
def outdated(staged: Session) -> Session:
    """demand@1 was checked before an upgrade of scikit-learn; demand@2 never was."""
    checked_long_ago(staged, health.staged(staged)[0].version)
    return staged


def test_what_was_checked_before_an_upgrade_is_asked_again_and_the_program_signs(outdated):
    assert [item.version.label for item in health.upgraded(outdated)] == ["demand@1"]
    (found,) = health.check_upgraded(outdated).value
    assert found.is_same
    entry = audit.entry(outdated, found.entry)
    assert (entry.action, entry.outcome, entry.subject.name) == ("model.check", "ok", "demand@1")
    assert entry.actor.name == "MLOps Desktop" != outdated.actor.name
    assert (entry.actor.os_user, entry.actor.machine) == (
        outdated.actor.os_user,
        outdated.actor.machine,
    )
    assert entry.why.startswith("By itself after an upgrade: scikit-learn 0.24 → 1.")
    assert entry.objects
    assert health.staged(outdated)[0].state is HealthState.SAME
    assert audit.verify(outdated).is_sound


def test_a_second_opening_has_nothing_to_ask(outdated):
    health.check_upgraded(outdated)
    before = audit.count(outdated)
    with Session.open(outdated.project.path) as again:
        assert health.upgraded(again) == ()
        assert health.check_upgraded(again).value == ()
        assert audit.count(again) == before


def test_a_project_open_for_reading_is_left_as_it_is(outdated):
    before = audit.count(outdated)
    with Session.open(outdated.project.path, read_only=True) as reading:
        assert health.staged(reading)[0].state is HealthState.STALE
        assert health.upgraded(reading) == ()
        assert health.check_upgraded(reading).value == ()
        assert audit.count(reading) == before


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_killing_the_process_meanwhile_harms_nothing_and_the_next_opening_asks_again(outdated):
    before = audit.count(outdated)

    def kill(step: Step) -> None:
        process = outdated.runner._behind._process
        if step.phase.startswith("Checking") and process is not None:
            os.kill(process.pid, signal.SIGKILL)

    (found,) = health.check_upgraded(outdated, Work(kill, gives_way=True)).value
    assert (found.is_same, found.entry) == (False, 0)
    assert "was ended from outside" in found.problem
    assert audit.count(outdated) == before
    assert not list(outdated.project.jobs_folder.iterdir())
    assert audit.verify(outdated).is_sound
    (again,) = health.check_upgraded(outdated).value
    assert again.is_same


def test_it_begins_when_a_persons_own_work_has_ended_and_can_be_stopped_before(outdated):
    work = Work(lambda step: work.stop.set() if step.phase == WAITING else None, gives_way=True)
    with outdated.runner._main.lock, pytest.raises(Cancelled):
        health.check_upgraded(outdated, work)
    assert outdated.runner._behind._process is None
    assert len(health.upgraded(outdated)) == 1


def test_the_process_of_its_own_ends_with_the_last_answer(outdated):
    kept = outdated.runner._main._process
    health.check_upgraded(outdated)
    assert outdated.runner._behind._process is None
    assert outdated.runner._main._process is kept


def test_one_that_answers_otherwise_after_an_upgrade_is_told(empty, spec, june, monkeypatch):
    real = version_files.store

    def spoil(objects, result, place, *more):
        path = place.folder / result.golden_file
        golden = parquet.read(path)
        golden.iloc[:, -1] += 1.0
        parquet.write(golden, path)
        return real(objects, result, place, *more)

    datasets.import_file(empty, june, "bikes")
    monkeypatch.setattr(version_files, "store", spoil)
    training.train(empty, "bikes", replace(spec, algorithms=("linear",)))
    promotion.promote(empty, "demand@1", Stage.STAGING, "try")
    checked_long_ago(empty, models.version(empty, "demand@1").version)
    (found,) = health.check_upgraded(empty).value
    assert not found.is_same
    assert "no longer answers the same" in found.headline
    assert health.staged(empty)[0].state is HealthState.DIFFERS
    assert audit.entry(empty, found.entry).outcome == "differs"
