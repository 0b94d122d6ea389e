from __future__ import annotations

import pytest

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.dataset import Dataset, DatasetVersion, ImportEvent, Origin
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import new_id
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.monitor import MonitorReport, Verdict
from mlops_desktop.core.scoring import Prediction
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import MetricValue, Run, RunStatus, Split, Training
from mlops_desktop.storage.records import NewDatasetVersion, NewImport, NewTraining
from mlops_desktop.storage.sqlite import IntegrityError

SOMETHING = Subject("test", "", "test")


def test_dataset_versions_are_numbered_from_one_and_listed_newest_first(project, life):
    versions = [life.dataset_version(content=content) for content in "abc"]
    dataset = project.datasets.by_name("bikes")
    assert [v.number for v in versions] == [1, 2, 3]
    assert dataset.newest == 3
    assert project.datasets.versions(dataset.id) == tuple(reversed(versions))
    assert project.datasets.version(dataset.id, 2) == versions[1]
    assert project.datasets.version_by_id(versions[1].id) == versions[1]
    assert project.datasets.newest(dataset.id) == versions[2]
    assert versions[2].label == "bikes@3"


def test_a_model_of_a_task_that_only_a_newer_program_knows_is_refused_in_words(project):
    with project.tx("model.add", SOMETHING) as tx:
        row = {"name": "best_of", "task": "ranking", "target": "clicks", "deciding_metric": "mae"}
        tx._insert_new("model", {**row, "created_at": tx._now})
    for read in (project.models.list, lambda: project.models.by_name("best_of")):
        with pytest.raises(UserError, match=r"holds a task that .* does not know: “ranking”"):
            read()


def test_a_version_with_the_content_of_an_older_one_says_so(project, life):
    first, _, third = (life.dataset_version(content=content) for content in "aba")
    assert first.same_as is None
    assert third.same_as == 1
    assert project.datasets.find_content(third.dataset_id, "a" * 64) == 3
    assert project.datasets.find_content(third.dataset_id, "e" * 64) is None


def test_a_version_remembers_what_it_was_added_to_and_which_model_made_it(project, life):
    base = life.dataset_version()
    made_by = life.version(life.model())
    with project.tx("data.add", SOMETHING) as tx:
        version = tx.add_dataset_version(
            NewDatasetVersion(
                *(base.dataset_id, "b" * 64, 130, 3),
                *(life.blob, life.blob, life.blob, "profile/1"),
                origin=Origin.PREDICTIONS,
                made_by=made_by.id,
                base_id=base.id,
            )
        )
    assert (version.base_id, version.made_by) == (base.id, made_by.id)


def test_the_newest_profile_is_the_one_shown(project, life):
    version = life.dataset_version()
    better = project.objects.put_bytes(b"a better profile")
    with project.tx("data.profile", SOMETHING) as tx:
        tx.add_profile(version.id, "profile/2", better)
    assert version.profile_object == life.blob
    assert project.datasets.version_by_id(version.id).profile_object == better


def test_an_import_is_remembered_also_when_it_made_no_version(project, life):
    version = life.dataset_version()
    (event,) = project.datasets.imports(version.id)
    assert (event.file_name, event.rows_in_file, event.rows_rejected) == ("bikes.csv", 121, 1)
    assert event.identical is False
    assert project.datasets.all_imports() == (event,)


def test_file_names_that_are_no_text_are_stored_readably(project, life):
    version = life.dataset_version()
    with project.tx("data.import", SOMETHING) as tx:
        tx.add_import(
            NewImport(version.id, "b\udcff\0e\u0301.csv", "f" * 64, 9, 1, 0, 0, True, life.blob)
        )
    _, event = project.datasets.imports(version.id)
    assert "\udcff" not in event.file_name
    assert "\0" not in event.file_name
    assert event.file_name.endswith("é.csv")


def test_models_list_their_versions_in_pages(project, life):
    life.dataset_version()
    model = life.model()
    for n in range(5):
        life.version(model, 10.0 - n)
    page = project.models.versions(model.id, limit=2)
    assert [v.number for v in page] == [5, 4]
    assert [v.number for v in project.models.versions(model.id, limit=2, before_number=4)] == [3, 2]
    assert [v.number for v in project.models.versions(model.id)] == [5, 4, 3, 2, 1]
    assert project.models.by_id(model.id).newest == 5


@pytest.mark.parametrize(("metric", "best"), [("mae", 2), ("r2", 3)])
def test_the_best_version_is_the_one_its_metric_prefers(project, life, metric, best):
    life.dataset_version()
    model = life.model(metric=metric)
    assert project.models.best(model.id) is None
    for value in (0.5, 0.1, 0.9, 0.1, float("nan")):
        life.version(model, value)
    assert project.models.best(model.id).number == best


def test_a_hidden_version_is_never_the_best(project, life):
    life.dataset_version()
    model = life.model()
    better, worse = life.version(model, 1.0), life.version(model, 2.0)
    with project.tx("model.archive", SOMETHING) as tx:
        tx.hide("model_version", better.id, "by mistake")
    assert project.models.best(model.id).id == worse.id


