"""What the steps of a recipe's earlier run computed from its rows, to be used again."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.outcome import Fitted, RunDetails
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.core.transformation import Transformation
from mlops_desktop.services import datasets, recipes, resolve
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Recorded:
    """Fitted values of every step of a run.

    Attributes:
        made: label of the dataset version it made.
    """

    made: str
    steps: tuple[tuple[Fitted, ...], ...]


def details_of(session: Session, run: Transformation) -> RunDetails:
    """Return what a run told beside its table."""
    return from_bytes(RunDetails, session.project.objects.read(run.details_object))


def of_recipe(session: Session, name: str, document: Recipe, dataset: str) -> Recorded:
    """Return the values of the last run of a recipe for a dataset, else of its first run.

    Runs of any version of the recipe that has the same steps count.

    Args:
        name: of the recipe, which need not exist.

    Raises:
        UserError: ``recipe.nothing_recorded``, ``recipe.not_all_recorded``.
    """
    owner = session.project.recipes.by_name(name)
    runs = session.project.transformations.by_recipe(owner.id) if owner else ()
    same = [run for run in runs if _steps(session, run) == document.steps]
    if not same:
        raise UserError("recipe.nothing_recorded", recipe=name)
    own = [r for r in same if datasets.version_by_id(session, r.version_id).dataset == dataset]
    return of_run(session, own[-1] if own else same[0], document, name)


def _steps(session: Session, run: Transformation) -> tuple[Step, ...]:
    recipe = resolve.known(session.project.recipes.version_by_id(run.recipe_version_id))
    return recipes.document_of(session, recipe).steps


def of_run(session: Session, run: Transformation, document: Recipe, label: str) -> Recorded:
    """Return the values of a run for a recipe of the same steps.

    Raises:
        UserError: ``recipe.other_steps``, ``recipe.not_all_recorded``.
    """
    recipe = resolve.known(session.project.recipes.version_by_id(run.recipe_version_id))
    made = datasets.version_by_id(session, run.version_id).label
    if _steps(session, run) != document.steps:
        raise UserError("recipe.other_steps", made=made, recipe=recipe.label, other=label)
    details = details_of(session, run)
    for step in details.steps:
        if step.fitted_count > len(step.fitted):
            counts = {"count": f"{step.fitted_count:,}", "kept": f"{len(step.fitted):,}"}
            facts = {"number": step.number, "recipe": recipe.label, "made": made, **counts}
            raise UserError("recipe.not_all_recorded", **facts)
    return Recorded(details.fitted_from or made, tuple(step.fitted for step in details.steps))
