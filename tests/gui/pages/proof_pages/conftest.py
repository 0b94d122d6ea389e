"""A small project with one model's whole life, an empty one, and damaged ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.services import datasets, monitoring, promotion, scoring, training
from mlops_desktop.services.session import Session


@pytest.fixture(scope="session")
def life(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """June imported, two versions trained, one in production, July scored and checked."""
    with Session.create(tmp_path_factory.mktemp("projects") / "bikes", "Bikes") as session:
        datasets.import_file(session, samples / "bikes_2011_june.csv", "bikes")
        spec = TrainingSpec(
            model="demand",
            target="bikers",
            algorithms=("baseline", "linear"),
            exclude=("casual", "registered"),
            metric="mae",
            split=SplitPlan(folds=2),
        )
        training.train(session, "bikes", spec)
        promotion.promote(session, "demand@2", Stage.STAGING, "the better one")
        promotion.promote(session, "demand@2", Stage.PRODUCTION, "passed the gates")
        datasets.import_file(session, samples / "bikes_2011_july.csv", "july")
        scoring.score(session, "demand@production", "july")
        monitoring.run(session, "demand@production", "july")
        yield session


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A project with nothing in it."""
    with Session.create(tmp_path_factory.mktemp("projects") / "blank", "Blank") as session:
        yield session


@pytest.fixture
def damaged(life: Session, tmp_path: Path) -> Iterator[Session]:
    """A copy of it in which a stored file was deleted."""
    shutil.copytree(life.info.path, tmp_path / "damaged")
    with Session.open(tmp_path / "damaged") as opened:
        _, place = next(opened.project.objects.stored())
        place.unlink()
        yield opened


@pytest.fixture
def unreadable(life: Session, tmp_path: Path) -> Iterator[Session]:
    """A copy of it whose registry was overwritten while it was open."""
    shutil.copytree(life.info.path, tmp_path / "unreadable")
    with Session.open(tmp_path / "unreadable") as opened:
        registry = tmp_path / "unreadable" / "registry.db"
        with registry.open("r+b") as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            stream.write(b"\xab" * size)
        yield opened
