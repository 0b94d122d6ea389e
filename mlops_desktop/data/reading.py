"""From any file to rows that DuckDB can read: the path that preview and import share."""

from __future__ import annotations

import glob
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.applying import fitting, fitting_alone
from mlops_desktop.data.folder import FolderRequest, prepare_folder
from mlops_desktop.data.limits import PREVIEW_BYTES
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.readers.reader import Request
from mlops_desktop.data.readers.registry import TEXT, find_reader
from mlops_desktop.data.source import stamp
from mlops_desktop.data.text_reader import prepare_text
from mlops_desktop.data.unpacking import Packed, packing_of, unpack


def prepare(  # noqa: PLR0913 - each is one plain thing the caller knows
    path: Path,
    options: ReaderOptions,
    folder: Path,
    reporter: Reporter,
    limit: int | None = None,
    *,
    recalled: Collection[str] = (),
) -> Prepared:
    """Split and count the rows of a file.

    Args:
        folder: where copies are written.
        limit: for a preview: read only so many bytes from the beginning; a smaller file is read
            whole.
        recalled: options that are only remembered: those that mean nothing to this file are left
            out, while one that was given for it is refused.

    Raises:
        UserError: whatever makes the file unreadable, with file, row and next step.
    """
    if path.is_dir():
        inner = partial(_prepare_inner, recalled=recalled)
        return prepare_folder(FolderRequest(path, options, folder, reporter, limit), inner)
    before = stamp(path)
    _require_one_meaning(path)
    packing = packing_of(path)
    options = fitting_alone(path, options, packing, recalled)
    work = _Work(folder, reporter, recalled, is_preview=limit is not None)
    if packing:
        return _prepare_packed(path, packing, options, work, limit)
    if limit is not None and before.size <= limit:
        limit = None
    return _prepare_plain(path, options, work, limit)


def _require_one_meaning(path: Path) -> None:
    """Refuse a name that DuckDB would take for a pattern of several files."""
    name = str(path.absolute())
    if "*" in name or "?" in name:
        meant = glob.glob(name)  # noqa: PTH207 - the whole name is the pattern
        if len(meant) > 1:
            raise UserError("data.pattern_name", path=path, count=len(meant))


@dataclass(frozen=True, slots=True)
class _Work:
    """Where copies are written, who is told, and which options are only remembered."""

    folder: Path
    reporter: Reporter
    recalled: Collection[str]
    is_preview: bool = False


def _prepare_inner(  # noqa: PLR0913 - what a folder says of each of its files
    path: Path,
    options: ReaderOptions,
    folder: Path,
    reporter: Reporter,
    limit: int | None,
    *,
    recalled: Collection[str],
) -> Prepared:
    """Prepare one file of a folder."""
    options = replace(options, source_file=None)
    return prepare(path, options, folder, reporter, limit, recalled=recalled)


def _prepare_plain(path: Path, options: ReaderOptions, work: _Work, limit: int | None) -> Prepared:
    before = stamp(path)
    found = find_reader(path, options)
    options = fitting(path, options, found[0].kind if found else TEXT, work.recalled)
    if found:
        reader, reason = found
        is_cut = limit is not None
        return reader.prepare(
            Request(
                path=path,
                options=options,
                folder=work.folder,
                reporter=work.reporter,
                stamp=before,
                found=reason,
                is_cut=is_cut,
                is_preview=work.is_preview,
                recalled=work.recalled,
            )
        )
    return prepare_text(path, replace(options, format=TEXT), work.folder, work.reporter, limit)


def _prepare_packed(
    path: Path,
    packing: str,
    options: ReaderOptions,
    work: _Work,
    limit: int | None,
) -> Prepared:
    """Unpack the file, then prepare what was inside under the archive's name."""
    before = stamp(path)
    most = None if limit is None else PREVIEW_BYTES
    packed = Packed(path, packing, options.member)
    inside = unpack(packed, work.folder, work.reporter, most)
    if packing_of(inside.path):
        inner = inside.member or inside.path.name
        raise UserError("reading.nested_archive", path=path, member=inner)
    try:
        left = limit if inside.is_cut else None
        prepared = _prepare_plain(inside.path, options, work, left)
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
