"""Models: make a version again, the health of those in use, model cards."""

from __future__ import annotations

from pathlib import Path

import click

from mlops_desktop.cli.commands.options import FILE, new_file, overwrite_option
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import model_proof as text
from mlops_desktop.core import codec
from mlops_desktop.core.errors import ExitCode
from mlops_desktop.core.model_card import FIELDS


@click.command(cls=Command)
@click.argument("reference", metavar="NAME@N")
@click.option("--no-record", is_flag=True, help="Keep nothing; for projects open for reading.")
@pass_door
def reproduce(door: Door, /, reference: str, no_record: bool) -> int:
    """Train a version again from what is stored, and say how far it came out the same.

    IDENTICAL: the same model. EQUIVALENT: every answer and metric agrees to nine digits.
    DIFFERENT ends with exit code 1, NOT POSSIBLE with 2 or 4, as its cause does. No version is
    made; verdict and evidence are kept, and the log tells of them.
    """
    from mlops_desktop.services import reproduction

    with door.session(read_only=no_record) as session:
        found = reproduction.reproduce(session, reference, door.work(), keep=not no_record).value
    payload = {
        "verdict": str(found.verdict),
        "headline": found.headline,
        "details": list(found.details),
        **codec.to_json(found),
    }
    door.console.answer(payload, text.reproduction(found))
    return found.exit_code


@click.command(cls=Command)
@click.option("--check", is_flag=True, help="First ask those again that were not since an upgrade.")
@pass_door
def health(door: Door, /, check: bool) -> int:
    """List the versions in staging and production: do they still answer the same?

    A version counts as checked until this program, Python or a package that computes is upgraded.
    Ends with exit code 1 when one answered otherwise or could not be asked.
    """
    from mlops_desktop.services import health as healths

    with door.session(read_only=not check) as session:
        checks = healths.check_due(session, door.work()).value if check else ()
        found = healths.staged(session)
    problems = [f"{item.headline} {item.problem}" for item in checks if item.problem]
    payload = {
        "versions": [{"words": item.words, **codec.to_json(item)} for item in found],
        "problems": problems,
    }
    door.console.answer(payload, text.health(found, problems))
    differs = any(item.state is healths.HealthState.DIFFERS for item in found)
    return ExitCode.REFUSED if differs or problems else ExitCode.DONE


@click.command(cls=Command)
@click.argument("reference", metavar="NAME@N")
@click.option(
    "--set",
    "changes",
    metavar="FIELD=TEXT",
    multiple=True,
    help=f"State a field, of: {', '.join(FIELDS)}; an empty text empties it (may be repeated).",
)
@click.option("--from", "other", metavar="NAME@N", help="Take over what another card states.")
@click.option("--reason", metavar="TEXT", default="", help="Why; it is kept in the log.")
@click.option("--version", "number", type=click.IntRange(1), help="Show an earlier card, from 1.")
@click.option("--out", metavar="FILE", type=FILE, help="Write it as .html, .md or .pdf.")
@overwrite_option
@pass_door
def card(  # noqa: PLR0913, PLR0917 - one option each
    door: Door,
    /,
    reference: str,
    changes: tuple[str, ...],
    other: str | None,
    reason: str,
    number: int | None,
    out: Path | None,
    overwrite: bool,
) -> None:
    """Show a version's model card, state its fields, write it to a file.

    Task, data, inputs, steps, parameters, metrics and history come from stored facts; owner, risk
    tier, intended use, out-of-scope use, limits and ethical notes are stated by people, each state
    with who, when and why. What is not stated is named.
    """
    from mlops_desktop.services import model_card_sheets, model_cards, sheet_text

    stated = _fields(changes)
    is_changed = bool(stated) or other is not None
    _check_together(is_changed, reason, number)
    if out is not None:
        out = new_file(out, overwrite=overwrite)
    with door.session(read_only=not is_changed) as session:
        if other is not None:
            model_cards.take_over(session, reference, other, reason)
        if stated:
            model_cards.edit(session, reference, stated, reason)
        facts = model_card_sheets.read(session, reference, number)
        if out is not None:
            model_card_sheets.write(session, reference, out, number)
    shown = sheet_text.markdown(model_card_sheets.sheet(facts))
    payload = {**codec.to_json(facts.card), "gaps": list(facts.gaps), "markdown": shown}
    lines = list(text.stated(facts.card)) if is_changed else []
    if out is not None:
        payload["file"] = str(out.absolute())
        lines.append(f"● Wrote the model card to {out}.")
    door.console.answer(payload, lines or shown.splitlines())


def _check_together(is_changed: bool, reason: str, number: int | None) -> None:
    if is_changed and number is not None:
        raise click.UsageError("--version shows an earlier card; it cannot be changed.")
    if reason and not is_changed:
        raise click.UsageError("--reason belongs to a change: name a field with --set.")


def _fields(changes: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for change in changes:
        field, mark, value = change.partition("=")
        if not mark:
            raise click.UsageError(f"--set needs FIELD=TEXT, not “{change[:60]}”.")
        found[field.strip().replace("-", "_")] = value
    return found
