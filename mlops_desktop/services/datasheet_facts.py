"""The facts of a datasheet: its card, and all that is stored about a version and its making."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mlops_desktop.core import clock
from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.dataset import DatasetVersion, ImportDetails, ImportEvent
from mlops_desktop.core.identity import DatasetVersionId
from mlops_desktop.core.recipes.outcome import RunDetails
from mlops_desktop.services import cards, datasets, resolve, rules, scoring
from mlops_desktop.services.cards import CardView
from mlops_desktop.services.datasets import DatasetDetails
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.rules import CheckSummary
from mlops_desktop.services.session import Session

_FARTHEST = 200
"""Versions that are looked back at."""

_LOOKED_BACK = 1000
"""Log entries of a dataset's card that are looked at for who wrote it."""


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file that went into a version, with how it was read and who brought it."""

    event: ImportEvent
    details: ImportDetails
    by: str


@dataclass(frozen=True, slots=True)
class RecipeFact:
    """A recipe's run that made a version."""

    recipe: str
    inputs: tuple[str, ...]
    details: RunDetails
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Origin:
    """How one version came to be.

    Attributes:
        base: label of the version whose rows it begins with; "" for none.
        model: label of the model version that predicted it; "" for none.
        scored: label of the rows it was predicted from; "" for none.
    """

    version: DatasetVersion
    files: tuple[FileFact, ...] = ()
    recipes: tuple[RecipeFact, ...] = ()
    base: str = ""
    model: str = ""
    scored: str = ""


@dataclass(frozen=True, slots=True)
class CardState:
    """One state of the card: when, by whom and why."""

    number: int
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Datasheet:
    """Everything a datasheet says.

    Attributes:
        origins: of the version itself first, then of every version it was made from.
        is_cut: whether there are more of these than were looked at.
        states: of the card, newest first.
        check: what the dataset's rules said of the version last; None: it was never checked.
        made_at: the moment it was put together.
    """

    details: DatasetDetails
    card: CardView
    origins: tuple[Origin, ...]
    is_cut: bool
    states: tuple[CardState, ...]
    check: CheckSummary | None
    project: str
    made_at: datetime
    made_by: str


def read(session: Session, ref: Ref) -> Datasheet:
    """Return the facts of a version's datasheet.

    Raises:
        UserError: ``data.unknown``, ``data.unknown_version``, ``usage.not_data``.
    """
    details = datasets.show(session, ref)
    card = cards.show(session, f"data:{details.dataset.name}")
    origins, is_cut = _origins(session, details.version)
    return Datasheet(
        details=details,
        card=card,
        origins=origins,
        is_cut=is_cut,
        states=_states(session, card),
        check=rules.last_check(session, details.version.label),
        project=session.info.name,
        made_at=clock.utc_now(),
        made_by=session.actor.name,
    )


def _origins(session: Session, start: DatasetVersion) -> tuple[tuple[Origin, ...], bool]:
    """Return the origins of a version and of all it was made from, nearest first."""
    found: list[Origin] = []
    seen: set[DatasetVersionId] = set()
    waiting = [start]
    while waiting and len(found) < _FARTHEST:
        version = waiting.pop(0)
        if version.id in seen:
            continue
        seen.add(version.id)
        origin, before = _origin(session, version)
        found.append(origin)
        waiting += before
    return tuple(found), any(version.id not in seen for version in waiting)


def _origin(session: Session, version: DatasetVersion) -> tuple[Origin, list[DatasetVersion]]:
    """Return how a version was made, and the versions that went into it."""
    project = session.project
    who = {item.at: item.actor.name for item in project.log.entries(subject=version.id)}
    files = tuple(
        FileFact(
            event,
            from_bytes(ImportDetails, project.objects.read(event.details_object)),
            who.get(event.at, ""),
        )
        for event in project.datasets.imports(version.id)
    )
    before: list[DatasetVersion] = []
    recipes = []
    for run in project.transformations.by_output(version.id):
        recipe = resolve.known(project.recipes.version_by_id(run.recipe_version_id))
        given = [datasets.version_by_id(session, item.dataset_version_id) for item in run.inputs]
        details = from_bytes(RunDetails, project.objects.read(run.details_object))
        labels = tuple(item.label for item in given)
        recipes.append(RecipeFact(recipe.label, labels, details, run.at, who.get(run.at, "")))
        before += given
    base = None
    if version.base_id is not None:
        base = datasets.version_by_id(session, version.base_id)
        before.append(base)
    batch = scoring.batch_of(session, version)
    if batch is not None:
        before.append(batch.scored)
    origin = Origin(
        version,
        files,
        tuple(recipes),
        base.label if base else "",
        batch.model.label if batch else "",
        batch.scored.label if batch else "",
    )
    return origin, before


def _states(session: Session, card: CardView) -> tuple[CardState, ...]:
    entries = session.project.log.entries(
        limit=_LOOKED_BACK, action=cards.ACTION, subject=card.dataset.id
    )
    by_time = {entry.at: entry for entry in entries}
    states = []
    for version in card.versions:
        entry = by_time.get(version.created_at)
        by, why = (entry.actor.name, entry.why) if entry else ("", "")
        states.append(CardState(version.number, version.created_at, by, why))
    return tuple(states)
