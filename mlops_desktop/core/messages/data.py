"""Words for datasets and their import."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "unknown": Message(
        "There is no dataset “{name}”.",
        "See them with “data list”.",
    ),
    "unknown_version": Message(
        "{name} has no version {number}; the newest is {newest}.",
        "See them with “data show {name}”.",
    ),
}
