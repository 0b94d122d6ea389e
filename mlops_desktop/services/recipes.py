"""Recipes: save, list, look, put away, export, and see a step before and after.

What running a recipe makes is in :mod:`mlops_desktop.services.transforming`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.outcome import RecipePreview
from mlops_desktop.core.recipes.recipe import Recipe, from_text, to_text
from mlops_desktop.core.reference import Namespace, check_name, parse_reference
from mlops_desktop.core.transformation import NamedRecipe, RecipeVersion, Transformation
from mlops_desktop.jobs.recipe_requests import PreviewRecipe
from mlops_desktop.jobs.requests import TableFile
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, documents, resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session
from mlops_desktop.storage.layout import replaceable

RecipeRef = Recipe | str
"""A document, or a saved one by its name: ``daily``, ``daily@3``."""


@dataclass(frozen=True, slots=True)
class SavedRecipe:
    """What saving did: the version, and whether it is new or was there already."""

    version: RecipeVersion
    is_new: bool


@dataclass(frozen=True, slots=True)
class RecipeRow:
    """A recipe in a list, with its newest version (a hidden one only if all are)."""

    recipe: NamedRecipe
    newest: RecipeVersion | None
    steps: int


@dataclass(frozen=True, slots=True)
class RecipeUse:
    """A run of a recipe: which version of it, what went in by alias, what came out."""

    run: Transformation
    recipe: str
    inputs: tuple[tuple[str, str], ...]
    output: str


@dataclass(frozen=True, slots=True)
class RecipeDetails:
    """Everything about a recipe's version.

    Attributes:
        document: with the name the recipe has now.
        versions: all versions of the recipe, newest first.
        uses: every run of any of its versions, newest first.
    """

    recipe: NamedRecipe
    version: RecipeVersion
    document: Recipe
    versions: tuple[RecipeVersion, ...]
    uses: tuple[RecipeUse, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """A table that goes into a run, by the name it has there."""

    alias: str
    version: DatasetVersion


def save(
    session: Session,
    document: Recipe,
    name: str | None = None,
    note: str = "",
    seen: int | None = None,
) -> Outcome[SavedRecipe]:
    """Keep a recipe as the next version of its name; the same document makes no new version.

    Args:
        name: what it is called; None = as the document says.
        note: what was changed, kept with the version.
        seen: number of the newest version that the person knows of, 0 for none: where there is a
            newer one with other steps, nothing is saved. None saves in any case.

    Raises:
        UserError: ``usage.name``, ``recipe.name_needed``, ``recipe.no_steps``,
            ``recipe.hidden``, ``recipe.changed_meanwhile``, ``project.read_only``.
    """
    session.require_writable()
    name = check_document(session, document, name)
    data = session.project.objects.put_bytes(stored_text(document).encode())
    with session.project.tx("recipe.save", Subject("recipe", "", name), note.strip()) as tx:
        owner = session.project.recipes.by_name(name) or tx.add_recipe(name)
        version = tx.add_recipe_version(owner.id, data, note.strip())
        tx.subject = Subject("recipe_version", version.id, version.label)
        is_new = version.number > owner.newest
        if is_new and seen is not None and owner.newest > seen:
            newest = f"{name}@{owner.newest}"
            raise UserError("recipe.changed_meanwhile", newest=newest, number=owner.newest)
    changes = changed((EntityKind.RECIPE, version.recipe_id))
    return Outcome(SavedRecipe(version, is_new), changes)


def check_document(session: Session, document: Recipe, name: str | None) -> str:
    """Return the name a document is saved under, or refuse what cannot be saved."""
    name = document.name if name is None else name
    if not name:
        raise UserError("recipe.name_needed")
    if not document.steps:
        raise UserError("recipe.no_steps")
    owner = session.project.recipes.by_name(check_name(name))
    if owner is not None and owner.is_hidden:
        raise UserError("recipe.hidden", name=name)
    return name


def stored_text(document: Recipe) -> str:
    """Return the JSON that is kept: without the name, which the recipe has, not its version."""
    return to_text(replace(document, name=""))


def list_recipes(session: Session, *, include_hidden: bool = False) -> tuple[RecipeRow, ...]:
    """Return the recipes by name, each with its newest version."""
    recipes = session.project.recipes
    rows = []
    for item in recipes.list(include_hidden=include_hidden):
        newest = recipes.newest(item.id)
        steps = len(document_of(session, newest).steps) if newest else 0
        rows.append(RecipeRow(item, newest, steps))
    return tuple(rows)


def owner_of(session: Session, name: str) -> NamedRecipe:
    """Return the recipe of that name, ``recipe:`` before it or not; raises ``recipe.unknown``."""
    name = name.removeprefix(f"{Namespace.RECIPE}:")
    found = session.project.recipes.by_name(name)
    if found is None:
        raise UserError("recipe.unknown", name=name)
    return found


def version_of(session: Session, ref: str) -> RecipeVersion:
    """Return the version that ``NAME`` (the newest) or ``NAME@N`` means.

    Raises:
        UserError: ``recipe.unknown``, ``recipe.unknown_version``, ``recipe.not_recipe``.
    """
    wanted = parse_reference(ref)
    if wanted.stage or wanted.best or wanted.namespace not in (None, Namespace.RECIPE):
        raise UserError("recipe.not_recipe", text=ref)
    owner, recipes = owner_of(session, wanted.name), session.project.recipes
    if wanted.number is None:
        return resolve.known(recipes.newest(owner.id))
    found = recipes.version(owner.id, wanted.number)
    if found is None:
        facts = {"name": owner.name, "number": wanted.number, "newest": owner.newest}
        raise UserError("recipe.unknown_version", **facts)
    return found


def document_of(session: Session, version: RecipeVersion) -> Recipe:
    """Return a version's document, with the name the recipe has now."""
    document = from_text(session.project.objects.read(version.document_object))
    return replace(document, name=version.recipe)


