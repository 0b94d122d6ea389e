"""Writing what was done with models, and putting things away."""

from __future__ import annotations

from dataclasses import asdict

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import Digest, ReportId, new_id
from mlops_desktop.core.monitor import MonitorReport
from mlops_desktop.core.reference import check_name
from mlops_desktop.core.scoring import Prediction
from mlops_desktop.storage.reading.uses import Reports
from mlops_desktop.storage.records import NewPrediction, NewReport
from mlops_desktop.storage.writing.writer import Writer, written

NAMED = ("dataset", "recipe", "model")
HIDEABLE = (
    "dataset",
    "dataset_version",
    "recipe",
    "recipe_version",
    "model",
    "model_version",
)


class UseWriter(Writer):
    """Predictions and reports."""

    def add_prediction(self, new: NewPrediction) -> Prediction:
        """Record a prediction batch."""
        prediction = Prediction(
            id=new_id(),
            model_version_id=new.model_version_id,
            input_version_id=new.input_version_id,
            output_version_id=new.output_version_id,
            row_count=new.row_count,
            issue_rows=new.issue_rows,
            issues_object=new.issues_object,
            at=self.at,
        )
        self._insert("prediction", {"id": prediction.id, **asdict(new), "at": self._now})
        return prediction

    def add_report(self, new: NewReport) -> MonitorReport:
        """Record a monitoring report."""
        report_id = self._insert_new("monitor_report", {**asdict(new), "at": self._now})
        return written(Reports(self._here).report(ReportId(report_id)))

    def refer(self, kind: str, owner: str, role: str, digest: Digest) -> None:
        """Say that a thing rests on an object, so that ``verify`` watches over it."""
        self._insert("object_ref", {"kind": kind, "owner": owner, "role": role, "object": digest})


class ShelfWriter(Writer):
    """Names, and what is shown."""

    def rename(self, kind: str, thing_id: str, name: str) -> None:
        """Give a dataset, recipe or model another name; its id, versions and history stay.

        Raises:
            UserError: ``usage.name``, ``project.name_taken``.
        """
        _require(kind, NAMED)
        taken = self._db.value(f"SELECT id FROM {kind} WHERE name=?", [check_name(name)])
        if taken is not None and taken != thing_id:
            raise UserError("project.name_taken", kind=kind, name=name)
        self._update(kind, thing_id, {"name": name})

    def hide(self, kind: str, thing_id: str, reason: str) -> None:
        """Put something away: a tombstone beside it, nothing is deleted. Twice is once."""
        _require(kind, HIDEABLE)
        if not self._is_hidden(kind, thing_id):
            self._insert(
                "hidden", {"kind": kind, "id": thing_id, "at": self._now, "reason": reason}
            )

    def restore(self, kind: str, thing_id: str) -> None:
        """Bring back what was put away; what was not stays as it is."""
        _require(kind, HIDEABLE)
        self._db.run("DELETE FROM hidden WHERE kind=? AND id=?", [kind, thing_id])

    def _is_hidden(self, kind: str, thing_id: str) -> bool:
        found = self._db.value("SELECT 1 FROM hidden WHERE kind=? AND id=?", [kind, thing_id])
        return found is not None


def _require(kind: str, known: tuple[str, ...]) -> None:
    if kind not in known:
        raise ValueError(f"{kind!r} is none of {known}")
