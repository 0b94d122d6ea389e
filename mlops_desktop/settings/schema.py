"""The preferences, as data: name, type, default, allowed values, description."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

THEMES = ("system", "light", "dark")
SMALLEST_FONT, LARGEST_FONT = 80, 200
MOST_RECENT = 10


@dataclass(frozen=True, slots=True)
class RecentProject:
    """A project that was open before."""

    name: str
    path: str
    opened_at: str


def _described(default: object, description: str, **limits: object) -> Any:
    return field(default=default, metadata={"description": description, **limits})


@dataclass(frozen=True, slots=True)
class Preferences:
    """Every preference; each field's metadata says what it is for and what is allowed."""

    theme: str = _described("system", "Light, dark, or as the system is.", options=THEMES)
    font_percent: int = _described(
        100, "Size of all text in per cent.", low=SMALLEST_FONT, high=LARGEST_FONT
    )
    actor_name: str = _described(
        "", "The name that the log shows for what you do; empty means your account's name."
    )
    projects_folder: str = _described(
        "", "Where new projects are made; empty means your documents folder."
    )
    reopens_last: bool = _described(True, "Open the last project again at start.")
    asks_again: bool = _described(
        True,
        "After an upgrade of this program, Python or a package that computes, let the versions in"
        " staging and production predict their golden rows again when a project is opened.",
    )
    window: str = _described("", "Place and size of the window.")
    last_page: str = _described("home", "The page that was shown last.")
    recent: tuple[RecentProject, ...] = _described((), "Projects that were open before.")


def describe(name: str) -> str:
    """Return what a preference is for; raises ``KeyError``."""
    return {item.name: str(item.metadata["description"]) for item in fields(Preferences)}[name]


def read_preferences(values: object) -> Preferences:
    """Return preferences from a JSON value; what is unknown or not allowed is left out."""
    known: dict[str, Any] = {}
    if isinstance(values, dict):
        values = _renamed(values)
        for item in fields(Preferences):
            if item.name in values:
                value = _allowed(item.name, values[item.name])
                if value is not None:
                    known[item.name] = value
    return Preferences(**known)


RENAMED: dict[str, str] = {}
"""Old name → new name, so that preferences of earlier versions are kept."""


def _renamed(values: dict[Any, Any]) -> dict[str, Any]:
    return {RENAMED.get(str(key), str(key)): value for key, value in values.items()}


def _allowed(name: str, value: object) -> object:
    """Return the value as the field wants it, or None when it is not allowed."""
    item = {entry.name: entry for entry in fields(Preferences)}[name]
    if name == "recent":
        return _recent(value)
    if type(value) is not type(item.default):
        return None
    options = item.metadata.get("options")
    if options is not None and value not in options:
        return None
    if isinstance(value, int) and "low" in item.metadata:
        return min(int(item.metadata["high"]), max(int(item.metadata["low"]), value))
    return value


def _recent(value: object) -> tuple[RecentProject, ...] | None:
    if not isinstance(value, list):
        return None
    found = []
    for entry in value:
        texts = (
            [entry.get(key) for key in ("name", "path", "opened_at")]
            if isinstance(entry, dict)
            else []
        )
        if texts and all(isinstance(text, str) for text in texts):
            found.append(RecentProject(*[str(text) for text in texts]))
    return tuple(found[:MOST_RECENT])
