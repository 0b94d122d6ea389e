"""Scoring, monitoring, lineage and the home page, on July after training on June."""

from __future__ import annotations

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.lineage import NodeKind
from mlops_desktop.core.monitor import Verdict
from mlops_desktop.core.scoring import InputWarning
from mlops_desktop.core.stage import Stage
from mlops_desktop.services import datasets, home, lineage, monitoring, promotion, scoring
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow


@pytest.fixture
def used(trained: Session) -> Session:
    """demand@2 is in production."""
    if trained.project.stages.previous_in_production(
        trained.project.models.by_name("demand").id
    ) is None and not any(h.stage is Stage.PRODUCTION for h in promotion.stages(trained)):
        promotion.promote(trained, "demand@2", Stage.STAGING, "best")
        promotion.promote(trained, "demand@2", Stage.PRODUCTION, "best")
    return trained


@pytest.fixture
def scored(used: Session, july) -> Session:
    """demand@2 has predicted July: ``bikes_2011_july@1`` gave ``demand_predictions@1``."""
    if used.project.datasets.by_name("demand_predictions") is None:
        scoring.score(used, "demand@production", july)
    return used


@pytest.fixture
def watched(scored: Session) -> Session:
    """July was also compared with June."""
    if not scored.project.reports.all():
        monitoring.run(scored, "demand@production", "bikes_2011_july")
    return scored


def test_predictions_are_a_dataset_version_linked_to_the_model_version(used: Session, july):
    done = scoring.score(used, "demand@production", july).value
    assert done.scored.label == "bikes_2011_july@1"
    assert done.predictions.label == "demand_predictions@1"
    assert done.predictions.made_by == done.model.id
    assert done.prediction.row_count == 744
    names = [column.name for column in datasets.show(used, "demand_predictions").columns]
    assert "prediction" in names


def test_predictions_are_none_of_the_tables_offered_to_train_score_or_watch(scored: Session):
    offered = [version.label for version in datasets.newest_tables(scored)]
    listed = {row.dataset.name for row in datasets.list_datasets(scored)}
    assert offered == ["bikes@1", "bikes_2011_july@1"]
    assert "demand_predictions" in listed


def test_days_that_training_never_saw_are_scored_counted_and_warned_about(scored: Session):
    prediction = scored.project.predictions.all()[0]
    days = next(item for item in scoring.issues_of(scored, prediction) if item.column == "day")
    assert days.warning is InputWarning.OUT_OF_RANGE
    assert days.rows == 744
    assert len(days.examples) == 5


def test_how_a_batch_came_about_can_be_read_again(scored: Session):
    version = datasets.show(scored, "demand_predictions@1").version
    batch = scoring.batch_of(scored, version)
    assert batch.model.label == "demand@2"
    assert batch.stage is Stage.PRODUCTION
    assert batch.scored.label == "bikes_2011_july@1"
    assert next(item.rows for item in batch.issues if item.column == "day") == 744
    assert scoring.batch_of(scored, batch.scored) is None


def test_a_batch_keeps_the_stage_that_its_model_had_then(used: Session):
    early = scoring.score(used, "demand@1", "bikes", name="early").value
    promotion.promote(used, "demand@1", Stage.STAGING, "look at it")
    promotion.promote(used, "demand@1", Stage.ARCHIVED, "looked at")
    batch = scoring.batch_of(used, early.predictions)
    assert batch.stage is Stage.DEVELOPMENT
    assert batch.model.stage is Stage.ARCHIVED
    assert batch.issues == early.issues


def test_a_missing_column_is_refused_by_name(used: Session, tmp_path):
    path = tmp_path / "narrow.csv"
    path.write_text("season,hr\n3,1\n3,2\n")
    with pytest.raises(UserError, match="temp"):
        scoring.score(used, "demand@production", path)


def test_swapped_files_are_refused_before_they_are_used(used: Session):
    """Both files are sound in themselves: only their names say that they lie in the wrong place."""
    objects = used.project.objects
    model = used.project.models.by_name("demand")
    first, second = (used.project.models.version(model.id, n).artifact_object for n in (1, 2))
    table = used.project.datasets.version_by_id(
        used.project.models.version(model.id, 1).dataset_version_id
    )
    for place, other, use in (
        (second, first, lambda: scoring.score(used, "demand@2", table.label)),
        (table.table_object, first, lambda: datasets.rows(used, table.label, 0, 10)),
    ):
        path = objects.path(place)
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(objects.read(other))
        with pytest.raises(UserError) as caught:
            use()
        assert caught.value.code == "project.object_damaged"
        path.write_bytes(content)
        use()


def test_predictions_cannot_be_mixed_into_a_dataset(used: Session):
    with pytest.raises(UserError) as caught:
        scoring.score(used, "demand@production", "bikes", name="bikes")
    assert caught.value.code == "usage.not_predictions"


def test_drift_is_found_and_performance_measured_where_labels_are(scored: Session):
    found = monitoring.run(scored, "demand@production", "bikes_2011_july").value
    assert found.drift.verdict is Verdict.DRIFT
    assert found.drift.has_labels
    assert found.drift.performance[0].metric == "mae"
    by_name = {column.column: column for column in found.drift.columns}
    assert by_name["day"].verdict is Verdict.DRIFT
    assert by_name["hr"].verdict is Verdict.NO_DRIFT
    assert monitoring.report(scored, found.report.id) == found.drift


def test_without_labels_performance_is_not_checked(used: Session, july, tmp_path):
    rows = july.read_text().splitlines()
    path = tmp_path / "unlabelled.csv"
    path.write_text("\n".join(row.rsplit(",", 1)[0] for row in rows) + "\n")
    found = monitoring.run(used, "demand@production", path).value
    assert not found.drift.has_labels
    assert found.report.performance_verdict is Verdict.NOT_CHECKED


def test_a_handful_of_rows_cannot_tell(used: Session, july, tmp_path):
    rows = july.read_text().splitlines()
    path = tmp_path / "few.csv"
    path.write_text("\n".join(rows[:13]) + "\n")
    found = monitoring.run(used, "demand@production", path).value
    assert found.drift.verdict is Verdict.CANNOT_TELL
    assert found.drift.performance[0].verdict is Verdict.CANNOT_TELL


def test_the_lineage_of_predictions_leads_back_to_the_files(scored: Session):
    view = lineage.graph(scored, "demand_predictions@1", downstream=0)
    kinds = {node.kind for node in view.graph.nodes}
    assert kinds >= {NodeKind.FILE, NodeKind.DATASET, NodeKind.RUN, NodeKind.MODEL, NodeKind.STAGE}
    titles = {node.title for node in view.graph.nodes if node.kind is NodeKind.FILE}
    assert titles == {"bikes_2011_june.csv", "bikes_2011_july.csv"}


def test_what_depends_on_a_dataset_is_downstream(watched: Session):
    view = lineage.graph(watched, "data:bikes@1", upstream=0)
    kinds = [node.kind for node in view.graph.nodes]
    assert NodeKind.PREDICTIONS in kinds
    assert NodeKind.REPORT in kinds
    assert NodeKind.FILE not in kinds


def test_the_home_page_says_what_needs_the_person(watched: Session):
    seen = home.overview(watched)
    (row,) = seen.rows
    assert row.production is not None
    assert row.health.word in {"Degraded", "Watch", "Healthy", "Cannot tell"}
    assert seen.recent[0].at >= seen.recent[-1].at
    assert all(item.title for item in seen.recent)
