"""Recipes: keep, list, show, take out and in, put away, run again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from mlops_desktop.cli.commands.options import (
    FILE,
    fitted_option,
    new_file,
    overwrite_option,
    reason_option,
)
from mlops_desktop.cli.door import Door, Group, pass_door
from mlops_desktop.cli.text import recipe as text
from mlops_desktop.core import codec
from mlops_desktop.core.recipes.outcome import Fitting
from mlops_desktop.core.recipes.recipe import Recipe, to_text


@click.group(cls=Group)
def recipe() -> None:
    """Keep recipes: ordered steps that make one dataset version from another."""


def document_json(document: Recipe) -> Any:
    """Return a recipe's own JSON, as it is in a file."""
    return json.loads(to_text(document))


@recipe.command("list")
@click.option("--hidden", is_flag=True, help="Include archived recipes.")
@pass_door
def list_recipes(door: Door, /, hidden: bool) -> None:
    """List the recipes with their newest versions."""
    from mlops_desktop.services import recipes

    with door.session(read_only=True) as session:
        rows = recipes.list_recipes(session, include_hidden=hidden)
    door.console.answer({"recipes": codec.to_json(rows)}, text.listing(rows))


@recipe.command()
@click.argument("reference", metavar="NAME[@N]")
@pass_door
def show(door: Door, /, reference: str) -> None:
    """Show a recipe's steps, its versions, and what it made from what."""
    from mlops_desktop.services import recipes

    with door.session(read_only=True) as session:
        details = recipes.show(session, reference)
    payload = {**codec.to_json(details), "document": document_json(details.document)}
    door.console.answer(payload, text.details(details))


@recipe.command()
@click.argument("file", metavar="FILE", type=FILE)
@click.option("--name", metavar="NAME", help="What it is called (else as the file says).")
@click.option("--note", metavar="TEXT", default="", help="What was changed; kept with the version.")
@pass_door
def save(door: Door, /, file: Path, name: str | None, note: str) -> None:
    """Keep a recipe from a JSON file as the next version of its name.

    The same document as the newest version makes no new one. A file without a name in it and
    without --name is called as the file is.
    """
    from mlops_desktop.services import recipes, sources

    document = recipes.read_json(file)
    if name is None:
        name = document.name or sources.dataset_name_for(file)
    with door.session() as session:
        saved = recipes.save(session, document, name, note).value
    door.console.answer(codec.to_json(saved), text.saved(saved))


@recipe.command()
@click.argument("reference", metavar="NAME[@N]")
@click.argument("file", metavar="FILE", type=FILE)
@overwrite_option
@pass_door
def export(door: Door, /, reference: str, file: Path, overwrite: bool) -> None:
    """Write a recipe as a JSON file, for another project."""
    from mlops_desktop.services import recipes

    file = new_file(file, overwrite=overwrite)
    with door.session(read_only=True) as session:
        recipes.export_json(session, reference, file)
        label = recipes.version_of(session, reference).label
    answer = {"file": str(file.absolute()), "recipe": label}
    door.console.answer(answer, [f"● Wrote {label} to {file}."])


@recipe.command()
@click.argument("reference", metavar="NAME[@N]")
@fitted_option
@pass_door
def reapply(door: Door, /, reference: str, fitted: str) -> None:
    """Run a recipe again for every dataset it makes, on the newest versions of what goes in.

    These are the datasets whose newest version by a recipe came from this one; data transform
    --again NAME does it for one of them.
    """
    from mlops_desktop.services import transforming

    with door.session() as session:
        fitting = Fitting(fitted)
        made = transforming.reapply_recipe(session, reference, door.work(), fitting).value
    lines = [line for summary in made for line in text.transformed(summary)]
    door.console.answer({"made": codec.to_json(made)}, lines)


@recipe.command()
@click.argument("name", metavar="NAME")
@click.argument("new", metavar="NEW")
@pass_door
def rename(door: Door, /, name: str, new: str) -> None:
    """Give a recipe another name; its versions keep their numbers."""
    from mlops_desktop.services import recipes

    with door.session() as session:
        label = recipes.rename(session, name, new).value
    door.console.answer({"renamed": name, "name": label}, [f"● {name} is {label} now."])


@recipe.command()
@click.argument("reference", metavar="NAME[@N]")
@reason_option
@pass_door
def archive(door: Door, /, reference: str, reason: str) -> None:
    """Hide a recipe or one version from the lists; what it made stays as it is."""
    from mlops_desktop.services import recipes

    with door.session() as session:
        label = recipes.archive(session, reference, reason).value
    back = f"mlops-desktop recipe restore {reference}"
    answer = {"archived": label, "reason": reason}
    door.console.answer(answer, [f"● Archived {label}; bring it back with: {back}"])


@recipe.command()
@click.argument("reference", metavar="NAME[@N]")
@click.option("--reason", metavar="TEXT", default="", help="Why; it is kept in the log.")
@pass_door
def restore(door: Door, /, reference: str, reason: str) -> None:
    """Show again a recipe or a version that was archived."""
    from mlops_desktop.services import recipes

    with door.session() as session:
        label = recipes.restore(session, reference, reason).value
    door.console.answer({"restored": label}, [f"● Restored {label}."])
