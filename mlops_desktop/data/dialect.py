"""Separator, header and decimal mark, from the beginning of a file; each with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.column_types import TOKENS
from mlops_desktop.data.limits import MAX_COLUMNS
from mlops_desktop.data.stray_quotes import RecordSplitter, field_text

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
DECIMALS = {".": "point", ",": "comma"}
_JUDGED_ROWS = 200
_JUDGED_BYTES = 256 * 1024
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")
# 1,250 may be a thousand: only these are decimals for certain.
_SURELY_DECIMAL = re.compile(r"\s*[+-]?(0,\d+|\d{4,},\d+|\d+,(\d{1,2}|\d{4,}))\s*")
_DECIMAL_POINT = re.compile(r"\s*[+-]?\d*\.\d+([eE][+-]?\d+)?\s*")
_NO_VALUES = frozenset(("", *TOKENS))
_WHOLE = re.compile(r"\s*[+-]?\d+\s*")


@dataclass(frozen=True, slots=True)
class Header:
    """The column names, where the rows begin, and the line break before them."""

    names: tuple[str, ...]
    next: int
    next_line: int
    line_break: str


def find_delimiter(beginning: bytes, chosen: str | None, is_all: bool) -> Detection:
    """Find the separator: the one that splits most of the first rows into equally many fields.

    Args:
        beginning: the first bytes of the text.
        is_all: whether that is the whole text.

    Raises:
        UserError: when the chosen one is not one printable ASCII character or a tab.
    """
    if chosen is not None:
        if len(chosen) != 1 or chosen in '"\r\n\0' or not chosen.isascii():
            raise UserError("data.delimiter", delimiter=chosen)
        return Detection("delimiter", chosen, "chosen")
    best, best_score = ",", (0.0, 0)
    judged, is_whole = beginning, is_all
    if len(beginning) > _JUDGED_BYTES and b"\n" in beginning[:_JUDGED_BYTES]:
        judged, is_whole = beginning[:_JUDGED_BYTES], False
    for delimiter in DELIMITERS:
        widths = _widths(judged, delimiter, is_whole)
        width, agreeing = Counter(widths).most_common(1)[0] if widths else (1, 0)
        if width > 1 and (agreeing / len(widths), width) > best_score:
            best, best_score = delimiter, (agreeing / len(widths), width)
    if best_score[1] == 0:
        return Detection("delimiter", best, "no separator found: one column")
    share, width = best_score
    rows = len(_widths(judged, best, is_whole))
    much = "each" if share == 1 else f"{share:.0%}"
    return Detection("delimiter", best, f"{much} of the first {rows} lines has {width} fields")


def _widths(beginning: bytes, delimiter: str, is_all: bool) -> list[int]:
    splitter = RecordSplitter(delimiter)
    widths: list[int] = []
    at = 0
    while at < len(beginning) and len(widths) < _JUDGED_ROWS:
        record = splitter.split(beginning, at, is_all)
        if record is None:
            break
        at = record.next
        if record.end > record.start and record.fault is None:
            widths.append(len(record.fields))
    return widths


def read_header(beginning: bytes, delimiter: str, is_all: bool) -> Header:
    """Read the column names from row 1.

    Raises:
        UserError: an empty row 1, a quote never closed, too many columns, empty or equal names.
    """
    record = RecordSplitter(delimiter).split(beginning, 0, is_all)
    if record is None or record.fault:
        reason = (record and record.fault) or "the line has no end"
        raise UserError("data.header_fault", reason=reason)
    if record.end == record.start:
        raise UserError("data.header_empty")
    names = tuple(field_text(beginning, field) for field in record.fields)
    text = beginning[: record.next]
    lines = text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
    line_break = beginning[record.end : record.next].decode() or "\n"
    if lines > 1 and line_break == "\r\n":
        line_break = "mixed"  # a name over several lines: the header must not be read again
    return Header(check_names(names), record.next, 1 + lines, line_break)


def check_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names without blanks around them.

    Raises:
        UserError: more than 2,000, an empty one, or two equal ones, with their positions.
    """
    if len(names) > MAX_COLUMNS:
        raise UserError("data.too_many_columns", columns=len(names), limit=MAX_COLUMNS)
    trimmed = tuple(name.strip() for name in names)
    empty = [position for position, name in enumerate(trimmed, 1) if not name]
    if empty:
        raise UserError("data.empty_names", positions=_listed(empty))
    for name, count in Counter(trimmed).most_common(1):
        if count > 1:
            positions = [at for at, other in enumerate(trimmed, 1) if other == name]
            raise UserError("data.duplicate_names", name=name, positions=_listed(positions))
    return trimmed


def _listed(positions: Sequence[int]) -> str:
    shown = ", ".join(str(position) for position in positions[:10])
    return shown + (", …" if len(positions) > 10 else "")


def find_decimal(
    names: Sequence[str], rows: Sequence[Sequence[str]], chosen: str | None
) -> Detection:
    """Find the decimal mark: a comma where whole columns are numbers only with a comma.

    Raises:
        UserError: when the chosen one is neither point nor comma.
    """
    if chosen is not None:
        if chosen not in DECIMALS:
            raise UserError("data.decimal", decimal=chosen)
        return Detection("decimal", chosen, "chosen")
    commas: list[tuple[str, str]] = []
    points: list[tuple[str, str]] = []
    for position, name in enumerate(names):
        values = [row[position] for row in rows if row[position].strip() not in _NO_VALUES]
        whole = sum(bool(_WHOLE.fullmatch(value)) for value in values)
        for found, pattern, sure in (
            (commas, _DECIMAL_COMMA, _SURELY_DECIMAL),
            (points, _DECIMAL_POINT, _DECIMAL_POINT),
        ):
            marked = sum(bool(pattern.fullmatch(value)) for value in values)
            shown = next((value.strip() for value in values if sure.fullmatch(value)), None)
            if shown and marked + whole >= 0.9 * len(values):
                found.append((name, shown))
    if len(commas) > len(points):
        name, value = commas[0]
        return Detection("decimal", ",", f"column {name} holds numbers such as {value}")
    if points:
        name, value = points[0]
        return Detection("decimal", ".", f"column {name} holds numbers such as {value}")
    return Detection("decimal", ".", "no number with decimals in the first rows")


def first_rows(
    beginning: bytes, delimiter: str, width: int, limit: int, is_all: bool
) -> list[list[str]]:
    """Return the first rows of that width as text; ``beginning`` starts behind the header."""
    splitter = RecordSplitter(delimiter)
    rows: list[list[str]] = []
    at = 0
    while at < len(beginning) and len(rows) < limit:
        record = splitter.split(beginning, at, is_all)
        if record is None:
            break
        at = record.next
        if record.fault is None and len(record.fields) == width and record.end > record.start:
            rows.append([field_text(beginning, field) for field in record.fields])
    return rows
