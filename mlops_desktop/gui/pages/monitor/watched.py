"""What the monitor page shows, read off the GUI thread in one go."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.identity import DatasetVersionId, ReportId
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.monitor import DriftReport, MonitorReport
from mlops_desktop.services import datasets, models, monitoring
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Watched:
    """A model that can be watched, with its reports, newest first."""

    model: Model
    production: ModelVersion | None
    newest: ModelVersion
    reports: tuple[MonitorReport, ...]

    @property
    def version(self) -> ModelVersion:
        """The version a new check is about: the one in production, else the newest."""
        return self.production or self.newest


@dataclass(frozen=True, slots=True)
class Shown:
    """One report in full.

    Attributes:
        reference, current: labels of the tables that were compared.
    """

    report: MonitorReport
    drift: DriftReport
    version: ModelVersion
    reference: str
    current: str


@dataclass(frozen=True, slots=True)
class Everything:
    """All models that can be watched, and the tables they can be checked against."""

    watched: tuple[Watched, ...]
    tables: tuple[DatasetVersion, ...]


def read_everything(session: Session) -> Everything:
    """Return the models with versions, those in production first, and the datasets."""
    watched = [
        Watched(
            item.model, item.production, item.newest, monitoring.reports(session, item.model.name)
        )
        for item in models.list_models(session)
        if item.newest is not None
    ]
    watched.sort(key=lambda item: item.production is None)
    return Everything(tuple(watched), datasets.newest_tables(session))


def read_report(session: Session, report: MonitorReport) -> Shown:
    """Return a report with the names of what it compared."""
    drift = monitoring.report(session, ReportId(report.id))
    return Shown(
        report=report,
        drift=drift,
        version=models.version_by_id(session, report.model_version_id),
        reference=_label(session, report.reference_version_id),
        current=_label(session, report.current_version_id),
    )


def _label(session: Session, version_id: DatasetVersionId) -> str:
    return datasets.version_by_id(session, version_id).label
