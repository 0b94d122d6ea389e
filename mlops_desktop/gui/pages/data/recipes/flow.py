"""The course of editing a recipe: changes, undo, the preview, saving, opening, running."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.outcome import TablePart
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.gui.gateway import About
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.recipes.history import Draft, History
from mlops_desktop.gui.pages.data.recipes.reading import Tried, try_out
from mlops_desktop.gui.pages.data.recipes.steps import AddStepDialog
from mlops_desktop.gui.pages.data.recipes.view import RecipeView
from mlops_desktop.gui.pages.data.recipes.words import Fit, StepLine, StepState, checked, new_step
from mlops_desktop.gui.theme.tokens import Tone

if TYPE_CHECKING:
    from mlops_desktop.gui.pages.data.catalogue import Catalogue
    from mlops_desktop.services.datasets import DatasetDetails

PREVIEW_AFTER_MS = 120
"""While somebody types, the preview waits this long for the next letter."""


class RecipeFlow(QObject):
    """Edits one recipe over one dataset version.

    Signals:
        changed(): title, state or what can be run is different now.

    Attributes:
        history: the recipe and its changes; tried: the newest answer of the preview.
        is_busy: whether a recipe is running.
        dataset: whose version it is applied to; catalogue: the datasets there are.
    """

    changed = Signal()

    def __init__(self, page: Page, view: RecipeView) -> None:
        super().__init__(page)
        self._page, self._view = page, view
        self.history = History()
        self.tried: Tried | None = None
        self._label, self.dataset = "", ""
        self._begun = ("", 0)
        self._base = TablePart((), ())
        self._states: tuple[StepState, ...] = ()
        self._columns: dict[tuple[Step, ...], tuple[Column, ...]] = {}
        self.catalogue: Catalogue | None = None
        self.is_busy = False
        self._wait = QTimer(self, singleShot=True)
        self._wait.timeout.connect(self._ask)
        self._connect()

    def _connect(self) -> None:
        view, steps = self._view, self._view.steps
        view.undo_wanted.connect(self.undo)
        view.redo_wanted.connect(self.redo)
        view.form.edited.connect(self._on_edited)
        steps.chosen.connect(self.look_at)
        steps.add_wanted.connect(self.ask_for_step)
        steps.remove_wanted.connect(self._on_remove)
        steps.duplicate_wanted.connect(self._on_duplicate)
        steps.move_wanted.connect(self._on_move)

    # The recipe ----------------------------------------------------------------------------

    @property
    def recipe(self) -> Recipe:
        """The recipe as it is now."""
        return self.history.now.recipe

    @property
    def label(self) -> str:
        """The version it is applied to."""
        return self._label

    @property
    def subtitle(self) -> str:
        """What the page says below its title."""
        name = self.recipe.name or words.tr("no name yet")
        parts = [name, words.counted(len(self.recipe.steps), "step")]
        if self.recipe.steps and self.history.is_changed:
            parts.append(words.tr("not saved"))
        return " · ".join(parts)

    def start(
        self,
        details: DatasetDetails,
        catalogue: Catalogue,
        recipe: Recipe | None = None,
        number: int = 0,
    ) -> None:
        """Edit a recipe (an empty one if none is given) over a version.

        Args:
            number: of the recipe's saved version, 0 for none.
        """
        self._label, self.dataset = details.version.label, details.version.dataset
        self._base = TablePart(details.columns, details.profile.head)
        self.catalogue = catalogue
        self._columns = {(): details.columns}
        own = {details.version.label, details.version.dataset}
        labels = [
            label
            for entry in catalogue.entries
            for label in (entry.dataset.name, *(item.label for item in entry.versions))
            if label not in own
        ]
        self._view.form.set_tables(labels)
        self.open_recipe(recipe or Recipe(""), number)

    def open_recipe(self, recipe: Recipe, number: int = 0) -> None:
        """Edit another recipe over the same version; the changes so far are forgotten.

        Args:
            number: of the saved version it is, by its name; 0 for none.
        """
        self.tried = None
        self._begun = (recipe.name, number)
        self._view.form.show_other_step()
        self.history.start(Draft(recipe, 0 if recipe.steps else -1))
        self._show(is_other_step=True)

    def stop(self, come_back: Callable[[], object]) -> None:
        """Ask for nothing any more; offer a way back to what is not saved.

        Work under way goes on in the jobs strip.
        """
        self._wait.stop()
        if self.recipe.steps and self.history.is_changed:
            self._page.desk.say(
                self.tr("The recipe is not saved."),
                Tone.WARN,
                hint=self.tr("It is kept until another one is begun."),
                action=self.tr("Back to the recipe"),
                on_action=come_back,
            )

    def undo(self) -> None:
        """Take the last change back."""
        if self.history.undo():
            self._show_jump()

    def redo(self) -> None:
        """Make the last change again."""
        if self.history.redo():
            self._show_jump()

    def _show_jump(self) -> None:
        """Show another state; the keyboard stays in the editor when its field is gone."""
        self._show(is_other_step=True)
        focus = self._view.window().focusWidget()
        if focus is None or not self._view.isAncestorOf(focus) or not focus.isVisible():
            self._view.steps.list.view.setFocus()

    def ask_for_step(self) -> None:
        """Ask which step to add."""
        AddStepDialog(self._view, self.add_step).open()

    def add_step(self, kind: type[Step]) -> None:
        """Add a step of a kind below the chosen one."""
        self.put(new_step(kind))

    def put(self, step: Step) -> None:
        """Add a step below the chosen one."""
        self._apply(self.history.now.added(step))
        self._view.form.focus_first()

    def _on_remove(self, place: int) -> None:
        self._apply(self.history.now.removed(place))

    def _on_duplicate(self, place: int) -> None:
        self._apply(self.history.now.duplicated(place))

    def _on_move(self, place: int, to: int) -> None:
        self._apply(self.history.now.moved(place, to))

    def _apply(self, draft: Draft) -> None:
        if self.history.apply(draft):
            self._show(is_other_step=True)

    def _on_edited(self, step: Step, name: str) -> None:
        now = self.history.now
        # Letters are taken back together, every choice and tick on its own.
        typed = f"{now.chosen}.{name}" if self._view.form.is_typing else ""
        if self.history.apply(now.changed(now.chosen, step), typed):
            self._show()

    def look_at(self, place: int) -> None:
        """Look at another step."""
        if place != self.history.now.chosen:
            self.history.look(place)
            self._show(is_other_step=True)

    # Showing -------------------------------------------------------------------------------

    def _show(self, *, is_other_step: bool = False) -> None:
        now, view = self.history.now, self._view
        if is_other_step:
            view.form.show_other_step()
        view.show_history(can_undo=self.history.can_undo, can_redo=self.history.can_redo)
        self._states = self._known_states()
        self._show_steps()
        self._show_form()
        if self.tried is not None:
            view.form.set_others(self.tried.others)
        if now.step is None:
            self._wait.stop()
            view.show_base(self._base, self._label)
        else:
            view.form.show_state(self._states[now.chosen])
            view.show_waiting()
            is_typing = not is_other_step and view.form.is_typing
            self._wait.start(PREVIEW_AFTER_MS if is_typing else 0)
        self.changed.emit()

    def _show_form(self) -> None:
        """Show the chosen step with the columns it sees, or the last ones that are known."""
        now = self.history.now
        known = place = max(0, now.chosen)
        while now.steps[:known] not in self._columns:
            known -= 1
        columns = self._columns[now.steps[:known]]
        self._view.form.show_step(now.step, columns, is_certain=known == place)

    def _show_steps(self) -> None:
        now = self.history.now
        lines = [
            StepLine(n, *item) for n, item in enumerate(zip(now.steps, self._states, strict=True))
        ]
        self._view.show_steps(lines, now.chosen)

    def _known_states(self) -> tuple[StepState, ...]:
        """Return what can be said of each step before the preview's answer comes."""
        steps, states = self.history.now.steps, []
        was = self.tried
        for place, step in enumerate(steps):
            found = checked(step, place + 1, self._columns.get(steps[:place]))
            is_same = was is not None and was.recipe.steps[: place + 1] == steps[: place + 1]
            if found.fit is Fit.UNKNOWN and was is not None and is_same:
                found = was.states[place]
            states.append(found)
            if found.fit in (Fit.WRONG, Fit.UNFINISHED):
                states += [StepState()] * (len(steps) - place - 1)
                break
        return tuple(states)

    # Preview -------------------------------------------------------------------------------

    def _ask(self) -> None:
        now = self.history.now
        if now.step is None:
            return
        session, label, base = self._page.desk.session, self._label, self._base
        recipe, place = now.recipe, now.chosen
        self._page.desk.gateway.read(
            lambda: try_out(session, recipe, label, place, base),
            self._on_tried,
            self._on_try_failed,
            owner=self,
            key="preview",
            on=About.ROWS,
        )

    def _on_tried(self, tried: Tried) -> None:
        now = self.history.now
        if tried.recipe.steps != now.steps or tried.place != now.chosen or now.step is None:
            return  # Another answer is on its way.
        self.tried = tried
        for place, columns in tried.columns.items():
            self._columns[now.steps[:place]] = columns
        self._states = tried.states
        self._show_steps()
        form = self._view.form
        self._show_form()
        form.set_others(tried.others)
        form.show_state(self._states[now.chosen])
        if tried.preview is not None and tried.sides is not None:
            self._view.show_preview(tried.preview, now.step, tried.sides)
        else:
            self._view.show_cannot(self._states[now.chosen], tried.before)
        self.changed.emit()

    def _on_try_failed(self, error: UserError) -> None:
        self._page.bar.show_error(error, "recipe")

    def seen(self, name: str) -> int:
        """Return the newest version that the person knows of a recipe of that name; 0 for none."""
        begun, number = self._begun
        return number if name == begun else 0

    def note_saved(self, recipe: Recipe, number: int) -> None:
        """Note that the recipe is kept, under the name and number it has there."""
        self._begun = (recipe.name, number)
        if self.recipe.steps == recipe.steps:
            self.history.apply(self.history.now.named(recipe.name))
            self.history.note_saved()
            self.changed.emit()

    def why_not(self) -> str:
        """Return why the recipe cannot run now; "" when it can."""
        if self.is_busy:
            return self.tr("It is running.")
        if not self.recipe.steps:
            return self.tr("Add a step first.")
        for place, state in enumerate(self._states):
            if state.fit in (Fit.WRONG, Fit.UNFINISHED):
                return self.tr("Step {0} does not fit: {1}").format(place + 1, state.problem)
        return ""
