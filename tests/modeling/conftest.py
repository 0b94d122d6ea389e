"""Real tables for the modeling room."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent, Step
from mlops_desktop.core.training import CandidateResult, TrainingSpec
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

    def started(self, algorithm: str) -> None:
        self.begun.append(algorithm)

    def finished(self, result: CandidateResult) -> None:
        self.results.append(result)

    def failed(self, algorithm: str, error: UserError) -> None:
        self.failures[algorithm] = error

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


@pytest.fixture(scope="session")
def bikes() -> Table:
    """1,000 hours of bike rentals with gaps, a date-time, booleans and categories."""
    frame = pd.read_csv(DATA / "bikeshare_modeling.csv")
    frame = frame.drop(columns=["casual", "registered"])
    frame["weathersit"] = frame["weathersit"].astype(object)
    frame["mnth"] = frame["mnth"].astype(object)
    start = pd.Timestamp("2011-01-01")
    days = pd.to_timedelta(frame["day"] - 1, unit="D") + pd.to_timedelta(frame["hr"], unit="h")
    frame["moment"] = (start + days).astype("datetime64[us]")
    frame["workingday"] = frame["workingday"].astype(bool)
    frame.loc[::11, "hum"] = np.nan
    frame.loc[::13, "weathersit"] = None
    return table_of(frame, season=SemanticType.CATEGORY)


@pytest.fixture(scope="session")
def cancer() -> Table:
    """Breast cancer, two classes as text, the ten mean measures."""
    data = load_breast_cancer(as_frame=True)
    frame = data.frame.iloc[:, :10].copy()
    frame["diagnosis"] = np.array(["malignant", "benign"], dtype=object)[data.target.to_numpy()]
    return table_of(frame)


@pytest.fixture(scope="session")
def wine() -> Table:
    """Wine, three cultivars as whole numbers."""
    frame = load_wine(as_frame=True).frame.rename(columns={"target": "cultivar"})
    return table_of(frame)


@pytest.fixture(scope="session")
def iris() -> Table:
    """Iris in the order of the file: sorted by species."""
    data = load_iris(as_frame=True)
    frame = data.frame.iloc[:, :4].copy()
    frame["species"] = np.array(data.target_names, dtype=object)[data.target.to_numpy()]
    return table_of(frame)


@pytest.fixture(scope="session")
def diabetes() -> Table:
    """Diabetes progression after a year, ten measures."""
    return table_of(load_diabetes(as_frame=True, scaled=False).frame)
