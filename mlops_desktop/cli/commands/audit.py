"""The log, and the proof that nothing was altered."""

from __future__ import annotations

from typing import Any

import click

from mlops_desktop.cli.door import Command, Door, Group, pass_door
from mlops_desktop.cli.text import audit as text
from mlops_desktop.core import clock, codec
from mlops_desktop.core.errors import ExitCode


@click.group(cls=Group)
def audit() -> None:
    """Read the log and prove that nothing was altered."""


@audit.command()
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many."
)
@click.option("--before", type=click.IntRange(min=1), metavar="SEQ", help="Only entries before it.")
@click.option("--action", metavar="NAME", help="Only this action, such as data.import.")
@click.option("--subject", metavar="NAME", help="Only what is about this thing, such as sales@3.")
@click.option("--since", metavar="TIME", help="From this moment on: 2026-03-01T08:00.")
@click.option("--until", metavar="TIME", help="Up to this moment; a date means its end.")
@click.option("--changes", is_flag=True, help="Also show every changed value, old and new.")
@pass_door
def log(door: Door, /, changes: bool, **chosen: Any) -> None:
    """Show the log, newest entry first: who did what to which thing, when and why."""
    from mlops_desktop.services import audit as services

    wanted = services.LogFilter(
        limit=chosen["limit"],
        before_seq=chosen["before"],
        action=chosen["action"],
        subject=chosen["subject"],
        since=clock.start_of(chosen["since"]) if chosen["since"] else None,
        until=clock.as_of(chosen["until"]) if chosen["until"] else None,
    )
    with door.session(read_only=True) as session:
        entries = services.log(session, wanted)
    payload = {"entries": codec.to_json(entries)}
    door.console.answer(payload, text.entries(entries, with_changes=changes))


@click.command(cls=Command)
@pass_door
def verify(door: Door) -> int:
    """Check the whole project: the log, every fact against it, every stored file.

    Ends with exit code 1 when something was altered or is missing, and names it.
    """
    from mlops_desktop.services import audit as services

    found = services.verify_folder(door.project_folder(), door.work())
    payload = {"is_sound": found.is_sound, **codec.to_json(found)}
    door.console.answer(payload, text.verification(found))
    return ExitCode.DONE if found.is_sound else ExitCode.REFUSED


audit.add_command(verify)
