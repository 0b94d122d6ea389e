"""Data to be scored or monitored: a dataset version, or a file that is imported first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.changes import ChangeSet, Outcome
from mlops_desktop.core.dataset import DatasetVersion, ReaderOptions
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, resolve
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file to import first, and how to read it."""

    path: Path
    options: ReaderOptions | None = None


Source = Path | FileSource | str
"""A path is a file read with found-out options; text is a reference such as ``bikes@2``."""


def dataset_name_for(path: Path) -> str:
    """Return the dataset name a file suggests: its stem, odd characters as ``_``."""
    return re.sub(r"[^A-Za-z0-9_.\-]+", "_", path.stem).strip("._-")[:80] or "data"


def version_of(session: Session, source: Source, work: Work | None) -> Outcome[DatasetVersion]:
    """Return the dataset version of a source, importing it when it is a file."""
    if isinstance(source, str):
        return Outcome(resolve.dataset_version(session, source), ChangeSet())
    file = FileSource(source) if isinstance(source, Path) else source
    name = dataset_name_for(file.path)
    imported = datasets.import_file(session, file.path, name, file.options, work)
    return Outcome(imported.value.version, imported.changes)
