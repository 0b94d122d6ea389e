"""Models and their versions."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.identity import ModelId, ModelVersionId
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import MetricValue
from mlops_desktop.storage.reading.repository import Repository, Shape
from mlops_desktop.storage.sqlite import Value

_MODEL = """
SELECT m.id, m.name, m.task, m.target, m.deciding_metric, m.created_at,
  (SELECT coalesce(max(number),0) FROM model_version WHERE model_id=m.id),
  EXISTS(SELECT 1 FROM hidden WHERE kind='model' AND id=m.id) AS is_hidden
FROM model m
"""
_VERSION = """
SELECT v.id, v.model_id, m.name, v.number, v.run_id, v.dataset_version_id, v.algorithm, v.metric,
  v.value, v.low, v.high, v.artifact_object, v.model_digest, v.facts_object, v.golden_object,
  v.behaviour_hash, v.split_object, v.holdout_object, v.environment_object, v.spec_object,
  v.created_at, v.created_by, s.stage,
  EXISTS(SELECT 1 FROM hidden WHERE kind='model_version' AND id=v.id) AS is_hidden
FROM model_version v JOIN model m ON m.id=v.model_id JOIN stage_current s ON s.version_id=v.id
"""

_MODELS = Shape(Model)
_VERSIONS = Shape(ModelVersion)
_METRICS = Shape(MetricValue)


class Models(Repository):
    """Models and their versions."""

    def list(self, include_hidden: bool = False) -> tuple[Model, ...]:
        """Return all models by name."""
        rows = self._connection().rows(
            f"{_MODEL} WHERE ? OR NOT is_hidden ORDER BY m.name", [include_hidden]
        )
        return _MODELS.all(rows)

    def by_name(self, name: str) -> Model | None:
        """Return the model of that name, hidden or not."""
        return self._model("m.name=?", [name])

    def by_id(self, model_id: str) -> Model | None:
        """Return the model of that id, hidden or not."""
        return self._model("m.id=?", [model_id])

    def versions(
        self,
        model_id: ModelId,
        include_hidden: bool = False,
        limit: int | None = None,
        before_number: int | None = None,
    ) -> tuple[ModelVersion, ...]:
        """Return a model's versions, newest first.

        Args:
            model_id: the model.
            include_hidden: also those put away.
            limit: at most so many; None for all.
            before_number: only lower numbers, for the next page.
        """
        rows = self._connection().rows(
            f"{_VERSION} WHERE v.model_id=? AND v.number<? AND (? OR NOT is_hidden)"
            " ORDER BY v.number DESC LIMIT ?",
            [
                model_id,
                2**62 if before_number is None else before_number,
                include_hidden,
                -1 if limit is None else limit,
            ],
        )
        return _VERSIONS.all(rows)

    def all_versions(self, include_hidden: bool = False) -> tuple[ModelVersion, ...]:
        """Return every version of every model, oldest first: the graph is drawn from it."""
        rows = self._connection().rows(
            f"{_VERSION} WHERE ? OR NOT (is_hidden OR v.model_id IN"
            " (SELECT id FROM hidden WHERE kind='model')) ORDER BY v.created_at, v.id",
            [include_hidden],
        )
        return _VERSIONS.all(rows)

    def version(self, model_id: ModelId, number: int) -> ModelVersion | None:
        """Return the version of that number, hidden or not."""
        return self._version("v.model_id=? AND v.number=?", [model_id, number])

    def version_by_id(self, version_id: ModelVersionId) -> ModelVersion | None:
        """Return the version of that id, hidden or not."""
        return self._version("v.id=?", [version_id])

    def version_of_run(self, run_id: str) -> ModelVersion | None:
        """Return the version that a run made, or None for one that did not finish."""
        return self._version("v.run_id=?", [run_id])

    def newest(self, model_id: ModelId) -> ModelVersion | None:
        """Return the version with the highest number; hidden ones only when all of them are."""
        shown = self._version(
            "v.model_id=? AND NOT is_hidden ORDER BY v.number DESC LIMIT 1", [model_id]
        )
        return shown or self._version("v.model_id=? ORDER BY v.number DESC LIMIT 1", [model_id])

    def best(self, model_id: ModelId) -> ModelVersion | None:
        """Return the best version by the model's deciding metric; of equals the first.

        Hidden versions and those whose value is not a number do not take part.
        """
        model = self.by_id(model_id)
        if model is None:
            return None
        direction = "ASC" if metric(model.deciding_metric).is_loss else "DESC"
        return self._version(
            "v.model_id=? AND v.metric=? AND v.value IS NOT NULL AND NOT is_hidden"
            f" ORDER BY v.value {direction}, v.number LIMIT 1",
            [model_id, model.deciding_metric],
        )

    def judged_elsewhere(self, version: ModelVersion) -> tuple[ModelVersion, ...]:
        """Return the versions whose value was measured on other rows, best first.

        The same rows: the same content divided in the same way. Only those are returned that
        take part in :meth:`best`.
        """
        direction = "ASC" if metric(version.metric).is_loss else "DESC"
        rows = self._connection().rows(
            f"{_VERSION} JOIN dataset_version d ON d.id=v.dataset_version_id"
            " WHERE v.model_id=? AND v.metric=? AND v.value IS NOT NULL AND NOT is_hidden"
            " AND (v.split_object<>? OR d.content_hash<>"
            " (SELECT content_hash FROM dataset_version WHERE id=?))"
            f" ORDER BY v.value {direction}, v.number",
            [version.model_id, version.metric, version.split_object, version.dataset_version_id],
        )
        return _VERSIONS.all(rows)

    def in_stage(self, model_id: ModelId, stage: Stage) -> ModelVersion | None:
        """Return the version in that stage; of several the one that came there last."""
        return self._version(
            "v.id=(SELECT version_id FROM stage_current WHERE model_id=? AND stage=?"
            " ORDER BY since DESC LIMIT 1)",
            [model_id, stage],
        )

    def metrics(self, version_id: ModelVersionId) -> tuple[MetricValue, ...]:
        """Return every number measured on a version, by name and split."""
        rows = self._connection().rows(
            "SELECT name, split, value, low, high FROM metric WHERE version_id=?"
            " ORDER BY name, split",
            [version_id],
        )
        return _METRICS.all(rows)

    def _model(self, condition: str, values: Sequence[Value]) -> Model | None:
        return _MODELS.one(self._connection().row(f"{_MODEL} WHERE {condition}", values))

    def _version(self, condition: str, values: Sequence[Value]) -> ModelVersion | None:
        return _VERSIONS.one(self._connection().row(f"{_VERSION} WHERE {condition}", values))
