"""One answer from all that was measured: the verdict, the headline, the columns in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlops_desktop.core import metrics
from mlops_desktop.core.monitor import (
    ColumnDrift,
    DriftReport,
    PerformanceChange,
    PerformanceWindow,
    Size,
    Tolerances,
    Verdict,
)
from mlops_desktop.monitoring import words

_ORDER = (Verdict.DRIFT, Verdict.CANNOT_TELL, Verdict.NO_DRIFT, Verdict.NOT_CHECKED)


@dataclass(frozen=True, slots=True)
class Performance:
    """What labels told; empty without labels.

    Attributes:
        changes: per metric, the deciding one first.
        windows: the deciding metric over time.
    """

    changes: tuple[PerformanceChange, ...] = ()
    windows: tuple[PerformanceWindow, ...] = ()


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
    if performance.changes:
        return f"{_damage_words(performance.changes[0])}; {drift}."
    return f"{drift[0].upper()}{drift[1:]}."


def _damage_words(change: PerformanceChange) -> str:
    if change.verdict is Verdict.CANNOT_TELL:
        few = words.rows(change.n_current)
        return f"Cannot tell whether it is still right ({few} with labels)"
    is_better = change.verdict is Verdict.NO_DRIFT and not change.low <= 0 <= change.high
    if change.verdict is Verdict.DRIFT:
        start = "Wrong more often"
    else:
        start = "Right more often" if is_better else "About as right as before"
    scale = max((change.high - change.low) / 2, abs(change.reference) * 1e-3)
    now, before = words.number(change.current, scale), words.number(change.reference, scale)
    return f"{start}: {metrics.metric(change.metric).title} {now} instead of {before}"


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
