"""Models and their numbered, immutable versions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from mlops_desktop.core.algorithms import IMPORTED
from mlops_desktop.core.certainty import NOT_RECORDED, Drawn
from mlops_desktop.core.decision import Worth
from mlops_desktop.core.identity import DatasetVersionId, Digest, ModelId, ModelVersionId, RunId
from mlops_desktop.core.judging import Dependence, FairnessGap, Slice
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.search import Trial
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import (
    Evaluation,
    FeatureStep,
    Importance,
    MetricValue,
    Signature,
)
from mlops_desktop.core.wording import counted


@dataclass(frozen=True, slots=True)
class Model:
    """A named model; ``newest`` is its highest version number (0: none yet).

    Attributes:
        deciding_metric: key of the metric that ``@best`` and the champion gate use.
        target: the predicted column.
    """

    id: ModelId
    name: str
    task: Task
    target: str
    deciding_metric: str
    created_at: datetime
    newest: int
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class ModelOrigin:
    """Where a model that was made elsewhere comes from.

    Attributes:
        sha256: of the file, which is stored as it came.
        kind: what it is, as its library calls it: ``RandomForestClassifier``.
        library: what it was written with, as the file says; "" where it does not.
        author, source: as whoever imported it stated them; "" where nobody did.
        are_columns_stated: whether whoever imported it named its columns; else it knew them.
    """

    file_name: str
    sha256: str
    size: int
    kind: str
    library: str
    author: str = ""
    source: str = ""
    are_columns_stated: bool = False


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What :attr:`ModelVersion.facts_object` holds: the large facts of a version.

    Attributes:
        origin: None for a version that was trained here.
    """

    parameters: tuple[tuple[str, str], ...]
    metrics: tuple[MetricValue, ...]
    steps: tuple[FeatureStep, ...]
    signature: Signature
    importances: tuple[Importance, ...]
    evaluation: Evaluation
    seconds: float
    trials: tuple[Trial, ...] = ()
    slices: tuple[Slice, ...] = ()
    dependence: tuple[Dependence, ...] = ()
    fairness: tuple[FairnessGap, ...] = ()
    origin: ModelOrigin | None = None


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One finished run, or one imported model, numbered.

    Attributes:
        value: hold-out value of the model's deciding metric; ``low``/``high`` its 95 % interval.
        artifact_object: the ``.skops`` file; ``model_digest`` its normalised content digest.
        facts_object: JSON of :class:`VersionFacts`.
        stage: where it stands now.
    """

    id: ModelVersionId
    model_id: ModelId
    model: str
    number: int
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
    created_at: datetime
    created_by: str
    stage: Stage
    is_hidden: bool = False

    @property
    def label(self) -> str:
        """``churn@7``."""
        return f"{self.model}@{self.number}"

    @property
    def is_imported(self) -> bool:
        """Whether it was made elsewhere: no row is known that it was trained on.

        Its dataset version holds the rows it was judged on; all of them count as held out.
        """
        return self.algorithm == IMPORTED.key


@dataclass(frozen=True, slots=True)
class Reperformance:
    """How stored predictions compare with predictions made now.

    Attributes:
        max_relative_difference: the largest |now − stored| / max(|now|, |stored|, floor) of all
            numbers (probabilities for classes), where floor = 0.001 × the largest |stored|.
        is_equal: whether it is at most 1e-9 and every label is the same.
        is_identical: whether every bit is the same.
        behaviour_hash: of the predictions made now; see :attr:`ModelVersion.behaviour_hash`.
    """

    rows: int
    max_relative_difference: float
    is_equal: bool
    is_identical: bool
    behaviour_hash: str


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """Challenger minus champion in one metric on the same rows.

    ``low``/``high``: 95 % paired expanded percentile bootstrap over what :attr:`SameRows.drawn`
    says; NaN where it cannot be told.
    """

    metric: str
    first: float
    second: float
    difference: float
    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether there is a range."""
        return not math.isnan(self.low + self.high)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two rankings of the same rows agree: Spearman's ρ with its 95 % interval.

    NaN where the interval cannot be told.
    """

    value: float
    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether there is a range."""
        return not math.isnan(self.low + self.high)

    def spread(self, decimals: int) -> str:
        """Return the range in words: ``0.91 to 0.95``."""
        ends = (f"{end:.{decimals}f}" for end in (self.low, self.high))
        return " to ".join(ends) if self.is_known else "not known"


@dataclass(frozen=True, slots=True)
class Valued:
    """What decisions are worth, and the version whose training stated it."""

    by: ModelVersionId
    worth: Worth


@dataclass(frozen=True, slots=True)
class SameRows:
    """Two versions on rows neither was trained on (by row digest, with multiplicity).

    Of forecasts they are the days that both backtests forecast.

    Attributes:
        rows: how many such rows; below ``least`` the comparison "cannot tell".
        differences: per metric, ``second − first``; empty when there are no rows.
        decisions_changed: rows whose predicted class differs, or whose predicted number differs
            by more than 10 % of the target's standard deviation.
        obstacle: why there can be no such rows, in a sentence; "" where there can.
        unit: ``row``, or ``day`` of forecasts.
        agreement: of what finds unusual rows; it says how alike they rank, not which is right.
        valued: by what the decisions of both are valued; None where nobody said, or there are more
            than two classes.
        drawn: what the ranges of the differences draw.
    """

    first: ModelVersionId
    second: ModelVersionId
    rows: int
    differences: tuple[MetricDifference, ...] = ()
    decisions_changed: int = 0
    obstacle: str = ""
    least: int = 100
    unit: str = "row"
    agreement: Agreement | None = None
    valued: Valued | None = None
    drawn: Drawn = NOT_RECORDED

    @property
    def unit_of_worth(self) -> str:
        """The unit in which decisions are valued; "" where they are not."""
        return self.valued.worth.unit if self.valued is not None else ""

    @property
    def is_enough(self) -> bool:
        """Whether a verdict may rest on it."""
        return self.rows >= self.least and not self.obstacle

    @property
    def shortage(self) -> str:
        """Why no verdict may rest on it, a sentence; "" when one may."""
        if self.obstacle or self.is_enough:
            return self.obstacle
        which = "neither was trained on" if self.unit == "row" else "both forecast"
        return f"Only {counted(self.rows, self.unit)} that {which}; {self.least} are needed."
