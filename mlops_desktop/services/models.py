"""Models and their versions: list, look, compare, take out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import ModelVersionId
from mlops_desktop.core.metrics import metrics_for
from mlops_desktop.core.model import Model, ModelVersion, SameRows, VersionFacts
from mlops_desktop.core.monitor import MonitorReport
from mlops_desktop.core.scoring import Prediction
from mlops_desktop.core.stage import Stage, StageEvent
from mlops_desktop.core.training import Environment, Run, TrainingSpec
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.storage.layout import replaceable

QUICK_CELLS = 5_000_000
"""Two tables with fewer cells together (some 100 MB) are compared beside a running training."""


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
class VersionDetails:
    """Everything about one version: data, parameters, metrics, feature steps, where it was used."""

    version: ModelVersion
    dataset: DatasetVersion
    spec: TrainingSpec
    facts: VersionFacts
    environment: Environment
    run: Run
    history: tuple[StageEvent, ...]
    predictions: tuple[Prediction, ...]
    reports: tuple[MonitorReport, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of "what differs" between two versions."""

    aspect: str
    first: str
    second: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Versions side by side.

    Attributes:
        versions: in the order asked for.
        same_rows: each later version against the first, on rows neither was trained on.
        differences: of the last against the first.
    """

    versions: tuple[VersionDetails, ...]
    same_rows: tuple[SameRows, ...]
    differences: tuple[Difference, ...]


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


def compare(session: Session, refs: tuple[Ref, ...], work: Work | None = None) -> Comparison:
    """Put versions side by side, with a paired comparison on the same rows.

    Raises:
        UserError: ``usage.compare_two`` for fewer than two, ``usage.compare_targets`` when
            they predict different things.
    """
    found = tuple(resolve.model_version(session, ref) for ref in refs)
    if len({item.id for item in found}) < 2:
        raise UserError("usage.compare_two")
    details = tuple(details_of(session, item) for item in found)
    first = details[0]
    for other in details[1:]:
        if other.spec.target != first.spec.target:
            raise UserError(
                "usage.compare_targets",
                first=first.version.label,
                second=other.version.label,
                first_target=first.spec.target,
                second_target=other.spec.target,
            )
    same = tuple(same_rows(session, first.version, other, work) for other in found[1:])
    return Comparison(details, same, differences(first, details[-1]))


def same_rows(
    session: Session, first: ModelVersion, second: ModelVersion, work: Work | None = None
) -> SameRows:
    """Measure two versions on rows neither was trained on, second minus first.

    Tables that are small together do not wait for a training to end; large ones do, so that two
    processes never fill the memory at once.
    """
    task = resolve.facts_of(session, first).signature.task
    request = requests.CompareVersions(
        resolve.model_files(session, first),
        resolve.model_files(session, second),
        tuple(item.key for item in metrics_for(task)),
        seed=0,
    )
    cells = sum(_cells(session, version) for version in (first, second))
    if cells <= QUICK_CELLS:
        return session.ask(request, requests.Compared, work).same_rows
    with session.job() as folder:
        return session.run(request, requests.Compared, folder, work or Work()).same_rows


def _cells(session: Session, version: ModelVersion) -> int:
    table = session.project.datasets.version_by_id(version.dataset_version_id)
    return table.row_count * table.column_count if table is not None else 0


def differences(first: VersionDetails, second: VersionDetails) -> tuple[Difference, ...]:
    """Return what differs between two versions, in words."""
    pairs = (
        ("Data", _data(first), _data(second)),
        ("Columns left out", _left_out(first), _left_out(second)),
        ("Method", first.version.algorithm, second.version.algorithm),
        ("Parameters", *_parameters(first, second)),
        ("Hold-out", _split(first), _split(second)),
        ("Seed", str(first.spec.seed), str(second.spec.seed)),
        ("Environment", *_environments(first.environment, second.environment)),
    )
    return tuple(Difference(aspect, one, two, one == two) for aspect, one, two in pairs)


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


def _data(details: VersionDetails) -> str:
    return f"{details.dataset.label} ({details.dataset.row_count:,} rows)"


def _left_out(details: VersionDetails) -> str:
    return ", ".join(details.spec.exclude) or "none"


def _split(details: VersionDetails) -> str:
    plan = details.spec.split
    share = f"{plan.share.replace(' ', '')} held out" if plan.share else "held out"
    return f"{plan.words}, {share}, {plan.folds} folds"


def _parameters(first: VersionDetails, second: VersionDetails) -> tuple[str, str]:
    """Return the parameters that differ, as two texts."""
    one, two = dict(first.facts.parameters), dict(second.facts.parameters)
    keys = sorted(key for key in one.keys() | two.keys() if one.get(key) != two.get(key))
    return (
        ", ".join(f"{key} {one[key]}" for key in keys if key in one) or "same",
        ", ".join(f"{key} {two[key]}" for key in keys if key in two) or "same",
    )


def _environments(first: Environment, second: Environment) -> tuple[str, str]:
    """Return what of the environments differs, or their main versions when nothing does."""
    keys = other_packages(first, second) or ("Python", "scikit-learn")
    return packages(first, keys), packages(second, keys)


def other_packages(first: Environment, second: Environment) -> tuple[str, ...]:
    """Return what has another version in the second environment; ``Python`` is among it."""
    one, two = _packages(first), _packages(second)
    return tuple(sorted(key for key in one.keys() | two.keys() if one.get(key) != two.get(key)))


def packages(environment: Environment, keys: Iterable[str]) -> str:
    """Return ``Python 3.12.4, numpy 2.1.0`` for these."""
    found = _packages(environment)
    return ", ".join(f"{key} {found.get(key, '–')}" for key in keys)


def _packages(environment: Environment) -> dict[str, str]:
    return {**dict(environment.packages), "Python": environment.python}


def version_by_id(session: Session, version_id: ModelVersionId) -> ModelVersion:
    """Return the model version of an id that the registry refers to."""
    return resolve.known(session.project.models.version_by_id(version_id))
