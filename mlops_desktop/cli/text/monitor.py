"""Monitoring in words: the sentence first, then the real error, then the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mlops_desktop.cli.text.plain import (
    VERDICT_MARK,
    VERDICT_WORDS,
    both_times,
    interval,
    local,
    probability,
    safe,
)
from mlops_desktop.cli.text.plain import number as shown
from mlops_desktop.cli.text.table import Heading, facts, headings, table
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.monitor import (
    ColumnDrift,
    DriftReport,
    MonitorReport,
    PerformanceChange,
    Size,
    Verdict,
)
from mlops_desktop.core.wording import counted

_ORDER = {Verdict.DRIFT: 0, Verdict.CANNOT_TELL: 1, Verdict.NO_DRIFT: 2, Verdict.NOT_CHECKED: 3}
_SIZES = {Size.LARGE: 0, Size.MEDIUM: 1, Size.SMALL: 2, Size.NONE: 3}
_NAMES = {
    "psi": "PSI",
    "ks": "KS",
    "wasserstein": "Wasserstein",
    "jensen_shannon": "Jensen–Shannon",
    "chi2": "χ²",
    "cramers_v": "Cramér's V",
}
_CHANGE_WORDS = {
    Verdict.DRIFT: "worse",
    Verdict.NO_DRIFT: "not worse",
    Verdict.CANNOT_TELL: "cannot tell",
    Verdict.NOT_CHECKED: "not checked",
}


def report(found: DriftReport, stored: MonitorReport, about: str) -> Iterator[str]:
    """Yield a report: headline, real error, columns from most drifted, conventions."""
    yield f"{_mark(found)} {safe(found.headline)}"
    drifted = f"{stored.columns_drifted} of {stored.columns_checked}"
    rows = f"{found.n_current:,} against {found.n_reference:,} of training"
    days = f"{found.n_current:,} have come, against {found.n_reference:,} of the backtest"
    yield from facts(
        [
            ("Checked", f"{about}, {both_times(stored.at)}"),
            ("Days", days if found.days else ""),
            ("Rows", "" if found.days else rows),
            ("Columns drifted", "" if found.days else drifted),
            ("Report", stored.id),
        ]
    )
    yield ""
    if found.flagged is not None:
        yield f"{VERDICT_MARK[found.flagged.verdict]} {found.flagged.sentence}"
    yield from _performance(found)
    if found.days:
        yield from _starts(found)
        return
    yield ""
    yield from _columns(sorted(found.columns, key=_rank))
    yield from _reasons(found.columns)
    yield ""
    yield from _conventions(found.columns)


def earlier(
    reports: Sequence[MonitorReport], labels: Mapping[str, str], present: MonitorReport
) -> Iterator[str]:
    """Yield the other reports."""
    others = [item for item in reports if item.id != present.id]
    if not others:
        return
    yield ""
    yield "Other reports:"
    yield from table(
        headings("When", "Version", "Inputs", "Errors", ">Drifted", "Report"),
        [
            (
                local(item.at),
                labels.get(item.model_version_id, "–"),
                VERDICT_WORDS[item.verdict],
                _CHANGE_WORDS[item.performance_verdict],
                f"{item.columns_drifted} of {item.columns_checked}",
                item.id,
            )
            for item in others
        ],
    )


def _mark(found: DriftReport) -> str:
    if any(change.verdict is Verdict.DRIFT for change in found.performance):
        return "▲"
    return (
        "◆" if found.verdict is Verdict.DRIFT and found.has_labels else VERDICT_MARK[found.verdict]
    )


def _performance(found: DriftReport) -> Iterator[str]:
    if not found.has_labels:
        if found.flagged is not None:
            yield "○ Whether the right rows are called unusual was not checked: no known answers."
            return
        yield "○ Errors were not checked: the target is not in the rows."
        return
    yield from table(
        headings("", "Metric", ">At training", "95 % interval", ">Now", "95 % interval", "Verdict"),
        [_change(change) for change in found.performance],
    )


def _starts(found: DriftReport) -> Iterator[str]:
    """Yield the deciding metric of each forecast made since the training."""
    yield ""
    title = metric(found.performance[0].metric).short
    yield from table(
        headings("Forecast from", ">Days", f">{title}"),
        [(part.label, str(part.rows), shown(part.value)) for part in found.windows],
    )


def _change(change: PerformanceChange) -> tuple[str, ...]:
    return (
        VERDICT_MARK[change.verdict],
        metric(change.metric).title,
        shown(change.reference),
        interval(change.reference_low, change.reference_high),
        shown(change.current),
        interval(change.current_low, change.current_high),
        _CHANGE_WORDS[change.verdict],
    )


def _rank(column: ColumnDrift) -> tuple[int, int, float]:
    return _ORDER[column.verdict], _SIZES[column.size], -(column.effect_value or 0.0)


def _columns(columns: Sequence[ColumnDrift]) -> Iterator[str]:
    titles = headings("", "Column", "Verdict", "Size", "Measure", ">Effect", ">Adjusted p")
    yield from table(
        (*titles, Heading("What changed", limit=80)),
        [
            (
                VERDICT_MARK[column.verdict],
                column.column,
                VERDICT_WORDS[column.verdict],
                str(column.size),
                _NAMES.get(column.effect, column.effect),
                shown(column.effect_value, 3),
                probability(column.adjusted_p),
                column.sentence,
            )
            for column in columns
        ],
    )


def _reasons(columns: Sequence[ColumnDrift]) -> Iterator[str]:
    for column in columns:
        if column.verdict in (Verdict.CANNOT_TELL, Verdict.NOT_CHECKED) and column.reason:
            yield f"○ {safe(column.column)}: {safe(column.reason)}"
        if column.unseen:
            rows = sum(number for _, number in column.unseen)
            values = ", ".join(safe(value) for value, _ in column.unseen[:5])
            strange = f"{counted(rows, 'row')} with values training never had"
            yield f"◆ {safe(column.column)}: {strange}: {values}"


def _conventions(columns: Sequence[ColumnDrift]) -> Iterator[str]:
    """Yield how the effects were computed, once per measure and convention."""
    seen = {
        (_NAMES.get(statistic.name, statistic.name), statistic.convention)
        for column in columns
        for statistic in column.statistics
        if statistic.name == column.effect
    }
    yield "How the effects were measured:"
    yield from facts(sorted(seen))


def statistics(found: DriftReport) -> Iterator[str]:
    """Yield every number of every column, each with its convention."""
    yield ""
    yield from table(
        (*headings("Column", "Measure", ">Value", ">p"), Heading("Convention", limit=100)),
        [
            (
                column.column,
                _NAMES.get(statistic.name, statistic.name),
                shown(statistic.value),
                probability(statistic.p_value),
                statistic.convention,
            )
            for column in sorted(found.columns, key=_rank)
            for statistic in column.statistics
        ],
    )
