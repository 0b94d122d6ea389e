"""Commands bound to what they do, and the QActions, menus and shortcuts made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from mlops_desktop.gui.commands.command import Command
from mlops_desktop.gui.theme import icons


class Commands(QObject):
    """The commands of a window.

    Args:
        commands: all of them; ids are unique.
        parent: the window; its actions are added to it, so that shortcuts work everywhere.

    Signals:
        ran(str): a command was run.
    """

    ran = Signal(str)

    def __init__(self, commands: Iterable[Command], parent: QWidget) -> None:
        super().__init__(parent)
        self._commands: dict[str, Command] = {command.id: command for command in commands}
        self._bound: dict[str, Callable[[], object]] = {}
        self._actions: dict[str, QAction] = {}
        self._why: dict[str, str] = {}
        for command in self._commands.values():
            action = self._make_action(command)
            self._actions[command.id] = action
            parent.addAction(action)
        self.set_project_open(is_open=False)

    def all(self) -> tuple[Command, ...]:
        """Return every command."""
        return tuple(self._commands.values())

    def command(self, command_id: str) -> Command:
        """Return a command; raises ``KeyError``."""
        return self._commands[command_id]

    def action(self, command_id: str) -> QAction:
        """Return a command's QAction, for buttons and context menus."""
        return self._actions[command_id]

    def bind(self, bindings: Mapping[str, Callable[[], object]]) -> None:
        """Say what commands do."""
        for command_id in bindings:
            if command_id not in self._commands:
                raise KeyError(command_id)
        self._bound.update(bindings)

    def run(self, command_id: str) -> None:
        """Do it, unless it cannot be done now."""
        if self._actions[command_id].isEnabled() and command_id in self._bound:
            self._bound[command_id]()
            self.ran.emit(command_id)

    def set_enabled(self, command_id: str, why_not: str = "") -> None:
        """Enable a command, or disable it and say why."""
        self._why[command_id] = why_not
        action = self._actions[command_id]
        action.setEnabled(not why_not)
        tip = self._commands[command_id].help
        action.setStatusTip(f"{tip} {why_not}".strip())
        action.setToolTip(why_not or tip)

    def why_not(self, command_id: str) -> str:
        """Return why a command cannot be run now; "" when it can."""
        return self._why.get(command_id, "")

    def set_project_open(self, *, is_open: bool) -> None:
        """Enable or disable what needs a project."""
        for command in self._commands.values():
            if command.needs_project:
                self.set_enabled(command.id, "" if is_open else self.tr("Open a project first."))

    def set_checked(self, command_id: str, *, is_checked: bool) -> None:
        """Show or take away a command's tick."""
        self._actions[command_id].setChecked(is_checked)

    def fill(self, bar: QMenuBar | QMenu) -> dict[tuple[str, ...], QMenu]:
        """Build the menus; return them by path, so that the window can add recent projects."""
        menus: dict[tuple[str, ...], QMenu] = {}
        groups: dict[tuple[str, ...], int] = {}
        for command in self._commands.values():
            if not command.menu:
                continue
            menu = self._menu(bar, menus, command.menu, groups, command.group)
            if groups.setdefault(command.menu, command.group) != command.group:
                menu.addSeparator()
                groups[command.menu] = command.group
            menu.addAction(self._actions[command.id])
        return menus

    def redraw_icons(self) -> None:
        """Draw the icons again in the colours that are on."""
        for command in self._commands.values():
            if command.icon:
                self._actions[command.id].setIcon(icons.icon(command.icon, "muted"))

    def _menu(
        self,
        bar: QMenuBar | QMenu,
        menus: dict[tuple[str, ...], QMenu],
        path: tuple[str, ...],
        groups: dict[tuple[str, ...], int],
        group: int,
    ) -> QMenu:
        if path not in menus:
            if len(path) == 1:
                menus[path] = bar.addMenu(path[0])
            else:
                above = path[:-1]
                parent = self._menu(bar, menus, above, groups, group)
                if groups.setdefault(above, group) != group:
                    parent.addSeparator()
                    groups[above] = group
                menus[path] = parent.addMenu(path[-1])
        return menus[path]

    def _make_action(self, command: Command) -> QAction:
        action = QAction(command.title, self, checkable=command.is_checkable)
        action.setObjectName(command.id)
        action.setStatusTip(command.help)
        action.setToolTip(command.help)
        if command.shortcuts:
            action.setShortcuts([QKeySequence(text) for text in command.shortcuts])
        if command.icon:
            action.setIcon(icons.icon(command.icon, "muted"))
        action.setProperty("command", command.id)
        action.triggered.connect(self._on_triggered)
        return action

    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            command = self._commands[str(action.property("command"))]
            if command.is_checkable:
                # What is ticked is decided by the state, not by the click.
                action.setChecked(not action.isChecked())
            self.run(command.id)
