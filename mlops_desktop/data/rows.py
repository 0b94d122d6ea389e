"""Every row of a file: which are kept, which are rejected and why, on which line each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.core.rejects import RowReject
from mlops_desktop.data.failures import reading
from mlops_desktop.data.limits import (
    MAX_LINE_BYTES,
    MAX_LISTED_TEXT,
    MAX_ROW_BYTES,
    MAX_ROW_REJECTS,
)
from mlops_desktop.data.records import Dialect
from mlops_desktop.data.source import CHUNK
from mlops_desktop.data.splitting import Batch, BlockSplitter
from mlops_desktop.data.stray_quotes import TOO_LONG, Record, field_text
from mlops_desktop.data.survey import BackgroundSurvey

_SAMPLE_BYTES = 256 * 1024
_SAMPLE_SHARE = 1 / 64
_LARGEST_PIECE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the rows are and how they are made.

    Attributes:
        path: a UTF-8 file.
        start: offset of the first row after the header.
        line: the physical line it is on.
        dialect: how rows are split.
        width: how many fields a row must have.
        header_break: the line break behind the header.
        is_cut: whether the text ends anywhere, so that its last row does not count.
        name: what the person calls the file, where ``path`` is a copy of it.
    """

    path: Path
    start: int
    line: int
    dialect: Dialect
    width: int
    header_break: str = "\n"
    is_cut: bool = False
    name: str = ""


class LineMap:
    """From kept rows to physical lines; remembers only where the distance changes."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.int64]] = []
        self._lines: list[NDArray[np.int64]] = []
        self._count = 0

    def add(self, lines: NDArray[np.int64]) -> None:
        """Append the lines of further rows."""
        if len(lines) == 0:
            return
        turns = np.flatnonzero(np.diff(lines, prepend=lines[0] - 2) != 1)
        self._rows.append(turns + self._count)
        self._lines.append(lines[turns])
        self._count += len(lines)

    def lines(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the physical line of each row (rows counted from 0)."""
        if len(rows) == 0:
            return np.zeros(0, np.int64)
        starts, lines = np.concatenate(self._rows), np.concatenate(self._lines)
        at = np.searchsorted(starts, rows, side="right") - 1
        return np.asarray(lines[at] + (rows - starts[at]), np.int64)


@dataclass(slots=True)
class Scan:
    """What is known after all rows were looked at.

    Attributes:
        rows_in_file: kept and rejected.
        kept: rows that have the right number of fields.
        sample: rows from all over the file, as canonical CSV without header.
        sample_rows: how many.
        comments: lines that start with the comment prefix.
        comment_rows: how many of them would be rows of the right width, and the first's line.
        endless: the line of a row that takes most of what was read and does not end in it; or 0.
        needs_copy: whether DuckDB must read a cleaned copy instead of the file.
    """

    rows_in_file: int = 0
    kept: int = 0
    rejects: list[RowReject] = field(default_factory=list)
    lines: LineMap = field(default_factory=LineMap)
    sample: bytearray = field(default_factory=bytearray)
    sample_rows: int = 0
    breaks: set[str] = field(default_factory=set)
    has_odd_rows: bool = False
    has_inner_breaks: bool = False
    comments: int = 0
    comment_rows: tuple[int, int] = (0, 0)
    endless: int = 0

    @property
    def needs_copy(self) -> bool:
        """Whether rows must be left out or rewritten before DuckDB reads them.

        DuckDB 2.0 misreads line breaks inside quotes unless rows end in line feeds alone.
        """
        is_plain = self.breaks == {"\n"} or (self.breaks == {"\r\n"} and not self.has_inner_breaks)
        return bool(self.rejects or self.comments) or self.has_odd_rows or not is_plain


def scan(layout: Layout, reporter: Reporter, survey: BackgroundSurvey | None = None) -> Scan:
    """Look at every row.

    Args:
        survey: fed with every byte of the file, the header's too.

    Raises:
        UserError: when so many rows are rejected that the separator must be wrong, or a line
            has no end.
    """
    result = Scan(breaks={layout.header_break})
    splitter = BlockSplitter(layout.dialect, layout.line)
    for batch in _batches(layout, splitter, reporter, "Reading", survey):
        keep = _judge(batch, layout.width, result)
        result.lines.add(batch.lines[keep])
        result.kept += int(keep.sum())
        result.breaks |= batch.breaks
        result.has_inner_breaks |= batch.has_inner_breaks
        result.has_odd_rows |= batch.records is not None
        _sample(batch, keep, layout, result)
    result.rows_in_file = result.kept + len(result.rejects)
    if layout.is_cut and 2 * splitter.left > layout.path.stat().st_size - layout.start:
        result.endless = splitter.line
    result.comments = sum(count for count, _ in splitter.comments.values())
    result.comment_rows = splitter.comments.get(layout.width, (0, 0))
    if len(result.rejects) > 10 and result.kept < len(result.rejects):
        raise _wrong_separator(result)
    return result


