"""What a use case altered, so that each page knows whether it must look again."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class EntityKind(StrEnum):
    """The kinds of things a page can be interested in."""

    PROJECT = "project"
    DATASET = "dataset"
    RECIPE = "recipe"
    RUN = "run"
    MODEL = "model"
    STAGE = "stage"
    POLICY = "policy"
    PREDICTION = "prediction"
    REPORT = "report"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Kinds and ids of the things that changed."""

    changed: frozenset[tuple[EntityKind, str]] = frozenset()

    @property
    def kinds(self) -> frozenset[EntityKind]:
        """The kinds alone."""
        return frozenset(kind for kind, _ in self.changed)

    def __or__(self, other: ChangeSet) -> ChangeSet:
        return ChangeSet(self.changed | other.changed)


def changed(*things: tuple[EntityKind, str]) -> ChangeSet:
    """Return the change set of these things; the log always grew with them."""
    return ChangeSet(frozenset(things) | {(EntityKind.AUDIT, "")})


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The answer of a use case, with what it changed."""

    value: T
    changes: ChangeSet = field(default_factory=ChangeSet)
