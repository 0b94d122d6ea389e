"""Words for models, versions, promotion and scoring."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "unknown": Message("There is no model “{name}”.", "See them with “model list”."),
    "unknown_version": Message(
        "{name} has no version {number}; the newest is {newest}.",
        "See them with “model show {name}”.",
    ),
    "nothing_in_stage": Message(
        "No version of {name} is in {stage}.",
        "Promote one: mlops-desktop promote {name}@N --to {stage} --reason TEXT.",
    ),
}
