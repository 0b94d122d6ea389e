"""The health of staged versions: checked until something that computes is upgraded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlops_desktop.core.stage import Stage
from mlops_desktop.services import audit, behaviour, health, promotion
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
    from mlops_desktop.core.audit import Subject

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
