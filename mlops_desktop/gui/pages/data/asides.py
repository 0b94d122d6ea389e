"""What the data page opens in place of the versions: an import, a comparison, a recipe."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property

from PySide6.QtWidgets import QStackedLayout, QWidget

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.recipes.outcome import Fitting
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.core.reference import Reference
from mlops_desktop.gui.page import Desk, Page
from mlops_desktop.gui.pages.data.catalogue import Catalogue
from mlops_desktop.gui.pages.data.compare.view import CompareView
from mlops_desktop.gui.pages.data.importing.view import ImportView
from mlops_desktop.gui.pages.data.recipes.desk import RecipeDesk
from mlops_desktop.gui.pages.data.rules.tab import RulesTab
from mlops_desktop.services import datasets
from mlops_desktop.services.datasets import DatasetDetails
from mlops_desktop.services.transforming import TransformSummary


class Asides(Page):
    """A page of versions, the first of a stack; each aside is made when it is first opened."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._catalogue = Catalogue((), (), 0)
        self._wanted: Reference | None = None
        self._stack = QStackedLayout()

    rules: RulesTab

    def topic(self) -> str:
        """Return the manual's page about what is open: a recipe, the rules, or data."""
        if self.is_editing_recipe:
            return "recipes"
        is_at_rules = self._stack.currentIndex() == 0 and self.rules.is_shown
        return "rules" if is_at_rules else self.help_topic

    @abstractmethod
    def _show_header(self) -> None:
        """Show title and buttons of what is open."""

    @cached_property
    def importing(self) -> ImportView:
        """The preview of a file; made when the first one is opened, as it is half the page."""
        view = ImportView(self)
        view.failed = self.show_error
        self._stack.addWidget(view)
        return view

    @cached_property
    def comparison(self) -> CompareView:
        """Two versions compared; made when the first comparison is opened."""
        view = CompareView(self)
        self._stack.addWidget(view)
        return view

    @cached_property
    def recipes(self) -> RecipeDesk:
        """The recipe editor; made when the first recipe is opened."""
        desk = RecipeDesk(self)
        self._stack.addWidget(desk.view)
        desk.flow.changed.connect(self._on_recipe_changed)
        desk.running.made.connect(self._on_made)
        return desk

    @property
    def is_importing(self) -> bool:
        """Whether the preview of a file is open."""
        return "importing" in vars(self) and self._stack.currentWidget() is self.importing

    @property
    def is_comparing(self) -> bool:
        """Whether a comparison is open."""
        return "comparison" in vars(self) and self._stack.currentWidget() is self.comparison

    def compare(self, version: DatasetVersion) -> None:
        """Open the comparison of a version with another one."""
        self.bar.clear()
        self._stack.setCurrentWidget(self.comparison)
        self.comparison.open(version, self._catalogue)
        self._show_header()
        self.comparison.against.setFocus()

    def leave_comparison(self) -> None:
        """Go back to the versions."""
        if self.is_comparing:
            self.comparison.stop()
            self._stack.setCurrentIndex(0)
            self._show_header()

    @property
    def is_editing_recipe(self) -> bool:
        """Whether the recipe editor is open."""
        return "recipes" in vars(self) and self._stack.currentWidget() is self.recipes.view

    def edit_recipe(
        self,
        version: DatasetVersion,
        recipe: Recipe | None = None,
        number: int = 0,
        first: Step | None = None,
    ) -> None:
        """Open the recipe editor over a version, with an empty recipe if none is given.

        Args:
            number: of the recipe's saved version, 0 for none.
            first: a step that is added to it, for the person to look at.
        """
        session, catalogue = self.desk.session, self._catalogue
        editor = self.recipes  # Made now: its making and its showing are two short waits.

        def show(details: DatasetDetails) -> None:
            self.bar.clear()
            self._stack.setCurrentWidget(editor.view)
            editor.flow.start(details, catalogue, recipe, number)
            if first is not None:
                editor.flow.put(first)

        self.load(lambda: datasets.show(session, version.label), show, key="recipe")

    def make_again(self, label: str, fitting: Fitting) -> None:
        """Run the recipe that made a version on newer rows."""
        self.recipes.running.run_again(label, fitting)

    def leave_recipe(self) -> None:
        """Go back to the versions; there is a way back to a recipe that is not saved."""
        if self.is_editing_recipe:
            self.recipes.flow.stop(self.return_to_recipe)
            self._stack.setCurrentIndex(0)
            self._show_header()

    def return_to_recipe(self) -> None:
        """Open the editor as it was left."""
        self._stack.setCurrentWidget(self.recipes.view)
        self._show_header()

    def leave_aside(self) -> None:
        """Go back to the versions from what was opened beside them."""
        self.leave_comparison()
        self.leave_recipe()

    def _on_recipe_changed(self) -> None:
        if self.is_editing_recipe:
            self._show_header()

    def _on_made(self, summary: TransformSummary) -> None:
        self.leave_recipe()
        self._wanted = Reference(summary.version.dataset, summary.version.number)
        self.refresh()
