"""What a worker left of a run, stored as the objects of a version to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.codec import to_bytes
from mlops_desktop.core.identity import DatasetVersionId, Digest, ModelId, RunId
from mlops_desktop.core.model import ModelOrigin, VersionFacts
from mlops_desktop.core.training import CandidateResult, Split
from mlops_desktop.storage.objects import ObjectStore
from mlops_desktop.storage.records import NewModelVersion

NOT_YET_A_MODEL, NOT_YET_A_RUN = ModelId(""), RunId("")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run was made and what it was made from.

    Attributes:
        folder: the job's, with the files that the result names.
        metric: the model's deciding one.
        model_id, run_id: "" where they are not known before the transaction.
    """

    folder: Path
    dataset_version_id: DatasetVersionId
    metric: str
    environment: Digest
    spec: Digest
    model_id: ModelId = NOT_YET_A_MODEL
    run_id: RunId = NOT_YET_A_RUN


def store(
    objects: ObjectStore, result: CandidateResult, place: Place, origin: ModelOrigin | None = None
) -> NewModelVersion:
    """Store model, facts, golden rows, split and hold-out rows; return the version to be.

    Args:
        origin: of a model that was made elsewhere.
    """
    deciding = next(
        item for item in result.metrics if item.name == place.metric and item.split is Split.HOLDOUT
    )
    return NewModelVersion(
        model_id=place.model_id,
        run_id=place.run_id,
        dataset_version_id=place.dataset_version_id,
        algorithm=result.algorithm,
        metric=deciding.name,
        value=deciding.value,
        low=deciding.low,
        high=deciding.high,
        metrics=result.metrics,
        artifact_object=objects.put_file(place.folder / result.model_file),
        model_digest=result.model_digest,
        facts_object=objects.put_bytes(to_bytes(_facts(result, origin))),
        golden_object=objects.put_file(place.folder / result.golden_file),
        behaviour_hash=result.behaviour_hash,
        split_object=objects.put_file(place.folder / result.split_file),
        holdout_object=objects.put_file(place.folder / result.holdout_file),
        environment_object=place.environment,
        spec_object=place.spec,
    )


def _facts(result: CandidateResult, origin: ModelOrigin | None) -> VersionFacts:
    return VersionFacts(
        parameters=result.parameters,
        metrics=result.metrics,
        steps=result.steps,
        signature=result.signature,
        importances=result.importances,
        evaluation=result.evaluation,
        seconds=result.seconds,
        trials=result.trials,
        slices=result.slices,
        dependence=result.dependence,
        fairness=result.fairness,
        origin=origin,
    )
