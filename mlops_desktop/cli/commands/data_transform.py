"""Datasets: apply a recipe to a version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlops_desktop.cli.commands.options import fitted_option
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import recipe as text
from mlops_desktop.core import codec
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.outcome import Fitting

if TYPE_CHECKING:
    from mlops_desktop.services.recipes import RecipeRef
    from mlops_desktop.services.session import Session


def _tables(
    _context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    """Return dataset references by the names the recipe gives them."""
    found: dict[str, str] = {}
    for item in given:
        alias, separator, reference = item.partition("=")
        if not separator or not alias or not reference:
            raise click.BadParameter(f"write ALIAS=DATASET, not “{item}”.", param=parameter)
        if alias in found:
            raise click.BadParameter(f"“{alias}” is given twice.", param=parameter)
        found[alias] = reference
    return found


@click.command(cls=Command)
@click.argument("reference", metavar="[NAME[@N]]", required=False)
@click.option(
    "--recipe",
    metavar="FILE.json|NAME[@N]",
    help="The recipe: a JSON file, or a saved one by its name.",
)
@click.option("--name", metavar="NAME", help="The dataset whose next version is made.")
@click.option(
    "--with",
    "tables",
    metavar="ALIAS=DATASET[@N]",
    multiple=True,
    callback=_tables,
    help="Another table the recipe reads, by its name there, repeatable (else the dataset of that"
    " name).",
)
@click.option(
    "--save-as",
    metavar="NAME",
    help="What the recipe is saved as (else as it is called, else as the dataset).",
)
@click.option("--preview", is_flag=True, help="Show a step before and after; nothing is stored.")
@click.option(
    "--step", type=click.IntRange(1), metavar="N", help="The step to preview (else the last)."
)
@click.option(
    "--rows",
    type=click.IntRange(1, 200),
    default=10,
    show_default=True,
    help="How many rows a preview shows.",
)
@click.option(
    "--again",
    metavar="NAME[@N]",
    help="Run the recipe that made this dataset on the newest versions of what went in.",
)
@fitted_option
@pass_door
def transform(door: Door, /, reference: str | None, again: str | None, **given: Any) -> None:
    """Apply a recipe to a dataset version; the result is the next version of a dataset.

    Every step tells its rows before and after and the values it lost, every column of the result
    which columns it comes from. A recipe from a file is saved in the same step.
    """
    if again is not None:
        _again(door, reference, again, given)
        return
    if reference is None or given["recipe"] is None:
        raise click.UsageError("Name a dataset and a --recipe, or a dataset to make --again.")
    if given["preview"]:
        if given["fitted"] != Fitting.ANEW:
            raise click.UsageError("A preview computes values anew; leave --fitted out.")
        _preview(door, reference, given)
        return
    if given["name"] is None:
        raise click.UsageError("--name says which dataset is made (or add --preview).")
    if given["step"] is not None:
        raise click.UsageError("--step goes with --preview.")
    from mlops_desktop.services import transforming

    with door.session() as session:
        summary = transforming.transform(
            session,
            _recipe(session, given["recipe"]),
            reference,
            given["name"],
            door.work(),
            others=given["tables"],
            save_as=given["save_as"],
            fitting=Fitting(given["fitted"]),
        ).value
    door.console.answer(codec.to_json(summary), text.transformed(summary))


def _again(door: Door, reference: str | None, again: str, given: dict[str, Any]) -> None:
    told = [given[key] for key in ("recipe", "name", "tables", "save_as", "preview", "step")]
    if reference is not None or any(told):
        raise click.UsageError("--again takes all from the run before; leave the rest out.")
    from mlops_desktop.services import transforming

    with door.session() as session:
        fitting = Fitting(given["fitted"])
        summary = transforming.reapply(session, again, door.work(), fitting).value
    door.console.answer(codec.to_json(summary), text.transformed(summary))


def _preview(door: Door, reference: str, given: dict[str, Any]) -> None:
    from mlops_desktop.services import recipes

    with door.session(read_only=True) as session:
        document = recipes.document(session, _recipe(session, given["recipe"]))
        if not document.steps:
            raise UserError("recipe.no_steps")
        step = given["step"] or len(document.steps)
        shown = recipes.preview(
            session,
            document,
            reference,
            step,
            given["rows"],
            others=given["tables"],
            work=door.work(),
        )
    door.console.answer(codec.to_json(shown), text.preview(shown, door.console.room))


def _recipe(session: Session, written: str) -> RecipeRef:
    """Return what ``--recipe`` means: a document from a file, or a saved recipe's reference.

    Raises:
        UserError: ``recipe.file_or_recipe`` when it is both; what reading the file raises.
    """
    from mlops_desktop.services import recipes

    path = Path(written)
    if path.is_absolute() or len(path.parts) > 1 or written.startswith("."):
        return recipes.read_json(path)
    is_saved = session.project.recipes.by_name(written.partition("@")[0]) is not None
    if is_saved and path.is_file():
        raise UserError("recipe.file_or_recipe", name=written)
    if is_saved or not (path.exists() or path.suffix.lower() == ".json"):
        return written
    return recipes.read_json(path)
