"""Datasets: their rules, what they say of versions, and waivers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlops_desktop.cli.commands.options import FILE, new_file, overwrite_option
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import rules as text
from mlops_desktop.core import codec
from mlops_desktop.core.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlops_desktop.core.rules.rule import Rule
    from mlops_desktop.services.rules import CheckSummary
    from mlops_desktop.services.session import Session


@click.command("rules", cls=Command)
@click.argument("name", metavar="NAME")
@click.option(
    "--set", "file", metavar="R.json", type=FILE, help="Put the rules of this file in force."
)
@click.option(
    "--suggest",
    is_flag=True,
    help="Show the rules that the profile of the newest version suggests; with --out, write them.",
)
@click.option("--out", metavar="FILE", type=FILE, help="Also write the rules shown as JSON.")
@click.option("--note", default="", help="What was changed, for those who read the rules later.")
@overwrite_option
@pass_door
def rules(  # noqa: PLR0913, PLR0917 - a command takes its options
    door: Door,
    /,
    name: str,
    file: Path | None,
    suggest: bool,
    out: Path | None,
    note: str,
    overwrite: bool,
) -> None:
    """Show the rules of a dataset, suggest some, or put those of a file in force.

    Every version that comes in is then checked. A failed rule warns, or blocks training on the
    version; what kinds of rules there are is in the manual under “Rules”.
    """
    from mlops_desktop.services import rules as service

    if file is not None and suggest:
        raise click.UsageError("Choose --set or --suggest.")
    if note and file is None:
        raise click.UsageError("--note goes with --set: it says what was changed.")
    if out is not None:
        out = new_file(out, overwrite=overwrite)
    wanted = service.read_json(file) if file is not None else None
    with door.session(read_only=wanted is None) as session:
        found, number = _rules(session, name, wanted, note, is_suggested=suggest)
        if out is not None:
            service.export_json(session, found, out)
    payload = {"dataset": name, "version": number, "suggested": suggest, **_document(found)}
    door.console.answer(payload, text.sheet(name, number, found, is_suggested=suggest))


def _rules(
    session: Session, name: str, wanted: Sequence[Rule] | None, note: str, *, is_suggested: bool
) -> tuple[Sequence[Rule], int | None]:
    """Return the rules asked for, and their version's number."""
    from mlops_desktop.services import rules as service

    if is_suggested:
        return service.suggest_rules(session, name), None
    if wanted is not None:
        sheet = service.set_rules(session, name, wanted, note).value
    else:
        present = service.in_force(session, name)
        if present is None:
            return (), None
        sheet = present
    return sheet.contract.rules, sheet.version.number


@click.command(cls=Command)
@click.argument("reference", metavar="NAME[@N]")
@click.option(
    "--rules",
    "file",
    metavar="R.json",
    type=FILE,
    help="Try the rules of this file instead; nothing is recorded.",
)
@click.option(
    "--suggest",
    is_flag=True,
    help="Try the rules that the profile suggests instead; nothing is recorded.",
)
@click.option("--last", is_flag=True, help="Show the newest check instead of checking again.")
@click.option(
    "--failing",
    metavar="NUMBER",
    type=click.IntRange(1),
    help="List the rows that fail this rule of the dataset.",
)
@click.option(
    "--rows",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="How many failing rows are listed.",
)
@click.option(
    "--out", metavar="FILE.csv", type=FILE, help="With --failing: write all these rows as CSV."
)
@overwrite_option
@pass_door
def check(  # noqa: PLR0913, PLR0917 - a command takes its options
    door: Door,
    /,
    reference: str,
    file: Path | None,
    suggest: bool,
    last: bool,
    failing: int | None,
    rows: int,
    out: Path | None,
    overwrite: bool,
) -> int:
    """Check a version against the rules of its dataset; exit code 1 when a rule blocks it.

    The result is recorded. Rules that cannot be told, such as a change from a version that does
    not exist, count as warnings. A waiver lets the version pass, and the exit code is 0.
    """
    if sum((file is not None, suggest, last)) > 1:
        raise click.UsageError("Choose one of --rules, --suggest and --last.")
    if failing is not None and (file is not None or suggest):
        raise click.UsageError("--failing goes with the rules of the dataset.")
    if out is not None:
        if failing is None:
            raise click.UsageError("--out goes with --failing.")
        out = new_file(out, overwrite=overwrite)
    is_trial = file is not None or suggest
    with door.session(read_only=is_trial or last) as session:
        summary = _check(door, session, reference, file, (suggest, last))
        lines = list(text.check(summary, door.console.room))
        payload = _payload(summary)
        if failing is not None:
            page = _failing(door, session, summary, failing, rows, out)
            payload["failing"] = page[0]
            lines += page[1]
    door.console.answer(payload, lines)
    return ExitCode.REFUSED if summary.is_blocked else ExitCode.DONE


def _check(
    door: Door, session: Session, reference: str, file: Path | None, ways: tuple[bool, bool]
) -> CheckSummary:
    from mlops_desktop.services import resolve
    from mlops_desktop.services import rules as service

    is_suggested, is_last = ways
    if is_last:
        found = service.last_check(session, reference)
        if found is None:
            version = resolve.dataset_version(session, reference)
            raise UserError("rules.unchecked", version=version.label)
        return found
    wanted: Sequence[Rule] | None = None
    if file is not None:
        wanted = service.read_json(file)
    elif is_suggested:
        wanted = service.suggest_rules(session, reference)
    return service.check(session, reference, door.work(), wanted).value


def _failing(  # noqa: PLR0913, PLR0917 - each is one plain thing the command knows
    door: Door,
    session: Session,
    summary: CheckSummary,
    number: int,
    rows: int,
    out: Path | None,
) -> tuple[dict[str, Any], list[str]]:
    from mlops_desktop.services import datasets
    from mlops_desktop.services import rules as service

    label = f"data:{summary.version.label}"
    if out is not None:
        count = service.export_failing(session, label, number, out, door.work())
        told = {"rule": number, "file": str(out.absolute()), "rows": count}
        return told, ["", f"● Wrote {count:,} rows to {out}."]
    page = service.failing(session, label, number, (0, rows), door.work())
    columns = datasets.show(session, label).columns
    told = {
        "rule": number,
        "total": page.total,
        "columns": [column.name for column in columns],
        "rows": [
            {"row": place + 1, "cells": codec.to_json(cells)}
            for place, cells in zip(page.places, page.rows, strict=True)
        ],
    }
    return told, ["", *text.failing(page, columns, door.console.room)]


@click.command(cls=Command)
@click.argument("reference", metavar="NAME[@N]")
@click.option("--reason", metavar="TEXT", required=True, help="Why the version may pass.")
@pass_door
def waive(door: Door, /, reference: str, reason: str) -> None:
    """Let a version be trained on although its newest check blocks it.

    Who waived it and why stays in the log and is shown with the check. The waiver holds for these
    rules; when they change, the version is checked anew.
    """
    from mlops_desktop.services import rules as service

    with door.session() as session:
        summary = service.waive(session, reference, reason).value
    door.console.answer(_payload(summary), text.waived(summary))


def _payload(summary: CheckSummary) -> dict[str, Any]:
    return {
        **codec.to_json(summary),
        "passed": summary.result.passed,
        "warned": summary.result.warned,
        "blocked": summary.result.blocked,
        "is_blocked": summary.is_blocked,
    }


def _document(rules_: Sequence[Rule]) -> dict[str, Any]:
    from mlops_desktop.core.rules.contract import Contract, to_text

    document: dict[str, Any] = json.loads(to_text(Contract(tuple(rules_))))
    return document
