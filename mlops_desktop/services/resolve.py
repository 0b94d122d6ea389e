"""From what a person wrote to the version it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.dataset import Column, Dataset, DatasetVersion
from mlops_desktop.core.decision import Worth
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages import message_for
from mlops_desktop.core.metrics import WORTH_METRIC, metric
from mlops_desktop.core.model import Model, ModelVersion, VersionFacts
from mlops_desktop.core.reference import Namespace, Reference, parse_reference
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.core.wording import counted
from mlops_desktop.jobs.requests import ModelFiles, TableFile
from mlops_desktop.services.session import Session

Ref = Reference | str

T = TypeVar("T")


def known(found: T | None) -> T:
    """Return a row that the registry's foreign keys promise to exist."""
    if found is None:
        raise LookupError("a row that the registry refers to is missing")
    return found


def _meant(found: T | None, refusal: UserError) -> T:
    """Return what a person meant; where there is nothing, raise the refusal."""
    if found is None:
        raise refusal
    return found


def refuse_hidden(owner: Dataset | Model | None) -> None:
    """Refuse to add to what was put away: what is added would not be seen.

    Raises:
        UserError: ``usage.hidden``.
    """
    if owner is not None and owner.is_hidden:
        namespace = Namespace.DATA if isinstance(owner, Dataset) else Namespace.MODEL
        raise UserError("usage.hidden", name=owner.name, reference=f"{namespace}:{owner.name}")


_KINDS = {
    Namespace.DATA: "a dataset",
    Namespace.MODEL: "a model",
    Namespace.RECIPE: "a recipe",
}


def several(name: str, namespaces: Sequence[Namespace]) -> UserError:
    """Return the refusal of a name that several things have: which one must be said."""
    kinds = " and ".join(_KINDS[one] for one in namespaces)
    ways = " or ".join(f"{one}:{name}" for one in namespaces)
    return UserError("usage.which", name=name, kinds=kinds, ways=ways)


def reference(ref: Ref) -> Reference:
    """Return the reference, reading it if it is text."""
    return ref if isinstance(ref, Reference) else parse_reference(ref)


def dataset(session: Session, name: str) -> Dataset:
    """Return the dataset of that name, ``data:`` before it or not; raises ``data.unknown``."""
    name = name.removeprefix(f"{Namespace.DATA}:")
    return _meant(session.project.datasets.by_name(name), UserError("data.unknown", name=name))


def dataset_version(session: Session, ref: Ref) -> DatasetVersion:
    """Return the dataset version a reference means.

    Raises:
        UserError: ``data.unknown``, ``data.unknown_version``, ``usage.not_data``.
    """
    wanted = reference(ref)
    if wanted.stage or wanted.best or wanted.namespace not in (None, Namespace.DATA):
        raise UserError("usage.not_data", text=str(wanted))
    owner = dataset(session, wanted.name)
    datasets = session.project.datasets
    if wanted.number is None:
        found = datasets.newest(owner.id)
    else:
        found = datasets.version(owner.id, wanted.number)
    return _meant(found, UserError("data.unknown_version", **_numbers(owner, wanted)))


def model(session: Session, name: str) -> Model:
    """Return the model of that name, ``model:`` before it or not; raises ``models.unknown``."""
    name = name.removeprefix(f"{Namespace.MODEL}:")
    return _meant(session.project.models.by_name(name), UserError("models.unknown", name=name))


def model_version(session: Session, ref: Ref) -> ModelVersion:
    """Return the model version a reference means.

    ``@best`` is the best value of the deciding metric, whichever rows it was measured on; where
    others were measured on other rows, the session tells so. Where worths of decisions decide,
    it is the best of those trained with the newest one's worths.

    Raises:
        UserError: ``models.unknown``, ``models.unknown_version``, ``models.nothing_in_stage``,
            ``usage.not_model``.
    """
    wanted = reference(ref)
    if wanted.namespace not in (None, Namespace.MODEL):
        raise UserError("usage.not_model", text=str(wanted))
    owner = model(session, wanted.name)
    models = session.project.models
    if wanted.stage is not None:
        return _meant(
            models.in_stage(owner.id, wanted.stage),
            UserError("models.nothing_in_stage", name=owner.name, stage=str(wanted.stage)),
        )
    if wanted.best:
        found = _best(session, owner)
        _tell_other_holdouts(session, found)
    elif wanted.number is None:
        found = models.newest(owner.id)
    else:
        found = models.version(owner.id, wanted.number)
    return _meant(found, UserError("models.unknown_version", **_numbers(owner, wanted)))


