"""Recipes as a project keeps them: named, numbered, and the runs that made dataset versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mlops_desktop.core.identity import (
    DatasetVersionId,
    Digest,
    RecipeId,
    RecipeVersionId,
    TransformationId,
)


@dataclass(frozen=True, slots=True)
class NamedRecipe:
    """A recipe's name; ``newest`` is the highest version number (0: none yet)."""

    id: RecipeId
    name: str
    created_at: datetime
    newest: int
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class RecipeVersion:
    """An immutable state of a recipe.

    Attributes:
        recipe: the name.
        document_object: the recipe's JSON.
        note: what was changed, as a person gave it.
    """

    id: RecipeVersionId
    recipe_id: RecipeId
    recipe: str
    number: int
    document_object: Digest
    note: str
    created_at: datetime
    is_hidden: bool = False

    @property
    def label(self) -> str:
        """``daily@3``."""
        return f"{self.recipe}@{self.number}"


@dataclass(frozen=True, slots=True)
class TransformationInput:
    """A table that went in, under the name it has in the recipe."""

    alias: str
    dataset_version_id: DatasetVersionId


@dataclass(frozen=True, slots=True)
class Transformation:
    """One run of a recipe, also when it made no new version.

    Attributes:
        version_id: the dataset version its rows are.
        rows_in: the rows of the first input.
        identical: whether the content equalled the newest version, so that none was made.
        details_object: what each step did, values it found, columns' lineage.
        inputs: the first is the table the recipe was applied to.
    """

    id: TransformationId
    version_id: DatasetVersionId
    recipe_version_id: RecipeVersionId
    rows_in: int
    rows_out: int
    identical: bool
    details_object: Digest
    at: datetime
    inputs: tuple[TransformationInput, ...] = ()
