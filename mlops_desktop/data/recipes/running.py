"""Running a recipe: from stored tables to a stored, hashed, profiled table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Unit
from mlops_desktop.core.progress import Step as Progress
from mlops_desktop.core.recipes.checking import check_step
from mlops_desktop.core.recipes.outcome import (
    ColumnSources,
    Fitted,
    SourceColumn,
    StepOutcome,
    Transformed,
)
from mlops_desktop.core.recipes.recipe import Recipe, at_step, brief_words, digest
from mlops_desktop.core.recipes.step import Step, StepProblem
from mlops_desktop.data.content_hash import combine
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.examination import examine
from mlops_desktop.data.failures import reading
from mlops_desktop.data.limits import MAX_COLUMNS
from mlops_desktop.data.profile import summarise
from mlops_desktop.data.recipes.aggregation import OVERFLOW
from mlops_desktop.data.recipes.disk_watch import watched
from mlops_desktop.data.recipes.plans import plan
from mlops_desktop.data.recipes.state import (
    Context,
    Field,
    Planned,
    Sources,
    State,
    ordered,
    stored_state,
)
from mlops_desktop.data.storing import stored_view, write_table

TABLE_FILE = "table.parquet"


@dataclass(frozen=True, slots=True)
class InputTable:
    """A stored table a recipe reads."""

    path: Path
    columns: tuple[Column, ...]


Recorded = Sequence[tuple[Fitted, ...]] | None
"""Of each step what an earlier run computed from its rows; None: every step computes it anew."""


def run_recipe(
    recipe: Recipe,
    inputs: Mapping[str, InputTable],
    folder: Path,
    reporter: Reporter,
    recorded: Recorded = None,
) -> Transformed:
    """Apply the recipe and write ``folder/table.parquet``.

    Args:
        inputs: the first is the table the recipe is applied to; the others are those its steps
            name (:meth:`Recipe.tables`). Lineage names tables by these keys.
        recorded: what the steps are to use instead of computing it from these rows.
        folder: the job's folder; tables in between and spilled data go there too.

    Raises:
        UserError: ``recipe.*`` with the step's number, words, column and reason.
        Cancelled: when the reporter says so; the folder is then of no use.
    """
    if not recipe.steps:
        raise UserError("recipe.no_steps")
    with (
        watched(reporter, folder) as watch,
        opened_inputs(inputs, folder, watch) as engine,
    ):
        check_columns(recipe.steps, inputs, engine, folder, recorded)
        context = Context(engine, folder, input_states(inputs, engine))
        state, outcomes = run_steps(recipe.steps, context, watch, recorded)
        path = folder / TABLE_FILE
        with at_step(len(recipe.steps), recipe.steps[-1]), step_limits():
            _store(context, state, path)
        view = stored_view(engine, path, state.columns)
        outcomes[-1] = replace(outcomes[-1], rows_after=view.rows)
        examined = examine(engine, view, watch)
        content = combine(view.columns, view.rows, [item.digest for item in examined])
        profile = summarise(engine, view, examined)
    columns = tuple(
        replace(column, semantic=described.semantic)
        for column, described in zip(state.columns, profile.columns, strict=True)
    )
    return Transformed(
        recipe=digest(recipe),
        columns=columns,
        row_count=view.rows,
        content_hash=content,
        table_file=TABLE_FILE,
        profile=profile,
        steps=tuple(outcomes),
        sources=column_sources(state.fields),
        row_sources=_sorted(state.row_sources),
    )


def _store(context: Context, state: State, path: Path) -> None:
    """Write the last table, and remove those in between."""
    expressions = [f"c{at}" for at in range(len(state.fields))]
    with context.engine.telling(Progress("Storing the table", 0, state.rows, unit=Unit.ROWS)):
        write_table(context.engine, state.names, expressions, ordered(state), path)
    for between in context.written:
        between.unlink(missing_ok=True)


@contextmanager
def opened_inputs(
    inputs: Mapping[str, InputTable], folder: Path, reporter: Reporter
) -> Iterator[Engine]:
    """Open an engine that reads the inputs and writes to the folder."""
    paths = [table.path for table in inputs.values()]
    for path in paths:
        with reading(path), path.open("rb"):
            pass
    width = max(len(table.columns) for table in inputs.values())
    with Engine(paths[0], folder, paths, reporter, width) as engine:
        yield engine


def input_states(
    inputs: Mapping[str, InputTable], engine: Engine, limit: int | None = None
) -> dict[str, State]:
    """Return every input as a state.

    Args:
        limit: only so many rows of the first one are read (of all, where it is 0).
    """
    states = {}
    for at, (name, table) in enumerate(inputs.items()):
        cut = limit if at == 0 or limit == 0 else None
        sql = stored_state(table.path, table.columns, cut)
        rows = 0 if cut == 0 else int(engine.row(f"SELECT count(*) FROM {sql} AS t")[0])
        fields = tuple(
            Field(column, frozenset({SourceColumn(name, column.name)})) for column in table.columns
        )
        states[name] = State(sql, fields, rows)
    return states


def check_columns(
    steps: Sequence[Step],
    inputs: Mapping[str, InputTable],
    engine: Engine,
    folder: Path,
    recorded: Recorded = None,
) -> None:
    """Run the steps on no rows, so that a step that does not fit is found at once.

    After a step whose columns depend on values nothing more can be said.
    """
    context = Context(engine, folder, input_states(inputs, engine, limit=0), "empty")
    state = next(iter(context.inputs.values()))
    try:
        for number, step in enumerate(steps, 1):
            with at_step(number, step):
                check_step(step, state.columns)
                context.given = recorded[number - 1] if recorded else None
                planned = plan(step, state, context)
                state = context.settled(planned.state)
                if planned.depends_on_values:
                    return
    finally:
        for between in context.written:
            between.unlink(missing_ok=True)


def run_steps(
    steps: Sequence[Step], context: Context, reporter: Reporter, recorded: Recorded = None
) -> tuple[State, list[StepOutcome]]:
    """Plan all steps; the last one's table is not settled, nor its rows always counted."""
    state = next(iter(context.inputs.values()))
    outcomes: list[StepOutcome] = []
    for reached, outcome in each_step(
        state, list(enumerate(steps, 1)), context, reporter, recorded
    ):
        state = reached
        outcomes.append(outcome)
    return state, outcomes


