"""Training through the verbs: numbered versions, refusals, cancel, failure."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace

import pytest

from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.progress import Step
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import RunStatus, TrainingSpec
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import audit, datasets, models, training
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow


def objects_of(session: Session) -> set[str]:
    return {digest for digest, _ in session.project.objects.stored()}


def test_each_method_becomes_a_numbered_version_in_development(trained: Session):
    found = models.show(trained, "demand")
    assert [version.number for version in found.versions] == [2, 1]
    assert {version.algorithm for version in found.versions} == {"baseline", "linear"}
    assert {version.stage for version in found.versions} == {Stage.DEVELOPMENT}


def test_a_version_carries_data_parameters_metrics_steps_and_environment(trained: Session):
    details = models.version(trained, "demand@2")
    assert details.dataset.label == "bikes@1"
    assert details.spec.exclude == ("casual", "registered")
    assert {item.name for item in details.facts.metrics} >= {"mae", "rmse", "r2"}
    assert details.facts.steps
    assert "casual" not in {field.name for field in details.facts.signature.inputs}
    assert dict(details.environment.packages)["scikit-learn"]
    assert details.run.status is RunStatus.FINISHED


def test_best_is_the_one_with_the_smallest_error(trained: Session):
    assert models.version(trained, "demand@best").version.algorithm == "linear"


def test_best_among_versions_judged_on_the_same_rows_says_nothing_beside(trained: Session):
    notes: list[str] = []
    trained.on_note = notes.append
    models.version(trained, "demand@best")
    assert notes == []


def test_best_tells_when_other_versions_were_judged_on_other_rows(empty: Session, june, spec):
    datasets.import_file(empty, june, "bikes")
    training.train(empty, "bikes", spec)
    training.train(empty, "bikes", replace(spec, algorithms=("linear",), seed=2))
    shown = models.show(empty, "demand").versions
    best = min(shown, key=lambda version: version.value)
    (rival, *_) = sorted(
        (item for item in shown if item.split_object != best.split_object),
        key=lambda version: version.value,
    )
    notes: list[str] = []
    empty.on_note = notes.append
    assert models.version(empty, "demand@best").version.id == best.id
    (note,) = notes
    assert note.startswith(f"{best.label} has the best MAE of demand, but ")
    assert f"model compare {best.label} {rival.label}." in note
    models.version(empty, "demand")
    models.version(empty, best.label)
    assert len(notes) == 1, "a version that was named is no judgement"


def test_the_same_content_imported_again_counts_as_the_same_rows(empty: Session, june, spec):
    linear = replace(spec, algorithms=("linear",))
    datasets.import_file(empty, june, "bikes")
    datasets.import_file(empty, june, "again")
    training.train(empty, "bikes", linear)
    training.train(empty, "again", linear)
    notes: list[str] = []
    empty.on_note = notes.append
    models.version(empty, "demand@best")
    assert notes == []


def test_the_same_training_again_gives_the_same_model_content(trained: Session, spec):
    first = models.version(trained, "demand@2").version
    again = training.train(trained, "bikes", replace(spec, algorithms=("linear",))).value
    (version,) = again.versions
    assert version.number == first.number + 1
    assert version.model_digest == first.model_digest
    assert version.behaviour_hash == first.behaviour_hash


def test_a_name_taken_by_another_target_is_refused(trained: Session, spec: TrainingSpec):
    with pytest.raises(UserError, match="bikers"):
        training.train(trained, "bikes", replace(spec, target="temp", metric=None))


def test_a_name_taken_by_a_model_of_another_kind_says_that_none_was_named(trained, spec):
    wanted = TrainingSpec(spec.model, task=Task.ANOMALY)
    with pytest.raises(UserError, match=r"exists with another target: bikers, not none\."):
        training.train(trained, "bikes", wanted)


def test_a_target_that_cannot_be_learned_leaves_no_model(trained: Session, spec, tmp_path):
    path = tmp_path / "constant.csv"
    path.write_text("a,b\n" + "".join(f"{n},5\n" for n in range(200)))
    datasets.import_file(trained, path, "constant")
    wrong = TrainingSpec(model="nothing", target="b", algorithms=("linear",))
    with pytest.raises(UserError):
        training.train(trained, "constant", wrong)
    assert trained.project.models.by_name("nothing") is None


def test_a_cancelled_training_keeps_its_runs_and_log_entries_but_no_files(
    empty: Session, june, spec
):
    datasets.import_file(empty, june, "bikes")
    before = objects_of(empty)
    work = Work(lambda step: work.stop.set() if "fold" in step.detail else None)
    with pytest.raises(Cancelled):
        training.train(empty, "bikes", replace(spec, algorithms=("forest", "boosting")), work)
    runs = training.recent_runs(empty)
    assert {run.status for run in runs} == {RunStatus.CANCELLED}
    assert len(runs) == 2
    assert models.show(empty, "demand").versions == ()
    actions = [entry.action for entry in audit.log(empty)]
    assert actions.count("training.end") == 2
    assert list(empty.project.jobs_folder.iterdir()) == []
    # What stays is what the log names: the plan and the environment of the runs.
    assert len(objects_of(empty) - before) <= 2
    assert audit.verify(empty).is_sound


def test_a_process_ended_from_outside_tells_what_is_stored_and_what_is_not(
    empty: Session, june, spec
):
    datasets.import_file(empty, june, "bikes")

    def kill(step: Step) -> None:
        if "candidate 2" in step.detail:
            for process in multiprocessing.active_children():
                process.kill()

    with pytest.raises(UserError) as caught:
        training.train(empty, "bikes", spec, Work(kill))
    told = str(caught.value)
    assert "was ended from outside, for example because memory ran out, while" in told
    assert "What was finished before is stored: demand@1. Of the rest no version was made." in told
    assert "Nothing" not in told
    assert [item.label for item in models.show(empty, "demand").versions] == ["demand@1"]
    failed = [run for run in training.recent_runs(empty) if run.status is RunStatus.FAILED]
    assert [run.error for run in failed] == [told]
