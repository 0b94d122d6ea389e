"""Writing recipes, their versions and their runs."""

from __future__ import annotations

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import (
    Digest,
    RecipeId,
    RecipeVersionId,
    TransformationId,
)
from mlops_desktop.core.reference import check_name
from mlops_desktop.core.transformation import NamedRecipe, RecipeVersion, Transformation
from mlops_desktop.storage.reading.recipes import Recipes, Transformations
from mlops_desktop.storage.records import NewTransformation
from mlops_desktop.storage.writing.writer import Writer, written


class RecipeWriter(Writer):
    """Recipes, versions and runs."""

    def add_recipe(self, name: str) -> NamedRecipe:
        """Make a recipe without versions.

        Raises:
            UserError: ``usage.name``, ``project.name_taken``.
        """
        recipes = Recipes(self._here)
        if recipes.by_name(check_name(name)) is not None:
            raise UserError("project.name_taken", kind="recipe", name=name)
        recipe_id = self._insert_new("recipe", {"name": name, "created_at": self._now})
        return written(recipes.by_id(recipe_id))

    def add_recipe_version(
        self, recipe_id: RecipeId, document: Digest, note: str = ""
    ) -> RecipeVersion:
        """Add the next version of a recipe, or return the last one when it is the same document.

        The last one counts although it was put away: a number has one document.
        """
        recipes = Recipes(self._here)
        number = self._next_number("recipe_version", "recipe_id", recipe_id)
        last = recipes.version(recipe_id, number - 1)
        if last is not None and last.document_object == document:
            return last
        version_id = self._insert_new(
            "recipe_version",
            {
                "recipe_id": recipe_id,
                "number": number,
                "document_object": document,
                "note": note,
                "created_at": self._now,
            },
        )
        return written(recipes.version_by_id(RecipeVersionId(version_id)))

    def add_transformation(self, new: NewTransformation) -> Transformation:
        """Record a recipe's run as it happened, also one that made no new version."""
        if not new.inputs:
            raise ValueError("a recipe runs on at least one table")
        transformation_id = self._insert_new(
            "transformation",
            {
                "version_id": new.version_id,
                "recipe_version_id": new.recipe_version_id,
                "rows_in": new.rows_in,
                "rows_out": new.rows_out,
                "identical": int(new.identical),
                "details_object": new.details_object,
                "at": self._now,
            },
        )
        for place, item in enumerate(new.inputs, start=1):
            self._insert(
                "transformation_input",
                {
                    "transformation_id": transformation_id,
                    "place": place,
                    "alias": item.alias,
                    "dataset_version_id": item.dataset_version_id,
                },
            )
        runs = Transformations(self._here)
        return written(runs.transformation(TransformationId(transformation_id)))
