"""Words for what the machine does not allow."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "disk_full": Message(
        "The disk of {path} is full; this stopped the work.",
        "Free some space on that disk, such as old backups and exports, and try again; what had been"
        " reported as stored is kept.",
        ExitCode.ENVIRONMENT,
    ),
    "file_size": Message(
        "{path} would become larger than this system lets a file be.",
        "Ask for a higher limit (ulimit -f, or the disk's quota); what had been reported as stored is kept.",
        ExitCode.ENVIRONMENT,
    ),
    "no_permission": Message(
        "{path} cannot be reached or written: no permission.",
        "Choose another place, or ask for the right to this one.",
        ExitCode.ENVIRONMENT,
    ),
    "locked": Message(
        "The project is busy: another program has been writing to it for {seconds} seconds.",
        "Wait until it has finished, then try again; what had been reported as stored is kept.",
        ExitCode.ENVIRONMENT,
    ),
    "input_output": Message(
        "Reading or writing {path} failed: {reason}.",
        "Check the disk; what had been reported as stored is kept.",
        ExitCode.ENVIRONMENT,
    ),
    "qt_libraries": Message(
        "The window needs system libraries that are missing: {libraries}.",
        "On Debian or Ubuntu: apt-get install {packages}. Everything but the window works without.",
        ExitCode.ENVIRONMENT,
    ),
    "memory": Message(
        "There is not enough memory for this.",
        "Close other programs or use fewer rows; what had been reported as stored is kept.",
        ExitCode.ENVIRONMENT,
    ),
    "defect": Message(
        "Something went wrong inside the program ({what}); nothing was lost.",
        "The log file says more: Help → Open log folder. Try again, or restart the program.",
        ExitCode.DEFECT,
    ),
    "no_display": Message(
        "There is no display to open a window on.",
        "Log in to a desktop, or use the command line: mlops-desktop --help.",
        ExitCode.ENVIRONMENT,
    ),
}
