"""Words for background work."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "worker_died": Message(
        "The background process ended unexpectedly while {what} (signal or exit code {status}).",
        "Nothing was stored. Try again; if it happens again, look at the log file.",
        ExitCode.DEFECT,
    ),
}
