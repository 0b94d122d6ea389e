"""A dataset's contract: its rules by version, what they said of a dataset version, and waivers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mlops_desktop.core.identity import (
    DatasetId,
    DatasetVersionId,
    Digest,
    RuleCheckId,
    RuleSetVersionId,
)


@dataclass(frozen=True, slots=True)
class RuleSetVersion:
    """One state of a dataset's rules; the newest is the one in force.

    Attributes:
        document_object: the rules.
        note: what was changed, as a person gave it.
    """

    id: RuleSetVersionId
    dataset_id: DatasetId
    dataset: str
    number: int
    document_object: Digest
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """What a set of rules said of a dataset version.

    Attributes:
        rule_set: number of the rules' version.
        result_object: every rule's result.
        passed, warned, blocked: how many rules held, failed with a warning, failed and block.
    """

    id: RuleCheckId
    dataset_version_id: DatasetVersionId
    rule_set_version_id: RuleSetVersionId
    rule_set: int
    result_object: Digest
    passed: int
    warned: int
    blocked: int
    at: datetime

    @property
    def is_blocking(self) -> bool:
        """Whether the version may not be trained on without a waiver."""
        return self.blocked > 0


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody's word that a version may be used although a check blocks it."""

    id: str
    dataset_version_id: DatasetVersionId
    rule_check_id: RuleCheckId
    reason: str
    actor: str
    at: datetime
