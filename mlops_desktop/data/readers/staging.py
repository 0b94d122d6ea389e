"""Rows of values, laid out as a text file that DuckDB reads; uniform columns keep their type."""

from __future__ import annotations

import csv
import datetime as dt
import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TextIO

import numpy as np

from mlops_desktop.core.dataset import ColumnType, Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rejects import RowReject
from mlops_desktop.data.dialect import check_names, too_many_columns
from mlops_desktop.data.failures import require_room, writing
from mlops_desktop.data.forms import SQL_TYPES, Form
from mlops_desktop.data.limits import MAX_COLUMNS, MAX_LISTED_TEXT, MAX_ROW_BYTES, MAX_ROW_REJECTS
from mlops_desktop.data.prepared import CleanText, Prepared, SourceTable
from mlops_desktop.data.readers.reader import Request
from mlops_desktop.data.rows import Scan
from mlops_desktop.data.stray_quotes import TOO_LONG

Value = str | int | float | bool | Decimal | dt.date | dt.time | dt.timedelta | None
_EXACT = 2**53
_LARGEST = 2**63 - 1
SAMPLE_ROWS = 20_000
_SAMPLE_BYTES = 8_000_000
_BATCH = 500
_BATCH_CHARACTERS = 4_000_000
_CHECK_DISK = 50_000_000  # characters
_MOST_LINES = 50_000

_WORDS = {
    ColumnType.INTEGER: "whole numbers",
    ColumnType.NUMBER: "numbers",
    ColumnType.BOOLEAN: "true and false",
    ColumnType.DATE: "dates",
    ColumnType.DATETIME: "times",
    ColumnType.TEXT: "text",
}
# What a column may hold throughout to keep its type; anything else is judged as text.
_UNIFORM: tuple[tuple[frozenset[str], ColumnType], ...] = (
    (frozenset({"integer", "long"}), ColumnType.INTEGER),
    (frozenset({"integer", "number"}), ColumnType.NUMBER),
    (frozenset({"duration"}), ColumnType.NUMBER),
    (frozenset({"boolean"}), ColumnType.BOOLEAN),
    (frozenset({"date"}), ColumnType.DATE),
    (frozenset({"date", "datetime"}), ColumnType.DATETIME),
)


def typed_form(kind: ColumnType, zone: str | None = None) -> Form:
    """Return the form of a column whose values have their type already."""
    return Form(f"typed_{kind}", kind, _WORDS[kind], lambda sql: sql, "any", zone=zone)


