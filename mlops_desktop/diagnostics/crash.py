"""The crash file: what happened when something of ours went wrong, shown at the next start."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from mlops_desktop.diagnostics import logs
from mlops_desktop.diagnostics.versions import version_lines

_LOG = logging.getLogger(__name__)
_lock = threading.Lock()
_fault_files: list[IO[str]] = []


def crash_file() -> Path:
    """Return the file with the defects that nobody has looked at yet."""
    return logs.log_folder() / "crash.txt"


def _fault_file() -> Path:
    return logs.log_folder() / f"fault-{os.getpid()}.txt"


def write(error: BaseException, where: str) -> Path | None:
    """Add a defect to log and crash file; return the crash file, or None if it cannot be written.

    Args:
        error: with its traceback.
        where: what was being done, in words or as a function's name.
    """
    _LOG.error("defect in %s", where, exc_info=error)
    text = "".join(traceback.format_exception(error))
    head = [f"{datetime.now(UTC).isoformat(timespec='seconds')} in {where}", *version_lines()]
    path = crash_file()
    try:
        with _lock:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write("\n".join(head) + "\n\n" + text + "\n")
    except OSError:
        return None
    return path


def last() -> str:
    """Return what the last run left behind: defects and faults of the interpreter; "" if nothing.

    Files of a process that still runs are left alone.
    """
    found = [crash_file(), *sorted(logs.log_folder().glob("fault-*.txt"))]
    texts = []
    for path in found:
        if path == _fault_file() or _is_running(path):
            continue
        with contextlib.suppress(OSError):
            texts.append(path.read_text("utf-8", "replace"))
    return "\n".join(text for text in texts if text.strip())


def seen() -> None:
    """Put what was shown away: the next start says nothing of it. The newest is kept as a file."""
    path = crash_file()
    with contextlib.suppress(OSError):
        if path.exists():
            path.replace(path.with_name("seen-crash.txt"))
    for fault in logs.log_folder().glob("fault-*.txt"):
        if fault != _fault_file() and not _is_running(fault):
            with contextlib.suppress(OSError):
                if fault.stat().st_size:
                    fault.replace(fault.with_name("seen-fault.txt"))
                else:
                    fault.unlink()


def start() -> None:
    """From now on write down what nobody caught, in any thread, and faults of the interpreter."""
    with contextlib.suppress(OSError):
        logs.log_folder().mkdir(parents=True, exist_ok=True)
        file = _fault_file().open("w", encoding="utf-8")
        _fault_files.append(file)
        faulthandler.enable(file, all_threads=True)
    sys.excepthook = _on_uncaught
    threading.excepthook = _on_thread


def stop() -> None:
    """Undo :func:`start`; an empty fault file goes away."""
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__
    faulthandler.disable()
    while _fault_files:
        _fault_files.pop().close()
    with contextlib.suppress(OSError):
        if _fault_file().exists() and not _fault_file().stat().st_size:
            _fault_file().unlink()


def _on_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    write(error.with_traceback(trace), "the window")


def _on_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
        name = arguments.thread.name if arguments.thread else "a thread"
        write(arguments.exc_value, name)


def _is_running(path: Path) -> bool:
    """Say whether the process a fault file belongs to is alive."""
    number = path.stem.removeprefix("fault-")
    if not number.isdigit() or os.name == "nt":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
