"""Run one command line: every ending becomes words and an exit code, never a traceback."""

from __future__ import annotations

import logging
import os
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from mlops_desktop.cli.console import Console, prepare_streams
from mlops_desktop.cli.door import Door, OpenWindow
from mlops_desktop.cli.failures import PROGRAM, Failure, failure_of
from mlops_desktop.cli.root import root
from mlops_desktop.cli.text.plain import safe
from mlops_desktop.core.errors import ExitCode

_LOG = logging.getLogger(__name__)


def run(arguments: Sequence[str], open_window: OpenWindow) -> int:
    """Run a command line and return its exit code.

    Args:
        arguments: what was typed after the program's name.
        open_window: how to open the window, for the commands that do.
    """
    prepare_streams()
    console = Console(as_json="--json" in _before_dashes(arguments))
    door = Door(console, open_window)
    with door.interruption:
        try:
            code = _obey(arguments, door)
            console.flush()
        except BaseException as error:  # noqa: BLE001 - the last line: all endings are told here
            return _end(console, error, stopped=door.interruption.stop.is_set())
    return code


def _obey(arguments: Sequence[str], door: Door) -> int:
    """Run click; a command returns its exit code, None meaning done."""
    result = root.main(list(arguments), prog_name=PROGRAM, standalone_mode=False, obj=door)
    return int(result) if isinstance(result, int) else int(ExitCode.DONE)


def _before_dashes(arguments: Sequence[str]) -> Sequence[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _end(console: Console, error: BaseException, *, stopped: bool) -> int:
    if isinstance(error, SystemExit):
        # click's answer when the reader of a help text has seen enough and closed the pipe.
        return int(ExitCode.DONE)
    failure = failure_of(error, stopped=stopped)
    if failure.is_defect:
        failure = _with_log(failure, error)
    _tell(console, failure)
    console.settle()
    return int(failure.exit_code)


def _with_log(failure: Failure, error: BaseException) -> Failure:
    """Write the traceback to the log file and name the file."""
    path: Path | None = None
    try:
        from mlops_desktop.diagnostics import logs

        path = logs.start()
        _LOG.critical("a command met a defect", exc_info=error)
        logs.stop()
    except Exception:  # noqa: BLE001 - the log itself fails: the first traceback must not be lost
        path = None
    if path is None or not path.is_file():
        path = _write_beside(error)
    return failure.with_hint(f"The details are in {path}." if path else "")


def _write_beside(error: BaseException) -> Path | None:
    """Write the traceback into a file of its own, where the log file cannot be written."""
    text = "".join(traceback.format_exception(error))
    try:
        handle, name = tempfile.mkstemp(prefix="mlops-desktop-", suffix=".log", text=True)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return None
    return Path(name)


def _tell(console: Console, failure: Failure) -> None:
    console.end_progress()
    try:
        console.fail(failure.as_json(), failure.lines())
    except (OSError, ValueError, RuntimeError):
        # stdout is full or gone: the sentence still reaches stderr.
        for line in failure.lines():
            console.note(safe(line))


def report(error: BaseException) -> int:
    """Tell about an error outside any command (the window did not open); return the exit code."""
    prepare_streams()
    return _end(Console(), error, stopped=False)
