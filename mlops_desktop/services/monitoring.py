"""Monitoring: is a version still right, and what changed in what it is given."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import ReportId
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.monitor import DriftReport, MonitorReport, Tolerances, Verdict
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import foreign_limits, resolve, sources
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.services.sources import Source
from mlops_desktop.storage.records import NewReport


@dataclass(frozen=True, slots=True)
class MonitorSummary:
    """What one monitoring run found."""

    report: MonitorReport
    drift: DriftReport
    model: ModelVersion
    current: DatasetVersion


def run(
    session: Session,
    model_ref: Ref,
    source: Source,
    work: Work | None = None,
    tolerances: Tolerances | None = None,
) -> Outcome[MonitorSummary]:
    """Compare later rows with the rows a version was trained on, and its errors if labelled.

    For an imported version the rows it was judged on stand in; the session tells so.

    Raises:
        UserError: ``monitor.no_columns``, ``data.*`` and ``project.read_only``.
        Cancelled: no report was stored.
    """
    session.require_writable()
    model = resolve.model_version(session, model_ref)
    work = work or Work()
    if model.is_imported:
        told = UserError("foreign.never_trained_here", model=model.label).message
        session.tell(f"{told} These rows are compared with those it was judged on.")
    current = sources.version_of(session, source, work)
    request = requests.MonitorTable(
        model=resolve.model_files(session, model),
        current=resolve.table_file(session, current.value),
        metric=model.metric,
        tolerances=tolerances or Tolerances(),
        seed=0,
    )
    limits = foreign_limits.of_version(session, model, current.value.row_count)
    with session.job() as folder:
        drift = session.run(request, requests.Monitored, folder, work, limits=limits).report
    work.step(Step("Storing the report"))
    report = _publish(session, model, current.value, drift)
    changes = changed((EntityKind.REPORT, report.id)) | current.changes
    return Outcome(MonitorSummary(report, drift, model, current.value), changes)


def reports(session: Session, name: str) -> tuple[MonitorReport, ...]:
    """Return a model's reports, newest first."""
    return session.project.reports.by_model(resolve.model(session, name).id)


def report(session: Session, report_id: ReportId) -> DriftReport:
    """Return the whole of a report."""
    stored = resolve.known(session.project.reports.report(report_id))
    return from_bytes(DriftReport, session.project.objects.read(stored.report_object))


def _publish(
    session: Session, model: ModelVersion, current: DatasetVersion, drift: DriftReport
) -> MonitorReport:
    report_object = session.project.objects.put_bytes(to_bytes(drift))
    deciding = next((p for p in drift.performance if p.metric == model.metric), None)
    checked = [c for c in drift.columns if c.verdict is not Verdict.NOT_CHECKED]
    new = NewReport(
        model_version_id=model.id,
        reference_version_id=model.dataset_version_id,
        current_version_id=current.id,
        verdict=drift.verdict,
        performance_verdict=deciding.verdict if deciding else Verdict.NOT_CHECKED,
        columns_drifted=sum(c.verdict is Verdict.DRIFT for c in checked),
        columns_checked=len(checked),
        metric=model.metric,
        reference_value=deciding.reference if deciding else None,
        current_value=deciding.current if deciding else None,
        headline=drift.headline,
        report_object=report_object,
    )
    subject = Subject("model_version", model.id, f"{model.label} on {current.label}")
    with session.project.tx("monitor.run", subject) as tx:
        return tx.add_report(new)
