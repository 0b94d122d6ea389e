"""What the writing methods take: new rows before they have an id, a number and a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mlops_desktop.core.dataset import Origin
from mlops_desktop.core.identity import (
    DatasetId,
    DatasetVersionId,
    Digest,
    ModelId,
    ModelVersionId,
    RecipeVersionId,
    RuleSetVersionId,
    RunId,
)
from mlops_desktop.core.monitor import Verdict
from mlops_desktop.core.training import MetricValue
from mlops_desktop.core.transformation import TransformationInput


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """A project as its folder says; ``format`` is the registry's format."""

    id: str
    name: str
    path: Path
    format: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewDatasetVersion:
    """A dataset version to be; its number and ``same_as`` are found when it is written.

    Attributes:
        made_by: the model version that predicted it.
        base_id: the version whose rows it begins with, when a file was added to it.
    """

    dataset_id: DatasetId
    content_hash: str
    row_count: int
    column_count: int
    table_object: Digest
    columns_object: Digest
    profile_object: Digest
    profile_method: str
    origin: Origin
    made_by: ModelVersionId | None = None
    base_id: DatasetVersionId | None = None


@dataclass(frozen=True, slots=True)
class NewImport:
    """An import as it happened."""

    version_id: DatasetVersionId
    file_name: str
    file_sha256: str
    file_size: int
    rows_in_file: int
    rows_rejected: int
    cells_rejected: int
    identical: bool
    details_object: Digest


@dataclass(frozen=True, slots=True)
class NewTransformation:
    """A recipe's run as it happened.

    Attributes:
        version_id: the dataset version its rows are: a new one, or the newest when identical.
        inputs: at least one; the first is the table the recipe was applied to.
    """

    version_id: DatasetVersionId
    recipe_version_id: RecipeVersionId
    rows_in: int
    rows_out: int
    identical: bool
    details_object: Digest
    inputs: tuple[TransformationInput, ...]


@dataclass(frozen=True, slots=True)
class NewRuleCheck:
    """What rules said of a dataset version; counts of rules that held, warned and block."""

    dataset_version_id: DatasetVersionId
    rule_set_version_id: RuleSetVersionId
    result_object: Digest
    passed: int
    warned: int
    blocked: int


@dataclass(frozen=True, slots=True)
class NewTraining:
    """A training to be.

    Attributes:
        job: name of the job folder whose lock its process holds; how a dead one is recognised.
    """

    model_id: ModelId
    dataset_version_id: DatasetVersionId
    spec_object: Digest
    job: str


@dataclass(frozen=True, slots=True)
class NewModelVersion:
    """A model version to be.

    Attributes:
        metric: the deciding metric; ``value``, ``low``, ``high`` its hold-out value and interval.
        metrics: every measured number, for tables and comparison without opening an object.
    """

    model_id: ModelId
    run_id: RunId
    dataset_version_id: DatasetVersionId
    algorithm: str
    metric: str
    value: float
    low: float | None
    high: float | None
    artifact_object: Digest
    model_digest: str
    facts_object: Digest
    golden_object: Digest
    behaviour_hash: str
    split_object: Digest
    holdout_object: Digest
    environment_object: Digest
    spec_object: Digest
    metrics: tuple[MetricValue, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPrediction:
    """A prediction batch to be."""

    model_version_id: ModelVersionId
    input_version_id: DatasetVersionId
    output_version_id: DatasetVersionId
    row_count: int
    issue_rows: int
    issues_object: Digest


@dataclass(frozen=True, slots=True)
class NewReport:
    """A monitoring report to be."""

    model_version_id: ModelVersionId
    reference_version_id: DatasetVersionId
    current_version_id: DatasetVersionId
    verdict: Verdict
    performance_verdict: Verdict
    columns_drifted: int
    columns_checked: int
    metric: str
    reference_value: float | None
    current_value: float | None
    headline: str
    report_object: Digest
