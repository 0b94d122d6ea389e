"""One action: what it is called, where it stands, how it is reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One action, as data.

    Attributes:
        id: ``file.open``: menu and verb; unique.
        title: what the menu says; "…" where a dialog follows.
        menu: path of menus, such as ``("View",)``; empty = in no menu.
        shortcut: portable text ("Ctrl+O"); further ones after ";".
        help: one sentence for the manual and the status line.
        group: a separator stands between groups of a menu.
        icon: name of one of our icons.
        is_checkable: shows a tick.
        needs_project: only while a project is open.
    """

    id: str
    title: str
    menu: tuple[str, ...]
    help: str
    shortcut: str = ""
    group: int = 0
    icon: str = ""
    is_checkable: bool = False
    needs_project: bool = False

    @property
    def shortcuts(self) -> tuple[str, ...]:
        """Its shortcuts one by one."""
        return tuple(part.strip() for part in self.shortcut.split(";") if part.strip())
