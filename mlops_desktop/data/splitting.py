"""Splitting blocks of text into rows: the fast way, and the careful way where quotes are odd.

The fast way looks at a whole block with numpy: every second quote opens a field. That holds as
long as each opening quote follows a separator, a line break or a quote, and each closing one
precedes one; where it does not, :mod:`stray_quotes` takes over for some rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.data.limits import MAX_ROW_BYTES
from mlops_desktop.data.records import Dialect, line_breaks
from mlops_desktop.data.stray_quotes import Record, RecordSplitter

_LF, _CR = 10, 13
_FIRST_BURST = 64
Offsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows of one block.

    Attributes:
        data: the block.
        starts, ends: where each row's text lies in it, without the line break.
        nexts: where the following row starts.
        lines: the physical line each row starts on.
        fields: how many fields it has; −1 when it cannot be split.
        records: the rows one by one when they were split the careful way.
        breaks: the kinds of line breaks that end these rows.
        has_inner_breaks: whether a value holds a line break.
    """

    data: bytes
    starts: Offsets
    ends: Offsets
    nexts: Offsets
    lines: Offsets
    fields: Offsets
    records: tuple[Record, ...] | None
    breaks: frozenset[str]
    has_inner_breaks: bool


class BlockSplitter:
    """Splits blocks of one file, keeping count of physical lines.

    Attributes:
        comments: by number of fields they would have as rows: how many comment lines, and the
            line of the first.
        line: the physical line on which the next row starts.
        left: bytes of a last row whose end was not met.
    """

    def __init__(self, dialect: Dialect, line: int) -> None:
        self._delimiter = ord(dialect.delimiter)
        self._quote = dialect.quote.encode()
        self._comment = dialect.comment.encode()
        self._careful = RecordSplitter(dialect.delimiter, dialect.quote)
        self.line = line
        self.left = 0
        self.comments: dict[int, tuple[int, int]] = {}

    def split(self, data: bytes, is_last: bool) -> tuple[list[Batch], int]:
        """Return the rows that are complete in ``data``, and where the rest starts."""
        if is_last and data and data[-1] not in (_LF, _CR):
            data += b"\n"
        batches: list[Batch] = []
        at = 0
        burst = _FIRST_BURST
        while at < len(data):
            if self._comment and data.startswith(self._comment, at):
                following = self._skip_comment(data, at)
                if following < 0:
                    break
                at = following
                continue
            stop = self._before_comment(data, at)
            batch, is_clean = self._fast(data, (at, stop), is_last)
            if batch is not None:
                batches.append(batch)
                at = int(batch.nexts[-1])
            if stop < len(data):
                if at == stop:
                    continue
            elif is_clean and not is_last and len(data) - at <= MAX_ROW_BYTES:
                break
            careful = self._by_record(data, at, is_last, burst)
            if careful is None:
                break
            batches.append(careful)
            at = int(careful.nexts[-1])
            burst *= 2
        self.left = len(data) - at
        return batches, at

    def _before_comment(self, data: bytes, at: int) -> int:
        """Return where the next line starts that looks like a comment, or the end."""
        found = data.find(b"\n" + self._comment, at) if self._comment else -1
        return found + 1 if found >= 0 else len(data)

    def _skip_comment(self, data: bytes, at: int) -> int:
        """Count the comment line at ``at``; return where the next line starts, or −1."""
        end = data.find(b"\n", at)
        if end < 0:
            return -1
        fields = 1 + data.count(self._delimiter, at, end)
        count, first = self.comments.get(fields, (0, self.line))
        self.comments[fields] = (count + 1, first)
        self.line += line_breaks(data[at : end + 1])
        return end + 1

    def _fast(self, data: bytes, part: tuple[int, int], is_last: bool) -> tuple[Batch | None, bool]:
        """Return the rows up to the first odd quote or return, and whether there was none."""
        at, stop = part
        block = np.frombuffer(data, np.uint8, count=stop - at, offset=at)
        limit = len(block)
        is_break = block == _LF
        is_stop = is_break | (block == self._delimiter)
        if self._quote and data.find(self._quote, at, stop) >= 0:
            quotes = np.flatnonzero(block == self._quote[0])
            limit = _first_odd_quote(block, quotes, self._delimiter)
            is_stop &= ~_inside(quotes, len(block))
        if data.find(b"\r", at, stop) >= 0:
            limit = min(limit, _first_lone_return(block, is_last))
        stops = np.flatnonzero(is_stop[:limit])
        at_breaks = np.flatnonzero(is_break[stops])
        ends = stops[at_breaks]
        is_clean = limit == len(block)
        if len(ends) == 0:
            return None, is_clean
        nexts = ends + 1
        starts = np.concatenate((np.zeros(1, np.int64), nexts[:-1]))
        fields = np.diff(at_breaks, prepend=-1)
        returns = (ends > starts) & (block[ends - 1] == _CR)
        lines, has_inner_breaks = self._count_lines(is_break, starts, int(ends[-1]))
        breaks = set()
        if returns.any():
            breaks.add("\r\n")
        if not returns.all():
            breaks.add("\n")
        batch = Batch(
            data,
            starts + at,
            ends - returns + at,
            nexts + at,
            lines,
            fields,
            None,
            frozenset(breaks),
            has_inner_breaks,
        )
        return batch, is_clean

    def _count_lines(
        self, is_break: NDArray[np.bool_], starts: Offsets, end: int
    ) -> tuple[Offsets, bool]:
        """Return the line of each row, and whether there are line breaks inside rows."""
        first = self.line
        count = int(np.count_nonzero(is_break[: end + 1]))
        self.line += count
        if count == len(starts):
            return np.arange(first, first + count), False
        breaks = np.flatnonzero(is_break[: end + 1])
        return first + np.searchsorted(breaks, starts), True

    def _by_record(self, data: bytes, at: int, is_last: bool, burst: int) -> Batch | None:
        records: list[Record] = []
        lines: list[int] = []
        breaks: set[str] = set()
        while len(records) < burst and at < len(data):
            if self._comment and data.startswith(self._comment, at):
                break
            record = self._careful.split(data, at, is_last)
            if record is None:
                break
            records.append(record)
            lines.append(self.line)
            between = data[record.end : record.next].decode()
            breaks.add(between or "\n")
            self.line += line_breaks(data[record.start : record.next])
            at = record.next
        if not records:
            return None
        return Batch(
            data,
            np.array([record.start for record in records], np.int64),
            np.array([record.end for record in records], np.int64),
            np.array([record.next for record in records], np.int64),
            np.array(lines, np.int64),
            np.array([-1 if r.fault else len(r.fields) for r in records], np.int64),
            tuple(records),
            frozenset(breaks),
            has_inner_breaks=True,
        )


