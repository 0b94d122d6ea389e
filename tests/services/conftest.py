"""Projects of a size that trains in a moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.services import datasets, training
from mlops_desktop.services.session import Session

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "bikeshare"


@pytest.fixture
def june() -> Path:
    """720 hours with the same columns as July's."""
    return SAMPLE / "bikes_2011_june.csv"


@pytest.fixture
def july() -> Path:
    """744 hours."""
    return SAMPLE / "bikes_2011_july.csv"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One project for a module's tests, which build on each other's datasets by name."""
    with Session.create(tmp_path_factory.mktemp("projects") / "bikes", "Bikes") as session:
        yield session


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Session]:
    """A project of the test's own."""
    with Session.create(tmp_path / "project", "Empty") as session:
        yield session


@pytest.fixture(scope="session")
def spec() -> TrainingSpec:
    """Two quick methods on two folds."""
    return TrainingSpec(
        model="demand",
        target="bikers",
        algorithms=("baseline", "linear"),
        exclude=("casual", "registered"),
        metric="mae",
        split=SplitPlan(folds=2),
        seed=1,
    )


@pytest.fixture
def trained(session: Session, spec: TrainingSpec, june: Path) -> Session:
    """The module's project with the dataset ``bikes`` and demand@1 (baseline), @2 (linear)."""
    if session.project.models.by_name("demand") is None:
        datasets.import_file(session, june, "bikes")
        training.train(session, "bikes", spec)
    return session
