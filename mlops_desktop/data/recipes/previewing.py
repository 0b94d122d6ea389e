"""One step of a recipe before and after, quickly."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mlops_desktop.core.dataset import Column
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
    each_step,
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

    The steps after it are run too, as far as they fit, and tell only their columns.

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
            before = _counted(engine, context.settled(before))
        ((state, outcome),) = each_step(before, [(upto, step)], context, reporter)
        with at_step(upto, step):
            after = _counted(engine, context.settled(state))
        return RecipePreview(
            before=_part(engine, before, rows),
            after=_part(engine, after, rows),
            outcome=replace(outcome, rows_after=after.rows),
            sources=column_sources(after.fields),
            rows_read=main.rows,
            rows_there=_rows_there(inputs, engine),
            later=_later(recipe, upto, after, context, reporter),
        )


def _later(
    recipe: Recipe, upto: int, after: State, context: Context, reporter: Reporter
) -> tuple[tuple[Column, ...], ...]:
    """Return the columns after each of the further steps, as far as these fit."""
    numbered = list(enumerate(recipe.steps, 1))[upto:]
    found: list[tuple[Column, ...]] = []
    state = after
    try:
        for state, _outcome in each_step(after, numbered, context, reporter):
            found.append(state.columns)
        # The last one is only planned so far: a value may still be refused.
        _part(context.engine, context.settled(state), 1)
    except UserError:
        return tuple(found[:-1]) if len(found) == len(numbered) else tuple(found)
    return tuple(found)


def _counted(engine: Engine, state: State) -> State:
    (rows,) = engine.row(f"SELECT count(*) FROM {state.sql} AS t")
    return replace(state, rows=int(rows))


def _rows_there(inputs: Mapping[str, InputTable], engine: Engine) -> int:
    name = next(iter(inputs))
    return input_states({name: inputs[name]}, engine)[name].rows


def _part(engine: Engine, state: State, rows: int) -> TablePart:
    limit = max(1, min(rows, HEAD_CELLS // len(state.fields)))
    view = View(f"{state.sql} AS t", state.columns, limit)
    return TablePart(state.columns, read_cells(engine, view, limit, text_limit=MAX_HEAD_TEXT))
