"""What a reader of one kind of source is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from mlops_desktop.core.dataset import Detection, ReaderOptions
from mlops_desktop.core.progress import Reporter, Step
from mlops_desktop.data.failures import reading
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.source import Stamp

_BLOCK = 1 << 20
ROWS_OF_A_PREVIEW = 10_000


@dataclass(frozen=True, slots=True)
class Request:
    """One file to prepare.

    Attributes:
        folder: where copies are written.
        is_cut: whether the first 10,000 rows are enough (a preview of a large file).
        found: why the reader was taken.
    """

    path: Path
    options: ReaderOptions
    folder: Path
    reporter: Reporter
    stamp: Stamp
    found: Detection
    is_cut: bool = False

    @property
    def row_limit(self) -> int | None:
        """How many rows to read; None: all."""
        return ROWS_OF_A_PREVIEW if self.is_cut else None

    def sha256(self) -> str:
        """Return the SHA-256 of the file; empty when only its beginning is read.

        Raises:
            UserError: when the file cannot be read.
            Cancelled: when the reporter says so.
        """
        if self.is_cut:
            return ""
        digest = hashlib.sha256()
        with reading(self.path), self.path.open("rb") as file:
            while piece := file.read(_BLOCK):
                digest.update(piece)
                self.reporter.step(Step(f"Reading {self.path.name}", file.tell(), self.stamp.size))
        return digest.hexdigest()


class Reader(Protocol):
    """Reads one kind of source.

    Attributes:
        kind: its name in :attr:`ReaderOptions.format`.
        suffixes: what such files are usually called, in lower case.
        uses: the fields of :class:`ReaderOptions` that mean something to it, beside those that
            mean something to all (missing, types, bad_cells, date_orders).
        is_text: whether the file could also be read as text.
    """

    kind: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    uses: ClassVar[frozenset[str]]
    is_text: ClassVar[bool]

    def recognise(self, path: Path, start: bytes) -> str | None:
        """Say why the file is of this kind; None when it is not.

        Args:
            start: its first 4,096 bytes.

        Raises:
            UserError: when it is, but cannot be read.
        """

    def prepare(self, request: Request) -> Prepared:
        """Read the file.

        Raises:
            UserError: whatever makes it unreadable, with file, row and next step.
            Cancelled: when the reporter says so.
        """
