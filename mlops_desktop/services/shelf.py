"""Rename, hide and restore what was imported or trained by mistake; nothing is ever destroyed."""

from __future__ import annotations

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.reference import Namespace, Reference, check_name
from mlops_desktop.core.stage import Stage
from mlops_desktop.services import recipes, resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session

_KINDS = {Namespace.DATA: "dataset", Namespace.MODEL: "model"}
_ENTITIES = {Namespace.DATA: EntityKind.DATASET, Namespace.MODEL: EntityKind.MODEL}


def rename(session: Session, ref: Ref, new: str) -> Outcome[str]:
    """Give a dataset, model or recipe another name; references by version keep working.

    Raises:
        UserError: ``usage.name``, ``usage.name_taken``, ``usage.which`` when several exist.
    """
    check_name(new)
    wanted, namespace, owner_id = _owner(session, ref)
    if wanted.number is not None:
        raise UserError("usage.rename_version", text=str(wanted))
    if namespace is Namespace.RECIPE:
        return recipes.rename(session, wanted.name, new)
    taken = (
        session.project.datasets.by_name(new)
        if namespace is Namespace.DATA
        else session.project.models.by_name(new)
    )
    if taken is not None and taken.id != owner_id:
        raise UserError("usage.name_taken", name=new)
    subject = Subject(_KINDS[namespace], owner_id, wanted.name)
    with session.project.tx("rename", subject, f"{wanted.name} → {new}") as tx:
        tx.rename(_KINDS[namespace], owner_id, new)
    return Outcome(new, changed((_ENTITIES[namespace], owner_id)))


def archive(session: Session, ref: Ref, reason: str) -> Outcome[str]:
    """Hide a dataset, model, recipe or one version from lists; it stays complete.

    Raises:
        UserError: ``usage.reason``, ``promotion.in_use`` for a version in staging or production.
    """
    if not reason.strip():
        raise UserError("usage.reason")
    wanted, namespace, _ = _owner(session, ref)
    if namespace is Namespace.RECIPE:
        return recipes.archive(session, str(wanted), reason)
    kind, thing_id, label, namespace = _thing(session, ref)
    if namespace is Namespace.MODEL:
        _refuse_in_use(session, kind, thing_id, label)
    with session.project.tx("archive", Subject(kind, thing_id, label), reason.strip()) as tx:
        tx.hide(kind, thing_id, reason.strip())
    return Outcome(label, changed((_ENTITIES[namespace], thing_id)))


def restore(session: Session, ref: Ref, reason: str = "") -> Outcome[str]:
    """Show again what was hidden.

    Raises:
        UserError: ``usage.not_hidden`` when it is not.
    """
    wanted, namespace, _ = _owner(session, ref)
    if namespace is Namespace.RECIPE:
        return recipes.restore(session, str(wanted), reason)
    kind, thing_id, label, namespace = _thing(session, ref)
    with session.project.tx("restore", Subject(kind, thing_id, label), reason.strip()) as tx:
        tx.restore(kind, thing_id)
    if not tx.entry:
        raise UserError("usage.not_hidden", name=label)
    return Outcome(label, changed((_ENTITIES[namespace], thing_id)))


def _owner(session: Session, ref: Ref) -> tuple[Reference, Namespace, str]:
    """Return the reference, its namespace and the id of the dataset, model or recipe."""
    wanted, namespace = resolve.reference(ref), resolve.reference(ref).namespace
    if namespace is None:
        project = session.project
        known = {
            Namespace.DATA: project.datasets.by_name(wanted.name),
            Namespace.MODEL: project.models.by_name(wanted.name),
            Namespace.RECIPE: project.recipes.by_name(wanted.name),
        }
        present = [one for one, found in known.items() if found is not None]
        if not present:
            kinds = "dataset, model or recipe"
            raise UserError("usage.unknown_name", name=wanted.name, kinds=kinds)
        if len(present) > 1:
            raise resolve.several(wanted.name, present)
        (namespace,) = present
    if namespace is Namespace.DATA:
        return wanted, namespace, resolve.dataset(session, wanted.name).id
    if namespace is Namespace.MODEL:
        return wanted, namespace, resolve.model(session, wanted.name).id
    return wanted, namespace, recipes.owner_of(session, wanted.name).id


def _thing(session: Session, ref: Ref) -> tuple[str, str, str, Namespace]:
    """Return kind, id, label and namespace of what is pointed at, whole or one version."""
    wanted, namespace, owner_id = _owner(session, ref)
    if wanted.number is None and wanted.stage is None and not wanted.best:
        return _KINDS[namespace], owner_id, wanted.name, namespace
    if namespace is Namespace.DATA:
        data = resolve.dataset_version(session, wanted)
        return "dataset_version", data.id, data.label, namespace
    model = resolve.model_version(session, wanted)
    return "model_version", model.id, model.label, namespace


def _refuse_in_use(session: Session, kind: str, thing_id: str, label: str) -> None:
    holders = session.project.stages.holders(None)
    for holder in holders:
        is_it = holder.version_id == thing_id if kind == "model_version" else holder.model == label
        if is_it and holder.stage in (Stage.STAGING, Stage.PRODUCTION):
            raise UserError(
                "promotion.in_use",
                version=f"{holder.model}@{holder.number}",
                stage=str(holder.stage),
            )
