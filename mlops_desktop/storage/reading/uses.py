"""What was done with models: prediction batches and monitoring reports."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.identity import DatasetVersionId, ModelId, ModelVersionId, ReportId
from mlops_desktop.core.monitor import MonitorReport
from mlops_desktop.core.scoring import Prediction
from mlops_desktop.storage.reading.repository import Repository, Shape
from mlops_desktop.storage.sqlite import Value

_PREDICTION = """
SELECT id, model_version_id, input_version_id, output_version_id, row_count, issue_rows,
  issues_object, at
FROM prediction
"""
_REPORT = """
SELECT r.id, r.model_version_id, r.reference_version_id, r.current_version_id, r.verdict,
  r.performance_verdict, r.columns_drifted, r.columns_checked, r.metric, r.reference_value,
  r.current_value, r.headline, r.report_object, r.at
FROM monitor_report r
"""

_PREDICTIONS = Shape(Prediction)
_REPORTS = Shape(MonitorReport)


class Predictions(Repository):
    """Prediction batches, oldest first."""

    def by_model_version(self, version_id: ModelVersionId) -> tuple[Prediction, ...]:
        """Return what a model version predicted."""
        return self._select("WHERE model_version_id=? ORDER BY at, id", [version_id])

    def by_output(self, version_id: DatasetVersionId) -> Prediction | None:
        """Return the batch that made a dataset version, or None."""
        found = self._select("WHERE output_version_id=?", [version_id])
        return found[0] if found else None

    def all(self) -> tuple[Prediction, ...]:
        """Return every batch."""
        return self._select("ORDER BY at, id", [])

    def _select(self, rest: str, values: Sequence[Value]) -> tuple[Prediction, ...]:
        return _PREDICTIONS.all(self._connection().rows(f"{_PREDICTION} {rest}", values))


class Reports(Repository):
    """Monitoring reports, newest first."""

    def by_model(self, model_id: ModelId) -> tuple[MonitorReport, ...]:
        """Return the reports on any version of a model."""
        return self._select(
            "JOIN model_version v ON v.id=r.model_version_id WHERE v.model_id=?"
            " ORDER BY r.at DESC, r.id DESC",
            [model_id],
        )

    def report(self, report_id: ReportId) -> MonitorReport | None:
        """Return the report of that id."""
        found = self._select("WHERE r.id=?", [report_id])
        return found[0] if found else None

    def all(self) -> tuple[MonitorReport, ...]:
        """Return every report."""
        return self._select("ORDER BY r.at DESC, r.id DESC", [])

    def _select(self, rest: str, values: Sequence[Value]) -> tuple[MonitorReport, ...]:
        return _REPORTS.all(self._connection().rows(f"{_REPORT} {rest}", values))
