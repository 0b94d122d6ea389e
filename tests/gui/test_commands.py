"""Every action as data: unique, complete, bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from mlops_desktop.gui.commands.catalogue import COMMANDS
from mlops_desktop.gui.commands.command import Command
from mlops_desktop.gui.main_window import MainWindow
from mlops_desktop.gui.page_list import PAGES
from mlops_desktop.resources import resource


def test_ids_are_unique() -> None:
    assert [key for key, count in Counter(c.id for c in COMMANDS).items() if count > 1] == []


def test_shortcuts_are_unique_and_real(app: object) -> None:
    texts = [
        QKeySequence(text).toString(QKeySequence.SequenceFormat.PortableText)
        for command in COMMANDS
        for text in command.shortcuts
    ]
    assert "" not in texts
    assert [key for key, count in Counter(texts).items() if count > 1] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.id)
def test_every_command_can_be_found_and_explains_itself(command: Command) -> None:
    assert command.title
    assert command.help.endswith(".")
    assert command.menu, "a command without a menu cannot be discovered"
    if command.icon:
        assert resource("icons", f"{command.icon}.svg").exists()


def test_the_pages_are_reached_by_control_and_a_digit() -> None:
    shortcuts = {command.id: command.shortcut for command in COMMANDS}
    assert [shortcuts[f"view.{page.key}"] for page in PAGES] == [
        f"Ctrl+{digit}" for digit in range(1, 9)
    ]


def test_every_command_does_something(make_window: Callable[[], MainWindow]) -> None:
    commands = make_window().commands
    assert [item.id for item in commands.all() if item.id not in commands._bound] == []


def test_what_needs_a_project_says_so_without_one(make_window: Callable[[], MainWindow]) -> None:
    commands = make_window().commands
    for command in commands.all():
        if command.needs_project:
            assert commands.why_not(command.id) == "Open a project first."
            assert not commands.action(command.id).isEnabled()
        else:
            assert commands.action(command.id).isEnabled()


def test_menus_hold_every_command_once(make_window: Callable[[], MainWindow]) -> None:
    window = make_window()

    def leaves(menu: QMenu) -> list[str]:
        found: list[str] = []
        for action in menu.actions():
            inner = action.menu()
            if isinstance(inner, QMenu):
                found.extend(leaves(inner))
            elif not action.isSeparator():
                found.append(action.objectName())
        return found

    assert sorted(leaves(window.menu)) == sorted(command.id for command in COMMANDS)
    assert [action.text() for action in window.menu.actions()] == ["File", "View", "Model", "Help"]


def test_unknown_commands_cannot_be_bound(make_window: Callable[[], MainWindow]) -> None:
    with pytest.raises(KeyError):
        make_window().commands.bind({"file.nonsense": lambda: None})
