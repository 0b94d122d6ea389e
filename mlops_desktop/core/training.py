"""Training: what was asked, the runs it made, and what they measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core.anomaly import AnomalyPlan, KnownUnusual
from mlops_desktop.core.certainty import NOT_RECORDED, BaselineGain, Drawn
from mlops_desktop.core.curve import ClassCurves, Curve
from mlops_desktop.core.decision import MOST_PROBABLE, Decision
from mlops_desktop.core.features import AUTOMATIC, FeatureChoices
from mlops_desktop.core.forecast import ForecastPlan, ForecastPoint
from mlops_desktop.core.identity import DatasetVersionId, Digest, ModelId, RunId, TrainingId
from mlops_desktop.core.judging import Dependence, FairnessGap, Slice
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.search import Search, Trial


class SplitMethod(StrEnum):
    """How hold-out rows are chosen.

    RANDOM: by the seed, stratified for classes. ORDERED: the last rows. GROUPED: whole groups of
    rows that belong together. COLUMN: by the values of a column that says so.
    """

    RANDOM = "random"
    ORDERED = "ordered"
    GROUPED = "grouped"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """How the rows are divided.

    Attributes:
        order_by: the column that orders; None keeps the order of the file.
        holdout: share held out, 0.05–0.5.
        folds: cross-validation folds on the remaining rows, 2–20 (ordered: forward chaining).
        group_by: the column whose equal values belong together (grouped).
        column: the column that says which rows are held out (column); held_out: its values, as
            text, of those rows.
    """

    method: SplitMethod = SplitMethod.RANDOM
    order_by: str | None = None
    holdout: float = 0.2
    folds: int = 5
    group_by: str | None = None
    column: str | None = None
    held_out: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """How rows are held out, in short: ``grouped by patient``."""
        if self.method is SplitMethod.COLUMN:
            return f"where {self.column} is {', '.join(self.held_out)}"
        if self == ALL_ROWS:
            return "all rows"
        by = self.group_by if self.method is SplitMethod.GROUPED else self.order_by
        return f"{self.method} by {by}" if by else str(self.method)

    @property
    def share(self) -> str:
        """The share held out, in per cent; nothing where a column says it or all rows are."""
        is_said = self.method is SplitMethod.COLUMN or self == ALL_ROWS
        return "" if is_said else f"{100 * self.holdout:.0f} %"


ALL_ROWS = SplitPlan(holdout=1.0, folds=0)
"""Nothing is trained: a model from elsewhere is judged on every row."""


@dataclass(frozen=True, slots=True)
class MethodParameters:
    """Parameters a person set for one method, by key, as text; the rest keep their defaults."""

    algorithm: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """One training (a click), frozen. One run is made per algorithm.

    Attributes:
        model: the model's name.
        target: the predicted column; "" where there is none (unusual rows).
        task: None = decide from the target.
        algorithms: keys of the catalogue; empty = all that fit the task.
        exclude: columns left out.
        metric: the deciding metric; None = the task's default.
        positive: the positive class as text (two classes only); None = true, yes or 1, of others
            the rarer one. Of unusual rows: the value of ``anomaly.labels`` that means unusual.
        seed: 0–2³²−1.
        sensitive: columns whose groups must be decided about alike, whether or not the model takes
            them (two classes); empty = those whose names suggest it.
        parameters: set by hand; features: chosen by hand.
        search: None = each method's defaults.
        forecast: for forecasting only; anomaly: for unusual rows only.
    """

    model: str
    target: str = ""
    task: Task | None = None
    algorithms: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    metric: str | None = None
    positive: str | None = None
    split: SplitPlan = SplitPlan()
    seed: int = 0
    sensitive: tuple[str, ...] = ()
    parameters: tuple[MethodParameters, ...] = ()
    features: FeatureChoices = AUTOMATIC
    search: Search | None = None
    decision: Decision = MOST_PROBABLE
    forecast: ForecastPlan | None = None
    anomaly: AnomalyPlan | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to predict a target as, found from its values.

    Attributes:
        metric: key of the deciding metric.
        positive: the usual one of two classes as text; None otherwise.
        classes: the class labels as text, in the order models use; empty for regression.
        reasons: why, in words, one sentence each.
    """

    task: Task
    metric: str
    positive: str | None
    classes: tuple[str, ...]
    reasons: tuple[str, ...]


