"""What the worker is asked about recipes.

Recipes travel as their JSON, which is strict; tables by the name they have in the recipe.
"""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.recipes.outcome import Fitted
from mlops_desktop.jobs.requests import TableFile


@dataclass(frozen=True, slots=True)
class TransformTable:
    """Apply a recipe and store the table it makes.

    Attributes:
        recipe: its JSON, see :func:`mlops_desktop.core.recipes.recipe.to_text`.
        table: what it is applied to; lineage names it by its label.
        others: the tables its steps name, each with that name as its label.
        recorded: of each step the values it uses instead of computing them; None: it computes.
    """

    recipe: str
    table: TableFile
    others: tuple[TableFile, ...] = ()
    recorded: tuple[tuple[Fitted, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class PreviewRecipe:
    """Show a step before and after, on the first rows.

    Attributes:
        step: the step's number, from 1.
        rows: how many rows are shown.
    """

    recipe: str
    table: TableFile
    step: int
    others: tuple[TableFile, ...] = ()
    rows: int = 200
