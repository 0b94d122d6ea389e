"""Real tables for the modeling room, and one training on each of three."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from modeling.catalogued import train_catalogue
from modeling.tables import DATA, Trained, table_of, train_all
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

from mlops_desktop.core.dataset import SemanticType
from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling.table import Table


@pytest.fixture(scope="session")
def trained_bikes(bikes: Table, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return train_all(bikes, "bikers", tmp_path_factory.mktemp("bikes"))


@pytest.fixture(scope="session")
def trained_cancer(cancer: Table, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return train_all(cancer, "diagnosis", tmp_path_factory.mktemp("cancer"))


@pytest.fixture(scope="session")
def trained_wine(wine: Table, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return train_all(wine, "cultivar", tmp_path_factory.mktemp("wine"))


@pytest.fixture(scope="session")
def catalogued(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Task], Trained]:
    """Every method of the catalogue, trained once per task on the table with gaps."""
    return cache(lambda task: train_catalogue(task, tmp_path_factory.mktemp(task)))


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
