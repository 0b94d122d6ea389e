"""Datasets, their immutable versions, how a file is read, and what a profile says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core.identity import DatasetId, DatasetVersionId, Digest, ModelVersionId
from mlops_desktop.core.profile_parts import (
    Outliers,
    PersonalSign,
    Spacing,
    TableFacts,
    TextLengths,
)
from mlops_desktop.core.rejects import Rejects, SourceFile

Cell = str | int | float | bool | None
"""A value as it crosses a process boundary; dates and times are ISO 8601 text."""


class ColumnType(StrEnum):
    """How a column's values are stored; part of the content hash."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TEXT = "text"


class SemanticType(StrEnum):
    """What a column's values mean; never part of the content hash."""

    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CATEGORY = "category"
    ORDINAL = "ordinal"
    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    IDENTIFIER = "identifier"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, stored type, meaning, time zone of date-times."""

    name: str
    type: ColumnType
    semantic: SemanticType
    zone: str | None = None


class BadCells(StrEnum):
    """What happens to a value that is not of its column's type."""

    MISSING = "missing"
    TEXT = "text"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """How a file is to be read; None and empty mean "find out".

    Attributes:
        format: ``csv``, ``xlsx``, ``parquet``, ``json``, ``sqlite``.
        delimiter: one character.
        encoding: a Python codec name.
        decimal: ``.`` or ``,``.
        sheet: the worksheet's name.
        range: the cells of the table with its column names, such as ``A3:F200`` (workbooks).
        header_rows: how many rows the column names take, merged cells spread (workbooks).
        table: the table or view (SQLite).
        query: one SELECT instead of a table (SQLite).
        records: where the list of records lies, such as ``result.items`` (JSON).
        flatten: whether nested records become columns ``a.b`` (JSON, Parquet); else JSON text.
        leave_out: columns that are not read (SQLite, Parquet).
        source_file: whether a folder's rows say in a column ``source_file`` where they come from.
        missing: texts that stand for "no value", beside the empty one.
        types: (column, type) the person chose.
        bad_cells: what happens to values that do not parse; None: they become missing, unless
            something else was chosen for the dataset before.
    """

    format: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    range: str | None = None
    header_rows: int | None = None
    table: str | None = None
    query: str | None = None
    records: str | None = None
    flatten: bool | None = None
    source_file: bool | None = None
    missing: tuple[str, ...] = ()
    types: tuple[tuple[str, ColumnType], ...] = ()
    bad_cells: BadCells | None = None
    quote: str | None = None
    comment: str | None = None
    header: int | None = None
    widths: tuple[int, ...] = ()
    thousands: str | None = None
    member: str | None = None
    date_orders: tuple[tuple[str, str], ...] = ()
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was chosen when a dataset's newest version was imported.

    Attributes:
        options: what the person chose then, not what was found out.
        format: the kind of file it was.
        label: the version, such as ``sales@3``.
    """

    options: ReaderOptions
    format: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Detection:
    """One option that was found out, and why.

    Attributes:
        column: the column it is about, where it is about one.
        choices: what the person may answer where it could not be found out; it is then a question.
    """

    option: str
    value: str
    reason: str
    column: str | None = None
    choices: tuple[str, ...] = ()


class Severity(StrEnum):
    """How much a finding matters; each has its mark (▲ ◆ ● ○)."""

    BAD = "bad"
    WARN = "warn"
    OK = "ok"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth knowing about a table.

    Attributes:
        code: such as ``sum``, ``identifier``, ``constant``, ``missing``, ``rejects``.
        title: one short sentence: "casual + registered = bikers".
        detail: what it means and what to do.
        columns: the columns it is about.
    """

    severity: Severity
    code: str
    title: str
    detail: str
    columns: tuple[str, ...] = ()

    def is_settled_by(self, left_out: Collection[str]) -> bool:
        """Say whether leaving these columns out settles it: of a difference one is enough."""
        enough = any if self.code == "difference" else all
        return bool(self.columns) and enough(name in left_out for name in self.columns)


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts between edges; ``len(edges) == len(counts) + 1``; the last bin is closed."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What a column holds.

    ``count`` is of the values that are there, ``missing`` of those that are not; together they
    are the rows. Numbers (min … quantiles) are None for columns without order. Dates and date-times
    give ``low``/``high`` as ISO text. ``quantiles`` are at 0.05, 0.25, 0.5, 0.75, 0.95 (linear
    interpolation, Hyndman & Fan type 7). ``std`` has ddof 1. ``skewness`` and ``kurtosis`` are
    G1 and G2 of Joanes & Gill (1998): adjusted for the sample's size, 0 for a normal one.

    Of columns that seem personal no value is kept: ``top`` holds shapes (``Aaaa9@aaa.aa``), and
    extremes are left out. What is None or empty was not looked at by older methods.

    Attributes:
        zeros, negatives: how many numbers are 0, and below it.
        variants: groups of categories that differ only in capitals and spaces, with counts.
        order: the values of an ordinal column from low to high.
    """

    name: str
    type: ColumnType
    semantic: SemanticType
    count: int
    missing: int
    distinct: int
    low: float | str | None = None
    high: float | str | None = None
    mean: float | None = None
    std: float | None = None
    quantiles: tuple[float, ...] = ()
    histogram: Histogram | None = None
    top: tuple[tuple[str, int], ...] = ()
    skewness: float | None = None
    kurtosis: float | None = None
    zeros: int | None = None
    negatives: int | None = None
    outliers: Outliers | None = None
    lengths: TextLengths | None = None
    spacing: Spacing | None = None
    variants: tuple[tuple[tuple[str, int], ...], ...] = ()
    order: tuple[str, ...] = ()
    personal: PersonalSign | None = None


PROFILE_METHOD = "profile/2"


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile of one dataset version, with its first rows for a quick look.

    Attributes:
        head: empty when a column seems personal: rows are then read from the table only.
        facts: what the columns tell together; None in previews and in profiles of before.
    """

    method: str
    row_count: int
    columns: tuple[ColumnProfile, ...]
    findings: tuple[Finding, ...] = ()
    head: tuple[tuple[Cell, ...], ...] = ()
    facts: TableFacts | None = None

    @property
    def personal_columns(self) -> tuple[str, ...]:
        """Columns that seem personal; in profiles of before only a finding names them."""
        found = (item.columns for item in self.findings if item.code == "personal")
        named = {column for columns in found for column in columns}
        return tuple(item.name for item in self.columns if item.personal or item.name in named)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, before anything is stored.

    Attributes:
        profile: columns, findings and first typed rows, of the whole file when ``is_complete``,
            else of its beginning.
        sheets: what one file offers to choose from: worksheets, a database's tables, a
            JSON document's lists.
    """

    options: ReaderOptions
    detections: tuple[Detection, ...]
    columns: tuple[Column, ...]
    profile: Profile
    rejects: Rejects
    file_size: int
    is_complete: bool
    sheets: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What the reading of a file produced, files lying in the job's folder.

    Attributes:
        content_hash: the logical content hash, version 1, hexadecimal.
        table_file: name of the Parquet file in the job folder.
        file_sha256: SHA-256 of the source file's bytes; of a folder's list of files.
        chosen: the options that were not found out: given now, or remembered.
        files: the files of a folder.
    """

    options: ReaderOptions
    detections: tuple[Detection, ...]
    columns: tuple[Column, ...]
    row_count: int
    rows_in_file: int
    content_hash: str
    table_file: str
    file_sha256: str
    file_size: int
    profile: Profile
    rejects: Rejects
    chosen: ReaderOptions | None = None
    files: tuple[SourceFile, ...] = ()


