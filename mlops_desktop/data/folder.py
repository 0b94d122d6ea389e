"""A folder of like files as one table, its rows in the order of the files' names."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.dataset import ColumnType, Detection, ReaderOptions
from mlops_desktop.core.errors import UserError, about
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.core.rejects import SourceFile
from mlops_desktop.data.engine import literal
from mlops_desktop.data.failures import reading
from mlops_desktop.data.forms import Form
from mlops_desktop.data.limits import MAX_FOLDER_FILES, MAX_ROW_REJECTS, PREVIEW_BYTES
from mlops_desktop.data.prepared import FolderLines, Prepared, SourceTable
from mlops_desktop.data.readers.staging import SAMPLE_ROWS, typed_form
from mlops_desktop.data.rows import Scan
from mlops_desktop.data.source import Stamp, stamp

SOURCE_COLUMN = "source_file"
_SAMPLED_FILES = 20
_SHARED = ("delimiter", "quote", "header", "widths", "comment")

PrepareOne = Callable[[Path, ReaderOptions, Path, Reporter, int | None], Prepared]


@dataclass(frozen=True, slots=True)
class FolderTable:
    """The rows of many sources under each other.

    Attributes:
        parts: (rows, position of each of our columns in it, file name) of every file.
        typed: positions of columns that have their type in every file.
        names_file: whether a last column says which file a row is from.
    """

    parts: tuple[tuple[SourceTable, tuple[int, ...], str], ...]
    typed: frozenset[int]
    names_file: bool

    @property
    def paths(self) -> tuple[Path, ...]:
        """What all of them read."""
        return tuple(path for table, _, _ in self.parts for path in table.paths)

    def sql(self, missing: tuple[str, ...] = ()) -> str:
        """Return the table expression; see :class:`SourceTable`."""
        return f"({' UNION ALL '.join(self._part(part, missing) for part in self.parts)})"

    def _part(
        self, part: tuple[SourceTable, tuple[int, ...], str], missing: tuple[str, ...]
    ) -> str:
        table, places, name = part
        columns = [
            f"c{place} AS c{at}" if at in self.typed else f"CAST(c{place} AS VARCHAR) AS c{at}"
            for at, place in enumerate(places)
        ]
        if self.names_file:
            columns.append(f"{literal(name)} AS c{len(places)}")
        return f"SELECT {', '.join(columns)} FROM {table.sql(missing)}"


def list_files(path: Path) -> tuple[tuple[Path, ...], Detection]:
    """Return the files of a folder that are read, by name, and which those are.

    Hidden files, folders and the side files of open workbooks are left out; where the suffixes
    differ, the most frequent one decides.

    Raises:
        UserError: when there are none, too many, or two kinds are equally frequent.
    """
    with reading(path):
        files = sorted(
            item for item in path.iterdir() if item.is_file() and item.name[:1] not in {".", "~"}
        )
    if not files:
        raise UserError("data.empty_folder", path=path)
    suffixes = Counter(item.suffix.lower() for item in files)
    (suffix, count), *others = suffixes.most_common()
    if others and others[0][1] == count:
        kinds = ", ".join(
            f"{number} {name or 'without suffix'}" for name, number in suffixes.items()
        )
        raise UserError("data.mixed_folder", path=path, kinds=kinds)
    taken = tuple(item for item in files if item.suffix.lower() == suffix)
    if len(taken) > MAX_FOLDER_FILES:
        raise UserError("data.large_folder", path=path, files=len(taken), limit=MAX_FOLDER_FILES)
    left = [item.name for item in files if item.suffix.lower() != suffix]
    reason = "every file of the folder"
    if left:
        reason = f"left out, not {suffix or 'of the same kind'}: {', '.join(left[:3])}"
        reason += ", …" if len(left) > 3 else ""
    return taken, Detection("files", f"{len(taken)} of {len(files)}", reason)


@dataclass(frozen=True, slots=True)
class FolderRequest:
    """A folder to prepare; see :func:`mlops_desktop.data.reading.prepare`."""

    path: Path
    options: ReaderOptions
    folder: Path
    reporter: Reporter
    limit: int | None


def prepare_folder(request: FolderRequest, prepare_one: PrepareOne) -> Prepared:
    """Prepare every file with the same options and put their rows under each other.

    Raises:
        UserError: files with other columns than the first, and what reading one of them raises.
    """
    files, found = list_files(request.path)
    reporter = _OfAll(request, files)
    parts: list[tuple[Path, Prepared]] = []
    options, read = request.options, 0
    for number, file in enumerate(files):
        reporter.begin(number)
        if request.limit is not None and read > PREVIEW_BYTES:
            break
        inner = request.folder / f"part-{number:05}"
        inner.mkdir()
        with about(path=file):
            part = prepare_one(file, options, inner, reporter, request.limit)
        if parts:
            _check_columns(request.path, parts[0], (file, part))
        elif not part.typed and part.options.format == "csv":
            options = _shared(options, part.options)
        parts.append((file, part))
        read += part.stamp.size
    is_cut = len(parts) < len(files) or any(not part.sha256 for _, part in parts)
    return _Union(request, parts, is_cut=is_cut).prepared(found)


class _OfAll:
    """Tells what is read of each file as bytes of all of them, so that the share only grows."""

    def __init__(self, request: FolderRequest, files: Sequence[Path]) -> None:
        self._inner = request.reporter
        self._files = files
        self._sizes = [stamp(file).size for file in files]
        total = sum(self._sizes)
        self._step = Step(f"Reading {request.path.name}", 0, total, unit=Unit.BYTES)
        self._number = 0

    def begin(self, number: int) -> None:
        """Tell that the files before this one are read."""
        self._number = number
        done, name = sum(self._sizes[:number]), self._files[number].name
        self._step = replace(self._step, done=done, detail=name)
        self._inner.step(self._step)

    def step(self, step: Step) -> None:
        """Tell how far a file is; only passes over all of its own bytes count."""
        done = sum(self._sizes[: self._number]) + (step.done or 0)
        is_pass = step.unit is Unit.BYTES and step.total == self._sizes[self._number]
        if is_pass and done > (self._step.done or 0):
            self._step = replace(self._step, done=done)
        self._inner.step(self._step)

    def check(self) -> None:
        """Ask whether to go on."""
        self._inner.check()


def _shared(options: ReaderOptions, first: ReaderOptions) -> ReaderOptions:
    """Return the options with what the first file's layout was found to be."""
    found = {name: getattr(first, name) for name in _SHARED}
    return replace(options, **found)


