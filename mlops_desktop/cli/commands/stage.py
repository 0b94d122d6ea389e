"""Stages: promote, roll back, what stood where, the rules before production."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from mlops_desktop.cli.commands.options import reason_option
from mlops_desktop.cli.door import Command, Door, Group, pass_door
from mlops_desktop.cli.text import stage as text
from mlops_desktop.core import clock, codec
from mlops_desktop.core.errors import ExitCode
from mlops_desktop.core.metrics import METRICS, WORTH, WORTH_METRIC
from mlops_desktop.core.stage import Enforcement, Stage

_ENFORCEMENT = click.Choice([str(item) for item in Enforcement])


@click.command(cls=Command)
@click.argument("reference", metavar="MODEL@N")
@click.option(
    "--to",
    "to_stage",
    type=click.Choice([str(stage) for stage in Stage]),
    required=True,
    help="The stage to move to.",
)
@click.option("--reason", metavar="TEXT", help="Why; it is kept in the log.")
@click.option("--dry-run", is_flag=True, help="Ask the gates and change nothing.")
@pass_door
def promote(door: Door, /, reference: str, to_stage: str, reason: str | None, dry_run: bool) -> int:
    """Move a version to a stage, under the model's policy.

    The version that held staging or production leaves it in the same moment. A gate that says no
    ends with exit code 1; the refusal is kept in the log.
    """
    from mlops_desktop.services import promotion

    to = Stage(to_stage)
    if reason is None and not dry_run:
        raise click.UsageError("Missing option '--reason'.", click.get_current_context())
    with door.session(read_only=dry_run) as session:
        if dry_run:
            found = promotion.check(session, reference, to, door.work())
            payload = {"is_allowed": found.is_allowed, **codec.to_json(found)}
            door.console.answer(payload, text.check(found))
            return ExitCode.DONE if found.is_allowed else ExitCode.REFUSED
        done = promotion.promote(session, reference, to, reason or "", door.work()).value
    door.console.answer(codec.to_json(done), text.moved(done))
    return ExitCode.DONE


@click.command(cls=Command)
@click.argument("model", metavar="MODEL")
@click.option(
    "--to",
    "number",
    type=click.IntRange(min=1),
    help="The version's number (else the one in production before the present one).",
)
@reason_option
@pass_door
def rollback(door: Door, /, model: str, number: int | None, reason: str) -> None:
    """Bring an earlier version back to production, as a new promotion; gates only warn."""
    from mlops_desktop.services import promotion

    with door.session() as session:
        done = promotion.rollback(session, model, reason, number, door.work()).value
    door.console.answer(codec.to_json(done), text.moved(done))


@click.command(cls=Command)
@click.option(
    "--as-of",
    metavar="TIME",
    help="A past moment: 2026-03-31 (the end of that day, local time) or 2026-03-31T14:00.",
)
@pass_door
def stages(door: Door, /, as_of: str | None) -> None:
    """Show which version stands, or stood, in which stage."""
    from mlops_desktop.services import promotion

    moment = clock.as_of(as_of) if as_of is not None else clock.utc_now()
    with door.session(read_only=True) as session:
        holders = promotion.stages(session, moment if as_of is not None else None)
    door.console.answer(
        {"as_of": clock.to_text(moment), "stages": codec.to_json(holders)},
        text.holders(holders, moment),
    )


@click.group(cls=Group)
def policy() -> None:
    """Show or set the rules before a version enters production."""


@policy.command("show")
@click.argument("model", metavar="MODEL")
@pass_door
def show_policy(door: Door, /, model: str) -> None:
    """Show the rules of a model."""
    from mlops_desktop.services import promotion

    with door.session(read_only=True) as session:
        found = promotion.policy(session, model)
    door.console.answer({"model": model, "policy": codec.to_json(found)}, text.policy(model, found))


@policy.command("set")
@click.argument("model", metavar="MODEL")
@click.option(
    "--metric",
    type=click.Choice([*(item.key for item in METRICS if item.tasks), WORTH]),
    help="The metric the threshold is about (else the deciding one).",
)
@click.option("--threshold", type=float, help="The worst acceptable value on held-out rows.")
@click.option("--no-threshold", is_flag=True, help="Take the threshold away.")
@click.option("--metric-gate", type=_ENFORCEMENT, help="What missing the threshold does.")
@click.option(
    "--champion-gate",
    type=_ENFORCEMENT,
    help="What being worse than production on the same rows does.",
)
@click.option(
    "--data-gate",
    type=_ENFORCEMENT,
    help="What a rule does that blocks the training data, without a waiver.",
)
@click.option(
    "--reproduced-gate",
    type=_ENFORCEMENT,
    help="What it does when the version was not made again from what is stored.",
)
@click.option(
    "--card-gate",
    type=_ENFORCEMENT,
    help="What empty fields of the model card do.",
)
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0),
    help="How much worse, in the metric's unit, still counts as not worse.",
)
@reason_option
@pass_door
def set_policy(door: Door, /, model: str, reason: str, no_threshold: bool, **chosen: Any) -> None:
    """Change the rules of a model; what is not named stays as it is."""
    from mlops_desktop.services import promotion

    if no_threshold and chosen["threshold"] is not None:
        raise click.UsageError("Give --threshold or --no-threshold, not both.")
    changes = {key: value for key, value in chosen.items() if value is not None}
    for gate in ("metric_gate", "champion_gate", "data_gate", "reproduced_gate", "card_gate"):
        if gate in changes:
            changes[gate] = Enforcement(changes[gate])
    if changes.get("metric") == WORTH:
        changes["metric"] = WORTH_METRIC
    if no_threshold:
        changes["threshold"] = None
    if not changes:
        raise click.UsageError("Nothing to change: name at least one rule.")
    with door.session() as session:
        wanted = replace(promotion.policy(session, model), **changes)
        stored = promotion.set_policy(session, model, wanted, reason).value
    answer = {"model": model, "policy": codec.to_json(stored)}
    door.console.answer(answer, text.policy(model, stored))
