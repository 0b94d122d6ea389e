"""A version is trained again from what is stored, and the project keeps how far it came out."""

from __future__ import annotations

import math
import multiprocessing
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.codec import to_bytes
from mlops_desktop.core.errors import Cancelled, ExitCode, UserError
from mlops_desktop.core.reproduction import (
    AnswersAgain,
    MetricAgain,
    ReproductionVerdict,
)
from mlops_desktop.core.search import Search, Trial
from mlops_desktop.core.training import (
    MethodParameters,
    RunStatus,
    Split,
    TrainingSpec,
)
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import activity, audit, models, reproduction, resolve, training
from mlops_desktop.services.session import Session
from mlops_desktop.storage.records import NewModelVersion, NewTraining

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


def find_otherwise(session: Session, monkeypatch: pytest.MonkeyPatch, **changes) -> None:
    """Change what comes back from the worker, as another machine's arithmetic would."""
    run = session.runner.run

    def changed(*arguments, **options):
        found = run(*arguments, **options)
        others = {**dict(found.environment.packages), "numpy": "0.1"}
        place = replace(found.environment, packages=tuple(others.items()))
        return replace(found, environment=place, **changes)

    monkeypatch.setattr(session.runner, "run", changed)


def with_other_spec(session: Session, spec: TrainingSpec, **objects):
    """Register a copy of demand@2 that claims to have been made by another spec."""
    version = models.version(session, "demand@2").version
    stored = session.project.objects.put_bytes(to_bytes(spec))
    names = {item.name for item in fields(NewModelVersion)} - {"run_id", "metrics"}
    same = {name: getattr(version, name) for name in names}
    with session.project.tx("training.finish", Subject("model", "", "demand")) as tx:
        made = tx.add_training(
            NewTraining(version.model_id, version.dataset_version_id, stored, "gone")
        )
        run = tx.add_run(made.id, version.algorithm)
        tx.end_run(run.id, RunStatus.FINISHED)
        return tx.add_model_version(
            NewModelVersion(run_id=run.id, **{**same, "spec_object": stored, **objects})
        )


def test_a_version_is_made_again_number_by_number_and_no_version_is_made(copied: Session):
    before = len(models.show(copied, "demand").versions)
    found = reproduction.reproduce(copied, "demand@2").value
    assert found.verdict is ReproductionVerdict.IDENTICAL
    assert found.exit_code is ExitCode.DONE
    assert found.headline == (
        "demand@2 IDENTICAL: trained again, it is the same model, number by number."
    )
    facts = found.evidence.found
    assert facts.digest_now == facts.digest_before == found.version.model_digest
    assert (facts.golden.rows, facts.holdout.rows) == (100, 144)
    assert (facts.golden.largest, facts.holdout.largest) == (0.0, 0.0)
    assert facts.metrics
    assert all(item.is_equal for item in facts.metrics)
    assert len(models.show(copied, "demand").versions) == before
    assert not list(copied.project.jobs_folder.iterdir())


def test_the_verdict_is_kept_with_its_evidence_under_verify_and_in_the_log(copied: Session):
    found = reproduction.reproduce(copied, "demand@1").value
    entry = newest_entry(copied)
    assert (entry.seq, entry.action, entry.outcome) == (found.entry, "model.reproduce", "ok")
    assert activity.sentence(entry) == (
        "demand@1 was trained again and came out the same",
        "trained again, it is the same model, number by number",
    )
    (kept,) = reproduction.attempts(copied, "demand@1")
    assert kept.evidence == found.evidence
    assert kept.kept == found.kept
    assert kept.kept.actor == copied.actor.name
    assert kept.evidence.found.environment.packages
    assert audit.verify(copied).is_sound
    path = copied.project.objects.path(found.kept.evidence_object)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"identical", b"different"))
    assert not audit.verify(copied).is_sound


def test_another_process_answers_than_the_one_that_was_warm(copied: Session):
    copied.warm_up(Work())
    # Other sessions of these tests may have a worker of their own.
    warm = copied.runner._main._process.pid
    assert warm in {process.pid for process in multiprocessing.active_children()}
    reproduction.reproduce(copied, "demand@1", keep=False)
    assert warm not in {process.pid for process in multiprocessing.active_children()}


