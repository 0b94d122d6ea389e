"""Models that were made elsewhere: checked, judged on rows of the project, kept as versions.

A model comes as a ``.skops`` file, which is stored as it is. Of its training nothing is known, so
everything that would need the training rows says so: versions are not compared on rows that
neither was trained on, the gates that ask for that cannot tell, and it cannot be made again.
Its golden rows are made when it is imported; from then on it can be asked whether it still answers
the same, used, watched and promoted like any other version.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.algorithms import IMPORTED
from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import to_bytes
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import DEFAULT_METRIC, Task
from mlops_desktop.core.model import ModelOrigin, ModelVersion
from mlops_desktop.core.reference import check_name
from mlops_desktop.core.training import ALL_ROWS, RunStatus, SplitPlan, TrainingSpec
from mlops_desktop.jobs.foreign_requests import Judged, JudgeModel
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import foreign_limits, resolve, version_files
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.storage.fs import as_user_error
from mlops_desktop.storage.records import NewTraining

ACTION = "model.import"
_FILE = "imported.skops"


@dataclass(frozen=True, slots=True)
class ForeignModel:
    """A model to import.

    Attributes:
        file: a ``.skops`` file.
        model: the name; its next version is made.
        target: the column it predicts.
        task: None: as the file says; counts are told from other numbers by a person only.
        metric: the deciding one; None: the model's, or else the task's usual one.
        positive: of two classes; None: true, yes or 1, of others the rarer one.
        rows: which rows it is judged on: all, or those where a column says so
            (``SplitPlan(SplitMethod.COLUMN, column=…, held_out=…, folds=0)``).
        author, source: who made it and where it comes from, as far as known.
        columns: what it takes, in the order in which it learned them; only for a model that was
            fitted to a table without names.
    """

    file: Path
    model: str
    target: str
    task: Task | None = None
    metric: str | None = None
    positive: str | None = None
    rows: SplitPlan = ALL_ROWS
    author: str = ""
    source: str = ""
    columns: tuple[str, ...] = ()


def import_model(
    session: Session, ref: Ref, wanted: ForeignModel, work: Work | None = None
) -> Outcome[ModelVersion]:
    """Check a model file, judge it on a dataset version, and keep it as the next version.

    The file is copied first and only the copy is looked at. Size, form, types and arrays are
    checked before anything is built; it is built and asked in the worker alone. A pickle, or a
    type that is not on the list, is refused.

    Args:
        ref: the rows it is judged on; they need the model's columns and the target.

    Raises:
        UserError: ``foreign.*``, ``models.missing_column(s)``, ``models.wrong_type``,
            ``usage.other_purpose`` when the model of that name predicts something else,
            ``data.missing_file`` and the like, ``usage.hidden``, ``project.read_only``.
        Cancelled: nothing is kept.
    """
    check_name(wanted.model)
    session.require_writable()
    rows = resolve.dataset_version(session, ref)
    spec = resolve.fit_to_model(
        session,
        TrainingSpec(
            model=wanted.model,
            target=wanted.target,
            task=wanted.task,
            algorithms=(IMPORTED.key,),
            metric=wanted.metric,
            positive=wanted.positive,
            split=wanted.rows,
        ),
    )
    with session.job() as folder:
        copy = folder / _FILE
        digest = _copied(wanted.file, copy)
        table = resolve.table_file(session, rows)
        request = JudgeModel(copy, wanted.file.name, table, spec, wanted.columns)
        limits = foreign_limits.for_file(wanted.file.name, rows.row_count)
        judged = session.run(request, Judged, folder, work or Work(), limits=limits)
        origin = ModelOrigin(
            file_name=wanted.file.name,
            sha256=digest,
            size=copy.stat().st_size,
            kind=judged.kind,
            library=judged.library,
            author=wanted.author.strip(),
            source=wanted.source.strip(),
            are_columns_stated=judged.are_columns_stated,
        )
        version = _stored(session, rows, judged, origin, folder)
    model = (EntityKind.MODEL, version.model_id)
    return Outcome(version, changed(model, (EntityKind.RUN, ""), (EntityKind.STAGE, "")))


def _copied(file: Path, copy: Path) -> str:
    """Copy a file; return the SHA-256 of the copy."""
    if file.is_dir():
        raise UserError("data.directory", path=file)
    if not file.exists():
        raise UserError("data.missing_file", path=file)
    if not file.is_file():
        raise UserError("data.not_a_file", path=file)
    try:
        shutil.copyfile(file, copy)
        with copy.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except PermissionError as error:
        raise UserError("data.unreadable", path=file) from error
    except OSError as error:
        raise as_user_error(error, file) from error


def _stored(
    session: Session, rows: DatasetVersion, judged: Judged, origin: ModelOrigin, folder: Path
) -> ModelVersion:
    """Store the files, then model, training, run and version in one transaction."""
    project, spec, result = session.project, judged.spec, judged.result
    task = spec.task or Task.REGRESSION
    deciding = spec.metric or DEFAULT_METRIC[task]
    place = version_files.Place(
        folder=folder,
        dataset_version_id=rows.id,
        metric=deciding,
        environment=project.objects.put_bytes(to_bytes(judged.environment)),
        spec=project.objects.put_bytes(to_bytes(spec)),
    )
    new = version_files.store(project.objects, replace(result, model_file=_FILE), place, origin)
    with project.tx(ACTION, Subject("model", "", spec.model), f"From {origin.file_name}") as tx:
        model = project.models.by_name(spec.model) or tx.add_model(
            spec.model, task, spec.target, deciding
        )
        made = tx.add_training(NewTraining(model.id, rows.id, place.spec, folder.name))
        run = tx.add_run(made.id, IMPORTED.key)
        tx.end_run(run.id, RunStatus.FINISHED, "", place.environment)
        version = tx.add_model_version(replace(new, model_id=model.id, run_id=run.id))
        tx.subject = Subject("model_version", version.id, version.label)
    return version
