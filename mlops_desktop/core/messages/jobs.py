"""Words for background work."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "worker_died": Message(
        "The background process {how} while {what}.",
        "{kept} Try again, with fewer other programs open; the log file may say more ({status}).",
        ExitCode.DEFECT,
    ),
    "reader_died": Message(
        "{path} ended the program's reader; the file is damaged or made to do harm.",
        "Nothing was stored. Export the file again, or open it in the program that wrote it and save "
        "it as CSV.",
    ),
}
