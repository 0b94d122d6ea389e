"""From any file to rows that DuckDB can read: the path that preview and import share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.folder import FolderRequest, prepare_folder
from mlops_desktop.data.limits import PREVIEW_BYTES
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.readers.reader import Request
from mlops_desktop.data.readers.registry import find_reader
from mlops_desktop.data.source import stamp
from mlops_desktop.data.text_reader import prepare_text
from mlops_desktop.data.unpacking import Packed, packing_of, unpack


def prepare(
    path: Path,
    options: ReaderOptions,
    folder: Path,
    reporter: Reporter,
    limit: int | None = None,
) -> Prepared:
    """Split and count the rows of a file.

    Args:
        folder: where copies are written.
        limit: read only so many bytes from the beginning (text files only).

    Raises:
        UserError: whatever makes the file unreadable, with file, row and next step.
    """
    if path.is_dir():
        return prepare_folder(FolderRequest(path, options, folder, reporter, limit), prepare)
    before = stamp(path)
    if packing := packing_of(path):
        return _prepare_packed(path, packing, options, (folder, reporter), limit)
    if limit is not None and before.size <= limit:
        limit = None
    return _prepare_plain(path, options, folder, reporter, limit)


def _prepare_plain(
    path: Path, options: ReaderOptions, folder: Path, reporter: Reporter, limit: int | None
) -> Prepared:
    before = stamp(path)
    if found := find_reader(path, options):
        reader, reason = found
        request = Request(path, options, folder, reporter, before, reason, limit is not None)
        return reader.prepare(request)
    return prepare_text(path, replace(options, format="csv"), folder, reporter, limit)


def _prepare_packed(
    path: Path,
    packing: str,
    options: ReaderOptions,
    work: tuple[Path, Reporter],
    limit: int | None,
) -> Prepared:
    """Unpack the file, then prepare what was inside under the archive's name."""
    folder, reporter = work
    before = stamp(path)
    most = None if limit is None else PREVIEW_BYTES
    inside = unpack(Packed(path, packing, options.member), folder, reporter, most)
    try:
        left = limit if inside.is_cut else None
        prepared = _prepare_plain(inside.path, options, folder, reporter, left)
    except UserError as error:
        if error.facts.get("path") == inside.path:
            error.facts = {**error.facts, "path": path}
        raise
    return replace(
        prepared,
        path=path,
        stamp=before,
        sha256=inside.sha256,
        options=replace(prepared.options, member=inside.member),
        detections=(*inside.detections, *prepared.detections),
        members=inside.members,
    )
