"""A recipe runs, and is previewed, in the worker's process."""

from __future__ import annotations

import pytest
from recipes.bench import column, sample, store

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.outcome import RecipePreview, Transformed
from mlops_desktop.core.recipes.recipe import Recipe, digest, to_text
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.core.recipes.table_steps import Aggregate, Aggregation, Function, Union
from mlops_desktop.jobs.recipe_requests import PreviewRecipe, TransformTable
from mlops_desktop.jobs.requests import TableFile
from mlops_desktop.jobs.runner import Runner
from mlops_desktop.jobs.work import Work

RECIPE = Recipe(
    "r",
    "",
    (
        Union("more@1"),
        FilterRows("wind > 0"),
        Aggregate((Aggregation(Function.COUNT),), ("group",)),
    ),
)


def _table(rows: int, label: str, folder) -> TableFile:
    path = folder / f"{label}.parquet"
    return TableFile(path, store(sample(rows), path).columns, label)


@pytest.mark.slow
def test_the_worker_runs_and_previews_a_recipe(tmp_path) -> None:
    main, more = _table(60, "rentals@2", tmp_path), _table(5, "more@1", tmp_path)
    text = to_text(RECIPE)
    runner = Runner()
    try:
        made = runner.run(TransformTable(text, main, (more,)), Transformed, tmp_path, Work())
        assert made.recipe == digest(RECIPE)
        assert made.steps[0].rows_after == 65
        assert (tmp_path / made.table_file).is_file()
        shown = runner.run(
            PreviewRecipe(text, main, 3, (more,), 2), RecipePreview, tmp_path, Work(), quick=True
        )
        assert shown.after.rows == made.profile.head[:2]
        assert shown.after.columns[1].name == column("count", "integer").name
        with pytest.raises(UserError, match="there is no table “more@1”"):
            runner.run(TransformTable(text, main), Transformed, tmp_path, Work())
    finally:
        runner.close()
