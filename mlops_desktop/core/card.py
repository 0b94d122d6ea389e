"""What people know about a dataset and no file tells: owner, licence, personal data, purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mlops_desktop.core import stated
from mlops_desktop.core.identity import DatasetId, Digest


class PersonalData(StrEnum):
    """How far a dataset is about people."""

    UNKNOWN = "unknown"
    NONE = "none"
    PSEUDONYMOUS = "pseudonymous"
    PERSONAL = "personal"
    SPECIAL = "special"

    @property
    def words(self) -> str:
        """What a person reads for it."""
        return _PERSONAL_WORDS[self]

    @property
    def is_about_people(self) -> bool:
        """Whether it is stated that rows can be tied to people."""
        return self in (PersonalData.PSEUDONYMOUS, PersonalData.PERSONAL, PersonalData.SPECIAL)


_PERSONAL_WORDS = {
    PersonalData.UNKNOWN: "not stated",
    PersonalData.NONE: "nothing about people",
    PersonalData.PSEUDONYMOUS: "about people, named by codes only",
    PersonalData.PERSONAL: "about people who can be identified",
    PersonalData.SPECIAL: "special categories (health, religion, origin and the like)",
}


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """A card as it is stored, an object named by :attr:`DatasetCardVersion.document_object`.

    Attributes:
        source: where the data comes from, in words.
        retention: the day until which it may be kept, an ISO 8601 date; "" = none was set.
        collection: how the rows came to be: who or what recorded them, when, which are left out.
        intended_use: what the dataset is for.
        limits: what it is not for, and what a reader should mind.
    """

    owner: str = ""
    description: str = ""
    source: str = ""
    licence: str = ""
    personal_data: PersonalData = PersonalData.UNKNOWN
    retention: str = ""
    collection: str = ""
    intended_use: str = ""
    limits: str = ""

    @property
    def keep_until(self) -> date | None:
        """The last day on which it may be kept."""
        return date.fromisoformat(self.retention) if self.retention else None


FIELDS = {
    "owner": "owner",
    "description": "description",
    "source": "source",
    "licence": "licence",
    "personal_data": "personal data",
    "retention": "how long it is kept",
    "collection": "collection",
    "intended_use": "intended use",
    "limits": "limits",
}
"""What each field is called in a sentence, in the order of a card."""

_OPTIONAL = ("collection", "limits")


def missing_fields(card: DatasetCard) -> tuple[str, ...]:
    """Return the fields that a reader would miss, in the order of a card.

    Where nothing is about people no last day is needed.
    """
    empty = [name for name in FIELDS if not getattr(card, name) and name not in _OPTIONAL]
    if card.personal_data is PersonalData.NONE and "retention" in empty:
        empty.remove("retention")
    if card.personal_data is PersonalData.UNKNOWN:
        empty.append("personal_data")
    return tuple(name for name in FIELDS if name in empty)


def changed_fields(before: DatasetCard, after: DatasetCard) -> tuple[str, ...]:
    """Return the fields that differ, in the order of a card."""
    return stated.changed_fields(FIELDS, before, after)


def in_words(fields: Sequence[str]) -> str:
    """Return fields as part of a sentence: ``owner, licence and intended use``."""
    return stated.in_words(fields, FIELDS)


@dataclass(frozen=True, slots=True)
class DatasetCardVersion:
    """One state of a dataset's card; an edit makes the next number."""

    dataset_id: DatasetId
    number: int
    document_object: Digest
    created_at: datetime
