"""Datasets: everything that an import did not take as it stood."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from mlops_desktop.cli.commands.options import FILE, new_file, overwrite_option
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import rejects as text
from mlops_desktop.core import codec
from mlops_desktop.core.wording import counted


@click.command("rejects", cls=Command)
@click.argument("reference", metavar="NAME[@N]")
@click.option("--out", metavar="FILE.csv", type=FILE, help="Also write all of them as CSV.")
@click.option(
    "--safe",
    is_flag=True,
    help="With --out: put an apostrophe before texts that a spreadsheet would run as a formula.",
)
@click.option("--rows", type=click.IntRange(1), help="List no more than so many (else all).")
@overwrite_option
@pass_door
def rejects(  # noqa: PLR0913, PLR0917 - a command takes its options
    door: Door,
    /,
    reference: str,
    out: Path | None,
    safe: bool,
    rows: int | None,
    overwrite: bool,
) -> None:
    """List every row and value that the import of a version did not take as it stood.

    Each with its line in the file, its column, its text and the reason. Rows are all listed;
    of the values 100,000, and all are counted.
    """
    from mlops_desktop.services import rejects as service

    if safe and out is None:
        raise click.UsageError("--safe goes with --out.")
    if out is not None:
        out = new_file(out, overwrite=overwrite)
    with door.session(read_only=True) as session:
        found = service.rejects_of(session, reference)
        if out is not None:
            service.export_rejects(session, found, out, is_safe=safe)
    lines = list(text.listing(found, rows if out is None or rows else 0, door.console.room))
    if out is not None:
        lines.append(f"● Wrote {counted(len(found.listed), 'reject')} to {out}.")
    told = codec.to_json(replace(found, listed=found.listed[:rows]))
    payload = {**told, "file": str(out.absolute()) if out else None}
    door.console.answer(payload, lines)