@dataclass(frozen=True, slots=True)
class TypedText:
    """A text file of which some columns are read as the types they came with.

    Attributes:
        rows: only so many from the beginning; None: all.
    """

    text: CleanText
    typed: Mapping[int, Form]
    rows: int | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The text file."""
        return self.text.paths

    def sql(self, missing: tuple[str, ...] = ()) -> str:
        """Return the table expression; see :class:`SourceTable`."""
        columns = ", ".join(
            f"CAST(c{at} AS {SQL_TYPES[self.typed[at].type]}) AS c{at}"
            if at in self.typed
            else f"c{at}"
            for at in range(self.text.width)
        )
        limit = "" if self.rows is None else f" LIMIT {self.rows}"
        return f"(SELECT {columns} FROM {self.text.sql(missing)}{limit})"


def sample_rows(row_bytes: float) -> int:
    """Return how many rows make a sample: 20,000, but no more than fit into memory with ease."""
    return max(1, min(SAMPLE_ROWS, int(_SAMPLE_BYTES / max(1, row_bytes))))


def text_of(value: Value) -> tuple[str, str]:
    """Return a value as text that reads back as the same value, and what kind it is of."""
    if isinstance(value, str):
        return value, "text"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, bool):
        return ("true" if value else "false"), "boolean"
    if isinstance(value, int):
        size = abs(value)
        return str(value), "integer" if size <= _EXACT else "long" if size <= _LARGEST else "text"
    return _other_text(value)


def _float_text(value: float) -> tuple[str, str]:
    if math.isnan(value):
        return "", ""
    if math.isinf(value):
        return repr(value), "text"
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value)), "integer"
    return repr(value), "number"


def _other_text(value: Value) -> tuple[str, str]:
    if isinstance(value, dt.datetime):
        return value.isoformat(" "), "text" if value.tzinfo else "datetime"
    if isinstance(value, dt.date):
        return value.isoformat(), "date"
    if isinstance(value, dt.time):
        return value.isoformat(), "text"
    if isinstance(value, dt.timedelta):
        return repr(value / dt.timedelta(days=1)), "duration"
    if isinstance(value, Decimal):
        return str(value), "text"
    return "", ""


@dataclass(slots=True)
class _Kinds:
    """The kinds of value each column was seen to hold."""

    seen: list[set[str]] = field(default_factory=list)
    rows: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, row: tuple[str, ...]) -> None:
        """Take a row's kinds; most rows are like one before."""
        self.rows.add(row)
        if len(self.rows) > _BATCH:
            self.settle()

    def settle(self) -> None:
        """Go through the rows that were taken."""
        for row in self.rows:
            for seen, kind in zip(self.seen, row, strict=False):
                if kind:
                    seen.add(kind)
        self.rows.clear()

    def widen(self, width: int) -> None:
        while len(self.seen) < width:
            self.seen.append(set())

    def typed(self) -> dict[int, ColumnType]:
        self.settle()
        found: dict[int, ColumnType] = {}
        for at, kinds in enumerate(self.seen):
            for allowed, kind in _UNIFORM:
                if kinds and kinds <= allowed:
                    found[at] = kind
                    break
        return found


