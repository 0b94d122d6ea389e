"""What people know about a dataset and no file tells: owner, licence, personal data, datasheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core.identity import DatasetId, Digest


class PersonalData(StrEnum):
    """How far a dataset is about people."""

    UNKNOWN = "unknown"
    NONE = "none"
    PSEUDONYMOUS = "pseudonymous"
    PERSONAL = "personal"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """A card as it is stored, an object named by :attr:`DatasetCardVersion.document_object`.

    Attributes:
        source: where the data comes from, in words.
        retention: the day until which it may be kept, an ISO 8601 date; "" = none was set.
        datasheet: provenance, collection, cleaning, intended use; plain text.
    """

    owner: str = ""
    description: str = ""
    source: str = ""
    licence: str = ""
    personal_data: PersonalData = PersonalData.UNKNOWN
    retention: str = ""
    datasheet: str = ""


@dataclass(frozen=True, slots=True)
class DatasetCardVersion:
    """One state of a dataset's card; an edit makes the next number."""

    dataset_id: DatasetId
    number: int
    document_object: Digest
    created_at: datetime
