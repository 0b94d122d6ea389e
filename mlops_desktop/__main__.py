"""The program: ``mlops-desktop`` and ``python -m mlops_desktop``.

Nothing heavy is imported at module level: worker processes load this module again, and the
window must not wait for what only a command needs.
"""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

PROJECT_SUFFIX = ".mlopsd"
INTERRUPTED = 130


def main() -> int:
    """Open the window, or obey the command line; return the exit code.

    No argument opens the window, a single ``FILE.mlopsd`` (a double click) the window on it, and
    everything else is a command: what is no command ends with exit code 2, never in a window.
    """
    # First of all: in a frozen program a worker is this very program started again.
    multiprocessing.freeze_support()
    try:
        return _obey(sys.argv[1:])
    except KeyboardInterrupt:  # so early that no command has begun
        return INTERRUPTED


def _obey(arguments: list[str]) -> int:
    if not arguments:
        return _window(None)
    if len(arguments) == 1 and _is_project_file(arguments[0]):
        return _window(Path(arguments[0]))
    from mlops_desktop.cli.entry import run

    return run(arguments, open_window)


def open_window(project: Path | None) -> int:
    """Open the window on a project, or on the start page; return its exit code."""
    from mlops_desktop import app

    return app.run(project)


def _window(project: Path | None) -> int:
    """Open the window; what hinders it is told as for a command."""
    try:
        return open_window(project)
    except Exception as error:  # noqa: BLE001 - a defect becomes one line and a log entry
        from mlops_desktop.cli.entry import report

        return report(error)


def _is_project_file(text: str) -> bool:
    return text.endswith(PROJECT_SUFFIX) and not text.startswith("-")


if __name__ == "__main__":
    sys.exit(main())
