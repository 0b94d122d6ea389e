"""The lines of a source around one of them, as they stand there before anything is made of them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.core.source_lines import SourceLine, SourceLines
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.failures import naming_its_file, reading
from mlops_desktop.data.readers.registry import find_reader
from mlops_desktop.data.reading import prepare
from mlops_desktop.data.source import CHUNK
from mlops_desktop.data.unpacking import Packed, packing_of, unpack

AROUND = 3
"""Lines shown before and after the one that is wanted."""
LONGEST = 2_000
"""Characters of a line that are shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, and how the file was read.

    Attributes:
        line: counted from 1.
        sha256: the file must have it; "" where any will do.
    """

    line: int
    options: ReaderOptions
    sha256: str = ""


@naming_its_file
def source_lines(path: Path, place: Place, folder: Path, reporter: Reporter) -> SourceLines:
    """Return a line of a file with its neighbours.

    Of a text the lines as they are written; of other sources the rows, cells separated by tabs.

    Args:
        folder: where copies are written.

    Raises:
        UserError: ``data.other_file`` when it is not the file wanted, and whatever makes it
            unreadable.
    """
    if place.sha256 and _sha256(path, reporter) != place.sha256:
        raise UserError("data.other_file", path=path)
    options, inside = place.options, path
    if packing := packing_of(path):
        inside = unpack(Packed(path, packing, options.member), folder, reporter).path
        # What was unpacked is a single file, of which no member is to be chosen.
        place = replace(place, options=replace(options, member=None))
    if find_reader(inside, options) is not None:
        return _rows(inside, place, folder, reporter)
    return SourceLines(tuple(_texts(inside, place, reporter)))


def _sha256(path: Path, reporter: Reporter) -> str:
    digest, done = hashlib.sha256(), 0
    with reading(path), path.open("rb") as file:
        total = path.stat().st_size
        while piece := file.read(CHUNK):
            reporter.step(Step(f"Looking at {path.name}", done, total, unit=Unit.BYTES))
            digest.update(piece)
            done += len(piece)
    return digest.hexdigest()


def _texts(path: Path, place: Place, reporter: Reporter) -> Iterator[SourceLine]:
    """Yield the lines of a text; no line is held whole."""
    codec = place.options.encoding or "utf-8"
    if codec == "utf-8":
        codec = "utf-8-sig"
    with reading(path), path.open("rb") as file:
        start = file.read(CHUNK)
        file.seek(0)
        has_old_breaks = b"\n" not in start and b"\r" in start
        text = io.TextIOWrapper(
            file, codec, errors="replace", newline="\r" if has_old_breaks else "\n"
        )
        for number in range(1, place.line + AROUND + 1):
            if number % CHUNK == 0:
                reporter.step(Step(f"Looking for line {place.line:,}"))
            line = _next_line(text)
            if line is None:
                return
            if number >= place.line - AROUND:
                yield SourceLine(number, line)


def _next_line(text: io.TextIOWrapper) -> str | None:
    """Return the next line, cut; None at the end."""
    first = piece = text.readline(LONGEST + 1)
    while piece and piece[-1] not in "\r\n":
        # The rest of a line without end is passed over piece by piece.
        piece = text.readline(CHUNK)
    if not first:
        return None
    first = first.rstrip("\r\n")
    return first if len(first) <= LONGEST else f"{first[:LONGEST]}…"


def _rows(path: Path, place: Place, folder: Path, reporter: Reporter) -> SourceLines:
    prepared = prepare(path, place.options, folder, reporter)
    numbers = prepared.lines.lines(np.arange(prepared.scan.kept, dtype=np.int64))
    near = np.flatnonzero(np.abs(numbers - place.line) <= AROUND)
    names = "\t".join(prepared.names)
    if not len(near):
        return SourceLines((), names)
    width = len(prepared.names)
    with Engine(path, folder, prepared.text.paths, reporter, width) as engine, prepared.failures():
        cells = ", ".join(f"CAST(c{index} AS VARCHAR) AS c{index}" for index in range(width))
        found = engine.rows(
            f"SELECT * EXCLUDE (place) FROM (SELECT row_number() OVER () - 1 AS place, {cells}"
            f" FROM {prepared.text.sql()}) WHERE place BETWEEN {near[0]} AND {near[-1]}"
            " ORDER BY place"
        )
    lines = zip(numbers[near[0] :].tolist(), found, strict=False)
    return SourceLines(tuple(SourceLine(at, _told(row)) for at, row in lines), names)


def _told(cells: tuple[object, ...]) -> str:
    line = "\t".join("" if cell is None else str(cell) for cell in cells)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
