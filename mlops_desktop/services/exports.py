"""Dataset versions as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages import message_for
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.selection import EVERYTHING, Selection
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.storage.layout import replaceable

FORMATS = {".csv": "csv", ".parquet": "parquet", ".xlsx": "xlsx"}
"""What a file becomes, by how its name ends."""


def export_version(  # noqa: PLR0913 - options of one export, by name
    session: Session,
    ref: Ref,
    path: Path,
    work: Work | None = None,
    *,
    is_safe: bool = False,
    selection: Selection = EVERYTHING,
    columns: Sequence[str] = (),
) -> int:
    """Write a version as the file's name says; return the number of rows.

    Args:
        is_safe: of CSV, put an apostrophe before texts that a spreadsheet would run as a formula;
            Parquet and Excel hold texts as texts anyway.
        selection: which rows, and in which order.
        columns: the names of those that are written, in this order; none: all.

    Raises:
        UserError: ``data.unknown_column``, ``data.export_suffix`` and the other ``data.export_*``,
            ``expression.*``, ``project.own_file``, ``usage.special_file``, ``environment.*``.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise UserError("data.export_suffix", path=path)
    place = replaceable(path)
    table = resolve.table_file(session, resolve.dataset_version(session, ref))
    kept = tuple(_column(table, name) for name in dict.fromkeys(columns))
    if kept == table.columns:
        kept = ()  # nothing to arrange: the stored table is written as it is
    request = requests.ExportTable(table, place, is_safe, kind, selection, kept)
    return _written(session, request, work)


def export_csv(session: Session, ref: Ref, path: Path, work: Work | None = None) -> int:
    """Write a version as CSV, whatever the file is called; return the number of rows.

    Raises:
        UserError: ``project.own_file``, ``usage.special_file``, ``environment.*``.
    """
    place = replaceable(path)
    table = resolve.table_file(session, resolve.dataset_version(session, ref))
    return _written(session, requests.ExportTable(table, place, spreadsheet_safe=False), work)


def _column(table: requests.TableFile, name: str) -> Column:
    found = next((column for column in table.columns if column.name == name), None)
    if found is None:
        known = first_names([column.name for column in table.columns])
        raise UserError("data.unknown_column", column=name, columns=known)
    return found


def _written(session: Session, request: requests.ExportTable, work: Work | None) -> int:
    with session.job() as folder:
        done = session.run(request, requests.Exported, folder, work or Work())
    if done.renamed:
        pairs = [f"{name} is {held}" for name, held in done.renamed]
        facts = {"file": request.destination.name, "renamed": first_names(pairs)}
        session.tell(message_for("data.export_renamed").whole(facts))
    return done.rows
