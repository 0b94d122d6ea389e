"""Show one step of a recipe before and after; quick, stores nothing."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.recipes.outcome import RecipePreview
from mlops_desktop.core.recipes.recipe import from_text
from mlops_desktop.data.recipes.previewing import preview_recipe
from mlops_desktop.jobs.recipe_requests import PreviewRecipe
from mlops_desktop.jobs.tasks.transform_table import input_tables
from mlops_desktop.jobs.worker import PipeReporter


def run(request: PreviewRecipe, _folder: Path, reporter: PipeReporter) -> RecipePreview:
    """Return both tables' first rows and what the step did."""
    recipe = from_text(request.recipe)
    return preview_recipe(recipe, input_tables(request), request.step, request.rows, reporter)