def _best(session: Session, owner: Model) -> ModelVersion | None:
    """Return the best version; what decisions are worth is compared only where it is the same."""
    models = session.project.models
    if owner.deciding_metric != WORTH_METRIC:
        return models.best(owner.id)
    values = {
        version: version.value
        for version in models.versions(owner.id)
        if version.metric == WORTH_METRIC and version.value is not None
    }
    if not values:
        return None
    newest = next(iter(values))
    worth = _stated_worth(session, newest)
    alike = [version for version in values if _stated_worth(session, version) == worth]
    best = max(alike, key=lambda version: (values[version], -version.number))
    if worth is not None and len(alike) < len(values):
        others = counted(len(values) - len(alike), "version was", "versions were")
        facts = {"best": best.label, "worth": worth[1].words, "versions": others}
        rival = next(version for version in values if version not in alike)
        facts |= {"newest": newest.label, "rival": rival.label}
        session.tell(message_for("models.best_worths").whole(facts))
    return best


def _stated_worth(session: Session, version: ModelVersion) -> tuple[str | None, Worth] | None:
    """Return the positive class and what decisions are worth, as a version was trained."""
    spec = from_bytes(TrainingSpec, session.project.objects.read(version.spec_object))
    return (spec.positive, spec.decision.worth) if spec.decision.worth is not None else None


def _numbers(owner: Dataset | Model, wanted: Reference) -> dict[str, object]:
    """Return what a refusal says about a version that does not exist."""
    number = wanted.number or owner.newest
    return {"name": owner.name, "number": number, "newest": owner.newest}


def _tell_other_holdouts(session: Session, best: ModelVersion | None) -> None:
    """Tell when ``@best`` rests on values that were not measured on the same rows."""
    others = session.project.models.judged_elsewhere(best) if best is not None else ()
    if best is None or not others:
        return
    facts = {
        "best": best.label,
        "name": best.model,
        "metric": metric(best.metric).short,
        "versions": counted(len(others), "version was", "versions were"),
        "rival": others[0].label,
    }
    session.tell(message_for("models.best_elsewhere").whole(facts))


def fit_to_model(session: Session, spec: TrainingSpec) -> TrainingSpec:
    """Refuse a spec that contradicts the model of that name; take over what it leaves open.

    Raises:
        UserError: ``usage.other_purpose``, ``usage.hidden``.
    """
    existing = session.project.models.by_name(spec.model)
    if existing is None:
        return spec
    refuse_hidden(existing)
    wanted = (
        ("target", spec.target, existing.target),
        ("task", spec.task, existing.task),
        ("deciding metric", spec.metric, existing.deciding_metric),
    )
    for what, asked, present in wanted:
        if asked is not None and asked != present:
            raise UserError(
                "usage.other_purpose",
                model=spec.model,
                what=what,
                present=str(present or "none"),
                asked=str(asked or "none"),
            )
    return replace(spec, task=existing.task, metric=existing.deciding_metric)


def columns_of(session: Session, version: DatasetVersion) -> tuple[Column, ...]:
    """Return the columns of a dataset version."""
    return from_bytes(tuple[Column, ...], session.project.objects.read(version.columns_object))


def facts_of(session: Session, version: ModelVersion) -> VersionFacts:
    """Return the large facts of a model version."""
    return from_bytes(VersionFacts, session.project.objects.read(version.facts_object))


def table_file(session: Session, version: DatasetVersion) -> TableFile:
    """Return a dataset version as the worker reads it."""
    path = session.project.objects.sound(version.table_object)
    return TableFile(path, columns_of(session, version), version.label)


def model_files(session: Session, version: ModelVersion) -> ModelFiles:
    """Return a model version as the worker reads it."""
    objects, facts = session.project.objects, facts_of(session, version)
    trained_on = known(session.project.datasets.version_by_id(version.dataset_version_id))
    spec = from_bytes(TrainingSpec, objects.read(version.spec_object))
    return ModelFiles(
        version_id=version.id,
        label=version.label,
        artifact=objects.sound(version.artifact_object),
        signature=facts.signature,
        table=table_file(session, trained_on),
        split=objects.sound(version.split_object),
        holdout=objects.sound(version.holdout_object),
        golden=objects.sound(version.golden_object),
        backtest=facts.evaluation.backtest,
        worth=spec.decision.worth,
        divided=spec.split,
    )
