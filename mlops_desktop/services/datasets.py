"""Datasets: preview, import, look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.dataset import (
    PROFILE_METHOD,
    Column,
    Dataset,
    DatasetVersion,
    Finding,
    ImportDetails,
    Imported,
    ImportEvent,
    Origin,
    Preview,
    Profile,
    ReaderOptions,
    Remembered,
)
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import DatasetId, DatasetVersionId, Digest
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.progress import Step
from mlops_desktop.core.recipes.outcome import Transformed
from mlops_desktop.core.reference import Reference, check_name
from mlops_desktop.core.scoring import Scored
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import resolve, rules
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.rules import CheckSummary
from mlops_desktop.services.session import Session
from mlops_desktop.storage.records import NewDatasetVersion, NewImport
from mlops_desktop.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did.

    Attributes:
        version: the new version, or the newest one when the content was identical.
        identical: whether no new version was made.
        check: what the dataset's rules say of it; None where there are none.
    """

    version: DatasetVersion
    event: ImportEvent
    identical: bool
    profile: Profile
    details: ImportDetails
    check: CheckSummary | None = None


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A dataset in a list, with its newest version (a hidden one only if all are)."""

    dataset: Dataset
    newest: DatasetVersion | None


@dataclass(frozen=True, slots=True)
class DatasetDetails:
    """Everything about one dataset version.

    Attributes:
        imports: every import that led to this version, oldest first.
        details: of the first import; None for predictions.
        versions: all versions of the dataset, newest first.
        maker: label of the model version that predicted it, "" otherwise.
        base: label of the version whose rows it begins with, "" otherwise.
    """

    dataset: Dataset
    version: DatasetVersion
    columns: tuple[Column, ...]
    profile: Profile
    imports: tuple[ImportEvent, ...]
    details: ImportDetails | None
    versions: tuple[DatasetVersion, ...]
    maker: str = ""
    base: str = ""


def preview_file(
    session: Session,
    path: Path,
    options: ReaderOptions | None = None,
    work: Work | None = None,
    name: str | None = None,
) -> Preview:
    """Say how a file or a folder of files would be read, before anything is stored.

    Args:
        name: the dataset it is for, whose remembered options are then used.
    """
    memory = remembered(session, name) if name else None
    request = requests.PreviewFile(path.absolute(), options or ReaderOptions(), memory)
    return session.ask(request, Preview, work)


def remembered(session: Session, name: str) -> Remembered | None:
    """Return what was chosen for a dataset's newest version; None when nothing was."""
    owner = session.project.datasets.by_name(name)
    newest = session.project.datasets.newest(owner.id) if owner else None
    if newest is None:
        return None
    imports = session.project.datasets.imports(newest.id)
    if not imports:
        return None
    details = from_bytes(ImportDetails, session.project.objects.read(imports[-1].details_object))
    if details.chosen is None:
        return None
    return Remembered(details.chosen, details.options.format, newest.label)


def import_file(  # noqa: PLR0913 - each is one plain thing the caller knows
    session: Session,
    path: Path,
    name: str,
    options: ReaderOptions | None = None,
    work: Work | None = None,
    *,
    forget: bool = False,
) -> Outcome[ImportSummary]:
    """Import a file, or a folder of like files, as a dataset's next version.

    The same content as the newest version (of those not hidden) makes no new one; the import
    itself is recorded in either case. Options that were chosen for the newest version hold for
    this file too, unless given anew; the detections say so.

    Args:
        forget: find out anew what ``options`` leaves open.

    Raises:
        UserError: ``usage.name``, ``usage.hidden`` for a dataset that was put away,
            ``project.read_only``, ``data.*`` for what the file holds, ``environment.*``.
        Cancelled: nothing was stored.
    """
    check_target(session, name)
    memory = None if forget else remembered(session, name)
    request = requests.ImportFile(path.absolute(), options or ReaderOptions(), None, memory)
    return _read(session, request, name, None, work or Work())


def check_target(session: Session, name: str) -> None:
    """Raise when files cannot come in under this name: odd, hidden, predictions, read-only."""
    check_name(name)
    session.require_writable()
    existing = session.project.datasets.by_name(name)
    resolve.refuse_hidden(existing)
    if existing is not None and existing.is_predictions:
        raise UserError("usage.is_predictions", name=name)


