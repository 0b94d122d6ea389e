"""Use a model: predict the rows of a file or dataset version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mlops_desktop.cli.commands.options import (
    FILE,
    collect_reader,
    new_file,
    overwrite_option,
    reader_options,
    source,
)
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import score as text
from mlops_desktop.core import codec


@click.command(cls=Command)
@click.argument("reference", metavar="MODEL[@N|@STAGE]")
@click.option(
    "--data", required=True, metavar="FILE|NAME[@N]", help="The rows: a file or a dataset version."
)
@click.option("--out", type=FILE, metavar="FILE", help="Also write the predictions as CSV.")
@click.option(
    "--name", metavar="NAME", help="The dataset that keeps them (else MODEL_predictions)."
)
@overwrite_option
@reader_options
@pass_door
def score(door: Door, /, reference: str, data: str, **chosen: Any) -> None:
    """Predict every row; the predictions become a dataset version linked to the model version.

    A file is imported first. A missing or wrongly typed column is refused; values that training
    never saw are scored, counted and told.
    """
    from mlops_desktop.services import exports, scoring

    out: Path | None = chosen["out"]
    if out is not None:
        out = new_file(out, overwrite=chosen["overwrite"])
    with door.session() as session:
        rows = source(session, data, collect_reader(chosen))
        done = scoring.score(session, reference, rows, door.work(), chosen["name"]).value
        if out is not None:
            exports.export_csv(session, done.predictions.label, out, door.work())
    payload = {**codec.to_json(done), "out": str(out.absolute()) if out else None}
    door.console.answer(payload, text.scored(done, out))
