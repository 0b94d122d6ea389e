"""Trainings and their runs."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.identity import RunId, TrainingId
from mlops_desktop.core.training import Run, Training
from mlops_desktop.storage.reading.repository import Repository, Shape
from mlops_desktop.storage.sqlite import Value

_TRAINING = """
SELECT t.id, t.model_id, m.name, t.dataset_version_id, t.spec_object, t.created_at, t.actor
FROM training t JOIN model m ON m.id=t.model_id
"""
_RUN = """
SELECT id, training_id, algorithm, status, started_at, ended_at, error, environment_object
FROM run
"""

_TRAININGS = Shape(Training)
_RUNS = Shape(Run)


class Trainings(Repository):
    """Trainings and their runs."""

    def training(self, training_id: TrainingId) -> Training | None:
        """Return the training of that id."""
        return _TRAININGS.one(self._connection().row(f"{_TRAINING} WHERE t.id=?", [training_id]))

    def all(self) -> tuple[Training, ...]:
        """Return every training, oldest first."""
        rows = self._connection().rows(f"{_TRAINING} ORDER BY t.created_at, t.id")
        return _TRAININGS.all(rows)

    def runs(self, training_id: TrainingId) -> tuple[Run, ...]:
        """Return a training's runs in the order they started."""
        return self._runs("training_id=? ORDER BY started_at, rowid", [training_id])

    def run(self, run_id: RunId) -> Run | None:
        """Return the run of that id."""
        found = self._runs("id=?", [run_id])
        return found[0] if found else None

    def running(self) -> tuple[Run, ...]:
        """Return the runs that have not ended, oldest first."""
        # A literal, not a bound value: only so the partial index on running runs is used.
        return self._runs("status='running' ORDER BY started_at, rowid", [])

    def recent(self, limit: int) -> tuple[Run, ...]:
        """Return the runs started last, newest first."""
        return self._runs("1 ORDER BY started_at DESC, rowid DESC LIMIT ?", [limit])

    def jobs_of_running(self) -> tuple[tuple[RunId, str], ...]:
        """Return (run, job folder's name) of every run that has not ended."""
        rows = self._connection().rows(
            "SELECT r.id, t.job FROM run r JOIN training t ON t.id=r.training_id"
            " WHERE r.status='running' ORDER BY r.started_at, r.rowid"
        )
        return tuple((run_id, job) for run_id, job in rows)

    def _runs(self, condition: str, values: Sequence[Value]) -> tuple[Run, ...]:
        return _RUNS.all(self._connection().rows(f"{_RUN} WHERE {condition}", values))