def append_file(  # noqa: PLR0913 - each is one plain thing the caller knows
    session: Session,
    path: Path,
    name: str,
    options: ReaderOptions | None = None,
    work: Work | None = None,
    *,
    forget: bool = False,
) -> Outcome[ImportSummary]:
    """Add a file's rows to a dataset's newest version, in its columns and types.

    The result is the next version; the newest one stays as it is.

    Raises:
        UserError: ``data.unknown`` when there is no such dataset, ``data.other_columns`` when
            the file has others, and what :func:`import_file` raises.
        Cancelled: nothing was stored.
    """
    base = base_of(session, name)
    table = resolve.table_file(session, base)
    memory = None if forget else remembered(session, name)
    request = requests.ImportFile(path.absolute(), options or ReaderOptions(), table, memory)
    return _read(session, request, name, base, work or Work())


def base_of(session: Session, name: str) -> DatasetVersion:
    """Return the version that rows are added to.

    Raises:
        UserError: ``data.unknown``; hidden, predictions, read-only.
    """
    session.require_writable()
    resolve.refuse_hidden(resolve.dataset(session, name))
    base = resolve.dataset_version(session, Reference(name))
    if base.origin is Origin.PREDICTIONS:
        raise UserError("usage.is_predictions", name=name)
    return base


def _read(
    session: Session,
    request: requests.ImportFile,
    name: str,
    base: DatasetVersion | None,
    work: Work,
) -> Outcome[ImportSummary]:
    with session.job() as folder:
        return read_in(session, request, Target(name, base, folder), work)


@dataclass(frozen=True, slots=True)
class Target:
    """Where what is read goes: the dataset, the version it is added to, the job's folder."""

    name: str
    base: DatasetVersion | None
    folder: Path


def read_in(
    session: Session, request: requests.ImportFile, target: Target, work: Work
) -> Outcome[ImportSummary]:
    """Read in the worker and store what came; the job's folder is the caller's."""
    imported = session.run(request, Imported, target.folder, work)
    work.step(Step("Storing"))
    reading = _Reading(request.path, target.name, imported, target.folder, target.base)
    outcome = _publish(session, reading)
    check = rules.check_new(session, outcome.value.version, work)
    return replace(outcome, value=replace(outcome.value, check=check))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file as read, ready to be published."""

    path: Path
    name: str
    imported: Imported
    folder: Path
    base: DatasetVersion | None


def _publish(session: Session, reading: _Reading) -> Outcome[ImportSummary]:
    """Store what was read: objects first, then one transaction with the rows and the entry."""
    imported, name = reading.imported, reading.name
    details = ImportDetails(
        imported.options,
        imported.detections,
        imported.rejects,
        imported.chosen,
        imported.files,
    )
    details_object = session.project.objects.put_bytes(to_bytes(details))
    base_id = reading.base.id if reading.base else None
    content = replace(store_table(session, imported, reading.folder), base_id=base_id)
    with session.project.tx("data.import", Subject("dataset", "", name)) as tx:
        version, identical = next_version(session, tx, name, content)
        event = tx.add_import(_event(reading, version.id, details_object, identical=identical))
        tx.subject = Subject("dataset_version", version.id, version.label)
    summary = ImportSummary(version, event, identical, imported.profile, details)
    return Outcome(summary, changed((EntityKind.DATASET, version.dataset_id)))


def next_version(
    session: Session, tx: Transaction, name: str, content: NewDatasetVersion
) -> tuple[DatasetVersion, bool]:
    """Return a dataset's newest version and True when its content is the same, else a new one.

    Args:
        content: as :func:`store_table` gives it; its base must still be the newest version.

    Raises:
        UserError: ``usage.appended_meanwhile`` when another version came in after the base.
    """
    stored = session.project.datasets
    owner = stored.by_name(name) or tx.add_dataset(name)
    newest = stored.newest(owner.id)
    if content.base_id is not None and (newest is None or newest.id != content.base_id):
        raise UserError("usage.appended_meanwhile", name=name)
    if newest is not None and newest.content_hash == content.content_hash:
        return newest, True
    return tx.add_dataset_version(replace(content, dataset_id=owner.id)), False


def _event(
    reading: _Reading, version_id: DatasetVersionId, details_object: Digest, *, identical: bool
) -> NewImport:
    imported = reading.imported
    return NewImport(
        version_id=version_id,
        file_name=reading.path.name,
        file_sha256=imported.file_sha256,
        file_size=imported.file_size,
        rows_in_file=imported.rows_in_file,
        rows_rejected=len(imported.rejects.rows),
        cells_rejected=sum(count for _, count in imported.rejects.cell_counts),
        identical=identical,
        details_object=details_object,
    )


def store_table(
    session: Session, table: Imported | Scored | Transformed, folder: Path
) -> NewDatasetVersion:
    """Store a table's files; return the version to add, still without its dataset.

    Args:
        table: as the worker left it in ``folder``.
    """
    objects = session.project.objects
    return NewDatasetVersion(
        dataset_id=DatasetId(""),
        content_hash=table.content_hash,
        row_count=table.row_count,
        column_count=len(table.columns),
        table_object=objects.put_file(folder / table.table_file),
        columns_object=objects.put_bytes(to_bytes(table.columns)),
        profile_object=objects.put_bytes(to_bytes(table.profile)),
        profile_method=PROFILE_METHOD,
        origin=_ORIGINS[type(table)],
    )


_ORIGINS = {
    Imported: Origin.IMPORT,
    Scored: Origin.PREDICTIONS,
    Transformed: Origin.RECIPE,
}


def list_datasets(session: Session, *, include_hidden: bool = False) -> tuple[DatasetRow, ...]:
    """Return the datasets by name, each with its newest version."""
    datasets = session.project.datasets
    return tuple(
        DatasetRow(item, datasets.newest(item.id))
        for item in datasets.list(include_hidden=include_hidden)
    )


def newest_tables(session: Session) -> tuple[DatasetVersion, ...]:
    """Return the newest version of each dataset that is no model's predictions."""
    rows = (row for row in list_datasets(session) if not row.dataset.is_predictions)
    return tuple(row.newest for row in rows if row.newest is not None)


