"""Using a model: predictions become a dataset version linked to the model version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.algorithms import FORECASTERS
from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.progress import Step
from mlops_desktop.core.reference import check_name
from mlops_desktop.core.scoring import InputIssue, Prediction, Scored
from mlops_desktop.core.stage import Stage
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, foreign_limits, resolve, sources
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.services.sources import Source
from mlops_desktop.storage.records import NewPrediction


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """What scoring did.

    Attributes:
        is_forecast: whether the predictions are of the days after the rows scored.
        flagged: how many rows are called unusual; None where none are looked for.
    """

    prediction: Prediction
    model: ModelVersion
    scored: DatasetVersion
    predictions: DatasetVersion
    issues: tuple[InputIssue, ...]
    is_forecast: bool = False
    flagged: int | None = None


def score(
    session: Session,
    model_ref: Ref,
    source: Source,
    work: Work | None = None,
    name: str | None = None,
) -> Outcome[ScoreSummary]:
    """Predict every row of a file or dataset version; of a series, the days after its last one.

    Args:
        name: the dataset that keeps the predictions; None = ``MODEL_predictions``.

    Raises:
        UserError: ``models.missing_column`` or ``models.wrong_type`` when the table does not
            fit the model's signature; ``data.*`` when a file cannot be read; ``usage.hidden``
            when the predictions' dataset was put away; ``project.read_only``.
        Cancelled: no predictions were stored.
    """
    session.require_writable()
    model = resolve.model_version(session, model_ref)
    name = check_name(f"{model.model}_predictions" if name is None else name)
    existing = session.project.datasets.by_name(name)
    resolve.refuse_hidden(existing)
    if existing is not None and not existing.is_predictions:
        raise UserError("usage.not_predictions", name=name)
    work = work or Work()
    source_version = sources.version_of(session, source, work)
    table = resolve.table_file(session, source_version.value)
    with session.job() as folder:
        request = requests.ScoreTable(resolve.model_files(session, model), table)
        limits = foreign_limits.of_version(session, model, source_version.value.row_count)
        scored = session.run(request, Scored, folder, work, limits=limits)
        work.step(Step("Storing the predictions"))
        summary = _publish(session, model, source_version.value, name, (scored, folder))
    changes = changed(
        (EntityKind.PREDICTION, summary.prediction.id),
        (EntityKind.DATASET, summary.predictions.dataset_id),
    )
    return Outcome(summary, changes | source_version.changes)


@dataclass(frozen=True, slots=True)
class Batch:
    """How a prediction batch came about, read again later.

    Attributes:
        model: the version that predicted, with the stage it is in now.
        stage: the stage it was in when it predicted.
        scored: the rows it was given.
        issues: what was odd about them, as counted when they were scored.
    """

    prediction: Prediction
    model: ModelVersion
    stage: Stage
    scored: DatasetVersion
    issues: tuple[InputIssue, ...]


def batch_of(session: Session, version: DatasetVersion) -> Batch | None:
    """Return how a dataset version was predicted; None when it holds no predictions."""
    project = session.project
    prediction = project.predictions.by_output(version.id)
    if prediction is None:
        return None
    model = resolve.known(project.models.version_by_id(prediction.model_version_id))
    moves = [
        event
        for event in project.stages.history(model.model_id)
        if event.version_id == model.id and event.at <= prediction.at
    ]
    return Batch(
        prediction=prediction,
        model=model,
        stage=moves[0].to_stage if moves else Stage.DEVELOPMENT,
        scored=datasets.version_by_id(session, prediction.input_version_id),
        issues=issues_of(session, prediction),
    )


def issues_of(session: Session, prediction: Prediction) -> tuple[InputIssue, ...]:
    """Return what was odd about the rows of a prediction batch."""
    data = session.project.objects.read(prediction.issues_object)
    return from_bytes(tuple[InputIssue, ...], data)


def _publish(
    session: Session,
    model: ModelVersion,
    source: DatasetVersion,
    name: str,
    result: tuple[Scored, Path],
) -> ScoreSummary:
    scored, folder = result
    content = datasets.store_table(session, scored, folder)
    issues_object = session.project.objects.put_bytes(to_bytes(scored.issues))
    with session.project.tx("score", Subject("dataset", "", name)) as tx:
        owner = session.project.datasets.by_name(name) or tx.add_dataset(name, is_predictions=True)
        output = tx.add_dataset_version(replace(content, dataset_id=owner.id, made_by=model.id))
        prediction = tx.add_prediction(
            NewPrediction(
                model_version_id=model.id,
                input_version_id=source.id,
                output_version_id=output.id,
                row_count=scored.row_count,
                issue_rows=sum(issue.rows for issue in scored.issues),
                issues_object=issues_object,
            )
        )
        tx.subject = Subject("prediction", prediction.id, output.label)
    is_forecast = model.algorithm in {item.key for item in FORECASTERS}
    return ScoreSummary(
        prediction, model, source, output, scored.issues, is_forecast, scored.flagged
    )
