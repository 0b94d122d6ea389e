"""Apply a recipe to stored tables; the new table lies in the job folder."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.recipes.outcome import Transformed
from mlops_desktop.core.recipes.recipe import from_text
from mlops_desktop.data.recipes.running import InputTable, run_recipe
from mlops_desktop.jobs.recipe_requests import PreviewRecipe, TransformTable
from mlops_desktop.jobs.worker import PipeReporter


def run(request: TransformTable, folder: Path, reporter: PipeReporter) -> Transformed:
    """Return what was made and what each step did."""
    recipe, tables = from_text(request.recipe), input_tables(request)
    return run_recipe(recipe, tables, folder, reporter, request.recorded)


def input_tables(request: TransformTable | PreviewRecipe) -> dict[str, InputTable]:
    """Return the tables by name, the one the recipe is applied to first."""
    tables = (request.table, *request.others)
    return {table.label: InputTable(table.path, table.columns) for table in tables}
