"""The log file: rotating, in the user's own place."""

from __future__ import annotations

import logging
import logging.handlers
import os
from pathlib import Path

import platformdirs

APP = "mlops-desktop"
_LARGEST = 1_000_000
_KEPT = 4
_FORMAT = "%(asctime)s %(process)d %(threadName)s %(levelname)s %(name)s: %(message)s"


def log_folder() -> Path:
    """Return the folder of log and crash files: ``MLOPS_DESKTOP_LOGS`` or the user's own."""
    chosen = os.environ.get("MLOPS_DESKTOP_LOGS")
    return Path(chosen) if chosen else platformdirs.user_log_path(APP, appauthor=False)


def log_file() -> Path:
    """Return the log file."""
    return log_folder() / "mlops-desktop.log"


def start() -> Path:
    """Write the product's log into its file from now on; return the file.

    A folder that cannot be written is no reason to stop: then nothing is logged.
    """
    path = log_file()
    root = logging.getLogger("mlops_desktop")
    if any(isinstance(old, logging.handlers.RotatingFileHandler) for old in root.handlers):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", delay=True
        )
        with path.open("a", encoding="utf-8"):
            pass
    except OSError:
        root.addHandler(logging.NullHandler())
        return path
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path


def stop() -> None:
    """Close the log file."""
    root = logging.getLogger("mlops_desktop")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
