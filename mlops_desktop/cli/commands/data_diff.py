"""Datasets: what differs between two versions."""

from __future__ import annotations

import click

from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import diff as text
from mlops_desktop.core import codec


@click.command(cls=Command)
@click.argument("before", metavar="NAME@A")
@click.argument("after", metavar="NAME@B")
@click.option(
    "--key",
    metavar="COLUMN",
    multiple=True,
    help="A column that names a row, repeatable (else one is looked for).",
)
@click.option("--by-content", is_flag=True, help="Compare whole rows, even if there is a key.")
@click.option(
    "--rows",
    type=click.IntRange(0, 1000),
    default=10,
    show_default=True,
    help="How many of the rows that differ are listed.",
)
@pass_door
def diff(  # noqa: PLR0913, PLR0917 - a command takes its options
    door: Door, /, before: str, after: str, key: tuple[str, ...], by_content: bool, rows: int
) -> None:
    """Compare two dataset versions: columns, rows added, removed and changed, what moved.

    Rows are brought together by the key you name, else by columns found to name each row in both
    versions, else by their whole content. Both versions may be of different datasets.
    """
    from mlops_desktop.core.errors import UserError
    from mlops_desktop.services import data_diff

    if key and by_content:
        raise UserError("data.diff_key_or_content")
    how = data_diff.How(key, by_content, rows)
    with door.session(read_only=True) as session:
        found = data_diff.compare(session, before, after, how, door.work())
    door.console.answer(codec.to_json(found), text.difference(found, door.console.room))