class RunStatus(StrEnum):
    """Life of a run; all but ``RUNNING`` are final."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ABORTED = "aborted"


class Split(StrEnum):
    """Which rows a number was measured on."""

    HOLDOUT = "holdout"
    CROSS_VALIDATION = "cv"
    TRAINING = "training"


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One measured number.

    Attributes:
        low, high: 95 % interval: of held-out rows the bootstrap's, which draws what
            :attr:`Evaluation.drawn` says, shares of single rows by Wilson 1927; of
            cross-validation mean ± t·s·√(1/folds + test/training rows) (Nadeau & Bengio 2003);
            None where it cannot be told.
    """

    name: str
    split: Split
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class FeatureStep:
    """One step between columns and model inputs, in the order applied.

    Attributes:
        operation: ``leave_out``, ``as_number``, ``date_parts``, ``impute``, ``one_hot``, ``scale``,
            ``keep`` (taken as it is), ``spline``, ``cyclic``, ``ordinal``, ``codes``,
            ``target_mean``, ``text``, ``interact``, ``components``, ``indicate``, ``select``,
            ``cut`` (numbers too large are taken as the largest there is; makes no output).
        columns: the input columns.
        detail: parameters in words: "median", "mean 0.49, sd 0.19".
        outputs: the names of the features that come out.
    """

    operation: str
    columns: tuple[str, ...]
    detail: str
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a run was made.

    Attributes:
        packages: (name, version) of what computes.
        blas: name, version and threads of the linear algebra libraries, by "; ".
    """

    system: str
    machine: str
    python: str
    packages: tuple[tuple[str, str], ...]
    blas: str
    cores: int
    app: str


@dataclass(frozen=True, slots=True)
class FieldSignature:
    """What a model expects of one input column.

    Attributes:
        type: a :class:`~mlops_desktop.core.dataset.ColumnType` value.
        categories: the known categories (text columns), at most 1,000; empty when not categorical.
        low, high: the range seen in training (numbers, dates as ISO text).
        may_be_missing: whether the training rows had missing values here.
        typical: the median, or the most frequent value, of the training rows, by which an
            unusual row is explained; None where that is not needed.
    """

    name: str
    type: str
    categories: tuple[str, ...] = ()
    low: float | str | None = None
    high: float | str | None = None
    may_be_missing: bool = False
    typical: float | str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Inputs and output of a model version.

    Attributes:
        classes: as text, in the order of the probabilities; positive: the one of two that is.
        threshold: the positive class is the answer from this probability on; None: the more
            probable class is. Of unusual rows: a row is called so from this score on.
        known: where known answers stand, by which a finder of unusual rows is judged.
        quantile: what the training aims at, 0–1; None: a mean or a median.
    """

    inputs: tuple[FieldSignature, ...]
    target: str
    target_type: str
    task: Task
    classes: tuple[str, ...] = ()
    positive: str | None = None
    threshold: float | None = None
    known: KnownUnusual | None = None
    quantile: float | None = None


@dataclass(frozen=True, slots=True)
class Importance:
    """Permutation importance of an input column on hold-out rows, in the deciding metric.

    ``value`` is the mean worsening when the column is shuffled (Breiman 2001; Fisher et al. 2019),
    positive = the model leans on it.

    Attributes:
        low, high: 95 % interval over the shuffles and rows, value ± z·√(s²_rows + s²_shuffles
            / shuffles): the first by bootstrap, the second with ddof 1, z = 1.96 or more where few
            units are drawn; None where not computed.
    """

    column: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """What one algorithm's run produced, files lying in the job's folder.

    Attributes:
        model_file: the ``.skops`` file's name.
        model_digest: normalised content digest ``mlopsd-model-digest/1``, hexadecimal.
        golden_file: Parquet of up to 100 hold-out rows with stored predictions.
        behaviour_hash: SHA-256 over the golden predictions as float64 LE / UTF-8 labels.
        split_file: ``.npz`` with ``train`` and ``holdout`` row numbers (int64, 0-based).
        holdout_file: Parquet of hold-out targets and predictions (for charts and comparison).
        seconds: wall time of the fits and the predictions that check them.
        explain_seconds: wall time of intervals and importances.
    """

    algorithm: str
    parameters: tuple[tuple[str, str], ...]
    model_file: str
    model_digest: str
    golden_file: str
    behaviour_hash: str
    split_file: str
    holdout_file: str
    metrics: tuple[MetricValue, ...]
    steps: tuple[FeatureStep, ...]
    signature: Signature
    importances: tuple[Importance, ...]
    evaluation: Evaluation
    seconds: float
    explain_seconds: float = 0.0
    trials: tuple[Trial, ...] = ()
    slices: tuple[Slice, ...] = ()
    dependence: tuple[Dependence, ...] = ()
    fairness: tuple[FairnessGap, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What evaluation charts are drawn from (at most 2,000 points each).

    Attributes:
        predicted_actual: regression: predicted (x) against actual (y), a seeded sample.
        residuals: regression: (edges, counts) of y − ŷ as a curve of bin centres and counts.
        roc: two classes: false positive rate against true positive rate.
        confusion: rows = actual, columns = predicted classes, in ``Signature.classes`` order.
        precision_recall: two classes: recall against precision; at recall 0 precision is 1.
        calibration: two classes: mean predicted probability against the share of positives, in
            up to 10 groups of equal size (quantiles of the probability).
        calibration_rows: how many rows each of these groups has.
        gain: two classes: share of rows, the most probable first, against the share of all
            positives that are among them. Lift is y / x.
        undefined: two classes: why there are no curves, a sentence; "" when there are.
        by_class: more than two classes: each against all others (at most 10, the most frequent;
            at most 200 points each).
        learning: training rows against the deciding metric, mean over up to two of the folds.
        backtest: forecasting: what was forecast in the backtest.
        unusual: finding unusual rows: middles of 20 equal parts of 0 to 1, and how many hold-out
            rows score within each.
        drawn: what the ranges of held-out numbers draw; baseline: the method beside the baseline
            on the same rows, None of the baseline itself and where there is none.
    """

    predicted_actual: Curve | None = None
    residuals: Curve | None = None
    roc: Curve | None = None
    confusion: tuple[tuple[int, ...], ...] = ()
    precision_recall: Curve | None = None
    calibration: Curve | None = None
    calibration_rows: tuple[int, ...] = ()
    gain: Curve | None = None
    undefined: str = ""
    by_class: tuple[ClassCurves, ...] = ()
    learning: Curve | None = None
    backtest: tuple[ForecastPoint, ...] = ()
    unusual: Curve | None = None
    drawn: Drawn = NOT_RECORDED
    baseline: BaselineGain | None = None


@dataclass(frozen=True, slots=True)
class Training:
    """One training as registered."""

    id: TrainingId
    model_id: ModelId
    model: str
    dataset_version_id: DatasetVersionId
    spec_object: Digest
    created_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run as registered; ``error`` says why a failed one failed."""

    id: RunId
    training_id: TrainingId
    algorithm: str
    status: RunStatus
    started_at: datetime
    ended_at: datetime | None = None
    error: str = ""
    environment_object: Digest | None = None
