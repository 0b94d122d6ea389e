"""Trying a recipe out, and what is behind a version, read off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.outcome import RecipePreview, TablePart
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.gui.pages.data.recipes.compare import Side, sides
from mlops_desktop.gui.pages.data.recipes.words import Fit, StepState, refused
from mlops_desktop.services import recipes, resolve
from mlops_desktop.services.session import Session

SHOWN_ROWS = 200


@dataclass(frozen=True, slots=True)
class Tried:
    """What trying a recipe out has shown.

    Attributes:
        recipe: what was tried; place: the step that was looked at, from 0.
        preview: of that step; None where it could not be done.
        sides: both tables of the preview with what the step changed.
        before: what that step would see, where it is known.
        states: of every step.
        columns: what a step sees, by its place, where it is known (the last: the result's).
        others: the columns of other tables by the name the steps give them.
    """

    recipe: Recipe
    place: int
    preview: RecipePreview | None
    sides: tuple[Side, Side] | None
    before: TablePart | None
    states: tuple[StepState, ...]
    columns: Mapping[int, tuple[Column, ...]]
    others: Mapping[str, tuple[str, ...]]


@dataclass
class _Trial:
    session: Session
    recipe: Recipe
    label: str
    base: TablePart
    columns: dict[int, tuple[Column, ...]] = field(default_factory=dict)
    failing: int = -1
    error: UserError | None = None

    def look(self, place: int, rows: int = SHOWN_ROWS) -> RecipePreview | None:
        """Preview a step; note columns, or which step does not fit."""
        try:
            seen = recipes.preview(self.session, self.recipe, self.label, place + 1, rows)
        except UserError as error:
            self.error, self.failing = error, self._place_of(error, place)
            return None
        return self._noted(place, seen)

    def look_to_end(self, place: int) -> RecipePreview | None:
        """Preview a step and ask the same time whether all after it fit; None: not all do."""
        try:
            seen = recipes.preview(
                self.session, self.recipe, self.label, place + 1, SHOWN_ROWS, to_end=True
            )
        except UserError:
            return None  # A table of a later step may be missing: that is no matter of this one.
        return self._noted(place, seen)

    def _noted(self, place: int, seen: RecipePreview) -> RecipePreview:
        for behind, columns in enumerate((seen.before.columns, seen.after.columns, *seen.later)):
            self.columns[place + behind] = columns
        return seen

    def _place_of(self, error: UserError, place: int) -> int:
        number = error.facts.get("number")
        if isinstance(number, int):
            return number - 1
        alias = error.facts.get("alias")
        users = [n for n, step in enumerate(self.recipe.steps) if alias in step.tables()]
        return users[0] if users else place

    def before_failing(self) -> TablePart | None:
        """Return what the step that does not fit would see."""
        if self.failing <= 0:
            return self.base
        kept = self.failing, self.error
        seen = self.look(self.failing - 1)
        self.failing, self.error = kept
        return seen.after if seen is not None else None


def try_out(session: Session, recipe: Recipe, label: str, place: int, base: TablePart) -> Tried:
    """Look at one step before and after, and whether all the others fit; for a reader thread.

    Args:
        label: the version it is applied to; base: its first rows.
        place: the step to look at, from 0.
    """
    trial = _Trial(session, recipe, label, base)
    trial.columns[0] = base.columns
    last = len(recipe.steps) - 1
    # One question says it all where everything fits; a second one names what does not.
    preview = (trial.look_to_end(place) if place < last else None) or trial.look(place)
    before = preview.before if preview is not None else None
    if preview is not None and place + len(preview.later) < last:
        trial.look(last, 1)
    elif preview is None:
        seen = trial.before_failing()
        before = seen if trial.failing == place else None
    return Tried(
        recipe,
        place,
        preview,
        sides(preview, recipe.steps[place]) if preview is not None else None,
        before,
        _states(trial),
        trial.columns,
        {name: _names(session, name) for name in recipe.tables() if name},
    )


def _states(trial: _Trial) -> tuple[StepState, ...]:
    steps, error = trial.recipe.steps, trial.error
    if error is None or trial.failing < 0:
        return (StepState(Fit.GOOD),) * len(steps)
    good = (StepState(Fit.GOOD),) * trial.failing
    wrong = refused(steps[trial.failing], error)
    return (*good, wrong, *((StepState(),) * (len(steps) - trial.failing - 1)))


def _names(session: Session, label: str) -> tuple[str, ...]:
    try:
        version = resolve.dataset_version(session, label)
    except UserError:
        return ()
    return tuple(column.name for column in resolve.columns_of(session, version))
