"""Lineage: where something came from and what depends on it."""

from __future__ import annotations

import click

from mlops_desktop.cli.door import Door, Group, pass_door
from mlops_desktop.cli.text import lineage as text
from mlops_desktop.core import codec


@click.group(cls=Group)
def lineage() -> None:
    """Follow the path from file to dataset, training, model, stage, predictions and report."""


@lineage.command()
@click.argument("reference", metavar="[NAME[@N]]", required=False)
@click.option("--upstream", type=click.IntRange(min=0), metavar="N", help="Steps back (else all).")
@click.option(
    "--downstream", type=click.IntRange(min=0), metavar="N", help="Steps forward (else all)."
)
@click.option(
    "--columns",
    is_flag=True,
    help="Follow each column, or a model's inputs, back to the columns of the imported files.",
)
@pass_door
def show(
    door: Door,
    /,
    reference: str | None,
    upstream: int | None,
    downstream: int | None,
    columns: bool,
) -> None:
    """Show what a dataset or model version was made from and what was made from it.

    Without a name the whole project is shown. Where a dataset and a model share a name, write
    data:NAME or model:NAME.
    """
    from mlops_desktop.services import lineage as services

    if reference is None and (upstream is not None or downstream is not None):
        raise click.UsageError("--upstream and --downstream need a NAME.")
    if columns:
        _columns(door, reference)
        return
    with door.session(read_only=True) as session:
        view = services.graph(session, reference, upstream, downstream)
    lines = text.around(view.graph, view.focus) if view.focus else text.whole(view.graph)
    door.console.answer(codec.to_json(view), lines)


def _columns(door: Door, reference: str | None) -> None:
    from mlops_desktop.services import column_lineage

    if reference is None:
        raise click.UsageError("--columns needs a NAME.")
    with door.session(read_only=True) as session:
        found = column_lineage.columns(session, reference)
    door.console.answer(codec.to_json(found), text.columns(found))
