"""Words for monitoring."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "no_columns": Message(
        "{data} has none of the columns that {model} uses.",
        "Choose a table with these columns: {columns}.",
    ),
}
