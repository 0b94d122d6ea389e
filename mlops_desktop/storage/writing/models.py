"""Writing models, trainings, runs and model versions."""

from __future__ import annotations

from dataclasses import fields

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import Digest, ModelVersionId, RunId, TrainingId, new_id
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.reference import check_name
from mlops_desktop.core.training import Run, RunStatus, Training
from mlops_desktop.storage.reading.models import Models
from mlops_desktop.storage.reading.trainings import Trainings
from mlops_desktop.storage.records import NewModelVersion, NewTraining
from mlops_desktop.storage.writing.stages import StageWriter
from mlops_desktop.storage.writing.writer import written


class ModelWriter(StageWriter):
    """Models, trainings, runs and versions."""

    def add_model(self, name: str, task: Task, target: str, metric: str) -> Model:
        """Make a model without versions.

        Raises:
            UserError: ``usage.name``, ``project.name_taken``.
        """
        models = Models(self._here)
        if models.by_name(check_name(name)) is not None:
            raise UserError("project.name_taken", kind="model", name=name)
        model_id = self._insert_new(
            "model",
            {
                "name": name,
                "task": task,
                "target": target,
                "deciding_metric": metric,
                "created_at": self._now,
            },
        )
        return written(models.by_id(model_id))

    def add_training(self, new: NewTraining) -> Training:
        """Record a training; its runs follow with :meth:`add_run`."""
        training_id = self._insert_new(
            "training",
            {
                "model_id": new.model_id,
                "dataset_version_id": new.dataset_version_id,
                "spec_object": new.spec_object,
                "job": new.job,
                "actor": self.actor.name,
                "created_at": self._now,
            },
        )
        return written(Trainings(self._here).training(TrainingId(training_id)))

    def add_run(self, training_id: TrainingId, algorithm: str) -> Run:
        """Record that a run has started."""
        run_id = self._insert_new(
            "run",
            {
                "training_id": training_id,
                "algorithm": algorithm,
                "status": RunStatus.RUNNING,
                "started_at": self._now,
                "ended_at": None,
                "error": "",
                "environment_object": None,
            },
        )
        return written(Trainings(self._here).run(RunId(run_id)))

    def end_run(
        self,
        run_id: RunId,
        status: RunStatus,
        error: str = "",
        environment: Digest | None = None,
    ) -> Run:
        """Record how a run ended; afterwards it never changes again.

        Raises:
            UserError: ``project.run_is_final`` when it had ended already.
        """
        trainings = Trainings(self._here)
        before = trainings.run(run_id)
        if before is None or before.status is not RunStatus.RUNNING:
            raise UserError("project.run_is_final", run=run_id, status=before and before.status)
        self._update(
            "run",
            run_id,
            {
                "status": status,
                "ended_at": self._now,
                "error": error,
                "environment_object": environment,
            },
        )
        return written(trainings.run(run_id))

    def add_model_version(self, new: NewModelVersion) -> ModelVersion:
        """Add the next version of a model, with its metrics, in the stage development."""
        version_id = ModelVersionId(new_id())
        values = {
            item.name: getattr(new, item.name) for item in fields(new) if item.name != "metrics"
        }
        self._insert(
            "model_version",
            {
                "id": version_id,
                **values,
                "number": self._next_number("model_version", "model_id", new.model_id),
                "created_at": self._now,
                "created_by": self.actor.name,
            },
        )
        for item in new.metrics:
            self._insert(
                "metric",
                {
                    "version_id": version_id,
                    "name": item.name,
                    "split": item.split,
                    "value": item.value,
                    "low": item.low,
                    "high": item.high,
                },
            )
        self._enter_development(version_id, new.model_id)
        return written(Models(self._here).version_by_id(version_id))