def test_what_is_put_away_leaves_the_lists_and_comes_back_unaltered(project, life):
    data = life.dataset_version()
    model = life.model()
    version = life.version(model)
    recipe = life.recipe()
    things = {
        "dataset": (data.dataset_id, project.datasets.list),
        "dataset_version": (data.id, lambda *a: project.datasets.versions(data.dataset_id, *a)),
        "recipe": (recipe.recipe_id, project.recipes.list),
        "recipe_version": (
            recipe.id,
            lambda *a: project.recipes.versions(recipe.recipe_id, *a),
        ),
        "model": (model.id, project.models.list),
        "model_version": (version.id, lambda *a: project.models.versions(model.id, *a)),
    }
    for kind, (thing_id, listed) in things.items():
        before = listed()
        with project.tx("shelf.archive", SOMETHING) as tx:
            tx.hide(kind, thing_id, "by mistake")
            tx.hide(kind, thing_id, "twice is once")
        assert listed() == ()
        assert [thing.is_hidden for thing in listed(True)] == [True]
        with project.tx("shelf.restore", SOMETHING) as tx:
            tx.restore(kind, thing_id)
        assert listed() == before


def test_renaming_keeps_versions_and_frees_the_name(project, life):
    life.dataset_version()
    version = life.version(life.model())
    with project.tx("model.rename", SOMETHING) as tx:
        tx.rename("model", version.model_id, "rentals")
        tx.rename("model", version.model_id, "rentals")
    assert project.models.by_name("demand") is None
    assert project.models.version_by_id(version.id).label == "rentals@1"
    life.model("demand")


@pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 81, ".."])
def test_names_that_cannot_be_are_refused(project, name):
    with pytest.raises(UserError) as caught, project.tx("model.create", SOMETHING) as tx:
        tx.add_model(name, Task.REGRESSION, "y", "mae")
    assert caught.value.code == "usage.name"


def test_a_run_lives_from_running_to_its_end_and_no_further(project, life):
    data, model = life.dataset_version(), life.model()
    with project.tx("model.train", SOMETHING) as tx:
        training = tx.add_training(NewTraining(model.id, data.id, life.blob, "job-1"))
        first, second = (tx.add_run(training.id, name) for name in ("linear", "forest"))
    assert project.trainings.training(training.id) == training
    assert project.trainings.running() == (first, second)
    assert project.trainings.jobs_of_running() == ((first.id, "job-1"), (second.id, "job-1"))
    with project.tx("run.end", SOMETHING) as tx:
        ended = tx.end_run(first.id, RunStatus.FAILED, "the target is constant")
    assert (ended.status, ended.error) == (RunStatus.FAILED, "the target is constant")
    assert ended.ended_at == tx.at
    assert project.trainings.running() == (second,)
    assert project.trainings.runs(training.id) == (ended, second)
    assert project.trainings.recent(1) == (second,)
    with pytest.raises(UserError) as caught, project.tx("run.end", SOMETHING) as tx:
        tx.end_run(first.id, RunStatus.FINISHED)
    assert caught.value.code == "project.run_is_final"


def test_a_version_keeps_every_number_measured_on_it(project, life):
    life.dataset_version()
    version = life.version(life.model(), 12.5)
    assert project.models.metrics(version.id) == (
        MetricValue("mae", Split.HOLDOUT, 12.5, 11.5, 13.5),
        MetricValue("r2", Split.CROSS_VALIDATION, 0.8),
    )
    assert (version.value, version.low, version.high) == (12.5, 11.5, 13.5)
    assert version.created_by == "Ana Lima"
    assert version.stage is Stage.DEVELOPMENT
    assert project.models.version_of_run(version.run_id) == version


def test_what_a_model_was_used_for_is_found_by_version_and_by_model(whole):
    version = whole.models.in_stage(whole.models.by_name("demand").id, Stage.PRODUCTION)
    (prediction,) = whole.predictions.all()
    assert whole.predictions.by_model_version(version.id) == (prediction,)
    assert prediction.issue_rows == 4
    (report,) = whole.reports.all()
    assert whole.reports.report(report.id) == report
    assert whole.reports.by_model(version.model_id) == (report,)
    assert (report.verdict, report.performance_verdict) == (Verdict.DRIFT, Verdict.NOT_CHECKED)
    assert (report.reference_value, report.current_value) == (11.0, None)


def test_a_row_that_refers_to_nothing_is_a_defect_and_stays_out(project, life):
    data = life.dataset_version()
    before = project.log.head()
    with (
        pytest.raises(IntegrityError, match="FOREIGN KEY"),
        project.tx("model.train", SOMETHING) as tx,
    ):
        tx.add_training(NewTraining(new_id(), data.id, life.blob, "job"))
    assert project.log.head() == before


def test_every_record_is_read_with_all_its_fields(whole):
    """A column more or less in a query would shift every field behind it."""
    model = whole.models.by_name("demand")
    data = whole.datasets.by_name("bikes")
    version = whole.models.newest(model.id)
    run = whole.trainings.run(version.run_id)
    records = {
        Dataset: data,
        DatasetVersion: whole.datasets.newest(data.id),
        ImportEvent: whole.datasets.all_imports()[0],
        Model: model,
        ModelVersion: version,
        Training: whole.trainings.training(run.training_id),
        Run: run,
        Prediction: whole.predictions.all()[0],
        MonitorReport: whole.reports.all()[0],
    }
    for kind, record in records.items():
        assert type(record) is kind
        assert record.id.count("-") == 4
        moment = next(
            getattr(record, name)
            for name in ("created_at", "started_at", "at")
            if hasattr(record, name)
        )
        assert moment.utcoffset().total_seconds() == 0
    assert whole.trainings.all()[-1] == records[Training]
    assert len(whole.models.all_versions(include_hidden=True)) == 2
    assert len(whole.models.all_versions()) == 1
    assert len(whole.datasets.all_versions()) == 4