def document(session: Session, recipe: RecipeRef) -> Recipe:
    """Return the document that is meant."""
    if isinstance(recipe, Recipe):
        return recipe
    return document_of(session, version_of(session, recipe))


def show(session: Session, ref: str) -> RecipeDetails:
    """Return everything about a recipe's version."""
    version = version_of(session, ref)
    recipes = session.project.recipes
    runs = session.project.transformations.by_recipe(version.recipe_id)
    return RecipeDetails(
        recipe=resolve.known(recipes.by_id(version.recipe_id)),
        version=version,
        document=document_of(session, version),
        versions=recipes.versions(version.recipe_id, include_hidden=True),
        uses=tuple(use_of(session, run) for run in reversed(runs)),
    )


def use_of(session: Session, run: Transformation) -> RecipeUse:
    """Return a run with the names of what it joins."""
    recipe = resolve.known(session.project.recipes.version_by_id(run.recipe_version_id))
    inputs = tuple(
        (item.alias, datasets.version_by_id(session, item.dataset_version_id).label)
        for item in run.inputs
    )
    output = datasets.version_by_id(session, run.version_id).label
    return RecipeUse(run, recipe.label, inputs, output)


def rename(session: Session, name: str, new: str) -> Outcome[str]:
    """Give a recipe another name; its versions and runs keep their numbers.

    Raises:
        UserError: ``usage.name``, ``usage.name_taken``, ``recipe.unknown``.
    """
    owner, taken = owner_of(session, name), session.project.recipes.by_name(check_name(new))
    if taken is not None and taken.id != owner.id:
        raise UserError("usage.name_taken", name=new)
    with session.project.tx("rename", Subject("recipe", owner.id, name), f"{name} → {new}") as tx:
        tx.rename("recipe", owner.id, new)
    return Outcome(new, changed((EntityKind.RECIPE, owner.id)))


def archive(session: Session, ref: str, reason: str) -> Outcome[str]:
    """Hide a recipe, or one of its versions, from lists; what it made stays as it is.

    Raises:
        UserError: ``usage.reason``, ``recipe.unknown``, ``recipe.unknown_version``.
    """
    if not reason.strip():
        raise UserError("usage.reason")
    kind, thing, label = _thing(session, ref)
    with session.project.tx("archive", Subject(kind, thing, label), reason.strip()) as tx:
        tx.hide(kind, thing, reason.strip())
    return Outcome(label, changed((EntityKind.RECIPE, thing)))


