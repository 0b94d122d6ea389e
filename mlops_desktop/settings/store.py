"""Where preferences are kept: one JSON file, written as a whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from mlops_desktop.settings.schema import MOST_RECENT, Preferences, RecentProject, read_preferences

APP = "mlops-desktop"


def settings_file() -> Path:
    """Return the file: ``MLOPS_DESKTOP_SETTINGS`` if set, else in the user's own place."""
    chosen = os.environ.get("MLOPS_DESKTOP_SETTINGS")
    if chosen:
        return Path(chosen)
    return platformdirs.user_config_path(APP, appauthor=False) / "settings.json"


class SettingsStore:
    """The preferences as they are now, kept in a file.

    Args:
        path: the file; a missing or damaged one means the defaults.

    A preference that cannot be written holds for this run; ``problem`` says why.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_file()
        self.problem = ""
        self._listeners: list[Callable[[Preferences], object]] = []
        self._now = self._read()

    @property
    def now(self) -> Preferences:
        """The preferences."""
        return self._now

    def change(self, **values: object) -> Preferences:
        """Change preferences by name, keep them, tell the listeners.

        Raises:
            TypeError: for a name that is no preference.
        """
        self._now = replace(self._now, **values)  # type: ignore[arg-type]
        self._write()
        for listener in list(self._listeners):
            listener(self._now)
        return self._now

    def listen(self, listener: Callable[[Preferences], object]) -> None:
        """Call ``listener`` after every change."""
        self._listeners.append(listener)

    def stop_listening(self, listener: Callable[[Preferences], object]) -> None:
        """Call ``listener`` no longer."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def remember(self, name: str, path: Path) -> None:
        """Put a project at the head of the recent ones."""
        place = str(path)
        others = [entry for entry in self._now.recent if entry.path != place]
        entry = RecentProject(name, place, datetime.now(UTC).isoformat(timespec="seconds"))
        self.change(recent=(entry, *others)[:MOST_RECENT])

    def forget(self, path: str) -> None:
        """Take a project off the recent ones."""
        self.change(recent=tuple(entry for entry in self._now.recent if entry.path != path))

    def projects_folder(self) -> Path:
        """Return where new projects are made."""
        chosen = self._now.projects_folder
        return Path(chosen) if chosen else platformdirs.user_documents_path()

    def _read(self) -> Preferences:
        try:
            return read_preferences(json.loads(self.path.read_text("utf-8")))
        except (OSError, ValueError, RecursionError):
            # A first start, or a file somebody damaged: the defaults are always right.
            return Preferences()

    def _write(self) -> None:
        text = json.dumps(asdict(self._now), ensure_ascii=False, indent=2)
        draft: Path | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".settings-")
            draft = Path(name)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            # Not flushed to the disk: the window would wait for it at every change of page, and
            # after a power cut the defaults, or the preferences before, are good enough.
            draft.replace(self.path)
            self.problem = ""
        except OSError as error:
            self.problem = f"{self.path}: {error.strerror or error}"
            if draft is not None:
                with contextlib.suppress(OSError):
                    draft.unlink(missing_ok=True)
