"""The manual has a topic for every page, its links lead somewhere, and its commands exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from mlops_desktop.core.messages import MESSAGES

REPOSITORY = Path(__file__).resolve().parents[2]
HELP = REPOSITORY / "resources" / "help"
TOPICS = sorted(HELP.glob("*.md"))
PAGES = sorted(
    path.stem
    for path in (REPOSITORY / "mlops_desktop" / "gui" / "pages").glob("*")
    if not path.stem.startswith("_")
)


def _ids(topic: Path) -> str:
    return topic.stem


def test_there_is_a_manual_and_there_are_pages() -> None:
    assert len(TOPICS) > 10
    assert {"home", "data", "train", "models", "monitor", "lineage", "audit"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_window_has_its_topic(page: str) -> None:
    assert (HELP / f"{page}.md").is_file()


def test_the_first_page_of_the_manual_leads_to_every_topic() -> None:
    index = (HELP / "index.md").read_text("utf-8")
    assert [t.name for t in TOPICS if t.stem != "index" and f"]({t.name})" not in index] == []


@pytest.mark.parametrize("topic", TOPICS, ids=_ids)
def test_a_topic_begins_with_its_title_and_keeps_a_calm_voice(topic: Path) -> None:
    text = topic.read_text("utf-8")
    assert re.match(r"# \S", text)
    assert "!" not in text
    assert not re.search(r"\b(simply|just|easy|easily|obviously|please)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("topic", TOPICS, ids=_ids)
def test_links_stay_within_the_manual_and_lead_somewhere(topic: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", topic.read_text("utf-8"))
    assert [link for link in links if not (HELP / link).is_file()] == []


def _examples() -> list[str]:
    """Find every command line that the manual and the README show."""
    found = []
    for path in [REPOSITORY / "README.md", *TOPICS]:
        text = path.read_text("utf-8")
        lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in
                 block.splitlines()]  # fmt: skip
        lines += re.findall(r"`(mlops-desktop [^`]+)`", text)
        found += [line.partition("mlops-desktop ")[2] for line in lines if _is_example(line)]
    return sorted(set(found))


def _is_example(line: str) -> bool:
    """Whether a line is a whole command of ours, not a pattern or another program's."""
    return bool(re.match(r"mlops-desktop [a-z-]", line)) and not re.search(r"[…\[]| COMMAND", line)


@pytest.mark.parametrize("example", _examples())
def test_every_command_line_shown_is_one_the_program_understands(example: str) -> None:
    from mlops_desktop.cli.root import root

    words = shlex.split(example.partition("&&")[0], comments=True)
    command: click.Command = root
    context = click.Context(root, info_name="mlops-desktop")
    while isinstance(command, click.Group):
        options = [word for word in words if word.startswith("-")]
        while words and words[0].startswith("-"):
            # An option of the group with its value: "--project DIR".
            takes = _option(command, words[0])
            words = words[1 if takes.is_flag else 2 :]
        name, *words = words
        found = command.get_command(context, name)
        assert found is not None, f"there is no command {name} ({options})"
        command = found
    for word in words:
        if word.startswith("--"):
            _option(command, word)
    arguments = [p for p in command.params if isinstance(p, click.Argument) and p.required]
    assert len([word for word in words if not word.startswith("-")]) >= len(arguments)


def _option(command: click.Command, name: str) -> click.Option:
    for parameter in command.params:
        if isinstance(parameter, click.Option) and name in parameter.opts:
            return parameter
    if name == "--help":
        return click.Option(["--help"], is_flag=True)
    raise AssertionError(f"{command.name} has no option {name}")


def test_every_command_of_the_program_is_in_the_manual() -> None:
    from mlops_desktop.cli.root import root

    text = (HELP / "command-line.md").read_text("utf-8")
    missing = []
    for name in root.list_commands(click.Context(root)):
        command = root.get_command(click.Context(root), name)
        names = [name]
        if isinstance(command, click.Group):
            names = [f"{name} {sub}" for sub in command.list_commands(click.Context(command))]
        missing += [one for one in names if f"`{one}" not in text]
    assert missing == []


def _mentioned() -> list[tuple[str, str]]:
    """Find every command that an error's words tell a person to run."""
    found = []
    for code, message in sorted(MESSAGES.items()):
        for text in (message.what, message.hint):
            lines = re.findall(r"mlops-desktop ((?:--\S+ \S+ )*[a-z][a-z-]*(?: [a-z-]+)?)", text)
            lines += re.findall(r"“((?:data|model|monitor|audit|policy|lineage) [a-z-]+)", text)
            found += [(code, line) for line in lines]
    return found


@pytest.mark.parametrize(("code", "line"), _mentioned())
def test_every_command_that_a_message_tells_to_run_exists(code: str, line: str) -> None:
    from mlops_desktop.cli.root import root

    words = [word for word in line.split() if not word.startswith("-")]
    command = root.get_command(click.Context(root), words[0])
    assert command is not None
    if isinstance(command, click.Group):
        assert len(words) > 1
        assert command.get_command(click.Context(command), words[1]) is not None
