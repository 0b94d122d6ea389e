"""Using a model: what scoring a table found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core.dataset import Column, Profile
from mlops_desktop.core.identity import DatasetVersionId, Digest, ModelVersionId


class InputWarning(StrEnum):
    """Things that are scored, counted and warned about."""

    UNSEEN_CATEGORY = "unseen_category"
    OUT_OF_RANGE = "out_of_range"
    MISSING = "missing"

    @property
    def words(self) -> str:
        """What stands behind "12 rows"."""
        return _WORDS[self]


_WORDS = {
    InputWarning.UNSEEN_CATEGORY: "with a value training never saw",
    InputWarning.OUT_OF_RANGE: "outside the range of training",
    InputWarning.MISSING: "missing, which training never had",
}


@dataclass(frozen=True, slots=True)
class InputIssue:
    """One kind of oddity in one column.

    Attributes:
        rows: how many rows have it.
        examples: up to five of the odd values as text.
        expected: what training had seen, in words: "0.02 to 0.96".
    """

    column: str
    warning: InputWarning
    rows: int
    examples: tuple[str, ...]
    expected: str


@dataclass(frozen=True, slots=True)
class Scored:
    """What scoring produced, files lying in the job's folder.

    The table holds the input columns plus ``prediction`` and, for classes, one
    ``probability_<class>`` each; of unusual rows ``unusual``, ``score`` and ``because``.

    Attributes:
        flagged: how many rows are called unusual; None where none are looked for.
    """

    row_count: int
    columns: tuple[Column, ...]
    content_hash: str
    table_file: str
    profile: Profile
    issues: tuple[InputIssue, ...]
    flagged: int | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """A prediction batch as registered; ``issues_object`` is a JSON list of InputIssue."""

    id: str
    model_version_id: ModelVersionId
    input_version_id: DatasetVersionId
    output_version_id: DatasetVersionId
    row_count: int
    issue_rows: int
    issues_object: Digest
    at: datetime
