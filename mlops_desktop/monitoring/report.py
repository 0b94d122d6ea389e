"""One answer from all that was measured: the verdict, the headline, the columns in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlops_desktop.core import metrics
from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.core.monitor import (
    ColumnDrift,
    DriftReport,
    PerformanceChange,
    PerformanceWindow,
    Size,
    Tolerances,
    Verdict,
)
from mlops_desktop.monitoring import days, words
from mlops_desktop.monitoring.verdict import LEAST_ROWS

_ORDER = (Verdict.DRIFT, Verdict.CANNOT_TELL, Verdict.NO_DRIFT, Verdict.NOT_CHECKED)


@dataclass(frozen=True, slots=True)
class Performance:
    """What labels told; empty without labels.

    Attributes:
        changes: per metric, the deciding one first.
        windows: the deciding metric over time.
        flagged: of what finds unusual rows, the share called so; it needs no labels.
    """

    changes: tuple[PerformanceChange, ...] = ()
    windows: tuple[PerformanceWindow, ...] = ()
    flagged: PerformanceChange | None = None


def assemble(
    columns: Sequence[ColumnDrift],
    performance: Performance,
    tolerances: Tolerances,
    n_reference: int,
    n_current: int,
) -> DriftReport:
    """Put a report together.

    Args:
        columns: as :func:`mlops_desktop.monitoring.drift.compare` returned them.
        performance: what labels told.
        tolerances: what the columns were judged by.
        n_reference, n_current: rows of the tables.

    Returns:
        The report: columns ranked, drift with the largest effect first; the headline says damage
        before drift, because a moved column need not hurt.
    """
    ranked = tuple(sorted(columns, key=lambda item: _rank(item, tolerances)))
    return DriftReport(
        verdict=_verdict(columns),
        headline=_headline(ranked, performance),
        columns=ranked,
        tolerances=tolerances,
        n_reference=n_reference,
        n_current=n_current,
        performance=performance.changes,
        windows=performance.windows,
        has_labels=bool(performance.changes),
        flagged=performance.flagged,
    )


def assemble_days(
    performance: Performance,
    points: Sequence[ForecastPoint],
    tolerances: Tolerances,
    n_reference: int,
) -> DriftReport:
    """Put the report of a forecast together: no column is compared, its days are.

    A series goes on where it learned to stop; that its values are others says nothing.

    Args:
        performance: the days that have come against the backtest.
        points: the days that have come; n_reference: days of the backtest.
    """
    return DriftReport(
        verdict=Verdict.NOT_CHECKED,
        headline=days.headline(performance.changes),
        columns=(),
        tolerances=tolerances,
        n_reference=n_reference,
        n_current=len(points),
        performance=performance.changes,
        windows=performance.windows,
        has_labels=True,
        days=tuple(points),
    )


def _rank(column: ColumnDrift, tolerances: Tolerances) -> tuple[int, int, float]:
    limits = {"wasserstein": tolerances.wasserstein, "cramers_v": tolerances.cramers_v}
    small = limits.get(column.effect, tolerances.psi)[0] or 1.0
    size = -list(Size).index(column.size)
    return _ORDER.index(column.verdict), size, -(column.effect_value or 0.0) / small


def _verdict(columns: Sequence[ColumnDrift]) -> Verdict:
    found = {column.verdict for column in columns}
    for verdict in (Verdict.DRIFT, Verdict.NO_DRIFT, Verdict.CANNOT_TELL):
        if verdict in found:
            return verdict
    return Verdict.NOT_CHECKED


def _headline(ranked: Sequence[ColumnDrift], performance: Performance) -> str:
    drift = _drift_words(ranked, is_alone=not performance.changes)
    if performance.flagged is not None:
        told = [_flagged_words(performance.flagged)]
        for change in performance.changes[:1]:
            if change.verdict is not Verdict.CANNOT_TELL:
                damage = _damage_words(change)
                told.append(f"by known answers {damage[0].lower()}{damage[1:]}")
        text = "; ".join((*told, _drift_words(ranked, is_alone=False)))
        return f"{text[0].upper()}{text[1:]}."
    if performance.changes:
        return f"{_damage_words(performance.changes[0])}; {drift}."
    return f"{drift[0].upper()}{drift[1:]}."


def _flagged_words(change: PerformanceChange) -> str:
    if change.verdict is Verdict.CANNOT_TELL:
        few = words.rows(min(change.n_current, change.n_reference))
        return f"cannot tell whether more rows are unusual ({few})"
    now, before = words.share(change.current), words.share(change.reference)
    if change.verdict is Verdict.DRIFT:
        more = "more" if change.difference > 0 else "fewer"
        return f"{more} rows are called unusual: {now} instead of {before}"
    return f"about as many rows are called unusual as before ({now} against {before})"


def _damage_words(change: PerformanceChange) -> str:
    if change.verdict is Verdict.CANNOT_TELL:
        return f"Cannot tell whether it is still right ({_why_untold(change)})"
    is_better = change.verdict is Verdict.NO_DRIFT and not change.low <= 0 <= change.high
    if change.verdict is Verdict.DRIFT:
        start = "Wrong more often"
    else:
        start = "Right more often" if is_better else "About as right as before"
    scale = max((change.high - change.low) / 2, abs(change.reference) * 1e-3)
    now, before = words.number(change.current, scale), words.number(change.reference, scale)
    return f"{start}: {metrics.metric(change.metric).in_a_sentence} {now} instead of {before}"


def _why_untold(change: PerformanceChange) -> str:
    if change.n_reference < min(LEAST_ROWS, change.n_current):
        return f"{words.rows(change.n_reference)} held out"
    return f"{words.rows(change.n_current)} with labels"


def _drift_words(ranked: Sequence[ColumnDrift], *, is_alone: bool) -> str:
    named = {
        verdict: [column for column in ranked if column.verdict is verdict] for verdict in _ORDER
    }
    drifted, unclear, calm = (named[verdict] for verdict in _ORDER[:3])
    checked = len(drifted) + len(unclear) + len(calm)
    if not checked:
        return "no column can be compared"
    if drifted:
        count = f"{len(drifted)} of {checked} columns changed, {drifted[0].column} most"
        return f"{count}: {drifted[0].sentence}" if is_alone else count
    if not calm:
        reason = unclear[0].reason.rstrip(".")
        start = "cannot tell whether any column changed"
        return f"{start}: {reason[0].lower()}{reason[1:]}" if is_alone else start
    names = words.listed([column.column for column in unclear]) if unclear else ""
    rest = f", cannot tell about {names}" if unclear else ""
    return f"no drift in {len(calm)} of {checked} columns{rest}"