def each_step(
    state: State,
    numbered: Sequence[tuple[int, Step]],
    context: Context,
    reporter: Reporter,
    recorded: Recorded = None,
) -> Iterator[tuple[State, StepOutcome]]:
    """Plan steps with their numbers over a table, one at a time, as in :func:`run_steps`."""
    last = numbered[-1][0] if numbered else 0
    for number, step in numbered:
        before, detail = state.rows, f"step {number} of {last}"
        progress = Progress(brief_words(step), 0, before, detail, Unit.ROWS)
        reporter.step(progress)
        with at_step(number, step), step_limits():
            check_step(step, state.columns)
            context.given = recorded[number - 1] if recorded else None
            planned = plan(step, state, context)
            with context.engine.telling(progress):
                state = _after(planned, context, before, is_last=number == last)
        yield state, _outcome(number, step, planned, (before, state.rows))


def _after(planned: Planned, context: Context, before: int, *, is_last: bool) -> State:
    """Return the table a step made; the engine goes through all of it once, if it must."""
    state = planned.state
    if len(state.fields) > MAX_COLUMNS:
        columns, limit = len(state.fields), MAX_COLUMNS
        raise StepProblem("recipe.too_many_columns", columns=columns, limit=limit)
    if not is_last and (state.order != "place" or not state.is_in_order or state.is_deep):
        state = context.settled(state)
    if planned.rows is not None:
        return replace(state, rows=planned.rows)
    if planned.keeps_rows or is_last:
        return replace(state, rows=before)
    (rows,) = context.engine.row(f"SELECT count(*) FROM {state.sql} AS t")
    return replace(state, rows=int(rows))


def _outcome(number: int, step: Step, planned: Planned, rows: tuple[int, int]) -> StepOutcome:
    return StepOutcome(
        number=number,
        kind=step.kind,
        words=step.words(),
        rows_before=rows[0],
        rows_after=rows[1],
        lost=planned.lost,
        fitted=planned.fitted,
        fitted_count=planned.fitted_count,
    )


@contextmanager
def step_limits() -> Iterator[None]:
    """Turn a sum that is too large, or memory that does not do, into the step's problem."""
    try:
        yield
    except duckdb.InvalidInputException as error:
        if OVERFLOW in str(error):
            raise StepProblem("recipe.overflow") from error
        raise
    except UserError as error:
        if error.code == "data.memory":
            raise StepProblem("recipe.memory") from error
        raise


def column_sources(fields: Sequence[Field]) -> tuple[ColumnSources, ...]:
    """Return the lineage of columns as it is told."""
    return tuple(ColumnSources(item.name, _sorted(item.sources)) for item in fields)


def _sorted(sources: Sources) -> tuple[SourceColumn, ...] | None:
    return None if sources is None else tuple(sorted(sources))
