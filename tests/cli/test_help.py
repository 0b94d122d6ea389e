"""Every command and option explains itself, and the manual knows it."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from mlops_desktop.cli.root import root
from mlops_desktop.resources import resource


def _walk(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path), command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _walk(child, (*path, name))


TREE = dict(_walk(root, ("mlops-desktop",)))
LEAVES = {path: command for path, command in TREE.items() if not isinstance(command, click.Group)}


def test_every_verb_of_a_life_is_there() -> None:
    promised = (
        "app|demo|init|upgrade|self-test|data import|data list|data show|data preview|data diff|"
        "data transform|data export|recipe list|recipe show|recipe save|recipe export|"
        "recipe reapply|recipe rename|recipe archive|recipe restore|"
        "train|model list|model show|model compare|model explain|model check|model export|"
        "model import|model reproduce|model health|model card|"
        "data rules|data check|data waive|data rejects|data mask|"
        "promote|rollback|stages|policy show|policy set|score|monitor run|monitor report|"
        "lineage show|audit log|audit verify|verify|archive|restore|rename|"
        "data card|data datasheet"
    )
    assert {f"mlops-desktop {name}" for name in promised.split("|")} == set(LEAVES)


@pytest.mark.parametrize("path", TREE)
def test_every_command_says_in_a_sentence_what_it_does(path: str) -> None:
    text = TREE[path].help
    assert text
    assert text.strip().endswith(".")
    assert "!" not in text


@pytest.mark.parametrize("path", TREE)
def test_every_option_says_what_it_is_for(path: str) -> None:
    for parameter in TREE[path].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.opts}"
            assert parameter.help[0].isupper()
            assert parameter.help.removesuffix("]")[-1] in ".,0123456789moc…)", parameter.help


@pytest.mark.parametrize("path", TREE)
def test_every_command_takes_json_and_project(path: str) -> None:
    options = {name for parameter in TREE[path].params for name in parameter.opts}
    assert {"--json", "--project"} <= options


@pytest.mark.parametrize("path", TREE)
def test_help_is_shown_for_every_command(mlops, path: str) -> None:
    ran = mlops(*path.split()[1:], "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: {path}")
    assert ran.err == ""


def test_no_help_is_cut_in_a_list_of_commands(mlops) -> None:
    assert "..." not in mlops("--help").out.replace("[ARGS]...", "")


@pytest.mark.parametrize("path", LEAVES)
def test_the_manual_mentions_every_command_and_its_options(path: str) -> None:
    manual = resource("help", "command-line.md").read_text("utf-8")
    name = path.removeprefix("mlops-desktop ")
    assert f"### {name}\n" in manual
    section = manual.split(f"### {name}\n")[1].split("\n### ")[0].split("\n## ")[0]
    for parameter in LEAVES[path].params:
        for option in parameter.opts:
            if option.startswith("--") and option not in ("--json", "--project"):
                assert f"`{option}" in section, f"{path} {option}"
