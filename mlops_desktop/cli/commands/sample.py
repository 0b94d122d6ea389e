"""The sample project: one model's whole life on real data, in one command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from mlops_desktop.cli.commands.options import FILE
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.failures import environment_error
from mlops_desktop.cli.text.audit import verification
from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.stage import Stage

FOLDER_NAME = "mlops-desktop-demo"


@click.command(cls=Command)
@click.argument("folder", metavar="[DIR]", type=FILE, required=False)
@click.option("--headless", is_flag=True, help="Do not open the window.")
@pass_door
def demo(door: Door, /, folder: Path | None, headless: bool) -> int:
    """Build the sample project on real bike rentals and open the window on it.

    It imports, trains, promotes, scores, monitors, retrains and verifies, and says what happened.
    DIR is a new or empty folder, by default mlops-desktop-demo in your documents folder; a sample
    project that is there already is used again. Without a display no window is opened.
    """
    from mlops_desktop.cli.draft import sweep

    folder = (folder or _documents() / FOLDER_NAME).absolute()
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        door.console.lines([line])

    sweep(folder)
    is_there = folder.is_dir() and any(folder.iterdir())
    code = _look(folder, door, say) if is_there else _build(folder, door, say)
    reason = _why_no_window(headless=headless or door.console.as_json)
    say(f"The sample project is in {folder}.")
    if reason:
        say(reason)
        place = f'"{folder}"' if " " in str(folder) else str(folder)
        say(f"Look around with: mlops-desktop --project {place} model list")
        say(f"Open it later with: mlops-desktop app {place}")
        payload = {"project": str(folder), "reused": is_there, "said": said}
        door.console.answer(payload, ())
        return code
    return door.open_window(folder)


def _documents() -> Path:
    from platformdirs import user_documents_path

    return user_documents_path()


def _why_no_window(*, headless: bool) -> str:
    """Return why no window is opened; nothing when there is one to open."""
    if headless:
        return "No window was asked for."
    from mlops_desktop.diagnostics.display import has_display

    return "" if has_display() else "There is no display here, so all of it ran without a window."


def _build(folder: Path, door: Door, say: Callable[[str], None]) -> ExitCode:
    """Build beside the final place and rename: a stopped build leaves nothing half-made."""
    from mlops_desktop.cli.draft import draft
    from mlops_desktop.services.sample import build_sample

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with draft(folder) as made:
            build_sample(made, door.work(), say)
            if folder.exists():
                folder.rmdir()  # empty, or somebody else was quicker: then this fails
            made.rename(folder)
    except OSError as error:
        raise environment_error(error, folder) or error from error
    return ExitCode.DONE


def _look(folder: Path, door: Door, say: Callable[[str], None]) -> ExitCode:
    """Use the sample project that is there: say where it stands and verify it."""
    from mlops_desktop.services import audit, promotion
    from mlops_desktop.services.sample import MODEL, PROJECT_NAME
    from mlops_desktop.services.session import Session

    try:
        session = Session.open(folder)
    except UserError as error:
        if error.code == "project.not_a_project":
            raise UserError("usage.not_the_sample", path=folder) from error
        raise
    with session:
        holders = [item for item in promotion.stages(session) if item.model == MODEL]
        if session.info.name != PROJECT_NAME or not holders:
            raise UserError("usage.not_the_sample", path=folder)
        say("The sample project is there already; it is used as it stands.")
        for item in holders:
            if item.stage is Stage.PRODUCTION:
                say(f"■ {MODEL}@{item.number} is in production: “{item.reason}”.")
        found = audit.verify(session, door.work())
    for line in verification(found):
        say(line)
    return ExitCode.DONE if found.is_sound else ExitCode.REFUSED
