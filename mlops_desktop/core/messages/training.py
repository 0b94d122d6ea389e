"""Words for training."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "unknown_target": Message(
        "There is no column “{column}” in {data}.",
        "Columns: {columns}.",
    ),
}
