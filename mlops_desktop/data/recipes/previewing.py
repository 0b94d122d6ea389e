"""One step of a recipe before and after, quickly."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Silent
from mlops_desktop.core.recipes.outcome import RecipePreview, TablePart
from mlops_desktop.core.recipes.recipe import Recipe, at_step
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.limits import HEAD_CELLS, MAX_HEAD_TEXT
from mlops_desktop.data.profile import read_cells
from mlops_desktop.data.recipes.running import (
    InputTable,
    column_sources,
    input_states,
    opened_inputs,
    run_steps,
)
from mlops_desktop.data.recipes.state import Context, State
from mlops_desktop.data.storing import View

PREVIEW_ROWS = 20_000
"""So many rows of the main table are read."""


def preview_recipe(
    recipe: Recipe,
    inputs: Mapping[str, InputTable],
    upto: int,
    rows: int = 200,
    reporter: Reporter | None = None,
) -> RecipePreview:
    """Run the first ``upto`` steps on the first rows and show the last of them.

    Args:
        inputs: as for :func:`~mlops_desktop.data.recipes.running.run_recipe`; other tables are
            read whole.
        upto: the step's number, from 1.
        rows: how many rows are shown.

    Raises:
        UserError: a step does not fit, or there is no such step.
    """
    if not 1 <= upto <= len(recipe.steps):
        raise UserError("recipe.no_such_step", number=upto, count=len(recipe.steps))
    reporter = reporter or Silent()
    with (
        tempfile.TemporaryDirectory(prefix="mlops-desktop-") as name,
        opened_inputs(inputs, Path(name), reporter) as engine,
    ):
        context = Context(engine, Path(name), input_states(inputs, engine, PREVIEW_ROWS))
        main = next(iter(context.inputs.values()))
        before = main
        if upto > 1:
            before, _ = run_steps(recipe.steps[: upto - 1], context, reporter)
        step = recipe.steps[upto - 1]
        with at_step(upto, step):
            before = context.settled(before)
        state, outcomes = run_steps(recipe.steps[:upto], context, reporter)
        with at_step(upto, step):
            after = context.settled(state)
        (rows_after,) = engine.row(f"SELECT count(*) FROM {after.sql} AS t")
        return RecipePreview(
            before=_part(engine, before, rows),
            after=_part(engine, after, rows),
            outcome=replace(outcomes[-1], rows_after=int(rows_after)),
            sources=column_sources(after.fields),
            rows_read=main.rows,
            rows_there=_rows_there(inputs, engine),
        )


def _rows_there(inputs: Mapping[str, InputTable], engine: Engine) -> int:
    name = next(iter(inputs))
    return input_states({name: inputs[name]}, engine)[name].rows


def _part(engine: Engine, state: State, rows: int) -> TablePart:
    limit = max(1, min(rows, HEAD_CELLS // len(state.fields)))
    view = View(f"{state.sql} AS t", state.columns, limit)
    return TablePart(state.columns, read_cells(engine, view, limit, text_limit=MAX_HEAD_TEXT))