class Origin(StrEnum):
    """Where a dataset version came from."""

    IMPORT = "import"
    PREDICTIONS = "predictions"
    RECIPE = "recipe"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A named table; ``newest`` is the highest version number (0: none yet)."""

    id: DatasetId
    name: str
    created_at: datetime
    newest: int
    is_hidden: bool
    is_predictions: bool


@dataclass(frozen=True, slots=True)
class DatasetVersion:
    """An immutable snapshot of a dataset.

    Attributes:
        table_object: the Parquet file in the object store.
        columns_object: JSON list of :class:`Column`.
        profile_object: the newest :class:`Profile`.
        same_as: number of an older version with equal content, if any.
        made_by: the model version that predicted it, for predictions.
        base_id: the version whose rows it begins with, when a file was added to it.
    """

    id: DatasetVersionId
    dataset_id: DatasetId
    dataset: str
    number: int
    content_hash: str
    row_count: int
    column_count: int
    table_object: Digest
    columns_object: Digest
    profile_object: Digest
    origin: Origin
    created_at: datetime
    same_as: int | None = None
    made_by: ModelVersionId | None = None
    base_id: DatasetVersionId | None = None
    is_hidden: bool = False

    @property
    def label(self) -> str:
        """``sales@3``."""
        return f"{self.dataset}@{self.number}"


@dataclass(frozen=True, slots=True)
class ImportEvent:
    """One import as it happened, also when it made no new version.

    Attributes:
        identical: whether the content equalled the newest version, so that none was made.
        details_object: JSON of options, detections and rejects.
    """

    id: str
    version_id: DatasetVersionId
    file_name: str
    file_sha256: str
    file_size: int
    rows_in_file: int
    rows_rejected: int
    cells_rejected: int
    identical: bool
    details_object: Digest
    at: datetime


@dataclass(frozen=True, slots=True)
class ImportDetails:
    """What :attr:`ImportEvent.details_object` holds.

    Attributes:
        chosen: the options that a next import remembers; None in projects of before.
        files: the files, when a folder was imported.
    """

    options: ReaderOptions
    detections: tuple[Detection, ...]
    rejects: Rejects
    chosen: ReaderOptions | None = None
    files: tuple[SourceFile, ...] = ()
