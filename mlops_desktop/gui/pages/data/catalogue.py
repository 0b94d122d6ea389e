"""What the project has, and what a file holds, read off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import Dataset, DatasetVersion
from mlops_desktop.core.reference import Reference
from mlops_desktop.core.rejects import Reject
from mlops_desktop.gui.pages.data.tables import rejects_of
from mlops_desktop.services import datasets, scoring
from mlops_desktop.services.datasets import DatasetDetails
from mlops_desktop.services.scoring import Batch
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Entry:
    """A dataset with its versions, newest first (hidden ones too, if asked for)."""

    dataset: Dataset
    versions: tuple[DatasetVersion, ...]

    @property
    def newest(self) -> DatasetVersion | None:
        """The newest version that is not hidden, or the newest at all."""
        shown = [version for version in self.versions if not version.is_hidden]
        return next(iter(shown or self.versions), None)

    def version(self, number: int) -> DatasetVersion | None:
        """Return the version of that number, if it is listed."""
        return next((item for item in self.versions if item.number == number), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All datasets that are listed.

    Attributes:
        taken: every dataset name, hidden ones too.
        hidden: how many datasets and versions are hidden.
    """

    entries: tuple[Entry, ...]
    taken: tuple[str, ...]
    hidden: int

    def entry(self, name: str) -> Entry | None:
        """Return the entry of that name."""
        return next((item for item in self.entries if item.dataset.name == name), None)


def read_catalogue(session: Session, *, include_hidden: bool) -> Catalogue:
    """Read the datasets and their versions; for the reader thread."""
    every = datasets.list_datasets(session, include_hidden=True)
    hidden = sum(row.dataset.is_hidden for row in every)
    entries = []
    for row in every:
        if row.dataset.is_hidden and not include_hidden:
            continue
        versions = datasets.versions(session, row.dataset.name, include_hidden=True)
        hidden += sum(version.is_hidden for version in versions)
        shown = tuple(v for v in versions if include_hidden or not v.is_hidden)
        entries.append(Entry(row.dataset, shown))
    return Catalogue(tuple(entries), tuple(row.dataset.name for row in every), hidden)


@dataclass(frozen=True, slots=True)
class Shown:
    """A version with its rejects in the order of the file's lines.

    Attributes:
        batch: how it was predicted, for predictions.
    """

    details: DatasetDetails
    rejects: tuple[Reject, ...]
    batch: Batch | None = None


def read_version(session: Session, ref: Reference) -> Shown:
    """Read everything about one version; for the reader thread."""
    details = datasets.show(session, ref)
    rejects = rejects_of(details.details.rejects) if details.details else ()
    return Shown(details, rejects, scoring.batch_of(session, details.version))
