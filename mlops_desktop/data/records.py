"""How the rows of a text are split, and its first rows one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mlops_desktop.data.stray_quotes import Record, RecordSplitter, field_text


@dataclass(frozen=True, slots=True)
class Dialect:
    """What separates fields and rows.

    Attributes:
        delimiter: one ASCII character.
        quote: the ASCII character around texts, doubled inside them; empty: none.
        comment: lines that start with it are no rows; empty: none.
    """

    delimiter: str
    quote: str = '"'
    comment: str = ""


@dataclass(frozen=True, slots=True)
class FirstRecord:
    """One of the first rows of a text.

    Attributes:
        line: the physical line it starts on, counted from 1.
        fields: its values; empty where it cannot be split.
    """

    record: Record
    line: int
    fields: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands on its line."""
        return self.record.end == self.record.start

    @property
    def filled(self) -> int:
        """How many fields hold something."""
        return sum(bool(field.strip()) for field in self.fields)


def first_records(
    beginning: bytes, dialect: Dialect, limit: int, is_all: bool, until_line: int = 0
) -> list[FirstRecord]:
    """Return the first rows that are not comments, blank ones too.

    Args:
        is_all: whether ``beginning`` is the whole text.
        until_line: go on beyond the limit until this line.
    """
    found: list[FirstRecord] = []
    for record, line in _split(beginning, dialect, is_all):
        if len(found) >= limit and line > until_line:
            break
        fields = tuple(field_text(beginning, field, dialect.quote) for field in record.fields)
        found.append(FirstRecord(record, line, fields))
    return found


def first_widths(beginning: bytes, dialect: Dialect, limit: int, is_all: bool) -> list[int]:
    """Return how many fields each of the first rows has that can be split and is not blank."""
    rows = islice(_split(beginning, dialect, is_all), limit)
    return [len(row.fields) for row, _ in rows if row.fields and row.end > row.start]


def _split(beginning: bytes, dialect: Dialect, is_all: bool) -> Iterator[tuple[Record, int]]:
    """Yield the rows that are not comments, each with its line."""
    splitter = RecordSplitter(dialect.delimiter, dialect.quote)
    comment = dialect.comment.encode()
    at, line = 0, 1
    while at < len(beginning):
        if comment and beginning.startswith(comment, at):
            end = beginning.find(b"\n", at)
            if end < 0:
                break
            at, line = end + 1, line + line_breaks(beginning[at : end + 1])
            continue
        record = splitter.split(beginning, at, is_all)
        if record is None:
            break
        yield record, line
        line += line_breaks(beginning[record.start : record.next])
        at = record.next


def line_breaks(text: bytes) -> int:
    """Return how many lines end in the text: at line feeds, returns, or both together."""
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
