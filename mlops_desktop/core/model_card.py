"""What people state about a model version and no training tells: purpose, limits, risk, owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core import stated
from mlops_desktop.core.identity import Digest, ModelVersionId


class RiskTier(StrEnum):
    """How much a wrong answer may cost, as the owner sees it."""

    UNKNOWN = "unknown"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def words(self) -> str:
        """What a person reads for it."""
        return _RISK_WORDS[self]


_RISK_WORDS = {
    RiskTier.UNKNOWN: "not stated",
    RiskTier.LOW: "low: a wrong answer costs little and is noticed",
    RiskTier.MEDIUM: "medium: wrong answers cost money or time",
    RiskTier.HIGH: "high: answers decide about people, safety or large sums",
}


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is stated of a version, an object named by :attr:`ModelCardVersion.document_object`.

    Attributes:
        owner: who answers for it.
        intended_use: what its answers are for, and who uses them.
        out_of_scope: what it must not be used for.
        limits: where it is weak, and what a reader should mind.
        ethics: whom its answers touch, and what was done about harm.
    """

    owner: str = ""
    risk_tier: RiskTier = RiskTier.UNKNOWN
    intended_use: str = ""
    out_of_scope: str = ""
    limits: str = ""
    ethics: str = ""


FIELDS = {
    "owner": "owner",
    "risk_tier": "risk tier",
    "intended_use": "intended use",
    "out_of_scope": "out-of-scope use",
    "limits": "limits",
    "ethics": "ethical notes",
}
"""What each field is called in a sentence, in the order of a card."""


def missing_fields(card: ModelCard) -> tuple[str, ...]:
    """Return the fields that nobody has stated yet, in the order of a card."""
    return tuple(name for name in FIELDS if getattr(card, name) in ("", RiskTier.UNKNOWN))


def changed_fields(before: ModelCard, after: ModelCard) -> tuple[str, ...]:
    """Return the fields that differ, in the order of a card."""
    return stated.changed_fields(FIELDS, before, after)


def in_words(fields: Sequence[str]) -> str:
    """Return fields as part of a sentence: ``owner, risk tier and limits``."""
    return stated.in_words(fields, FIELDS)


@dataclass(frozen=True, slots=True)
class ModelCardVersion:
    """One state of a version's card; an edit makes the next number."""

    model_version_id: ModelVersionId
    number: int
    document_object: Digest
    actor: str
    created_at: datetime