def restore(session: Session, ref: str, reason: str = "") -> Outcome[str]:
    """Show again what was hidden; raises ``usage.not_hidden`` when it is not."""
    kind, thing, label = _thing(session, ref)
    with session.project.tx("restore", Subject(kind, thing, label), reason.strip()) as tx:
        tx.restore(kind, thing)
    if not tx.entry:
        raise UserError("usage.not_hidden", name=label)
    return Outcome(label, changed((EntityKind.RECIPE, thing)))


def _thing(session: Session, ref: str) -> tuple[str, str, str]:
    """Return kind, id and label of a recipe, or of the version that is named."""
    if parse_reference(ref).number is None:
        owner = owner_of(session, ref)
        return "recipe", owner.id, owner.name
    version = version_of(session, ref)
    return "recipe_version", version.id, version.label


def export_json(session: Session, ref: RecipeRef, path: Path) -> Path:
    """Write a recipe's document as a file; return where.

    Raises:
        UserError: ``recipe.unknown``, ``project.own_file``, ``environment.*``.
    """
    place = replaceable(path)
    text = to_text(document(session, ref))
    session.project.files.write_file(place, f"{text}\n".encode())
    return place


def read_json(path: Path) -> Recipe:
    """Return the recipe a file holds; nothing is saved.

    Raises:
        UserError: ``recipe.*`` with what cannot be read; ``data.*`` when the file is not there,
            is a folder or may not be read; ``environment.*``.
    """
    data = documents.read_bytes(path)
    try:
        return from_text(data)
    except UserError as error:
        if error.code != "recipe.unreadable":
            raise
        raise UserError("recipe.unreadable_file", path=path, **error.facts) from error


def preview(  # noqa: PLR0913 - each is one plain thing the caller knows
    session: Session,
    recipe: RecipeRef,
    ref: Ref,
    upto: int,
    rows: int = 200,
    *,
    others: Mapping[str, Ref] | None = None,
    work: Work | None = None,
    to_end: bool = False,
) -> RecipePreview:
    """Show a step of a recipe before and after, on the first rows of a version.

    Args:
        upto: the step's number, from 1; the ones after it are not looked at.
        to_end: they are, and tell their columns (``later``); their tables must be there.
        rows: how many rows are shown.
        others: dataset versions by the names the steps give them; a name that is left out is
            itself taken as a dataset's.

    Raises:
        UserError: ``recipe.*`` with the step that does not fit; ``data.unknown``.
    """
    whole = document(session, recipe)
    is_part = upto >= 1 and not to_end
    meant = replace(whole, steps=whole.steps[:upto]) if is_part else whole
    table, *more = tables(session, inputs(session, meant, ref, others or {}, known=whole))
    request = PreviewRecipe(stored_text(meant), table, upto, tuple(more), rows)
    return session.ask(request, RecipePreview, work)


def inputs(
    session: Session,
    recipe: Recipe,
    ref: Ref,
    others: Mapping[str, Ref],
    *,
    known: Recipe | None = None,
) -> tuple[Input, ...]:
    """Return what goes into a run, what the recipe is applied to first.

    Args:
        known: the whole recipe, when ``recipe`` is its beginning; its tables may be given.

    Raises:
        UserError: ``recipe.table_not_given``, ``recipe.table_not_read``, ``data.unknown``.
    """
    names = (known or recipe).tables()
    for alias in others:
        if alias not in names:
            raise UserError("recipe.table_not_read", alias=alias, known=", ".join(names) or "none")
    main = resolve.dataset_version(session, ref)
    found = [Input(name, _other(session, name, others)) for name in recipe.tables()]
    label = main.label
    while any(item.alias == label for item in found):
        label += "'"
    return (Input(label, main), *found)


def _other(session: Session, alias: str, others: Mapping[str, Ref]) -> DatasetVersion:
    if alias in others:
        return resolve.dataset_version(session, others[alias])
    try:
        return resolve.dataset_version(session, alias)
    except UserError as error:
        raise UserError("recipe.table_not_given", alias=alias) from error


def tables(session: Session, given: tuple[Input, ...]) -> tuple[TableFile, ...]:
    """Return the inputs as the worker reads them."""
    return tuple(
        replace(resolve.table_file(session, item.version), label=item.alias) for item in given
    )