def _inside(quotes: Offsets, length: int) -> NDArray[np.bool_]:
    """Say for each byte whether it stands between an opening quote and its closing one."""
    runs = np.diff(quotes, prepend=0, append=length)
    return np.repeat(np.arange(len(runs)) % 2 == 1, runs)


def _first_odd_quote(block: NDArray[np.uint8], quotes: Offsets, delimiter: int) -> int:
    """Return where the first quote stands that does not open or close as it should."""
    limit = len(block)
    opening, closing = quotes[0::2], quotes[1::2]
    before = block[opening - 1]
    quote = block[quotes[0]]
    is_odd = (before != delimiter) & (before != _LF) & (before != quote) & (opening > 0)
    # A quote before an opening one is the closing quote of the pair before: an escaped quote.
    if is_odd.any():
        limit = int(opening[np.argmax(is_odd)])
    after = block[np.minimum(closing + 1, len(block) - 1)]
    is_odd = (after != delimiter) & (after != _LF) & (after != _CR) & (after != quote)
    is_odd &= closing + 1 < len(block)
    if is_odd.any():
        limit = min(limit, int(opening[np.argmax(is_odd)]))
    return limit


def _first_lone_return(block: NDArray[np.uint8], is_last: bool) -> int:
    """Return where the first carriage return stands that no line feed follows."""
    returns = np.flatnonzero(block == _CR)
    after = block[np.minimum(returns + 1, len(block) - 1)]
    is_lone = after != _LF
    if not is_last and len(returns) and returns[-1] == len(block) - 1:
        is_lone[-1] = False
    return int(returns[np.argmax(is_lone)]) if is_lone.any() else len(block)
