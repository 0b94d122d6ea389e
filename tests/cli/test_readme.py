"""The README's walk-through is made of commands that exist and files that are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from mlops_desktop.cli.console import Console
from mlops_desktop.cli.door import Door
from mlops_desktop.cli.root import root

REPOSITORY = Path(__file__).parents[2]


def _walk() -> list[str]:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    (block,) = (b for b in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "data import" in b)
    return [part.strip() for line in block.splitlines() for part in line.split("&&")]


COMMANDS = [shlex.split(line)[1:] for line in _walk() if line.startswith("mlops-desktop ")]


def test_the_walk_goes_from_a_new_project_to_its_proof() -> None:
    assert COMMANDS[0][0] == "init"
    assert f"cd {COMMANDS[0][1]}" in _walk()
    assert COMMANDS[-1] == ["audit", "verify"]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_of_the_walk_is_understood(words: list[str]) -> None:
    command: click.Command = root
    context = click.Context(root, obj=Door(Console(), lambda _: 0))
    while isinstance(command, click.Group):
        name, *words = words
        command = command.commands[name]
    command.make_context(name, words, parent=context)


def test_every_file_of_the_walk_is_where_it_says() -> None:
    project = REPOSITORY / COMMANDS[0][1]  # the folder all but the first command are given in
    named = [Path(word) for command in COMMANDS for word in command if word.startswith("../")]
    assert len(named) >= 3
    for path in named:
        assert (project.parent / path.relative_to("..")).is_file(), path
