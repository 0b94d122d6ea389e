"""What the window's commands do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from mlops_desktop.gui.about import AboutDialog, SelfTestDialog, open_log_folder
from mlops_desktop.gui.page import Ask, Desk
from mlops_desktop.gui.page_list import PAGES
from mlops_desktop.gui.page_stack import PageStack
from mlops_desktop.gui.project_flow import ProjectFlow
from mlops_desktop.settings.schema import LARGEST_FONT, SMALLEST_FONT, THEMES

Bindings = dict[str, Callable[[], object]]


class Shell(Protocol):
    """What the window itself does."""

    desk: Desk
    flow: ProjectFlow
    stack: PageStack

    def close(self) -> bool:
        """Close the window."""

    def show_help(self) -> None:
        """Explain the page that is shown."""

    def import_folder(self) -> None:
        """Ask for a folder of files and begin its import."""

    def focus_next_region(self) -> None:
        """Move the keyboard to the next part of the window."""


def bindings(shell: Shell, window: QWidget) -> Bindings:
    """Return what each command of the catalogue does.

    Args:
        shell: does it. window: the same as a widget, the parent of dialogs.
    """
    desk, flow = shell.desk, shell.flow
    found: Bindings = {
        "file.new": flow.create,
        "file.open": flow.choose,
        "file.sample": flow.open_sample,
        "file.import": desk.import_file,
        "file.import_folder": shell.import_folder,
        "file.import_pasted": _Go(desk, "data", Ask.PASTE),
        "file.save_copy": flow.save_copy,
        "file.close": flow.close,
        "file.quit": shell.close,
        "view.back": shell.stack.go_back,
        "view.refresh": shell.stack.refresh,
        "view.next_region": shell.focus_next_region,
        "help.page": shell.show_help,
        "help.self_test": lambda: SelfTestDialog(window, desk.gateway).open(),
        "help.logs": open_log_folder,
        "help.about": lambda: AboutDialog(window).open(),
        "model.train": _Go(desk, "train"),
        "model.score": _Go(desk, "models", Ask.SCORE),
        "model.check": _Go(desk, "models", Ask.CHECK_ANSWERS),
        "model.monitor": _Go(desk, "monitor", Ask.CHECK_DRIFT),
        "model.verify": _Go(desk, "audit", Ask.VERIFY),
    }
    for theme in THEMES:
        found[f"view.theme_{theme}"] = _Prefer(desk, theme)
    for name, step in (("bigger", 10), ("smaller", -10), ("normal", 0)):
        found[f"view.font_{name}"] = _Scale(desk, step)
    for entry in PAGES:
        found[f"view.{entry.key}"] = _Go(desk, entry.key)
    return found


class _Go:
    """Goes to a page."""

    def __init__(self, desk: Desk, key: str, ask: Ask | None = None) -> None:
        self._desk, self._key, self._ask = desk, key, ask

    def __call__(self) -> None:
        self._desk.navigate(self._key, self._ask)


class _Prefer:
    """Chooses the colours."""

    def __init__(self, desk: Desk, theme: str) -> None:
        self._desk, self._theme = desk, theme

    def __call__(self) -> None:
        self._desk.settings.change(theme=self._theme)


class _Scale:
    """Makes all text larger or smaller; a step of 0 means back to 100 %."""

    def __init__(self, desk: Desk, step: int) -> None:
        self._desk, self._step = desk, step

    def __call__(self) -> None:
        percent = self._desk.settings.now.font_percent + self._step if self._step else 100
        self._desk.settings.change(font_percent=min(LARGEST_FONT, max(SMALLEST_FONT, percent)))
