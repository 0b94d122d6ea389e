"""Words for project folders."""

from __future__ import annotations

from mlops_desktop.core.errors import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "not_a_project": Message(
        "{path} is not a project.",
        "Open a folder with a project.mlopsd file, or make one: mlops-desktop init DIR.",
    ),
    "already_exists": Message(
        "{path} is not empty.",
        "Choose a new or empty folder for the project.",
    ),
    "newer": Message(
        "{path} was written by a newer version of MLOps Desktop (format {found}; this one knows {known}).",
        "Install the newer version; the project was not touched.",
    ),
    "damaged": Message(
        "{path} cannot be opened: {reason}.",
        "Run “mlops-desktop verify” on a copy, or restore a backup from its backups folder.",
        ExitCode.ENVIRONMENT,
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
}
