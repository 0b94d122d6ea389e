"""What the page reads before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlops_desktop.core.dataset import Column, DatasetVersion
from mlops_desktop.core.identity import TrainingId
from mlops_desktop.core.model import Model, VersionFacts
from mlops_desktop.core.reference import Reference
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.jobs.requests import Tried
from mlops_desktop.services import datasets, models, training
from mlops_desktop.services.session import Session
from mlops_desktop.services.training import PastTraining


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to train on, which models exist, and what was trained lately.

    Attributes:
        learned_from: per model the dataset its newest version learned from, by name.
    """

    tables: tuple[DatasetVersion, ...]
    models: tuple[Model, ...]
    past: tuple[PastTraining, ...]
    learned_from: Mapping[str, str] = field(default_factory=dict)

    def model(self, name: str) -> Model | None:
        """Return the model of that name."""
        return next((item for item in self.models if item.name == name), None)


@dataclass(frozen=True, slots=True)
class Table:
    """One dataset version with its columns."""

    version: DatasetVersion
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Retraining:
    """What a model version was asked for, and the newest version of the data it learned from."""

    table: Table
    spec: TrainingSpec


def read_choices(session: Session) -> Choices:
    """Return datasets (not predictions), models with versions, and recent trainings."""
    rows = models.list_models(session, include_hidden=True)
    return Choices(
        datasets.newest_tables(session),
        tuple(row.model for row in rows),
        training.recent_trainings(session),
        {row.model.name: models.learned_from(session, row) for row in rows},
    )


def read_table(session: Session, label: str) -> Table:
    """Return a version and its columns."""
    details = datasets.show(session, f"data:{label}")
    return Table(details.version, details.columns)


def read_retraining(session: Session, model: Reference) -> Retraining:
    """Return how a version was trained, and the newest version of its data."""
    found = models.version(session, model)
    return Retraining(read_table(session, found.dataset.dataset), found.spec)


@dataclass(frozen=True, slots=True)
class Results:
    """A training with what its searches tried."""

    past: PastTraining
    tried: tuple[Tried, ...]


def read_results(session: Session, training_id: TrainingId) -> Results:
    """Return what a training has made so far."""
    past = training.past_training(session, training_id)
    return Results(past, training.tried(session, past))


def read_facts(session: Session, label: str) -> VersionFacts:
    """Return the large facts of a model version."""
    return models.version(session, f"model:{label}").facts
