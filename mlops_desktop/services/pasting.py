"""Tables that come without a file: pasted, or through a pipe."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mlops_desktop.core.changes import Outcome
from mlops_desktop.core.dataset import Preview, ReaderOptions
from mlops_desktop.core.disk import RESERVED_BYTES
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.source_lines import SourceLines
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, resolve, source_lines
from mlops_desktop.services.session import Session
from mlops_desktop.storage.fs import naming

CLIPBOARD = "clipboard"
_PIECE = 1 << 20
_CHECK_DISK = 50_000_000


def import_pasted(  # noqa: PLR0913 - as import_file, with what the table is called
    session: Session,
    content: str | BinaryIO,
    name: str,
    options: ReaderOptions | None = None,
    work: Work | None = None,
    *,
    called: str = CLIPBOARD,
    forget: bool = False,
    append: bool = False,
) -> Outcome[datasets.ImportSummary]:
    """Import a pasted table, or what comes through a pipe, as a dataset's next version.

    Args:
        content: text such as spreadsheets put on the clipboard, or an opened binary file.
        called: what is recorded as the file's name.
        append: whether the rows are added to those of the newest version.

    Raises:
        UserError: what :func:`mlops_desktop.services.datasets.import_file` raises, and
            :func:`mlops_desktop.services.datasets.append_file`.
        Cancelled: nothing was stored.
    """
    base = datasets.base_of(session, name) if append else None
    if base is None:
        datasets.check_target(session, name)
    table = resolve.table_file(session, base) if base is not None else None
    memory = None if forget else datasets.remembered(session, name)
    with session.job() as folder:
        with _called_so(folder / called, called):
            path = _written(content, folder, called)
        request = requests.ImportFile(path, options or ReaderOptions(), table, memory)
        with _called_so(path, called):
            return datasets.read_in(
                session, request, datasets.Target(name, base, folder), work or Work()
            )


def preview_pasted(
    session: Session,
    content: str | BinaryIO,
    options: ReaderOptions | None = None,
    work: Work | None = None,
    name: str | None = None,
) -> Preview:
    """Say how a pasted table would be read; nothing is stored."""
    with tempfile.TemporaryDirectory(prefix="mlops-desktop-") as folder:
        path = _written(content, Path(folder), CLIPBOARD)
        with _called_so(path, CLIPBOARD):
            return datasets.preview_file(session, path, options, work, name)


def lines_pasted(
    session: Session, content: str, options: ReaderOptions, line: int, work: Work | None = None
) -> SourceLines:
    """Return a line of a pasted table with its neighbours."""
    with tempfile.TemporaryDirectory(prefix="mlops-desktop-") as folder:
        path = _written(content, Path(folder), CLIPBOARD)
        with _called_so(path, CLIPBOARD):
            return source_lines.of_file(session, path, options, line, work)


def _written(content: str | BinaryIO, folder: Path, called: str) -> Path:
    """Write the content into the folder and return the file.

    Raises:
        UserError: when the disk is full or the folder cannot be written.
    """
    path = folder / called
    with naming(path), path.open("wb") as file:
        if isinstance(content, str):
            file.write(content.encode("utf-8", "replace"))
        else:
            _copied(content, file, path)
    return path


def _copied(content: BinaryIO, file: BinaryIO, path: Path) -> None:
    """Copy what comes, which may be without end, as long as the disk keeps its reserve."""
    unchecked = 0
    while piece := content.read(_PIECE):
        unchecked += len(piece)
        if unchecked >= _CHECK_DISK:
            if shutil.disk_usage(path.parent).free < RESERVED_BYTES:
                raise UserError("environment.disk_full", path=path)
            unchecked = 0
        file.write(piece)


@contextmanager
def _called_so(path: Path, called: str) -> Iterator[None]:
    """Let refusals name what the person knows instead of the file it was written to."""
    try:
        yield
    except UserError as error:
        error.facts = {
            key: called if str(value) == str(path) else value for key, value in error.facts.items()
        }
        raise
