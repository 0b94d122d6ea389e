"""What the data page keeps for recipes: the editor with its course, and a version's origin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.dataset import Origin as MadeBy
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.outcome import Fitting
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data.recipes.flow import RecipeFlow
from mlops_desktop.gui.pages.data.recipes.keeping import RecipeKeeping
from mlops_desktop.gui.pages.data.recipes.origin import Origin, RecipeOrigin, read_origin
from mlops_desktop.gui.pages.data.recipes.running import RecipeRunning
from mlops_desktop.gui.pages.data.recipes.view import RecipeView
from mlops_desktop.gui.widgets.card import Card


class RecipeDesk:
    """The editor, the course of editing, and what can be done with a whole recipe."""

    def __init__(self, page: Page) -> None:
        self.view = RecipeView(page)
        self.flow = RecipeFlow(page, self.view)
        self.keeping = RecipeKeeping(page, self.flow, self.view.menu)
        self.running = RecipeRunning(page, self.flow)


@dataclass(frozen=True, slots=True)
class OriginLinks:
    """What the panel needs of the page.

    Attributes:
        shown: returns the version that is shown.
        edit: opens the editor over a version with a recipe and the number of its version.
        again: makes a version again, by its label; with values computed anew or the recorded.
    """

    shown: Callable[[], DatasetVersion | None]
    edit: Callable[[DatasetVersion, Recipe, int], object]
    again: Callable[[str, Fitting], object]


class OriginWatch(QObject):
    """Shows below "Where it comes from" by which recipe a version was made.

    Args:
        card: where it is shown.
        links: what its buttons do.
    """

    def __init__(self, page: Page, card: Card, links: OriginLinks) -> None:
        super().__init__(page)
        self._page, self._card, self._links = page, card, links
        self.panel: RecipeOrigin | None = None

    def look(self) -> None:
        """Show how the version that is shown was made, if a recipe made it."""
        version = self._links.shown()
        if version is None or version.origin is not MadeBy.RECIPE:
            self._show(None)
            return
        session = self._page.desk.session
        self._page.load(
            lambda: read_origin(session, version), self._take, key="origin", failed=self._fail
        )

    def _take(self, origin: Origin | None) -> None:
        shown = self._links.shown()
        if origin is None or (shown is not None and shown.id == origin.version.id):
            self._show(origin)

    def _fail(self, error: UserError) -> None:
        self._show(None)
        self._page.bar.show_error(error, "origin")

    def _show(self, origin: Origin | None) -> None:
        if self.panel is None:
            if origin is None:
                return
            self.panel = RecipeOrigin(self._card)
            self.panel.edit_wanted.connect(self._on_edit)
            self.panel.again_wanted.connect(self._on_again)
            self._card.add(self.panel)
        self.panel.show_origin(origin)

    def _on_edit(self, origin: Origin) -> None:
        making = origin.making
        self._links.edit(making.inputs[0].version, making.document, making.recipe.number)

    def _on_again(self, origin: Origin, fitting: Fitting) -> None:
        self._links.again(origin.version.label, fitting)
