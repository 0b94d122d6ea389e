"""What the worker is asked, one frozen dataclass per task, and the answers core does not define.

Paths are absolute: the worker knows nothing of projects. Light to import: the parent needs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mlops_desktop.core.comparison import ChangedRows, DifferentDay
from mlops_desktop.core.dataset import Cell, Column, Finding, ReaderOptions, Remembered, Severity
from mlops_desktop.core.decision import Worth
from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.core.identity import ModelVersionId
from mlops_desktop.core.model import Reperformance, SameRows
from mlops_desktop.core.monitor import DriftReport, Tolerances
from mlops_desktop.core.search import Trial
from mlops_desktop.core.selection import EVERYTHING, RowOrder, Selection, TextHit, TextSearch
from mlops_desktop.core.training import Environment, Signature, SplitPlan, Suggestion, TrainingSpec


@dataclass(frozen=True, slots=True)
class TableFile:
    """A stored table: its Parquet file and its columns."""

    path: Path
    columns: tuple[Column, ...]
    label: str


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A stored model version: its artifact, what it expects, what it was trained on.

    Attributes:
        backtest: of a forecast, what was forecast of the days in ``holdout``.
        worth: what its decisions are worth; None where nobody said.
        divided: how its rows were held out.
    """

    version_id: ModelVersionId
    label: str
    artifact: Path
    signature: Signature
    table: TableFile
    split: Path
    holdout: Path
    golden: Path
    backtest: tuple[ForecastPoint, ...] = ()
    worth: Worth | None = None
    divided: SplitPlan | None = None


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Import the heavy libraries, so that the next task starts at once."""


@dataclass(frozen=True, slots=True)
class PreviewFile:
    """Read the beginning of a file."""

    path: Path
    options: ReaderOptions
    remembered: Remembered | None = None


@dataclass(frozen=True, slots=True)
class ReadSourceLines:
    """Read a line of a file with those around it.

    Attributes:
        options: how the file was read.
        sha256: which the file must have; "" where any will do.
    """

    path: Path
    options: ReaderOptions
    line: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """Read a whole file into a table, after the rows of ``base`` if there is one."""

    path: Path
    options: ReaderOptions
    base: TableFile | None = None
    remembered: Remembered | None = None


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Read a page of a stored table.

    Attributes:
        order: a page of the rows that were written down.
        selection: without an order, what is kept, and how it is sorted, for this page only.
    """

    table: TableFile
    offset: int
    limit: int
    order: RowOrder | None = None
    selection: Selection = EVERYTHING


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows; of a selection also how many it keeps."""

    rows: tuple[tuple[Cell, ...], ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class ArrangeRows:
    """Write the rows wanted down in the job folder, so that any page of them is at hand."""

    table: TableFile
    selection: Selection


@dataclass(frozen=True, slots=True)
class FindText:
    """Find the next row that holds a text."""

    table: TableFile
    search: TextSearch
    order: RowOrder | None = None


@dataclass(frozen=True, slots=True)
class FoundText:
    """Where the text is; None: nowhere."""

    hit: TextHit | None


@dataclass(frozen=True, slots=True)
class ExportTable:
    """Write a stored table as ``csv``, ``parquet`` or ``xlsx``.

    Attributes:
        kept: the columns that are written, in this order; none: all.
    """

    table: TableFile
    destination: Path
    spreadsheet_safe: bool
    format: str = "csv"
    selection: Selection = EVERYTHING
    kept: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows were written.

    Attributes:
        renamed: (name, name in the file) of the columns that the file calls otherwise.
    """

    rows: int
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Advise:
    """Look at a target before training, and at how the rows are going to be divided.

    Attributes:
        target: "" where nothing is predicted, but rows unlike the others are looked for.
        labels: the column of known answers of those.
        came: when the data came in; None: now.
    """

    table: TableFile
    target: str
    split: SplitPlan = field(default_factory=SplitPlan)
    seed: int = 0
    labels: str | None = None
    came: datetime | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """What suits the target, which columns give it away, and what else casts doubt.

    Attributes:
        doubts: each with what to do; ``columns`` are those to leave out, if any.
    """

    suggestion: Suggestion
    leaks: tuple[Finding, ...]
    doubts: tuple[Finding, ...] = ()

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What a person should act on; the rest takes care of itself."""
        serious = (item for item in self.doubts if item.severity is not Severity.NOTE)
        return (*self.leaks, *serious)


@dataclass(frozen=True, slots=True)
class Train:
    """Train one model per algorithm."""

    table: TableFile
    spec: TrainingSpec


@dataclass(frozen=True, slots=True)
class Planned:
    """Event ``planned``: what will be trained, everything decided, before the first fit."""

    spec: TrainingSpec
    environment: Environment


@dataclass(frozen=True, slots=True)
class Failed:
    """Event ``failed``: one algorithm could not be trained, in words."""

    algorithm: str
    message: str


@dataclass(frozen=True, slots=True)
class Tried:
    """Event ``tried``: a search has tried a set of parameters; again when on more rows.

    Attributes:
        metric: what ``trial.value`` measures, by cross-validation.
    """

    algorithm: str
    metric: str
    trial: Trial


@dataclass(frozen=True, slots=True)
class Trained:
    """The end of a training; its runs were told as events."""

    runs: int


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Predict every row of a table."""

    model: ModelFiles
    table: TableFile


@dataclass(frozen=True, slots=True)
class CompareVersions:
    """Measure versions on rows none of them was trained on, each against the first.

    Attributes:
        listed: how many of the rows whose decision changes are answered.
        destination: a CSV file that all of them are written to; None: they are not written.
    """

    versions: tuple[ModelFiles, ...]
    metrics: tuple[str, ...]
    seed: int
    listed: int = 0
    destination: Path | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison: each later version against the first, and the rows whose answer changes.

    Attributes:
        days: of forecasts, the days that they see most differently, the farthest apart first.
    """

    same_rows: tuple[SameRows, ...]
    changed: ChangedRows
    days: tuple[DifferentDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Reperform:
    """Predict a version's golden rows again."""

    label: str
    artifact: Path
    golden: Path
    signature: Signature


@dataclass(frozen=True, slots=True)
class Reperformed:
    """How the answers compare with the stored ones, and where they were given now."""

    answers: Reperformance
    environment: Environment


@dataclass(frozen=True, slots=True)
class MonitorTable:
    """Compare current rows with the rows a version was trained on, and its errors."""

    model: ModelFiles
    current: TableFile
    metric: str
    tolerances: Tolerances
    seed: int


@dataclass(frozen=True, slots=True)
class Monitored:
    """What monitoring found."""

    report: DriftReport
