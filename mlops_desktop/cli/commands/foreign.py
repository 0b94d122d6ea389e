"""Models: import one that was made elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mlops_desktop.cli.commands.options import FILE
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import model as text
from mlops_desktop.core import codec
from mlops_desktop.core.metrics import METRICS, Task
from mlops_desktop.core.training import ALL_ROWS, SplitMethod, SplitPlan


@click.command("import", cls=Command)
@click.argument("file", metavar="FILE.skops", type=FILE)
@click.option("--data", required=True, metavar="NAME[@N]", help="The rows to judge it on.")
@click.option("--target", required=True, metavar="COL", help="The column it predicts.")
@click.option(
    "--model", "name", required=True, metavar="NAME", help="The model whose next version it is."
)
@click.option(
    "--task",
    type=click.Choice([str(Task.CLASSIFICATION), str(Task.REGRESSION), str(Task.COUNT)]),
    help="What it predicts (else as the file says; counts are said here).",
)
@click.option(
    "--metric",
    type=click.Choice([item.key for item in METRICS if item.tasks]),
    help="The deciding metric (else the task's usual one).",
)
@click.option(
    "--positive",
    metavar="VALUE",
    help="The positive class (else true, yes or 1; of other classes the rarer one).",
)
@click.option("--split-column", metavar="COL", help="A column that says which rows to judge it on.")
@click.option(
    "--held-out", metavar="VALUE", multiple=True, help="Its value in these rows (repeatable)."
)
@click.option(
    "--input",
    "columns",
    metavar="COL",
    multiple=True,
    help="A column it takes, in the order it learned them (repeatable; for a model without names).",
)
@click.option("--author", metavar="TEXT", default="", help="Who made it, as far as known.")
@click.option("--source", metavar="TEXT", default="", help="Where it comes from.")
@pass_door
def import_model(  # noqa: PLR0913, PLR0917 - one parameter per option
    door: Door,
    /,
    file: Path,
    data: str,
    target: str,
    name: str,
    split_column: str | None,
    held_out: tuple[str, ...],
    **stated: Any,
) -> None:
    """Import a scikit-learn model that was made elsewhere, as the next version of a model.

    FILE is one that skops wrote. It is checked before anything of it is loaded; pickles, and types
    that are not on the list of what may be loaded, are refused. The model is judged on the rows of
    a dataset that have the target: all of them, or those where a column says so. Which rows it
    learned on is not known, so it may know some of these, cannot be made again and is not compared
    with others on the same rows. One that was fitted to a table without names needs --input.
    """
    from mlops_desktop.services import foreign, models

    if bool(split_column) is not bool(held_out):
        raise click.UsageError("--split-column and --held-out belong together.")
    rows = ALL_ROWS
    if split_column:
        rows = SplitPlan(SplitMethod.COLUMN, folds=0, column=split_column, held_out=held_out)
    said = stated.pop("task")
    task = Task(said) if said else None
    stated["columns"] = tuple(stated["columns"])
    wanted = foreign.ForeignModel(file, name, target, task, rows=rows, **stated)
    with door.session() as session:
        made = foreign.import_model(session, data, wanted, door.work()).value
        details = models.details_of(session, made)
    lines = [f"● Imported {file.name} as {made.label}.", "", *text.version(details)]
    door.console.answer(codec.to_json(details), lines)