def test_small_differences_are_equivalent_and_their_size_is_shown(copied: Session, monkeypatch):
    find_otherwise(copied, monkeypatch, digest_now="e" * 64, holdout=AnswersAgain(144, 0, 3.2e-12))
    found = reproduction.reproduce(copied, "demand@2").value
    assert (found.verdict, found.exit_code) == (ReproductionVerdict.EQUIVALENT, ExitCode.DONE)
    assert found.headline == (
        "demand@2 EQUIVALENT: trained again, its answers on 100 golden rows and 144 held-out rows "
        "differ by at most 3.2e-12 (relative; 1e-09 is allowed), and every metric is the same."
    )
    (told,) = found.details
    assert told.startswith("Installed in another version: numpy ")
    assert told.endswith(" → 0.1.")


def test_a_version_that_claims_another_seed_comes_out_otherwise(
    copied: Session, spec: TrainingSpec
):
    stored = models.version(copied, "demand@2").spec
    other = with_other_spec(copied, replace(stored, seed=2))
    found = reproduction.reproduce(copied, other.label).value
    assert (found.verdict, found.exit_code) == (ReproductionVerdict.DIFFERENT, ExitCode.REFUSED)
    assert found.headline == f"{other.label} DIFFERENT: trained again, it came out otherwise."
    assert "Other rows were held out." in found.details
    assert any(line.startswith("MAE") for line in found.details)
    entry = newest_entry(copied)
    assert entry.outcome == "different"
    assert activity.sentence(entry)[0].endswith("was trained again and came out otherwise")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"golden": AnswersAgain(100, 3, 0.0)}, "3 of 100 golden rows get another class."),
        ({"golden": AnswersAgain(100, 0, 0.04)}, "the numbers differ by up to 4.00e-02"),
        ({"holdout": AnswersAgain(144, 0, math.inf)}, "some answers are no numbers"),
        ({"holdout": None}, "The held-out rows are not the same rows."),
        (
            {"metrics": (MetricAgain("mae", Split.HOLDOUT, 12.5, None),)},
            "12.5 then, not measured now.",
        ),
    ],
)
def test_what_differs_is_said_in_words(copied: Session, monkeypatch, changes, told):
    find_otherwise(copied, monkeypatch, **changes)
    found = reproduction.reproduce(copied, "demand@1", keep=False).value
    assert found.verdict is ReproductionVerdict.DIFFERENT
    assert told in " ".join(found.details)


@pytest.mark.parametrize("name", ["artifact_object", "split_object", "spec_object", "facts_object"])
def test_an_altered_object_is_not_possible_and_kept_as_such(copied: Session, name: str):
    version = models.version(copied, "demand@2").version
    path = copied.project.objects.path(getattr(version, name))
    path.chmod(0o644)
    path.write_bytes(b"other")
    found = reproduction.reproduce(copied, "demand@2").value
    assert found.verdict is ReproductionVerdict.NOT_POSSIBLE
    assert found.exit_code is ExitCode.ENVIRONMENT
    assert found.headline.startswith("demand@2 NOT POSSIBLE: A stored file was altered: ")
    assert newest_entry(copied).outcome == "not_possible"
    assert copied.project.reproductions.newest(version.id).verdict is found.verdict


def test_a_table_that_is_gone_is_not_possible(copied: Session):
    table = models.version(copied, "demand@2").dataset.table_object
    copied.project.objects.path(table).unlink()
    found = reproduction.reproduce(copied, "demand@2").value
    assert found.verdict is ReproductionVerdict.NOT_POSSIBLE
    assert found.evidence.code == "project.object_missing"
    assert found.evidence.made_in is not None


def test_a_training_that_is_refused_here_is_not_possible(copied: Session):
    stored = models.version(copied, "demand@2").spec
    other = with_other_spec(copied, replace(stored, exclude=("a column that is gone",)))
    found = reproduction.reproduce(copied, other.label).value
    assert found.verdict is ReproductionVerdict.NOT_POSSIBLE
    assert (found.evidence.code, found.exit_code) == ("training.unknown_column", ExitCode.INPUT)
    assert "a column that is gone" in found.headline


def test_a_worker_that_is_killed_leaves_no_verdict(copied: Session):
    entries = copied.project.log.count()

    def kill(_step) -> None:
        for process in multiprocessing.active_children():
            process.kill()

    with pytest.raises(UserError) as caught:
        reproduction.reproduce(copied, "demand@2", Work(kill))
    assert caught.value.code == "jobs.worker_died"
    assert copied.project.log.count() == entries
    assert reproduction.attempts(copied, "demand@2") == ()
    assert not list(copied.project.jobs_folder.iterdir())
    assert audit.verify(copied).is_sound
    assert reproduction.reproduce(copied, "demand@2").value.verdict.is_reproduced


