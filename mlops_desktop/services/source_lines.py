"""What stands in a file at the line of a value that was not taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.source_lines import SourceLines
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Spot:
    """A line; of a folder that was imported also which of its files it is in."""

    line: int
    file: str = ""


def of_file(
    session: Session, path: Path, options: ReaderOptions, line: int, work: Work | None = None
) -> SourceLines:
    """Return a line of a file with its neighbours.

    Args:
        options: how the file was read, as its preview says.

    Raises:
        UserError: ``data.*`` for what makes the file unreadable.
    """
    return session.ask(requests.ReadSourceLines(path.absolute(), options, line), SourceLines, work)


def of_version(
    session: Session, ref: Ref, path: Path, spot: Spot, work: Work | None = None
) -> SourceLines:
    """Return a line of the file that a version was imported from, with its neighbours.

    Args:
        path: where the file lies now; it must be the one that was imported, byte for byte.

    Raises:
        UserError: ``data.other_file`` when it is another one, ``data.no_import`` when no file was
            imported, ``data.*`` for what makes it unreadable.
    """
    details = datasets.show(session, ref)
    if details.details is None:
        raise UserError("data.no_import", data=details.version.label)
    sha256 = details.imports[0].file_sha256
    if spot.file:
        sha256 = {item.name: item.sha256 for item in details.details.files}[spot.file]
    options = details.details.options
    request = requests.ReadSourceLines(path.absolute(), options, spot.line, sha256)
    return session.ask(request, SourceLines, work)