def _check_columns(path: Path, first: tuple[Path, Prepared], other: tuple[Path, Prepared]) -> None:
    expected, names = first[1].names, other[1].names
    missing = [name for name in expected if name not in names]
    extra = [name for name in names if name not in expected]
    if missing or extra:
        parts = [f"lacks {', '.join(missing[:5])}"] if missing else []
        parts += [f"has also {', '.join(extra[:5])}"] if extra else []
        facts = {"file": other[0].name, "first": first[0].name, "path": path}
        raise UserError("data.folder_columns", difference=" and ".join(parts), **facts)


class _Union:
    def __init__(
        self, request: FolderRequest, parts: list[tuple[Path, Prepared]], *, is_cut: bool
    ) -> None:
        self._request = request
        self._parts = parts
        self._is_cut = is_cut
        self._first = parts[0][1]
        is_wished = request.options.source_file is not False
        self._names_file = is_wished and SOURCE_COLUMN not in self._first.names

    def prepared(self, found: Detection) -> Prepared:
        names, typed = self._first.names, self._typed()
        scan = self._scan()
        text = self._table(typed, [part.text for _, part in self._parts])
        sample = text
        if scan.kept > SAMPLE_ROWS:
            sample = self._table(typed, [part.sample for _, part in self._parts][:_SAMPLED_FILES])
        if self._names_file:
            typed = {**typed, len(names): typed_form(ColumnType.TEXT)}
            names = (*names, SOURCE_COLUMN)
        files = tuple(
            SourceFile(path.name, part.sha256, part.stamp.size, part.scan.rows_in_file)
            for path, part in self._parts
        )
        listed = "".join(f"{item.sha256}  {item.name}\n" for item in files)
        return replace(
            self._first,
            path=self._request.path,
            stamp=self._stamp(),
            sha256="" if self._is_cut else hashlib.sha256(listed.encode()).hexdigest(),
            options=self._options(),
            detections=(found, *self._first.detections, *self._source_column()),
            names=names,
            text=text,
            sample=sample,
            scan=scan,
            lines=FolderLines(
                (path.name, part.scan.kept, part.lines) for path, part in self._parts
            ),
            typed=typed,
            parts=tuple((path, part.stamp) for path, part in self._parts),
            files=files,
        )

    def _places(self, part: Prepared) -> tuple[int, ...]:
        return tuple(part.names.index(name) for name in self._first.names)

    def _typed(self) -> dict[int, Form]:
        """Return the columns that have one and the same type in every file."""
        typed = {}
        for at, name in enumerate(self._first.names):
            forms = [part.typed.get(part.names.index(name)) for _, part in self._parts]
            kinds = {(form.type, form.zone) if form else None for form in forms}
            if forms[0] is not None and len(kinds) == 1:
                typed[at] = forms[0]
        return typed

    def _table(self, typed: Mapping[int, Form], tables: Sequence[SourceTable]) -> FolderTable:
        named = zip(tables, self._parts, strict=False)
        parts = tuple((table, self._places(part), path.name) for table, (path, part) in named)
        return FolderTable(parts, frozenset(typed), self._names_file)

    def _scan(self) -> Scan:
        scan = Scan()
        for path, part in self._parts:
            scan.rows_in_file += part.scan.rows_in_file
            scan.kept += part.scan.kept
            scan.rejects += [replace(item, file=path.name) for item in part.scan.rejects]
            if len(scan.rejects) > MAX_ROW_REJECTS:
                reason = scan.rejects[-1].reason
                raise UserError("data.too_many_bad_rows", count=MAX_ROW_REJECTS, reason=reason)
        return scan

    def _stamp(self) -> Stamp:
        stamps = [part.stamp for _, part in self._parts]
        if self._is_cut:
            stamps = [stamp(path) for path in list_files(self._request.path)[0]]
        return Stamp(sum(item.size for item in stamps), max(item.changed_ns for item in stamps))

    def _options(self) -> ReaderOptions:
        """Return the first file's options; a decimal comma may show in a later file only."""
        options = [part.options for _, part in self._parts]
        decimals = [item.decimal for item in options if item.decimal not in {None, "."}]
        decimal = decimals[0] if decimals else options[0].decimal
        return replace(options[0], decimal=decimal, source_file=self._request.options.source_file)

    def _source_column(self) -> tuple[Detection, ...]:
        if self._names_file:
            return (Detection(SOURCE_COLUMN, "added", "says which file a row is from"),)
        wished = self._request.options.source_file is not False
        reason = "a column of that name is there already" if wished else "chosen"
        return (Detection(SOURCE_COLUMN, "not added", reason),)
