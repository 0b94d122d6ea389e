"""What the page reads: the models, one of them with its versions, one or two versions in full."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.metrics import is_better
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.stage import Policy, Stage, StageEvent
from mlops_desktop.services import models, promotion
from mlops_desktop.services.models import ModelRow, VersionDetails
from mlops_desktop.services.session import Session
from mlops_desktop.services.version_differences import Difference, differences


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model that is shown: versions, newest first; moves, oldest first; rules."""

    model: Model
    versions: tuple[ModelVersion, ...]
    history: tuple[StageEvent, ...]
    policy: Policy

    @property
    def production(self) -> ModelVersion | None:
        """The version in production."""
        return self._in(Stage.PRODUCTION)

    @property
    def staging(self) -> ModelVersion | None:
        """The version in staging."""
        return self._in(Stage.STAGING)

    def _in(self, stage: Stage) -> ModelVersion | None:
        return next((item for item in self.versions if item.stage is stage), None)

    def version(self, number: int | None) -> ModelVersion | None:
        """Return the version of that number."""
        return next((item for item in self.versions if item.number == number), None)

    def by_id(self, version_id: str) -> ModelVersion | None:
        """Return the version of that id."""
        return next((item for item in self.versions if item.id == version_id), None)

    def shown(self, *, include_hidden: bool) -> tuple[ModelVersion, ...]:
        """Return the versions to list, newest first."""
        return tuple(item for item in self.versions if include_hidden or not item.is_hidden)

    def before_production(self) -> tuple[ModelVersion, ...]:
        """Return versions that were in production and are not now, the latest first."""
        found: dict[str, ModelVersion] = {}
        for event in reversed(self.history):
            version = self.by_id(event.version_id)
            was_there = event.to_stage is Stage.PRODUCTION
            if was_there and version is not None and version.stage is not Stage.PRODUCTION:
                found.setdefault(version.id, version)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models with what stands in which stage, hidden ones too; one of them in full."""

    rows: tuple[ModelRow, ...]
    chosen: Chosen | None

    def shown(self, *, include_hidden: bool) -> tuple[ModelRow, ...]:
        """Return the models to list."""
        return tuple(row for row in self.rows if include_hidden or not row.model.is_hidden)

    @property
    def hidden(self) -> int:
        """How many models, and versions of the chosen one, are hidden."""
        count = sum(row.model.is_hidden for row in self.rows)
        versions = self.chosen.versions if self.chosen is not None else ()
        return count + sum(version.is_hidden for version in versions)


@dataclass(frozen=True, slots=True)
class Pair:
    """The chosen version in full, the one it is compared with, and what differs."""

    details: VersionDetails
    other: VersionDetails | None
    differences: tuple[Difference, ...]


def read_catalogue(session: Session, wanted: Wanted, *, include_hidden: bool) -> Catalogue:
    """Return the models, and in full the wanted one or the first that is listed."""
    rows = models.list_models(session, include_hidden=True)
    listed = [row for row in rows if include_hidden or not row.model.is_hidden]
    row = next((row for row in rows if row.model.name == wanted.name), None)
    row = row or next((row for row in listed if row.model.id == wanted.model_id), None)
    row = row or next((row for row in listed if row.production is not None), None)
    row = row or (listed[0] if listed else None)
    return Catalogue(rows, read_model(session, row.model.name) if row is not None else None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which model to show: the one of a name that somebody followed, else the present one."""

    name: str = ""
    model_id: str = ""


def read_model(session: Session, name: str) -> Chosen:
    """Return one model in full."""
    details = models.show(session, name, include_hidden=True)
    policy = promotion.policy(session, name)
    history = tuple(sorted(details.history, key=lambda event: event.seq))
    return Chosen(details.model, details.versions, history, policy)


def read_pair(session: Session, version: ModelVersion, other: ModelVersion | None) -> Pair:
    """Return a version in full, and what differs from the other one to it."""
    details = models.version(session, version.label)
    if other is None:
        return Pair(details, None, ())
    against = models.version(session, other.label)
    return Pair(details, against, differences(against, details))


def first_choice(chosen: Chosen, *, include_hidden: bool) -> ModelVersion | None:
    """Return the version that most likely needs a decision.

    The one in staging; else the best that is newer than the one in production; else the latter.
    """
    listed = chosen.shown(include_hidden=include_hidden)
    if chosen.staging is not None or not listed:
        return chosen.staging
    present = chosen.production
    best: ModelVersion | None = None
    for item in listed:
        is_newer = present is None or item.number > present.number
        if is_newer and (best is None or is_better(item.metric, item.value, best.value)):
            best = item
    return best or present or listed[0]


def opponent(chosen: Chosen, version: ModelVersion) -> ModelVersion | None:
    """Return what a version is compared with unless somebody chooses otherwise.

    The one in production; for that one itself the version before it, else the best other.
    """
    present = chosen.production
    if present is not None and present.id != version.id:
        return present
    earlier = [item for item in chosen.before_production() if item.id != version.id]
    if earlier:
        return earlier[0]
    best: ModelVersion | None = None
    for item in chosen.versions:
        if item.id == version.id or item.is_hidden:
            continue
        if best is None or is_better(item.metric, item.value, best.value):
            best = item
    return best


def ref_of(thing: Model | ModelVersion) -> Reference:
    """Return the reference of a model or version, free of doubt."""
    if isinstance(thing, ModelVersion):
        return Reference(thing.model, thing.number, namespace=Namespace.MODEL)
    return Reference(thing.name, namespace=Namespace.MODEL)
