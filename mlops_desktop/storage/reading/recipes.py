"""Recipes, their versions and their runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mlops_desktop.core.identity import (
    DatasetVersionId,
    RecipeId,
    RecipeVersionId,
    TransformationId,
)
from mlops_desktop.core.transformation import (
    NamedRecipe,
    RecipeVersion,
    Transformation,
    TransformationInput,
)
from mlops_desktop.storage.reading.repository import Repository, Shape
from mlops_desktop.storage.sqlite import Value

_RECIPE = """
SELECT r.id, r.name, r.created_at,
  (SELECT coalesce(max(number),0) FROM recipe_version WHERE recipe_id=r.id),
  EXISTS(SELECT 1 FROM hidden WHERE kind='recipe' AND id=r.id) AS is_hidden
FROM recipe r
"""
_VERSION = """
SELECT v.id, v.recipe_id, r.name, v.number, v.document_object, v.note, v.created_at,
  EXISTS(SELECT 1 FROM hidden WHERE kind='recipe_version' AND id=v.id) AS is_hidden
FROM recipe_version v JOIN recipe r ON r.id=v.recipe_id
"""
_TRANSFORMATION = """
SELECT t.id, t.version_id, t.recipe_version_id, t.rows_in, t.rows_out, t.identical,
  t.details_object, t.at, NULL
FROM transformation t
"""
_INPUT = "SELECT alias, dataset_version_id FROM transformation_input"

_RECIPES = Shape(NamedRecipe)
_VERSIONS = Shape(RecipeVersion)
_TRANSFORMATIONS = Shape(Transformation)
_INPUTS = Shape(TransformationInput)


class Recipes(Repository):
    """Recipes and their versions."""

    def list(self, include_hidden: bool = False) -> tuple[NamedRecipe, ...]:
        """Return all recipes by name."""
        rows = self._connection().rows(
            f"{_RECIPE} WHERE ? OR NOT is_hidden ORDER BY r.name", [include_hidden]
        )
        return _RECIPES.all(rows)

    def by_name(self, name: str) -> NamedRecipe | None:
        """Return the recipe of that name, hidden or not."""
        return self._recipe("r.name=?", [name])

    def by_id(self, recipe_id: str) -> NamedRecipe | None:
        """Return the recipe of that id, hidden or not."""
        return self._recipe("r.id=?", [recipe_id])

    def versions(
        self, recipe_id: RecipeId, include_hidden: bool = False
    ) -> tuple[RecipeVersion, ...]:
        """Return a recipe's versions, newest first."""
        rows = self._connection().rows(
            f"{_VERSION} WHERE v.recipe_id=? AND (? OR NOT is_hidden) ORDER BY v.number DESC",
            [recipe_id, include_hidden],
        )
        return _VERSIONS.all(rows)

    def all_versions(self) -> tuple[RecipeVersion, ...]:
        """Return every version of every recipe, hidden or not, oldest first."""
        return _VERSIONS.all(self._connection().rows(f"{_VERSION} ORDER BY v.created_at, v.id"))

    def version(self, recipe_id: RecipeId, number: int) -> RecipeVersion | None:
        """Return the version of that number, hidden or not."""
        return self._version("v.recipe_id=? AND v.number=?", [recipe_id, number])

    def version_by_id(self, version_id: RecipeVersionId) -> RecipeVersion | None:
        """Return the version of that id, hidden or not."""
        return self._version("v.id=?", [version_id])

    def newest(self, recipe_id: RecipeId) -> RecipeVersion | None:
        """Return the version with the highest number; hidden ones only when all of them are."""
        shown = self._version(
            "v.recipe_id=? AND NOT is_hidden ORDER BY v.number DESC LIMIT 1", [recipe_id]
        )
        return shown or self._version("v.recipe_id=? ORDER BY v.number DESC LIMIT 1", [recipe_id])

    def _recipe(self, condition: str, values: Sequence[Value]) -> NamedRecipe | None:
        return _RECIPES.one(self._connection().row(f"{_RECIPE} WHERE {condition}", values))

    def _version(self, condition: str, values: Sequence[Value]) -> RecipeVersion | None:
        return _VERSIONS.one(self._connection().row(f"{_VERSION} WHERE {condition}", values))


class Transformations(Repository):
    """Runs of recipes with their inputs, oldest first."""

    def by_output(self, version_id: DatasetVersionId) -> tuple[Transformation, ...]:
        """Return the runs that gave a dataset version; the first one made it."""
        return self._select("WHERE t.version_id=?", [version_id])

    def by_recipe(self, recipe_id: RecipeId) -> tuple[Transformation, ...]:
        """Return the runs of any version of a recipe."""
        condition = "WHERE t.recipe_version_id IN (SELECT id FROM recipe_version WHERE recipe_id=?)"
        return self._select(condition, [recipe_id])

    def transformation(self, transformation_id: TransformationId) -> Transformation | None:
        """Return the run of that id."""
        found = self._select("WHERE t.id=?", [transformation_id])
        return found[0] if found else None

    def all(self) -> tuple[Transformation, ...]:
        """Return every run."""
        return self._select("", [])

    def _select(self, condition: str, values: Sequence[Value]) -> tuple[Transformation, ...]:
        connection = self._connection()
        found = _TRANSFORMATIONS.all(
            connection.rows(f"{_TRANSFORMATION} {condition} ORDER BY t.at, t.id", values)
        )
        query = f"{_INPUT} WHERE transformation_id=? ORDER BY place"
        return tuple(
            replace(item, inputs=_INPUTS.all(connection.rows(query, [item.id]))) for item in found
        )
