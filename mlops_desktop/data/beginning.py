"""The beginning of a text, and what is found out from it: how rows are split, names, marks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from mlops_desktop.core.dataset import Detection, ReaderOptions
from mlops_desktop.data.dialect import Found, find_dialect
from mlops_desktop.data.header import Header, find_header
from mlops_desktop.data.number_style import NumberStyle
from mlops_desktop.data.numbers import Written, find_number_style, how_written
from mlops_desktop.data.recollection import digest, recall
from mlops_desktop.data.records import Dialect, first_records

_JUDGED_ROWS = 400


@dataclass(frozen=True)
class Beginning:
    """The first bytes of a text; ``is_all``: whether they are the whole.

    Of a short text each answer is remembered, for the next preview of the same text.
    """

    text: bytes
    is_all: bool

    @cached_property
    def _digest(self) -> bytes | None:
        return digest(self.text)

    def split(self, options: ReaderOptions) -> Found:
        """Find how rows are split; see ``find_dialect``."""
        chosen = (options.delimiter, options.quote, options.comment, options.widths)
        make = partial(find_dialect, self.text, options, self.is_all)
        return recall(self._digest, ("dialect", self.is_all, chosen), make)

    def header(self, dialect: Dialect, options: ReaderOptions) -> Header:
        """Find the names of the columns; see ``find_header``."""
        known = tuple(name for name, _ in options.types)
        make = partial(find_header, self.text, dialect, options.header, self.is_all, known)
        return recall(self._digest, ("header", self.is_all, dialect, options.header, known), make)

    def style(
        self, dialect: Dialect, header: Header, options: ReaderOptions
    ) -> tuple[NumberStyle, tuple[Detection, ...]]:
        """Find how numbers are written; see ``find_number_style``."""
        make = partial(self._written, dialect, header)
        written = recall(self._digest, ("written", self.is_all, dialect, header), make)
        return find_number_style(written, options.decimal, options.thousands)

    def _written(self, dialect: Dialect, header: Header) -> Written:
        rest = self.text[header.next :]
        records = first_records(rest, dialect, _JUDGED_ROWS, self.is_all)
        width = len(header.names)
        rows = [r.fields for r in records if not r.is_blank and len(r.fields) == width]
        return how_written(header.names, rows)
