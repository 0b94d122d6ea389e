"""Splitting one row at a time, where quotes are not as RFC 4180 wants them.

A quoted field starts with a quote as the first character of the field (blanks before it are
skipped) and ends with a quote before a separator or line end (blanks between are skipped); two
quotes inside stand for one. A quote inside an unquoted field is an ordinary character. DuckDB's
strict mode reads the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mlops_desktop.data.limits import MAX_ROW_BYTES

NEVER_CLOSED = "a quote is opened and never closed"
TEXT_AFTER_QUOTE = "text follows a closing quote"
TOO_LONG = f"longer than {MAX_ROW_BYTES:,} bytes"


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a buffer.

    Attributes:
        start: where it starts.
        end: where its text ends, before the line break.
        next: where the next row starts.
        fields: its raw fields as (start, end, is_quoted).
        fault: why it cannot be split, or None.
    """

    start: int
    end: int
    next: int
    fields: tuple[tuple[int, int, bool], ...]
    fault: str | None = None


class RecordSplitter:
    """Splits rows of one dialect."""

    def __init__(self, delimiter: str, quote: str = '"') -> None:
        self._delimiter = delimiter.encode()
        self._quote = quote.encode()
        self._blank = -1 if delimiter == " " else 32
        self._stop = re.compile(b"[" + re.escape(self._delimiter) + b"\n\r]")

    def split(self, data: bytes, start: int, is_last: bool) -> Record | None:
        """Return the row that starts at ``start``, or None when the buffer ends before it does."""
        fields: list[tuple[int, int, bool]] = []
        at = start
        while True:
            opening = self._skip_blanks(data, at)
            if self._quote and data.startswith(self._quote, opening):
                closing = self._closing(data, opening + 1)
                if closing < 0 or (closing + 1 == len(data) and not is_last):
                    return self._unclosed(data, start, is_last)
                fields.append((opening + 1, closing, True))
                stop = self._skip_blanks(data, closing + 1)
                if stop < len(data) and not self._stop.match(data, stop):
                    return self._faulty(data, start, closing, is_last)
            else:
                found = self._stop.search(data, at)
                stop = found.start() if found else len(data)
                fields.append((at, stop, False))
            if stop >= len(data):
                return Record(start, stop, stop, tuple(fields)) if is_last else None
            if data[stop] == self._delimiter[0]:
                at = stop + 1
                continue
            return self._ended(data, start, stop, tuple(fields), is_last)

    def _skip_blanks(self, data: bytes, at: int) -> int:
        while at < len(data) and data[at] == self._blank:
            at += 1
        return at

    def _closing(self, data: bytes, at: int) -> int:
        """Return the place of the quote that closes a field, or −1."""
        while True:
            at = data.find(self._quote, at)
            if at < 0 or data[at + 1 : at + 2] != self._quote:
                return at
            at += 2

    def _ended(
        self,
        data: bytes,
        start: int,
        stop: int,
        fields: tuple[tuple[int, int, bool], ...],
        is_last: bool,
    ) -> Record | None:
        following = stop + 1
        if data[stop] == 13:
            if following == len(data) and not is_last:
                return None
            if data[following : following + 1] == b"\n":
                following += 1
        return Record(start, stop, following, fields)

    def _unclosed(self, data: bytes, start: int, is_last: bool) -> Record | None:
        if not is_last and len(data) - start <= MAX_ROW_BYTES:
            return None
        return self._one_line(data, start, NEVER_CLOSED, is_last)

    def _faulty(self, data: bytes, start: int, closing: int, is_last: bool) -> Record | None:
        # A quote that seems to close lines later was most likely never closed on its own line:
        # only that line is given up.
        fault = NEVER_CLOSED if b"\n" in data[start:closing] else TEXT_AFTER_QUOTE
        return self._one_line(data, start, fault, is_last)

    def _one_line(self, data: bytes, start: int, fault: str, is_last: bool) -> Record | None:
        end = data.find(b"\n", start)
        if end < 0:
            return Record(start, len(data), len(data), (), fault) if is_last else None
        text_end = end - 1 if data[end - 1] == 13 and end > start else end
        return Record(start, text_end, end + 1, (), fault)


def field_text(data: bytes, field: tuple[int, int, bool], quote: str = '"') -> str:
    """Return the value of a raw field."""
    start, end, is_quoted = field
    text = data[start:end].decode("utf-8", "replace")
    return text.replace(quote * 2, quote) if is_quoted else text
