"""A recipe while it is edited: what it is now, and the way back and forth. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.step import Step

MOST_KEPT = 200
"""So many changes can be undone."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A recipe under edit.

    Attributes:
        recipe: its document.
        chosen: the place of the step that is looked at, from 0; -1 while there is none.
    """

    recipe: Recipe
    chosen: int = -1

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in order."""
        return self.recipe.steps

    @property
    def step(self) -> Step | None:
        """The step that is looked at."""
        return self.steps[self.chosen] if 0 <= self.chosen < len(self.steps) else None

    def with_chosen(self, place: int) -> Draft:
        """Look at another step."""
        return replace(self, chosen=max(-1, min(place, len(self.steps) - 1)))

    def _with_steps(self, steps: Iterable[Step], chosen: int) -> Draft:
        return Draft(replace(self.recipe, steps=tuple(steps)), -1).with_chosen(chosen)

    def added(self, step: Step) -> Draft:
        """Put a step below the one that is looked at (at the end while there is none)."""
        place = self.chosen + 1 if self.step is not None else len(self.steps)
        return self._with_steps((*self.steps[:place], step, *self.steps[place:]), place)

    def removed(self, place: int) -> Draft:
        """Leave a step out; the one that takes its place is looked at."""
        if not 0 <= place < len(self.steps):
            return self
        return self._with_steps((*self.steps[:place], *self.steps[place + 1 :]), place)

    def duplicated(self, place: int) -> Draft:
        """Put a step once more below itself."""
        if not 0 <= place < len(self.steps):
            return self
        step = self.steps[place]
        return self._with_steps(
            (*self.steps[: place + 1], step, *self.steps[place + 1 :]), place + 1
        )

    def moved(self, place: int, to: int) -> Draft:
        """Move a step so that it stands at ``to`` afterwards; it is then looked at."""
        last = len(self.steps) - 1
        to = max(0, min(to, last))
        if not 0 <= place <= last or to == place:
            return self
        steps = list(self.steps)
        steps.insert(to, steps.pop(place))
        return self._with_steps(steps, to)

    def changed(self, place: int, step: Step) -> Draft:
        """Put another step in a step's place."""
        if not 0 <= place < len(self.steps):
            return self
        return self._with_steps((*self.steps[:place], step, *self.steps[place + 1 :]), place)

    def named(self, name: str, description: str | None = None) -> Draft:
        """Give the recipe another name, and description unless None."""
        said = self.recipe.description if description is None else description
        return replace(self, recipe=replace(self.recipe, name=name, description=said))


class History:
    """The states of a draft, with undo and redo.

    Changes that follow one another under the same ``merge`` key (typing in one field) are undone
    together. Looking at another step is no change, but ends such a series.
    """

    def __init__(self, draft: Draft | None = None) -> None:
        self._done: list[Draft] = []
        self._undone: list[Draft] = []
        self.start(draft or Draft(Recipe("")))

    @property
    def now(self) -> Draft:
        """The present state."""
        return self._now

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to make again."""
        return bool(self._undone)

    @property
    def is_changed(self) -> bool:
        """Whether the recipe differs from what was opened or saved last."""
        return self._now.recipe != self._saved

    def start(self, draft: Draft) -> None:
        """Begin anew with a recipe; nothing can be undone."""
        self._now = draft
        self._saved = draft.recipe
        self._done.clear()
        self._undone.clear()
        self._merge = ""

    def apply(self, draft: Draft, merge: str = "") -> bool:
        """Take a new state; say whether the recipe is another one.

        Args:
            merge: consecutive changes of the same key are one for undo; "" never merges.
        """
        if draft.recipe == self._now.recipe:
            self.look(draft.chosen)
            return False
        if not merge or merge != self._merge or not self._done:
            self._done.append(self._now)
            del self._done[:-MOST_KEPT]
        self._undone.clear()
        self._merge = merge
        self._now = draft
        return True

    def look(self, place: int) -> None:
        """Look at another step."""
        if place != self._now.chosen:
            self._now = self._now.with_chosen(place)
            self._merge = ""

    def undo(self) -> bool:
        """Take the last change back."""
        return self._step(self._done, self._undone)

    def redo(self) -> bool:
        """Make the change again that was taken back last."""
        return self._step(self._undone, self._done)

    def _step(self, source: list[Draft], target: list[Draft]) -> bool:
        if not source:
            return False
        target.append(self._now)
        self._now = source.pop()
        self._merge = ""
        return True

    def note_saved(self) -> None:
        """Note that the recipe is kept as it is now."""
        self._saved = self._now.recipe
        self._merge = ""
