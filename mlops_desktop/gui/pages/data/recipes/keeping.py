"""Keeping a recipe: as a version of its name, as a file; and opening one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data.recipes.dialogs import (
    NameDialog,
    NewerRecipeDialog,
    OpenRecipeDialog,
)
from mlops_desktop.gui.pages.data.recipes.flow import RecipeFlow
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.file_dialogs import choose_open_file, choose_save_file
from mlops_desktop.services import recipes
from mlops_desktop.services.recipes import RecipeDetails, RecipeRow, SavedRecipe

_JSON = "Recipes (*.json)"


class _Call:
    """Calls something without the argument that a signal brings."""

    def __init__(self, run: Callable[[], object]) -> None:
        self._run = run

    def __call__(self, *_: object) -> None:
        self._run()


class RecipeKeeping(QObject):
    """What can be done with a recipe as a whole.

    Args:
        flow: what edits the recipe.
        menu: offers it; filled each time it opens.
    """

    def __init__(self, page: Page, flow: RecipeFlow, menu: QMenu) -> None:
        super().__init__(flow)
        self._page, self._flow, self._menu = page, flow, menu
        menu.aboutToShow.connect(self._fill_menu)

    def _fill_menu(self) -> None:
        menu = self._menu
        menu.clear()
        has_steps = bool(self._flow.recipe.steps)
        for title, run, is_possible in (
            (self.tr("Save the recipe…"), self.ask_to_save, has_steps),
            (self.tr("Open a recipe…"), self.ask_for_recipe, True),
            (self.tr("Open a recipe from a file…"), self.ask_for_file, True),
            (self.tr("Write the recipe to a file…"), self.ask_for_target, has_steps),
            (self.tr("Begin anew"), partial(self._flow.open_recipe, Recipe("")), has_steps),
        ):
            action = QAction(title, menu)
            action.setEnabled(is_possible)
            action.triggered.connect(_Call(run))
            menu.addAction(action)

    def ask_to_save(self) -> None:
        """Ask for the recipe's name, then keep it as the next version of that name."""
        NameDialog(
            self._page,
            self.tr("Save the recipe"),
            self.tr("Save"),
            then=self.save,
            label=self.tr("Name"),
            name=self._flow.recipe.name,
            hint_of=partial(str.format, self.tr("It becomes the next version of {0}.")),
            more=self.tr("What was changed (optional)"),
        ).open()

    def save(self, name: str, note: str = "", seen: int | None = None) -> None:
        """Keep the recipe as the next version of a name, unless there is a newer one by now.

        Args:
            seen: the newest version that the person knows of, if not the one begun with.
        """
        session, recipe = self._page.desk.session, replace(self._flow.recipe, name=name)
        known = self._flow.seen(name) if seen is None else seen
        self._page.change(
            lambda: recipes.save(session, recipe, name, note, known),
            partial(self._on_saved, recipe),
            failed=partial(self._on_refused, name, note),
        )

    def _on_saved(self, recipe: Recipe, saved: SavedRecipe) -> None:
        self._flow.note_saved(recipe, saved.version.number)
        label = saved.version.label
        said = self.tr("Saved as {0}.") if saved.is_new else self.tr("It is {0} already.")
        self._page.desk.say(said.format(label))

    def _on_refused(self, name: str, note: str, error: UserError) -> None:
        """Let the person decide about a version that somebody else saved."""
        if error.code != "recipe.changed_meanwhile":
            self._page.show_error(error)
            return
        number = int(str(error.facts["number"]))
        NewerRecipeDialog(
            self._page,
            str(error.facts["newest"]),
            begun=self._flow.seen(name),
            save=partial(self.save, name, note, number),
            rename=self.ask_to_save,
        ).open()

    def ask_for_recipe(self) -> None:
        """Ask which saved recipe to open."""
        session = self._page.desk.session
        self._page.load(lambda: recipes.list_recipes(session), self._choose, key="recipes")

    def _choose(self, rows: Sequence[RecipeRow]) -> None:
        if rows:
            OpenRecipeDialog(self._page, rows, self.open_saved).open()
        else:
            self._page.desk.say(self.tr("No recipe is saved yet."), Tone.NEUTRAL)

    def open_saved(self, label: str) -> None:
        """Open a version of a saved recipe."""
        session = self._page.desk.session
        self._page.load(
            lambda: recipes.show(session, label), self._open_version, key="recipe document"
        )

    def _open_version(self, details: RecipeDetails) -> None:
        self._flow.open_recipe(details.document, details.version.number)

    def ask_for_file(self) -> None:
        """Ask for a recipe's file."""
        choose_open_file(self._page, self.tr("Open a recipe"), _JSON, self.open_file)

    def open_file(self, path: Path) -> None:
        """Open a recipe from its JSON."""
        self._page.load(
            lambda: recipes.read_json(path), self._flow.open_recipe, key="recipe document"
        )

    def ask_for_target(self) -> None:
        """Ask where to write the recipe."""
        name = f"{self._flow.recipe.name or 'recipe'}.json"
        choose_save_file(self._page, self.tr("Write the recipe"), name, _JSON, self.write)

    def write(self, path: Path) -> None:
        """Write the recipe as JSON."""
        session, recipe = self._page.desk.session, self._flow.recipe
        self._page.load(
            lambda: recipes.export_json(session, recipe, path),
            lambda done: self._page.desk.say(self.tr("Written to {0}.").format(done)),
            key="recipe file",
        )