def write_kept(layout: Layout, target: BinaryIO, reporter: Reporter) -> None:
    """Write the kept rows as clean CSV: line feeds only, odd rows quoted anew."""
    splitter = BlockSplitter(layout.dialect, layout.line)
    for batch in _batches(layout, splitter, reporter, "Copying"):
        keep = _judge(batch, layout.width, None)
        target.write(_clean(batch, keep, layout.dialect))


def _batches(
    layout: Layout,
    splitter: BlockSplitter,
    reporter: Reporter,
    words: str,
    survey: BackgroundSurvey | None = None,
) -> Iterator[Batch]:
    rest = b""
    with reading(layout.path), layout.path.open("rb", buffering=0) as file:
        total = layout.path.stat().st_size
        header = file.read(layout.start)
        if survey:
            survey.feed(header)
        is_last = False
        while not is_last:
            # A long line is looked at anew with each piece: pieces grow with it.
            piece = file.read(min(max(CHUNK, len(rest)), _LARGEST_PIECE))
            is_last = not piece
            if survey:
                survey.feed(piece)
            phase, done = f"{words} {layout.name or layout.path.name}", min(file.tell(), total)
            reporter.step(Step(phase, done, total, unit=Unit.BYTES))
            data = rest + piece
            batches, used = splitter.split(data, is_last and not layout.is_cut)
            yield from batches
            rest = data[used:]
            if len(rest) > MAX_LINE_BYTES:
                raise UserError("data.endless_line", line=splitter.line)


def _judge(batch: Batch, width: int, result: Scan | None) -> NDArray[np.bool_]:
    """Say which rows are kept; list the others in ``result``."""
    sizes = batch.ends - batch.starts
    is_blank = (sizes == 0) & (width > 1)
    keep: NDArray[np.bool_] = (batch.fields == width) & ~is_blank & (sizes <= MAX_ROW_BYTES)
    if result is None or keep.all():
        return keep
    for index in np.flatnonzero(~keep & ~is_blank).tolist():
        text = batch.data[batch.starts[index] : batch.ends[index]][: 4 * MAX_LISTED_TEXT]
        result.rejects.append(
            RowReject(
                int(batch.lines[index]),
                _reason(batch, index, width),
                text.decode("utf-8", "replace")[:MAX_LISTED_TEXT],
            )
        )
        if len(result.rejects) > MAX_ROW_REJECTS:
            first = result.rejects[0]
            raise UserError(
                "data.too_many_rejects",
                count=f"{MAX_ROW_REJECTS:,}",
                line=first.line,
                reason=first.reason,
            )
    return keep


def _reason(batch: Batch, index: int, width: int) -> str:
    if batch.records is not None and (fault := batch.records[index].fault):
        return fault
    if batch.ends[index] - batch.starts[index] > MAX_ROW_BYTES:
        return TOO_LONG
    found = int(batch.fields[index])
    return f"{found} field{'' if found == 1 else 's'} instead of {width}"


def _wrong_separator(result: Scan) -> UserError:
    first = result.rejects[0]
    return UserError(
        "data.mostly_rejected",
        rejected=len(result.rejects),
        rows=result.rows_in_file,
        line=first.line,
        reason=first.reason,
    )


def _sample(batch: Batch, keep: NDArray[np.bool_], layout: Layout, result: Scan) -> None:
    """Take rows from the beginning of each block: of the first block many, then a share."""
    size = int(batch.nexts[-1] - batch.starts[0])
    budget = _SAMPLE_BYTES if not result.sample_rows else int(size * _SAMPLE_SHARE)
    taken = np.searchsorted(batch.nexts, batch.starts[0] + budget, side="right")
    part = keep.copy()
    part[taken:] = False
    result.sample += _clean(batch, part, layout.dialect)
    result.sample_rows += int(part.sum())


def _clean(batch: Batch, keep: NDArray[np.bool_], dialect: Dialect) -> bytes:
    """Return the kept rows with line feeds between them."""
    if batch.records is not None:
        return b"".join(
            _canonical(batch.data, batch.records[index], dialect)
            for index in np.flatnonzero(keep).tolist()
        )
    if not keep.any():
        return b""
    data = batch.data
    if batch.breaks == {"\n"}:
        # Neighbouring rows are copied together: from each first kept row to the last before a gap.
        edges = np.diff(keep.astype(np.int8), prepend=0, append=0)
        firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
        return b"".join(
            data[start:end]
            for start, end in zip(
                batch.starts[firsts].tolist(), batch.nexts[lasts].tolist(), strict=True
            )
        )
    rows = zip(batch.starts[keep].tolist(), batch.ends[keep].tolist(), strict=True)
    return b"".join(data[start:end] + b"\n" for start, end in rows)


def _canonical(data: bytes, record: Record, dialect: Dialect) -> bytes:
    delimiter, quote = dialect.delimiter, dialect.quote
    values = []
    for raw in record.fields:
        text = field_text(data, raw, quote)
        is_odd = raw[2] or any(mark in text for mark in (delimiter, quote, "\n", "\r"))
        if quote and (is_odd or text[:1] == " "):
            text = quote + text.replace(quote, quote * 2) + quote
        values.append(text)
    return delimiter.join(values).encode() + b"\n"
