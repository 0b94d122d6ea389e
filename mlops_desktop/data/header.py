"""Where the column names stand, or that there are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.column_types import TOKENS
from mlops_desktop.data.dialect import check_names, name_outer
from mlops_desktop.data.records import Dialect, FirstRecord, first_records, line_breaks

_JUDGED_ROWS = 100
_SHARE = 0.9
_NO_VALUES = frozenset(("", *TOKENS))
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}[-/]\d\d?[-/]\d\d?.*|\d\d?[./-]\d\d?[./-]\d{4}.*")
FORCED_COPY = "mixed"
"""The line break said of a header that must not be read again, so that a copy is made."""


@dataclass(frozen=True, slots=True)
class Header:
    """The column names, where the rows begin, and the line break before them.

    Attributes:
        line: the line of the names; 0: the file has none.
        skip: lines a reader skips before the first row.
        reason: why.
    """

    names: tuple[str, ...]
    next: int
    next_line: int
    line_break: str
    line: int
    skip: int
    reason: str

    @property
    def detection(self) -> Detection:
        """What is told of it."""
        return Detection("header", f"row {self.line}" if self.line else "none", self.reason)


def find_header(
    beginning: bytes, dialect: Dialect, chosen: int | None, is_all: bool, known: Sequence[str]
) -> Header:
    """Find the column names: usually row 1, further down below titles, or nowhere.

    Args:
        chosen: the line they stand on; 0: there are none.
        known: names the person used; a row that holds one holds the names.

    Raises:
        UserError: a quote never closed, too many columns, empty or equal names, a line that is
            not there.
    """
    records = first_records(beginning, dialect, _JUDGED_ROWS, is_all, chosen or 0)
    filled = [item for item in records if not item.is_blank]
    if not filled:
        if b"\n" not in beginning and not is_all:
            raise UserError("data.header_fault", reason="the line has no end")
        raise UserError("data.header_empty")
    if chosen == 0:
        return _without_names(beginning, filled, "chosen")
    if chosen:
        record = next((item for item in filled if item.line == chosen), None)
        if record is None:
            raise UserError("reading.header_line", line=chosen)
        return _with_names(beginning, record, "chosen")
    record = _below_titles(filled)
    rows = filled[filled.index(record) + 1 :]
    if record.line > 1:
        reason = _above(records, filled, record, dialect)
        return _with_names(beginning, record, f"{reason}; {len(record.fields)} names")
    if (evidence := _data_in(record, rows)) and not set(known) & set(record.fields):
        return _without_names(beginning, filled, evidence)
    told = f"{len(record.fields)} names, none empty, none twice"
    is_full = record.filled == len(record.fields)
    return _with_names(beginning, record, told if is_full else "no name twice")


def _above(
    records: Sequence[FirstRecord],
    filled: Sequence[FirstRecord],
    names: FirstRecord,
    dialect: Dialect,
) -> str:
    """Say what stands above the names."""
    above = "line 1 holds" if names.line == 2 else f"lines 1–{names.line - 1} hold"
    what = ["comments"] if dialect.comment else []
    what += ["a title"] if names is not filled[0] else []
    what += ["nothing"] if records[0].is_blank else []
    return f"{above} {' and '.join(what) or 'no names'}"


def _below_titles(filled: Sequence[FirstRecord]) -> FirstRecord:
    """Return the first row with as many fields as most have, where only titles stand above it."""
    width = Counter(len(item.fields) for item in filled).most_common(1)[0][0]
    for item in filled:
        if len(item.fields) == width and item.filled > max(1, width // 2):
            names = [field.strip() for field in item.fields]
            if all(names) and len(set(names)) == width and not any(map(_is_typed, names)):
                return item
            break
        if item.record.fault or len(item.fields) > width or item.filled > max(1, width // 2):
            break
    return filled[0]


def _is_typed(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text))


def _data_in(first: FirstRecord, rows: Sequence[FirstRecord]) -> str:
    """Say why the first row holds values rather than names; nothing when it may be names."""
    names = [field.strip() for field in first.fields]
    rows = [item for item in rows if len(item.fields) == len(names)]
    typed = [name for name in names if _is_typed(name)]
    if len(rows) < 2 or not typed or _is_scale(typed):
        return ""
    evidence = ""
    for position, name in enumerate(names):
        values = [item.fields[position].strip() for item in rows]
        values = [value for value in values if value not in _NO_VALUES]
        if sum(map(_is_typed, values)) < _SHARE * max(1, len(values)):
            continue
        if name not in _NO_VALUES and not _is_typed(name):
            return ""
        evidence = evidence or name
    return f"line 1 holds values as the rows do, such as {evidence}" if evidence else ""


def _is_scale(typed: Sequence[str]) -> bool:
    """Say whether numbers may name columns: years, or positions counted upwards."""
    if not all(name.isdigit() for name in typed):
        return False
    numbers = [int(name) for name in typed]
    are_years = all(1_000 <= number < 3_000 for number in numbers)
    is_counted = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return len(set(numbers)) == len(numbers) and (are_years or (is_counted and numbers[0] < 2))


def _with_names(beginning: bytes, found: FirstRecord, reason: str) -> Header:
    record = found.record
    if record.fault:
        raise UserError("data.header_fault", reason=record.fault)
    given, called = name_outer(found.fields)
    names = check_names(given)
    text = beginning[record.start : record.next]
    line_break = beginning[record.end : record.next].decode() or "\n"
    is_simple = found.line == 1 and line_breaks(text) <= 1
    if line_break == "\r\n" and line_breaks(text) > 1:
        is_simple = False  # a name over several lines: the header must not be read again
    header = Header(
        names,
        record.next,
        found.line + line_breaks(text),
        line_break,
        found.line,
        1,
        reason + called,
    )
    return header if is_simple else replace(header, line_break=FORCED_COPY)


def _without_names(beginning: bytes, filled: Sequence[FirstRecord], reason: str) -> Header:
    width = Counter(len(item.fields) for item in filled if item.fields).most_common(1)
    names = check_names([f"column_{at}" for at in range(1, (width[0][0] if width else 1) + 1)])
    first = filled[0]
    line_break = beginning[first.record.end : first.record.next].decode() or "\n"
    if first.record.start:
        line_break = FORCED_COPY
    return Header(names, first.record.start, first.line, line_break, 0, 0, reason)
