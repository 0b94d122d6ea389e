"""Datasets: hide what looks personal."""

from __future__ import annotations

import click

from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import recipe as text
from mlops_desktop.core import codec
from mlops_desktop.core.recipes.column_steps import Masking


@click.command("mask", cls=Command)
@click.argument("reference", metavar="NAME[@N]")
@click.option("--name", metavar="NAME", required=True, help="The dataset that is made.")
@click.option(
    "--column",
    "columns",
    metavar="NAME",
    multiple=True,
    help="A column to mask, repeatable (else all that look personal).",
)
@click.option(
    "--how",
    type=click.Choice([str(item) for item in Masking]),
    default=str(Masking.HASH),
    show_default=True,
    help="What takes a value's place.",
)
@click.option(
    "--salt",
    metavar="TEXT",
    help="The salt of the hashes, to get those of another dataset again (else a new one).",
)
@pass_door
def mask(  # noqa: PLR0913, PLR0917 - a command takes its options
    door: Door, /, reference: str, name: str, columns: tuple[str, ...], how: str, salt: str | None
) -> None:
    """Make a version in which the columns that look personal are masked, by a recipe.

    This gives pseudonyms, not anonymous data: equal values get equal hashes, and whoever has the
    salt, which stands in the recipe, can test guesses. “blank” and “drop” leave nothing.
    """
    if salt is not None and how != Masking.HASH:
        raise click.UsageError("--salt goes with --how hash.")
    from mlops_desktop.services import masking, transforming

    with door.session() as session:
        document = masking.mask_recipe(session, reference, columns, Masking(how), salt)
        summary = transforming.transform(session, document, reference, name, door.work()).value
    door.console.answer(codec.to_json(summary), text.transformed(summary))
