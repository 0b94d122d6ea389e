"""Running a recipe: a new dataset version that knows how it was made, and running it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import ChangeSet, EntityKind, Outcome, changed
from mlops_desktop.core.codec import to_bytes
from mlops_desktop.core.dataset import DatasetVersion, Origin, Profile
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import Digest, RecipeId
from mlops_desktop.core.progress import Step
from mlops_desktop.core.recipes.outcome import Fitting, RunDetails, Transformed
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.transformation import (
    RecipeVersion,
    Transformation,
    TransformationInput,
)
from mlops_desktop.jobs.recipe_requests import TransformTable
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, fitted, recipes, resolve, rules
from mlops_desktop.services.fitted import Recorded
from mlops_desktop.services.recipes import Input, RecipeRef
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.rules import CheckSummary
from mlops_desktop.services.session import Session
from mlops_desktop.storage.records import NewTransformation
from mlops_desktop.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class TransformSummary:
    """What running a recipe did.

    Attributes:
        version: the new version, or the newest one when the content was identical.
        identical: whether no new version was made.
        recipe: the version that ran; a document is saved by running it.
        check: what the dataset's rules say of it; None where there are none.
    """

    version: DatasetVersion
    run: Transformation
    recipe: RecipeVersion
    identical: bool
    profile: Profile
    details: RunDetails
    check: CheckSummary | None = None


@dataclass(frozen=True, slots=True)
class Making:
    """How a recipe made a version, read again later.

    Attributes:
        recipe: the version that ran, and its ``document``.
        inputs: what went in, with the alias each had; the first is what it was applied to.
        runs: every run that gave the version, oldest first; the first one made it.
    """

    recipe: RecipeVersion
    document: Recipe
    inputs: tuple[Input, ...]
    details: RunDetails
    runs: tuple[Transformation, ...]


@dataclass(frozen=True, slots=True)
class InputState:
    """What went into a run, and what would go in if it were run again now."""

    alias: str
    used: DatasetVersion
    newest: DatasetVersion

    @property
    def is_newer(self) -> bool:
        """Whether there is another version than the one that was used."""
        return self.newest.id != self.used.id


def transform(  # noqa: PLR0913 - each is one plain thing the caller knows
    session: Session,
    recipe: RecipeRef,
    ref: Ref,
    name: str,
    work: Work | None = None,
    *,
    others: Mapping[str, Ref] | None = None,
    save_as: str | None = None,
    fitting: Fitting = Fitting.ANEW,
) -> Outcome[TransformSummary]:
    """Apply a recipe to a dataset version; what it makes is the next version of a dataset.

    The same content as the newest version makes no new one; the run is recorded in either case.

    Args:
        recipe: a saved one, or a document; a document is saved in the same step.
        name: the dataset that is made, new or not.
        others: dataset versions by the names the recipe's steps give them; a name that is left
            out is itself taken as a dataset's.
        save_as: the name a document is saved under; None = its own, else the dataset's.
        fitting: whether the steps compute means, limits, edges from these rows, or use those of
            the recipe's last run for the dataset, of its first run where there is none.

    Raises:
        UserError: ``recipe.*`` with the step that does not fit and why; ``usage.hidden``,
            ``usage.is_predictions``, ``project.read_only``, ``environment.*``.
        Cancelled: nothing was stored.
    """
    datasets.check_target(session, name)
    saved = None if isinstance(recipe, Recipe) else recipes.version_of(session, recipe)
    document = recipes.document(session, recipe)
    if saved is None or save_as is not None:
        save_as = recipes.check_document(session, document, save_as or document.name or name)
    given = recipes.inputs(session, document, ref, others or {})
    recorded = None
    if fitting is Fitting.RECORDED:
        called = saved.recipe if saved else save_as or name
        recorded = fitted.of_recipe(session, called, document, name)
    target = _Target(name, document, save_as, saved if save_as is None else None, recorded)
    return _run(session, target, given, work or Work())


@dataclass(frozen=True, slots=True)
class _Target:
    """What is to be made, and by which recipe: a saved one, or one to save under a name.

    Attributes:
        recorded: the values its steps use; None: they compute them.
    """

    name: str
    document: Recipe
    save_as: str | None
    saved: RecipeVersion | None
    recorded: Recorded | None = None


def _run(
    session: Session, target: _Target, given: tuple[Input, ...], work: Work
) -> Outcome[TransformSummary]:
    table, *others = recipes.tables(session, given)
    recorded = target.recorded.steps if target.recorded else None
    text = recipes.stored_text(target.document)
    request = TransformTable(text, table, tuple(others), recorded)
    with session.job() as folder:
        made = session.run(request, Transformed, folder, work)
        work.step(Step("Storing"))
        outcome = _publish(session, target, given, (made, folder))
        check = rules.check_new(session, outcome.value.version, work)
        return replace(outcome, value=replace(outcome.value, check=check))


def _publish(
    session: Session,
    target: _Target,
    given: tuple[Input, ...],
    result: tuple[Transformed, Path],
) -> Outcome[TransformSummary]:
    """Store what was made: objects first, then one transaction with the rows and the entry."""
    made, folder = result
    objects, project = session.project.objects, session.project
    origin = target.recorded.made if target.recorded else ""
    details = RunDetails(made.steps, made.sources, made.row_sources, origin)
    details_object = objects.put_bytes(to_bytes(details))
    document_object = objects.put_bytes(recipes.stored_text(target.document).encode())
    content = datasets.store_table(session, made, folder)
    subject = Subject("dataset", "", target.name)
    with project.tx("data.transform", subject, _why(target, given)) as tx:
        recipe = target.saved or _kept(session, tx, target, document_object)
        version, identical = datasets.next_version(session, tx, target.name, content)
        run = tx.add_transformation(
            NewTransformation(
                version_id=version.id,
                recipe_version_id=recipe.id,
                rows_in=given[0].version.row_count,
                rows_out=made.row_count,
                identical=identical,
                details_object=details_object,
                inputs=tuple(TransformationInput(i.alias, i.version.id) for i in given),
            )
        )
        tx.subject = Subject("dataset_version", version.id, version.label)
    changes = changed(
        (EntityKind.DATASET, version.dataset_id), (EntityKind.RECIPE, recipe.recipe_id)
    )
    return Outcome(
        TransformSummary(version, run, recipe, identical, made.profile, details), changes
    )


def _why(target: _Target, given: tuple[Input, ...]) -> str:
    """Return ``daily@2 on flights@3, weather@1`` for the log."""
    recipe = target.saved.label if target.saved else target.save_as
    values = f", with the values of {target.recorded.made}" if target.recorded else ""
    return f"{recipe} on {', '.join(item.version.label for item in given)}{values}"


def _kept(session: Session, tx: Transaction, target: _Target, document: Digest) -> RecipeVersion:
    name = target.save_as or target.name
    owner = session.project.recipes.by_name(name) or tx.add_recipe(name)
    return tx.add_recipe_version(owner.id, document)


def reapply(
    session: Session, ref: Ref, work: Work | None = None, fitting: Fitting = Fitting.ANEW
) -> Outcome[TransformSummary]:
    """Run the recipe that made a dataset version on the newest versions of what went in.

    Args:
        ref: without a number, the dataset's newest version that a recipe made.
        fitting: whether the steps compute means, limits, edges from the rows there are now, or
            use those that were recorded when the version was made.

    Raises:
        UserError: ``recipe.not_made``, and what :func:`transform` raises.
        Cancelled: nothing was stored.
    """
    version, run = _made(session, ref)
    recipe = resolve.known(session.project.recipes.version_by_id(run.recipe_version_id))
    return _again(session, (version, run), recipe, work or Work(), fitting)


def reapply_recipe(
    session: Session, name: str, work: Work | None = None, fitting: Fitting = Fitting.ANEW
) -> Outcome[tuple[TransformSummary, ...]]:
    """Run a recipe's newest version (or the one named) on every dataset it makes.

    These are the datasets whose newest version made by a recipe was made by this one; what goes
    in are the newest versions of what went in last. Each is stored by itself: what was made
    before one does not fit stays.

    Raises:
        UserError: ``recipe.unknown``, ``recipe.never_run``, and what :func:`transform` raises.
    """
    recipe = recipes.version_of(session, name)
    summaries, changes = [], ChangeSet()
    for owner in session.project.datasets.list():
        found = _last_made(session, session.project.datasets.versions(owner.id))
        if found is None or _recipe_id(session, found[1]) != recipe.recipe_id:
            continue
        outcome = _again(session, found, recipe, work or Work(), fitting)
        summaries.append(outcome.value)
        changes |= outcome.changes
    if not summaries:
        raise UserError("recipe.never_run", name=recipe.recipe)
    return Outcome(tuple(summaries), changes)


def _again(
    session: Session,
    made: tuple[DatasetVersion, Transformation],
    recipe: RecipeVersion,
    work: Work,
    fitting: Fitting,
) -> Outcome[TransformSummary]:
    version, run = made
    datasets.check_target(session, version.dataset)
    document = recipes.document_of(session, recipe)
    main, *others = _states(session, version, run)
    kept = {item.alias: item.newest.label for item in others}
    known = {alias: label for alias, label in kept.items() if alias in document.tables()}
    given = recipes.inputs(session, document, main.newest.label, known)
    recorded = None
    if fitting is Fitting.RECORDED:
        recorded = fitted.of_run(session, run, document, recipe.label)
    target = _Target(version.dataset, document, None, recipe, recorded)
    return _run(session, target, given, work)


def input_states(session: Session, ref: Ref) -> tuple[InputState, ...]:
    """Return what :func:`reapply` would use instead of what was used.

    Raises:
        UserError: ``recipe.not_made``.
    """
    return _states(session, *_made(session, ref))


def _states(
    session: Session, version: DatasetVersion, run: Transformation
) -> tuple[InputState, ...]:
    states = []
    for item in run.inputs:
        used = datasets.version_by_id(session, item.dataset_version_id)
        states.append(InputState(item.alias, used, _newest(session, used, version, run)))
    return tuple(states)


def _newest(
    session: Session, used: DatasetVersion, version: DatasetVersion, run: Transformation
) -> DatasetVersion:
    """Return the newest version to go in; never what the recipe itself made.

    A recipe may add to the dataset it reads: run again, it must not take its own product.
    """
    if used.dataset_id != version.dataset_id:
        return resolve.known(session.project.datasets.newest(used.dataset_id))
    recipe = _recipe_id(session, run)
    for item in session.project.datasets.versions(used.dataset_id):
        runs = session.project.transformations.by_output(item.id)
        is_own = item.origin is Origin.RECIPE and _recipe_id(session, runs[0]) == recipe
        if not is_own:
            return item
    return used


def _recipe_id(session: Session, run: Transformation) -> RecipeId:
    found = session.project.recipes.version_by_id(run.recipe_version_id)
    return resolve.known(found).recipe_id


def _made(session: Session, ref: Ref) -> tuple[DatasetVersion, Transformation]:
    """Return a version that a recipe made, and its latest run; raises ``recipe.not_made``."""
    wanted = resolve.reference(ref)
    candidates: tuple[DatasetVersion, ...] = (resolve.dataset_version(session, wanted),)
    if wanted.number is None:
        candidates = session.project.datasets.versions(candidates[0].dataset_id)
    found = _last_made(session, candidates)
    if found is None:
        raise UserError("recipe.not_made", name=str(wanted))
    return found


def _last_made(
    session: Session, versions: tuple[DatasetVersion, ...]
) -> tuple[DatasetVersion, Transformation] | None:
    for version in versions:
        if version.origin is Origin.RECIPE:
            return version, session.project.transformations.by_output(version.id)[-1]
    return None


def making_of(session: Session, version: DatasetVersion) -> Making | None:
    """Return how a recipe made a version; None when none did."""
    runs = session.project.transformations.by_output(version.id)
    if version.origin is not Origin.RECIPE or not runs:
        return None
    run = runs[0]
    recipe = resolve.known(session.project.recipes.version_by_id(run.recipe_version_id))
    return Making(
        recipe=recipe,
        document=recipes.document_of(session, recipe),
        inputs=tuple(
            Input(item.alias, datasets.version_by_id(session, item.dataset_version_id))
            for item in run.inputs
        ),
        details=details_of(session, run),
        runs=runs,
    )


def details_of(session: Session, run: Transformation) -> RunDetails:
    """Return what a run told beside its table."""
    return fitted.details_of(session, run)
