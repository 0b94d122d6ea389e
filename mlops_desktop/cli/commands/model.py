"""Models and their versions: list, show, compare, check, export."""

from __future__ import annotations

from pathlib import Path

import click

from mlops_desktop.cli.commands.options import FILE, new_file, overwrite_option
from mlops_desktop.cli.door import Door, Group, pass_door
from mlops_desktop.cli.text import judging, side_by_side
from mlops_desktop.cli.text import model as text
from mlops_desktop.core import codec
from mlops_desktop.core.errors import ExitCode
from mlops_desktop.core.reference import parse_reference


@click.group(cls=Group)
def model() -> None:
    """Look at models and their numbered versions, compare and check them, take them out."""


@model.command("list")
@click.option("--hidden", is_flag=True, help="Include archived models.")
@pass_door
def list_models(door: Door, /, hidden: bool) -> None:
    """List the models with what is in production and staging."""
    from mlops_desktop.services import models

    with door.session(read_only=True) as session:
        rows = models.list_models(session, include_hidden=hidden)
    door.console.answer({"models": codec.to_json(rows)}, text.listing(rows))


@model.command()
@click.argument("reference", metavar="NAME[@N]")
@click.option("--hidden", is_flag=True, help="Include archived versions.")
@pass_door
def show(door: Door, /, reference: str, hidden: bool) -> None:
    """Show a model with its versions, or everything about one version.

    NAME lists the versions; NAME@3, NAME@best or NAME@production shows that version.
    """
    from mlops_desktop.services import models

    wanted = parse_reference(reference)
    with door.session(read_only=True) as session:
        if "@" in reference:
            version = models.version(session, wanted)
            door.console.answer(codec.to_json(version), text.version(version))
        else:
            found = models.show(session, wanted.name, include_hidden=hidden)
            door.console.answer(codec.to_json(found), text.model(found))


@model.command()
@click.argument("references", metavar="NAME@N NAME@N…", nargs=-1, required=True)
@click.option(
    "--rows",
    "rows_to",
    type=FILE,
    metavar="FILE.csv",
    help="Write the rows whose answer changes, with every version's answer, to this file.",
)
@overwrite_option
@pass_door
def compare(
    door: Door, /, references: tuple[str, ...], rows_to: Path | None, overwrite: bool
) -> None:
    """Put 2 to 5 versions side by side; measure each against the first on the same rows.

    The same rows are rows none of them was trained on; fewer than 100 cannot tell. Then what
    differs: data, recipe, feature steps, parameters, environment, and single answers.
    """
    from mlops_desktop.services import models

    if rows_to is not None:
        rows_to = new_file(rows_to, overwrite=overwrite)
    with door.session(read_only=True) as session:
        found = models.compare(session, references, door.work(), rows_to)
    door.console.answer(codec.to_json(found), side_by_side.comparison(found, rows_to))


@model.command()
@click.argument("reference", metavar="MODEL@N")
@click.argument("data", metavar="DATA[@N]")
@click.option("--row", type=int, required=True, metavar="N", help="Which row of DATA, from 1 on.")
@click.option(
    "--keep", metavar="COLUMN", multiple=True, help="Leave a column as it is (may be repeated)."
)
@click.option(
    "--to",
    "beyond",
    metavar="VALUE",
    help="The class to be reached; needed for numbers: the value to be passed.",
)
@pass_door
def explain(  # noqa: PLR0913 - one parameter per option
    door: Door, /, reference: str, data: str, *, row: int, keep: tuple[str, ...], beyond: str | None
) -> None:
    """Say what would change a version's answer for one row.

    The smallest changes of one column or two are searched among values that the version has seen
    while it learned. They say how the model answers, not what would happen in the world.
    """
    from mlops_desktop.services import explaining

    with door.session(read_only=True) as session:
        found = explaining.what_would_change(
            session, reference, data, row, door.work(), keep=keep, beyond=beyond
        )
    door.console.answer(codec.to_json(found), judging.explanation(found, reference, data))


@model.command()
@click.argument("reference", metavar="NAME@N", required=False)
@click.option(
    "--all", "every", is_flag=True, help="Every version in staging or production, of all models."
)
@click.option("--no-record", is_flag=True, help="Write nothing into the log.")
@pass_door
def check(door: Door, /, reference: str | None, every: bool, no_record: bool) -> int:
    """Check that a version still answers as on the day it was trained.

    Its golden rows, kept from the training, are predicted again and compared with the answers
    stored then. The log keeps the check. Ends with exit code 1 when an answer is another one.
    """
    from mlops_desktop.services import behaviour

    if (reference is None) is not every:
        raise click.UsageError("Write NAME@N or --all, one of the two.")
    keep = not no_record
    with door.session(read_only=no_record) as session:
        if reference is None:
            found = behaviour.check_staged(session, door.work(), keep=keep).value
        else:
            found = (behaviour.check(session, reference, door.work(), keep=keep).value,)
    is_same = all(item.is_same for item in found)
    payload = {
        "is_same": is_same,
        "checks": [
            {"headline": item.headline, "is_same": item.is_same, **codec.to_json(item)}
            for item in found
        ],
    }
    door.console.answer(payload, text.checks(found))
    return ExitCode.DONE if is_same else ExitCode.REFUSED


@model.command()
@click.argument("reference", metavar="NAME@N")
@click.argument("destination", metavar="DEST", type=FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["skops"]),
    default="skops",
    show_default=True,
    help="File format; skops is scikit-learn without pickle.",
)
@overwrite_option
@pass_door
def export(door: Door, /, reference: str, destination: Path, form: str, overwrite: bool) -> None:
    """Write a version's model file to DEST, a file or an existing folder."""
    from mlops_desktop.services import models

    with door.session(read_only=True) as session:
        version = models.version(session, reference).version
        if destination.is_dir():
            destination = destination / f"{version.model}-{version.number}.skops"
        destination = new_file(destination, overwrite=overwrite)
        written = models.export_skops(session, reference, destination)
    door.console.answer(
        {"file": str(written.absolute()), "format": form, "version": version.label},
        [f"● Wrote {version.label} to {written}."],
    )
