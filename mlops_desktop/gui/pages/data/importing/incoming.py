"""What is about to be imported: a file, a folder of files, or a pasted table."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from mlops_desktop.core.changes import Outcome
from mlops_desktop.core.dataset import Preview, ReaderOptions, Remembered
from mlops_desktop.core.rejects import Reject
from mlops_desktop.gui.pages.data.importing.target_form import Destination, Way
from mlops_desktop.gui.pages.data.tables import rejects_of
from mlops_desktop.gui.widgets.file_dialogs import TABLE_KINDS
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, pasting
from mlops_desktop.services.datasets import ImportSummary
from mlops_desktop.services.session import Session
from mlops_desktop.services.sources import dataset_name_for

_FORMATS = {
    "Workbooks": "xlsx",
    "Parquet": "parquet",
    "Arrow": "arrow",
    "JSON": "json",
    "SQLite": "sqlite",
}
_NAMES = frozenset(field.name for field in fields(ReaderOptions))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A source of rows.

    Attributes:
        name: what it is called in titles and in the log.
        path: file or folder; None for a pasted table.
        text: the pasted table.
    """

    name: str
    path: Path | None
    text: str = ""

    @classmethod
    def from_path(cls, path: Path) -> Incoming:
        """Return a file or a folder."""
        return cls(path.name or str(path), path)

    @classmethod
    def pasted(cls, text: str) -> Incoming:
        """Return a table from the clipboard."""
        return cls(pasting.CLIPBOARD, None, text)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of files."""
        return self.path is not None and self.path.is_dir()

    @property
    def likely_format(self) -> str:
        """The kind of file that its name says, until it was looked into."""
        suffix = self.path.suffix.lower().lstrip(".") if self.path is not None else ""
        kind = next((title for title, known in TABLE_KINDS.items() if suffix in known), "")
        return _FORMATS.get(kind, "csv")

    @property
    def dataset_name(self) -> str:
        """What its name suggests for the dataset."""
        return dataset_name_for(self.path or Path(self.name))


@dataclass(frozen=True, slots=True)
class Wish:
    """How it is to be read.

    Attributes:
        options: what is given.
        dataset: whose remembered options hold beside them; None: nobody's.
    """

    options: ReaderOptions
    dataset: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A preview with its rejects in the order of the file's lines.

    Attributes:
        remembered: what was chosen for the dataset before, when it was asked for.
    """

    preview: Preview
    rejects: tuple[Reject, ...]
    remembered: Remembered | None = None

    @property
    def recalled(self) -> tuple[str, ...]:
        """The options that are read as they were remembered."""
        if self.remembered is None:
            return ()
        reason = as_for(self.remembered)
        names = {item.option for item in self.preview.detections if item.reason == reason}
        before = self.remembered.options.missing
        if before and before == self.preview.options.missing:
            names.add("missing")
        return tuple(sorted(names & _NAMES))


def as_for(remembered: Remembered) -> str:
    """Return the reason that the reader gives for a remembered option."""
    return f"as for {remembered.label}"


def read_preview(session: Session, incoming: Incoming, wish: Wish, work: Work) -> Looked:
    """Preview what is incoming; for a job's thread."""
    if incoming.path is None:
        preview = pasting.preview_pasted(
            session, incoming.text, wish.options, work, name=wish.dataset
        )
    else:
        preview = datasets.preview_file(
            session, incoming.path, wish.options, work, name=wish.dataset
        )
    remembered = datasets.remembered(session, wish.dataset) if wish.dataset else None
    return Looked(preview, rejects_of(preview.rejects), remembered)


def take_in(
    session: Session, incoming: Incoming, target: Destination, wish: Wish, work: Work
) -> Outcome[ImportSummary]:
    """Import it; for a job's thread."""
    forget, is_more = wish.dataset is None, target.way is Way.APPEND
    if incoming.path is None:
        return pasting.import_pasted(
            session,
            incoming.text,
            target.name,
            wish.options,
            work,
            forget=forget,
            append=is_more,
        )
    take = datasets.append_file if is_more else datasets.import_file
    return take(session, incoming.path, target.name, wish.options, work, forget=forget)