def test_who_stops_it_leaves_no_verdict(copied: Session):
    stop = threading.Event()
    entries = copied.project.log.count()
    with pytest.raises(Cancelled):
        reproduction.reproduce(copied, "demand@2", Work(lambda _step: stop.set(), stop))
    assert copied.project.log.count() == entries


def test_a_project_open_for_reading_is_tried_without_keeping(trained: Session):
    entries = trained.project.log.count()
    with Session.open(trained.project.path, read_only=True) as reader:
        with pytest.raises(UserError) as caught:
            reproduction.reproduce(reader, "demand@1")
        assert caught.value.code == "project.read_only"
        found = reproduction.reproduce(reader, "demand@1", keep=False).value
    assert found.verdict is ReproductionVerdict.IDENTICAL
    assert (found.kept, found.entry) == (None, 0)
    assert trained.project.log.count() == entries


def test_a_searched_version_is_made_again_with_what_the_search_had_found(copied: Session):
    facts = resolve.facts_of(copied, models.version(copied, "demand@2").version)
    trials = (
        Trial(1, (("alpha", "1.0"),), 500, -3.0, 0.1, 1.0),
        Trial(2, (("alpha", "0.5"),), 500, -2.0, 0.1, 1.0, is_chosen=True),
    )
    stored = copied.project.objects.put_bytes(to_bytes(replace(facts, trials=trials)))
    spec = replace(
        models.version(copied, "demand@2").spec,
        search=Search(minutes=1.0),
        parameters=(
            MethodParameters("baseline", ()),
            MethodParameters("linear", (("alpha", "7"),)),
        ),
    )
    version = with_other_spec(copied, spec, facts_object=stored)
    asked: list[TrainingSpec] = []
    run = copied.runner.run

    def noted(request, *arguments, **options):
        asked.append(request.spec)
        return run(request, *arguments, **options)

    copied.runner.run = noted
    try:
        reproduction.reproduce(copied, version.label, keep=False)
    finally:
        del copied.runner.run
    (used,) = asked
    assert used.search is None
    assert used.algorithms == ("linear",)
    assert used.parameters == (MethodParameters("linear", (("alpha", "0.5"),)),)


def test_the_same_model_that_answers_otherwise_here_is_different(copied: Session):
    found = reproduction.reproduce(copied, "demand@1", keep=False).value.evidence.found
    assert found.verdict is ReproductionVerdict.IDENTICAL
    other = replace(found, golden=AnswersAgain(100, 0, 1e-6))
    assert other.verdict is ReproductionVerdict.DIFFERENT


KILLED = """
import sys
from pathlib import Path
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import reproduction
from mlops_desktop.services.session import Session

def wait(step):
    print("here", flush=True)
    sys.stdin.readline()

if __name__ == "__main__":
    with Session.open(Path(sys.argv[1])) as session:
        reproduction.reproduce(session, "demand@2", Work(wait))
"""


def test_a_program_that_is_killed_meanwhile_leaves_no_verdict_and_no_files(copied: Session):
    entries = copied.project.log.count()
    script = copied.project.path.parent / "killed.py"
    script.write_text(KILLED, "utf-8")
    process = subprocess.Popen(
        [sys.executable, script, copied.project.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "here\n"
    assert list(copied.project.jobs_folder.iterdir())
    process.kill()
    process.communicate()
    copied.project.recover()
    assert not list(copied.project.jobs_folder.iterdir())
    assert copied.project.log.count() == entries
    assert reproduction.attempts(copied, "demand@2") == ()
    assert audit.verify(copied).is_sound


def test_a_method_that_joins_others_is_made_again_with_all_of_its_training(
    copied: Session, spec: TrainingSpec
):
    joined = replace(spec, model="joined", algorithms=("linear", "tree", "voting"))
    made = training.train(copied, "bikes", joined).value.versions
    voting = next(item for item in made if item.algorithm == "voting")
    found = reproduction.reproduce(copied, voting.label, keep=False).value
    assert found.verdict is ReproductionVerdict.IDENTICAL
    assert len(copied.project.models.versions(voting.model_id)) == len(made) == 3
