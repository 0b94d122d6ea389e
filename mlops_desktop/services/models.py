"""Models and their versions: list, look, compare, take out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.comparison import MOST_VERSIONS, Aspect, ChangedRows, DifferentDay
from mlops_desktop.core.diff import SchemaChange
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import ModelVersionId
from mlops_desktop.core.metrics import metrics_for
from mlops_desktop.core.model import Model, ModelVersion, SameRows
from mlops_desktop.core.stage import Stage, StageEvent
from mlops_desktop.core.too_good import TooGood, too_good
from mlops_desktop.core.training import Environment, TrainingSpec
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import data_diff, resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.services.version_details import VersionDetails
from mlops_desktop.services.version_differences import (
    Difference,
    aspects,
    differences,
)
from mlops_desktop.storage.layout import replaceable

__all__ = ["VersionDetails"]
"""Besides what is defined here: the record that most of it answers with."""

QUICK_CELLS = 5_000_000
"""Tables with fewer cells together (some 100 MB) are compared beside a running training."""

LISTED = 500
"""Rows whose decision changes that are listed; all of them can be written to a file."""


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model in a list: its newest version (hidden only if all are) and those in stages."""

    model: Model
    newest: ModelVersion | None
    staging: ModelVersion | None
    production: ModelVersion | None


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """A model with its versions and its history of stages, both newest first."""

    model: Model
    versions: tuple[ModelVersion, ...]
    history: tuple[StageEvent, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Versions side by side.

    Attributes:
        versions: in the order asked for; the first is the reference.
        same_rows: each later version against the first, on rows none of them was trained on.
        differences: of the last against the first, in short.
        aspects: in what all of them differ or are alike.
        data: what differs in the data of each later version, where it has other data.
        changed: the rows that one of them answers differently from the first.
        days: of forecasts, the days that they see most differently, the farthest apart first.
    """

    versions: tuple[VersionDetails, ...]
    same_rows: tuple[SameRows, ...]
    differences: tuple[Difference, ...]
    aspects: tuple[Aspect, ...]
    data: tuple[DataChange, ...]
    changed: ChangedRows
    days: tuple[DifferentDay, ...] = ()


@dataclass(frozen=True, slots=True)
class DataChange:
    """What differs between the data of two versions.

    Attributes:
        before, after: the dataset versions, ``bikes@2``; the reference's comes first.
        summary: a sentence.
        schema: changes of the columns.
        added, removed, changed: how many rows.
    """

    before: str
    after: str
    summary: str
    schema: tuple[SchemaChange, ...]
    added: int
    removed: int
    changed: int


def list_models(session: Session, *, include_hidden: bool = False) -> tuple[ModelRow, ...]:
    """Return the models by name."""
    models = session.project.models
    return tuple(
        ModelRow(
            item,
            models.newest(item.id),
            models.in_stage(item.id, Stage.STAGING),
            models.in_stage(item.id, Stage.PRODUCTION),
        )
        for item in models.list(include_hidden=include_hidden)
    )


def learned_from(session: Session, row: ModelRow) -> str:
    """Return the dataset of a model's newest version; "" where there is none."""
    if row.newest is None:
        return ""
    table = session.project.datasets.version_by_id(row.newest.dataset_version_id)
    return "" if table is None else table.dataset


def show(session: Session, name: str, *, include_hidden: bool = False) -> ModelDetails:
    """Return a model with its versions and history."""
    owner = resolve.model(session, name)
    project = session.project
    return ModelDetails(
        owner,
        project.models.versions(owner.id, include_hidden=include_hidden),
        project.stages.history(owner.id),
    )


def version(session: Session, ref: Ref) -> VersionDetails:
    """Return everything about one version."""
    return details_of(session, resolve.model_version(session, ref))


def doubt_about(session: Session, found: ModelVersion) -> TooGood | None:
    """Return why it should be asked whether a version's inputs are known in time, if it should."""
    return too_good(resolve.facts_of(session, found))


def details_of(session: Session, found: ModelVersion) -> VersionDetails:
    """Return everything about a version at hand."""
    project = session.project
    read = project.objects.read
    history = project.stages.history(found.model_id)
    reports = project.reports.by_model(found.model_id)
    return VersionDetails(
        version=found,
        dataset=resolve.known(project.datasets.version_by_id(found.dataset_version_id)),
        spec=from_bytes(TrainingSpec, read(found.spec_object)),
        facts=resolve.facts_of(session, found),
        environment=from_bytes(Environment, read(found.environment_object)),
        run=resolve.known(project.trainings.run(found.run_id)),
        history=tuple(event for event in history if event.version_id == found.id),
        predictions=project.predictions.by_model_version(found.id),
        reports=tuple(report for report in reports if report.model_version_id == found.id),
    )


def side_by_side(session: Session, refs: tuple[Ref, ...]) -> tuple[VersionDetails, ...]:
    """Return what there is to say about versions that can be compared, in the order asked for.

    Raises:
        UserError: ``usage.compare_two`` for fewer than two, ``usage.compare_many`` for more than
            five, ``usage.compare_targets`` when they predict different things.
    """
    found = {item.id: item for item in (resolve.model_version(session, ref) for ref in refs)}
    if len(found) < 2:
        raise UserError("usage.compare_two")
    if len(found) > MOST_VERSIONS:
        raise UserError("usage.compare_many", count=len(found), most=MOST_VERSIONS)
    details = tuple(details_of(session, item) for item in found.values())
    first = details[0]
    for other in details[1:]:
        if other.spec.target != first.spec.target:
            raise UserError(
                "usage.compare_targets",
                first=first.version.label,
                second=other.version.label,
                first_target=first.spec.target or "no column",
                second_target=other.spec.target or "no column",
            )
    return details


def compare(
    session: Session, refs: tuple[Ref, ...], work: Work | None = None, rows_to: Path | None = None
) -> Comparison:
    """Put 2–5 versions side by side, each measured against the first on the same rows.

    Args:
        rows_to: a CSV file for all rows whose decision changes.

    Raises:
        UserError: as :func:`side_by_side`; ``project.own_file``, ``usage.special_file`` or
            ``environment.*`` when the file cannot be written.
    """
    details = side_by_side(session, refs)
    measured = measure(session, [item.version for item in details], work, LISTED, rows_to)
    return Comparison(
        versions=details,
        same_rows=measured.same_rows,
        differences=differences(details[0], details[-1]),
        aspects=aspects(session, details),
        data=data_changes(session, details, work),
        changed=measured.changed,
        days=measured.days,
    )


def same_rows(
    session: Session, first: ModelVersion, second: ModelVersion, work: Work | None = None
) -> SameRows:
    """Measure two versions on rows neither was trained on, second minus first."""
    return measure(session, (first, second), work).same_rows[0]


def measure(
    session: Session,
    versions: Sequence[ModelVersion],
    work: Work | None = None,
    listed: int = 0,
    rows_to: Path | None = None,
) -> requests.Compared:
    """Measure versions on rows none was trained on, each against the first.

    Tables that are small together do not wait for a training to end; large ones do, so that two
    processes never fill the memory at once.

    Args:
        listed: how many of the rows whose decision changes are listed.
        rows_to: a CSV file for all of them.
    """
    imported = [version for version in versions if version.is_imported]
    if imported:
        return _not_measured(versions, imported[0])
    task = resolve.facts_of(session, versions[0]).signature.task
    request = requests.CompareVersions(
        tuple(resolve.model_files(session, version) for version in versions),
        tuple(item.key for item in metrics_for(task, is_quantile=True)),
        seed=0,
        listed=listed,
        destination=replaceable(rows_to) if rows_to is not None else None,
    )
    tables = {version.dataset_version_id: version for version in versions}
    if sum(_cells(session, version) for version in tables.values()) <= QUICK_CELLS:
        return session.ask(request, requests.Compared, work)
    with session.job() as folder:
        return session.run(request, requests.Compared, folder, work or Work())


def _not_measured(versions: Sequence[ModelVersion], imported: ModelVersion) -> requests.Compared:
    """Return the answer where rows that nobody was trained on cannot be named."""
    first, *others = versions
    obstacle = UserError("foreign.never_trained_here", model=imported.label).message
    same = tuple(SameRows(first.id, other.id, 0, obstacle=obstacle) for other in others)
    return requests.Compared(same, ChangedRows("", (), 0))


def data_changes(
    session: Session, details: Sequence[VersionDetails], work: Work | None = None
) -> tuple[DataChange, ...]:
    """Return what differs in the data of later versions; nothing where all have the same."""
    first = details[0].dataset
    others = {item.dataset.id: item.dataset for item in details[1:]}
    others.pop(first.id, None)
    found = []
    for other in others.values():
        refs = (f"data:{first.label}", f"data:{other.label}")
        diff = data_diff.compare(session, *refs, data_diff.How(limit=0), work)
        counts = diff.added, diff.removed, diff.changed
        found.append(DataChange(diff.before, diff.after, diff.summary, diff.schema, *counts))
    return tuple(found)


def _cells(session: Session, version: ModelVersion) -> int:
    table = session.project.datasets.version_by_id(version.dataset_version_id)
    return table.row_count * table.column_count if table is not None else 0


def export_skops(session: Session, ref: Ref, path: Path) -> Path:
    """Write a version's ``.skops`` file where the person wants it; return its path.

    Raises:
        UserError: ``project.object_damaged`` when the stored file no longer has its digest,
            ``project.own_file``, ``usage.special_file`` or ``environment.*`` when it cannot be
            written there.
    """
    found = resolve.model_version(session, ref)
    target = path / f"{found.model}-{found.number}.skops" if path.is_dir() else path
    project = session.project
    project.files.write_file(replaceable(target), project.objects.read(found.artifact_object))
    return target


def version_by_id(session: Session, version_id: ModelVersionId) -> ModelVersion:
    """Return the model version of an id that the registry refers to."""
    return resolve.known(session.project.models.version_by_id(version_id))
