"""Open, make, upgrade and check: app, init, upgrade, self-test."""

from __future__ import annotations

from pathlib import Path

import click

from mlops_desktop.cli.commands.options import FILE
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text.plain import safe
from mlops_desktop.core import codec
from mlops_desktop.core.errors import ExitCode


@click.command(cls=Command)
@click.argument("folder", metavar="[DIR]", type=FILE, required=False)
@pass_door
def app(door: Door, /, folder: Path | None) -> int:
    """Open the window, on the project in DIR if it is given."""
    return door.open_window(folder or door.project)


@click.command(cls=Command)
@click.argument("folder", metavar="DIR", type=FILE)
@click.option("--name", metavar="NAME", help="The project's name (else the folder's).")
@pass_door
def init(door: Door, /, folder: Path, name: str | None) -> None:
    """Make a project in a new or empty folder."""
    from mlops_desktop.services import projects

    with projects.create(folder, name) as session:
        info = session.info
    door.console.answer(
        {"project": codec.to_json(info)},
        [
            f"● Made project “{info.name}” in {info.path}.",
            f"  Next: mlops-desktop --project {info.path} data import FILE --name NAME",
        ],
    )


@click.command(cls=Command)
@pass_door
def upgrade(door: Door) -> None:
    """Bring a project of an earlier version to the present format; a backup is kept."""
    from mlops_desktop.services import projects

    done = projects.upgrade(door.project_folder())
    name, now = safe(done.project.name), done.project.format
    lines = [
        f"● Upgraded “{name}” from format {done.before} to {now}.",
        f"  Its registry as it was lies in {done.backups}.",
    ]
    if not done.is_changed:
        lines = [f"○ “{name}” has the present format ({now}) already."]
    answer = {"project": codec.to_json(done.project), "before": done.before}
    door.console.answer(answer, lines)


@click.command("self-test", cls=Command)
@pass_door
def self_test(door: Door) -> int:
    """Check that this installation works: libraries, storage, training, shipped files."""
    from mlops_desktop.diagnostics import logs
    from mlops_desktop.diagnostics import self_test as checks

    log = logs.start()
    try:
        results = checks.run()
    finally:
        logs.stop()
    passed = all(result.passed for result in results)
    lines = [f"{'●' if r.passed else '▲'} {r.name}: {safe(r.detail)}" for r in results]
    if not passed:
        lines.append(f"  The details are in {log}.")
    answer = {"passed": passed, "checks": codec.to_json(results)}
    door.console.answer(answer, lines)
    return ExitCode.DONE if passed else ExitCode.REFUSED
