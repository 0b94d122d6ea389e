"""Put away what was made by mistake, bring it back, give things other names."""

from __future__ import annotations

import click

from mlops_desktop.cli.commands.options import reason_option
from mlops_desktop.cli.door import Command, Door, pass_door


@click.command(cls=Command)
@click.argument("reference", metavar="NAME[@N]")
@reason_option
@pass_door
def archive(door: Door, /, reference: str, reason: str) -> None:
    """Hide a dataset, a model, a recipe or one version; it stays complete, can be restored."""
    from mlops_desktop.services import shelf

    with door.session() as session:
        label = shelf.archive(session, reference, reason).value
    answer = {"archived": label, "reason": reason}
    door.console.answer(
        answer, [f"● Archived {label}; bring it back with: mlops-desktop restore {reference}"]
    )


@click.command(cls=Command)
@click.argument("reference", metavar="NAME[@N]")
@click.option("--reason", metavar="TEXT", default="", help="Why; it is kept in the log.")
@pass_door
def restore(door: Door, /, reference: str, reason: str) -> None:
    """Show again what was archived."""
    from mlops_desktop.services import shelf

    with door.session() as session:
        label = shelf.restore(session, reference, reason).value
    door.console.answer({"restored": label}, [f"● Restored {label}."])


@click.command(cls=Command)
@click.argument("reference", metavar="NAME")
@click.argument("new", metavar="NEW")
@pass_door
def rename(door: Door, /, reference: str, new: str) -> None:
    """Give a dataset, model or recipe another name; its versions keep their numbers."""
    from mlops_desktop.services import shelf

    with door.session() as session:
        label = shelf.rename(session, reference, new).value
    door.console.answer({"renamed": reference, "name": label}, [f"● {reference} is {label} now."])
