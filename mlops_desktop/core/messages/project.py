"""Words for project folders."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "not_a_project": Message(
        "{path} is not a project.",
        "Open a folder with a project.mlopsd file, or make one: mlops-desktop init DIR.",
    ),
    "unfinished": Message(
        "{path} is a project whose creation was interrupted; it holds nothing yet.",
        "Create it again in the same folder: mlops-desktop init DIR.",
    ),
    "already_exists": Message(
        "{path} is not empty.",
        "Choose a new or empty folder for the project.",
    ),
    "newer": Message(
        "{path} was written by a newer version of MLOps Desktop (format {found}; this one knows {known}).",
        "Install the newer version; the project was not touched.",
    ),
    "newer_value": Message(
        "The project holds a {what} that this version of MLOps Desktop does not know: “{value}”.",
        "Install the version that wrote it; nothing was changed.",
    ),
    "needs_upgrade": Message(
        "{path} was written by an older version of MLOps Desktop (format {found}) and must be upgraded first.",
        "Upgrade it with “upgrade”, or open it in the window; a backup is made before anything changes. “verify” works without.",
    ),
    "read_only": Message(
        "{path} was opened for reading only.",
        "Close it and open it for writing to make changes.",
    ),
    "damaged": Message(
        "{path} cannot be opened: {reason}.",
        "Leave it as it is and restore the file from a copy of the project; look into its backups folder too.",
        ExitCode.ENVIRONMENT,
    ),
    "own_file": Message(
        "{path} belongs to the project in {folder}; nothing was written.",
        "Name another file: none of the project's own, and not in its folders objects, jobs, backups "
        "and trash.",
    ),
    "object_missing": Message(
        "A stored file is missing: {digest}.",
        "Run “verify” to see what is affected; restore it from a copy of the project.",
        ExitCode.ENVIRONMENT,
    ),
    "object_damaged": Message(
        "A stored file was altered: {digest}.",
        "Run “verify” to see what is affected; restore it from a copy of the project.",
        ExitCode.ENVIRONMENT,
    ),
    "copy_unsound": Message(
        "The copy in {path} does not verify: {detail}.",
        "Run “verify” on the original and copy it again; the copy was removed.",
        ExitCode.ENVIRONMENT,
    ),
    "name_taken": Message(
        "There is already a {kind} named “{name}”.",
        "Choose another name; names that were put away stay taken.",
    ),
    "move_not_allowed": Message(
        "{version} cannot go from {source} to {target}.",
        "From {source} it can go to: {allowed}.",
    ),
    "already_there": Message(
        "{version} is in {stage} already.",
        "Nothing to do; see the history with “stages”.",
    ),
    "run_is_final": Message(
        "Run {run} has already ended ({status}).",
        "Start a new training; what a run recorded never changes.",
    ),
}
