"""Datasets: what people state about them, and the datasheet of a version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mlops_desktop.cli.commands.options import FILE, new_file, overwrite_option
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import card as text
from mlops_desktop.core import codec
from mlops_desktop.core.card import PersonalData

_FIELDS = (
    ("owner", "Who answers for it."),
    ("description", "What it is, in a few words."),
    ("source", "Where the data comes from."),
    ("licence", "What allows its use, such as CC BY 4.0 or a contract."),
    ("collection", "How the rows came to be."),
    ("intended_use", "What it is for."),
    ("limits", "What it is not for, what to mind."),
)


def _field_options(function: Any) -> Any:
    for field, help_text in reversed(_FIELDS):
        name = f"--{field.replace('_', '-')}"
        function = click.option(name, field, metavar="TEXT", help=help_text)(function)
    return function


@click.command(cls=Command)
@click.argument("name", metavar="NAME")
@_field_options
@click.option(
    "--personal",
    "personal_data",
    type=click.Choice([str(item) for item in PersonalData]),
    help="How far it is about people; special is health, religion, origin and the like.",
)
@click.option(
    "--retention",
    metavar="DATE",
    help="The last day on which it may be kept, such as 2027-12-31; nothing is deleted by itself.",
)
@click.option("--reason", metavar="TEXT", default="", help="Why; it is kept in the log.")
@click.option("--version", "number", type=click.IntRange(1), help="Show an earlier card, from 1.")
@pass_door
def card(door: Door, /, name: str, reason: str, number: int | None, **fields: str | None) -> None:
    """Show what is stated about a dataset, or state it: owner, licence, personal data and more.

    Each option changes one field and leaves the others as they are; an empty text empties it.
    Every change is the card's next version; the log keeps who, when and why.
    """
    from mlops_desktop.services import cards

    changes = {field: value for field, value in fields.items() if value is not None}
    if changes and number is not None:
        raise click.UsageError("--version shows an earlier card; it cannot be changed.")
    if reason and not changes:
        raise click.UsageError("--reason belongs to a change: name a field, such as --owner.")
    with door.session(read_only=not changes) as session:
        if changes:
            view = cards.edit(session, name, changes, reason).value
        else:
            view = cards.show(session, name, number)
    door.console.answer(codec.to_json(view), text.card(view))


@click.command(cls=Command)
@click.argument("reference", metavar="NAME[@N]")
@click.argument("file", metavar="[FILE]", type=FILE, required=False)
@overwrite_option
@pass_door
def datasheet(door: Door, /, reference: str, file: Path | None, overwrite: bool) -> None:
    """Print the datasheet of a dataset version as Markdown, or write it to FILE.

    The ending says how: .md, .html (one file, fit for print) or .pdf.

    What the card states, and from stored facts: files, hashes, recipes, columns, missing values,
    signs of personal data, how the files were read, what was left out, all versions.
    """
    from mlops_desktop.services import datasheets

    if file is not None:
        file = new_file(file, overwrite=overwrite)
    with door.session(read_only=True) as session:
        if file is None:
            sheet = datasheets.datasheet(session, reference)
            door.console.answer({"markdown": sheet}, sheet.splitlines())
            return
        place = datasheets.write(session, reference, file)
    door.console.answer({"file": str(place)}, [f"● Wrote the datasheet to {file}."])