class Staging:
    """Takes the rows of a source one by one; a context manager.

    Args:
        request: the file; the text is written into its folder.

    Attributes:
        size: characters written so far.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._path = request.folder / "staged.csv"
        self._file: TextIO | None = None
        self._kinds = _Kinds()
        self._lines = array("q")
        self._kept = 0
        self._held = 0
        self._unchecked = _CHECK_DISK
        self.size = 0
        self._scan = Scan(breaks={"\n"})
        self._waiting: list[list[str]] = []
        self._narrowest = 0
        self._width = 0

    def __enter__(self) -> Staging:
        with writing(self._path):
            self._file = self._path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            with writing(self._path):
                self._file.close()
            self._file = None

    @property
    def rows(self) -> int:
        """How many rows were kept so far."""
        return self._kept

    def add(self, line: int, values: Sequence[Value]) -> None:
        """Take a row; one that no table can hold is rejected.

        A row may be longer than those before it, which are then missing the new columns.
        """
        pairs = [text_of(value) for value in values]
        texts = [text for text, _ in pairs]
        if reason := _unfit(texts):
            self.reject(line, reason, ", ".join(texts))
            return
        if len(texts) != self._width:
            self._widen(len(texts))
            texts += [""] * (self._width - len(texts))
        self._kinds.add(tuple(kind for _, kind in pairs))
        self._waiting.append(texts)
        self._lines.append(line)
        self._kept += 1
        self._held += sum(map(len, texts)) + len(texts)
        if len(self._waiting) >= _BATCH or self._held >= _BATCH_CHARACTERS:
            self._write()

    def _write(self) -> None:
        self._unchecked += self._held
        if self._unchecked >= _CHECK_DISK:
            require_room(self._request.folder, self._request.path)
            self._unchecked = 0
        self.size += self._held
        self._held = 0
        with writing(self._path):
            self._writer.writerows(self._waiting)
        self._waiting.clear()
        if len(self._lines) >= _MOST_LINES:
            self._settle_lines()

    def _settle_lines(self) -> None:
        """Keep of the lines only where they do not follow one another."""
        if self._lines:
            self._scan.lines.add(np.array(self._lines, np.int64))
            self._lines = array("q")

    def _widen(self, width: int) -> None:
        if width > MAX_COLUMNS:
            raise too_many_columns(width)
        if not self.rows:
            self._narrowest = width
        self._width = max(self._width, width)
        self._kinds.widen(self._width)

    def reject(self, line: int, reason: str, text: str) -> None:
        """Leave a row out and list it.

        Raises:
            UserError: when there are so many that the file is not what it seems.
        """
        shown = text[:MAX_LISTED_TEXT].encode("utf-8", "replace").decode()
        self._scan.rejects.append(RowReject(line, reason, shown))
        if len(self._scan.rejects) > MAX_ROW_REJECTS:
            raise UserError("data.too_many_bad_rows", count=MAX_ROW_REJECTS, reason=reason)

    def finish(
        self, names: Sequence[str], sha256: str, detections: Sequence[Detection]
    ) -> Prepared:
        """Return the rows under these column names, of which there may be more than values.

        Raises:
            UserError: for names nobody can use, or when no row was kept.
        """
        request = self._request
        self._write()
        self._close()
        names = check_names(names)
        if not self.rows:
            raise self._nothing_kept()
        if self._narrowest < len(names):
            self._pad(len(names))
        self._scan.kept = self.rows
        self._scan.rows_in_file = self.rows + len(self._scan.rejects)
        self._settle_lines()
        chosen = dict(request.options.types)
        typed = {
            at: typed_form(kind)
            for at, kind in self._kinds.typed().items()
            if chosen.get(names[at], kind) is kind
        }
        text = TypedText(CleanText(self._path, 0, ",", len(names)), typed)
        most = sample_rows(self._path.stat().st_size / self.rows)
        sample: SourceTable = text if self.rows <= most else replace(text, rows=most)
        return Prepared(
            path=request.path,
            stamp=request.stamp,
            sha256=sha256,
            options=replace(request.options, format=request.found.value),
            detections=(request.found, *detections, *self._durations(names)),
            names=tuple(names),
            text=text,
            sample=sample,
            scan=self._scan,
            lines=self._scan.lines,
            typed=typed,
        )

    def _durations(self, names: Sequence[str]) -> tuple[Detection, ...]:
        found = [
            name
            for name, kinds in zip(names, self._kinds.seen, strict=False)
            if kinds == {"duration"}
        ]
        if not found:
            return ()
        return (Detection("durations", "in days", f"{found[0]} holds durations; 0.5 is 12 hours"),)

    def _nothing_kept(self) -> UserError:
        if not self._scan.rejects:
            return UserError("data.no_rows", path=self._request.path)
        first = self._scan.rejects[0]
        count = len(self._scan.rejects)
        return UserError(
            "data.all_rejected",
            path=self._request.path,
            rows=count,
            line=first.line,
            reason=first.reason,
        )

    def _pad(self, width: int) -> None:
        """Give every row all the columns: later rows had more than the first."""
        wide = self._request.folder / "padded.csv"
        csv.field_size_limit(4 * MAX_ROW_BYTES)
        with (
            writing(wide),
            self._path.open("r", encoding="utf-8", newline="") as narrow_file,
            wide.open("w", encoding="utf-8", newline="") as wide_file,
        ):
            writer = csv.writer(wide_file, lineterminator="\n", quoting=csv.QUOTE_ALL)
            for number, row in enumerate(csv.reader(narrow_file)):
                if number % 1_000 == 0:
                    self._request.reporter.check()
                writer.writerow(row + [""] * (width - len(row)))
        self._path = wide


def _unfit(texts: Sequence[str]) -> str | None:
    """Say why no table can hold these texts; None when one can."""
    whole = "".join(texts)
    if "\0" in whole:
        return "holds a NUL character"
    if whole.isascii():
        size = len(whole)
    else:
        try:
            size = len(whole.encode())
        except UnicodeEncodeError:
            return "holds half a character (a lone surrogate)"
    return TOO_LONG if size > MAX_ROW_BYTES else None
