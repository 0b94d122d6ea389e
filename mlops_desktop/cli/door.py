"""What every command is handed: the project, the console, the way to stop, the window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlops_desktop.cli.console import Console
from mlops_desktop.cli.interruption import Interruption
from mlops_desktop.cli.text.plain import safe
from mlops_desktop.core.errors import UserError

if TYPE_CHECKING:
    from mlops_desktop.jobs.work import Work
    from mlops_desktop.services.session import Session

PROJECT_VARIABLE = "MLOPS_DESKTOP_PROJECT"
MANIFEST = "project.mlopsd"

OpenWindow = Callable[[Path | None], int]
"""Opens the window on a project (None: the start page) and returns its exit code."""


@dataclass(slots=True)
class Door:
    """The surroundings of one command.

    Attributes:
        opener: how the window is opened.
        project: what ``--project`` said.
    """

    console: Console
    opener: OpenWindow
    interruption: Interruption = field(default_factory=Interruption)
    project: Path | None = None

    def project_folder(self) -> Path:
        """Return the project: ``--project``, else the variable, else the present folder.

        Raises:
            UserError: ``usage.no_project``.
        """
        if self.project is not None:
            return self.project
        named = os.environ.get(PROJECT_VARIABLE, "")
        if named:
            return Path(named)
        here = Path.cwd()
        if (here / MANIFEST).is_file():
            return here
        raise UserError("usage.no_project", folder=here)

    @contextmanager
    def session(self, *, read_only: bool = False) -> Iterator[Session]:
        """Open the project for the length of a command."""
        from mlops_desktop.services.session import Session

        with Session.open(self.project_folder(), read_only=read_only) as session:
            session.on_note = self._note
            yield session

    def _note(self, text: str) -> None:
        self.console.note(f"◆ {safe(text)}")

    def open_window(self, project: Path | None) -> int:
        """Open the window on a project (None: the start page) and return its exit code."""
        self.console.flush()
        self.interruption.release()
        return self.opener(project)

    def work(self) -> Work:
        """Return what long work is given: its steps are shown, a signal stops it."""
        from mlops_desktop.jobs.work import Work

        return Work(self.console.step, self.interruption.work_begins())


pass_door = click.make_pass_decorator(Door)


def _set_project(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.find_object(Door).project = value  # type: ignore[union-attr]


def _common_options() -> list[click.Option]:
    """Return the options that stand before or after any command."""
    return [
        click.Option(
            ["--project"],
            type=click.Path(path_type=Path),
            metavar="DIR",
            callback=_set_project,
            expose_value=False,
            help=f"The project's folder (else ${PROJECT_VARIABLE}, else the present folder).",
        ),
        click.Option(
            ["--json"],
            is_flag=True,
            expose_value=False,
            help="Print one JSON object on stdout instead of text.",
        ),
    ]


class _FirstSentence:
    """Lists a command with the first sentence of its help, whole instead of cut."""

    help: str | None

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - click's signature
        """Return the first sentence, without its full stop."""
        first, _, _ = " ".join((self.help or "").split()).partition(". ")
        return first.removesuffix(".")


class Command(_FirstSentence, click.Command):
    """A command that also takes the common options after its name."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.params = [*self.params, *_common_options()]


class Group(_FirstSentence, click.Group):
    """A group whose commands take the common options; an abbreviation is never guessed."""

    command_class = Command
    group_class = type

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.params = [*self.params, *_common_options()]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands in the order they were written: the order of a model's life."""
        return list(self.commands)