def versions(
    session: Session, name: str, *, include_hidden: bool = False
) -> tuple[DatasetVersion, ...]:
    """Return a dataset's versions, newest first."""
    owner = resolve.dataset(session, name)
    return session.project.datasets.versions(owner.id, include_hidden=include_hidden)


def show(session: Session, ref: Ref) -> DatasetDetails:
    """Return everything about one dataset version."""
    version = resolve.dataset_version(session, ref)
    datasets, objects = session.project.datasets, session.project.objects
    imports = datasets.imports(version.id)
    details = None
    if imports:
        details = from_bytes(ImportDetails, objects.read(imports[0].details_object))
    return DatasetDetails(
        dataset=resolve.dataset(session, version.dataset),
        version=version,
        columns=resolve.columns_of(session, version),
        profile=from_bytes(Profile, objects.read(version.profile_object)),
        imports=imports,
        details=details,
        versions=datasets.versions(version.dataset_id, include_hidden=True),
        maker=_label(version.made_by and session.project.models.version_by_id(version.made_by)),
        base=_label(version.base_id and datasets.version_by_id(version.base_id)),
    )


def _label(version: DatasetVersion | ModelVersion | str | None) -> str:
    return version.label if isinstance(version, DatasetVersion | ModelVersion) else ""


def rows(
    session: Session, ref: Ref, offset: int = 0, limit: int = 200, work: Work | None = None
) -> requests.Rows:
    """Return a page of a version's rows."""
    table = resolve.table_file(session, resolve.dataset_version(session, ref))
    return session.ask(requests.ReadRows(table, offset, limit), requests.Rows, work)


def leaks(session: Session, ref: Ref, target: str, work: Work | None = None) -> tuple[Finding, ...]:
    """Return what gives a target away: columns that should be left out."""
    table = resolve.table_file(session, resolve.dataset_version(session, ref))
    return session.ask(requests.Advise(table, target), requests.Advice, work).leaks


def version_by_id(session: Session, version_id: DatasetVersionId) -> DatasetVersion:
    """Return the dataset version of an id that the registry refers to."""
    return resolve.known(session.project.datasets.version_by_id(version_id))
