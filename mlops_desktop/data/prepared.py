"""What every kind of source is turned into before its types are decided and its rows stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import Detection, Finding, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rejects import SourceFile
from mlops_desktop.data.engine import literal, literals
from mlops_desktop.data.failures import damage_of
from mlops_desktop.data.forms import Form
from mlops_desktop.data.limits import MAX_ROW_BYTES
from mlops_desktop.data.rows import Scan
from mlops_desktop.data.source import Stamp, check_unchanged


class SourceTable(Protocol):
    """Rows that DuckDB can read: columns c0, c1 and so on, in the order of the source."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files it reads."""

    def sql(self, missing: tuple[str, ...] = ()) -> str:
        """Return the table expression.

        Args:
            missing: texts read as NULL, beside the empty one.
        """


class Lines(Protocol):
    """From kept rows to the places a person knows."""

    def lines(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the line of each row (rows counted from 0)."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """A CSV file in which every row is well-formed; columns are called c0, c1 and so on.

    Attributes:
        skip: lines to skip: 1 when the header is still there.
        is_crlf: whether rows end in carriage return and line feed, not in line feed alone.
    """

    path: Path
    skip: int
    delimiter: str
    width: int
    is_crlf: bool = False
    quote: str = '"'

    @property
    def paths(self) -> tuple[Path, ...]:
        """The file itself."""
        return (self.path,)

    def sql(self, missing: tuple[str, ...] = ()) -> str:
        """Return the table expression that reads every column as text.

        Args:
            missing: texts read as NULL, beside the empty one.
        """
        # DuckDB 2.0 takes "\n" said, and "\r\n" only unsaid; what is unpacked may still be called
        # t.csv.gz, which it would unpack again.
        new_line = "" if self.is_crlf else r" new_line='\n',"
        columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(self.width))
        return (
            f"read_csv({literal(str(self.path.absolute()))}, auto_detect=false, header=false,"
            f" compression='none', skip={self.skip},{new_line} delim={literal(self.delimiter)},"
            f" quote={literal(self.quote)}, escape={literal(self.quote)},"
            f" strict_mode=true, null_padding=false, max_line_size={2 * MAX_ROW_BYTES},"
            f" nullstr={literals(['', *missing])}, columns={{{columns}}})"
        )


class CountedLines:
    """Rows that are only counted: the first is number 1."""

    def lines(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of each row (rows counted from 0)."""
        return np.asarray(rows + 1, np.int64)


class FolderLines:
    """From the rows of many files to file names and lines."""

    def __init__(self, parts: Iterable[tuple[str, int, Lines]]) -> None:
        """Take (name, kept rows, lines) of each file, in order."""
        self._parts = tuple(parts)
        self._ends = np.cumsum([rows for _, rows, _ in self._parts], dtype=np.int64)

    def lines(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return each row's line in its own file (rows counted from 0 over all files)."""
        result = np.zeros(len(rows), np.int64)
        owners = np.searchsorted(self._ends, rows, side="right")
        for owner in np.unique(owners).tolist():
            mine = owners == owner
            _, count, lines = self._parts[owner]
            start = int(self._ends[owner]) - count
            result[mine] = lines.lines(rows[mine] - start)
        return result

    def files(self, rows: NDArray[np.int64]) -> list[str]:
        """Return the name of each row's file."""
        owners = np.searchsorted(self._ends, rows, side="right")
        return [self._parts[owner][0] for owner in owners.tolist()]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source whose rows have been split and counted.

    Attributes:
        options: with what was found out filled in (missing tokens come with the types).
        text: every kept row; text columns, but for those in ``typed``.
        sample: some rows from all over the file; ``text`` itself when the file is small.
        lines: where each kept row stands in the file the person knows.
        typed: by column position, the form of columns whose values have their type already.
        parts: (path, stamp) of every file, when the source is a folder.
        files: what is kept of them.
        members: the files inside, when the source is an archive.
        doubts: what is doubtful about how it was read.
    """

    path: Path
    stamp: Stamp
    sha256: str
    options: ReaderOptions
    detections: tuple[Detection, ...]
    names: tuple[str, ...]
    text: SourceTable
    sample: SourceTable
    scan: Scan
    lines: Lines
    sheets: tuple[str, ...] = ()
    typed: Mapping[int, Form] = field(default_factory=dict)
    parts: tuple[tuple[Path, Stamp], ...] = ()
    files: tuple[SourceFile, ...] = ()
    members: tuple[str, ...] = ()
    doubts: tuple[Finding, ...] = ()

    @property
    def is_sampled(self) -> bool:
        """Whether the sample is less than the file."""
        return self.sample is not self.text

    def files_of(self, rows: NDArray[np.int64]) -> list[str]:
        """Return the file of each kept row; empty names when there is only one file."""
        if isinstance(self.lines, FolderLines):
            return self.lines.files(rows)
        return [""] * len(rows)

    def place(self, row: int) -> str:
        """Return where a kept row stands: ``Line 12``, ``Line 12 of july.csv``."""
        rows = np.array([row], np.int64)
        file = self.files_of(rows)[0]
        return f"Line {int(self.lines.lines(rows)[0])}" + (f" of {file}" if file else "")

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Turn what DuckDB says of a damaged source, or of one that changed, into a refusal.

        A text was checked row by row before; what fails there is a defect of ours.
        """
        try:
            yield
        except UserError as error:
            if error.code == "environment.input_output":
                self.check_unchanged()
            raise
        except duckdb.Error as error:
            self.check_unchanged()
            if self.options.format != "parquet":
                raise
            reason = damage_of(error)
            raise UserError("data.damaged_parquet", path=self.path, reason=reason) from error

    def check_unchanged(self) -> None:
        """Raise ``data.changed`` when a file is gone or not what it was."""
        for path, before in self.parts or ((self.path, self.stamp),):
            check_unchanged(path, before)
