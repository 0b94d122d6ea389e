"""Tables as an import would find them, and trainings on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent, Step
from mlops_desktop.core.search import Trial
from mlops_desktop.core.training import CandidateResult, SplitPlan, TrainingSpec
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.train import train

DATA = Path(__file__).parents[1] / "data"

_TYPES = {
    ColumnType.INTEGER: SemanticType.INTEGER,
    ColumnType.NUMBER: SemanticType.NUMBER,
    ColumnType.BOOLEAN: SemanticType.BOOLEAN,
    ColumnType.DATE: SemanticType.DATE,
    ColumnType.DATETIME: SemanticType.DATETIME,
    ColumnType.TEXT: SemanticType.CATEGORY,
}


def table_of(frame: pd.DataFrame, **semantics: SemanticType) -> Table:
    """Wrap a frame, with types as an import would find them."""
    columns = []
    for name in frame.columns:
        type_ = _type(frame[name])
        columns.append(Column(str(name), type_, semantics.get(str(name), _TYPES[type_])))
    return Table(frame, tuple(columns))


def _type(series: pd.Series) -> ColumnType:
    if pd.api.types.is_bool_dtype(series.dtype):
        return ColumnType.BOOLEAN
    if pd.api.types.is_integer_dtype(series.dtype):
        return ColumnType.INTEGER
    if pd.api.types.is_float_dtype(series.dtype):
        return ColumnType.NUMBER
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return ColumnType.DATETIME
    return ColumnType.TEXT


@dataclass
class Recorder:
    """A listener and reporter that keeps what it is told."""

    begun: list[str] = field(default_factory=list)
    results: list[CandidateResult] = field(default_factory=list)
    failures: dict[str, UserError] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    trials: list[tuple[str, Trial]] = field(default_factory=list)

    def started(self, algorithm: str) -> None:
        self.begun.append(algorithm)

    def finished(self, result: CandidateResult) -> None:
        self.results.append(result)

    def failed(self, algorithm: str, error: UserError) -> None:
        self.failures[algorithm] = error

    def tried(self, algorithm: str, trial: Trial) -> None:
        self.trials.append((algorithm, trial))

    def step(self, step: Step) -> None:
        self.steps.append(step)

    def check(self) -> None:
        return None

    def by_algorithm(self) -> dict[str, CandidateResult]:
        return {item.algorithm: item for item in self.results}


def train_into(folder: Path, table: Table, spec: TrainingSpec) -> Recorder:
    """Train, and return what was told."""
    recorder = Recorder()
    train(table, spec, folder, Silent(), recorder)
    return recorder


@dataclass(frozen=True)
class Trained:
    """A table trained on with every method, and what came of it."""

    table: Table
    spec: TrainingSpec
    folder: Path
    results: dict[str, CandidateResult]

    def path(self, algorithm: str, kind: str = "model") -> Path:
        return self.folder / getattr(self.results[algorithm], f"{kind}_file")


def train_all(table: Table, target: str, folder: Path) -> Trained:
    spec = TrainingSpec("it", target, split=SplitPlan(folds=3), seed=7)
    recorder = train_into(folder, table, spec)
    assert recorder.failures == {}
    return Trained(table, spec, folder, recorder.by_algorithm())
