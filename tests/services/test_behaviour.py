"""A version is asked its golden rows again; the log keeps whether the answers are the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import Reperformance
from mlops_desktop.core.stage import Stage
from mlops_desktop.jobs.requests import Reperformed
from mlops_desktop.services import activity, audit, behaviour, models, promotion
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow


@pytest.fixture
def copied(trained: Session, tmp_path: Path) -> Iterator[Session]:
    """The test's own copy of demand@1 and @2; the worker is the module's."""
    shutil.copytree(trained.project.path, tmp_path / "project")
    session = Session.open(tmp_path / "project")
    session.runner = trained.runner
    yield session
    session.project.close()


def newest_entry(session: Session):
    return audit.log(session, audit.LogFilter(limit=1))[0]


def answer_otherwise(session: Session, monkeypatch: pytest.MonkeyPatch, factor: float) -> None:
    """Change what comes back from the worker, as another machine's arithmetic would."""
    run = session.run

    def changed(*arguments, **options):
        found = run(*arguments, **options)
        is_equal = factor <= 1e-9
        answers = replace(
            found.answers, max_relative_difference=factor, is_equal=is_equal, is_identical=False
        )
        others = {**dict(found.environment.packages), "numpy": "0.1"}
        place = replace(found.environment, packages=tuple(others.items()))
        return Reperformed(answers, place)

    monkeypatch.setattr(session, "run", changed)


def test_a_version_answers_the_same_and_the_log_says_so(copied: Session):
    found = behaviour.check(copied, "demand@2").value
    assert found.is_same
    assert found.answers.rows == 100
    assert found.answers.behaviour_hash == found.version.behaviour_hash
    assert found.headline == "demand@2 still answers the same: 100 golden rows, every digit."
    assert found.environments == ""
    entry = newest_entry(copied)
    assert (entry.seq, entry.action, entry.outcome) == (found.entry, "model.check", "ok")
    assert entry.subject.name == "demand@2"
    assert activity.sentence(entry)[0] == "demand@2 still answers the same"


def test_the_evidence_lies_among_the_objects_that_verify_watches(copied: Session):
    entry = behaviour.check(copied, "demand@2").value.entry
    facts = {change.column: change.new for change in newest_entry(copied).changes}
    assert facts["owner"] == str(entry)
    kept = from_bytes(Reperformed, copied.project.objects.read(facts["object"]))
    assert kept.answers.is_identical
    assert dict(kept.environment.packages)["scikit-learn"]
    assert audit.verify(copied).is_sound


def test_other_answers_are_told_with_their_size_and_what_was_installed(
    copied: Session, monkeypatch
):
    answer_otherwise(copied, monkeypatch, 4e-6)
    found = behaviour.check(copied, "demand@2").value
    assert not found.is_same
    assert found.headline == (
        "demand@2 no longer answers the same: on 100 golden rows its numbers differ by up to "
        "one part in 250,000."
    )
    assert found.environments.endswith("checked with numpy 0.1.")
    entry = newest_entry(copied)
    assert entry.outcome == "differs"
    assert activity.sentence(entry)[0] == "demand@2 no longer answers the same"


def test_rounding_is_no_other_answer(copied: Session, monkeypatch):
    answer_otherwise(copied, monkeypatch, 1e-12)
    found = behaviour.check(copied, "demand@2").value
    assert found.is_same
    assert "nine digits" in found.headline


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0.25, "by up to 25 %"),
        (0.0, "some get another class"),
        (float("nan"), "something that is no number"),
    ],
)
def test_how_the_answers_differ_is_said_in_words(copied: Session, size, words):
    version = models.version(copied, "demand@2").version
    answers = Reperformance(100, size, is_equal=False, is_identical=False, behaviour_hash="")
    assert words in behaviour.BehaviourCheck(version, answers).headline


def test_everything_in_a_stage_is_checked_and_a_damaged_file_stops_no_other(copied: Session):
    assert behaviour.check_staged(copied).value == ()
    promotion.promote(copied, "demand@1", Stage.STAGING, "try")
    promotion.promote(copied, "demand@1", Stage.PRODUCTION, "try")
    promotion.promote(copied, "demand@2", Stage.STAGING, "try")
    path = copied.project.objects.path(models.version(copied, "demand@1").version.artifact_object)
    path.chmod(0o644)
    path.write_bytes(b"other")
    first, second = behaviour.check_staged(copied).value
    assert (first.version.label, first.is_same, first.answers) == ("demand@1", False, None)
    assert first.headline == "demand@1 could not be asked."
    assert first.problem
    assert (second.version.label, second.is_same) == ("demand@2", True)
    with pytest.raises(UserError):
        behaviour.check(copied, "demand@1")


def test_a_project_open_for_reading_is_checked_without_an_entry(trained: Session):
    entries = trained.project.log.count()
    with Session.open(trained.project.path, read_only=True) as reader:
        with pytest.raises(UserError) as caught:
            behaviour.check(reader, "demand@2")
        assert caught.value.code == "project.read_only"
        found = behaviour.check(reader, "demand@2", keep=False).value
    assert found.is_same
    assert found.entry == 0
    assert trained.project.log.count() == entries
