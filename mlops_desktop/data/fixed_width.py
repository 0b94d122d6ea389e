"""Files of fixed width: columns begin at the same place in every line.

They are turned into a comma-separated copy, one line for each line, so that line numbers stay.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.core.rejects import RowReject
from mlops_desktop.data.failures import reading, writing
from mlops_desktop.data.limits import (
    MAX_COLUMNS,
    MAX_LINE_BYTES,
    MAX_LISTED_TEXT,
    MAX_ROW_REJECTS,
)
from mlops_desktop.data.source import TextFile

_FEWEST_LINES = 3
_JUDGED_LINES = 500
_LONGEST_LINE = 20_000
_CHECK_EVERY = 20_000


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where columns begin.

    Attributes:
        starts: the first character of each column, counted from 0.
        end: where the last column ends; None: with the line.
        gutters: before each column but the first, the places (from, to) that are blank in all
            the first lines, where the cuts were found rather than chosen: a longer value may
            reach into one, but a line without a blank in it is not of this table.
    """

    starts: tuple[int, ...]
    end: int | None
    gutters: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of_widths(cls, widths: Sequence[int]) -> Cuts:
        """Return the cuts of columns of these widths.

        Raises:
            UserError: when a width is not positive, or there are too many.
        """
        if len(widths) > MAX_COLUMNS or min(widths) < 1:
            raise UserError("reading.widths", widths=", ".join(map(str, widths[:20])))
        ends = np.cumsum(widths).tolist()
        return cls((0, *ends[:-1]), ends[-1])

    @property
    def widths(self) -> tuple[int, ...]:
        """The columns' widths; the last one's is wide where it ends with the line."""
        end = self.end if self.end is not None else self.starts[-1] + _LONGEST_LINE
        return tuple(np.diff((*self.starts, end)).tolist())

    @property
    def detection(self) -> Detection:
        """What is told of it."""
        places = ", ".join(str(start + 1) for start in self.starts)
        reason = "blanks stand in the same places of all lines" if self.gutters else "chosen"
        return Detection("widths", f"columns begin at {places}", reason)

    def split(self, line: str) -> list[str]:
        """Return the values of a line, without the blanks around them."""
        starts = self.starts
        if self.gutters:
            starts = (0, *(self._cut(line, *gutter) for gutter in self.gutters))
        ends = (*starts[1:], self.end)
        return [line[start:end].strip(" ") for start, end in zip(starts, ends, strict=True)]

    @staticmethod
    def _cut(line: str, start: int, end: int) -> int:
        """Return where a column begins in a line: behind the last blank of its gutter."""
        return line.rfind(" ", start, end) + 1 or end

    def fault(self, line: str) -> str | None:
        """Say why a line is no row of this table."""
        if self.end is not None and line[self.end :].strip(" "):
            return f"longer than the {self.end} characters of the columns"
        for start, end in self.gutters:
            if len(line) >= end and " " not in line[start:end]:
                return f"text runs over the boundary of columns at character {end}"
        return None


def find_cuts(beginning: bytes, is_all: bool, comment: str) -> Cuts | None:
    """Find columns from blanks that stand in the same places of all the first lines."""
    text = beginning.decode("utf-8", "ignore")
    lines = text.split("\n")
    if not is_all:
        lines.pop()
    lines = [
        line.rstrip("\r ")
        for line in lines
        if line.strip() and not (comment and line.startswith(comment))
    ][:_JUDGED_LINES]
    if len(lines) < _FEWEST_LINES or any("\t" in line for line in lines):
        return None
    length = max(map(len, lines))
    if length > _LONGEST_LINE or not any("  " in line.strip() for line in lines):
        return None
    blank = _blank_everywhere(lines, length)
    edges = np.diff(blank.astype(np.int8), prepend=1)
    starts, ends = np.flatnonzero(edges == -1).tolist(), np.flatnonzero(edges == 1).tolist()
    bounds = [*starts, length]
    kept = [
        at
        for at in range(1, len(starts))
        if all(_is_column(lines, bounds[at], bounds[at + 1]) for at in (at - 1, at))
    ]
    if not kept:
        return None
    gutters = tuple((ends[at - 1], starts[at]) for at in kept)
    return Cuts((0, *(starts[at] for at in kept)), None, gutters)


def _is_column(lines: Sequence[str], start: int, end: int) -> bool:
    """Say whether the first line has a name there, and half of the lines a value."""
    filled = sum(bool(line[start:end].strip()) for line in lines)
    return bool(lines[0][start:end].strip()) and 2 * filled >= len(lines)


def _blank_everywhere(lines: Sequence[str], length: int) -> NDArray[np.bool_]:
    grid = np.array([line.ljust(length) for line in lines]).view("U1").reshape(len(lines), length)
    return np.asarray((grid == " ").all(axis=0))


def to_csv(
    text: TextFile, cuts: Cuts, comment: str, target: Path, reporter: Reporter
) -> dict[int, RowReject]:
    """Write the text as comma-separated values, one line for each line.

    Returns:
        By line, the rows that are not of this table; their lines have one field only.

    Raises:
        UserError: when there are so many that the columns must be wrong, or the disk is full.
    """
    faults: dict[int, RowReject] = {}
    path = text.path
    with reading(path), path.open("rb") as source, writing(target), target.open("wb") as out:
        source.seek(text.start)
        total = path.stat().st_size
        lines = iter(lambda: source.readline(MAX_LINE_BYTES), b"")
        for number, raw in enumerate(lines, 1):
            if len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n"):
                raise UserError("data.endless_line", line=number)
            if number % _CHECK_EVERY == 0:
                phase, done = f"Cutting {path.name}", min(source.tell(), total)
                reporter.step(Step(phase, done, total, unit=Unit.BYTES))
            line = raw.decode("utf-8", "replace")
            bare = line.rstrip("\r\n")
            if not bare.strip(" "):
                out.write(b"\n")
                continue
            if comment and bare.startswith(comment):
                out.write(raw)
                continue
            values = cuts.split(bare)
            if reason := cuts.fault(bare):
                faults[number] = RowReject(number, reason, bare[:MAX_LISTED_TEXT])
                values = [bare]
                if len(faults) > MAX_ROW_REJECTS:
                    raise UserError("reading.widths_wrong", line=min(faults))
            out.write(_csv_line(values) + (b"\n" if line.endswith("\n") else b""))
    return faults


def _csv_line(values: Sequence[str]) -> bytes:
    text = ",".join(values)
    is_plain = text.count(",") == len(values) - 1 and '"' not in text and "\r" not in text
    if is_plain and len(values) > 1:
        return text.encode()
    buffer = StringIO()
    csv.writer(buffer, lineterminator="", quoting=csv.QUOTE_ALL).writerow(values)
    return buffer.getvalue().encode()


def with_reasons(rejects: Sequence[RowReject], faults: dict[int, RowReject]) -> list[RowReject]:
    """Return the rejected rows with the reason and text they have in the file itself."""
    return [
        replace(item, reason=faults[item.line].reason, text=faults[item.line].text)
        if item.line in faults
        else item
        for item in rejects
    ]
