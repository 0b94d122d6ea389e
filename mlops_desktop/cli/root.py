"""The top of the command tree."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mlops_desktop import __version__
from mlops_desktop.cli.commands import (
    audit,
    card,
    data,
    data_diff,
    data_masking,
    data_rejects,
    data_rules,
    data_transform,
    foreign,
    lineage,
    model,
    model_proof,
    monitor,
    project,
    recipe,
    sample,
    score,
    shelf,
    stage,
    train,
)
from mlops_desktop.cli.door import Door, Group, pass_door


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        door = context.ensure_object(Door)
        door.console.answer({"version": __version__}, [f"MLOps Desktop {__version__}"])
        context.exit()


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.pass_context
@pass_door
def root(door: Door, context: click.Context) -> int | None:
    """Take a model through its whole life: data, training, promotion, use, monitoring, proof.

    Without a command the window opens. NAME@N names a version, NAME the newest one, MODEL@best
    the best by the model's deciding metric, MODEL@production (or another stage) the one there.

    Exit codes: 0 done; 1 a gate or a check says no; 2 wrong input or usage; 3 a defect;
    4 the environment (disk full, locked, no permission); 130 interrupted.
    """
    if context.invoked_subcommand is not None:
        return None
    if door.console.as_json:
        raise click.UsageError("--json needs a command.", context)
    return door.open_window(door.project)


def _commands() -> Iterator[click.Command]:
    yield from (project.app, sample.demo, project.init, project.upgrade)
    yield project.self_test
    data.data.add_command(data_diff.diff)
    for command in (data_rules.rules, data_rules.check, data_rules.waive):
        data.data.add_command(command)
    data.data.add_command(card.card)
    data.data.add_command(card.datasheet)
    data.data.add_command(data_transform.transform)
    data.data.add_command(data_masking.mask)
    data.data.add_command(data_rejects.rejects)
    for command in (model_proof.card, model_proof.reproduce, model_proof.health):
        model.model.add_command(command)
    model.model.add_command(foreign.import_model)
    yield from (data.data, recipe.recipe, train.train, model.model)
    yield from (stage.promote, stage.rollback, stage.stages, stage.policy)
    yield from (score.score, monitor.monitor, lineage.lineage)
    yield from (audit.audit, audit.verify)
    yield from (shelf.archive, shelf.restore, shelf.rename)


for _command in _commands():
    root.add_command(_command)
