"""What a reader of one kind of source is."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from mlops_desktop.core.dataset import Detection, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.progress import Reporter, Step, Unit
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
        is_preview: whether nothing is to be stored, so that an endless source may be cut.
        recalled: options that are only remembered.
    """

    path: Path
    options: ReaderOptions
    folder: Path
    reporter: Reporter
    stamp: Stamp
    found: Detection
    is_cut: bool = False
    is_preview: bool = False
    recalled: Collection[str] = ()

    @property
    def row_limit(self) -> int | None:
        """How many rows to read; None: all."""
        return ROWS_OF_A_PREVIEW if self.is_cut else None

    def kept(self, names: Sequence[str]) -> list[int]:
        """Return the positions of the columns that are not to be left out.

        Raises:
            UserError: ``data.unknown_column`` for a column to be left out that is not there, and
                ``data.all_left_out`` when none is left.
        """
        left_out = self.options.leave_out
        unknown = [name for name in left_out if name not in names]
        if unknown and "leave_out" not in self.recalled:
            facts = {"column": unknown[0], "columns": first_names(names)}
            raise UserError("data.unknown_column", path=self.path, **facts)
        kept = [at for at, name in enumerate(names) if name not in left_out]
        if not kept:
            raise UserError("data.all_left_out", path=self.path)
        return kept

    def told_left_out(self) -> tuple[Detection, ...]:
        """Say which columns were left out."""
        left_out = self.options.leave_out
        return (Detection("leave_out", ", ".join(left_out), "chosen"),) if left_out else ()

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
                done, total = file.tell(), self.stamp.size
                step = Step(f"Hashing {self.path.name}", done, total, unit=Unit.BYTES)
                self.reporter.step(step)
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
