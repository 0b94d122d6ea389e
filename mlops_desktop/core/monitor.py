"""Monitoring: effects, certainty, verdicts, and real performance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core.dataset import Histogram
from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.core.identity import DatasetVersionId, Digest, ModelVersionId, ReportId


class Verdict(StrEnum):
    """Three different answers, and one for "nobody looked"."""

    DRIFT = "drift"
    NO_DRIFT = "no_drift"
    CANNOT_TELL = "cannot_tell"
    NOT_CHECKED = "not_checked"


class Size(StrEnum):
    """How large an effect is, by the tolerances."""

    NONE = "none"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Small / medium / large per effect measure; "drift" means at least the first."""

    psi: tuple[float, float, float] = (0.10, 0.25, 0.50)
    wasserstein: tuple[float, float, float] = (0.1, 0.3, 0.6)
    cramers_v: tuple[float, float, float] = (0.1, 0.3, 0.5)
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number with its convention.

    Attributes:
        name: ``psi``, ``ks``, ``wasserstein``, ``jensen_shannon``, ``chi2``, ``cramers_v``.
        p_value: where the statistic has a test; None otherwise.
        convention: bins, logarithm base, scale: "10 reference deciles, open ends, floor 1e-4".
    """

    name: str
    value: float
    convention: str
    p_value: float | None = None


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """What happened to one column.

    Attributes:
        effect: name of the statistic whose size decides, ``effect_value`` its value.
        adjusted_p: p of the column's test after Benjamini–Hochberg over all tested columns.
        reason: why the verdict is what it is, in words.
        sentence: what changed, in words: "0.72 against 0.38 on average".
        unseen: values of the current rows that the reference never had (text columns), with counts.
        reference_histogram, current_histogram: shares drawn on common edges (numbers).
        reference_top, current_top: counts per category (text), common order, rest pooled.
    """

    column: str
    is_numeric: bool
    n_reference: int
    n_current: int
    missing_reference: int
    missing_current: int
    statistics: tuple[Statistic, ...]
    effect: str
    effect_value: float | None
    size: Size
    p_value: float | None
    adjusted_p: float | None
    verdict: Verdict
    reason: str
    sentence: str
    unseen: tuple[tuple[str, int], ...] = ()
    reference_histogram: Histogram | None = None
    current_histogram: Histogram | None = None
    reference_top: tuple[tuple[str, int], ...] = ()
    current_top: tuple[tuple[str, int], ...] = ()

    def in_words(self, reference: str, current: str) -> str:
        """Return a sentence on what both sides hold, which are called so."""
        counts = f"{self.n_reference:,} and {self.n_current:,} values"
        return f"{self.column}, {current} against {reference}: {self.sentence} ({counts})."


@dataclass(frozen=True, slots=True)
class PerformanceChange:
    """Real performance on labelled current rows against the hold-out the version was judged by.

    Attributes:
        reference, current: metric values with 95 % bootstrap intervals.
        difference: current − reference; ``low``/``high`` its 95 % interval (independent
            bootstraps of both samples).
        verdict: DRIFT here means "worse, and the interval excludes no change".
    """

    metric: str
    reference: float
    reference_low: float
    reference_high: float
    current: float
    current_low: float
    current_high: float
    difference: float
    low: float
    high: float
    n_reference: int
    n_current: int
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class PerformanceWindow:
    """The deciding metric over one stretch of current rows, in their order.

    ``label`` is the window's first row as text: a date, or "rows 1–100".
    """

    label: str
    rows: int
    value: float


@dataclass(frozen=True, slots=True)
class DriftReport:
    """All that one monitoring run found.

    Attributes:
        verdict: DRIFT if any column drifted; CANNOT_TELL if none did and none could be told.
        headline: one sentence for the person.
        has_labels: whether real performance could be measured.
        flagged: of what finds unusual rows, the share called so against that of the hold-out;
            DRIFT here means "clearly another share".
        days: of a forecast, the days that have come since it was trained, as it forecast them.
    """

    verdict: Verdict
    headline: str
    columns: tuple[ColumnDrift, ...]
    tolerances: Tolerances
    n_reference: int
    n_current: int
    performance: tuple[PerformanceChange, ...] = ()
    windows: tuple[PerformanceWindow, ...] = ()
    has_labels: bool = False
    flagged: PerformanceChange | None = None
    days: tuple[ForecastPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class MonitorReport:
    """A report as registered; ``report_object`` is the JSON of :class:`DriftReport`.

    Attributes:
        performance_verdict: of the deciding metric; NOT_CHECKED without labels.
    """

    id: ReportId
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
    at: datetime
