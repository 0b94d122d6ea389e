"""What needs the person today: stages, health, trouble, recent activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mlops_desktop.core.audit import AuditEntry
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.monitor import DriftReport, MonitorReport, Verdict
from mlops_desktop.core.stage import Stage
from mlops_desktop.services import activity, cards, monitoring
from mlops_desktop.services.cards import Overdue
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Health:
    """How a model in use fares.

    Attributes:
        tone: ``ok``, ``warn``, ``bad`` or ``neutral``.
        word: "Healthy", "Watch", "Degraded", "Not watched", "Not in use".
    """

    tone: str
    word: str
    report: MonitorReport | None = None


@dataclass(frozen=True, slots=True)
class StageRow:
    """A model in the stage matrix: the newest version of each stage, if any."""

    model: Model
    development: ModelVersion | None
    staging: ModelVersion | None
    production: ModelVersion | None
    health: Health


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that needs the person.

    Attributes:
        model: whose model it is; ``report`` what found it.
    """

    tone: str
    title: str
    detail: str
    evidence: str
    model: str
    report: MonitorReport


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of recent activity: what happened, a detail, when, and the log entry behind it."""

    title: str
    detail: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The home page.

    Attributes:
        watched: the newest labelled report of a production model with its windows, for the chart.
        overdue: the datasets that are kept longer than their cards allow.
    """

    rows: tuple[StageRow, ...]
    concerns: tuple[Concern, ...]
    recent: tuple[Activity, ...]
    datasets: int
    watched: tuple[ModelVersion, MonitorReport, DriftReport] | None
    overdue: tuple[Overdue, ...] = ()


def overview(session: Session, activities: int = 8) -> Overview:
    """Return what the home page shows."""
    rows = tuple(_stage_row(session, model) for model in session.project.models.list())
    concerns = tuple(
        _concern(session, row, row.health.report)
        for row in rows
        if row.health.report is not None and row.health.tone in ("bad", "warn")
    )
    entries = session.project.log.entries(limit=activities * 3)
    recent = tuple(_activity(entry) for entry in entries if activity.is_worth_telling(entry))
    return Overview(
        rows=rows,
        concerns=tuple(sorted(concerns, key=lambda item: item.tone != "bad")),
        recent=recent[:activities],
        datasets=len(session.project.datasets.list()),
        watched=_watched(session, rows),
        overdue=cards.overdue(session),
    )


def health_of(production: ModelVersion | None, report: MonitorReport | None) -> Health:
    """Return how a production version fares, by its newest report."""
    if production is None:
        return Health("neutral", "Not in use")
    if report is None:
        return Health("neutral", "Not watched")
    if report.performance_verdict is Verdict.DRIFT:
        return Health("bad", "Degraded", report)
    if report.verdict is Verdict.DRIFT:
        # Inputs moved but errors did not, or nobody knows yet: watch, do not alarm.
        return Health("warn", "Watch", report)
    if Verdict.NO_DRIFT in (report.verdict, report.performance_verdict):
        return Health("ok", "Healthy", report)
    return Health("neutral", "Cannot tell", report)


def _stage_row(session: Session, model: Model) -> StageRow:
    models = session.project.models
    production = models.in_stage(model.id, Stage.PRODUCTION)
    report = None
    if production is not None:
        reports = session.project.reports.by_model(model.id)
        report = next((r for r in reports if r.model_version_id == production.id), None)
    return StageRow(
        model=model,
        development=models.in_stage(model.id, Stage.DEVELOPMENT),
        staging=models.in_stage(model.id, Stage.STAGING),
        production=production,
        health=health_of(production, report),
    )


def _concern(session: Session, row: StageRow, report: MonitorReport) -> Concern:
    number = row.production.number if row.production else 0
    if row.health.tone == "bad":
        title = f"{row.model.name} v{number} in production is wrong more often"
    else:
        title = f"{row.model.name} v{number} in production is given different data"
    # The headline begins with the verdict, which is the title here.
    _, _, rest = report.headline.partition(": ")
    detail = rest[:1].upper() + rest[1:] if rest else report.headline
    seen = session.project.datasets.version_by_id(report.current_version_id)
    evidence = f"Seen in {seen.label}: {seen.row_count:,} rows" if seen else ""
    return Concern(row.health.tone, title, detail, evidence, row.model.name, report)


def _activity(entry: AuditEntry) -> Activity:
    title, detail = activity.sentence(entry)
    return Activity(title, detail, entry.at, entry.seq)


def _watched(
    session: Session, rows: tuple[StageRow, ...]
) -> tuple[ModelVersion, MonitorReport, DriftReport] | None:
    """Return the worst-faring production version that has a labelled report."""
    candidates = [
        (row.production, row.health.report)
        for row in sorted(rows, key=lambda item: item.health.tone != "bad")
        if row.production is not None and row.health.report is not None
    ]
    for production, report in candidates:
        drift = monitoring.report(session, report.id)
        if drift.windows:
            return production, report, drift
    return None
