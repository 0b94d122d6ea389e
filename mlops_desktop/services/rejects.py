"""What an import did not take as it stood, all of it: as one list, and as a CSV file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.rejects import Reject, in_file_order
from mlops_desktop.core.spreadsheet import guarded
from mlops_desktop.services import datasets
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.storage.layout import replaceable

_HEAD = ("file", "line", "column", "value", "reason")


@dataclass(frozen=True, slots=True)
class Rejected:
    """What a version left of its file.

    Attributes:
        listed: row and cell rejects, in the order of the file's lines.
        rows: how many rows were left out; all are listed.
        cell_counts: (column, how many values), complete even where the list is cut.
        unlisted: how many of these values are counted only.
        rows_in_file: what the file held; None where the version was not imported.
    """

    version: DatasetVersion
    listed: tuple[Reject, ...]
    rows: int = 0
    cell_counts: tuple[tuple[str, int], ...] = ()
    unlisted: int = 0
    rows_in_file: int | None = None


def rejects_of(session: Session, ref: Ref) -> Rejected:
    """Return everything that the import of a version did not take as it stood.

    Raises:
        UserError: ``data.unknown…`` as :func:`datasets.show`.
    """
    details = datasets.show(session, ref)
    if details.details is None or not details.imports:
        return Rejected(details.version, ())
    found = details.details.rejects
    values = sum(count for _, count in found.cell_counts)
    return Rejected(
        details.version,
        in_file_order(found),
        len(found.rows),
        found.cell_counts,
        max(0, values - len(found.cells)),
        details.imports[0].rows_in_file,
    )


def export_rejects(session: Session, found: Rejected, path: Path, *, is_safe: bool = False) -> int:
    """Write the rejects as CSV (UTF-8, comma): file, line, column, value, reason; return how many.

    Args:
        is_safe: put an apostrophe before texts that a spreadsheet would run as a formula.

    Raises:
        UserError: ``project.own_file``, ``usage.special_file``, ``environment.*``.
    """
    place = replaceable(path)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    for item in found.listed:
        texts = (item.file, item.line, item.column, item.value, item.reason)
        writer.writerow([guarded(cell) if is_safe else cell for cell in texts])
    session.project.files.write_file(place, text.getvalue().encode("utf-8", "replace"))
    return len(found.listed)
